"""crawler.judge and crawler.signatures: obstacles are told by several signals, reports by the parser alone."""

from __future__ import annotations

import time
from typing import Any

import pytest

from crawler.answers import Answer
from crawler.judge import is_home, judge, worth_reading
from crawler.signatures import SIGNATURES
from crawler.verdicts import Verdict
from parsing.model import Reading
from parsing.model import Verdict as Content

URL = "http://a.gov.cn/zfxxgknb/202201/t20220121_1.html"
TEXT = "本机关二〇二一年政府信息公开工作有关情况如下，现予公布。" * 40
PAGE = f"<html><head><title>{{title}}</title></head><body><h1>年报</h1><p>{TEXT}</p></body></html>"


def reader(content: Content, reason: str = "") -> Any:
    return lambda data, media: Reading(content, sha256="", media="html", reason=reason)


def never(data: bytes, media: str | None) -> Reading:
    raise AssertionError("an obstacle is not read")


def answer(body: str | bytes, status: int = 200, url: str = URL, final: str | None = None, **headers: str) -> Answer:
    data = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(url, final or url, status=status, headers={"content-type": "text/html"} | named, body=data)


RUISHU = (
    "<!DOCTYPE html><html><head><meta id='9DhefwqGPrzGxEp9hPaoag' content='Ax' r='m'><script src='/8xk.js' r='m'></script>"
    "<script r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=74;$_ts.cd='qq';</script></head><body></body></html>"
)
JSL = "<script>document.cookie=('_')+('_')+('j');location.href=location.pathname+location.search</script>"
JSL_GO = '<script>go({"bts":["1700000000.1|0|x","y"],"chars":"ab","ct":"9f","ha":"sha1","tn":"__jsl_clearance_s","vt":"3600"})</script>'
WALLS = [
    (answer(RUISHU, 412), "challenge", "ruishu"),
    (answer(RUISHU, 202), "challenge", "ruishu"),
    (answer(RUISHU, 200), "challenge", "ruishu"),
    (answer("", 412), "challenge", "ruishu"),
    (answer(JSL, 521, set_cookie="__jsluid_s=1; path=/"), "challenge", "jsl"),
    (answer("", 521), "challenge", "jsl"),
    (answer(JSL_GO, 200), "challenge", "jsl"),
    (answer(JSL, 200, set_cookie="__jsluid_h=1"), "challenge", "jsl"),
    (answer("<html><body>当前访问疑似黑客攻击，已被创宇盾拦截</body></html>", 403), "waf_block", "chuangyu"),
    (answer("<p>本站开启了验证码保护</p><script src='/cdn-cgi/js/captcha.js'></script>"), "challenge", "chuangyu"),
    (
        answer("<script>var v='abc';document.cookie='C3VK='+v+';max-age=300';location.reload()</script>"),
        "challenge",
        "c3vk",
    ),
    (answer("<html><script>var dynamicurl='/WZWSRELw==';wzwschallenge=1</script></html>"), "challenge", "wzws"),
    (answer("<html><body>您的访问被阻断 potential threats to the server</body></html>", 405), "waf_block", "aliyun"),
    (answer("<script>var arg1='A';function f(){document.cookie='acw_sc__v2='+1}</script>"), "challenge", "aliyun"),
    (answer("<p>您的请求疑似攻击行为</p>", 418), "waf_block", "huawei"),
    (answer("<p>请求被WEB防火墙拦截</p>", 461), "waf_block", "yunwaf"),
    (answer("<p>拒绝</p>", 493), "waf_block", "qianxin"),
    (answer("<p>x</p>", 422), "waf_block", "unnamed_422"),
    (answer("<p>请求已被 长亭 SafeLine 阻断</p>", 403), "waf_block", "safeline"),
    (answer("<p>T-Sec-WAF 腾讯</p>", 403), "waf_block", "tencent"),
    (answer("<p>网站防火墙 您的请求带有不合法参数，已被网站管理员设置拦截</p>"), "waf_block", "safedog"),
    (answer("<p>您的访问可能对网站造成危险，eventID 1</p>"), "waf_block", "wangsu"),
    (answer("<p>网防G01 您的访问已被拦截</p>"), "waf_block", "wf_g01"),
    (answer("<p>请稍后再试</p>", 429), "throttled", "429"),
    (answer("<p>您的访问过于频繁，请稍后再试</p>"), "throttled", "too_often"),
    (answer("<script>document.cookie='k='+f();window.location.reload();</script>"), "challenge", "script_cookie"),
]


@pytest.mark.parametrize(
    ("wall", "verdict", "kind"), WALLS, ids=[f"{k}-{a.status}-{i}" for i, (a, _, k) in enumerate(WALLS)]
)
def test_walls_are_told_by_product_whatever_their_status(wall: Answer, verdict: str, kind: str) -> None:
    found = judge(wall, read=never)
    assert (found.verdict, found.detail) == (verdict, kind)


def test_every_kind_of_wall_in_the_table_is_tested_and_dated() -> None:
    seen = {(str(verdict), kind) for _, verdict, kind in WALLS}
    assert {(str(s.verdict), s.kind) for s in SIGNATURES} - seen == {("waf_block", "xuanwu")}
    assert judge(answer("<p>玄武盾 已拦截您的访问</p>")).detail == "xuanwu"
    assert all(s.seen for s in SIGNATURES)


@pytest.mark.parametrize("title", ["403", "403 Forbidden", "404", "系统提示", "网防G01"])
def test_a_real_page_with_a_frightening_title_is_a_page(title: str) -> None:
    page = answer(PAGE.format(title=title))
    assert judge(page, read=reader(Content.REPORT)).verdict == "ok"
    assert judge(page).verdict == "not_report"


def test_a_footer_that_names_its_firewall_is_no_wall() -> None:
    page = answer(PAGE.format(title="年报").replace("</body>", "<p>本站由网防G01保护，创宇盾 拦截攻击 9 次</p></body>"))
    assert judge(page, read=reader(Content.REPORT)).verdict == "ok"


def test_the_cookie_of_a_protected_site_is_no_challenge() -> None:
    page = answer(PAGE.format(title="年报"), set_cookie="__jsluid_s=0a; max-age=31536000")
    assert judge(page, read=reader(Content.REPORT)).verdict == "ok"


@pytest.mark.parametrize(
    ("content", "verdict", "detail"),
    [
        (Content.REPORT, "ok", ""),
        (Content.NOT_REPORT, "not_report", "why"),
        (Content.UNREADABLE, "unreadable", "why"),
        (Content.BLOCKED, "challenge", "why"),
    ],
)
def test_the_parser_decides_what_is_a_report(content: Content, verdict: str, detail: str) -> None:
    found = judge(answer(PAGE.format(title="年报")), read=reader(content, "why"))
    assert (found.verdict, found.detail) == (verdict, detail)
    assert found.reading is not None and found.reading.verdict is content


def test_the_parser_hears_what_the_server_declared() -> None:
    heard: list[str | None] = []

    def read(data: bytes, media: str | None) -> Reading:
        heard.append(media)
        return Reading(Content.REPORT, sha256="", media="pdf")

    pdf = Answer(URL, URL, status=200, headers={"content-type": "application/octet-stream"}, body=b"%PDF-1.4 x")
    assert judge(pdf, read=read).verdict == "ok"
    assert heard == ["application/octet-stream"]


@pytest.mark.parametrize("verdict", ["robots_disallowed", "tls_error", "geo_or_network", "off_host", "too_large"])
def test_an_obstacle_is_its_own_verdict(verdict: str) -> None:
    found = judge(Answer(URL, URL, obstacle=Verdict(verdict), detail="reason"), read=never)
    assert (found.verdict, found.detail) == (verdict, "reason")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 500, 502, 503])
def test_error_statuses_without_a_wall(status: int) -> None:
    found = judge(answer("<html><body>error</body></html>", status), read=never)
    assert (found.verdict, found.detail) == ("http_error", f"HTTP {status}")


def test_a_service_that_says_when_to_come_back_is_throttling() -> None:
    assert judge(answer("<p>busy</p>", 503, retry_after="120"), read=never).verdict == "throttled"


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>404</title></head><body>抱歉</body></html>",
        "<html><body><p>您访问的页面不存在或已被删除</p><a href='/'>返回首页</a></body></html>",
        "<html><body>找不到您要访问的网页</body></html>",
        "<html><body><h1>404 Not Found</h1></body></html>",
        "<html><body>系统提示：您没有登录</body></html>",
        "<html><body>访问禁止</body></html>",
        "",
        "  \r\n ",
    ],
)
def test_pages_that_say_there_is_nothing(page: str) -> None:
    assert judge(answer(page), read=never).verdict == "soft_404"


def test_a_shell_that_only_a_browser_can_fill() -> None:
    shell = "<html><head><title>政务公开</title></head><body><div id=app></div><script src=/js/app.js></script></body></html>"
    assert judge(answer(shell), read=never).verdict == "js_shell"


@pytest.mark.parametrize(
    "page",
    [
        "<html><frameset><frame src='top.html'><frame src='list.html'></frameset><script>x()</script></html>",
        "<html><body><script>x()</script><a href=1.doc>附件1</a><a href=2.doc>附件2</a><a href='/'>首页</a></body></html>",
        "<html><body>某局年报见附件</body></html>",
    ],
)
def test_short_pages_that_are_no_shell(page: str) -> None:
    assert judge(answer(page), read=reader(Content.NOT_REPORT)).verdict == "not_report"


@pytest.mark.parametrize(
    "home", ["http://a.gov.cn/", "http://www.a.gov.cn/index.html", "https://a.gov.cn/default.aspx"]
)
def test_a_deep_page_that_leads_home(home: str) -> None:
    found = judge(answer(PAGE.format(title="首页"), final=home), read=never)
    assert (found.verdict, found.detail) == ("redirect_home", home)


def test_the_home_page_may_move_to_its_own_index() -> None:
    page = answer(PAGE.format(title="首页"), url="http://a.gov.cn/", final="http://a.gov.cn/index.html")
    assert judge(page).verdict == "not_report"
    moved = answer(PAGE.format(title="年报"), final="http://a.gov.cn/new/t1.html")
    assert judge(moved, read=reader(Content.REPORT)).verdict == "ok"


def test_the_home_page_for_every_address_is_throttling() -> None:
    page = answer(PAGE.format(title="首页"))
    assert judge(page, read=never, copies={page.sha256: "a.gov.cn/"}).verdict == "throttled"
    assert judge(page, read=reader(Content.REPORT), copies={"0" * 64: "a.gov.cn/"}).verdict == "ok"


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("http://a.gov.cn", True),
        ("http://a.gov.cn/index.shtml", True),
        ("http://a.gov.cn/nb/", False),
        ("http://a.gov.cn/?id=1", False),
    ],
)
def test_home(url: str, home: bool) -> None:
    assert is_home(url) is home


def test_what_is_worth_reading_among_listings() -> None:
    listing = "".join(f"<li><a href=t{i}.html>某局{2000 + i}年政府信息公开工作年度报告</a></li>" for i in range(30))
    headings = "<p>一、总体情况</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>"
    assert not worth_reading(answer(f"<html><body>{listing}</body></html>"))
    assert worth_reading(answer(f"<html><body>{headings}{TEXT}</body></html>"))
    assert not worth_reading(answer(f"<html><body>{headings}</body></html>"))
    assert worth_reading(answer(b"%PDF-1.4 x"))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_pages_in_chinese_encodings_are_seen(encoding: str) -> None:
    page = "<html><body>访问过于频繁，请稍后再试</body></html>".encode(encoding)
    assert judge(answer(page), read=never).verdict == "throttled"


def test_what_a_reader_sees_of_a_page() -> None:
    page = answer(
        "<html><head><title>不见</title></head><body><!-- 不见 --><STYLE>不见</STYLE><script>不见<b></script>"
        "<p>见&nbsp;到<br/>了</p><noscript>不见</noscript>末尾<script>不见"
    )
    assert page.visible == "见到了末尾"
    assert page.title == "不见"


@pytest.mark.parametrize("piece", ["<a ", "<script>", "<!--", "<title>", "<div id=", "<", "</", "<meta "])
def test_hostile_markup_costs_no_more_time_than_any_other(piece: str) -> None:
    page = answer("<html><body>" + piece * (2_000_000 // len(piece)))
    begun = time.process_time()
    judge(page, read=reader(Content.NOT_REPORT))
    assert time.process_time() - begun < 5
