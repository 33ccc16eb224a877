"""Requests with and without a body, and when two of them are the same."""

from __future__ import annotations

from crawler.ask import Ask


def test_a_request_is_known_by_its_address_and_its_body() -> None:
    plain = Ask("https://www.example.gov.cn/list/index.html")
    assert plain.method == "GET"
    assert plain.key == Ask("http://www.example.gov.cn/list/").key
    first = Ask.form("https://www.example.gov.cn/api", {"page": 1, "name": "年报"})
    assert first.method == "POST"
    assert first.body == b"page=1&name=%E5%B9%B4%E6%8A%A5"
    assert dict(first.headers)["Content-Type"].startswith("application/x-www-form-urlencoded")
    second = Ask.form("https://www.example.gov.cn/api", {"page": 2, "name": "年报"}, number=2)
    assert len({first.key, second.key, Ask("https://www.example.gov.cn/api").key}) == 3
    assert second.number == 2


def test_json_is_sent_as_a_script_would_send_it() -> None:
    ask = Ask.json("https://www.example.gov.cn/api", {"channelList": ["1899"], "pageNo": 1})
    assert ask.body == b'{"channelList":["1899"],"pageNo":1}'
    assert dict(ask.headers) == {
        "Content-Type": "application/json; charset=UTF-8",
        "X-Requested-With": "XMLHttpRequest",
    }
    assert Ask.script("https://www.example.gov.cn/api?page=2").headers == (("X-Requested-With", "XMLHttpRequest"),)
