"""A county whose pages are GBK and ASP: frames, image tables, a select of organs, reposts, a copy from before a move."""

from __future__ import annotations

import re

from tests.portals.kit import Call, Key, Reply, report_bodies, report_file
from tests.portals.markup import REJECTED, links

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OFFICES = ("财政局", "民政局", "水利局", "司法局")
FOOT = f"<div class=foot>{'威县人民政府主办，县政府办公室承办。' * 15}</div>"


def _gbk(title: str, body: str, foot: str = FOOT) -> bytes:
    """As FrontPage left it: upper-case tags, attributes without quotes, a subset for a name of the encoding."""
    text = (
        f"<HTML><HEAD><META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=gb2312'><TITLE>{title}</TITLE></HEAD>"
        f"<BODY bgcolor=#ffffff>{body}{foot}</BODY></HTML>"
    )
    return text.encode("gb18030")


def _rows(rows: list[tuple[str, str]]) -> str:
    cells = "".join(f"<TR><TD>·<A HREF={href} TITLE='{title}'>{title[:16]}…</A><TD>2022-1-21" for href, title in rows)
    return f"<TABLE width=98%>{cells}</TABLE>"


def _build() -> tuple[dict[str, bytes], Key]:
    pages: dict[str, bytes] = {}
    reports: set[str] = set()
    bodies = report_bodies()
    pages["/"] = (
        "<html><head><meta charset=gb2312><title>威县</title></head><frameset rows=90,*><frame src=top.htm><frame src=main.asp>"
        "</frameset></html>"
    ).encode("gb18030")
    pages["/top.htm"] = _gbk("威县", "<IMG SRC=logo.jpg>")
    pages["/main.asp"] = _gbk(
        "威县",
        "<MAP NAME=m><AREA SHAPE=rect COORDS=0,0,9,9 HREF=gk.asp ALT=政府信息公开></MAP><A HREF=news.asp?id=7>要闻</A>",
    )
    organs = "".join(f"<OPTION VALUE='gk.asp?dept={n}'>{name}" for n, name in enumerate(OFFICES, 1))
    select = f"<SELECT ONCHANGE=\"if(this.value!='') window.open(this.value)\"><OPTION>各部门{organs}</SELECT>"
    menu = links(
        ("zn.asp", "政府信息公开指南"),
        ("list.asp?classid=12", "政府信息公开年报"),
        ("list.asp?classid=13", "政府网站年度报表"),
    )
    pages["/gk.asp"] = _gbk("政府信息公开", menu + select)

    main: list[tuple[str, str]] = []

    def publish(number: int, title: str, body: str, *, found_at: str | None = None) -> None:
        path = f"/show.asp?id={number}"
        pages[path] = _gbk(title, f"<H2>{title}</H2>{body}")
        reports.add(found_at or path)
        main.append((path.lstrip("/"), title))

    for n, year in enumerate(range(2023, 2015, -1)):
        publish(100 + n, f"威县{year}年政府信息公开工作年度报告", bodies[n % len(bodies)])
    images = re.sub(r"<table.*?</table>", "<P><IMG SRC='pic/tab.jpg'></P>", bodies[2], flags=re.DOTALL | re.IGNORECASE)
    publish(120, "威县侯贯镇2021年政府信息公开工作年度报告", images)
    publish(
        121, "威县教育局2021年政府信息公开工作年度报告", "<A HREF=upload/nb.docx>附件</A>", found_at="/upload/nb.docx"
    )
    pages["/upload/nb.docx"] = report_file()
    publish(122, "河北省发展和改革委员会2021年政府信息公开工作年度报告", bodies[3])
    publish(
        123,
        "威县农业农村局2021年政府信息公开工作年度报告",
        "<IFRAME SRC=html/123.htm></IFRAME>",
        found_at="/html/123.htm",
    )
    pages["/html/123.htm"] = _gbk("年报", bodies[4])
    main.append(("old/2021/0121/55.htm", "威县2022年政府信息公开工作年度报告（原网站）"))
    pages["/old/2021/0121/55.htm"] = _gbk("威县2022年年报", f"<DIV class=old>{bodies[1]}</DIV>")
    reports.add("/old/2021/0121/55.htm")
    decoys = [f"/show.asp?id={900 + n}" for n in range(3)]
    for path, title in zip(decoys, REJECTED, strict=True):
        pages[path] = _gbk(title, "<P>不是年报</P>")
        main.insert(3, (path.lstrip("/"), title))
    total = -(-len(main) // 6)
    for number in range(1, total + 1):
        pager = "".join(f"<A HREF='list.asp?page={k}&classid=12'>[{k}]</A>" for k in range(1, total + 1))
        body = f"{menu}{select}{_rows(main[(number - 1) * 6 : number * 6])}{pager}"
        pages["/list.asp?classid=12" if number == 1 else f"/list.asp?page={number}&classid=12"] = _gbk(
            "政府信息公开年报", body
        )
    pages["/list.asp?page=1&classid=12"] = pages["/list.asp?classid=12"]
    for dept, name in enumerate(OFFICES, 1):
        column = f"list.asp?classid=12&dept={dept}"
        pages[f"/gk.asp?dept={dept}"] = _gbk(
            name, links(("jj.asp", "机构简介"), (column, "信息公开年报"), ("x.asp", "通知公告"))
        )
        rows = [(f"show.asp?id={200 + dept * 10 + n}", f"{2023 - n}年年报") for n in range(3)]
        for n, (href, title) in enumerate(rows):
            pages[f"/{href}"] = _gbk(f"{name}{title}", f"<H2>{name}{title}</H2>{bodies[(dept + n) % len(bodies)]}")
            reports.add(f"/{href}")
        pages[f"/{column}"] = _gbk(f"信息公开年报-{name}", menu + _rows(rows))
    never = frozenset({*decoys, "/news.asp?id=7", "/list.asp?classid=13", "/zn.asp", "/x.asp", "/upload/tab.jpg"})
    return pages, Key(frozenset(reports), frozenset(decoys), never, "generic")


PAGES, KEY = _build()


def portal(call: Call) -> Reply | None:
    """The county's answers, without a word about their encoding."""
    page = PAGES.get(call.path)
    if page is None:
        return None
    return Reply(page, content_type=DOCX if call.path.endswith(".docx") else "text/html")
