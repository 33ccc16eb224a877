"""crawler.platforms.jpaas: what is asked of the interface that builds lists, and when asking ends."""

from __future__ import annotations

import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.ask import Ask
from crawler.platforms import Page, recognise
from tests.portals.markup import looked_at

URL = "http://a.gov.cn/col/col1230/index.html"
DATA = "{'webId':'3185','pageId':'p1','tplSetId':'t','tagId':'右侧内容','editType':'null'}"
ROW = "<li><a href='/art/2022/art_0123456789abcdef0123456789abcdef.html' title='甲厅2021年政府信息公开年报'>甲厅…</a></li>"


def page(body: str = "", attributes: str = "", data: str = DATA) -> Page:
    return looked_at(f'<div queryData="{data}" {attributes}>{body}</div>', URL)


def asked(found: Page) -> list[int | None]:
    return [ask.number for ask in recognise(found).pages(found)]


def built(found: Page, ask: Ask, html: str) -> Page:
    platform = recognise(found)
    return found.part(platform.rows(json.dumps({"success": True, "data": {"html": html}}), found), ask)


def test_the_number_of_the_page_stands_inside_paramjson() -> None:
    found = page()
    assert recognise(found).name == "jpaas"
    first, _ = recognise(found).pages(found)
    parts = urlsplit(first.url)
    query = {name: value[0] for name, value in parse_qs(parts.query).items()}
    assert parts.path == "/api-gateway/jpaas-publish-server/front/page/build/unit" and first.from_script
    assert json.loads(query.pop("paramJson")) == {"pageNo": 1, "pageSize": "15"}
    assert query == {
        "webId": "3185", "pageId": "p1", "tplSetId": "t", "tagId": "右侧内容", "parseType": "bulidstatic", "pageType": "column"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("attributes", "address"),
    [
        ('url="/x/jpaas-publish-server/front/page/build/unit?a=1"', "/x/jpaas-publish-server/front/page/build/unit"),
        (
            "onclick=\"go('/gw/jpaas-publish-server/front/page/build/unit')\"",
            "/gw/jpaas-publish-server/front/page/build/unit",
        ),
    ],
)
def test_the_page_says_where_to_ask(attributes: str, address: str) -> None:
    found = page(attributes=attributes)
    assert urlsplit(recognise(found).pages(found)[0].url).path == address


def test_the_spelling_of_the_page_is_kept() -> None:
    found = page(data=DATA.replace("{", "{'parseType':'buildstatic',", 1))
    assert "parseType=buildstatic&" in recognise(found).pages(found)[0].url


@pytest.mark.parametrize(
    ("body", "attributes", "numbers"),
    [
        ("", "", [1, 2]),
        (ROW, "", [2, 3]),
        (ROW, "count='15' rows='15'", []),
        (ROW, "count='16' rows='15'", [2]),
        ("", "count='3' rows='15'", [1]),
        ("", "count='0' rows='15'", []),
        ("", "count='999999' rows='0'", [1, 2]),
    ],
)
def test_the_pages_that_are_not_there_yet(body: str, attributes: str, numbers: list[int]) -> None:
    assert asked(page(body, attributes)) == numbers


def test_the_answer_says_how_many_there_are() -> None:
    found = page()
    first, second = recognise(found).pages(found)
    assert asked(built(found, first, f"<div count='37' rows='15'>{ROW}</div>")) == [2, 3]
    assert asked(built(found, second, f"<div count='37' rows='15'>{ROW}</div>")) == [3]
    assert asked(built(found, second, f"<div>{ROW}</div>")) == [3, 4]
    own = "<div id='x_pagination' queryData=\"{'rows':'5','count':'37','pageNo':'3'}\"></div>"
    assert asked(built(found, second, ROW + own)) == [3, 4]  # the server keeps to five rows a page
    assert asked(built(found, second, ROW + '<div class="pagination" rows="24" count="30" pageNo="2"></div>')) == []
    assert asked(built(found, first, "<div count='37'></div>")) == []
    (lead,) = recognise(found).leads(built(found, first, ROW))
    assert lead.name == "甲厅2021年政府信息公开年报"


def test_the_element_may_be_a_script() -> None:
    found = looked_at(f'<script url="/gw/jpaas-publish-server/front/page/build/unit" queryData="{DATA}"></script>', URL)
    assert asked(found) == [1, 2]


def test_each_list_of_a_page_goes_on_by_itself() -> None:
    other = DATA.replace("p1", "p2")
    found = looked_at(f'<div queryData="{DATA}" count="3"></div><div queryData="{other}"></div>', URL)
    asks = recognise(found).pages(found)
    assert [(ask.number, "pageId=p2" in ask.url) for ask in asks] == [(1, False), (1, True), (2, True)]
    assert asked(built(found, asks[1], ROW)) == [2, 3]
    assert asked(built(found, asks[0], ROW)) == []


def test_an_endless_list_is_bounded() -> None:
    found = page()
    first, _ = recognise(found).pages(found)
    far = Ask(first.url, None, first.headers, 200)
    assert asked(built(found, far, f"<div count='999999'>{ROW}</div>")) == []


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"success":false,"data":null}', '{"data":{"html":7}}', "<html></html>"]
)
def test_any_other_answer_is_refused(text: str) -> None:
    with pytest.raises((ValueError, TypeError, LookupError)):
        recognise(page()).rows(text, page())


@pytest.mark.parametrize(
    "html", ["<div querydata='{'>" * 5_000, f'<div queryData="{DATA}">' * 300, "<p querydata=\"{'webId':'1'}\">"]
)
def test_nothing_breaks_it(html: str) -> None:
    begun = time.process_time()
    found = looked_at(html, URL)
    assert len(recognise(found, "jpaas").pages(found)) <= 2
    assert time.process_time() - begun < 5
