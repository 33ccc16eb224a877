"""Which processes belong to a program that was started from here, and how much memory do they take?

Told from ``/proc``. Where there is none (macOS), there are no answers, and what relies on them goes without.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")


def tree(root: int, mark: str) -> list[int]:
    """The processes below ``root`` whose command line has ``mark`` among its arguments, with all their descendants."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):
            parent = int((entry / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(entry.name))
    below = _below(children, [root])
    marked = [pid for pid in below if mark in _arguments(pid)]
    return sorted({*marked, *_below(children, marked)})


def memory_of(pid: int) -> int:
    """Bytes of memory that a process has for itself alone; 0 when it is gone."""
    with suppress(OSError):
        found = re.search(r"^RssAnon:\s+(\d+) kB", (_PROC / str(pid) / "status").read_text("utf-8", "replace"), re.M)
        if found is not None:
            return int(found.group(1)) * 1024
    return 0


def _below(children: dict[int, list[int]], roots: list[int]) -> list[int]:
    found: list[int] = []
    waiting = list(roots)
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def _arguments(pid: int) -> list[str]:
    with suppress(OSError):
        return (_PROC / str(pid) / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    return []
