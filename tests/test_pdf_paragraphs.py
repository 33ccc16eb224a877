"""parsing.readers.pdf_paragraphs and pdf_furniture: which lines form one paragraph, and which are not the text?"""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate
from reportlab.platypus import Paragraph as Flowing

from parsing.model import Grid, Paragraph
from parsing.readers.pdf import read_pdf
from parsing.readers.pdf_furniture import Sheet, without_furniture
from parsing.readers.pdf_lines import Line
from parsing.readers.pdf_paragraphs import blocks_of

SONG = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(SONG))
SENTENCES = (
    "根据《中华人民共和国政府信息公开条例》的要求编制本报告。",
    "报告中所列数据的统计期限自2023年1月1日起至2023年12月31日止。",
    "全年共受理政府信息公开申请1136件，其中予以公开550件、部分公开21件，均在法定期限内答复（含上年结转34件）。",
    "如对本报告有疑问，请与本机关联系。",
    "一是公开的深度和广度还有待提升；二是公开队伍建设有待加强。",
)


def prose() -> Iterator[str]:
    """Paragraphs of different lengths, so that lines end in all ways."""
    for number in range(1, 12):
        yield f"第{number}段。" + "".join(SENTENCES[(number + at) % 5] for at in range(1 + number % 4))


def line(text: str, x0: float, x1: float, middle: float, size: float = 16) -> Line:
    return Line(text, x0, x1, middle, size)


def texts(*lines: Line, pages: int = 1) -> list[str]:
    sheets = [Sheet(number + 1, 595, 842, lines if number == 0 else ()) for number in range(pages)]
    return [block.text for block in blocks_of(sheets) if isinstance(block, Paragraph)]


FULL = [line("甲" * 27, 80, 512, 200 + 27 * at) for at in range(4)]
"""Four lines from margin to margin, for the page to have margins and a line pitch."""


@pytest.mark.parametrize("size", [10.5, 16])
@pytest.mark.parametrize("indent", [2, 0])
@pytest.mark.parametrize("furniture", [True, False])
def test_a_flowing_text_comes_back_paragraph_by_paragraph(size: float, indent: float, furniture: bool) -> None:
    """Over several pages with numbers and a running head; without an indent, blank tells paragraphs apart."""
    body = ParagraphStyle(
        "body",
        fontName=SONG,
        fontSize=size,
        leading=1.7 * size,
        firstLineIndent=indent * size,
        spaceAfter=0 if indent else size,
        wordWrap="CJK",
        alignment=TA_JUSTIFY,
    )
    title = ParagraphStyle("title", parent=body, fontSize=22, leading=30, alignment=TA_CENTER, firstLineIndent=0)
    expected = ["样例市人民政府", "2023年政府信息公开工作年度报告", "一、总体情况", *prose()]

    def decorate(canvas: Canvas, document: BaseDocTemplate) -> None:
        if furniture:
            canvas.setFont(SONG, 9)
            canvas.drawString(72, 800, "样例市人民政府年度报告")
            canvas.drawCentredString(297 + 100 * (-1) ** document.page, 40, f"— {document.page} —")

    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=(595, 842), invariant=1)
    frame = Frame(80, 500 if size > 12 else 620, 435, 160)
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=decorate))
    document.build([Flowing(text, title if at < 2 else body) for at, text in enumerate(expected)])
    contents = read_pdf(out.getvalue())
    assert contents.pages is not None and contents.pages > 2
    assert [block.text for block in contents.blocks if isinstance(block, Paragraph)] == expected


def test_a_paragraph_has_the_page_it_begins_on() -> None:
    sheets = [
        Sheet(1, 595, 842, (line("甲" * 25, 112, 512, 700), line("乙" * 27, 80, 512, 727))),
        Sheet(2, 595, 842, (line("丙" * 27, 80, 512, 100), line("丁" * 5, 80, 160, 127), line("戊", 112, 128, 154))),
    ]
    found = [
        (block.text[0], block.text[-1], block.place.page) for block in blocks_of(sheets) if isinstance(block, Paragraph)
    ]
    assert found == [("甲", "丁", 1), ("戊", "戊", 2)]


def test_a_short_line_ends_a_paragraph_and_a_long_word_does_not() -> None:
    short = line("乙" * 20, 80, 400, 308)
    assert texts(*FULL, short, line("丙" * 27, 80, 512, 335)) == ["甲" * 108 + "乙" * 20, "丙" * 27]
    word = line("hzzwgk@126.example.gov.cn）。", 80, 290, 335)
    assert texts(*FULL, short, word) == ["甲" * 108 + "乙" * 20 + word.text]


def test_centred_lines_stay_apart() -> None:
    first, second = line("样例市财政局", 232, 360, 308), line("年度报告", 264, 328, 335)
    assert texts(*FULL, first, second, line("丙" * 27, 80, 512, 362)) == [
        "甲" * 108,
        first.text,
        second.text,
        "丙" * 27,
    ]


def test_text_is_no_part_of_the_centred_line_before_it() -> None:
    """The year in brackets would not have fitted into the line above."""
    title = line("样例市财政局政府信息公开工作年度报告" + "表" * 3, 128, 464, 308)
    text = line("（2023年度）" + "乙" * 21, 80, 512, 335)
    assert texts(*FULL, title, text) == ["甲" * 108, title.text, text.text]


def test_a_page_break_is_no_gap() -> None:
    sheets = [
        Sheet(1, 595, 842, tuple(FULL)),
        Sheet(2, 595, 842, (line("乙" * 27, 80, 512, 400), line("丙", 80, 96, 427))),
    ]
    found = [block.text for block in blocks_of(sheets) if isinstance(block, Paragraph)]
    assert found == ["甲" * 108 + "乙" * 27 + "丙"]


def test_a_larger_font_or_a_wider_gap_begins_a_paragraph() -> None:
    assert texts(*FULL, line("乙" * 20, 80, 520, 308, 22)) == ["甲" * 108, "乙" * 20]
    assert texts(*FULL, line("乙" * 27, 80, 512, 281 + 45)) == ["甲" * 108, "乙" * 27]
    assert texts(*FULL, line("乙" * 27, 80, 512, 281 + 31)) == ["甲" * 108 + "乙" * 27]


@pytest.mark.parametrize("heading", ["二、主动公开", "（二）依申请公开", "(三)管理", "2.完善制度", "（1）加强培训"])
def test_a_numbered_line_begins_a_paragraph_after_a_sentence(heading: str) -> None:
    following = line(heading + "丙" * 20, 80, 500, 335)
    assert texts(*FULL, line("乙" * 26 + "。", 80, 512, 308), following)[-1] == following.text
    assert len(texts(*FULL, line("乙" * 24 + "第二十条第", 80, 512, 308), following)) == 1


def test_a_block_that_is_set_in_as_a_whole_is_one_paragraph() -> None:
    short = line("丙" * 4, 80, 144, 308)
    block = [line("乙" * 25, 112, 512, 335 + 27 * at) for at in range(3)]
    assert texts(*FULL, short, *block) == ["甲" * 108 + "丙" * 4, "乙" * 75]


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("甲" * 25 + "公开", "信息", "公开信息"),
        ("甲" * 22 + "Open Government", "Information Act", "Government Information Act"),
        ("甲" * 25 + "共1", "136件", "共1136件"),
        ("甲" * 23 + "0517-", "87222589", "0517-87222589"),
    ],
)
def test_how_lines_are_joined(above: str, below: str, joined: str) -> None:
    found = texts(*FULL, line(above, 80, 512, 308), line(below, 80, 200, 335))
    assert len(found) == 1
    assert found[0].endswith(joined)


def test_two_numbers_that_do_not_fill_the_line_stay_apart() -> None:
    found = texts(*FULL, line("甲" * 20 + "2023", 80, 490, 308), line("1136件", 80, 150, 335))
    assert found[0].endswith("2023 1136件")


def test_a_table_ends_a_paragraph() -> None:
    sheet = Sheet(1, 595, 842, (*FULL, line("乙" * 27, 80, 512, 400)), ((350.0, Grid(())),))
    assert [type(block) for block in blocks_of([sheet])] == [Paragraph, Grid, Paragraph]


PAGE_NUMBERS = [
    "- 1 -",
    "—3—",
    "— 12 —",
    "7",
    "第 3 页 共 6 页",
    "第3页",
    "第三页",
    "共6页 第3页",
    "3/6",
    "Page 3 of 6",
    "·4·",
]


@pytest.mark.parametrize("number", PAGE_NUMBERS)
def test_page_numbers_are_furniture(number: str) -> None:
    foot = line(number, 280, 320, 800, 10)
    assert texts(*FULL, foot) == ["甲" * 108]
    inside = line(number, 80, 120, 500)
    assert texts(*FULL, inside, line("丙" * 27, 80, 512, 600)) == ["甲" * 108, number, "丙" * 27]


@pytest.mark.parametrize("text", ["总计", "2023年", "1.加强", "第三条", "附件1", "1136件"])
def test_other_text_at_the_foot_of_a_page_is_kept(text: str) -> None:
    assert texts(*FULL, line(text, 280, 320, 800, 10)) == ["甲" * 108, text]


def test_what_a_browser_prints_around_a_page_is_furniture() -> None:
    head = line("2024/1/25 10:11 样例市财政局2023年年报", 30, 500, 20, 8)
    foot = line("https://www.example.gov.cn/zwgk/2023.html 1/1", 30, 560, 825, 8)
    assert texts(head, *FULL, foot) == ["甲" * 108]


def test_running_heads_do_not_cut_a_paragraph() -> None:
    def sheet(number: int, body: tuple[Line, ...]) -> Sheet:
        head = line(f"样例市年度报告 {number}", 80, 250, 60, 9)
        return Sheet(number, 595, 842, (head, *body, line(f"- {number} -", 280, 320, 800, 10)))

    first = tuple(line("甲" * 27, 80, 512, 700 + 27 * at) for at in range(2))
    last = (line("乙" * 27, 80, 512, 100), line("丙。", 80, 112, 127))
    sheets = [sheet(1, first), sheet(2, first), sheet(3, last)]
    found = [block.text for block in blocks_of(sheets) if isinstance(block, Paragraph)]
    assert found == ["甲" * 108 + "乙" * 27 + "丙。"]
    assert [len(cleaned.lines) for cleaned in without_furniture(sheets)] == [2, 2, 2]


def test_a_line_that_stands_on_few_pages_is_no_running_head() -> None:
    head = line("样例市财政局", 80, 250, 60, 16)
    bodies = [(head, *FULL), (head, *FULL), *[tuple(FULL)] * 3]
    sheets = [Sheet(number, 595, 842, lines) for number, lines in enumerate(bodies, start=1)]
    assert [len(sheet.lines) for sheet in without_furniture(sheets)] == [5, 5, 4, 4, 4]


def declared(title: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.setTitle(title)
    canvas.drawString(100, 500, "text")
    canvas.save()
    return out.getvalue()


def test_a_declared_title_counts_only_in_chinese() -> None:
    contents = read_pdf(declared("样例市财政局2023年政府信息公开工作年度报告"))
    assert contents.titles == (("pdf:Title", "样例市财政局2023年政府信息公开工作年度报告"),)
    assert contents.meta["pdf:creationdate"].startswith("D:2000")
    assert read_pdf(declared("Microsoft Word - report.doc")).titles == ()
