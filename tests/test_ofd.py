"""Reports on OFD pages come back cell by cell.

No OFD printer can be installed from the usual places, so the tests write OFD: the characters and ruling lines of a page that a
browser printed, placed as the standard says (GB/T 33190-2016), in each of the ways it allows.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from xml.sax.saxutils import escape

import pypdfium2
import pytest

import parsing
from crawler.samples.render import CellStyle, HtmlStyle, render_html
from parsing.model import Grid, Paragraph, Unreadable, Verdict
from parsing.readers.ofd import read_ofd
from parsing.readers.ofd_page import POINTS, advances, numbers
from parsing.readers.pdf_calls import things_on
from parsing.readers.pdf_characters import read_glyphs
from parsing.readers.pdf_glyphs import Glyph, view_of
from parsing.readers.pdf_rules import Edge, read_edges
from tests.test_round_trip import PAGES, REPORTS, check, needs_chromium, render_pdf

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def package(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as written:
        for name, part in parts.items():
            written.writestr(name, part)
    return buffer.getvalue()


def document(
    pages: Sequence[str], *, templates: Sequence[str] = (), box: str = "0 0 210 297", title: str = ""
) -> bytes:
    """A package of pages: what stands between ``<ofd:Page>`` and ``</ofd:Page>``."""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    shared = "".join(f'<ofd:TemplatePage ID="9{n}" BaseLoc="/Doc_0/Tpls/{n}.xml"/>' for n in range(len(templates)))
    info = f"<ofd:DocInfo><ofd:Title>{title}</ofd:Title></ofd:DocInfo>"
    parts: dict[str, str | bytes] = {
        "OFD.xml": f'<ofd:OFD {NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody>{info}<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>',
        "Doc_0/Document.xml": f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:PageArea>{shared}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
    }
    for n, page in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{n}/Content.xml"] = f"<ofd:Page {NAMESPACE}>{page}</ofd:Page>"
    for n, page in enumerate(templates):
        parts[f"Doc_0/Tpls/{n}.xml"] = f"<ofd:Page {NAMESPACE}>{page}</ofd:Page>"
    return package(parts)


def content(*objects: str) -> str:
    return f'<ofd:Content><ofd:Layer ID="1"><ofd:PageBlock ID="2">{"".join(objects)}</ofd:PageBlock></ofd:Layer></ofd:Content>'


def mm(points: float) -> str:
    return f"{points / POINTS:.4f}"


def text_objects(glyphs: Sequence[Glyph], scaled: bool) -> Iterator[str]:
    """Runs of characters; with ``scaled`` they are set at half size and doubled by the matrix of the object."""
    factor = 2 if scaled else 1
    for _, run in groupby(
        enumerate(glyphs), key=lambda found: (found[1].middle, found[1].size, found[1].order - found[0])
    ):
        row = [glyph for _, glyph in run]
        first = row[0]
        left, top = first.x0, first.middle - first.size
        deltas = [f"{(b.x0 - a.x0) / POINTS / factor:.4f}" for a, b in pairwise(row)]
        packed = " ".join(
            f"g {len(same)} {distance}" if len(same) > 2 else " ".join(same)
            for distance, same in ((distance, list(group)) for distance, group in groupby(deltas))
        )
        baseline = (first.middle + 0.36 * first.size - top) / factor
        matrix = ' CTM="2 0 0 2 0 0"' if scaled else ""
        yield (
            f'<ofd:TextObject ID="3" Boundary="{mm(left)} {mm(top)} 99 9" Font="1" Size="{mm(first.size / factor)}"{matrix}>'
            f'<ofd:TextCode X="0" Y="{mm(baseline)}" DeltaX="{packed}">{escape("".join(g.text for g in row))}</ofd:TextCode></ofd:TextObject>'
        )


def strokes(edges: Sequence[Edge]) -> Iterator[str]:
    for e in edges:
        data = f"M 0 0 L {mm(e['x1'] - e['x0'])} {mm(e['bottom'] - e['top'])}"
        yield f'<ofd:PathObject ID="4" Boundary="{mm(e["x0"])} {mm(e["top"])} 1 1" LineWidth="0.25"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


def one_path(edges: Sequence[Edge]) -> Iterator[str]:
    data = " ".join(f"M {mm(e['x0'])} {mm(e['top'])} L {mm(e['x1'])} {mm(e['bottom'])}" for e in edges)
    yield f'<ofd:PathObject ID="4" Boundary="0 0 210 297"><ofd:StrokeColor Value="0 0 0"/><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'


def filled(edges: Sequence[Edge]) -> Iterator[str]:
    for e in edges:
        width, height = mm(max(e["x1"] - e["x0"], 0.5)), mm(max(e["bottom"] - e["top"], 0.5))
        data = f"M 0 0 L {width} 0 L {width} {height} L 0 {height} C"
        yield (
            f'<ofd:PathObject ID="4" Boundary="{mm(e["x0"])} {mm(e["top"])} 1 1" Stroke="false" Fill="true"><ofd:FillColor Value="40 40 40"/>'
            f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
        )


Ruling = Callable[[Sequence[Edge]], Iterator[str]]


def from_pdf(data: bytes, ruling: Ruling = strokes, scaled: bool = False) -> bytes:
    """The same pages as OFD."""
    pages = []
    size = ""
    with pypdfium2.PdfDocument(data) as pdf:
        for page in pdf:
            view = view_of(page)
            size = f"0 0 {mm(view.width)} {mm(view.height)}"
            (_, glyphs), edges = read_glyphs(page, view, 100_000), read_edges(things_on(page, 100_000), view, 100_000)
            pages.append(content(*ruling(edges), *text_objects(glyphs, scaled)))
            page.close()
    return document(pages, box=size)


@needs_chromium
@pytest.mark.parametrize("report_name", PAGES)
def test_round_trip(report_name: str, tmp_path: Path) -> None:
    report = REPORTS[report_name]
    number = list(PAGES).index(report_name)
    data = render_pdf(render_html(report, HtmlStyle(CellStyle.BREAKS, page_css=PAGES[report_name])), tmp_path)
    ruling = (strokes, one_path, filled)[number % 3]
    check(report, parsing.read(from_pdf(data, ruling, scaled=bool(number % 2))), "ofd")


def text(x: float, y: float, words: str, deltas: str = "", extra: str = "") -> str:
    delta = f' DeltaX="{deltas}"' if deltas else ""
    return f'<ofd:TextObject ID="1" Boundary="{x} {y} 100 9" Size="4"{extra}><ofd:TextCode X="0" Y="4"{delta}>{words}</ofd:TextCode></ofd:TextObject>'


def lines(data: bytes) -> list[str]:
    return [block.text for block in read_ofd(data).blocks if isinstance(block, Paragraph)]


def test_advances() -> None:
    assert list(advances("g 3 4.5 2 g 2 1")) == [4.5, 4.5, 4.5, 2.0, 1.0, 1.0]
    assert list(advances(None)) == []
    assert len(list(advances("g 999999999 1 g 5 2"))) == 20_000
    assert numbers("1 2 x") == numbers("1 nan") == []


def test_numbers_that_stand_apart_stay_apart() -> None:
    """100 set as one number; 10 and 0 set apart; digits as far apart as full-width ones may be either."""
    page = content(
        text(20, 60, "甲100", "4 2 2"), text(20, 100, "乙100", "4 2 9"), text(20, 140, "丙10"), text(36, 140, "0")
    )
    assert "".join(lines(document([page]))) == "甲100乙10 0丙10 0"


def test_templates_are_drawn_and_hidden_things_are_not() -> None:
    page = '<ofd:Template TemplateID="90"/>' + content(
        text(20, 60, "正文一句。"),
        text(20, 80, "看不见", extra=' Visible="false"'),
        text(20, 90, "透明", extra=' Alpha="0"'),
    )
    data = document([page], templates=[content(text(20, 100, "套红头"))], title="某局2021年政府信息公开工作年度报告")
    assert "".join(lines(data)) == "正文一句。套红头"
    assert read_ofd(data).titles == (("ofd:Title", "某局2021年政府信息公开工作年度报告"),)


def test_the_box_of_a_page_is_its_own() -> None:
    page = "<ofd:Area><ofd:PhysicalBox>10 10 100 100</ofd:PhysicalBox></ofd:Area>" + content(
        text(20, 50, "在内"), text(120, 50, "在外")
    )
    assert lines(document([page])) == ["在内"]


def test_curves_white_lines_and_broad_strokes_are_no_rules() -> None:
    def path(data: str, more: str = "", attributes: str = "") -> str:
        return f'<ofd:PathObject ID="1" Boundary="20 20 99 99"{attributes}>{more}<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'

    grid = "M 0 0 L 60 0 M 0 20 L 60 20 M 0 0 L 0 20 M 30 0 L 30 20 M 60 0 L 60 20"
    words = text(22, 25, "甲"), text(52, 25, "乙")
    drawn = read_ofd(document([content(path(grid), *words)])).blocks
    assert [[cell.text for cell in block.cells] for block in drawn if isinstance(block, Grid)] == [["甲", "乙"]]
    for other in (
        path(grid, '<ofd:StrokeColor Value="255 255 255"/>'),
        path(grid, '<ofd:StrokeColor Value="0 0 0" Alpha="0"/>'),
        path(grid, attributes=' LineWidth="4"'),
        path(grid, attributes=' Stroke="false"'),
        path(grid.replace("L 60", "Q 30 5 60").replace("L 30", "A 5 5 0 0 1 30")),
    ):
        assert not [block for block in read_ofd(document([content(other, *words)])).blocks if isinstance(block, Grid)]


def test_limits_and_wreckage() -> None:
    with pytest.raises(Unreadable, match="more than 300 pages"):
        read_ofd(document([content()] * 301))
    with pytest.raises(Unreadable, match="too many page objects"):
        read_ofd(document([content("<ofd:ImageObject/>" * 100_001)]))
    with pytest.raises(Unreadable, match="a part of more than"):
        read_ofd(document([content(f"<a>{random.Random(8).randbytes(9_000_000).hex()}</a>")]))
    with pytest.raises(Unreadable, match="a part is missing"):
        read_ofd(package({"OFD.xml": f"<ofd:OFD {NAMESPACE}><ofd:DocBody/></ofd:OFD>"}))
    laughs = '<!DOCTYPE x [<!ENTITY a "' + "ha" * 500 + '"><!ENTITY b "' + "&a;" * 500 + '">]>'
    sound = document([content(text(20, 20, "一句话。"))])
    with zipfile.ZipFile(io.BytesIO(sound)) as read:
        parts: dict[str, str | bytes] = {name: read.read(name) for name in read.namelist()}
    page = "Doc_0/Pages/Page_0/Content.xml"
    bomb = laughs.encode() + bytes(parts[page]).replace("一句话。".encode(), b"&b;" * 99)  # type: ignore[arg-type]
    assert "haha" not in str(parsing.read(package({**parts, page: bomb})))
    deep = (
        f"<ofd:Page {NAMESPACE}>"
        + "<ofd:Content>"
        + "<ofd:Layer>" * 5000
        + "</ofd:Layer>" * 5000
        + "</ofd:Content></ofd:Page>"
    )
    for part in (b"<x", b"", deep, bytes(parts[page]).replace(b'Size="4"', b'Size="x"')):  # type: ignore[arg-type]
        assert parsing.read(package({**parts, page: part})).verdict is Verdict.UNREADABLE
    assert parsing.read(document([content()])).reason == "no text in the document"
    noise = random.Random(6)
    for _ in range(30):
        broken = bytearray(sound[: noise.choice((len(sound), len(sound) * 2 // 3))])
        for _ in range(8):
            broken[noise.randrange(4, len(broken))] = noise.randrange(256)
        assert parsing.read(bytes(broken)).reason
