"""A report inside JSON or inside a script of its page reads like the report itself."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import pytest

import parsing
from crawler.samples.render import render_body, render_html
from parsing.model import Unreadable, Verdict
from parsing.readers.embedded import read_json
from tests.test_round_trip import REPORTS, check

REPORT = REPORTS["2021 sparse"]
BODY = render_body(REPORT)
UNTITLED = render_body(REPORT).split("</h1>")[1]
"""The article without its title, which stands in a field of its own."""
OTHER = render_body(REPORTS["2019"])

SHAPES: dict[str, Any] = {
    "jpaas": {"success": True, "data": {"html": BODY}},
    "fields": {"title": REPORT.title, "content": UNTITLED, "summary": "信息公开" * 80},
    "beside and above": {"realtitle": REPORT.title, "detail": {"title": "", "infocontent": UNTITLED}},
    "list of fields": {"data": [{"key": "title", "value": REPORT.title}, {"key": "body", "value": UNTITLED}]},
    "escaped twice": {"title": REPORT.title, "content": escape(UNTITLED)},
    "JSON in JSON": {"result": json.dumps({"title": REPORT.title, "content": UNTITLED})},
    "two skins of one article": {"title": REPORT.title, "content": UNTITLED, "mobile": "<div>" + UNTITLED + "</div>"},
    "a list of one": [{"title": REPORT.title, "content": UNTITLED}],
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("ascii_only", [True, False])
def test_json(shape: str, ascii_only: bool) -> None:
    check(REPORT, parsing.read(json.dumps(SHAPES[shape], ensure_ascii=ascii_only).encode()), "json")


def test_json_in_other_clothes() -> None:
    text = json.dumps(SHAPES["fields"], ensure_ascii=False, indent=1)
    check(REPORT, parsing.read(f"callback_12({text});".encode()), "json")
    check(REPORT, parsing.read(b"\xef\xbb\xbf" + text.encode()), "json")
    check(REPORT, parsing.read(text.encode("gb18030")), "json")


def test_json_of_several_reports_is_not_one() -> None:
    listed = [{"title": "甲", "content": BODY}, {"title": "乙", "content": OTHER}]
    reading = parsing.read(json.dumps({"data": listed}).encode())
    assert reading.verdict is Verdict.UNREADABLE
    assert reading.reason == "2 reports in one file, which has to be taken apart first"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{}", "JSON without a text"), (b'{"code": 404}', "JSON without a text"), (b"[" * 90_000 + b"]" * 90_000, "RecursionError"),
        (b'{"a": [}', "damaged JSON"), (b'{"a": "' + b"x" * 500 + b'"}', "JSON without a text"), (b'{"a": ' + b"9" * 9000 + b"}", "JSON"),
    ],
)  # fmt: skip
def test_other_json(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_json(data)
    assert parsing.read(data).verdict is Verdict.UNREADABLE


def test_data_that_would_fill_memory() -> None:
    with pytest.raises(Unreadable, match="over the limit"):
        read_json(b'{"a": [' + b"{}," * 3_000_000 + b"{}]}")


def shell(script: str, body: str = '<div id="app"></div>') -> bytes:
    head = f"<title>{REPORT.title}-样例市政府</title><script>{script}</script>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def js(text: str, quote: str = '"') -> str:
    """A literal as portals write it: signs of markup as code points, so that the page stays sound."""
    inner = json.dumps(text, ensure_ascii=False)[1:-1].replace("<", "\\u003C").replace(">", "\\u003E")
    return quote + (inner.replace('\\"', '"').replace("'", "\\'") if quote == "'" else inner) + quote


SCRIPTS = {
    "gkmlpt": f"window._CONFIG = {{SID: '175', DETAIL: {{id: 1, title: {js(REPORT.title)}, content: {js(UNTITLED)}, url: \"x\"}}}}",
    "single quotes": f"var page = {{'content': {js(BODY, chr(39))}}};",
    "hexadecimal": f"var c = {js(BODY)};".replace("\\u003C", "\\x3C").replace("\\u003E", "\\x3e"),
    "ascii": "var d = " + json.dumps({"content": BODY}).replace("<", "\\u003c") + ";",
}


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("body", ["", "<p>" + "网站导航 政务公开 " * 90 + "</p>"])
def test_a_page_that_a_script_draws(name: str, body: str) -> None:
    check(REPORT, parsing.read(shell(SCRIPTS[name], body)), "html")


def test_a_page_that_shows_its_report_keeps_it() -> None:
    page = render_html(REPORT).replace("</head>", f"<script>var old = {js(OTHER)};</script></head>")
    check(REPORT, parsing.read(page.encode()), "html")


def test_a_page_whose_scripts_hold_several_reports_is_a_list() -> None:
    reading = parsing.read(shell(f"var a = {js(BODY)}, b = {js(OTHER)};"))
    assert reading.verdict is not Verdict.REPORT


def test_scripts_that_would_take_long() -> None:
    for script in (
        '"' + '\\"' * 2_000_000,
        "'\"" * 500_000,
        '"\\' * 1_000_000,
        "title:" * 500_000,
        "<script " * 300_000,
    ):
        reading = parsing.read(shell(f"_CONFIG={script}"))
        assert reading.verdict is not Verdict.REPORT


def test_the_title_of_a_script_is_told() -> None:
    data = shell(SCRIPTS["gkmlpt"]).replace(f"<title>{REPORT.title}-样例市政府</title>".encode(), b"")
    reading = parsing.read(data)
    check(REPORT, reading, "html")
    assert reading.evidence["title"] == "script:title"
    untitled = parsing.read(json.dumps(SHAPES["fields"]).encode())
    assert untitled.evidence["title"] == "json:title"
