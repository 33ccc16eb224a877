"""Which verdict fits an answer?

Verdicts are told by several signals, never by one: a challenge may come with status 200, and a page titled 403 may be
the report. Whether readable bytes are a report is not decided here but by the parser, which has to read them anyway.
Pure: the same answer gives the same verdict.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.answers import Answer
from crawler.fingerprint import fingerprint
from crawler.signatures import EMPTY, says_not_found, wall
from crawler.verdicts import Verdict
from parsing.model import Reading
from parsing.model import Verdict as Content


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reason, and the reading when the bytes had to be read for it."""

    verdict: Verdict
    detail: str = ""
    reading: Reading | None = None


Read = Callable[[bytes, str | None], Reading]
"""Reads a document: its bytes and the media type that was declared."""

_MARKERS = tuple(
    re.compile(pattern)
    for pattern in (
        "总体情况|概述",
        "主动公开.{0,12}情况",
        "(?:收到和)?处理政府信息公开申请|依申请公开.{0,12}情况",
        "行政复议|行政诉讼",
        "存在的?(?:主要)?(?:问题|不足)",
        "其他需要报告|收费.{0,8}减免",
        "第二十条第",
        "本年新收政府信息公开申请",
        "结转下年度继续办理",
    )
)
MIN_REPORT_TEXT = 400
"""Visible characters below which no page is a report."""
_HOME = re.compile(r"/?(?:(?:index|default|home|main)\.\w+)?", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_FRAME = re.compile(r"<i?frame\b", re.IGNORECASE)
_LINK = re.compile(r"<a\s[^<>]{0,500}?\bhref\s*=\s*[\"']?+(?!#|javascript|mailto)[^\s>\"']", re.IGNORECASE)
_SOMETHING = re.compile(
    r"<(?:script|i?frame|img|embed|object|link|a|meta\s[^<>]{0,200}?http-equiv\s*=\s*[\"']?refresh)\b", re.I
)
"""What a page without a word may yet be there for. Deep pages of some pagers have none of it (北京, 宁夏, 2026)."""
_NO_ROWS = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}\?>\s*)?<datastore>(?:(?!<record\b|<!\[CDATA\[).){0,400}</datastore>\s*", re.I | re.S
)
"""The answer of jpage for a page that it does not want to give: 54 bytes in place of rows."""
_PAGES = frozenset({"html", "text", "empty", "json"})
_CONTENT = {
    Content.REPORT: Verdict.OK,
    Content.NOT_REPORT: Verdict.NOT_REPORT,
    Content.UNREADABLE: Verdict.UNREADABLE,
    Content.BLOCKED: Verdict.CHALLENGE,
}


def judge(answer: Answer, *, read: Read | None = None, copies: Mapping[str, str] | None = None) -> Judgement:
    """The verdict on one answer.

    ``read`` decides whether sound bytes are a report; without it (a listing) they are ``not_report`` at once.
    ``copies`` maps hash and fingerprint of the home page to where it was: the same page at another address is a sign
    of throttling.
    """
    found = _obstacle(answer, copies or {})
    if found is None:
        return _contents(answer, read)
    if found.verdict is Verdict.JS_SHELL and read is not None:
        contents = _contents(answer, read)  # the text of an article may stand in the script that would show it
        return contents if contents.verdict is Verdict.OK else found
    return found


def worth_reading(answer: Answer) -> bool:
    """Is what should be a listing perhaps the report? It is when it is a file, or has three of the statutory labels."""
    if answer.media not in _PAGES:
        return True
    if len(answer.visible) < MIN_REPORT_TEXT:
        return False
    return sum(1 for marker in _MARKERS if marker.search(answer.visible)) >= 3


def is_home(url: str) -> bool:
    """Is this the address of a home page?"""
    parts = urlsplit(url)
    return not parts.query and _HOME.fullmatch(parts.path) is not None


def _obstacle(answer: Answer, copies: Mapping[str, str]) -> Judgement | None:
    if answer.obstacle is not None:
        return Judgement(answer.obstacle, answer.detail)
    if answer.media in _PAGES:
        found = _wall(answer)
        if found is not None:
            return found
    status = answer.status or 0
    if status >= 400:
        return Judgement(Verdict.THROTTLED if _comes_back(answer) else Verdict.HTTP_ERROR, f"HTTP {status}")
    if 300 <= status < 400 and status != 304:  # it leads to no web address; 304 comes with what is kept
        return Judgement(Verdict.HTTP_ERROR, f"HTTP {status} {answer.headers.get('location', '')}".strip())
    if answer.final_url != answer.url and is_home(answer.final_url) and not is_home(answer.url):
        return Judgement(Verdict.REDIRECT_HOME, answer.final_url)
    same = copies.get(answer.sha256) or copies.get(fingerprint(answer) if copies else "")
    if same is not None:
        return Judgement(Verdict.THROTTLED, f"the same page as {same}")
    if answer.media == "empty":
        return Judgement(Verdict.SOFT_404, "empty body")
    if len(answer.body) < 600 and _NO_ROWS.fullmatch(answer.text):
        return Judgement(Verdict.SOFT_404, "a list without rows")
    if answer.media == "html":
        return _hollow(answer)
    return None


def _wall(answer: Answer) -> Judgement | None:
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    found = wall(answer.status, headers, answer.text, len(answer.visible))
    return None if found is None else Judgement(found.verdict, found.kind)


def _comes_back(answer: Answer) -> bool:
    return answer.status == 503 and "retry-after" in answer.headers


def _hollow(answer: Answer) -> Judgement | None:
    """A page that came as a success and holds nothing: a soft 404, or a shell to be filled by scripts."""
    if says_not_found(answer.visible, answer.title):
        return Judgement(Verdict.SOFT_404, answer.title[:80])
    if not answer.visible and not _SOMETHING.search(answer.text):
        return Judgement(Verdict.SOFT_404, "nothing on the page")
    if len(answer.visible) >= EMPTY or len(_LINK.findall(answer.text)) >= 3 or _FRAME.search(answer.text):
        return None
    return Judgement(Verdict.JS_SHELL) if _SCRIPT.search(answer.text) else None


def _contents(answer: Answer, read: Read | None) -> Judgement:
    if read is None:
        return Judgement(Verdict.NOT_REPORT)
    reading = read(answer.body, answer.content_type)
    verdict = _CONTENT[reading.verdict]
    return Judgement(verdict, "" if verdict is Verdict.OK else reading.reason, reading)
