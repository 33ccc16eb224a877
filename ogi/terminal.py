"""How does a command talk to the person who calls it?

The language of messages, the options every command has, the two kinds of failure with their exit status, and the
help page in Chinese and English. Results go to the standard output, everything else to the standard error.
"""

from __future__ import annotations

import inspect
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import click

DISTRIBUTION = "ogi-yearbook"
"""The name this program is installed under."""
DONE, DOUBTFUL, WRONG_WORDS, FAILED = 0, 1, 2, 3
"""Exit status: done; done, but something to be checked did not hold; wrong call; could not do it."""

Language = Literal["zh", "en"]
F = TypeVar("F", bound=Callable[..., Any])

_HEADINGS = {"Options": "选项", "Commands": "命令"}
_language: Language = "en"


class Failure(Exception):
    """It could not be done. The text is one line: what happened, what was kept, what to do next. Exit status 3."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(say(zh, en))


class WrongCall(click.UsageError):
    """The words of the call are wrong. Exit status 2."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(say(zh, en), click.get_current_context(silent=True))


def say(zh: str, en: str) -> str:
    """The text in the language of this run."""
    return zh if _language == "zh" else en


def language() -> Language:
    """The language of this run."""
    return _language


def settle_language(words: Iterable[str], environment: Mapping[str, str]) -> None:
    """Which language does this run speak? The last ``--lang`` of the call, else the locale's, else English.

    This is settled before the call is understood, because help and complaints about the call are in it too.
    """
    global _language
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    chosen = "zh" if locale.lower().startswith("zh") else "en"
    before = ""
    for word in words:
        if word == "--":
            break
        if before == "--lang" or word.startswith("--lang="):
            chosen = word.removeprefix("--lang=")
        before = word
    _language = "zh" if chosen == "zh" else "en"


def data_folder() -> Path:
    """The data directory of the command that is running."""
    folder: Path = click.get_current_context().obj
    return folder


def tell(zh: str, en: str) -> None:
    """One line for the person, on the standard error."""
    click.echo(say(zh, en), err=True)


def print_json(value: Any) -> None:
    """One line of JSON on the standard output, in UTF-8 whatever the terminal's encoding is."""
    line = json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n"
    # Bytes of a file name that are not UTF-8 become the \udcxx escapes that JSON has for them.
    sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def explain_usage(error: click.UsageError) -> str:
    """What is wrong with the words of the call, in one line."""
    match error:
        case click.NoSuchOption():
            what = say(f"没有选项 {error.option_name}", f"no such option: {error.option_name}")
        case click.exceptions.NoSuchCommand():
            what = say(f"没有命令 {error.command_name}", f"no such command: {error.command_name}")
        case click.MissingParameter(param=click.Parameter() as param):
            name = param.metavar or param.opts[0]
            what = say(f"缺少 {name}", f"{name} is missing")
        case click.BadParameter(param=click.Parameter() as param):
            name = "/".join(param.opts)
            what = say(f"{name} 的值不对：{error.message}", f"bad value for {name}: {error.message}")
        case _:
            what = error.format_message()
    path = error.ctx.command_path if error.ctx else "ogi"
    return " ".join(say(f"{path}：{what}（见 {path} --help）", f"{path}: {what} (see {path} --help)").split())


def debugging() -> bool:
    """Does the person want to see tracebacks?"""
    return os.environ.get("OGI_DEBUG", "") not in ("", "0")


class _Formatter(click.HelpFormatter):
    """The help page with its headings in the language of this run."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, say("用法：", "Usage: "))

    def write_heading(self, heading: str) -> None:
        super().write_heading(say(_HEADINGS.get(heading, heading), heading))


class _Context(click.Context):
    formatter_class = _Formatter


class Command(click.Command):
    """A command whose help is in both languages and that has the options every command has."""

    context_class = _Context

    def __init__(self, *args: Any, zh: str, en: str, **rest: Any) -> None:
        super().__init__(*args, **rest | {"help": en})
        self.params = [*self.params, *_shared_options()]
        self._help = {"zh": inspect.cleandoc(zh), "en": inspect.cleandoc(en)}

    def make_context(self, *args: Any, **rest: Any) -> click.Context:
        """The context of one call; a group asks for the short help without one."""
        self.help = self._help[language()]
        return super().make_context(*args, **rest)

    def get_short_help_str(self, limit: int = 60) -> str:
        """The first sentence of the help."""
        return self._help[language()].split("\n")[0]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help``, explained in the language of this run."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("显示这页说明", "Show this page.")
        return option


class Group(Command, click.Group):
    """A command that only has other commands under it."""


class Option(click.Option):
    """An option explained in both languages."""

    def __init__(self, *args: Any, zh: str, en: str, **rest: Any) -> None:
        super().__init__(*args, **rest | {"help": en})
        self._help = {"zh": zh, "en": en}

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option's line on the help page."""
        self.help = self._help[language()]
        return super().get_help_record(ctx)


def option(*names: str, zh: str, en: str, **rest: Any) -> Callable[[F], F]:
    """An option of a command, explained in both languages."""
    return click.option(*names, cls=Option, zh=zh, en=en, **rest)


def _shared_options() -> list[click.Parameter]:
    return [
        Option(
            ["--data"],
            metavar="DIR",
            type=click.Path(file_okay=False, path_type=Path),
            expose_value=False,
            callback=_keep_data,
            zh="数据目录（默认当前目录下的 data/，或 $OGI_DATA）",
            en="Data directory (default: data/ under the current folder, or $OGI_DATA).",
        ),
        Option(
            ["--lang"],
            type=click.Choice(["zh", "en"]),
            expose_value=False,
            zh="提示语言（默认随系统区域设置）",
            en="Language of messages (default: that of the locale).",
        ),
    ]


def _keep_data(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
    if ctx.obj is None:
        ctx.obj = Path(os.environ.get("OGI_DATA") or "data")
    if value is not None:
        ctx.obj = value


def is_terminal() -> bool:
    """Is a person watching the standard error?"""
    return sys.stderr.isatty()
