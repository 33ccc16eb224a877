"""In which formats can a sample report be had?

One name for each format: :func:`render_html`, :func:`render_docx`, and the two plain-text shapes
:func:`render_cell_lines` and :func:`render_markdown`. PDF is left to a browser or an office program: what is worth
testing in it is how they break tables over pages.
"""

from crawler.samples.as_docx import render_docx
from crawler.samples.as_html import CellStyle, HeadingStyle, HtmlStyle, render_body, render_html
from crawler.samples.as_text import render_cell_lines, render_markdown
from crawler.samples.layout import Spread
from crawler.samples.report import Printed, SampleReport, answers

__all__ = [
    "CellStyle",
    "HeadingStyle",
    "HtmlStyle",
    "Printed",
    "SampleReport",
    "Spread",
    "answers",
    "render_body",
    "render_cell_lines",
    "render_docx",
    "render_html",
    "render_markdown",
]
