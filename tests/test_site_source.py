"""dataset.site.pages.source and snapshot: the document beside its figures, whatever somebody put into it."""

from __future__ import annotations

import io
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from datasette.app import Datasette
from playwright.sync_api import sync_playwright
from reportlab.pdfgen.canvas import Canvas

import parsing
from crawler.samples.content import sites
from crawler.samples.render import render_docx, render_html, render_markdown
from dataset.build import build
from dataset.release import release
from dataset.site import Operator, application
from dataset.site.marking import Piece
from dataset.site.redraw import Drawn
from dataset.site.source_view import MOST_CELLS, Sentence, Sketch, page_views, view_of
from dataset.site.sources import Sources, sources_of
from dataset.site.stands import Stand
from parsing.bounded import Source
from parsing.model import Cell, Figure, Grid, Paragraph, Place, Reading
from tests.dataset_kit import REAL, Item, archive_at, reading_of
from tests.test_site import get, serving
from tests.test_site_browser import ARGUMENTS, CHROMIUM

EVIL = '<script>alert("1")</script>'
BUREAU = "110112-civil"
REPORT = replace(
    next(p.report for site in sites() for p in site.publications if p.report.form == "2021"), issuer="测试区民政局"
)
PAGE = render_html(replace(REPORT, year=2021)).replace("规章", "规章" + EVIL.replace("<", "&lt;"), 1)
PAGE = PAGE.replace("<body>", f'<body onload="alert(2)"><a href="javascript:alert(3)">{EVIL}</a>')
WORD = render_docx(replace(REPORT, year=2022))
TEXT = render_markdown(replace(REPORT, year=2023)) + "\n联系人电话：010-69546231\n"
BOX = (100.0, 200.0, 160.0, 220.0)


def pdf() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(400, 600))
    canvas.drawString(110, 600 - 214, "1234")
    canvas.showPage()
    canvas.drawString(50, 50, "nothing of interest")
    canvas.save()
    return file.getvalue()


PDF = pdf()


def _in_pdf() -> Reading:
    reading = reading_of(year=2024)
    figures = {
        key: Figure(key, 1234, raw="1234", place=Place(1, 1, number + 1, 2, box=BOX))
        for number, key in enumerate(reading.figures)
    }
    said = Figure("processing_fee_notices", 4, raw="4", place=Place(page=1), quote="发出收费通知4件")
    return replace(reading, figures=figures | {said.key: said}, media="pdf", sha256=sha256(PDF).hexdigest())


def read_here(sources: Iterable[Source]) -> Iterator[Reading]:
    """The documents of this module, read in this process; the PDF says what its boxes say."""
    for source in sources:
        assert isinstance(source.data, bytes)
        yield _in_pdf() if source.data == PDF else parsing.read(source.data, name=source.name, media=source.media)


DOCUMENTS = {2021: PAGE.encode(), 2022: WORD, 2023: TEXT.encode(), 2024: PDF}
LOST = render_html(replace(REPORT, year=2020, form="2021")).encode()
DOWN = render_html(replace(REPORT, issuer="测试区财政局", year=2021)).encode()
OTHER = render_html(replace(REPORT, issuer="测试区水务局", year=2021)).encode()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    archive = archive_at(
        folder / "archive",
        *(Item(document, site=REAL, more={"media": None}) for document in (*DOCUMENTS.values(), LOST, DOWN, OTHER)),
    )
    (folder / "registry").mkdir()
    taken = f"documents:\n- {{sha256: {sha256(DOWN).hexdigest()}, reason: 应当事人要求}}\n"
    (folder / "registry" / "takedowns.yml").write_text(taken, "utf-8")
    build(folder / "archive", folder / "build", read_all=read_here)
    release(folder)
    lost = sha256(LOST).hexdigest()
    (archive.root / "objects" / lost[:2] / lost).unlink()
    with closing(sqlite3.connect(folder / "releases" / "latest" / "provenance.sqlite")) as base, base:
        moved = "UPDATE provenance SET places = replace(places, '\"0\"', '\"777\"') WHERE document_sha256 = ?"
        base.execute(moved, (sha256(OTHER).hexdigest(),))
    return folder


@pytest.fixture(scope="module", autouse=True)
def patience() -> Iterator[None]:
    """The machine of a test may be busy: what is limited is held to its limit in a test of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dataset.site.sources.SECONDS", 60.0)
        yield


@pytest.fixture(scope="module")
def site(data: Path) -> Datasette:
    return application((data / "releases" / "latest").resolve(), Operator(archive=data / "archive"))


class Ids(HTMLParser):
    """The ids of a page, what leads to them, and the text of every cell that has one."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text: dict[str, str] = {}
        self._cell: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if name := values.get("id"):
            self.ids.append(name)
        if tag == "td":
            self._cell = values.get("id")
        if (href := values.get("href") or "").startswith("#"):
            self.links.append(href[1:])

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.text[self._cell] = self.text.get(self._cell, "") + data.strip()


@pytest.mark.parametrize("year", [2021, 2022, 2023])
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_figure_leads_to_its_cell_and_back(site: Datasette, year: int, language: str) -> None:
    page = get(site, f"{language}/report/{BUREAU}-{year}/source").text
    found, read = Ids(page), next(read_here([Source(DOCUMENTS[year])]))
    assert len(found.ids) == len(set(found.ids))
    assert set(found.links) <= set(found.ids), set(found.links) - set(found.ids)
    stated = [figure for figure in read.figures.values() if figure.stated and figure.place and figure.place.table]
    assert len(stated) >= 197
    for figure in stated:
        assert figure.place is not None
        name = f"t{figure.place.table}-r{figure.place.row}-c{figure.place.column}"
        assert found.text[name] == figure.raw.strip() and f'id="{name}"' in page
        assert f"f-{figure.key}" in found.links and name in found.links
    linked = re.findall(r'href="[^"#]*source#([^"]+)"', get(site, f"{language}/report/{BUREAU}-{year}").text)
    assert set(linked) <= set(found.ids) and len(page.encode()) <= 60_000


def test_no_markup_of_a_document_reaches_the_page(site: Datasette) -> None:
    page = get(site, f"/report/{BUREAU}-2021/source").text
    assert "<script" not in page and "onload" not in page and "javascript:" not in page and "alert(2)" not in page
    assert "规章&lt;script&gt;alert(" in page


def test_what_concerns_persons_is_not_drawn(site: Datasette) -> None:
    page = get(site, f"/report/{BUREAU}-2023/source").text
    assert "联系人电话" in page and "69546231" not in page


def test_a_page_of_a_pdf_is_shown_with_boxes(site: Datasette) -> None:
    page = get(site, f"/report/{BUREAU}-2024/source").text
    assert re.findall(r'<img src="(page/\d+\.png)" width="(\d+)" height="(\d+)"', page) == [
        ("page/1.png", "400", "600")
    ]
    assert '<svg viewBox="0 0 400 600"' in page
    rects = re.findall(
        r'<a href="#(f-[^"]+)" tabindex="-1"><rect id="(t1-r\d+-c2)" x="100" y="200" width="60" height="20"/>', page
    )
    assert len(rects) == len(_in_pdf().figures) - 1 and ("f-gov_rules_issued", "t1-r1-c2") in rects
    assert 'id="q-processing_fee_notices"' in page and "发出收费通知4件" in page
    assert len(page.encode()) <= 60_000
    picture = get(site, f"/en/report/{BUREAU}-2024/page/1.png")
    assert picture.headers["content-type"] == "image/png" and picture.content.startswith(b"\x89PNG")
    assert picture.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("page", ["2", "3", "0", "01", "-1", "1.5", "999", "1000", "../1"])
def test_only_pages_that_figures_stand_on_are_drawn(site: Datasette, page: str) -> None:
    assert get(site, f"/report/{BUREAU}-2024/page/{page}.png").status_code == 404


def test_a_web_page_has_no_pictures(site: Datasette) -> None:
    assert get(site, f"/report/{BUREAU}-2021/page/1.png").status_code == 404


@pytest.mark.parametrize(
    ("report", "why"),
    [(f"{BUREAU}-2020", "存档中没有这份文件"), ("110112-water-2021", "现在读出的文字与发布版本所记的不一致")],
)
def test_without_the_document_the_places_stand_for_themselves(site: Datasette, report: str, why: str) -> None:
    page = get(site, f"/report/{report}/source").text
    assert why in page and '<table class="grid' not in page
    found = Ids(page)
    linked = re.findall(r'href="[^"#]*source#([^"]+)"', get(site, f"/report/{report}").text)
    assert len(linked) > 150 and set(linked) <= set(found.ids) and len(page.encode()) <= 60_000


def test_a_document_that_takes_too_long_is_given_up(
    site: Datasette, monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    monkeypatch.setattr("dataset.site.sources.SECONDS", 0.01)
    slow = application((data / "releases" / "latest").resolve(), Operator(archive=data / "archive"))
    assert "限定的时间和内存" in get(slow, f"/report/{BUREAU}-2021/source").text
    assert get(slow, f"/report/{BUREAU}-2024/page/1.png").status_code == 404


def test_who_comes_when_many_wait_is_asked_to_come_back(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dataset.site.sources.WAITING", 0)
    busy = application((data / "releases" / "latest").resolve(), Operator(archive=data / "archive"))
    page = get(busy, f"/report/{BUREAU}-2021/source")
    assert page.status_code == 200 and "请稍后刷新" in page.text and page.headers["cache-control"] == "no-store"
    picture = get(busy, f"/report/{BUREAU}-2024/page/1.png")
    assert (picture.status_code, picture.headers["retry-after"]) == (503, "5")


def test_what_was_seen_is_remembered_within_bounds(site: Datasette, monkeypatch: pytest.MonkeyPatch) -> None:
    get(site, f"/report/{BUREAU}-2021/source")
    sources = sources_of(site)
    assert isinstance(sources, Sources)
    monkeypatch.setattr("dataset.site.sources.Readers", None)  # nothing may be opened again
    assert "规章&lt;script&gt;" in get(site, f"/report/{BUREAU}-2021/source").text
    monkeypatch.undo()
    monkeypatch.setattr("dataset.site.sources.REMEMBERED", 0)
    get(site, f"/report/{BUREAU}-2022/page/1.png")
    get(site, f"/report/{BUREAU}-2023/source")
    other = application(site.ogi_release.folder, site.operator)
    get(other, f"/report/{BUREAU}-2023/source")
    kept = sources_of(other)
    assert kept is not None and not kept._kept


@pytest.mark.skipif(CHROMIUM is None, reason="no browser: apt-get install chromium fonts-noto-cjk")
def test_a_browser_outlines_the_cell_that_a_figure_leads_to(data: Path) -> None:
    complaints: list[str] = []
    edition, beside = (data / "releases" / "latest").resolve(), f"archive=Path({str(data / 'archive')!r})"
    with serving(edition, beside) as at, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 360, "height": 800})
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(f"{at}report/{BUREAU}-2021")
        figure = page.locator('[id="f-granted.total"]')
        value = figure.inner_text()
        with page.expect_navigation():
            figure.get_by_role("link").click()
        assert page.locator("td:target").inner_text() == value
        with page.expect_navigation():
            page.locator("td:target").get_by_role("link").click()
        assert page.url.endswith("/source#f-granted.total") and page.locator("td:target").inner_text() == value
        page.goto(f"{at}en/report/{BUREAU}-2024/source#t1-r1-c2")
        assert page.locator("rect:target").count() == 1
        assert page.evaluate("document.images[0].decode().then(() => document.images[0].naturalWidth)") > 600
        width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert width[0] <= width[1] and not complaints
        browser.close()


# -- snapshots ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("year", "name"), [(2021, "html.txt"), (2022, "docx"), (2023, "txt"), (2024, "pdf")])
def test_a_snapshot_is_the_document_for_download_only(site: Datasette, year: int, name: str) -> None:
    digest = sha256(DOCUMENTS[year]).hexdigest()
    for method in ("GET", "HEAD"):
        response = get(site, f"/snapshot/{digest}", method)
        assert response.status_code == 200
        assert response.content == (DOCUMENTS[year] if method == "GET" else b"")
        assert response.headers["content-length"] == str(len(DOCUMENTS[year]))
        assert response.headers["content-type"] == "application/octet-stream"
        assert response.headers["content-disposition"] == f'attachment; filename="{digest[:16]}.{name}"'
        assert response.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert response.headers["x-content-type-options"] == "nosniff" and "noindex" in response.headers["x-robots-tag"]
    page = get(site, f"/report/{BUREAU}-{year}").text
    assert f'href="/snapshot/{digest}" rel="nofollow">快照</a>' in page
    assert f'href="/en/snapshot/{digest}"' in get(site, f"/en/report/{BUREAU}-{year}/source").text


def test_what_was_taken_down_is_gone_with_its_reason(site: Datasette) -> None:
    response = get(site, f"/snapshot/{sha256(DOWN).hexdigest()}")
    assert response.status_code == 410 and "应当事人要求" in response.text
    assert DOWN[:200] not in response.content


def test_a_snapshot_that_is_not_here_says_so(site: Datasette, data: Path) -> None:
    missing = get(site, f"/snapshot/{sha256(LOST).hexdigest()}")
    assert missing.status_code == 404 and "本站的存档没有它" in missing.text
    bare = application((data / "releases" / "latest").resolve())
    without = get(bare, f"/en/snapshot/{sha256(PAGE.encode()).hexdigest()}")
    assert without.status_code == 404 and "no archive" in without.text
    assert "/snapshot/" not in get(bare, f"/report/{BUREAU}-2021").text


def test_nothing_else_of_the_archive_can_be_had(site: Datasette, data: Path) -> None:
    """A capture that the release does not name, a path, a digest of another case: none of them is there."""
    secret = b"a page that the release does not name"
    digest = sha256(secret).hexdigest()
    target = data / "archive" / "objects" / digest[:2] / digest
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(secret)
    known = sha256(PAGE.encode()).hexdigest()
    for path in (
        digest,
        "../../runs",
        f"{known}/../{digest}",
        known.upper(),
        known[:63],
        f"{known}0",
        "%2e%2e%2fruns",
        f"{known}%00",
    ):
        response = get(site, f"/snapshot/{path}")
        assert response.status_code == 404 and secret not in response.content, path


def test_a_damaged_object_is_not_sent(site: Datasette, data: Path) -> None:
    digest = sha256(OTHER).hexdigest()
    target = data / "archive" / "objects" / digest[:2] / digest
    target.chmod(0o644)
    target.write_bytes(OTHER[:-1])
    assert get(site, f"/snapshot/{digest}").status_code == 404


# -- how documents are drawn -------------------------------------------------------------------------------------------


def drawn(key: str, raw: str, **place: int) -> Drawn:
    return Drawn(key, key, raw, None, raw, (), Stand(raw, **place))


def cell(text: str, row: int, column: int, *spans: int) -> Cell:
    return Cell(text, row, column, *spans, place=Place(table=1, row=row + 1, column=column + 1))


def test_a_huge_table_is_cut_to_the_rows_that_gave_figures() -> None:
    grid = Grid(tuple(cell(f"{row}.{column}", row, column) for row in range(100) for column in range(100)))
    view = view_of([grid], [drawn("a", "40.7", table=1, row=41, column=8)])
    assert view is not None
    [sketch] = view.parts
    assert isinstance(sketch, Sketch) and sketch.cut and sketch.cells == 10_000
    assert [spot.name for line in sketch.lines for spot in line if spot.name] == ["t1-r41-c8"]
    assert sum(len(line) for line in sketch.lines) <= MOST_CELLS
    [other] = [view_of([grid], [])]
    assert other is not None and (other.parts, other.tables_left_out) == ((), 1)


def test_spans_are_kept_and_never_reach_beyond_the_table() -> None:
    grid = Grid((cell("a", 0, 0, 999_999, 999_999), cell("b", 1, 2), cell("3", 2, 1)))
    view = view_of([grid], [drawn("k", "3", table=1, row=3, column=2)])
    assert view is not None and isinstance(sketch := view.parts[0], Sketch)
    assert sketch.lines[0][0].rows == 3 and sketch.lines[0][0].columns <= 60


def test_a_hole_in_a_table_keeps_the_others_in_their_columns() -> None:
    grid = Grid((cell("a", 0, 0), cell("c", 0, 2), cell("w", 1, 0, 2, 2), cell("x", 1, 2), cell("y", 2, 2)))
    view = view_of([grid], [])
    assert view is not None and isinstance(sketch := view.parts[0], Sketch)
    assert [[spot.text for spot in line] for line in sketch.lines] == [["a", "", "c"], ["w", "x"], ["y"]]


def test_another_text_in_a_place_means_that_nothing_is_drawn() -> None:
    grid = Grid((cell("12", 0, 0),))
    assert view_of([grid], [drawn("k", "12", table=1, row=1, column=1)]) is not None
    assert view_of([grid], [drawn("k", "13", table=1, row=1, column=1)]) is None
    assert view_of([grid], [drawn("k", "12", table=1, row=2, column=1)]) is None
    assert view_of([grid], [drawn("k", "14 | 12", table=1, row=1, column=1)]) is not None


def test_lines_with_numbers_and_the_line_of_a_figure() -> None:
    lines = [
        Paragraph("没有数字", Place(line=1)),
        Paragraph("2021年", Place(line=2)),
        Paragraph("收到12件", Place(line=3)),
    ]
    view = view_of(lines, [drawn("k", "12", line=3)])
    assert view is not None
    assert [part.name for part in view.parts if isinstance(part, Sentence)] == [None, "l3"]
    assert isinstance(view.parts[1], Sentence)
    assert view.parts[1].pieces == (Piece("收到", False), Piece("12", True), Piece("件", False))


def test_boxes_that_do_not_lie_on_the_page_are_not_drawn() -> None:
    inside = Drawn("a", "a", "1", None, "1", (), Stand("1", page=1, table=1, row=1, column=1, box=(10, 10, 20, 20)))
    beyond = replace(inside, key="b", stand=replace(inside.stand, row=2, box=(10, 400, 20, 420)))
    [page] = page_views([inside], {1: (300.0, 400.0)})
    assert [(frame.name, frame.x, frame.width) for frame in page.frames] == [("t1-r1-c1", 10, 10)]
    [turned] = page_views([inside, beyond], {1: (300.0, 400.0)})
    assert turned.frames == () and turned.quoted == (inside, beyond)
