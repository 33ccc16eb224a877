"""The whole walk on portals of layouts that no platform file describes: every report, no decoy, few requests."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from crawler.answers import Answer
from crawler.archive import Archive
from crawler.ask import Ask
from crawler.records import Kind, Options
from crawler.registry import Site
from crawler.visits import Visitor
from crawler.walk import Walk
from parsing.model import Reading
from parsing.model import Verdict as Content

HOST = "http://www.x.gov.cn"
FOOT = "<p>" + "主办单位：甲县人民政府办公室 网站标识码 9901020001 " * 12 + "</p>"
OFFICES = ("县财政局", "县民政局", "县水务局", "县司法局", "县统计局", "县档案馆")
TEXT = "<p>一、总体情况 二、主动公开政府信息情况 三、收到和处理政府信息公开申请情况 四、行政复议、行政诉讼情况</p>" * 12
DECOYS = ("2021年政府网站工作年度报表", "甲县2021年法治政府建设年度报告", "政府信息公开指南", "2021年部门决算公开")


def page(title: str, *parts: str, charset: str = "utf-8") -> bytes:
    text = (
        f"<html><head><meta charset={charset}><title>{title}</title></head><body>{''.join(parts)}{FOOT}</body></html>"
    )
    return text.encode(charset)


def report(title: str, charset: str = "utf-8") -> bytes:
    return page(title, f"<h1>{title}</h1><p>REPORT TABLES</p>", TEXT, charset=charset)


def menu(*pairs: tuple[str, str]) -> str:
    return "<div><ul>" + "".join(f"<li><a href='{href}'>{words}</a></li>" for href, words in pairs) + "</ul></div>"


def read(data: bytes, media: str | None) -> Reading:
    verdict = Content.REPORT if b"REPORT" in data else Content.NOT_REPORT
    return Reading(verdict, sha256="", media="html", table_forms={"requests": "2021"} if b"TABLES" in data else {})


@dataclass
class Stranger:
    """A portal: what it answers by address (with what was posted behind a space), and which of it are the reports."""

    pages: dict[str, bytes]
    reports: set[str] = field(default_factory=set)
    hosts: tuple[str, ...] = ("www.x.gov.cn",)
    asked: list[str] = field(default_factory=list)

    def publish(self, path: str, title: str, charset: str = "utf-8") -> str:
        """Put a report there; the address."""
        self.pages[path] = report(title, charset)
        self.reports.add(path)
        return path

    async def fetch(self, ask: Ask, referer: str | None) -> Answer:
        """What the portal says."""
        path = ask.url.removeprefix(HOST)
        if ask.body is not None:
            fields = parse_qs(ask.body.decode(), keep_blank_values=True)
            path += " " + urlencode(sorted((name, values[0]) for name, values in fields.items()))
        self.asked.append(path)
        body = self.pages.get(path)
        kind = "application/pdf" if path.endswith(".pdf") else "text/html"
        if body is None:
            return Answer(ask.url, ask.url, status=404, headers={"content-type": kind}, body=b"<html>404</html>")
        return Answer(ask.url, ask.url, status=200, headers={"content-type": kind}, body=body)


def file_of(title: str) -> bytes:
    return b"%PDF-1.4 REPORT TABLES " + title.encode()


def bodies_by_years() -> Stranger:
    """Tabs by body, and in each a drop-down of years that a script opens; rows of a table with offices for words."""
    x = Stranger({})
    kinds = {"1": "县政府", "2": "县直部门", "3": "乡镇"}
    home = menu(("/xw/list.jhtml", "要闻"), ("/zwgk/index.jhtml", "政务公开"))
    x.pages["/"] = page("甲县人民政府", home)
    nav = menu(
        ("/zwgk/zn.jhtml", "政府信息公开指南"),
        ("/gknb/list.jhtml?body=1", "政府信息公开年报"),
        ("/zwgk/wz.jhtml", "政府网站年度报表"),
    )
    x.pages["/zwgk/index.jhtml"] = page("政务公开", nav)
    number = 30100
    for body in kinds:
        tabs = (
            "<div class=tab>"
            + "".join(f"<a href='/gknb/list.jhtml?body={b}'>{words}</a>" for b, words in kinds.items())
            + "</div>"
        )
        options = "".join(f"<option value='{year}'>{year}年</option>" for year in (2023, 2022, 2021))
        choice = (
            f"<select onchange=\"location.href='/gknb/list.jhtml?body={body}&year='+this.value\">{options}</select>"
        )
        for year in (None, 2023, 2022, 2021):
            names = {"1": ("甲县人民政府",), "2": OFFICES[:3], "3": ("东河镇人民政府", "西山乡人民政府")}[body]
            rows = ""
            for at, name in enumerate(names):
                href = f"/gknb/{30100 + int(body) * 100 + (year or 2023) % 100 * 10 + at}.jhtml"
                number += 1
                rows += f"<tr><td>{at + 1}</td><td><a href='{href}'>{name}{'' if body == '3' else f'{year or 2023}年年报'}</a></td></tr>"
                x.publish(href, f"{name}{year or 2023}年政府信息公开工作年度报告")
            where = f"/gknb/list.jhtml?body={body}" + (f"&year={year}" if year else "")
            x.pages[where] = page("政府信息公开年报", nav, tabs, choice, f"<table>{rows}</table>")
    return x


def downloads_in_a_table() -> Stranger:
    """A drop-down of offices; each office's page is a table of years whose links say 下载 and lead to files elsewhere."""
    x = Stranger({})
    x.pages["/"] = page("甲县", menu(("/zfxxgk/", "政府信息公开")))
    x.pages["/zfxxgk/"] = page(
        "政府信息公开", menu(("/zfxxgk/fdzdgknr/", "法定主动公开内容"), ("/zfxxgk/nb/", "政府信息公开年报"))
    )
    options = "".join(f"<option value='/zfxxgk/nb/d{n}.html'>{name}</option>" for n, name in enumerate(OFFICES))
    choice = f"<select onchange='window.open(this.value)'><option value=''>请选择部门</option>{options}</select>"
    x.pages["/zfxxgk/nb/"] = page("政府信息公开年报", choice)
    for n, name in enumerate(OFFICES):
        rows = ""
        for year in (2023, 2022):
            path = f"/upload/{year + 1}0120/{n}{year}.pdf"
            x.pages[path] = file_of(f"{name}{year}")
            x.reports.add(path)
            rows += f"<tr><td>{name}{year}年政府信息公开工作年度报告</td><td>{year + 1}-01-20</td><td><a href='{path}'>下载</a></td></tr>"
        rows += "<tr><td>政府网站年度报表</td><td>2023-01-20</td><td><a href='/upload/wz.pdf'>下载</a></td></tr>"
        x.pages[f"/zfxxgk/nb/d{n}.html"] = page(f"{name}-政府信息公开年报", choice, f"<table>{rows}</table>")
    x.pages["/upload/wz.pdf"] = b"%PDF-1.4 other"
    return x


def rows_in_a_script() -> Stranger:
    """The list is an array in the page's script, and another is made of clicks."""
    x = Stranger({})
    x.pages["/"] = page("甲县", menu(("/gk.html", "信息公开")))
    x.pages["/gk.html"] = page("信息公开", menu(("/lists/nb.html", "信息公开年报"), ("/lists/nbxz.html", "乡镇年报")))
    rows = []
    for n in range(9):
        href = x.publish(f"/detail/2022/{7000 + n}.html", f"{OFFICES[n % 6]}{2023 - n // 6}年政府信息公开工作年度报告")
        rows.append(
            f'{{"id":{n},"title":"{OFFICES[n % 6]}{2023 - n // 6}年政府信息公开工作年度报告","url":"{href}","date":"2022-01-2{n}"}}'
        )
    rows += [f'{{"id":99,"title":"{name}","url":"/detail/2022/99{n}.html"}}' for n, name in enumerate(DECOYS)]
    x.pages["/lists/nb.html"] = page(
        "信息公开年报", f"<div id=l></div><script>var data = [{','.join(rows)}]; draw(data);</script>"
    )
    clicks = ""
    for n, name in enumerate(("东河镇", "西山乡", "南湖街道")):
        href = x.publish(f"/detail/2022/{8000 + n}.html", f"{name}2022年政府信息公开工作年度报告")
        clicks += f"<div class=row onclick=\"openDetail('{href}')\"><span>{name}人民政府2022年政府信息公开工作年度报告</span></div>"
    x.pages["/lists/nbxz.html"] = page("乡镇年报", clicks)
    return x


def postback() -> Stranger:
    """An old portal in GBK whose pager sends a form of ASP.NET back."""
    x = Stranger({})

    def gbk(title: str, *parts: str) -> bytes:
        return page(title, *parts, charset="gbk")

    x.pages["/"] = gbk("甲县", menu(("Open.aspx", "政务公开")))
    x.pages["/Open.aspx"] = gbk(
        "政务公开",
        menu(("List.aspx?ClassID=77", "政府信息公开工作年度报告"), ("List.aspx?ClassID=78", "政府信息公开指南")),
    )
    for at in (1, 2, 3):
        rows = ""
        for n in range(4):
            title = f"{OFFICES[n]}{2024 - at}年政府信息公开工作年度报告"
            href = x.publish(f"/Show.aspx?ArticleID={at * 10 + n}", title, "gbk")
            rows += f"<tr><td><a href='{href[1:]}' title='{title}'>{title[:12]}...</a></td><td>[{2025 - at}/1/2{n}]</td></tr>"
        pager = "".join(
            f"<a href=\"javascript:__doPostBack('ctl00$Pager1','{k}')\">{k}</a>" for k in (1, 2, 3) if k != at
        )
        form = (
            f"<form name='aspnetForm' method='post' action='List.aspx?ClassID=77' id='aspnetForm'>"
            f"<input type='hidden' name='__EVENTTARGET' value=''><input type='hidden' name='__EVENTARGUMENT' value=''>"
            f"<input type='hidden' name='__VIEWSTATE' value='/wEPDw{at}'><table>{rows}</table>{pager}"
            f"<input type='text' name='q' value=''><input type='submit' name='go' value='搜索'></form>"
        )
        shown = gbk("政府信息公开工作年度报告", form)
        x.pages["/List.aspx?ClassID=77" if at == 1 else f"/List.aspx?ClassID=77 at{at}"] = shown
    for state in (1, 2, 3):
        for k in (1, 2, 3):
            sent = {
                "__EVENTTARGET": "ctl00$Pager1",
                "__EVENTARGUMENT": str(k),
                "__VIEWSTATE": f"/wEPDw{state}",
                "q": "",
            }
            shown = x.pages["/List.aspx?ClassID=77" if k == 1 else f"/List.aspx?ClassID=77 at{k}"]
            x.pages[f"/List.aspx?ClassID=77 {urlencode(sorted(sent.items()))}"] = shown
    return x


def posted_pages() -> Stranger:
    """A pager that puts its number into a hidden field of a form and sends it."""
    x = Stranger({})
    x.pages["/"] = page("甲县", menu(("/web/open", "政府信息公开")))
    x.pages["/web/open"] = page("政府信息公开", menu(("/web/annual/list.do?cid=12", "政府信息公开年报")))
    for at in (1, 2, 3):
        rows = ""
        for n in range(3):
            title = f"{OFFICES[n + 3]}{2024 - at}年度报告"
            rows += f"<li><a href='{x.publish(f'/web/annual/view.do?id={at}0{n}', title)}'>{title}</a></li>"
        form = (
            f"<form id='pageForm' action='/web/annual/list.do' method='POST'><input type='hidden' name='cid' value='12'/>"
            f"<input type='hidden' id='pageNo' name='pageNo' value='{at}'/><input type='hidden' name='totalPage' value='3'/></form>"
            f"<a onclick='toPage({at - 1})'>上一页</a> 第{at}页/共3页 <a onclick='toPage({at + 1})'>下一页</a>"
            "<script>function toPage(n) { $('#pageNo').val(n); $('#pageForm').submit(); }</script>"
        )
        shown = page("政府信息公开年报", f"<ul>{rows}</ul>", form)
        x.pages[f"/web/annual/list.do {urlencode([('cid', 12), ('pageNo', at), ('totalPage', 3)])}"] = shown
        if at == 1:
            x.pages["/web/annual/list.do?cid=12"] = shown
    return x


def frames_and_more() -> Stranger:
    """更多 beside the column's name leads to a frame; an office's column page is the report; articles are content.html."""
    x = Stranger({})
    blocks = (
        "<div class=box><h3><span>政府信息公开指南</span><a href='/n1/n10/index.html'>更多&gt;&gt;</a></h3></div>"
        "<div class=box><h3><span>政府信息公开年报</span><a href='/n1/n20/index.html'>更多&gt;&gt;</a></h3></div>"
    )
    x.pages["/"] = page("甲县", menu(("/n1/index.html", "政府信息公开"), ("/n2/index.html", "新闻中心")))
    x.pages["/n1/index.html"] = page("政府信息公开", blocks)
    offices = menu(("/n1/n20/n21/index.html", "县财政局"), ("/n1/n20/n22/index.html", "县民政局"))
    x.pages["/n1/n20/index.html"] = page(
        "政府信息公开年报", offices, "<iframe src='/n1/n20/n25/list.html' width=700></iframe>"
    )
    rows = ""
    for n in range(5):
        title = f"甲县人民政府{2023 - n}年政府信息公开工作年度报告"
        rows += f"<tr><td><a href='/n1/n20/n25/c{4400 + n}/content.html' title='{title}'>{title[:9]}…</a></td><td>2022年1月2{n}日</td></tr>"
        x.publish(f"/n1/n20/n25/c{4400 + n}/content.html", title)
    for n, name in enumerate(DECOYS):
        rows += f"<tr><td><a href='/n1/n20/n25/c{4490 + n}/content.html'>{name}</a></td><td>2022年1月29日</td></tr>"
    x.pages["/n1/n20/n25/list.html"] = page("列表", f"<table>{rows}</table>")
    x.publish("/n1/n20/n21/index.html", "县财政局2023年政府信息公开工作年度报告")
    title = "县民政局2023年政府信息公开工作年度报告"
    x.pages["/n1/n20/n22/index.html"] = page(
        "县民政局年报", f"<p>{title}</p><a href='/files/mzj.pdf'>附件：{title}.pdf</a>"
    )
    x.pages["/files/mzj.pdf"] = file_of(title)
    x.reports.add("/files/mzj.pdf")
    return x


def collections() -> Stranger:
    """A yearly article whose text is nothing but links to the files of all offices, numbered and without the year."""
    x = Stranger({})
    x.pages["/"] = page("甲县", menu(("/zwgk", "政务公开"), ("/hdjl", "互动交流")))
    x.pages["/zwgk"] = page("政务公开", menu(("/zwgk/zfxxgknb", "政府信息公开年报"), ("/zwgk/yjs", "财政预决算")))
    rows = ""
    for year in (2022, 2021):
        rows += f"<li><a href='/zwgk/zfxxgknb/content_{year}77'>甲县{year}年度各部门政府信息公开工作年度报告汇总</a><span>{year + 1}-02-01</span></li>"
        links = ""
        for n, name in enumerate(OFFICES):
            path = f"/attach/{year}/{n}.pdf"
            x.pages[path] = file_of(f"{name}{year}")
            x.reports.add(path)
            links += f"<p><a href='{path}'>{n + 1}. {name}</a></p>"
        links += "<p><a href='/attach/wz.xls'>附件：政府网站工作年度报表</a></p>"
        x.pages[f"/zwgk/zfxxgknb/content_{year}77"] = page(f"{year}年度汇总", links)
    x.pages["/zwgk/zfxxgknb"] = page("政府信息公开年报", f"<ul>{rows}</ul>")
    return x


def hosts_of_offices() -> Stranger:
    """Offices have hosts of their own, named on a page of organs; each has its column under another name."""
    x = Stranger({}, hosts=("www.x.gov.cn", "*.x.gov.cn"))
    x.pages["/"] = page("甲县", menu(("/gov/open.html", "信息公开"), ("/gov/nb.html", "政府信息公开年度报告")))
    x.pages["/gov/open.html"] = page("信息公开", menu(("/gov/nb.html", "政府信息公开年度报告")))
    organs = menu(*((f"http://d{n}.x.gov.cn/", name) for n, name in enumerate(OFFICES)))
    title = "甲县人民政府2022年政府信息公开工作年度报告"
    x.pages["/gov/nb.html"] = page(
        "政府信息公开年度报告",
        organs,
        f"<ul><li><a href='{x.publish('/gov/2023/5501.html', title)}'>{title}</a> 2023-01-30</li></ul>",
    )
    for n, name in enumerate(OFFICES):
        base = f"http://d{n}.x.gov.cn"
        x.pages[f"{base}/"] = page(
            name, menu((f"{base}/about.html", "机构概况"), (f"{base}/xxgk.html", "政府信息公开"))
        )
        x.pages[f"{base}/xxgk.html"] = page(
            "政府信息公开", menu((f"{base}/a/nb.html", "年度报告"), (f"{base}/a/zd.html", "公开制度"))
        )
        title = f"{name}2022年政府信息公开年度报告"
        href = x.publish(f"{base}/a/2023/{100 + n}.html", title)
        x.pages[f"{base}/a/nb.html"] = page(
            "年度报告", f"<ul><li><a href='{href}'>{title}</a><em>2023-01-2{n}</em></li></ul>"
        )
    return x


def numbers_for_addresses() -> Stranger:
    """A start page that leads on with a backslash; newest reports on hubs; rows that hold a number; files by number."""
    x = Stranger({})
    opener = "<script>function openInfo(id){window.open('show.jsp?id='+id);}</script>"
    x.pages["/"] = b"<html><head><meta http-equiv='refresh' content='1;url=web\\index.jsp?siteid=3'></head></html>"
    newest = "甲县2023年政府信息公开工作年度报告"
    hot = f"<ul><li><a href='show.jsp?id=2023'>{newest}</a></li></ul>"
    x.publish("/web/show.jsp?id=2023", newest)
    x.pages["/web/index.jsp?siteid=3"] = page(
        "甲县人民政府", "<a href='..\\web\\xxgk.jsp?cid=20'>政府信息公开</a>", hot
    )
    items = "".join(
        f"<li onclick=\"go('{href}')\">{words}</li>"
        for href, words in (("zn.jsp?cid=21", "政府信息公开指南"), ("list.jsp?cid=87", "政府信息公开年报"))
    )
    go = "<script>function go(u){location.href=u;}</script>"
    x.pages["/web/xxgk.jsp?cid=20"] = page("政府信息公开", f"<ul>{items}</ul>", go, hot)
    rows = ""
    for year in range(2023, 2013, -1):
        title = f"甲县{year}年政府信息公开工作年度报告"
        rows += f"<tr><td><a href='javascript:void(0)' onclick=\"openInfo('{year}')\">{title}</a></td></tr>"
        if year % 5:
            x.publish(f"/web/show.jsp?id={year}", title)
        else:
            down = "<script>function down(id){location.href='../download.jsp?id='+id}</script>"
            file = f"<a href=\"javascript:down('{year}')\">{title}.pdf</a>"
            x.pages[f"/web/show.jsp?id={year}"] = page(title, f"<h1>{title}</h1>", file, down)
            x.pages[f"/download.jsp?id={year}"] = file_of(title)
            x.reports.add(f"/download.jsp?id={year}")
    x.pages["/web/list.jsp?cid=87"] = page("政府信息公开年报", f"<table>{rows}</table>", opener)
    return x


def years_that_fold_out() -> Stranger:
    """The column is no link but the heading of years, each a list behind a number; the menu stands on every page."""
    x = Stranger({})
    x.pages["/"] = page("甲县", menu(("/openinfo/index.html", "政府信息公开")))
    years = {5000 + year: f"{year}年" for year in (2023, 2022, 2021)} | {5999: "历年"}
    folded = "".join(f"<a href='/openinfo/report.html?channelId={n}'>{words}</a>" for n, words in years.items())
    left = (
        "<dl><dt><a href='/openinfo/zn.html'>政府信息公开指南</a></dt><dt><a href='javascript:;'>政府信息公开年报</a></dt>"
        f"<dd>{folded}</dd><dt><a href='/openinfo/ysq.html'>依申请公开</a></dt></dl>"
    )
    x.pages["/openinfo/index.html"] = page("政府信息公开", left)
    for number in years:
        rows = ""
        for at, name in enumerate(OFFICES[:4]):
            year = number - 5000 if number != 5999 else 2020 - at
            title = f"{name}{year}年政府信息公开工作年度报告"
            rows += (
                f"<li><a href='{x.publish(f'/openinfo/detail/{number}{at}.html', title)}'>{title}</a> 2023-01-20</li>"
            )
        x.pages[f"/openinfo/report.html?channelId={number}"] = page("政府信息公开年报", left, f"<ul>{rows}</ul>")
    return x


def offices_by_years() -> Stranger:
    """A table of offices and years whose cells say ●, 查看 or 下载; files behind a script without an ending."""
    x = Stranger({})
    x.pages["/"] = page("甲县", menu(("/zwgk/", "政务公开")))
    x.pages["/zwgk/"] = page("政务公开", menu(("/zwgk/zn/", "政府信息公开指南"), ("/zwgk/nb/", "政府信息公开年报")))
    heads = "".join(f"<th>{year}年</th>" for year in (2023, 2022, 2021))
    lines = ""
    for at, name in enumerate(OFFICES):
        cells = ""
        for year in (2023, 2022, 2021):
            title = f"{name}{year}年政府信息公开工作年度报告"
            if (at + year) % 5 == 0:
                cells += "<td>—</td>"
            elif at % 3 == 2:
                path = f"/attach/download?fileId={year}{at}"
                x.pages[path] = page(title, "<p>REPORT TABLES</p>")
                x.reports.add(path)
                cells += f"<td><a href='../..{path}'>下载</a></td>"
            else:
                path = x.publish(f"/art/{year}/bm/{at}{year}.html", title)
                cells += f"<td><a href='../..{path}'>{'查看' if at % 2 else '●'}</a></td>"
        lines += f"<tr><td>{name}</td>{cells}</tr>"
    x.pages["/zwgk/nb/"] = page("政府信息公开年报", f"<table><tr><th>单位</th>{heads}</tr>{lines}</table>")
    return x


def tree_of_offices() -> Stranger:
    """A catalogue whose tree a script writes (dTree), a column for each office; its pager is a select with a function."""
    x = Stranger({})
    x.pages["/"] = page("甲县", menu(("/xxgk/index.asp", "信息公开")))
    nodes = 'd=new dTree("d");d.add(0,-1,"信息公开目录");'
    for at, name in enumerate(OFFICES):
        nodes += f'd.add({at * 9 + 1},0,"{name}","javascript:void(0)");'
        for cat, words in ((5, "信息公开指南"), (7, "信息公开年报"), (9, "部门文件")):
            nodes += f"d.add({at * 9 + cat},{at * 9 + 1},'{words}','list.asp?org={at}&cat={cat}','','main');"
        for number in (1, 2):
            rows = ""
            for year in range(2015 - 3 * number, 2012 - 3 * number, -1):
                title = f"{name}{year}年政府信息公开工作年度报告"
                rows += f"<tr><td><a href='{x.publish(f'/xxgk/show.asp?id={at}{year}', title)}'>{title}</a></td></tr>"
            choice = "".join(f"<option value={n}>第{n}页</option>" for n in (1, 2))
            script = f"<script>function turn(n){{location.href='list.asp?org={at}&cat=7&page='+n}}</script>"
            where = f"/xxgk/list.asp?org={at}&cat=7" + ("&page=2" if number == 2 else "")
            x.pages[where] = page(
                "信息公开年报", f"<table>{rows}</table><select onchange='turn(this.value)'>{choice}</select>{script}"
            )
        x.pages[f"/xxgk/list.asp?org={at}&cat=7&page=1"] = x.pages[f"/xxgk/list.asp?org={at}&cat=7"]
    x.pages["/xxgk/index.asp"] = page("信息公开目录", f"<script>{nodes}document.write(d);</script>")
    return x


def years_of_bodies() -> Stranger:
    """The column stands in the data of a tree (zTree); by year a page for each kind of bodies; files shown by a script."""
    x = Stranger({})
    nodes = (
        "[{'id':1,'name':'政府信息公开','open':true,'children':[{'id':11,'name':'政府信息公开指南','url':'/gk/zn.html'},"
        "{'id':14,'name':'政府信息公开年报','url':'/gk/nb/list.html'}]}]"
    ).replace("'", '"')
    x.pages["/"] = page("甲县", menu(("/zwgk.html", "政务公开")))
    x.pages["/zwgk.html"] = page("政务公开", f"<ul id=tree></ul><script>var zNodes = {nodes};</script>")
    boxes = ""
    for year in (2023, 2022, 2021):
        parts = (("bm.html", "部门单位"), ("qx.html", "县（区）"))
        boxes += f"<h3>{year}年度</h3>" + "".join(
            f"<a href='/gk/nb/{year}/{href}'>{words}</a>" for href, words in parts
        )
        for href, names in (("bm.html", OFFICES[:4]), ("qx.html", ("东县人民政府", "西区人民政府"))):
            rows = ""
            for name in names:
                title = f"{name}{year}年政府信息公开工作年度报告"
                path = f"/content/{year}/{len(x.pages)}.html"
                if name == OFFICES[3]:
                    file = f"/doc/{year}.pdf"
                    x.pages[path] = page(title, f"<h1>{title}</h1><script>PDFObject.embed('{file}', '#pdf');</script>")
                    x.pages[file] = file_of(title)
                    x.reports.add(file)
                else:
                    x.publish(path, title)
                rows += f"<li><span onclick=\"window.open('{path}')\">{title}</span></li>"
            x.pages[f"/gk/nb/{year}/{href}"] = page(f"{year}年年报", f"<ul>{rows}</ul>")
    x.pages["/gk/nb/list.html"] = page("政府信息公开年报", f"<div>{boxes}</div>")
    return x


def columns_of_years() -> Stranger:
    """A column for each year, called like a report of the government; rows that are names of offices and of places."""
    x = Stranger({})
    x.pages["/"] = page("甲市", menu(("/Zwgk/Index.aspx", "政务公开")))
    years = (2023, 2022, 2021)
    named = [(f"/Zwgk/Nb.aspx?ColId={year}&Type=1", f"{year}年政府信息公开年报") for year in years]
    x.pages["/Zwgk/Index.aspx"] = page("政务公开", menu(("/Zwgk/Zn.aspx", "政府信息公开指南"), *named))
    for year, (where, words) in zip(years, named, strict=True):
        rows = ""
        for at, name in enumerate((*OFFICES[:4], "东区", "西县")):
            x.publish(f"/Zwgk/Detail.aspx?InfoId={year}{at}", f"{name}{year}年政府信息公开工作年度报告")
            rows += f"<li><a href='Detail.aspx?InfoId={year}{at}'>{name}</a></li>"
        x.pages[where] = page(words, f"<ul>{rows}</ul>")
    return x


def grid_of_offices() -> Stranger:
    """A hub without a column of its own: a grid of offices, each with its column behind a number."""
    x = Stranger({})
    x.pages["/"] = page("甲县", menu(("/openness/", "信息公开平台")))
    grid = "".join(f"<a href='/openness/dept.html?dept={at}'>{name}</a>" for at, name in enumerate(OFFICES))
    x.pages["/openness/"] = page("信息公开平台", f"<div>{grid}</div>")
    for at, name in enumerate(OFFICES):
        own = (f"/openness/guide.html?dept={at}", "公开指南"), (f"/openness/annual.html?dept={at}", "公开年报")
        x.pages[f"/openness/dept.html?dept={at}"] = page(name, menu(*own))
        rows = ""
        for year in (2023, 2022, 2021):
            path = x.publish(f"/openness/view.html?dept={at}&year={year}", f"{name}{year}年政府信息公开工作年度报告")
            rows += f"<li><a href='{path}'>{year}年度报告</a></li>"
        x.pages[f"/openness/annual.html?dept={at}"] = page("公开年报", f"<h3>公开年报</h3><ul>{rows}</ul>")
    return x


STRANGERS = (
    bodies_by_years, downloads_in_a_table, rows_in_a_script, postback, posted_pages, frames_and_more, collections,
    hosts_of_offices, numbers_for_addresses, years_that_fold_out, offices_by_years,
    tree_of_offices, years_of_bodies, columns_of_years, grid_of_offices,
)  # fmt: skip


@pytest.mark.parametrize("build", STRANGERS, ids=lambda build: build.__name__)
def test_a_stranger(build: object, tmp_path: Path) -> None:
    assert callable(build)
    portal: Stranger = build()
    entry = {
        "id": "x",
        "name": "甲县人民政府",
        "division": "990102",
        "start": [f"{HOST}/"],
        "hosts": list(portal.hosts),
    }
    site, archive = Site.from_entry(entry), Archive(tmp_path)
    with archive.begin((site,), Options()) as log:
        visitor = Visitor(site, portal.fetch, read, archive, log)
        findings = asyncio.run(Walk(visitor, Options()).run())
    captures = list(archive.captures())
    found = {c.url.removeprefix(HOST) for c in captures if c.verdict == "ok"}
    listings = sum(1 for capture in captures if capture.kind is Kind.LISTING)
    print(
        build.__name__,
        len(found & portal.reports),
        "of",
        len(portal.reports),
        "asked",
        len(portal.asked),
        "listings",
        listings,
    )
    assert found == portal.reports, sorted(found ^ portal.reports)
    assert len(portal.asked) <= 1.5 * len(portal.reports) + listings, portal.asked
    assert not findings.bounds and findings.ended is None
    assert not any(urlsplit(url).path.endswith((".xls", "/wz.pdf")) for url in portal.asked)
