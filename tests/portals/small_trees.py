"""Three small portals: Shanghai's yearly folders, Hebei's columns of blocks, Shandong's channels."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from tests.portals.kit import Call, Key, Reply, report_file
from tests.portals.markup import REJECTED, article, document, links, note, row

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class _Tree:
    """Pages by path, and what a crawl of them must find."""

    platform: str

    def __init__(self) -> None:
        self.pages: dict[str, str | bytes] = {}
        self.reports: set[str] = set()
        self.decoys: set[str] = set()
        self.never: set[str] = set()

    def __call__(self, call: Call) -> Reply | None:
        """The portal's answers."""
        page = self.pages.get(call.bare)
        if isinstance(page, bytes):
            return Reply(page, content_type=DOCX)
        return Reply(page) if page is not None else None

    @property
    def key(self) -> Key:
        """What is published."""
        return Key(frozenset(self.reports), frozenset(self.decoys), frozenset(self.never | self.decoys), self.platform)

    def _report(self, path: str, number: int, title: str, wrap: str = "{}", **metas: str) -> None:
        self.pages[path] = article(number, title, wrap=wrap, **metas)
        self.reports.add(path)

    def _decoy(self, path: str, title: str) -> None:
        self.pages[path] = note(title, "不是年报")
        self.decoys.add(path)


class Shanghai(_Tree):
    """A folder a year with up to three pages; rows twice, once commented out; no metadata."""

    platform = "shanghai"

    def __init__(self) -> None:
        super().__init__()
        years = links(*((f"/nw1234{n}/", f"{2022 - n}年") for n in range(3)))
        self.pages["/"] = document("上海", links(("/nw9820/", "政府信息公开"), ("/nw4411/", "要闻")))
        nav = links(("/nw2405/", "政府信息公开指南"), ("/nw12340/", "政府信息公开年报"), ("/nw2407/", "依申请公开"))
        self.pages["/nw9820/"] = document("政府信息公开", nav)
        self.never |= {"/nw2405/", "/nw4411/"}
        for n, count in enumerate((13, 6, 4)):
            rows = [self._row(n, number) for number in range(count)]
            rows.insert(2, self._decoy_row(n))
            total = -(-len(rows) // 5)
            for page in range(1, total + 1):
                part = "".join(f"<!--{one}-->{one}" for one in rows[(page - 1) * 5 : page * 5])
                script = f'<script>$(".pagination").pagination({{totalPage:{total},showPage:7,currentPage:{page}}});</script>'
                body = f"{nav}{years}<ul class='uli14'>{part}</ul><div class='pagination'></div>{script}"
                name = f"index_{page}.html" if page > 1 else ""
                self.pages[f"/nw1234{n}/{name}"] = document("政府信息公开年报_上海市人民政府", body)

    def _row(self, n: int, number: int) -> str:
        href = f"/nw1234{n}/{2023 - n}0330/{number + 16 * n:032x}.html"
        title = f"第{number}委2021年年报" if number == 1 else f"市第{number}委{2022 - n}年政府信息公开工作年度报告"
        self._report(href, number, title, wrap="<div id='ivs_content' class='Article_content'>{}</div>")
        return row(href, title, f"{2023 - n}-03-30")

    def _decoy_row(self, n: int) -> str:
        href = f"/nw1234{n}/{2023 - n}0330/{900 + n:032x}.html"
        self._decoy(href, REJECTED[n])
        return row(href, REJECTED[n], f"{2023 - n}-03-30", cut=99)


class Hebei(_Tree):
    """Two columns: 17 reports in four blocks, a second column of counties; a file with its second ending."""

    platform = "hebei"

    def __init__(self) -> None:
        super().__init__()
        self.own, self.counties = str(UUID(int=0x1F0B << 96 | 7)), str(UUID(int=0x2F0B << 96 | 8))
        self.template, self.block = str(UUID(int=0x3F0B << 96)), str(UUID(int=0x4F0B << 96))
        self.pages["/"] = document("冀县", links((f"/columns/{UUID(int=5)}/index.html", "政务公开"), ("/yw/", "要闻")))
        nav = links(
            (f"/columns/{UUID(int=6)}/index.html", "政府信息公开指南"),
            (f"/columns/{self.own}/index.html", "政府信息公开年报"),
        )
        self.pages[f"/columns/{UUID(int=5)}/index.html"] = document("政务公开", nav)
        self.never = {f"/columns/{UUID(int=6)}/index.html", "/yw/"}
        self.rows = {self.own: [self._row(self.own, n) for n in range(17)], self.counties: []}
        self.rows[self.counties] = [self._row(self.counties, n) for n in range(4)]
        tabs = links(
            (f"/columns/{self.own}/index.html", "县政府"), (f"/columns/{self.counties}/index.html", "乡镇街道")
        )
        for column, rows in self.rows.items():
            script = (
                f"<script>function page(n){{$.get('/columns/{column}/templates/{self.template}/blocks/{self.block}?page='+n+"
                "'&fix=0',function(html){$('#list').html(html)})}</script>"
            )
            body = f"{nav}{tabs}<div id='list'><ul>{''.join(rows[:5])}</ul></div>{script}"
            self.pages[f"/columns/{column}/index.html"] = document("列表", body, ColumnName="政府信息公开年报")

    def _row(self, column: str, n: int) -> str:
        href = f"/columns/{column}/20240{n % 3 + 1}/28/{UUID(int=n << 100 | 9)}.html"
        title = f"冀县第{n}{'局' if column == self.own else '镇'}{2023 - n % 4}年政府信息公开工作年度报告"
        if n == 7:
            self._decoy(href, REJECTED[0])
            title = REJECTED[0]
        elif n == 9:
            file = f"/attachments/1/202401/28/{title}.docx20240128183610173.docx"
            self.pages[href] = note(title, f"<a href='{file}?sid={UUID(int=77)}'>{title}.docx</a>")
            self.pages[file] = report_file()
            self.reports.add(f"{quote(file)}?sid={UUID(int=77)}")
        else:
            self._report(href, n, title)
        return row(href, title, "2024-01-28")

    def __call__(self, call: Call) -> Reply | None:
        """Pages, and blocks of five rows; behind the last an empty one."""
        for column, rows in self.rows.items():
            if call.bare == f"/columns/{column}/templates/{self.template}/blocks/{self.block}":
                number = int(call.field("page"))
                return Reply("<ul>" + "".join(rows[(number - 1) * 5 : number * 5]) + "</ul>")
        return super().__call__(call)


class Shandong(_Tree):
    """Channels of 济南: 12 reports, in the folder of another channel too; a channel of townships; linked pages."""

    platform = "sd_channel"

    def __init__(self) -> None:
        super().__init__()
        own, towns = f"/gongkai/channel_{0x63946E19:x}{7:016x}/", f"/gongkai/channel_{0x63946E19:x}{8:016x}/"
        guide = f"/gongkai/channel_{0x63946E19:x}{9:016x}/"
        nav = links((guide, "政府信息公开指南"), (own, "政府信息公开年报"), ("/gongkai/wzbb/", "政府网站年度报表"))
        self.pages["/"] = document("鲁区", links(("/gongkai/", "政府信息公开"), ("/xw/", "新闻")))
        self.pages["/gongkai/"] = document("政府信息公开", nav)
        self.never = {guide, "/gongkai/wzbb/", "/xw/"}
        tabs = links((own, "区政府部门"), (towns, "街道"))
        for column, count in ((own, 12), (towns, 5)):
            rows = [self._row(column, towns, n) for n in range(count)]
            for page in range(0, count, 5):
                name = f"index_{page // 5 + 1}.html" if page else ""
                more = links(*((f"{column}index_{k}.html", str(k)) for k in range(2, -(-count // 5) + 1)))
                body = f"{nav}{tabs}<div class='list'><ul>{''.join(rows[page : page + 5])}</ul></div><div>{more}</div>"
                self.pages[f"{column}{name}"] = document("政府信息公开年报", body)

    def _row(self, column: str, other: str, n: int) -> str:
        folder = other if n == 3 else column
        href = f"{folder}doc_{0x63946E19 + n:x}{n + (100 if column == other else 200):016x}.html"
        title = f"鲁区第{n}{'街道' if column == other else '局'}{2022 - n % 3}年政府信息公开工作年度报告"
        if n == 4:
            self._decoy(href, REJECTED[1])
            return row(href, REJECTED[1], "2022-01-20")
        self._report(href, n, title)
        return row(href, "第3局2019年年报" if n == 3 else title, "2022-01-20")
