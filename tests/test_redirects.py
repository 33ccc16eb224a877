"""crawler.redirects: pages that only lead on are followed, pages that decide or hold something are not."""

from __future__ import annotations

import time

import pytest

from crawler.answers import Answer
from crawler.redirects import redirect_of

URL = "http://a.gov.cn/old/nb.html"


def page(body: str, status: int = 200) -> Answer:
    return Answer(URL, URL, status=status, headers={"content-type": "text/html"}, body=f"<html>{body}</html>".encode())


@pytest.mark.parametrize(
    ("body", "target"),
    [
        ("<script>location.href='/new/nb/';</script>", "http://a.gov.cn/new/nb/"),
        ('<script type="text/javascript">window.location.replace("../x.htm?a=1&b=2")</script>', "http://a.gov.cn/x.htm?a=1&b=2"),
        ("<script>\nwindow.location = 'http://b.gov.cn/'\n</script>", "http://b.gov.cn/"),
        ("<script>top.location='index_362.html'</script>", "http://a.gov.cn/old/index_362.html"),
        ("<script>self.location.href = 'a.html';</script>", "http://a.gov.cn/old/a.html"),
        ("<script>document.location.assign('a.html');</script>", "http://a.gov.cn/old/a.html"),
        ("<script>window.top.location.href='a.html';</script>", "http://a.gov.cn/old/a.html"),
        ("<body onload='go()'><script>function go(){window.location.href='a.html'}</script>正在跳转…</body>", "http://a.gov.cn/old/a.html"),
        ("<script>setTimeout(function(){location.href='a.html'}, 3000)</script>", "http://a.gov.cn/old/a.html"),
        ("<meta http-equiv='refresh' content='20;url=/gk/'><p>栏目已迁移</p>", "http://a.gov.cn/gk/"),
        ('<META HTTP-EQUIV="Refresh" CONTENT="0; URL=\'/gk/?a=1&amp;b=2\'">', "http://a.gov.cn/gk/?a=1&b=2"),
    ],
)  # fmt: skip
def test_pages_that_only_lead_on(body: str, target: str) -> None:
    assert redirect_of(page(body)) == target


@pytest.mark.parametrize(
    "body",
    [
        "<p>某局</p>",
        "<script>location.href='nb.html'</script>",  # to itself
        "<script>location.reload()</script>",
        "<script>document.cookie='a=1';location.href='/x'</script>",
        "<script>if(/Android/.test(navigator.userAgent))location.href='/m/'</script>",
        "<script>location.href = isPhone() ? '/m/' : '/pc/'</script>",
        "<script>location.href='/a';</script><script>location.href='/b'</script>",
        "<script>location.href='/a' + id</script>",
        "<script>location.href='javascript:void(0)'</script>",
        "<script>location.href='file:///etc/passwd'</script>",
        "<script src='/app.js'></script><script>location.href='/a'</script>",
        "<script>mylocation='/a'</script>",
        "<script>location.href=='/a'</script>",
        "<iframe src='/list.html'></iframe><script>location.href='/a'</script>",
        "<script>location.href='/'</script><p>您访问的页面不存在或已被删除</p>",
        "<meta http-equiv=refresh content=300>",
        "<meta http-equiv=refresh content='300;url=/'>",
        f"<script>location.href='/a'</script><p>{'正文。' * 60}</p>",
        f"<script>{'x();' * 2000}location.href='/a'</script>",
    ],
)
def test_pages_that_do_not(body: str) -> None:
    assert redirect_of(page(body)) is None


def test_errors_and_files_lead_nowhere() -> None:
    assert redirect_of(page("<script>location.href='/a'</script>", 404)) is None
    assert redirect_of(Answer(URL, URL, status=200, body=b"%PDF-1.4 location.href='/a'")) is None


@pytest.mark.parametrize("piece", ["<script>", "<meta ", "location='", "<script>location=", "<script></scrip", "'"])
def test_hostile_pages_cost_no_more_time_than_any_other(piece: str) -> None:
    begun = time.process_time()
    redirect_of(page("<script>" + piece * (250_000 // len(piece))))
    assert time.process_time() - begun < 2
