"""crawler.turning: lists whose pages only a script can turn, in a real Chromium on loopback."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from pathlib import Path

import pytest

from crawler import rendering, turning
from crawler.answers import CUT, RENDERED, Answer
from crawler.browser import Browser
from crawler.judge import judge
from crawler.platforms import Page, recognise
from crawler.shells import open_shell
from crawler.urls import column_prefix
from tests.portals import kit, turned
from tests.portals.kit import Served, served
from tests.test_browser import ask, needs_browser, shell_of

ROWS = [
    {"id": f"{n:06d}", "title": f"第{n}局2021年政府信息公开工作年度报告", "day": "2022-01-28"} for n in range(1, 12)
]
DRAW = """
const rows = {rows}, list = document.createElement('ul'), app = document.getElementById('app');
const show = part => {{ list.innerHTML = part.map(r => `<li><a href="/art/${{r.id}}.html">${{r.title}}</a><span>${{r.day}}</span></li>`).join('') }};
let at = 0; app.append(list); const page = () => show(rows.slice(at * 4, at * 4 + 4)); page();
"""
KINDS = {
    "a control of a framework": DRAW
    + """
app.insertAdjacentHTML('beforeend', '<div class=el-pagination><button class=btn-prev disabled></button><button class=btn-next><i></i></button></div>');
const next = document.querySelector('.btn-next');
next.onclick = () => {{ at++; page(); next.disabled = at * 4 + 4 >= rows.length }};
""",
    "words without an address": DRAW
    + """
app.insertAdjacentHTML('beforeend', '<p><a href="javascript:void(0)">上一页</a> <a href="javascript:void(0)">下一页</a></p>');
app.lastChild.lastChild.onclick = () => {{ if ((at + 1) * 4 < rows.length) {{ at++; page() }} }};
""",
    "numbers": DRAW
    + """
app.insertAdjacentHTML('beforeend', '<div id=pagination><b>1</b><b>2</b><b>3</b></div>');
document.querySelectorAll('b').forEach(b => b.onclick = () => {{ at = b.textContent - 1; page() }});
""",
    "more of the same": DRAW
    + """
app.insertAdjacentHTML('beforeend', '<div class=more>点击加载更多</div>');
document.querySelector('.more').onclick = e => {{ at++; show(rows.slice(0, at * 4 + 4)); if (at == 2) e.target.remove() }};
""",
}
ENDLESS = """
app.insertAdjacentHTML('beforeend', '<a href="javascript:;">下一页</a>');
app.lastChild.onclick = () => {{ at++; show([{{id: 'x' + at, title: '第' + at + '镇2020年政府信息公开年报', day: '2021-01-01'}}]) }};
"""
HUB = "document.title = '甲区'; document.getElementById('app').innerHTML = '<a href=javascript:go()>下一页</a>'; function go() { fetch('/never') }"


def opened(running: Served, *scripts: str) -> list[Answer]:
    async def run() -> list[Answer]:
        browser, site = Browser(), running.site()
        try:
            shells = [shell_of(running, script) for script in scripts]
            found = [await open_shell(one, site, ask(running), browser, partial(judge), turn=True) for one in shells]
            return [answer for answer, _ in found]
        finally:
            await browser.close()

    return asyncio.run(run())


def leads(answer: Answer) -> list[str]:
    page = Page.of(answer, column_prefix(answer.final_url))
    return [lead.url.rpartition("/")[2] for lead in recognise(page).leads(page)]


@needs_browser
def test_lists_are_turned_to_their_end_and_endless_ones_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "QUIET", 0.2)
    monkeypatch.setattr(rendering, "LOOK", 0.05)
    monkeypatch.setattr(turning, "MAX_TURNS", 4)
    rows = json.dumps(ROWS, ensure_ascii=False)
    scripts = [script.format(rows=rows) for script in (*KINDS.values(), DRAW + ENDLESS)]
    with served(lambda call: None) as running:
        *found, endless, hub = opened(running, *scripts, HUB)
        assert running.log == [], "pages are turned without a request where the page has its rows"
    for kind, answer in zip(KINDS, found, strict=True):
        assert leads(answer) == [f"{row['id']}.html" for row in ROWS], kind
        assert answer.headers[RENDERED] == "1", kind
    assert endless.headers[RENDERED] == CUT
    assert [name for name in leads(endless) if name[0] == "x"] == [f"x{n}.html" for n in range(1, 5)]
    assert "data-pages" not in hub.text


@needs_browser
def test_a_portal_whose_lists_only_a_browser_can_show_and_turn(tmp_path: Path) -> None:
    kit.check(turned.portal, turned.KEY, tmp_path)


def test_rows_of_all_pages_make_one_list() -> None:
    pages = tuple(
        f"<ul><li><a href='{n}1.html'>甲{n}局</a>2022-01-0{n}</li><li><a href='{n}2.html' title='乙\"{n}\"局'>乙…</a>2022-01-0{n}</li></ul>"
        for n in (1, 2)
    )
    url = "http://a.gov.cn/nb/"
    found = Page(url, url, turning.list_of(pages, url), column_prefix(url))
    assert [(link.url.rpartition("/")[2], link.lead.name, link.lead.date) for link in found.links] == [
        ("11.html", "甲1局", "2022-01-01"),
        ("12.html", '乙"1"局', "2022-01-01"),
        ("21.html", "甲2局", "2022-01-02"),
        ("22.html", '乙"2"局', "2022-01-02"),
    ]
    assert turning.list_of((), url) == ""
