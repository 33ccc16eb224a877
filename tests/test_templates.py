"""Addresses that a page's scripts put together from the fields of a record."""

from __future__ import annotations

import time

import pytest

from crawler.platforms import scripted
from crawler.platforms.generic import Generic
from crawler.platforms.templates import MAX_SCRIPT, templates
from crawler.platforms.words import COLUMN
from tests.portals.markup import looked_at

HOST = "http://a.gov.cn"
URL = f"{HOST}/gk/nb.html"
ROW = {"id": "77", "dept": "A 1", "cat": "nb"}


@pytest.mark.parametrize(
    ("script", "address"),
    [
        ('frame.src = "list.do?dept=" + n.dept + "&cat=" + n.cat;', "list.do?dept=A%201&cat=nb"),
        ("window.open('/d/' + data.list[i].id + '.html')", None),  # whose record it is of is not known
        ("window.open('/d/' + rows[i].id + '.html')", "/d/77.html"),
        ("html += '<li><a href=\"/d/' + r.id + '.html\" title=\"' + r.title + '\">'", "/d/77.html"),
        ('html += "<a target=_blank href=\'/d?i=" + r.id + "&c=" + r.cat + "\'>"', "/d?i=77&c=nb"),
        ("html += `<li><a href=\"/d/${r.id}.html\">${r.title}</a></li>`", "/d/77.html"),
        ("go(`/d/${r.dept}/${r.id}`)", "/d/A%201/77"),
        ("u = '/d/' + r.id + '?t=' + token", None),
        ("u = '/d/' + r.name", None),
        ("t = '共' + r.id + '条'", None),
        ("u = '/d/' + r.id.substring(2) + '.html'", None),
    ],
)  # fmt: skip
def test_an_address_is_made_of_fields_as_the_page_says(script: str, address: str | None) -> None:
    assert next(filter(None, (one.address(ROW) for one in templates([script]))), None) == address


def test_rows_of_data_with_a_number_are_leads() -> None:
    data = '[{id: 77, title: "甲局2021年政府信息公开年报", day: "2022-01-20"}, {id: 78, title: "工作动态"}]'
    drawn = "list.innerHTML += '<a href=\"detail/' + row.id + '.html\">' + row.title + '</a>'"
    [lead] = Generic().leads(looked_at(f"<script>var data = {data}; {drawn}</script>", URL))
    assert (lead.url, lead.date) == (f"{HOST}/gk/detail/77.html", "2022-01-20")


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('var nav = [{"n":"首页","u":"/"},{"n":"政务公开","u":"/zwgk/"}]', {"/zwgk/"}),
        ("var nav = [['互动','/hd/'],['政务公开','zwgk/index.shtml']]", {"/gk/zwgk/index.shtml"}),
        ("menu.push({link: '/zwgk/', icon: 'a.png', label: '政府信息公开'})", {"/zwgk/"}),
        ("var nav = [{text: '\\u653f\\u52a1\\u516c\\u5f00', to: '/zwgk/'}]", {"/zwgk/"}),
        ("var nav = [{text: '政务公开', icon: '/i/gk.png'}]", set()),
        ("say('政务公开'); load('/x/')", set()),
        ("var t = [{id: 1, name: '政府信息公开年报', dept: 'A1'}]; f.src = '/list.do?d=' + n.dept", {"/list.do?d=A1"}),
    ],
)
def test_menus_whose_fields_have_any_names(script: str, found: set[str]) -> None:
    page = looked_at(f"<script>{script}</script>", URL, column=False)
    assert {candidate.url.removeprefix(HOST) for candidate in Generic().listings(page)} == found


def test_a_node_of_a_tree_is_a_column() -> None:
    nodes = "[{id: '2', pId: '1', name: '公开年报', dept: 'A1', cat: '9'}, {id: '3', name: '公开指南', dept: 'A1', cat: '8'}]"
    script = f"var zNodes = {nodes}; function onClick(e, i, node) {{ open('l.do?d=' + node.dept + '&c=' + node.cat) }}"
    found = [c.url for c in Generic().listings(looked_at(f"<script>{script}</script>", URL)) if c.score >= COLUMN]
    assert found == [f"{HOST}/gk/l.do?d=A1&c=9"]


@pytest.mark.parametrize("piece", ["'/a/'+r.b+", "`/${r.b}", "href='a'+", "'公开','", "{a:'公开',b:'"])
def test_hostile_scripts_are_looked_at_in_time(piece: str) -> None:
    script = piece * (MAX_SCRIPT // len(piece))
    page = looked_at(f"<script>{script}</script>", URL)
    assert page.scripts  # parsed before the clock runs
    started = time.process_time()
    templates([script])
    list(scripted.menu(page))
    assert time.process_time() - started < 2
