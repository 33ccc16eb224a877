"""What does the command ``ogi`` do with its words, and how does every run of it end?

The commands stand in the modules beside this one; :func:`main` calls them and turns each way a run can end into an
exit status and at most one line on the standard error (contract, section 1).
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import metadata

import click

from ogi.checking import check
from ogi.comparing import diff
from ogi.crawling import crawl
from ogi.doctoring import doctor
from ogi.due import due
from ogi.identity import agencies, resolve
from ogi.keeping import archive, status
from ogi.publishing import build, release, serve
from ogi.reading import read
from ogi.recrawling import recrawl
from ogi.registry import sites
from ogi.running import run
from ogi.terminal import (
    DISTRIBUTION,
    DONE,
    FAILED,
    WRONG_WORDS,
    Failure,
    Group,
    debugging,
    explain_usage,
    say,
    settle_language,
)


def _print_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"ogi {metadata.version(DISTRIBUTION)}")
        ctx.exit()


@click.group(
    cls=Group,
    zh="""
    政府信息公开年报数据库：采集、读取、检查、发布。

    例：

    \b
      ogi run                   用自带的样例门户走完全流程，并打开网站
      ogi check 年报.docx       发布之前检查一份年报
      ogi read --json 目录/     把文档读成 JSON，每份一行

    退出状态：0 完成；1 完成，但要检查的内容有不符；2 命令写法不对；3 没能完成（原因写在一行里）。
    """,
    en="""
    China's annual open-government-information reports as data: crawl, read, check, publish.

    Examples:

    \b
      ogi run                   the whole way with the bundled sample portals, then the site
      ogi check report.docx     check a report before it is published
      ogi read --json folder/   documents as JSON, one line each

    Exit status: 0 done; 1 done, but something to be checked did not hold; 2 the words of the call are wrong;
    3 could not do it (one line says why).
    """,
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="ogi x.y.z")
def cli() -> None:
    """Every command of the program."""


_COMMANDS = (
    run, recrawl, sites, crawl, read, check, resolve, build, agencies, release, serve, diff, due, status, doctor,
    archive,
)  # fmt: skip
for _command in _COMMANDS:
    cli.add_command(_command)


def main(words: Sequence[str] | None = None) -> int:
    """Run one call of ``ogi`` and return its exit status. ``words`` are those of the call, without the name."""
    words = sys.argv[1:] if words is None else list(words)
    settle_language(words, os.environ)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # no character may stop a message on a poorer terminal
    try:
        with cli.make_context("ogi", list(words)) as context:
            status = cli.invoke(context)
        sys.stdout.flush()
        return status if isinstance(status, int) else DONE
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.exceptions.NoArgsIsHelpError as bare:
        click.echo(bare.ctx.get_help() if bare.ctx else "", err=True)
        return WRONG_WORDS
    except click.UsageError as error:
        return _end(explain_usage(error), WRONG_WORDS)
    except (Failure, click.ClickException) as error:
        return _end(f"ogi: {error}", FAILED)
    except BrokenPipeError:  # the reader of our output has seen enough, as in `ogi read … | head`
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - so that the last flush of the interpreter is quiet
        return FAILED
    except (KeyboardInterrupt, click.Abort):
        return _end(
            say(
                "已中断。已写入数据目录的内容都保留着，半成品不会被使用；再运行同一命令即可继续。",
                "Interrupted. What was written to the data directory is kept, nothing half-done is used; run it again.",
            ),
            FAILED,
        )
    except Exception as error:
        if hasattr(error, "zh") and hasattr(error, "en"):  # foreseen: every room says it in both languages
            return _end(f"ogi: {say(error.zh, error.en)}", FAILED)
        what = f"{type(error).__name__}: {error}"
        return _end(
            say(
                f"ogi: 意外错误，没能完成：{what}（设 OGI_DEBUG=1 再运行可看到详情）",
                f"ogi: unexpected error, could not do it: {what} (set OGI_DEBUG=1 and run again for the details)",
            ),
            FAILED,
        )


def _end(line: str, status: int) -> int:
    """Say the last line, with the traceback before it for those who asked for it."""
    if debugging():
        traceback.print_exc()
    click.echo(" ".join(line.split()), err=True)
    return status
