"""Pages: where cells stand, what a cell says, and which part of the page is the report."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from pathlib import Path

import pytest

import parsing
from parsing.model import Cell, Grid, Paragraph, Place, Unreadable
from parsing.readers.html import TORN, contents_of, read_html


def cells(markup: str) -> list[tuple[str, int, int, int, int]]:
    (grid,) = (block for block in contents_of(markup).blocks if isinstance(block, Grid))
    return [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in grid.cells]


def texts(markup: str) -> list[str]:
    return [block.text for block in contents_of(markup).blocks if isinstance(block, Paragraph)]


def test_spans_push_cells_aside() -> None:
    markup = "<table><tr><td rowspan=2>a</td><td colspan=2>b</td></tr><tr><td>c</td><td>d</td></tr><tr><td>e</td></tr></table>"
    assert cells(markup) == [
        ("a", 0, 0, 2, 1),
        ("b", 0, 1, 1, 2),
        ("c", 1, 1, 1, 1),
        ("d", 1, 2, 1, 1),
        ("e", 2, 0, 1, 1),
    ]


def test_a_rowspan_ends_with_the_table() -> None:
    assert cells("<table><tr><td rowspan=99>a</td><td>b</td></tr><tr><td>c</td></tr></table>")[0] == ("a", 0, 0, 2, 1)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<span>1</span><span>2</span>", "12"), ("<p>1</p><p>2</p>", "1\n2"), ("结果<br>维持", "结果\n维持"), ("&nbsp;", ""), (" 1 \n 2 ", "1 2"),
        ("<p><span>1</span>0</p>", "10"), ("<b>1</b><i>,</i>234", "1,234"), ("<script>9</script>5", "5"), ("<!-- 7 -->8", "8"),
        ("<div>a<div>b</div>c</div>", "a\nb\nc"), ("<font><font>7</font></font>", "7"),
    ],
)  # fmt: skip
def test_cell_text(markup: str, text: str) -> None:
    assert cells(f"<table><tr><td>{markup}</td><td>x</td></tr></table>")[0][0] == text


def test_layout_tables_are_opened() -> None:
    markup = "<table><tr><td>前文<table><tr><td>1</td><td>2</td></tr></table>后文</td></tr></table>"
    assert texts(markup) == ["前文", "后文"]
    assert cells(markup) == [("1", 0, 0, 1, 1), ("2", 0, 1, 1, 1)]


def test_paragraphs() -> None:
    assert texts("<div>一、总体情况<br>　　正文<b>加粗</b>。<p>下一段</p></div>尾") == [
        "一、总体情况",
        "正文加粗。",
        "下一段",
        "尾",
    ]


def test_only_the_report_s_part_of_the_page_is_kept() -> None:
    article = "<div id=a><h1>某局2021年政府信息公开工作年度报告</h1><div><p>一、总体情况</p><p>正文</p><p>六、其他需要报告的事项</p><p>无</p></div></div>"
    page = f"<div class=nav>首页<p>导航</p></div>{article}<div class=foot>版权所有</div>"
    assert texts(page) == ["某局2021年政府信息公开工作年度报告", "一、总体情况", "正文", "六、其他需要报告的事项", "无"]


def test_titles_meta_and_attachments() -> None:
    contents = contents_of(
        '<head><title>甲_乙</title><meta content="2022-01-20 09:30" name="PubDate"><META NAME="ArticleTitle" CONTENT="甲局年报"></head>'
        '<h1>丙</h1><a href="./P020.docx">年报</a><a href="x.html">x</a><a appendix="true" href="/f?id=1">附件</a>'
    )
    assert contents.titles == (("meta:articletitle", "甲局年报"), ("h1", "丙"), ("title", "甲_乙"))
    assert contents.meta["pubdate"] == "2022-01-20 09:30"
    assert contents.attachments == ("./P020.docx", "/f?id=1")


def test_a_wrong_charset_declaration_does_not_win_over_the_bytes() -> None:
    page = '<html><head><meta charset="utf-8"></head><body><p>政府信息公开</p></body></html>'
    (paragraph,) = read_html(page.encode("gbk")).blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "政府信息公开"


def test_limits() -> None:
    with pytest.raises(Unreadable, match="cells"):
        contents_of(
            f"<table>{'<tr>' + '<td>1</td>' * 300 + '</tr>' + ('<tr>' + '<td>1</td>' * 300 + '</tr>') * 220}</table>"
        )
    with pytest.raises(Unreadable, match="limit"):
        read_html(b"<p>" + b"x" * (25 * 1024 * 1024))


def test_pictures_that_the_page_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only in a section of the form without a table of its own; what was read stands where the picture does."""
    seen: list[bytes] = []

    def table_in(data: bytes, tables: int) -> tuple[Grid, ...]:
        seen.append(data)
        return (Grid((Cell("9", 0, 0, place=Place(table=tables + 1)),)),)

    monkeypatch.setattr("parsing.readers.image.blocks_in_picture", table_in)
    held = b64encode(b"P" * 20_000).decode()
    shown = f'<p>图：<img src="data:image/png;base64,{held}"></p>'
    parts = [
        "一、总体情况",
        shown,
        "二、主动公开政府信息情况",
        shown,
        "三、收到和处理政府信息公开申请情况",
        "<table><tr><td>1</td><td>2</td></tr></table>",
    ]
    contents = contents_of("".join(part if part.startswith("<") else f"<p>{part}</p>" for part in parts))
    kinds = [block.text if isinstance(block, Paragraph) else block.cells[0].text for block in contents.blocks]
    assert kinds == [
        "一、总体情况",
        "图：",
        "二、主动公开政府信息情况",
        "图：",
        "9",
        "三、收到和处理政府信息公开申请情况",
        "1",
    ]
    assert seen == [b"P" * 20_000]
    assert [block.cells[0].place.table for block in contents.blocks if isinstance(block, Grid)] == [1, 2]


def test_a_page_that_ends_in_a_number_does_not_state_a_part_of_it() -> None:
    """As where the connection broke: the number may have been a longer one, in a cell or in a sentence."""
    folder = Path(__file__).parent / "reports" / "html-layout-mixed-2021"
    whole = json.loads((folder / "expected.json").read_text("utf-8"))["figures"]
    data = (folder / "source.html").read_bytes()
    places = [match.start() for match in re.finditer(rb"\d<", data)]
    for place in places[:: len(places) // 30]:
        for end in (place, place + 3):
            stated = {key: one.value for key, one in parsing.read(data[:end]).figures.items() if one.value is not None}
            assert stated == {key: whole[key] for key in stated}
    assert read_html(b"<p>\xe5\x8f\x97\xe7\x90\x8612").blocks[-1].text.endswith(TORN)  # type: ignore[union-attr]
