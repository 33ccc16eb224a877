"""Does a page say the same as last time, whatever its furniture does?

Portals count visits, print the date of today and number every answer. What is compared is the text that a reader sees
and where its links lead, without these. Facts about portals are of 2026.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from crawler.answers import Answer

VERSION = 1
"""Of the way of comparing: fingerprints of different versions are never equal."""

_PAGE = frozenset({"html"})
_LINK = re.compile(
    r"""<(?:a|area|iframe|frame|embed|option)\s[^<>]*?\b(?:href|src|value)\s*=\s*["']?([^"'\s<>]+)""", re.I
)
_SCRIPT = re.compile(r"<script\b[^<>]*>(.*?)</script", re.I | re.S)
_CJK = re.compile(r"[\u4e00-\u9fff]|\\u[4-9][0-9a-f]{3}", re.I)
_TOLD_BY_SCRIPT = 200
"""Chinese characters from which on a script is taken to hold text of the page, as an article in JSON."""
_VOLATILE = (
    # visits: 浏览次数：1024次, 点击量 12, 访问人数：3
    re.compile(
        r"(?:浏览|点击|访问|阅读|查看|打印|下载|点赞|收藏|分享|在线)(?:次数|人数|人次|数量|总量|率|数|量)?[:：]?\(?\d+\)?[次人]?"
    ),
    re.compile(
        r"(?:您|你)是第\d+(?:位|个)?(?:访问者|访客|来访者)?|(?:今日|昨日|本月|总)(?:访问量?|浏览量?|点击)[:：]?\d+"
    ),
    # today, the weather, when the page was made and how long that took
    re.compile(
        r"(?:今天|今日|现在|当前|系统|北京)(?:是|时间|日期)?[:：]?\d{4}年\d{1,2}月\d{1,2}日(?:星期.)?(?:\d{1,2}:\d\d(?::\d\d)?)?"
    ),
    re.compile(r"星期[一二三四五六日天]|-?\d{1,2}(?:[~～-]-?\d{1,2})?℃"),
    re.compile(
        r"(?:页面|本页)?(?:生成|更新|执行|加载|处理)(?:时间|耗时|用时)[:：]?[\d\-/.:年月日时分秒]+(?:ms|毫秒|秒)?", re.I
    ),
)
_SIGNS = (
    ("浏览", "点击", "访问", "阅读", "查看", "打印", "下载", "点赞", "收藏", "分享", "在线"),
    ("是第", "今日", "昨日", "本月", "总访问", "总浏览", "总点击"),
    ("今天", "今日", "现在", "当前", "系统", "北京"),
    ("星期", "℃"),
    ("生成", "更新", "执行", "加载", "处理"),
)
"""Words without which none of the patterns above can be found."""
_TOKEN = re.compile(
    r";jsessionid=[^?#&]*|(?<=[?&])(?:jsessionid|phpsessid|sessionid|sid|token|csrf\w*|_?t|_|time|timestamp|ts|rand(?:om)?|r|v|ver|version)=[^&#]*&?",
    re.I,
)
_LONG_NUMBER = re.compile(r"\d{10,}|\b[0-9a-f]{24,}\b", re.I)


def fingerprint(answer: Answer) -> str:
    """What two answers have in common that say the same: 16 hexadecimal digits."""
    if answer.media not in _PAGE:
        return answer.sha256[:16]
    digest = hashlib.sha256(str(VERSION).encode())
    for part in _parts(answer):
        digest.update(part.encode("utf-8", "replace") + b"\0")
    return digest.hexdigest()[:16]


def _parts(answer: Answer) -> Iterator[str]:
    text = answer.visible
    for signs, volatile in zip(_SIGNS, _VOLATILE, strict=True):
        if any(sign in text for sign in signs):  # most pages have none, and words are found faster than patterns
            text = volatile.sub("", text)
    yield text
    yield answer.title
    for href in _LINK.findall(answer.text):
        yield _TOKEN.sub("", href).rstrip("?&")
    for script in _SCRIPT.findall(answer.text):
        if len(_CJK.findall(script)) >= _TOLD_BY_SCRIPT:
            yield _LONG_NUMBER.sub("", script)
