"""crawler.platforms.truecms: windows of records, whatever the server makes of them."""

from __future__ import annotations

import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.ask import Ask
from crawler.platforms import Page, recognise
from tests.portals.markup import looked_at, row

URL = "http://a.gov.cn/w/zfxxgknb/zfxxgknb.html"
PROXY = "/w/messageController/getMessage.do"


def page(window: str = "perPage:15,") -> Page:
    return looked_at(f"<script>list({{columnId:'c-1',{window}proxyUrl:'{PROXY}'}})</script>", URL)


def windows(found: Page) -> list[tuple[str, ...]]:
    queries = [parse_qs(urlsplit(ask.url).query) for ask in recognise(found).pages(found)]
    return [tuple(query[name][0] for name in ("startrecord", "endrecord", "columnId")) for query in queries]


def answer(count: int, *, bare: bool = False) -> str:
    rows = (row(f"/w/zfxxgknb/c/{n}.html", "甲局2021年政府信息公开年报", "2022-01-01") for n in range(count))
    data = json.dumps({"result": "".join(f"<record><![CDATA[{one}]]></record>" for one in rows)})
    return data if bare else f"cb({data});"


def part(found: Page, ask: Ask, text: str) -> Page:
    return found.part(recognise(found).rows(text, found), ask)


def test_records_are_asked_for_from_the_first_one() -> None:
    assert recognise(page()).name == "truecms"
    assert windows(page()) == [("1", "15", "c-1")]
    assert windows(page("")) == [("1", "10", "c-1")]
    (ask,) = recognise(page()).pages(page())
    assert urlsplit(ask.url).path == PROXY and ask.from_script and ask.method == "GET"


@pytest.mark.parametrize(
    ("received", "expected"),
    [(15, [("16", "30", "c-1")]), (10, [("11", "25", "c-1")]), (9, []), (0, []), (50, [("51", "65", "c-1")])],
)
def test_each_request_begins_where_the_last_answer_ended(received: int, expected: list[tuple[str, ...]]) -> None:
    found = page()
    (ask,) = recognise(found).pages(found)
    for bare in (True, False):
        assert windows(part(found, ask, answer(received, bare=bare))) == expected


def test_the_answer_may_say_how_many_there_are() -> None:
    found = page()
    (ask,) = recognise(found).pages(found)
    record = "<record><![CDATA[" + row("/w/1.html", "2021年年报", "2022-01-01") + "]]></record>"
    for total, expected in ((15, []), (16, [("16", "30", "c-1")])):
        result = f"<datastore><totalrecord>{total}</totalrecord><recordset>{record * 15}</recordset></datastore>"
        assert windows(part(found, ask, json.dumps({"result": result}))) == expected


def test_a_page_that_pages_with_jpage_is_still_truecms() -> None:
    html = (
        f"<div id='initData'><ul>{row('/w/zfxxgknb/c/1.html', '甲局2021年年报', '2022-01-01')}</ul></div>"
        f"<script>$('#l').jpage({{totalRecord:40,proxyUrl:'/TrueCMS/messageController/getMessage.do',perPage:10,"
        "ajaxParam:{columnId:'593f0397-04d7'}})</script>"
    )
    found = looked_at(html, URL)
    assert recognise(found).name == "truecms" and windows(found) == [("1", "10", "593f0397-04d7")]
    assert [lead.name for lead in recognise(found).leads(found)] == ["甲局2021年年报"]


def test_rows_are_leads_with_their_day() -> None:
    found = page()
    (ask,) = recognise(found).pages(found)
    (lead,) = recognise(found).leads(part(found, ask, answer(1)))
    assert (lead.name, lead.date) == ("甲局2021年政府信息公开年报", "2022-01-01")


def test_an_endless_list_is_bounded() -> None:
    found = page()
    (ask,) = recognise(found).pages(found)
    assert windows(part(found, Ask(ask.url, None, ask.headers, 4990), answer(15))) == []


def test_two_lists_of_a_page_do_not_mix() -> None:
    html = f"<script>a({{columnId:'c-1',proxyUrl:'{PROXY}',perPage:5}});{'x' * 500}"
    found = looked_at(
        html + "b({columnId:'c-2',proxyUrl:'/v/messageController/getMessage.do',perPage:7});</script>", URL
    )
    first, second = recognise(found).pages(found)
    assert (urlsplit(first.url).path, urlsplit(second.url).path) == (PROXY, "/v/messageController/getMessage.do")
    assert windows(part(found, second, answer(7))) == [("8", "14", "c-2")]


@pytest.mark.parametrize("text", ["", "cb(", "cb({})", "[]", "cb([1])", '{"result":null}', "<html>404</html>"])
def test_any_other_answer_is_refused(text: str) -> None:
    with pytest.raises((ValueError, TypeError, LookupError)):
        recognise(page()).rows(text, page())


@pytest.mark.parametrize(
    "html", ["columnId:'x'" * 20_000 + PROXY, f"'{PROXY}'" * 5_000, f"columnId:'c' 'http://[/{PROXY}'"]
)
def test_nothing_breaks_it(html: str) -> None:
    begun = time.process_time()
    found = looked_at(html, URL)
    assert len(recognise(found, "truecms").pages(found)) <= 1
    assert time.process_time() - begun < 5
