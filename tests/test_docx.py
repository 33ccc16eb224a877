"""Word files: merges, tracked changes, hidden text, pages."""

from __future__ import annotations

import io

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm
from PIL import Image

import parsing
from parsing.model import Contents, Grid, Paragraph, Unreadable
from parsing.readers import docx_pictures
from parsing.readers.docx import read_docx
from tests.test_image import CELLS, PAGE


def read(*elements: str) -> Contents:
    """Contents of a Word file whose body holds these elements."""
    document = docx.Document()
    body = document.element.body
    for element in reversed(elements):
        body.insert(0, parse_xml(element.replace(">", f" {nsdecls('w')}>", 1)))
    packed = io.BytesIO()
    document.save(packed)
    return read_docx(packed.getvalue())


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def grid_of(contents: Contents) -> list[tuple[str, int, int, int, int]]:
    (grid,) = (block for block in contents.blocks if isinstance(block, Grid))
    return [(c.text, c.row, c.column, c.rowspan, c.colspan) for c in grid.cells]


START, GO_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_merges() -> None:
    contents = read(
        table(
            cell("一", START) + cell("宽", '<w:gridSpan w:val="2"/>'),
            cell("", GO_ON) + cell("1") + cell("2"),
            cell("", GO_ON) + cell("3") + cell("4", START),
            cell("二") + cell("5") + cell("", GO_ON),
        )
    )
    assert grid_of(contents) == [
        ("一", 0, 0, 3, 1), ("宽", 0, 1, 1, 2), ("1", 1, 1, 1, 1), ("2", 1, 2, 1, 1), ("3", 2, 1, 1, 1), ("4", 2, 2, 2, 1),
        ("二", 3, 0, 1, 1), ("5", 3, 1, 1, 1),
    ]  # fmt: skip


def test_a_merge_that_nothing_began_is_a_cell_of_its_own() -> None:
    assert grid_of(read(table(cell("a", GO_ON) + cell("1"))))[0] == ("a", 0, 0, 1, 1)


def test_deleted_and_hidden_text_is_not_there() -> None:
    paragraph = (
        "<w:p><w:r><w:t>现</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink></w:p>"
    )
    (block,) = read(paragraph).blocks
    assert isinstance(block, Paragraph)
    assert block.text == "现新链"


def test_a_row_that_a_tracked_change_deletes_is_not_there() -> None:
    gone = '<w:tr><w:trPr><w:del w:id="1" w:author="a"/></w:trPr>' + cell("旧") + cell("1") + "</w:tr>"
    kept = table(cell("新") + cell("2"), cell("次") + cell("3")).replace("<w:tblGrid/>", f"<w:tblGrid/>{gone}")
    assert [text for text, *_ in grid_of(read(kept))] == ["新", "2", "次", "3"]


def test_content_controls_and_nested_tables_are_opened() -> None:
    inner = table(cell("1"))
    outer = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:tcPr/><w:p><w:r><w:t>前</w:t></w:r></w:p>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    contents = read(f"<w:sdt><w:sdtContent>{outer}</w:sdtContent></w:sdt>")
    assert [b.text for b in contents.blocks if isinstance(b, Paragraph)] == ["前"]
    assert grid_of(contents) == [("1", 0, 0, 1, 1)]


def test_pages_where_word_saved_them() -> None:
    broken = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>乙</w:t></w:r></w:p>"
    contents = read("<w:p><w:r><w:t>甲</w:t></w:r></w:p>", broken, table(cell("1")))
    assert contents.pages == 2
    assert [block.place.page for block in contents.blocks if isinstance(block, Paragraph)] == [1, 1]
    (grid,) = (block for block in contents.blocks if isinstance(block, Grid))
    assert grid.cells[0].place.page == 2
    assert read("<w:p><w:r><w:t>甲</w:t></w:r></w:p>").pages is None


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"\xd0\xcf\x11\xe0"])
def test_damaged(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_docx(data)


HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "五、存在的主要问题及改进情况",
)


def illustrated(*at: int) -> bytes:
    """A report with the beginning of table 3 as a picture after the headings of these ordinals, and a table at its end."""
    with Image.open(PAGE) as page:
        upper = io.BytesIO()
        page.convert("L").crop((0, 990, 1754, 1391)).save(upper, "PNG", dpi=(150, 150))
    document = docx.Document()
    document.add_paragraph("样例市财政局2023年政府信息公开工作年度报告")
    for number, heading in enumerate(HEADINGS):
        document.add_paragraph(heading)
        document.add_paragraph("全年主动公开信息356条，内容涵盖机构职能、政策文件、财政预决算等各个方面。" * 3)
        if number in at:
            document.add_picture(upper, width=Cm(17))
    document.add_table(2, 3).cell(0, 0).text = "附"
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def test_a_table_that_was_pasted_as_a_picture() -> None:
    reading = parsing.read(illustrated(2))
    upper = {key: figure for key, figure in reading.figures.items() if figure.place and figure.place.table == 1}
    assert len(upper) > 50
    assert {key: (f.value, f.state) for key, f in upper.items()} == {key: CELLS[key] for key in upper}
    last = [block for block in read_docx(illustrated(2)).blocks if isinstance(block, Grid)][-1]
    assert last.cells[0].text == "附"
    assert {cell.place.table for cell in last.cells} == {2}


def test_other_pictures_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = [block.text for block in read_docx(illustrated()).blocks if isinstance(block, Paragraph)]
    for given, limit in ((illustrated(0, 3), 8), (illustrated(2), 0)):
        monkeypatch.setattr(docx_pictures, "MAX_PICTURES", limit)
        blocks = read_docx(given).blocks
        assert [block.text for block in blocks if isinstance(block, Paragraph)] == plain
        assert sum(isinstance(block, Grid) for block in blocks) == 1


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def said(*runs: str) -> str:
    """What a cell of these runs says."""
    row = f"<w:tc><w:tcPr/><w:p>{''.join(runs)}</w:p></w:tc>" + cell("x")
    return grid_of(read(table(row)))[0][0]


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ('<w:vertAlign w:val="superscript"/>', "22¹"), ('<w:position w:val="10"/>', "22¹"), ('<w:position w:val="2"/>', "22�¹"),
        ('<w:vertAlign w:val="baseline"/>', "221"), ('<w:position w:val="-4"/>', "221"), ("<w:strike/>", "22"), ('<w:strike w:val="false"/>', "221"),
        ("<w:dstrike/>", "22"), ('<w:rStyle w:val="Strong"/>', "221"),
    ],
)  # fmt: skip
def test_raised_and_struck_out(properties: str, text: str) -> None:
    """portals.md section 5: a footnote's mark behind a number is no digit of it, a corrected number not the number."""
    assert said(run("22"), run("1", properties)) == text


def test_only_struck_out() -> None:
    assert said(run("12", "<w:strike/>")) == "[12]"


def test_raised_by_a_style_of_characters() -> None:
    document = docx.Document()
    style = document.styles.add_style("脚注", WD_STYLE_TYPE.CHARACTER)
    style.font.superscript = True
    paragraph = document.add_table(1, 2).cell(0, 0).paragraphs[0]
    paragraph.add_run("22")
    paragraph.add_run("1", style="脚注")
    packed = io.BytesIO()
    document.save(packed)
    assert grid_of(read_docx(packed.getvalue()))[0][0] == "22¹"


def test_a_table_in_a_text_box_is_read_once() -> None:
    inner = f"<w:txbxContent>{table(cell('1') + cell('2'))}<w:p/></w:txbxContent>"
    compatibility = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    boxed = f"<w:p><w:r><mc:AlternateContent {compatibility}><mc:Choice Requires='wps'>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    assert [text for text, *_ in grid_of(read(boxed))] == ["1", "2"]
