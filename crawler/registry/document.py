"""What does a YAML file of sites say, read within limits?

A registry may come from a stranger. Before anything is built from it, its size, depth and use of anchors are looked at
event by event; keys that stand twice are an error, where YAML would silently take the last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

MAX_BYTES = 64 * 1024 * 1024
"""Fifty thousand sites, more than there are portals, take about 20 MB."""
MAX_DEPTH = 6
"""The contract needs four: file, ``sites``, site, list."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where the C library is there


class DocumentError(Exception):
    """The file cannot be read as a list of entries; the texts are one line each."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the list ``sites`` as plain data, with the line on which it begins (from 1)."""

    line: int
    data: Any
    doubled: tuple[str, ...] = ()
    """Keys that stand more than once in it."""


def read_entries(path: Path) -> tuple[Entry, ...]:
    """The entries under ``sites``. Raises DocumentError for a file that is missing, too large or not such a list."""
    text = _text(path)
    try:
        _check_events(text)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where_zh, where_en = (f"第 {mark.line + 1} 行：", f"line {mark.line + 1}: ") if mark else ("", "")
        what = getattr(error, "problem", None) or "not YAML"
        raise DocumentError(f"{where_zh}不是合法的 YAML（{what}）", f"{where_en}not valid YAML ({what})") from None
    return tuple(_entries(root))


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(f"文件有 {size} 字节，上限 {MAX_BYTES}", f"{size} bytes, the limit is {MAX_BYTES}")
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise DocumentError(f"打不开：{error.strerror}", f"cannot be opened: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise DocumentError(f"不是 UTF-8 编码（第 {error.start} 字节）", f"not UTF-8 (byte {error.start})") from None


def _check_events(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            line = _line(event)
            raise DocumentError(f"第 {line} 行：不接受 YAML 锚点和别名", f"line {line}: YAML anchors are not accepted")
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
            if depth > MAX_DEPTH:
                line = _line(event)
                raise DocumentError(f"第 {line} 行：嵌套过深", f"line {line}: nested too deep")
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _entries(root: Any) -> Iterator[Entry]:
    if not isinstance(root, yaml.MappingNode) or [key.value for key, _ in root.value] != ["sites"]:
        raise DocumentError("最外层应当只有一个键 sites", "the outermost level must be the one key 'sites'")
    listed = root.value[0][1]
    if isinstance(listed, yaml.ScalarNode) and listed.tag == "tag:yaml.org,2002:null":
        return
    if not isinstance(listed, yaml.SequenceNode):
        raise DocumentError("sites 应当是一个列表", "'sites' must be a list")
    for node in listed.value:
        yield Entry(node.start_mark.line + 1, _plain(node), tuple(_doubled(node)))


def _plain(node: Any) -> Any:
    """The data of a node; dates and other YAML inventions stay the text they were written as."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    kind = node.tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "int" and node.value.isascii() and node.value.isdigit():
        return int(node.value) if len(node.value) < 19 else node.value
    if kind in ("int", "float", "bool"):
        return NotText(node.value)
    return node.value


class NotText(str):
    """A scalar that YAML takes for something other than text: ``no``, ``1.0``, ``0x1f``. Kept as written."""


def _doubled(node: Any) -> Iterator[str]:
    if isinstance(node, yaml.MappingNode):
        counts = Counter(str(key.value) for key, _ in node.value)
        yield from (key for key, count in counts.items() if count > 1)
        for _, value in node.value:
            yield from _doubled(value)
