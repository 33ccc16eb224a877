"""Every reason that the reading room can give has its Chinese line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import parsing
from parsing.reasons import catalogue, in_chinese

ROOM = Path(parsing.__file__).parent
RAISED = {"Unreadable", "TooMuch", "_Ended"}


def _line(node: ast.expr) -> str | None:
    """The text of a literal, with {} for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def _given(node: ast.AST, module: str) -> Iterator[ast.expr]:
    """Expressions that become a reason."""
    if isinstance(node, ast.Call):
        if getattr(node.func, "id", "") in RAISED:
            yield from node.args[:1]
        yield from (keyword.value for keyword in node.keywords if keyword.arg == "reason")
    elif isinstance(node, ast.Tuple) and node.elts and "NOT_REPORT" in ast.unparse(node.elts[0]):
        yield from node.elts[1:2]
    elif (isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "reason" for target in node.targets)) or (
        isinstance(node, ast.Return) and node.value is not None and module == "judge.py"
    ):
        yield node.value


def reasons() -> set[str]:
    found = set()
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found |= {line for value in _given(node, path.name) if (line := _line(value)) and " " in line}
    return found


def test_the_catalogue_is_whole() -> None:
    given = reasons()
    assert len(given) > 60
    assert given - catalogue().keys() == set()


def test_both_lines_have_the_same_holes() -> None:
    assert [english for english, chinese in catalogue().items() if english.count("{}") != chinese.count("{}")] == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("the document is empty", "文档是空的"),
        ("the PDF has more than 300 pages", "PDF 超过 300 页"),
        ("damaged Word file: the ZIP directory cannot be read", "Word 文件已损坏：压缩包目录无法读取"),
        ("damaged Word file: KeyError", "Word 文件已损坏：KeyError"),
        ("the ZIP bundle is encrypted: it opens only with a password", "ZIP 压缩包已加密，要密码才能打开"),
        ("something nobody foresaw", "something nobody foresaw"),
        ("another kind of document ({0})", "另一种文件（{0}）"),
    ],
)
def test_lines(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese
