"""A county of Anhui's Openness family: each page is a report, of five organs and four years; old ones in a list."""

from __future__ import annotations

from tests.portals.kit import Call, Key, Reply, report_bodies
from tests.portals.markup import REJECTED, article, document, links, note, row

ORGANS = ("甲县人民政府", "甲县财政局", "甲县民政局", "甲县水务局", "甲县司法局")
YEARS = (2023, 2022, 2021, 2020)
LIST = "/openness/OpennessContent/showList/4/1207/page_{}.html"
OLD = [f"/openness/OpennessContent/show/{1500000 + n}.html" for n in range(13)]
DECOYS = [f"/openness/OpennessContent/show/{1600000 + n}.html" for n in range(3)]


def _id(organ: int, year: int) -> int:
    """The newest report of an organ has a number of its own, as on the portals: they were made in no order."""
    return 4800 + (7 * organ + 3 * (2023 - year)) * 5 % 97


def _show(organ: int, year: int) -> str:
    return f"/XxgkAnnualReport/show/{_id(organ, year)}.html"


def _page(organ: int, year: int) -> str:
    """The report with its trail, the organ's years and the newest report of every other organ."""
    name, bodies = ORGANS[organ], report_bodies()
    trail = (
        f'<div class="wz">您现在的位置：<a href="/">网站首页</a> &gt; <a href="/openness/">政府信息公开</a> &gt; '
        f'<a href="/openness/{organ}.html">{name}</a> &gt; <span>政府信息公开年报</span></div>'
    )
    years = links(*((_show(organ, y), f"{y}年") for y in YEARS))
    organs = links(*((_show(other, YEARS[0]), n) for other, n in enumerate(ORGANS)))
    nav = links(
        (f"/XxgkGuide/show/{organ}.html", "政府信息公开指南"),
        (f"/XxgkRule/show/{organ}.html", "政府信息公开制度"),
        (_show(organ, YEARS[0]), "政府信息公开年报"),
        (LIST.format(1), "历年年报"),
        ("/XxgkWebReport/show/12.html", "政府网站工作年度报表"),
    )
    body = bodies[(organ * 4 + year) % len(bodies)]
    return document(f"政府信息公开年报_{name}", f"{trail}{nav}<div class='l'>{organs}</div>{years}<div>{body}</div>")


def _list(number: int) -> str:
    titles = [f"甲县人民政府{2019 - n}年政府信息公开工作年度报告" for n in range(len(OLD))]
    items = [*zip(OLD[:4], titles[:4], strict=True), *zip(DECOYS, REJECTED, strict=True)]
    items += zip(OLD[4:], titles[4:], strict=True)
    part = items[(number - 1) * 6 : number * 6]
    rows = "".join(row(href, title, "2019-03-01") for href, title in part)
    pager = "".join(f'<a href="page_{k}.html">{k}</a>' for k in (1, 2, 3) if k != number)
    return document("历年年报", f'<ul class="list">{rows}</ul><div class="page">{pager}</div>', ColumnName="历年年报")


def _build() -> dict[str, str]:
    pages = {
        "/": document("甲县人民政府", links(("/openness/", "政府信息公开"), ("/news/", "甲县要闻"))),
        "/openness/": document(
            "政府信息公开",
            links(("/XxgkGuide/show/0.html", "政府信息公开指南"), (_show(0, YEARS[0]), "政府信息公开年报")),
        ),
        "/XxgkWebReport/show/12.html": note("政府网站工作年度报表", "报表"),
    }
    for organ in range(len(ORGANS)):
        pages |= {_show(organ, year): _page(organ, year) for year in YEARS}
    pages |= {LIST.format(number): _list(number) for number in (1, 2, 3)}
    for n, href in enumerate(OLD):
        pages[href] = article(n, f"甲县人民政府{2019 - n}年政府信息公开工作年度报告")
    return pages | {href: note(title, "不是年报") for href, title in zip(DECOYS, REJECTED, strict=True)}


PAGES = _build()
KEY = Key(
    reports=frozenset(OLD) | {_show(organ, year) for organ in range(len(ORGANS)) for year in YEARS},
    decoys=frozenset(DECOYS),
    never=frozenset({*DECOYS, "/XxgkWebReport/show/12.html", "/news/"}),
    platform="ah_mvc",
    columns=frozenset(_show(organ, YEARS[0]) for organ in range(len(ORGANS))),
)


def portal(call: Call) -> Reply | None:
    """The county's answers."""
    page = PAGES.get(call.bare)
    return Reply(page) if page is not None else None
