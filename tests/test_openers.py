"""Addresses that the page's own functions put together from what they are called with."""

from __future__ import annotations

import time

import pytest
from lxml import html

from crawler.platforms import scripted
from crawler.platforms.openers import opened, openers
from tests.portals.markup import looked_at

URL = "http://a.gov.cn/web/list.jsp?cid=87"


@pytest.mark.parametrize(
    ("function", "call", "address"),
    [
        ('function openInfo(id){window.open("show.jsp?id="+id);}', "openInfo('33')", "show.jsp?id=33"),
        ("function go(c, id){ location.href='show.jsp?c='+c+'&id='+id+'.html' }", "go(5, 33)", "show.jsp?c=5&id=33.html"),
        ("var down = function(id){window.location='/d/file.do?id='+encodeURIComponent(id)}", "down('a b')", "/d/file.do?id=a%20b"),
        ("function f(id){var u='../art/'+id+'.html';window.open(u)}", "return f('12');", "../art/12.html"),
        ("function f(id){window.open('show.jsp?id='+id+'&t='+token)}", "f('12')", None),
        ("function f(id){alert('show.jsp?id='+id)}", "f('12')", None),
        ("function f(a,id){window.open('show.jsp?id='+id)}", "f('12')", None),
        ("function f(id){window.open('正在打开'+id)}", "f('12')", None),
    ],
)  # fmt: skip
def test_an_address_is_put_together_as_the_page_says(function: str, call: str, address: str | None) -> None:
    tree = html.document_fromstring(f"<html><head><script>{function}</script></head><body>x</body></html>")
    assert opened(call, openers(tree)) == address


def test_rows_that_hold_a_number_are_links() -> None:
    script = "<script>function openInfo(id){window.open('show.jsp?id='+id)}</script>"
    rows = "<a href='javascript:void(0)' onclick=\"openInfo('1')\">a</a><a href=\"javascript:openInfo('2')\">b</a>"
    more = "<tr onclick=\"openInfo('3')\"><td>c</td></tr><li onclick=\"other('4')\">d</li>"
    found = looked_at(f"{script}{rows}<table>{more}</table>", URL)
    assert [link.url for link in found.links] == [f"http://a.gov.cn/web/show.jsp?id={n}" for n in (1, 2, 3)]


@pytest.mark.parametrize("entry", ['{"name":"公开",', ".add(1,1,'公开公开','", "d.add(1,0,'公开年报',"])
def test_hostile_trees_are_looked_at_in_time(entry: str) -> None:
    found = looked_at(f"<script>{entry * (scripted.MAX_TREE // len(entry))}</script>", URL)
    assert found.scripts  # parsed before the clock runs
    started = time.process_time()
    assert len(list(scripted.menu(found))) <= scripted.MAX_ROWS
    assert time.process_time() - started < 1


@pytest.mark.parametrize("script", ["function f(" * 20000, "function f(a){" + "'a/'+" * 20000, "f(" + "a," * 20000])
def test_hostile_scripts_are_looked_at_in_time(script: str) -> None:
    started = time.process_time()
    tree = html.document_fromstring(f"<html><head><script>{script}</script></head><body>x</body></html>")
    opened(script, openers(tree))
    assert time.process_time() - started < 1
