"""Three portals on Hanweb's jpage: a city whose proxy heeds the window, one that heeds only the page, a ministry."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.portals.kit import Call, Key, Reply, report_file
from tests.portals.markup import article, document, links, note, row, siblings

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><datastore/>    '
"""The 54 bytes that a proxy answers when it does not understand."""
NAV = links(
    ("/col/col5401/index.html", "政府信息公开指南"),
    ("/col/col5417/index.html", "政府信息公开年报"),
    ("/col/col5402/index.html", "政府网站年度报表"),
    ("/jact/front/main.do?sysid=7", "互动交流"),
)
TABS = links(
    ("/col/col5417/index.html", "市政府"), ("/col/col5418/index.html", "市级部门"), ("/col/col5419/index.html", "县区")
)
OFFICES = ("财政局", "民政局", "水务局", "司法局", "统计局", "档案馆")


def store(rows: list[str], group: str = "") -> str:
    """Records as they stand in a page and in an answer."""
    records = "\n".join(f"<record><![CDATA[\n{one}]]></record>" for one in rows)
    return f"<datastore>\n{group}<recordset>\n{records}\n</recordset></datastore>"


def column(name: str, unit: str, body: str, call: str = "") -> str:
    """A column page: the records in a script that no browser runs, and the call that pages through them."""
    pager = f"<script>$(function(){{$('#{unit}').jpage({{{call}}});}});</script>" if call else ""
    listed = f'<div id="{unit}" class="default_pgContainer"></div><script type="text/xml">{body}</script>{pager}'
    scripts = '<script src="/script/jquery.js"></script><script src="/script/jpage/jpage.js"></script>'
    return document(name, f"<!--<$[信息内容]>begin-->{NAV}{TABS}{listed}<!--<$[信息内容]>end-->", head=scripts)


def _records(count: int, every: int, col: int, pages: dict[str, str | bytes], reports: set[str]) -> list[str]:
    """Rows of one column: one in ``every`` is a report, the others are decoys."""
    rows: list[str] = []
    for number in range(count):
        year = 2023 - number % 14
        href = f"/art/{year + 1}/1/{number % 28 + 1}/art_{col}_{414900 + number}.html"
        if number % every:
            rows.append(
                row(href, f"{year}年第{number}所政府网站工作年度报表", f"{year + 1}-01-\n{number % 28 + 1:02d}")
            )
            continue
        title = f"乙市第{number}局{year}年政府信息公开工作年度报告"
        pages[href] = article(number, title, wrap='<div id="zoom">{}</div>', PubDate=f"{year + 1}-01-21")
        reports.add(href)
        rows.append(row(href, title, f"{year + 1}-01-\n{number % 28 + 1:02d}"))
    return rows


class Portal:
    """One portal. ``old`` is the variant with the older proxy, which heeds only ``page`` and says no total."""

    def __init__(self, *, old: bool) -> None:
        self.old = old
        self.per_page = 15 if old else 8
        self.proxy = "/module/jpage/dataproxy.jsp" if old else "/module/web/jpage/dataproxy.jsp"
        self.pages: dict[str, str | bytes] = {
            "/": document(
                "乙市人民政府", links(("/col/col54/index.html", "政务公开"), ("/col/col55/index.html", "要闻"))
            ),
            "/col/col54/index.html": document("政务公开", NAV),
            "/col/col5402/index.html": note("政府网站年度报表", "报表"),
        }
        self.pages.update(siblings(f"/art/2022/1/30/art_5402_{n}.html" for n in (1, 2, 3)))
        reports: set[str] = set()
        self.rows = _records(64 if old else 41, 3 if old else 2, 5417, self.pages, reports)
        query = "appid=1&amp;webid=1&amp;path=/&amp;columnid=5417&amp;unitid=1737&amp;webname=%E4%B9%99%E5%B8%82&amp;permissiontype=0"
        group = f'<nextgroup><![CDATA[<a href="{self.proxy}?page=1&amp;{query}"></a>]]></nextgroup>'
        call = (
            f"themeName:'default',totalRecord:{len(self.rows)},perPage:{self.per_page},proxyUrl:'{self.proxy}',param:{{"
            '"col":"1","appid":"1","webid":"1","path":"/","columnid":"5417","sourceContentType":"1","unitid":"1737",'
            '"webname":"乙市","permissiontype":"0"}'
        )
        body = store(self.rows[: 3 * self.per_page], group if old else "")
        self.pages["/col/col5417/index.html"] = column("政府信息公开年报", "1737", body, "" if old else call)
        self._departments(reports)
        self._districts(reports)
        self.key = Key(frozenset(reports), platform="hanweb_jpage", never=frozenset(self._never()))

    def _never(self) -> set[str]:
        return {"/col/col5402/index.html", "/jact/front/main.do?sysid=7"}

    def _departments(self, reports: set[str]) -> None:
        """Names of offices are all that the rows say; one has its report in a file that a servlet hands out."""
        rows: list[str] = []
        for number, office in enumerate(OFFICES):
            href = f"/art/2022/1/27/art_5418_{800 + number}.html"
            rows.append(f"<li><a href='{href}'>{office}</a><span>2022-01-27</span></li>")
            self.pages[href] = article(number + 7, f"{office}2021年年报", wrap='<div class="main-txt">{}</div>')
            reports.add(href)
        file = f"/module/download/downfile.jsp?classid=0&filename={'ab' * 16}.docx"
        reports.remove(href)
        reports.add(file)
        body = f"<div id='zoom'>年报见附件：<a href='{file.replace('&', '&amp;')}'>档案馆2021年政府信息公开年报.docx</a></div>"
        self.pages[href] = document("档案馆2021年年报", body)
        self.pages[f"/attach/0/{'ab' * 16}.docx"] = report_file()
        self.pages["/col/col5418/index.html"] = column("市级部门", "1738", store(rows))

    def _districts(self, reports: set[str]) -> None:
        """A list whose fields are encrypted: the proxy answers nothing, the page for readers does."""
        rows = _records(10, 1, 5419, self.pages, reports)
        group = f'<nextgroup><![CDATA[<a href="{self.proxy}?page=1&webid=1&path=/&columnid=a9F%2Bx&unitid=Zq%3D%3D"></a>]]></nextgroup>'
        for page in range(1, 6):
            shown = rows[:6] if page == 1 else rows[(page - 1) * 2 : page * 2]
            body = column("县区", "1739", store(shown, group), "totalRecord:10,perPage:2")
            address = "/col/col5419/index.html" + (f"?uid=1739&pageNum={page}" if page > 1 else "")
            self.pages[address] = body

    def __call__(self, call: Call) -> Reply | None:
        """The portal's answers."""
        if call.bare == self.proxy:
            return Reply(self._answer(call), content_type="text/xml; charset=utf-8")
        if call.bare == "/module/download/downfile.jsp":
            return Reply(status=302, headers={"Location": f"/attach/0/{call.field('filename')}"})
        page = self.pages.get(call.path) or self.pages.get(urlsplit(call.path).path)
        if page is None:
            return None
        return Reply(page) if isinstance(page, str) else Reply(page, content_type=DOCX)

    def _answer(self, call: Call) -> str:
        if call.field("unitid") != "1737" or call.field("columnid") != "5417" or call.method != "POST":
            return EMPTY
        if self.old:
            begin, end = (int(call.field("page")) - 1) * self.per_page, int(call.field("page")) * self.per_page
        else:
            begin, end = int(call.field("startrecord")) - 1, int(call.field("endrecord"))
        rows = self.rows[begin:end]
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + store(rows) if rows else EMPTY
