"""What makes a page another page, and what is only furniture."""

from __future__ import annotations

import json

import pytest

from crawler.answers import Answer
from crawler.fingerprint import fingerprint

TEXT = "一、总体情况。本年新收政府信息公开申请12件。" * 40


def of(body: str, media: str = "text/html; charset=utf-8") -> str:
    url = "http://a.gov.cn/x.html"
    return fingerprint(Answer(url, url, status=200, headers={"content-type": media}, body=body.encode()))


def page(inner: str = "", head: str = "") -> str:
    return f"<html><head><title>年报</title>{head}</head><body><p>{TEXT}</p>{inner}</body></html>"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<span>浏览次数：1024次</span>", "<span>浏览次数：1025次</span>"),
        ("<p>点击量: 7</p>", "<p>点击量: 8000</p>"),
        ("您是第 1200 位访问者", "您是第 1201 位访问者"),
        ("今天是2026年3月1日 星期日", "今天是2026年3月2日 星期一"),
        ("当前时间：2026年3月1日 10:00:01", "当前时间：2026年3月1日 10:00:07"),
        ("页面生成时间：2026-03-01 10:00:01", "页面生成时间：2026-03-02 10:00:07"),
        ("杭州 3~11℃", "杭州 -1~8℃"),
        ("<script>var t = 1767225600123;</script>", "<script>var t = 1767225600999;</script>"),
        ("<!-- 10.0.3.7 cached -->", "<!-- 10.0.3.8 cached -->"),
        ("<input type='hidden' name='csrf' value='a1'>", "<input type='hidden' name='csrf' value='b2'>"),
        ("<a href='/x.html;jsessionid=AB12'>上</a>", "<a href='/x.html;jsessionid=CD34'>上</a>"),
        ("<a href='/x.html?_=17&id=3'>上</a>", "<a href='/x.html?_=18&id=3'>上</a>"),
        ("<img src='/code.png?r=0.123'>", "<img src='/code.png?r=0.456'>"),
    ],
)
def test_furniture_is_no_change(one: str, other: str) -> None:
    assert of(page(one)) == of(page(other))


def test_the_head_may_say_when_the_page_was_made() -> None:
    made = "<meta name='others' content='页面生成时间 2026-03-0{}'>"
    assert of(page(head=made.format(1))) == of(page(head=made.format(2)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<td>12</td>", "<td>13</td>"),
        ("申请12件", "申请13件"),
        ("2026年3月1日", "2026年3月2日"),
        ("<a href='/x.html?id=3'>上</a>", "<a href='/x.html?id=4'>上</a>"),
        ("<a href='/1.pdf'>附件</a>", "<a href='/2.pdf'>附件</a>"),
        ("<iframe src='/1.pdf'></iframe>", "<iframe src='/2.pdf'></iframe>"),
    ],
)
def test_a_change_is_a_change(one: str, other: str) -> None:
    assert of(page(one)) != of(page(other))


def test_an_article_that_a_script_holds_is_looked_at() -> None:
    def article(number: int, stamp: int) -> str:
        config = json.dumps({"content": f"<p>{TEXT}申请{number}件</p>", "now": 1767225600000 + stamp})
        return f"<html><head><title>年报</title></head><body><div id=app></div><script>window._CONFIG={config}</script></body></html>"

    assert of(article(1, 1)) == of(article(1, 2))
    assert of(article(1, 1)) != of(article(2, 1))


def test_files_and_data_are_their_bytes() -> None:
    assert of('{"a": 1}', "application/json") != of('{"a": 2}', "application/json")
