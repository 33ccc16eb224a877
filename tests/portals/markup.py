"""What do the pages of all imitated portals look like: a head with the tags of the 2017 guide, a body, a foot?"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from crawler.answers import Answer
from crawler.platforms import Page
from crawler.urls import column_prefix
from tests.portals.kit import filler, report_bodies

REJECTED = ("2021年政府网站工作年度报表", "甲区2021年法治政府建设年度报告", "甲区政府信息公开指南")
"""Titles of siblings that stand beside reports."""


def document(title: str, body: str, *, head: str = "", **metas: str) -> str:
    """A whole page. ``metas`` are names and contents of its tags."""
    tags = "".join(f'<meta name="{name}" content="{escape(content)}">' for name, content in metas.items())
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)}</title>{tags}{head}</head>'
        f"<body>{body}{filler()}</body></html>"
    )


def row(href: str, title: str, day: str, *, cut: int = 18) -> str:
    """A line of a list: words cut after so many characters, the whole of them in ``title``."""
    shown = title if len(title) <= cut else f"{title[:cut]}…"
    return f'<li><a href="{escape(href)}" title="{escape(title)}" target="_blank">{escape(shown)}</a><span>{day}</span></li>'


def links(*pairs: tuple[str, str]) -> str:
    """A plain menu of (address, words)."""
    return "<ul>" + "".join(f'<li><a href="{escape(href)}">{words}</a></li>' for href, words in pairs) + "</ul>"


def article(number: int, title: str, *, wrap: str = "{}", **metas: str) -> str:
    """A page with the text of some report. ``wrap`` holds it as the platform's editor does."""
    bodies = report_bodies()
    return document(title, wrap.format(bodies[number % len(bodies)]), **({"ArticleTitle": title} | metas))


def note(title: str, text: str, **metas: str) -> str:
    """A page that is no report: a guide, a notice, a note with a file."""
    return document(title, f"<h1>{escape(title)}</h1><p>{text}</p>", **({"ArticleTitle": title} | metas))


def siblings(hrefs: Iterable[str]) -> dict[str, str]:
    """Pages of the siblings of reports, by address."""
    return {href: note(title, "本页不是政府信息公开年报。") for href, title in zip(hrefs, REJECTED, strict=True)}


def looked_at(html: str, url: str, *, column: bool = True) -> Page:
    """A page as a platform looks at it, as the first one of a column or outside of any."""
    answer = Answer(url, url, status=200, headers={"content-type": "text/html; charset=utf-8"}, body=html.encode())
    return Page.of(answer, column_prefix(url) if column else None)
