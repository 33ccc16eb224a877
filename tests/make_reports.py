"""Where did the sample reports of ``tests/reports`` that a program printed come from?

``python -m tests.make_reports [SLUG...]`` makes their sources again: an invented report, another number in every cell,
laid out by one of the printers below. ``expected.json`` is written from the report that was printed, never from what
was read. Needs chromium with CJK fonts and LibreOffice with Writer and Calc.
"""

from __future__ import annotations

import io
import json
import re
import runpy
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdfium2
from PIL import Image

from crawler.samples.render import (
    CellStyle,
    HeadingStyle,
    HtmlStyle,
    Printed,
    SampleReport,
    Spread,
    answers,
    render_body,
    render_docx,
    render_html,
)
from tests.test_bundle import bundle
from tests.test_mhtml import archive
from tests.test_ofd import filled, from_pdf
from tests.test_office import save_as
from tests.test_round_trip import render_pdf
from tests.test_xlsx import render_xlsx

FOLDER = Path(__file__).parent / "reports"
PRINTER = Path(__file__).parent.parent / "tools" / "print_samples.py"
SUMS = ["disputes.routes_sum", "requests.applicants_sum", "requests.balance", "requests.outcomes_sum"]
"""The rules that do not hold where all numbers are different."""
SMALL_PAGE = "@page{size:A4;margin:15mm} body{line-height:1.5} p{margin:.2em 0}"
NOTICE = "关于报送年度报告的通知\n各单位：请于1月20日前报送本单位政府信息公开工作年度报告。\n".encode()
LINKED = "（一）主动公开。全年主动公开政府信息{items}条。", "（二）依申请公开。规范办理流程，按时答复申请人。"


def report(
    issuer: str,
    form: str,
    year: int,
    start: int,
    *,
    requests: str | None = None,
    printed: Mapping[int, Printed] | None = None,
    fees: bool = True,
    title: str = "{issuer}{year}年政府信息公开工作年度报告",
) -> SampleReport:
    """A report whose cells hold ``start``, ``start + 3`` and so on; ``printed`` replaces some, by their number."""
    empty = SampleReport(
        issuer=issuer,
        year=year,
        form=form,
        figures={},
        prose={
            "intro": (f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",),
            "overall": tuple(text.format(items=start * 2 + 1) for text in LINKED),
            "problems": ("一是公开内容还不够丰富。下一步，将加强业务培训，完善工作机制。",),
            "other_matters": ("无其他需要报告的事项。",),
        },
        signature=issuer,
        published=date(year + 1, 1, 24),
        table_forms={"requests": requests} if requests else {},
        title_pattern=title,
    )
    figures: dict[str, Printed] = {}
    for number, (key, spec) in enumerate(empty.specs.items()):
        if spec.table == "processing_fees" and not fees:
            continue
        value: Printed = start + 3 * number
        if spec.type == "money":
            value = Decimal(start + 3 * number) + Decimal("0.5")
        figures[key] = printed[number] if printed and number in printed else value
    return replace(empty, figures=figures)


Printer = Callable[[SampleReport, Path], bytes]


@dataclass(frozen=True)
class Sample:
    """A report, what prints it, and the file that it becomes."""

    report: SampleReport
    printer: Printer
    source: str


def as_html(style: HtmlStyle) -> Printer:
    return lambda report, _: render_html(report, style).encode(style.charset)


def as_office(kind: str, ending: str, written: Callable[[SampleReport], bytes] = render_docx) -> Printer:
    """Saved by LibreOffice in another format."""

    def printer(report: SampleReport, folder: Path) -> bytes:
        source = folder / f"report.{'xlsx' if written is render_xlsx else 'docx'}"
        source.write_bytes(written(report))
        save_as(kind, folder, source)
        return source.with_suffix(f".{ending}").read_bytes()

    return printer


def as_ofd(report: SampleReport, folder: Path) -> bytes:
    pdf = render_pdf(render_html(report, HtmlStyle(CellStyle.BREAKS, page_css=SMALL_PAGE)), folder)
    return from_pdf(pdf, filled)


def as_bundle(report: SampleReport, _: Path) -> bytes:
    return bundle({"年报/通知.txt": NOTICE, "年报/年度报告.docx": render_docx(report)}, "gbk")


def as_json(report: SampleReport, _: Path) -> bytes:
    body = render_body(report, HtmlStyle(CellStyle.PARAGRAPH)).split("</h1>")[1]
    data = {"code": 200, "data": {"title": report.title, "pubDate": "2023-01-24", "content": body}}
    return json.dumps(data, ensure_ascii=False).encode()


def as_script(report: SampleReport, _: Path) -> bytes:
    body = json.dumps(render_body(report).split("</h1>")[1], ensure_ascii=False).replace("<", "\\u003C")
    title = report.title
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body><div id="app"></div>'
        f'<script>window._CONFIG={{DETAIL:{{title:"{title}",content:{body}}}}};</script></body></html>'
    ).encode()


def as_mht(report: SampleReport, _: Path) -> bytes:
    page = render_html(report, HtmlStyle(CellStyle.SPANS, HeadingStyle.STRONG))
    data = archive(page, charset="gbk", subject=report.title).replace(b"\n", b"\r\n")
    return data.replace(
        data.split(b'boundary="')[1].split(b'"')[0], b"=_Part_0001"
    )  # not by chance, for the same bytes


def as_pipes(report: SampleReport, _: Path) -> bytes:
    """Markdown with pipe tables, as services for reading documents write it; a spanned place is an empty field."""
    from crawler.samples.layout import tables

    lines = [f"# {report.title}", ""]
    for section, paragraphs in report.sections():
        lines += [f"## {section.number}、{section.label}", "", *(f"{text}\n" for text in paragraphs)]
        if section.kind != "table":
            continue
        printed = tables(report)[section.key]
        for number, row in enumerate(printed.occupied()):
            fields = [""] * len(printed.widths)
            for column, cell, here in row:
                fields[column] = cell.text if here else ""
            lines.append(f"| {' | '.join(fields)} |")
            if not number:
                lines.append("|" + "---|" * len(fields))
        lines.append("")
    return "\n".join([*lines, *report.closing, ""]).encode()


def as_open_pdf(report: SampleReport, folder: Path) -> bytes:
    """Printed by a browser, its tables without any ruling line, in a font small enough to keep (needs fonttools)."""
    css = (
        '@font-face{font-family:"Noto Serif CJK SC";src:url(font.ttf)}*{font-weight:normal!important}'
        f"{SMALL_PAGE} table.form td,table.form th{{border:none!important}} td.title{{background:none!important}}"
    )
    page = render_html(report, HtmlStyle(page_css=css))
    (folder / "font.ttf").write_bytes(runpy.run_path(str(PRINTER))["truetype_subset"](page))
    return render_pdf(page, folder, "--allow-file-access-from-files")


WOUNDS = {
    "行政处罚": "⾏政处罚", "行政强制": "行政強制", "自然人": "⾃然⼈", "社会公益组织": "社会公\u200b益组织",
    "（四）无法提供": "〔四)无法提洪", "2.没有现成信息需要另行制作": "2、没有现成信息需要另行制祚",
    "3.补正后申请内容仍不明确": "补正后申请内容仍不明", "结果维持": "结果 维持", "尚未审结": "尚末审结",
}  # fmt: skip
"""What PDF fonts, OCR and editors do to labels: radicals for characters, like ones for each other, lost ends, marks unseen."""


def as_wounded(report: SampleReport, _: Path) -> bytes:
    """A page whose labels are damaged, and whose figures of table 4 are full-width."""
    page = render_html(report, HtmlStyle(CellStyle.PARAGRAPH))
    for sound, wounded in WOUNDS.items():
        assert sound in page, sound
        page = page.replace(sound, wounded)
    head, _, tables = page.partition("四、")
    wide = str.maketrans({str(digit): chr(0xFF10 + digit) for digit in range(10)})
    return (head + "四、" + re.sub(r"(?<=>)\d+(?=<)", lambda found: found.group().translate(wide), tables)).encode()


def as_accompanied(report: SampleReport, _: Path) -> bytes:
    """A page with tables of the office's own around the form's, and a stale twin of these for telephones, hidden."""
    page = render_html(report)
    tables = re.findall(r"<table.*?</table>", page, flags=re.DOTALL)
    stale = "".join(re.sub(r"(?<=>)\d{4}(?=<)", "8888", table) for table in tables)
    page = page.replace(
        "</head>",
        "<style>\n.wap, .print { DISPLAY : none }\n@media print { .print { display: block } }\n</style></head>",
    )
    page = page.replace(tables[0], f"{_small(*COMPARED)}{tables[0]}{_small(*BY_COLUMN)}")
    return page.replace(tables[2], f"{_small(*ANALYSED)}{tables[2]}<div class='box wap'>{stale}</div>").encode()


COMPARED = (
    ("项目", "2022年", "2023年"),
    ("本年新收政府信息公开申请数量", "61", "62"),
    ("行政复议", "63", "64"),
    ("行政诉讼", "65", "66"),
)
ANALYSED = (("办理结果", "数量", "占比"), ("（一）予以公开", "67", "80%"), ("（七）总计", "68", "100%"))
BY_COLUMN = (("序号", "栏目", "条数"), ("1", "行政许可", "71"), ("2", "行政处罚", "72"))


def _small(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<td>{text}</td>" for text in row) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def as_scan(dpi: int, degrees: float = 0.0) -> Printer:
    """Printed by a browser, then scanned in black and white."""

    def printer(report: SampleReport, folder: Path) -> bytes:
        pdf = render_pdf(render_html(report, HtmlStyle(page_css=SMALL_PAGE)), folder)
        with pypdfium2.PdfDocument(pdf) as document:
            pages = [bits(page.render(scale=dpi / 72, grayscale=True).to_pil(), degrees) for page in document]
        target = io.BytesIO()
        pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=dpi)
        return target.getvalue()

    return printer


def as_picture(report: SampleReport, folder: Path) -> bytes:
    """The report on one long sheet, as a PNG in black and white."""
    style = HtmlStyle(page_css="@page{size:A3;margin:14mm} body{line-height:1.4} p{margin:.1em 0}")
    with pypdfium2.PdfDocument(render_pdf(render_html(report, style), folder)) as document:
        pages = [bits(page.render(scale=150 / 72, grayscale=True).to_pil()) for page in document]
    target = io.BytesIO()
    options = {"compression": "group4", "save_all": True, "append_images": pages[1:]}
    pages[0].save(target, "TIFF", dpi=(150, 150), **options)
    return target.getvalue()


def bits(page: Image.Image, degrees: float = 0.0) -> Image.Image:
    return (
        page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
        .point(lambda shade: 255 * (shade > 165))
        .convert("1")
    )


SAMPLES = {
    "doc-2022": Sample(report("松涛县审计局", "2021", 2022, 601), as_office("doc", "doc"), "source.doc"),
    "wps-2020": Sample(
        report("白鹭县水利局", "2019", 2020, 1301, printed={3: None, 9: "/", 40: 0}), as_office("doc", "doc"), "source.wps"
    ),
    "rtf-2023": Sample(
        report("临湖区教育局", "2021", 2023, 2101, requests="2019"), as_office("rtf", "rtf"), "source.rtf"
    ),
    "xls-2019": Sample(report("枫林市商务局", "2019", 2019, 3001), as_office("xls", "xls", render_xlsx), "source.xls"),
    "xlsx-sheets-2022": Sample(
        report("海棠市统计局", "2021", 2022, 401, printed={5: None, 30: "—", 31: "/"}),
        lambda report, _: render_xlsx(report, apart=True, framed=False, column=2),
        "source.xlsx",
    ),
    "ofd-2024": Sample(report("云麓区人民政府办公室", "2021", 2024, 1701), as_ofd, "source.ofd"),
    "zip-gbk-names-2021": Sample(report("石桥县民政局", "2021", 2021, 5003), as_bundle, "source.zip"),
    "json-article-2022": Sample(
        report("青石市司法局", "2021", 2022, 2503, printed={20: "1,234", 21: None, 60: "/"}), as_json, "source.json"
    ),
    "html-script-2021": Sample(report("青石市林业局", "2021", 2021, 811), as_script, "source.html"),
    "html-layout-mixed-2021": Sample(
        report("白鹭县人民政府", "2019", 2021, 1907, requests="2021", title="{issuer}\n{year}年政府信息公开工作年度报告"),
        as_html(HtmlStyle(CellStyle.SPANS, HeadingStyle.STRONG, Spread.SHORT, layout_table=True, charset="gb18030")),
        "source.html",
    ),
    "html-damaged-labels-2022": Sample(report("云麓区民政局", "2021", 2022, 1409), as_wounded, "source.html"),
    "html-tables-beside-2023": Sample(report("云溪县统计局", "2021", 2023, 4021), as_accompanied, "source.html"),
    "mht-2020": Sample(report("临湖区司法局", "2019", 2020, 707), as_mht, "source.mht"),
    "markdown-pipes-2023": Sample(report("松涛县林业局", "2021", 2023, 1207), as_pipes, "source.md"),
    "pdf-no-rules-2024": Sample(report("石桥县水利局", "2021", 2024, 1511), as_open_pdf, "source.pdf"),
    "scan-2022": Sample(
        report("枫林市教育局", "2021", 2022, 1111, printed={12: None, 50: "/"}), as_scan(200, 0.4), "source.pdf"
    ),
    "image-tiff-2020": Sample(report("海棠市水务局", "2019", 2020, 917), as_picture, "source.tif"),
}  # fmt: skip
READ = {"1,234": 1234}
"""What a number that is printed in words of its own amounts to."""


def expected(sample: Sample) -> dict[str, object]:
    """What a perfect reading of a report says, from what was put in."""
    given = sample.report
    plain = replace(given, figures={key: READ.get(str(value), value) for key, value in given.figures.items()})
    answer = answers(plain)
    return {
        "source": sample.source,
        "verdict": "report",
        "agency_name": given.issuer,
        "year": given.year,
        "form": given.form,
        "table_forms": given.forms,
        "figures": {key: as_json_number(value) for key, (value, _) in answer.items()},
        "states": {key: str(state) for key, (_, state) in answer.items() if state is not None},
        "findings": SUMS,
    }


def as_json_number(value: int | Decimal | None) -> int | float | None:
    return float(value) if isinstance(value, Decimal) else value


def main(slugs: list[str]) -> int:
    """Write the folders of the samples named, or of all."""
    for slug in slugs or SAMPLES:
        sample, folder = SAMPLES[slug], FOLDER / slug
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory() as name:
            (folder / sample.source).write_bytes(sample.printer(sample.report, Path(name)))
        text = json.dumps(expected(sample), ensure_ascii=False, indent=1)
        (folder / "expected.json").write_text(text + "\n", encoding="utf-8")
        print(f"{slug}: {(folder / sample.source).stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
