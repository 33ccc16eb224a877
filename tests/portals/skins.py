"""Nine small portals that nobody wrote a platform for, each of another make: home, column, reports (seen in 2026)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.portals.kit import Call, Key, Reply
from tests.portals.markup import REJECTED, article, document, links, note, row

YEARS = (2023, 2022, 2021, 2020)


@dataclass
class Skin:
    """A portal that is a dictionary, known only by its home page."""

    pages: dict[str, str] = field(default_factory=dict)
    reports: set[str] = field(default_factory=set)
    decoys: set[str] = field(default_factory=set)
    never: set[str] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    count: int = 0

    def __call__(self, call: Call) -> Reply | None:
        """The portal's answers."""
        page = self.pages.get(call.path)
        return Reply(page) if page is not None else None

    @property
    def key(self) -> Key:
        """What is published."""
        never = frozenset(self.never | self.decoys)
        return Key(frozenset(self.reports), frozenset(self.decoys), never, "generic", frozenset(self.columns))

    def home(self, *menu: tuple[str, str], body: str = "", **metas: str) -> None:
        """The home page, with a link that leads astray."""
        self.pages["/"] = document("某县人民政府", links(*menu, ("/news/", "要闻")) + body, **metas)
        self.never.add("/news/")

    def report(self, path: str, title: str, around: str = "", *, column: bool = False) -> str:
        """A page that is a report; returns its path."""
        self.count += 1
        self.pages[path] = article(self.count, title, wrap=around + "{}")
        self.reports.add(path)
        if column:
            self.columns.add(path)
        return path

    def decoy(self, path: str, number: int = 0) -> tuple[str, str]:
        """A sibling of a report; returns path and title."""
        self.pages[path] = note(REJECTED[number], "不是年报")
        self.decoys.add(path)
        return path, REJECTED[number]


def henan() -> Skin:
    """Dates in the path, articles outside of the column's folder, half of them with weak titles; pages as links."""
    skin = Skin()
    skin.home(("/zwgk/", "政务公开"))
    skin.pages["/zwgk/"] = document("政务公开", links(("/zwgk/zfxxgkzn/", "指南"), ("/zwgk/zfxxgknb/", "公开年报")))
    rows = []
    for n in range(8):
        title = f"{2023 - n}年年报" if n % 2 else f"某县{2023 - n}年政府信息公开工作年度报告"
        rows.append(row(skin.report(f"/{2024 - n}/01-19/{2677014 + n}.html", title), title, f"{2024 - n}-01-19"))
    rows.insert(2, row(*skin.decoy("/2022/01-20/2677900.html"), "2022-01-20"))
    side = links(("/2024/03-01/2699999.html", "某县召开工作会议"))
    for page in (1, 2, 3):
        pager = "".join(f"<a href='/zwgk/zfxxgknb/index_{k}.html'>第{k}页</a>" for k in (2, 3) if k != page)
        body = f"{side}<div><ul>{''.join(rows[page * 3 - 3 : page * 3])}</ul></div>{pager}"
        skin.pages[f"/zwgk/zfxxgknb/{f'index_{page}.html' if page > 1 else ''}"] = document("年报", body)
    skin.never.add("/2024/03-01/2699999.html")
    return skin


def xingan() -> Skin:
    """Every office is a site of its own in a folder; the column of the county names them in its side menu."""
    skin = Skin()
    skin.home(("/xam/zfxxgknb/index.html", "政府信息公开年报"))
    offices = {"czj": "某县财政局", "jsj": "某县住建局", "mzj": "某县民政局", "sfj": "某县司法局"}
    menu = "".join(f"<dd data-href='/{slug}/'>{name}</dd>" for slug, name in offices.items())
    for slug, name in {"xam": "某县人民政府", **offices}.items():
        rows = ""
        for n, year in enumerate(YEARS[:3]):
            path = f"/{slug}/{year + 1}-01/31/article_{20230131000 + n}.html"
            rows += row(skin.report(path, f"{name}{year}年年度报告"), f"{name}{year}年年度报告", f"{year + 1}-01-31")
        metas = {"ColumnName": "政府信息公开年报", "ColumnType": "信息公开年报"}
        body = f"<dl>{menu if slug == 'xam' else ''}</dl><ul>{rows}</ul>"
        skin.pages[f"/{slug}/zfxxgknb/index.html"] = document(f"{name}年报", body, **metas)
        if slug != "xam":
            about = links((f"/{slug}/jgzn/", "机构职能"), (f"/{slug}/zfxxgknb/index.html", "政府信息公开年报"))
            skin.pages[f"/{slug}/"] = document(name, about)
            skin.never.add(f"/{slug}/jgzn/")
    return skin


def hengyang() -> Skin:
    """Folders with numbers, the way there in pictures, a tab beside the column that only its own metadata prove."""
    skin = Skin()
    skin.home(body="<a href='/c5600/'><img src='a.png' alt='政务公开'></a>")
    skin.pages["/c5600/"] = document("政务公开", "<a href='/c5607/' title='政府信息公开年报'><img src='b.png'></a>")
    tabs = links(("/c5607/", "市政府年报"), ("/c5608/", "各县市区"), ("/c5611/", "乡镇街道"))
    for column, place in (("c5607", "某市"), ("c5608", "某区")):
        rows = ""
        for n, year in enumerate(YEARS):
            path = skin.report(f"/{column}/{year + 1}0204/i{1658763 + n}.html", f"{place}{year}年年报")
            rows += row(path, f"{place}{year}年年报", f"{year + 1}-02-04")
        metas = {"ColumnName": f"{place}", "ColumnType": "信息公开年报"}
        skin.pages[f"/{column}/"] = document(place, f"{tabs}<ul>{rows}</ul>", **metas)
    towns = row("/c5611/20210204/i1.html", "某镇召开年度报告会", "2021-02-04")
    skin.pages["/c5611/"] = document("乡镇街道", f"<ul>{towns}</ul>", ColumnName="乡镇动态")
    skin.never.add("/c5611/20210204/i1.html")
    return skin


def yanan() -> Skin:
    """Pages are ``1.html``, ``2.html``; how many there are is known to a script."""
    skin = Skin()
    skin.home(("/zfxxgk/", "政府信息公开"))
    skin.pages["/zfxxgk/"] = document(
        "公开",
        "<h3>政府信息公开年报<a href='/zfxxgk/zfxxgknb/1.html'>更多&gt;&gt;</a></h3>"
        + links(("/zfxxgk/zn/1.html", "指南")),
    )
    rows = []
    for n in range(11):
        title = f"某县第{'一二三四五六七八九十百'[n]}局2021年政府信息公开年报"
        rows.append(row(skin.report(f"/zfxxgk/zfxxgknb/{1500000000 + n}.html", title), title, "2022-01-20"))
    rows.append(row(*skin.decoy("/zfxxgk/zfxxgknb/1500009999.html", 1), "2022-01-20"))
    for page in (1, 2, 3):
        script = f"<script>var total = parseInt('3'); for (var i = 1; i <= total; i++) show({page}, i);</script>"
        body = f"<ul>{''.join(rows[page * 4 - 4 : page * 4])}</ul>{script}"
        skin.pages[f"/zfxxgk/zfxxgknb/{page}.html"] = document("政府信息公开年报", body)
    return skin


def qujing() -> Skin:
    """Pages by ``?page=``, articles far from their column, rows without a day but with a report among them."""
    skin = Skin()
    skin.home(("/list/zwgk/auto/99.html", "政务公开Government"))
    skin.pages["/list/zwgk/auto/99.html"] = document(
        "政务公开", links(("/list/xxgknb/auto/124.html", "信息公开工作年报"))
    )
    column = "/list/xxgknb/auto/124.html"
    rows = []
    for n in range(9):
        title = "某市2022年政府信息公开工作年度报告" if n % 4 == 0 else f"{2022 - n}年年度报告"
        rows.append((skin.report(f"/article/description/auto/{4125 + n}.html", title), title))
    for page in (1, 2, 3):
        pager = links(*((f"{column}?page={k}", "下一页»" if k == page + 1 else str(k)) for k in (1, 2, 3)))
        listed = links(*rows[page * 3 - 3 : page * 3])
        skin.pages[f"{column}?page={page}"] = document("信息公开工作年报", f"<div>{listed}</div>{pager}")
    skin.pages[column] = skin.pages[f"{column}?page=1"]
    return skin


def renshe() -> Skin:
    """One script for all columns, told apart by their numbers; the list is opened by a function."""
    skin = Skin()
    skin.home(body="<div onclick=\"openUrl('/InfoPublic.aspx?cid=1000&pid=971&page=1')\">政府信息公开</div>")
    menu = links(
        ("/InfoPublic.aspx?cid=1018&pid=971&page=1", "信息公开指南"),
        ("/InfoPublic.aspx?cid=1019&pid=971&page=1", "信息公开年度报告"),
        ("/InfoPublic.aspx?cid=1020&pid=971&page=1", "人事信息"),
    )
    skin.pages["/InfoPublic.aspx?cid=1000&pid=971&page=1"] = document("政府信息公开", menu)
    rows = []
    for n in range(7):
        title = f"省人社厅{2022 - n}年政府信息公开工作年度报告"
        path = skin.report(f"/InfoDetail.aspx?id={31000 + n}", title)
        rows.append(
            f"<tr><td><a href=\"javascript:view('{path}')\" title='{title}'>{title[:14]}...</a></td><td>2021/1/9</td></tr>"
        )
    path, title = skin.decoy("/InfoDetail.aspx?id=39999", 2)
    rows.append(f"<tr><td><a href='{path}'>{title}</a></td><td>2021/1/9</td></tr>")
    for page in (1, 2, 3):
        pager = "".join(f"<a href='?page={k}&cid=1019&pid=971'>{k}</a>" for k in (1, 2, 3))
        body = f"{menu}<table>{''.join(rows[page * 3 - 3 : page * 3])}</table>{pager}"
        skin.pages[f"/InfoPublic.aspx?page={page}&cid=1019&pid=971"] = document("年度报告", body)
    skin.pages["/InfoPublic.aspx?cid=1019&pid=971&page=1"] = skin.pages["/InfoPublic.aspx?page=1&cid=1019&pid=971"]
    skin.never |= {f"/InfoPublic.aspx?cid={cid}&pid=971&page=1" for cid in (1018, 1020)}
    return skin


def gengma() -> Skin:
    """The page is the report; a form sends organ and year in its address."""
    skin = Skin()
    organs = {"DZ1": "某县公安局", "DZ2": "某县司法局", "DZ3": "某县水务局"}
    base = "/zfxxgk/nb.html"
    skin.home((base, "政府信息公开年报"))
    for code, name in organs.items():
        for year in YEARS[:3]:
            form = (
                f"<form action='{base}' method='get'><select name='orgCode' onchange='this.form.submit()'>"
                + "".join(f"<option value='{c}'{' selected' * (c == code)}>{n}</option>" for c, n in organs.items())
                + "</select><select name='nbYear' onchange='this.form.submit()'>"
                + "".join(f"<option value='{y}'{' selected' * (y == year)}>{y}年</option>" for y in YEARS[:3])
                + "</select></form>"
            )
            path = f"{base}?orgCode={code}&nbYear={year}"
            skin.report(path, f"{name}{year}年政府信息公开年报", form, column=year == YEARS[0])
    skin.pages[base] = skin.pages[f"{base}?orgCode=DZ1&nbYear=2023"]
    skin.reports.add(base)
    skin.columns.add(base)
    return skin


def xicheng() -> Skin:
    """A query flattened into the name of a file; the column is the newest report, with a tab for every year."""
    skin = Skin()
    skin.home(("/xxgk/", "政府信息公开"))
    column = "/xxgk/pnidpv195pntypepvnb.html"
    skin.pages["/xxgk/"] = document("政府信息公开", links(("/xxgk/pnidpv195pntypepvzn.html", "指南"), (column, "年报")))
    tabs = links(*((f"/xxgk/pnidpv195pntypepvnbpnnfpv{year}.html", f"{year}年") for year in YEARS))
    for year in YEARS:
        skin.report(f"/xxgk/pnidpv195pntypepvnbpnnfpv{year}.html", f"某区{year}年政府信息公开工作年度报告", tabs)
    skin.report(column, "某区2023年政府信息公开工作年度报告", tabs, column=True)
    return skin


def liaoning() -> Skin:
    """Articles are folders with a number for a name, and so is the column; the tabs are options of a select."""
    skin = Skin()
    skin.home(("/zwgk/index.html", "政务公开"), SiteIDCode="9901020001")
    column, other = "/zwgk/zfxxgk/nb/index.html", "/zwgk/zfxxgk/bmnb/index.html"
    skin.pages["/zwgk/index.html"] = document(
        "政务公开", links((column, "历年政府信息公开年报"), ("/zwgk/wz/", "网站年度报表"))
    )
    skin.never.add("/zwgk/wz/")
    choice = (
        "<select onchange=\"location.href='/zwgk/zfxxgk/'+this.value+'/index.html'\"><option value='nb'>县政府</option>"
        "<option value='bmnb'>县直部门</option></select>"
    )
    for n, (path, name) in enumerate(((column, "某县人民政府"), (other, "某县财政局"))):
        rows = ""
        for year in YEARS:
            href = f"/zwgk/zfxxgk/{year}0119{12345670 + n}/index.html"
            title = f"{name}{year}年政府信息公开工作年度报告"
            skin.report(f"{href}", title)
            rows += row(href, title, f"{year + 1}-01-19")
        skin.pages[path] = document("政府信息公开年报", f"{choice}<ul>{rows}</ul>")
    return skin


SKINS: dict[str, Callable[[], Skin]] = {
    made.__name__: made for made in (henan, xingan, hengyang, yanan, qujing, renshe, gengma, xicheng, liaoning)
}
