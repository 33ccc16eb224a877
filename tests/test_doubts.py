"""crawler.doubts: what a host says to everything is learned with one question, and never held against honest pages."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from crawler.answers import Answer
from crawler.ask import Ask
from crawler.doubts import REPEATED, Doubts, probe_address
from crawler.judge import Judgement, judge
from crawler.registry import Site
from crawler.verdicts import Verdict

A = "http://a.gov.cn"
SITE = Site(id="a", name="甲", division="110112", start=(), listings=(), hosts=("a.gov.cn", "b.gov.cn"))
FRAME = "甲区人民政府 首页 政务公开 政务服务 互动交流 走进甲区 网站地图 主办单位 备案号 " * 60
GONE = "抱歉，您来晚了，这里已经什么都没有了，去首页看看吧"


def page(text: str, path: str = "/nb/1.html", *, title: str = "甲区", status: int = 200, final: str = "") -> Answer:
    url = A + path
    body = f"<html><head><title>{title}</title></head><body><div>{FRAME}</div><p>{text}</p></body></html>"
    return Answer(url, final or url, status=status, headers={"content-type": "text/html"}, body=body.encode())


@dataclass
class Host:
    """Answers every address with one page."""

    says: Answer
    asked: list[str] = field(default_factory=list)

    async def __call__(self, ask: Ask, referer: str | None) -> Answer:
        self.asked.append(ask.url)
        final = self.says.final_url if self.says.final_url != self.says.url else ask.url
        return Answer(ask.url, final, status=self.says.status, headers=self.says.headers, body=self.says.body)


def settle(host: Host, *answers: Answer) -> list[Judgement]:
    async def run() -> list[Judgement]:
        doubts = Doubts(SITE)
        return [await doubts.settle(answer, judge(answer), host) for answer in answers]

    return asyncio.run(run())


def test_a_skin_in_words_of_its_own() -> None:
    host = Host(page(f"{GONE} /0123.html 第10001次访问", "/probe"))
    gone = page(f"{GONE} /nb/7.html 第10002次访问", "/nb/7.html")
    honest = page("关于某事的通知。" * 20, "/nb/8.html")
    found = settle(host, gone, honest, gone)
    assert [j.verdict for j in found] == ["soft_404", "not_report", "soft_404"]
    assert host.asked == [probe_address(A)], "one question for the whole run"
    assert found[0].detail


@pytest.mark.parametrize(
    "says",
    [
        page(GONE, status=404),
        page(GONE, final=f"{A}/"),
        page(GONE, final=f"{A}/404.html"),
        Answer(A, A, obstacle=Verdict.ROBOTS_DISALLOWED),
        Answer(A, A, status=200, body=b"%PDF-1.4"),
        Answer(A, A, status=200, headers={"content-type": "text/html"}, body="<p>访问行为存在异常</p>".encode()),
    ],
)
def test_hosts_that_say_it_otherwise_teach_nothing(says: Answer) -> None:
    host = Host(says)
    found = settle(host, page(GONE), page("通知。" * 60, "/nb/2.html"))
    assert [j.verdict for j in found] == ["not_report"] * 2 and len(host.asked) == 1


def test_what_is_settled_is_not_doubted() -> None:
    host = Host(page(GONE))
    home = page(GONE, "/")
    report = page(GONE)

    async def run() -> list[Judgement]:
        doubts = Doubts(SITE)
        return [
            await doubts.settle(home, judge(home), host),
            await doubts.settle(report, Judgement(Verdict.OK), host),
            await doubts.settle(report, Judgement(Verdict.CHALLENGE, "jsl"), host),
        ]

    assert [j.verdict for j in asyncio.run(run())] == ["not_report", "ok", "challenge"]
    assert host.asked == []


def test_one_page_for_every_address_is_throttling() -> None:
    """Where the host knows how to say that there is nothing, the same page again and again says something else."""
    host = Host(page("x", status=404))
    index = [page("今日要闻。" * 40 + f" 浏览次数：{n}次", f"/nb/{n}.html") for n in range(REPEATED + 1)]
    found = settle(host, *index)
    assert [j.verdict for j in found] == ["not_report"] * (REPEATED - 1) + ["throttled"] * 2
    assert settle(host, *([index[0]] * 5))[-1].verdict == "not_report", "one address is one address"


def test_notes_that_differ_in_their_file_alone_are_not_one_page() -> None:
    host = Host(page("x", status=404))
    notes = [page("报告见附件。" * 40 + "<a href='att/nb.docx'>附件</a>", f"/nb/{y}/1.html") for y in range(2015, 2020)]
    assert {j.verdict for j in settle(host, *notes)} == {Verdict.NOT_REPORT}


def test_every_host_is_asked_for_itself_and_strangers_are_not() -> None:
    host = Host(page(GONE))
    other = page(GONE, final="http://b.gov.cn/nb/1.html")
    stranger = page(GONE, final="http://c.gov.cn/nb/1.html")
    settle(host, page(GONE), other, stranger)
    assert host.asked == [probe_address(A), probe_address("http://b.gov.cn/x?y")]


def test_short_articles_within_one_frame_are_not_one_skin() -> None:
    host = Host(page("您要找的页面没有了"))
    articles = [
        page(f"{name}局2021年年报见附件，请下载后阅读全文内容", f"/nb/{n}.html")
        for n, name in enumerate("甲乙丙丁戊己")
    ]
    assert {j.verdict for j in settle(host, *articles)} == {Verdict.NOT_REPORT}
