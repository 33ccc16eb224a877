"""Does what was printed come back, cell by cell, whatever it was printed in?

Reports with a different number in every cell (a shifted column passes every sum when all cells are nought) are laid
out as HTML, Word, plain text and PDF, and read again. Every figure, state, year, issuer and form must be the one that
was put in.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parsing
from crawler.samples.render import (
    CellStyle,
    HeadingStyle,
    HtmlStyle,
    Printed,
    SampleReport,
    Spread,
    answers,
    render_cell_lines,
    render_docx,
    render_html,
    render_markdown,
)
from parsing.forms import FigureSpec
from parsing.model import Reading, State, Verdict

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SOFFICE = shutil.which("soffice")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no browser: apt-get install chromium fonts-noto-cjk")
needs_soffice = pytest.mark.skipif(SOFFICE is None, reason="no office program: apt-get install libreoffice-writer")

PROSE = {
    "intro": (
        "根据《中华人民共和国政府信息公开条例》编制本报告，所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
    ),
    "overall": (
        "（一）主动公开。全年主动公开信息356条，其中政策文件12件。",
        "（二）依申请公开。规范办理流程，按时答复申请人。",
        "1.加强培训。2.完善制度。",
    ),
    "problems": ("一是公开内容还不够丰富；二是业务能力有待提高。", "下一步，将加强业务培训，完善工作机制。"),
    "other_matters": ("无其他需要报告的事项。",),
}


def distinct(number: int, spec: FigureSpec) -> Printed:
    """A number that no other cell has, of the kind that the cell takes."""
    plain = 1001 + 7 * number
    if spec.type == "money":
        return Decimal(plain) + Decimal("0.25")
    return -plain if spec.type == "signed" and number % 2 else plain


def full(number: int, spec: FigureSpec) -> Printed:
    return distinct(number, spec)


def sparse(number: int, spec: FigureSpec) -> Printed:
    """Some cells left empty, some with a sign for nothing, some nought. A fee is always said in words."""
    if spec.table == "processing_fees":
        return distinct(number, spec)
    signs: dict[int, Printed] = {2: None, 4: "/", 5: 0, 8: None, 10: "—"}
    return signs.get(number % 11, distinct(number, spec))


def one_digit(number: int, spec: FigureSpec) -> Printed:
    """As in most reports: single digits, here and there a larger number."""
    return number % 9 if number % 13 else distinct(number, spec)


Fill = Callable[[int, FigureSpec], Printed]


def make(form: str, requests: str | None = None, fill: Fill = full, year: int | None = None) -> SampleReport:
    """A filled report; ``requests`` is the edition of table 3 where it is another than that of table 2."""
    year = year or (2020 if form == "2019" else 2023)
    empty = SampleReport(
        issuer="样例市财政局",
        year=year,
        form=form,
        figures={},
        prose={section: tuple(text.format(year=year) for text in texts) for section, texts in PROSE.items()},
        signature="样例市财政局",
        published=date(year + 1, 1, 25),
        table_forms={"requests": requests} if requests else {},
    )
    return replace(empty, figures={key: fill(n, spec) for n, (key, spec) in enumerate(empty.specs.items())})


REPORTS = {
    "2019": make("2019"),
    "2021": make("2021"),
    "2021 with table 3 of 2019": make("2021", "2019"),
    "2019 with table 3 of 2021": make("2019", "2021"),
    "2019 sparse": make("2019", fill=sparse),
    "2021 sparse": make("2021", fill=sparse),
    "mixed sparse": make("2021", "2019", fill=sparse),
    "2019 small": make("2019", fill=one_digit),
    "2021 small": make("2021", fill=one_digit),
}
reports = pytest.mark.parametrize("report_name", REPORTS)

STYLES = {
    "plain": HtmlStyle(),
    "paragraphs, uneven": HtmlStyle(CellStyle.PARAGRAPH, HeadingStyle.HEADING, Spread.UNEVEN),
    "breaks, empty cells": HtmlStyle(CellStyle.BREAKS, HeadingStyle.STRONG, blank=""),
    "breaks, no spans in table 2": HtmlStyle(CellStyle.BREAKS, spread=Spread.SHORT),
    "spans, layout table": HtmlStyle(CellStyle.SPANS, HeadingStyle.STRONG, layout_table=True),
    "blocks apart, head cells": HtmlStyle(CellStyle.PARAGRAPH, blocks_apart=True, head_cells=True),
    "paragraphs, gbk": HtmlStyle(CellStyle.PARAGRAPH, charset="gbk"),
    "spans, gb18030, uneven, layout table": HtmlStyle(
        CellStyle.SPANS, spread=Spread.UNEVEN, layout_table=True, charset="gb18030"
    ),
}


def check(report: SampleReport, reading: Reading, media: str) -> None:
    """Nothing but what was printed, and all of it."""
    assert reading.verdict is Verdict.REPORT, reading.reason
    assert reading.media == media
    assert (reading.agency_name, reading.year, reading.form) == (report.issuer, report.year, report.form)
    assert dict(reading.table_forms) == report.forms
    wanted = answers(report)
    found = {key: (figure.value, figure.state) for key, figure in reading.figures.items()}
    keys = sorted(wanted.keys() | found.keys())
    wrong = {key: (wanted.get(key), found.get(key)) for key in keys if wanted.get(key) != found.get(key)}
    assert not wrong, f"{len(wrong)} of {len(wanted)} cells (printed, read): {dict(list(wrong.items())[:12])}"


def check_nothing_is_misread(report: SampleReport, reading: Reading) -> None:
    """Every number that was read is the printed one, and a table or more was read."""
    assert (reading.verdict, reading.form, dict(reading.table_forms)) == (Verdict.REPORT, report.form, report.forms)
    printed = {key: value for key, (value, _) in answers(report).items() if value is not None}
    read = {key: figure.value for key, figure in reading.figures.items() if figure.value is not None}
    wrong = {key: (printed.get(key), value) for key, value in read.items() if printed.get(key) != value}
    assert not wrong, f"read but not printed (printed, read): {wrong}"
    assert len(read) >= 15


@reports
@pytest.mark.parametrize("style_name", STYLES)
def test_html(report_name: str, style_name: str) -> None:
    report, style = REPORTS[report_name], STYLES[style_name]
    data = render_html(report, style).encode(style.charset)
    check(report, parsing.read(data), "html")


TITLES = [
    "{year}年{issuer}政府信息公开工作年度报告",
    "{issuer}\n{year}年政府信息公开工作年度报告",
    "{issuer}{year}年\n政府信息公开工作年度报告",
    "{issuer}{year}年度政府信息公开年报",
    "{issuer}政府信息公开工作年度报告（{year}年度）",
    "{issuer}关于{year}年度政府信息公开工作情况的报告",
]


@pytest.mark.parametrize("pattern", TITLES)
@pytest.mark.parametrize("issuer", ["样例市财政局", "样例县人民政府", "样例市人民政府办公室", "样例县虚构镇人民政府"])
def test_titles(pattern: str, issuer: str) -> None:
    report = replace(REPORTS["2021"], title_pattern=pattern, issuer=issuer, signature=issuer)
    check(report, parsing.read(render_html(report).encode()), "html")
    check(report, parsing.read(render_docx(report)), "docx")
    check(report, parsing.read(render_cell_lines(report).encode()), "text")


PRINTED = {"1,234": 1234, "　　71": 71, "３９６": 396, "0 ": 0, " 56,700": 56700, "12件": 12}


@pytest.mark.parametrize("text", PRINTED)
def test_numbers_as_offices_print_them(text: str) -> None:
    report = REPORTS["2021"]
    odd = replace(report, figures={**report.figures, "permit_decisions": text, "granted.org_other": text})
    for data in (render_html(odd).encode(), render_docx(odd), render_cell_lines(odd).encode()):
        reading = parsing.read(data)
        for key in ("permit_decisions", "granted.org_other"):
            assert (reading.figures[key].value, reading.figures[key].state) == (PRINTED[text], None), reading.media
        plain = {key: figure.value for key, figure in reading.figures.items() if figure.value != PRINTED[text]}
        assert plain.items() <= report.figures.items()


def test_an_amount_without_a_unit_stays_apart() -> None:
    report = REPORTS["2019"]
    bare = replace(report, figures={**report.figures, "central_procurement_amount": "56700"})
    figure = parsing.read(render_html(bare).encode()).figures["central_procurement_amount"]
    assert (figure.value, figure.state) == (56700, State.UNIT_UNKNOWN)


ANYTHING = st.one_of(st.none(), st.sampled_from(["/", "-", "—", "无"]), st.integers(0, 9), st.integers(0, 9_999_999))


@settings(max_examples=20, deadline=None, derandomize=True)
@given(contents=st.lists(ANYTHING, min_size=210, max_size=210), base=st.sampled_from(["2019", "2021", "mixed sparse"]))
def test_any_contents(contents: list[Printed], base: str) -> None:
    template = REPORTS[base]
    filled = dict(zip(template.specs, contents, strict=False))
    fees = {key: template.figures[key] for key, spec in template.specs.items() if spec.table == "processing_fees"}
    report = replace(template, figures={**filled, **fees})
    check(report, parsing.read(render_html(report).encode()), "html")
    check(report, parsing.read(render_docx(report)), "docx")
    check(report, parsing.read(render_cell_lines(report).encode()), "text")


@reports
def test_docx(report_name: str) -> None:
    report = REPORTS[report_name]
    check(report, parsing.read(render_docx(report)), "docx")


@reports
def test_cell_lines(report_name: str) -> None:
    report = REPORTS[report_name]
    check(report, parsing.read(render_cell_lines(report).encode()), "text")


@reports
def test_markdown(report_name: str) -> None:
    """Tab-separated rows: with figures in all cells every one comes back; with empty cells no wrong number does."""
    report = REPORTS[report_name]
    reading = parsing.read(render_markdown(report).encode())
    if None not in report.figures.values():
        check(report, reading, "text")
        return
    check_nothing_is_misread(report, reading)


PAGES = {
    "2021": "@page{size:A4;margin:20mm}",
    "2019": "@page{size:A4;margin:25mm 26mm 30mm}",
    "2021 sparse": "@page{size:A5;margin:12mm} body{zoom:.8}",
    "2019 sparse": "@page{size:A4;margin:20mm;@bottom-center{content:'- ' counter(page) ' -'}} body{zoom:1.15}",
    "2021 with table 3 of 2019": "@page{size:A4 landscape;margin:15mm;@bottom-center{content:counter(page) '/9'}}",
    "2021 small": "@page{size:A4;margin:20mm;@top-center{content:'样例市财政局2023年度报告'}} body{zoom:.9}",
    "2019 small": "@page{size:B5;margin:10mm}",
}


@needs_chromium
@pytest.mark.parametrize("report_name", PAGES)
def test_browser_pdf(report_name: str, tmp_path: Path) -> None:
    """Printed by a browser on pages of several sizes, so that the tables break in different rows."""
    report = REPORTS[report_name]
    spread = Spread.UNEVEN if report.form == "2019" else Spread.EVEN
    page = render_html(report, HtmlStyle(CellStyle.BREAKS, spread=spread, page_css=PAGES[report_name]))
    check(report, parsing.read(render_pdf(page, tmp_path)), "pdf")


HARD_PAGES = {
    "mixed sparse": "@page{size:B5;margin:29mm} body{zoom:.8}",
    "2021 small": "@page{size:A5;margin:27mm;@bottom-center{content:'- ' counter(page) ' -'}} body{zoom:.9}",
    "2019 sparse": "@page{size:A5;margin:24mm} body{zoom:1.2}",
}
"""Pages so narrow that they cut through headers and rows; what is lost may stay unread, but nothing may be misread."""


@needs_chromium
@pytest.mark.parametrize("report_name", HARD_PAGES)
def test_browser_pdf_on_narrow_pages(report_name: str, tmp_path: Path) -> None:
    report = REPORTS[report_name]
    page = render_html(report, HtmlStyle(CellStyle.PARAGRAPH, page_css=HARD_PAGES[report_name]))
    check_nothing_is_misread(report, parsing.read(render_pdf(page, tmp_path)))


@needs_soffice
def test_office_pdf(tmp_path: Path) -> None:
    """Printed by an office program from the Word document."""
    names = ["2019", "2021", "2021 sparse", "mixed sparse"]
    for number, name in enumerate(names):
        (tmp_path / f"{number}.docx").write_bytes(render_docx(REPORTS[name]))
    command = [str(SOFFICE), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += [
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        *(str(path) for path in sorted(tmp_path.glob("*.docx"))),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    for number, name in enumerate(names):
        check(REPORTS[name], parsing.read((tmp_path / f"{number}.pdf").read_bytes()), "pdf")


def render_pdf(page: str, folder: Path, *more: str) -> bytes:
    """A page as the browser prints it; ``more`` are flags for it."""
    source, target = folder / "page.html", folder / "page.pdf"
    source.write_text(page, encoding="utf-8")
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--user-data-dir={folder / 'profile'}",
        *more,
    ]
    command = [str(CHROMIUM), *flags, f"--print-to-pdf={target}", source.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return target.read_bytes()
