"""parsing.readers.pdf on what real programs print: a browser, an office program, and offices themselves.

Whole reports with another number in every cell, ruled in ways that programs and web pages really use.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from datetime import date
from itertools import count
from pathlib import Path

import pytest

import parsing
from crawler.samples.render import HtmlStyle, SampleReport, answers, render_docx, render_html
from parsing.forms import FORMS
from parsing.model import Grid, Paragraph
from parsing.readers.pdf import read_pdf

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SOFFICE = shutil.which("soffice")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no browser: apt-get install chromium fonts-noto-cjk")
needs_soffice = pytest.mark.skipif(SOFFICE is None, reason="no office program: apt-get install libreoffice-writer")


def report(form: str) -> SampleReport:
    numbers = count(1001, 7)
    return SampleReport(
        issuer="样例市财政局",
        year=2023 if form == "2021" else 2020,
        form=form,
        figures={key: next(numbers) for key in FORMS[form].figures},
        prose={
            "overall": ("全年主动公开信息356条。",),
            "problems": ("一是深度不够。",),
            "other_matters": ("无其他事项。",),
        },
        signature="样例市财政局",
        published=date(2024, 1, 25),
        table_forms={},
    )


def check(data: bytes, printed: SampleReport) -> None:
    wanted = {key: value for key, (value, _) in answers(printed).items()}
    found = {key: figure.value for key, figure in parsing.read(data).figures.items()}
    wrong = {key: (value, found.get(key)) for key, value in wanted.items() if found.get(key) != value}
    assert not wrong, f"{len(wrong)} of {len(wanted)} (printed, read): {dict(list(wrong.items())[:9])}"


def ruled(docx: bytes, kind: str, width: str) -> bytes:
    """The same Word document with another kind of border, its width in eighths of a point."""
    source, target = zipfile.ZipFile(io.BytesIO(docx)), io.BytesIO()
    with source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                changed = re.sub(rb'w:val="single" w:sz="\d+"', f'w:val="{kind}" w:sz="{width}"'.encode(), part)
                assert changed != part
                part = changed
            copy.writestr(name, part)
    return target.getvalue()


STYLES = {
    "apart": "table.form{border-collapse:separate;border-spacing:3px;border:1px solid gray} table.form td{border:1px solid gray}",
    "dotted": "table.form{border-collapse:collapse} table.form td{border:1px dotted #000}",
    "pale": "table.form{border-collapse:collapse} table.form td{border:1px solid #eee} table.form tr:nth-child(even){background:#f6f6f6}",
    "dark ground": "table.form{border-collapse:separate;border-spacing:1px;background:#99bbdd} table.form td{border:0;background:#fff}",
    "two sides": "table.form{border-collapse:separate;border-spacing:0;border:1px solid;border-width:1px 0 0 1px}"
    "table.form td{border:1px solid;border-width:0 1px 1px 0}",
    "wide": "table.form{border-collapse:collapse} table.form td{border:5px double #345;line-height:1.9}",
}


@needs_chromium
@pytest.mark.parametrize("style", STYLES)
def test_rules_of_a_browser(style: str, tmp_path: Path) -> None:
    printed = report("2021" if len(style) % 2 else "2019")
    page = render_html(printed, HtmlStyle(page_css=f"@page{{size:A4;margin:20mm}} {STYLES[style]}"))
    source, target = tmp_path / "page.html", tmp_path / "page.pdf"
    source.write_text(page, encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    command = [str(CHROMIUM), *flags, f"--print-to-pdf={target}", source.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    check(target.read_bytes(), printed)


@needs_soffice
def test_rules_of_an_office_program(tmp_path: Path) -> None:
    """Word's kinds of border, in the one document that Word would write."""
    kinds = {"double": "6", "dashed": "4", "thinThickSmallGap": "12", "single": "24", "dotted": "2"}
    for kind, width in kinds.items():
        (tmp_path / f"{kind}.docx").write_bytes(ruled(render_docx(report("2021")), kind, width))
    command = [str(SOFFICE), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), *(str(tmp_path / f"{kind}.docx") for kind in kinds)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    for kind in kinds:
        check((tmp_path / f"{kind}.pdf").read_bytes(), report("2021"))


@pytest.mark.parametrize("name", ["hongze_2023", "huaian_2024"])
def test_real_reports_row_by_row(name: str, shared_reports: Path) -> None:
    """Every row of table 3 that a perfect reading has stands as seven cells beside each other in a grid."""
    gold = json.loads((shared_reports / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    contents = read_pdf((shared_reports / "real" / f"{name}.pdf").read_bytes())
    rows: dict[tuple[int, int], list[str]] = {}
    for at, grid in enumerate(block for block in contents.blocks if isinstance(block, Grid)):
        assert grid.geometry and grid.blanks_kept and grid.page
        for cell in grid.cells:
            rows.setdefault((at, cell.row), []).append(cell.text)
    form = FORMS[gold["table_forms"]["requests"]]
    for row in form.request_rows:
        numbers = [str(gold["figures"][f"{row.key}.{column.key}"]) for column in form.request_columns]
        assert any(texts[-7:] == numbers for texts in rows.values()), row.label
    headings = [section.label for section in form.sections]
    paragraphs = [block.text for block in contents.blocks if isinstance(block, Paragraph)]
    assert [text for text in paragraphs if text[2:] in headings] == [
        f"{number}、{label}" for number, label in zip("一二三四五六", headings, strict=True)
    ]
    assert not any(text.strip("-— ").isdigit() for text in paragraphs)
