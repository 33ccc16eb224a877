"""Print the sample reports that are published as PDF (``crawler/samples/files``).

Only needed when their figures, words or layout change. One is printed by a browser, the other by an office program,
because they draw tables differently. Needs chromium, fonts-noto-cjk, libreoffice-writer and ``pip install fonttools``:
the browser would embed the CJK font glyph by glyph (500 kB), so it gets a TrueType subset instead.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

from crawler.samples.content import Publication, sites
from crawler.samples.render import CellStyle, HtmlStyle, render_docx, render_html

FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
FILES = Path(__file__).parent.parent / "crawler" / "samples" / "files"
LARGEST = 150_000
PAGE_CSS = """
@font-face{font-family:"Noto Serif CJK SC";src:url(font.ttf)}
@page{size:A4;margin:25mm 24mm;@bottom-center{content:"- " counter(page) " -"}}
*{font-weight:normal!important}
"""
CFF_TABLES = ("CFF ", "VORG", "vhea", "vmtx", "GSUB", "GPOS", "GDEF", "BASE")


def main() -> int:
    """Print every sample that is published as PDF; 1 when one became too large to keep."""
    publications = [p for site in sites() for p in site.publications if p.media == "pdf"]
    printers = (print_by_browser, print_by_office)
    with tempfile.TemporaryDirectory() as folder:
        for publication, printer in zip(publications, printers, strict=True):
            data = printer(publication, Path(folder))
            target = FILES / f"{publication.slug}-{publication.report.year}.pdf"
            target.write_bytes(data)
            print(f"{target.name}: {len(data)} bytes")
            if len(data) > LARGEST:
                return 1
    return 0


def print_by_browser(publication: Publication, folder: Path) -> bytes:
    """The report's web page as Chromium prints it."""
    page = render_html(publication.report, HtmlStyle(CellStyle.PARAGRAPH, page_css=PAGE_CSS))
    (folder / "font.ttf").write_bytes(truetype_subset(page))
    source, target = folder / "page.html", folder / "page.pdf"
    source.write_text(page, encoding="utf-8")
    run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--disable-pdf-tagging",
        "--allow-file-access-from-files", f"--user-data-dir={folder / 'browser'}", f"--print-to-pdf={target}",
        source.as_uri())  # fmt: skip
    return target.read_bytes()


def print_by_office(publication: Publication, folder: Path) -> bytes:
    """The report's Word document as LibreOffice prints it."""
    source = folder / "report.docx"
    source.write_bytes(render_docx(publication.report))
    run("soffice", f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless", "--convert-to", "pdf",
        "--outdir", str(folder), str(source))  # fmt: skip
    return source.with_suffix(".pdf").read_bytes()


def run(*command: str) -> None:
    """Run a program and wait; its noise is shown only when it fails."""
    done = subprocess.run(command, capture_output=True, timeout=180, check=False)
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stderr.decode(errors='replace')[-500:]}")


def truetype_subset(text: str) -> bytes:
    """The font with the characters of ``text`` only, its cubic outlines (CFF) turned into TrueType ones."""
    font = next(font for font in TTCollection(FONT).fonts if "SC" in font["name"].getDebugName(1))
    options = subset.Options(layout_features=[], notdef_outline=True, hinting=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    replace_outlines(font)
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def replace_outlines(font: TTFont) -> None:
    """Give an OpenType font of CFF outlines TrueType outlines."""
    order, drawn, glyphs = font.getGlyphOrder(), font.getGlyphSet(), {}
    for name in order:
        pen = TTGlyphPen(drawn)
        drawn[name].draw(Cu2QuPen(pen, max_err=1.5, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, glyphs
    profile = font["maxp"]
    profile.tableVersion = 0x00010000
    for name in ("TwilightPoints", "Storage", "FunctionDefs", "InstructionDefs", "StackElements", "ComponentElements"):
        setattr(profile, f"max{name}", 0)
    profile.maxSizeOfInstructions, profile.maxZones = 0, 1
    font["post"].formatType = 3.0
    for table in CFF_TABLES:
        if table in font:
            del font[table]
    font.sfntVersion = "\x00\x01\x00\x00"


if __name__ == "__main__":
    sys.exit(main())
