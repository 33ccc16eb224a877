"""A city on TRS: tabs by body, year folders that render their only article, three pagers that lie in three ways."""

from __future__ import annotations

from tests.portals.kit import Call, Key, Reply, report_file
from tests.portals.markup import REJECTED, article, document, links, note, row, siblings

COLUMN = "/zwgk/zfxxgk/zfxxgknb/"
DEPARTMENTS = (
    "财政局",
    "民政局",
    "教育局",
    "水务局",
    "审计局",
    "司法局",
    "统计局",
    "公安局",
    "医保局",
    "林业局",
    "体育局",
    "信访局",
)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EDITOR = '<h1 id="title">政府信息公开</h1><div class="view TRS_UEDITOR trs_paper_default"><div class="trs_editor_view">{}</div></div>'
NAV = links(
    ("../zfxxgkzn/", "政府信息公开指南"),
    ("../zfxxgkzd/", "政府信息公开制度"),
    ("../fdzdgknr/", "法定主动公开内容"),
    (COLUMN, "政府信息公开年报"),
    ("../ysqgk/", "依申请公开"),
    ("../zfwzgznb/", "政府网站工作年度报表"),
)
STUB = "<html><head><script>var n=0;</script></head><body></body></html>"


def _column(name: str, body: str, pager: str = "") -> str:
    script = f'<script src="/images/page.js"></script><script>{pager}</script>' if pager else ""
    tags = {"SiteIDCode": "9901020001", "ColumnName": name, "ColumnType": "信息公开年报"}
    return document(name, f'{NAV}<div class="right"><ul class="list">{body}</ul></div>{script}', **tags)


def _report(number: int, office: str, year: int) -> str:
    title = f"甲市{office}{year}年政府信息公开工作年度报告"
    metas = {"PubDate": f"{year + 1}-01-21 09:30", "ContentSource": f"甲市{office}", "ColumnType": "信息公开年报"}
    return article(number, title, wrap=EDITOR, **metas)


def _departments(pages: dict[str, str | bytes], reports: set[str]) -> None:
    """18 rows on three pages, mobile twins among them; files with their real name in ``title``; a row that is gone."""
    rows: list[str] = []
    for number in range(18):
        year, office = 2023 - number // 12, DEPARTMENTS[number % 12]
        day, name = f"{year + 1}0121", f"{year + 1}-01-21"
        title = f"甲市{office}{year}年政府信息公开工作年度报告"
        href = f"./{year + 1}01/t{day}_{1032 + number}.html"
        path = f"{COLUMN}bm/{href[2:]}"
        file = f"P0{day}{123456789000 + number}.docx"
        if number in (3, 17):  # the file in a list of attachments, or printed by a script (南京)
            link = f'<a appendix="true" OLDSRC="/protect/P0{day}/{file}" href="./{file}" title="{title}.docx">附件</a>'
            printed = "<script>document.write('" + link.replace("</", "<\\/") + "');</script>"
            body = (
                EDITOR.format("<p>全文见附件。</p>")
                + f'<ul class="fj"><li>{link if number == 3 else printed}</li></ul>'
            )
            pages[path] = document(title, body, ArticleTitle=title)
            pages[f"{COLUMN}bm/{year + 1}01/{file}"] = report_file()
            reports.add(f"{COLUMN}bm/{year + 1}01/{file}")
        else:
            pages[path] = _report(number, office, year)
            reports.add(path)
        rows.append(row(href, title, name))
        if number % 5 == 0:
            twin = href.replace(".html", "_wap.html")
            pages[f"{COLUMN}bm/{twin[2:]}"] = pages[path]
            rows.insert(len(rows) - number % 2, row(twin, title, name))
    decoys = siblings(f"{COLUMN}bm/202201/t20220130_{n}.html" for n in (901, 902, 903))
    pages.update(decoys)
    rows += [row(href, title, "2022-01-30", cut=99) for href, title in zip(decoys, REJECTED, strict=True)]
    rows.append(row("./202101/t20210105_888.html", "甲市粮食局2020年政府信息公开工作年度报告", "2021-01-05"))
    size = -(-len(rows) // 3)
    for page in range(3):
        name = f"index_{page}.html" if page else "index.html"
        part = "".join(rows[page * size : (page + 1) * size])
        pages[f"{COLUMN}bm/{name}"] = _column("部门", part, f'createPageHTML(3, {page}, "index", "html");')


def _government(pages: dict[str, str | bytes], reports: set[str], columns: set[str]) -> None:
    """Year folders: two render the only article, one lists the report, its correction and an undated one."""
    pages[f"{COLUMN}szf/index.html"] = _column(
        "市政府", links(("./2023n/", "2023年"), ("./2022n/", "2022年"), ("./2021n/", "2021年"))
    )
    for year in (2023, 2022):
        pages[f"{COLUMN}szf/{year}n/index.html"] = _report(year, "人民政府", year)
        columns.add(f"{COLUMN}szf/{year}n/")
    old = (
        ("202203/t20220325_7001.html", "甲市人民政府2021年政府信息公开工作年度报告"),
        ("202204/t20220402_7002.html", "2021年政府信息公开工作年度报告（更正）"),
        ("197001/t19700101_7003.html", "2020年年度报告"),
    )
    pages[f"{COLUMN}szf/2021n/index.html"] = _column(
        "2021年", "".join(row(f"./{href}", title, "") for href, title in old)
    )
    for number, (href, _) in enumerate(old):
        pages[f"{COLUMN}szf/2021n/{href}"] = _report(number, "人民政府", 2021)
        reports.add(f"{COLUMN}szf/2021n/{href}")
    reports |= columns


def _districts(pages: dict[str, str | bytes], reports: set[str]) -> None:
    """As in 上海 and 昆明: the second page is ``index_2``."""
    for page in range(3):
        rows = ""
        for number in range(page * 4, page * 4 + 4):
            href = f"./2022{number % 3 + 1:02d}/t20220{number % 3 + 1}21_{500 + number}.shtml"
            rows += row(href, f"第{number}区政府2021年政府信息公开工作年度报告", "2022-03-21")
            pages[f"{COLUMN}qx/{href[2:]}"] = _report(number, f"第{number}区", 2021)
            reports.add(f"{COLUMN}qx/{href[2:]}")
        name = f"index_{page + 1}.shtml" if page else "index.shtml"
        pages[f"{COLUMN}qx/{name}"] = _column("区县", rows, f'createPage(3,{page},"index","shtml")')


def _townships(pages: dict[str, str | bytes], reports: set[str]) -> None:
    """Six pages are claimed; from the third on they are stubs, and go on being claimed (北京, 宁夏)."""
    for page in range(6):
        rows = ""
        for number in range(page * 3, page * 3 + 3) if page < 2 else ():
            href = f"./2021/t{27152815 + number}.shtml"
            rows += row(href, f"{'东西南北中高'[number]}河镇", "2022-01-11")
            pages[f"{COLUMN}xzjd/{href[2:]}"] = _report(number, "某镇", 2021)
            reports.add(f"{COLUMN}xzjd/{href[2:]}")
        pager = f"Pager({{size:6, current:{page}, prefix:'index',suffix:'html'}});"
        name = f"index_{page}.html" if page else "index.html"
        pages[f"{COLUMN}xzjd/{name}"] = _column("乡镇街道", rows, pager) if page < 2 else STUB + " " * (page + 250)


def _build() -> tuple[dict[str, str | bytes], Key]:
    pages: dict[str, str | bytes] = {
        "/": document("甲市人民政府", links(("/zwgk/", "政务公开"), ("/xwzx/", "新闻中心"), ("/zwfw/", "政务服务"))),
        "/zwgk/index.html": document("政务公开", links(("./zfxxgk/", "政府信息公开"), ("./zcwj/", "政策文件"))),
        "/zwgk/zfxxgk/index.html": document("政府信息公开", NAV.replace("../", "./")),
        "/zwgk/zfxxgk/zfwzgznb/index.html": note("政府网站工作年度报表", "报表"),
        f"{COLUMN}index.html": _column(
            "政府信息公开年报",
            links(("./szf/", "市政府"), ("./qx/", "区县"), ("./bm/", "部门"), ("./xzjd/", "乡镇街道")),
        ),
    }
    reports: set[str] = set()
    columns: set[str] = set()
    _government(pages, reports, columns)
    _districts(pages, reports)
    _departments(pages, reports)
    _townships(pages, reports)
    decoys = frozenset(f"{COLUMN}bm/202201/t20220130_{n}.html" for n in (901, 902, 903))
    never = decoys | {path for path in pages if path.endswith("_wap.html")} | {"/zwgk/zfxxgk/zfwzgznb/"}
    return pages, Key(frozenset(reports), decoys, frozenset(never), "trs", frozenset(columns))


PAGES, KEY = _build()


def portal(call: Call) -> Reply | None:
    """The city's answers."""
    path = call.bare
    names = (path, f"{path}index.html", f"{path}index.shtml") if path.endswith("/") else (path,)
    page = next((PAGES[name] for name in names if name in PAGES), None)
    if isinstance(page, bytes):
        return Reply(page, content_type=DOCX)
    return Reply(page) if page is not None else None
