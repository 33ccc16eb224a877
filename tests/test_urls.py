"""crawler.urls: the number of a visit is no part of what a page is known by."""

from __future__ import annotations

import pytest

from crawler.urls import url_key


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://a.gov.cn/nb/t1.jsp;jsessionid=0A1B?id=3", "a.gov.cn/nb/t1.jsp?id=3"),
        ("http://a.gov.cn/nb/;JSESSIONID=0A1B", "a.gov.cn/nb/"),
        ("http://a.gov.cn/;jsessionid=0A1B", "a.gov.cn/"),
        ("http://a.gov.cn/x.php?PHPSESSID=77&id=3", "a.gov.cn/x.php?id=3"),
        ("http://a.gov.cn/x.php?id=3&phpsessid=77", "a.gov.cn/x.php?id=3"),
        ("http://a.gov.cn/x.php?phpsessid=77", "a.gov.cn/x.php"),
        ("http://a.gov.cn/gkmlpt/api/all/1?page=1&sid=175", "a.gov.cn/gkmlpt/api/all/1?page=1&sid=175"),
        ("http://a.gov.cn/x?", "a.gov.cn/x"),
    ],
)
def test_session_numbers_are_folded(url: str, key: str) -> None:
    assert url_key(url) == key
