"""Two districts of Shanghai whose pages are shells: Easttone's lists by channel, Epoint's lists and articles."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tests.portals.kit import Call, Key, Reply, report_bodies, report_file
from tests.portals.markup import REJECTED, article, document, links, note

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NAV = links(
    ("/zwgk/zn.html", "政府信息公开指南"),
    ("/zwgk/nb.html", "政府信息公开年报"),
    ("/zwgk/wzndbb.html", "政府网站年度报表"),
)


def _json(data: Any) -> Reply:
    return Reply(json.dumps(data, ensure_ascii=False), content_type="application/json;charset=UTF-8")


class Easttone:
    """A district with 34 reports in one channel, decoys between them, on three pages, the last of them short."""

    api = "/zwgk-search-front/api/data/search"

    def __init__(self) -> None:
        self.rows: list[tuple[str, str]] = []
        self.pages: dict[str, str] = {
            "/": document("甲区", links(("/zwgk/index.html", "政务公开"), ("/yw/", "要闻"))),
            "/zwgk/index.html": document("政务公开", NAV),
            "/zwgk/nb.html": self._shell("1899"),
        }
        reports: set[str] = set()
        for n in range(34):
            href, title = (
                f"/zwgk/zfxxgk-nb/2022/{80 + n}/{338800 + n}.html",
                f"甲区第{n}局{2022 - n % 4}年政府信息公开工作年度报告",
            )
            self.pages[href] = article(n, title)
            self.rows.append((href, title))
            reports.add(href)
        self.decoys = [f"/zwgk/zfxxgk-nb/2022/9/{399900 + n}.html" for n in range(3)]
        self.rows[5:5] = zip(self.decoys, REJECTED, strict=True)
        self.pages |= {href: note(title, "不是年报") for href, title in zip(self.decoys, REJECTED, strict=True)}
        never = frozenset({*self.decoys, "/zwgk/wzndbb.html", "/yw/"})
        self.key = Key(frozenset(reports), frozenset(self.decoys), never, "easttone")

    def _shell(self, channel: str) -> str:
        script = (
            f"<script src='/static/js/cms.js'></script><script>var cms = new CMS({{ el: '#list', api: '{self.api}', "
            f"channelList: ['{channel}'], pageNo: 1, pageSize: 15, orderFields: ['display_date', 'id'] }});</script>"
        )
        return f"<html><head><title>甲区</title></head><body><div id='list'></div>{script}</body></html>"

    def __call__(self, call: Call) -> Reply | None:
        """The district's answers. A channel that is no array brings the whole site."""
        if call.bare != self.api:
            return Reply(self.pages[call.bare]) if call.bare in self.pages else None
        asked = json.loads(call.body)
        if asked["channelList"] != ["1899"]:
            anything = [{"title": "甲区召开会议", "url": f"/yw/{n}.html", "display_date": 0} for n in range(15)]
            return _json({"code": 0, "data": {"totalPage": 667, "totalCount": 10000, "list": anything}})
        begin = (asked["pageNo"] - 1) * asked["pageSize"]
        ms = int(datetime(2022, 1, 21, 1, tzinfo=UTC).timestamp() * 1000)
        rows = [
            {"id": n, "title": title, "url": href, "display_date": ms - n, "dispatch_agency": "甲区"}
            for n, (href, title) in enumerate(self.rows[begin : begin + asked["pageSize"]])
        ]
        pages = -(-len(self.rows) // asked["pageSize"])
        return _json({"code": 0, "data": {"totalPage": pages, "totalCount": len(self.rows), "list": rows}})


class Epoint:
    """A district with 24 reports of two organs; every fifth is a file only, which a relative list names."""

    rest = "/epoint-web/rest/lightfrontaction"
    common = (
        "var siteInfo={projectName:'/epoint-web',siteGuid:'7eb5f7f1-9041-43ad-8e13-8fcb82ea831a',siteName:'乙区'};\n"
        "(function(win,$){win.WebBuilder={};})(this,jQuery);"
    )

    def __init__(self) -> None:
        self.pages: dict[str, str] = {
            "/": document("乙区", links(("/zwgk/index.html", "政务公开"), ("/yw/", "要闻"))),
            "/zwgk/index.html": document("政务公开", NAV),
            "/zwgk/nb.html": self._shell("003002"),
        }
        self.titles: dict[str, str] = {}
        reports: set[str] = set()
        self.decoys = []
        for n in range(24):
            guid = str(UUID(int=0x7EB5F7F1904143AD8E138FCB82EA0000 + n))
            self.titles[guid] = f"乙区第{n % 2}局{2023 - n // 2}年政府信息公开工作年度报告"
            reports.add(f"/epoint-web/files/{guid}.docx" if n % 5 == 4 else self._info(guid))
        for n, title in enumerate(REJECTED):
            guid = str(UUID(int=0x1EB5F7F1904143AD8E138FCB82EA0000 + n))
            self.titles[guid] = title
            self.decoys.append(self._info(guid))
        never = frozenset({*self.decoys, *(self._info(guid) for guid in self.titles), "/zwgk/wzndbb.html", "/yw/"})
        self.key = Key(frozenset(reports), frozenset(self.decoys), never, "epoint")

    def _info(self, guid: str) -> str:
        return f"/xxgk/showinfo.html?infoGuid={guid}"

    def _shell(self, category: str) -> str:
        return (
            "<html><head><title>乙区</title></head><body class='EWB-FRONT'><div id='infolist'></div>"
            f"<input type='hidden' id='categorynum' value='{category}'><script>var deptcode = '', categorynum='{category}';</script>"
            "<script src='/js/webBuilderCommon.js'></script><script src='/js/govinfolist.js'></script></body></html>"
        )

    def __call__(self, call: Call) -> Reply | None:
        """The district's answers."""
        if call.bare == "/js/webBuilderCommon.js":
            return Reply(self.common, content_type="application/javascript")
        if call.bare == f"{self.rest}/getgovinfolist":
            return self._list(json.loads(call.body))
        if call.bare == f"{self.rest}/getGovInfoDetail":
            return self._detail(json.loads(call.field("params"))["infoid"])
        if call.bare.endswith(".docx"):
            return Reply(report_file(), content_type=DOCX)
        return Reply(self.pages[call.bare]) if call.bare in self.pages else None

    def _list(self, asked: dict[str, Any]) -> Reply:
        known = asked["categorynum"] == "003002" and asked["siteGuid"].startswith("7eb5f7f1")
        part = list(self.titles.items())[asked["pageIndex"] * asked["pageSize"] - asked["pageSize"] :][
            : asked["pageSize"]
        ]
        rows = [{"infourl": self._info(g), "realtitle": t, "infodate": "2022-01-21"} for g, t in part if known]
        return _json({"custom": {"code": 1, "data": rows}, "status": {"code": 200}})

    def _detail(self, guid: str) -> Reply:
        n = list(self.titles).index(guid)
        if n % 5 == 4:
            files = [{"pdfname": f"{self.titles[guid]}.docx", "pdfurl": f"/epoint-web/files/{guid}.docx"}]
            return _json({"custom": {"data": {"realtitle": self.titles[guid], "infotype": "pdf", "pdflist": files}}})
        text = report_bodies()[n % len(report_bodies())]
        data = {"realtitle": self.titles[guid], "infotype": "html", "infocontent": text}
        return _json({"custom": {"data": data}})
