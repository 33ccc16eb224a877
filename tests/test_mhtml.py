"""Saved web pages, and web pages that are named like Word files, read like the page."""

from __future__ import annotations

import random
from email.header import Header
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

import parsing
from crawler.samples.render import CellStyle, HeadingStyle, HtmlStyle, render_html
from parsing.media import media_of
from parsing.model import Verdict
from tests.test_round_trip import CHROMIUM, REPORTS, check, needs_chromium, reports

REPORT = REPORTS["2021 sparse"]
WORD = HtmlStyle(CellStyle.SPANS, HeadingStyle.PARAGRAPH)


def archive(*pages: str, charset: str = "utf-8", subject: str = "") -> bytes:
    message = MIMEMultipart("related", type="text/html")
    if subject:
        message["Subject"] = Header(subject, "utf-8").encode()
    for page in pages:
        message.attach(MIMEText(page, "html", charset))
    message.attach(MIMEImage(b"\x89PNG\r\n\x1a\n" + b"x" * 99, "png"))
    return message.as_bytes()


@reports
def test_a_single_file_web_page(report_name: str) -> None:
    page = render_html(REPORTS[report_name], WORD)
    for charset in ("utf-8", "gbk"):
        reading = parsing.read(archive(page, charset=charset).replace(b"\n", b"\r\n"), name="年报.doc")
        check(REPORTS[report_name], reading, "mht")


def test_the_frame_with_the_report_and_the_subject() -> None:
    body = render_html(REPORT).replace("<title>", "<title>x").split("<h1")
    untitled = body[0] + "<p" + body[1].replace(REPORT.title, "").replace("</h1>", "</p>")
    untitled = untitled.replace(REPORT.title, "")
    reading = parsing.read(archive("<p>导航</p>" * 400, untitled, subject=REPORT.title))
    check(REPORT, reading, "mht")
    assert reading.evidence["title"] == "mht:subject"


@pytest.mark.parametrize("charset", ["utf-8", "gbk", "utf-16"])
def test_a_page_named_like_a_word_file(charset: str) -> None:
    page = render_html(REPORT, WORD).replace('charset="utf-8"', f'charset="{charset}"')
    check(REPORT, parsing.read(page.encode(charset), name="年报.doc", media="application/msword"), "html")


@needs_chromium
def test_saved_by_a_browser(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    (tmp_path / "page.html").write_text(render_html(REPORT), encoding="utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto((tmp_path / "page.html").as_uri())
        saved = page.context.new_cdp_session(page).send("Page.captureSnapshot", {"format": "mhtml"})["data"]
        browser.close()
    check(REPORT, parsing.read(saved.encode()), "mht")


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x--", "mht"),
        (b"From: <Saved by Blink>\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype=\"text/html\"\n", "mht"),
        (b"MIME-Version: 1.0\nContent-Type: text/html; charset=gbk\n\n<p>", "mht"),
        ("正文说 MIME-Version: 1.0".encode(), "text"), (b"From: somebody\nTo: somebody\n\ntext", "text"),
    ],
)  # fmt: skip
def test_media(data: bytes, media: str) -> None:
    assert media_of(data) == media


def test_wreckage() -> None:
    data = archive(render_html(REPORT))
    nested = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\n"
    nested += b"--a\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=a\n\n" * 3000
    many = nested[:69] + b"--a\nContent-Type: text/plain\n\nx\n" * 3000
    bad = data.replace(b"base64", b"uuencode").replace(b'"utf-8"', b'"no-such-encoding"')
    noise = random.Random(4)
    broken = [data[:300] + bytes(b ^ (noise.random() < 0.002) for b in data[300:]) for _ in range(5)]
    for wreck in (data[:400], data[: len(data) // 2], nested, many, bad, *broken):
        reading = parsing.read(wreck)
        assert reading.media == "mht"
        assert reading.verdict is Verdict.REPORT or reading.reason
    assert parsing.read(data[:150]).reason == "a web archive without a page"


def test_an_archive_that_is_cut_off() -> None:
    """Within the page its last number may lack digits; behind the page only pictures are missing."""
    whole = archive(render_html(REPORT, WORD))
    picture = whole.index(b"Content-Type: image/png")
    check(REPORT, parsing.read(whole[: picture + 100]), "mht")
    for end in (picture - 200, picture // 2, picture // 3 * 2 + 1):
        reading = parsing.read(whole[:end])
        assert (reading.verdict, reading.figures) == (Verdict.UNREADABLE, {})
        assert reading.reason == "the web archive is cut off within its page"
