"""How far is a long command? A bar on a terminal, a plain line now and then elsewhere; nothing for a short one."""

from __future__ import annotations

import sys
import time
from typing import Self

import click

from ogi.terminal import say, tell

SHOW_AFTER = 2.0
"""Seconds. What is done sooner needs no bar."""
REDRAW_EVERY = 0.1
LINE_EVERY = 10.0
"""Seconds between two plain lines: a log of an hour stays readable."""
_WIDTH = 24
_NOTE = 18


class Progress:
    """The progress of one task, told on the standard error. ``total`` is None where nobody knows it beforehand."""

    def __init__(self, zh: str, en: str, *, total: int | None = None) -> None:
        self._title = say(zh, en)
        self._total = total
        self._done = 0
        self._on_terminal = sys.stderr.isatty()
        self._due = time.monotonic() + (SHOW_AFTER if self._on_terminal else LINE_EVERY)
        self._drawn = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.hide()

    def step(self, note: str = "") -> None:
        """One more part is done, namely ``note``."""
        self.set(self._done + 1, self._total, note)

    def set(self, done: int, total: int | None, note: str = "") -> None:
        """So many parts are done, of so many, the last of them ``note``."""
        self._done, self._total = done, total
        now = time.monotonic()
        if now < self._due:
            return
        if self._on_terminal:
            self._draw(note)
            self._due = now + REDRAW_EVERY
        else:
            tell(f"{self._title}：{self._told()}", f"{self._title}: {self._told()}")
            self._due = now + LINE_EVERY

    def hide(self) -> None:
        """Take the bar off the terminal, so that a line can be printed; the next step draws it again."""
        if self._drawn:
            click.echo("\r\x1b[K", nl=False, err=True)
            self._drawn = False

    def _told(self) -> str:
        return str(self._done) if self._total is None else f"{self._done}/{self._total}"

    def _draw(self, note: str) -> None:
        full = min(_WIDTH, _WIDTH * self._done // self._total) if self._total else 0
        bar = f"[{'#' * full}{'-' * (_WIDTH - full)}] " if self._total else ""
        click.echo(f"\r\x1b[K{self._title} {bar}{self._told()} {_shortened(note)}", nl=False, err=True)
        self._drawn = True


def _shortened(note: str) -> str:
    """The end of the note, which tells two paths apart, short enough that the line does not wrap in 80 columns."""
    shown = "".join(char if char.isprintable() else " " for char in note)
    return shown if len(shown) <= _NOTE else "…" + shown[1 - _NOTE :]
