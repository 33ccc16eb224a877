"""A county on Visual SiteBuilder: pages count backwards, articles stand outside their column, files ask where you come from."""

from __future__ import annotations

from tests.portals.kit import Call, Key, Reply, report_bodies, report_file
from tests.portals.markup import REJECTED, document, links, note, row

COLUMN = "/zfxxgk/zfxxgknb"
OFFICES = ("财政局", "民政局", "教育局", "水务局", "审计局", "司法局", "统计局", "公安局", "医保局", "林业局", "体育局")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEAD = (
    "<!--Announced by Visual SiteBuilder 9--><link rel='stylesheet' href='/_sitegray/_sitegray_d.css'/>"
    "<script src='/_sitegray/_sitegray.js'></script><!-- CustomerNO:77656262657232307e78475053535751 -->"
    "<script src='/system/resource/js/counter.js'></script>"
    "<script>_jsq_({tree},'/{kind}.jsp',{article},1560000001)</script>"
)
NAV = links(
    ("/zfxxgk/zfxxgkzn.htm", "政府信息公开指南"),
    ("/zfxxgk/zfxxgkzd.htm", "政府信息公开制度"),
    (f"{COLUMN}.htm", "政府信息公开年报"),
    ("/zfxxgk/ysqgk.htm", "依申请公开"),
    ("/zfxxgk/zfwzgznb.htm", "政府网站工作年度报表"),
)
PER_PAGE = 5


def _article(number: int, title: str, body: str, files: str = "") -> str:
    inner = (
        f"<form name='_newscontent_fromname'><h2>{title}</h2><div>发布时间：2022-01-21 点击：[<script>_showDynClicks"
        f'("wbnews", 1560000001, {number})</script>]</div><div id="vsb_content_2"><div class="v_news_content">{body}</div></div>'
        f"{files}</form>"
    )
    head = HEAD.format(tree=1042, kind="content", article=number)
    return document(title, inner, head=head, ArticleTitle=title, PubDate="2022-01-21 09:00", ContentSource="丁县")


def _pager(page: int, total: int) -> str:
    """As it is printed on a page of the list: only the first three, the last and the neighbours are linked."""
    base = COLUMN.rpartition("/")[2]
    at = "" if page == 1 else "../"
    names = {
        number: f"{at}{base}/{total - number + 1}.htm" if number > 1 else f"{at}{base}.htm"
        for number in range(1, total + 1)
    }
    shown = "".join(
        f'<span class="p_no_d">{number}</span>'
        if number == page
        else f'<span class="p_no"><a href="{names[number]}">{number}</a></span>'
        for number in (1, 2)
    )
    forth = f'<span class="p_next p_fun"><a href="{names[page + 1]}">下页</a></span>' if page < total else ""
    last = f'<span class="p_last p_fun"><a href="{names[total]}">尾页</a></span>' if page < total else ""
    return f'<div class="pb_sys_common"><span class="p_pages">{shown}<span class="p_dot">...</span>{forth}{last}</span></div>'


def _build() -> tuple[dict[str, str], Key]:
    bodies = report_bodies()
    pages: dict[str, str] = {
        "/": document(
            "丁县",
            links(("zwgk.htm", "政务公开"), ("xwdt.htm", "新闻动态")),
            head=HEAD.format(tree=1001, kind="index", article=-1),
        ),
        "/zwgk.htm": document("政务公开", links(("zfxxgk.htm", "政府信息公开"), ("tzgg.htm", "通知公告"))),
        "/zfxxgk.htm": document("政府信息公开", NAV, head=HEAD.format(tree=1030, kind="list", article=-1)),
        "/zfxxgk/zfwzgznb.htm": note("政府网站工作年度报表", "报表"),
    }
    rows: list[str] = []
    reports: set[str] = set()
    for number in range(22):
        year, office = 2022 - number // 11, OFFICES[number % 11]
        title = f"丁县{office}{year}年政府信息公开工作年度报告"
        path = f"/info/1042/{2031 + number}.htm"
        if number % 7 == 3:  # the text is in the file only
            file = f"/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1560000001&wbfileid={4000 + number}"
            link = f"<ul><li>附件【<a href='{file.replace('&', '&amp;')}' target='_blank'>{title}.docx</a>】已下载<span id='nattach{number}'></span>次</li></ul>"
            pages[path] = _article(2031 + number, title, "<p>全文见附件。</p>", link)
            reports.add(file)
        else:
            pages[path] = _article(2031 + number, title, bodies[number % len(bodies)])
            reports.add(path)
        shown = office if number in (5, 6) else title  # some lists name the office alone
        rows.append(row(f"..{path}", shown, f"{year + 1}-01-21", cut=14))
    decoys = [f"/info/1042/{9001 + n}.htm" for n in range(3)]
    for href, title in zip(decoys, REJECTED, strict=True):
        pages[href] = note(title, "本页不是年报。")
        rows.insert(4, row(f"..{href}", title, "2022-02-01"))
    wall = "/content.jsp?urltype=news.NewsContentUrl&wbtreeid=1042&wbnewsid=9900"
    rows.append(row(wall, "丁县粮食局2020年政府信息公开工作年度报告", "2021-01-11"))
    total = -(-len(rows) // PER_PAGE)
    for page in range(1, total + 1):
        part = "".join(rows[(page - 1) * PER_PAGE : page * PER_PAGE])
        if page > 1:
            part = part.replace('href="../', 'href="../../').replace("href='../", "href='../../")
        side = NAV + links(("/info/1003/7001.htm", "丁县召开政府信息公开年度报告编制培训会"))
        name = f"{COLUMN}.htm" if page == 1 else f"{COLUMN}/{total - page + 1}.htm"
        body = f'{side}<div class="list"><ul>{part}</ul>{_pager(page, total)}</div>'
        pages[name] = document(
            "政府信息公开年报",
            body,
            head=HEAD.format(tree=1042, kind="list", article=-1),
            ColumnName="政府信息公开年报",
        )
    never = frozenset({*decoys, "/info/1003/7001.htm", "/zfxxgk/zfwzgznb.htm"})
    return pages, Key(frozenset(reports), frozenset(decoys), never, "vsb")


PAGES, KEY = _build()
WALL = document("系统提示", "<div>系统提示</div><div>您没有权限访问该页面，请先登录。</div>").partition(
    "<div class='foot'>"
)[0]


def portal(call: Call) -> Reply | None:
    """The county's answers."""
    if call.bare == "/system/_content/download.jsp":
        if "/info/1042/" not in call.headers.get("referer", ""):
            return Reply(WALL)
        return Reply(report_file(), content_type=DOCX, headers={"Content-Disposition": "attachment; filename=nb.docx"})
    if call.bare == "/content.jsp":
        return Reply(WALL)
    page = PAGES.get(call.bare)
    return Reply(page) if page is not None else None
