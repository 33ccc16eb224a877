"""Does what was printed come back from every other format that offices publish in?

The same reports as in ``test_round_trip``, another number in every cell, and the list of 2014: saved by an office program
in the formats of before 2007, typed into a workbook, packed, sent as data, saved as a web archive, placed on OFD pages,
scanned. Old formats are made in one call of the office program for all reports.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

import parsing
from crawler.samples.render import CellStyle, HtmlStyle, SampleReport, render_body, render_docx, render_html
from parsing.forms import STATISTICS
from parsing.model import Reading
from tests import lists_kit
from tests.make_reports import as_picture, as_scan
from tests.test_bundle import NOTICE, bundle
from tests.test_mhtml import WORD, archive
from tests.test_ofd import from_pdf
from tests.test_office import needs_office, save_as
from tests.test_round_trip import REPORTS, check, check_nothing_is_misread, needs_chromium, render_pdf, reports
from tests.test_xlsx import render_xlsx


def as_data(report: SampleReport) -> bytes:
    body = render_body(report, HtmlStyle(CellStyle.PARAGRAPH)).split("</h1>")[1]
    return json.dumps({"data": {"title": report.title, "content": body}}, ensure_ascii=False).encode()


PACKED: dict[str, Callable[[SampleReport], bytes]] = {
    "xlsx": lambda report: render_xlsx(report, apart=report.form == "2019"),
    "zip": lambda report: bundle({"通知.txt": NOTICE, f"{report.issuer}.docx": render_docx(report)}, "gbk"),
    "json": as_data,
    "mht": lambda report: archive(render_html(report, WORD), charset="gb18030"),
}


@reports
@pytest.mark.parametrize("media", PACKED)
def test_formats_that_are_read_directly(report_name: str, media: str) -> None:
    report = REPORTS[report_name]
    check(report, parsing.read(PACKED[media](report)), media)


@needs_chromium
@pytest.mark.parametrize("report_name", ["2021 with table 3 of 2019", "2019 with table 3 of 2021", "mixed sparse"])
def test_ofd_pages_of_mixed_editions(report_name: str, tmp_path: Path) -> None:
    report = REPORTS[report_name]
    style = HtmlStyle(CellStyle.BREAKS, page_css="@page{size:A4;margin:20mm}")
    check(report, parsing.read(from_pdf(render_pdf(render_html(report, style), tmp_path))), "ofd")


# -- the list of 2014 --------------------------------------------------------------------------------------------------

NUMBERS = lists_kit.numbers(STATISTICS)
ROWS = lists_kit.rows(STATISTICS, NUMBERS)
PAGE = lists_kit.page(lists_kit.table(ROWS)).decode()
LISTS: dict[str, Callable[[], bytes]] = {
    "zip": lambda: bundle({"通知.txt": NOTICE, "统计表.docx": lists_kit.docx(ROWS)}, "gbk"),
    "json": lambda: json.dumps({"title": lists_kit.TITLE, "content": PAGE}).encode(),
    "mht": lambda: archive(PAGE, charset="gb18030"),
}


def check_list(reading: Reading, media: str) -> None:
    assert (reading.verdict, reading.media, reading.form, reading.year) == ("report", media, "2014", 2016), (
        reading.reason
    )
    assert {key: figure.value for key, figure in reading.figures.items()} == NUMBERS
    assert not [figure for figure in reading.figures.values() if figure.state]


@pytest.mark.parametrize("media", LISTS)
def test_the_list_of_2014(media: str) -> None:
    check_list(parsing.read(LISTS[media]()), media)


@needs_chromium
def test_the_list_of_2014_on_ofd_pages(tmp_path: Path) -> None:
    css = "<style>table{border-collapse:collapse}@page{size:A4;margin:20mm}</style>"
    check_list(parsing.read(from_pdf(render_pdf(PAGE.replace("<head>", f"<head>{css}"), tmp_path))), "ofd")


# -- by way of the office program --------------------------------------------------------------------------------------

SAVED = {
    "doc": ("2019", "2021 with table 3 of 2019", "2021 small"),
    "rtf": ("2019 small", "mixed sparse", "2021"),
    "xls": ("2019 with table 3 of 2021", "2021 sparse", "2019"),
    "wps": ("2019 sparse",),
}
MEDIA = {"wps": "doc"}
"""WPS writes the container and the stream of Word 97."""


def signed(data: bytes) -> bytes:
    """A Word file with a line below its table: a table that ends the file is lost when LibreOffice saves it as Word 97."""
    document, target = docx.Document(io.BytesIO(data)), io.BytesIO()
    document.add_paragraph("样例市财政局")
    document.save(target)
    return target.getvalue()


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    """The reports and the list of 2014 by format and name; one call of the office program for each of its formats."""
    folder = tmp_path_factory.mktemp("saved")
    found: dict[tuple[str, str], bytes] = {}
    for kind in ("doc", "rtf", "xls"):
        own = folder / kind
        own.mkdir()
        contents = {
            (format, name): render_xlsx(REPORTS[name]) if kind == "xls" else render_docx(REPORTS[name])
            for format, names in SAVED.items()
            for name in names
            if MEDIA.get(format, format) == kind
        }
        contents[kind, "list"] = lists_kit.xlsx(ROWS) if kind == "xls" else signed(lists_kit.docx(ROWS))
        sources = {key: own / f"{number}.{'xlsx' if kind == 'xls' else 'docx'}" for number, key in enumerate(contents)}
        for key, source in sources.items():
            source.write_bytes(contents[key])
        save_as(kind, own, *sources.values())
        found |= {key: source.with_suffix(f".{kind}").read_bytes() for key, source in sources.items()}
    return found


@needs_office
@pytest.mark.parametrize(("kind", "report_name"), [(kind, name) for kind, names in SAVED.items() for name in names])
def test_formats_of_before_2007(saved: dict[tuple[str, str], bytes], kind: str, report_name: str) -> None:
    reading = parsing.read(saved[kind, report_name], name=f"年报.{kind}")
    check(REPORTS[report_name], reading, MEDIA.get(kind, kind))


@needs_office
@pytest.mark.parametrize("kind", ["doc", "rtf", "xls"])
def test_the_list_of_2014_in_formats_of_before_2007(saved: dict[tuple[str, str], bytes], kind: str) -> None:
    check_list(parsing.read(saved[kind, "list"]), kind)


# -- scanned -----------------------------------------------------------------------------------------------------------


@needs_chromium
def test_a_scanned_pdf_of_mixed_editions(tmp_path: Path) -> None:
    report = REPORTS["2021 with table 3 of 2019"]
    check(report, parsing.read(as_scan(200)(report, tmp_path)), "pdf")


@needs_chromium
def test_a_picture(tmp_path: Path) -> None:
    """Fax quality: what is not certain stays unread. ``reports/image-tiff-2020`` is read whole."""
    report = REPORTS["2019 sparse"]
    reading = parsing.read(as_picture(report, tmp_path))
    assert reading.media == "image"
    check_nothing_is_misread(report, reading)
