"""A county that no platform file knows: its lists are drawn by a script, page by page, from what its API answers.

Articles are static, as at 淮安 (``/col/4039_446643/art/17356608/1736….html``); rows of data have a number, no address.
"""

from __future__ import annotations

import json

from tests.portals.kit import Call, Key, Reply
from tests.portals.markup import REJECTED, article, document, links, siblings

COLUMN = "/col/18073_668815/"
API = "/openapi/content/list"
SIZE = 5
OFFICES = ("财政局", "民政局", "水务局", "司法局", "统计局", "档案馆", "信访局")
SCRIPT = """
const list = document.getElementById('list'), pager = document.getElementById('pager'), id = list.dataset.column;
function show(page) {
  const body = JSON.stringify({columnId: id, current: page, size: 5});
  fetch('/openapi/content/list', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: body})
    .then(r => r.json()).then(answer => {
      const rows = answer.data.records;
      list.innerHTML = rows.map(r => `<li><a href="/col/${r.cid}/art/17356608/${r.id}.html">${r.name}</a><span>${r.day}</span></li>`).join('');
      pager.innerHTML = `<span>${page}/${answer.data.pages}</span><a href="javascript:;" class="${page < answer.data.pages ? '' : 'disabled'}">下一页</a>`;
      pager.lastChild.onclick = () => { if (page < answer.data.pages) show(page + 1) };
    });
}
show(1);
"""


def _shell(name: str, column: str, tabs: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{name}-丁县人民政府</title></head><body>{tabs}"
        f"<ul id='list' data-column='{column}'></ul><div id='pager'></div><script src='/js/list.js'></script></body></html>"
    )


def _build() -> tuple[dict[str, str], dict[str, list[dict[str, str]]], Key]:
    nav = links(("/col/zn/index.html", "政府信息公开指南"), (f"{COLUMN}index.html", "政府信息公开年报"))
    tabs = links((f"{COLUMN}bm/index.html", "部门"))
    pages = {
        "/": document("丁县人民政府", links(("/col/zwgk/index.html", "政务公开"), ("/xw/", "新闻"))),
        "/col/zwgk/index.html": document("政务公开", nav),
        f"{COLUMN}index.html": _shell("政府信息公开年报", "668815", tabs),
        f"{COLUMN}bm/index.html": _shell("政府信息公开年报", "668816"),
    }
    rows: dict[str, list[dict[str, str]]] = {"668815": [], "668816": []}
    reports: set[str] = set()
    for number in range(14):
        column = "668815" if number < 7 else "668816"
        where = {"cid": f"4039_44664{number % 3}", "id": f"17364738729{number:03d}ffO7DUB", "day": "2025-01-10"}
        office = "丁县人民政府" if number < 7 else OFFICES[number - 7]
        title = f"{office}{2024 - number % 13}年政府信息公开工作年度报告" if number < 11 else office
        href = f"/col/{where['cid']}/art/17356608/{where['id']}.html"
        pages[href] = article(number, f"{office}政府信息公开工作年度报告")
        rows[column].append(where | {"name": title})
        reports.add(href)
    decoys = siblings(f"/col/4039_446640/art/17356608/1736470000{n}.html" for n in range(3))
    pages.update(decoys)
    for number, title in enumerate(REJECTED):
        where = {"cid": "4039_446640", "id": f"1736470000{number}", "day": "2025-01-11", "name": title}
        rows["668815"].insert(4, where)
    return pages, rows, Key(frozenset(reports), frozenset(decoys), frozenset(decoys) | {"/xw/"})


PAGES, LISTS, KEY = _build()


def portal(call: Call) -> Reply | None:
    """The county's answers."""
    if call.bare == "/js/list.js":
        return Reply(SCRIPT, content_type="text/javascript; charset=utf-8")
    if call.bare != API:
        return Reply(PAGES[call.bare]) if call.bare in PAGES else None
    asked = json.loads(call.body)
    rows, page = LISTS[asked["columnId"]], asked["current"]
    data = {"records": rows[(page - 1) * SIZE : page * SIZE], "pages": -(-len(rows) // SIZE), "total": len(rows)}
    return Reply(json.dumps({"code": 0, "data": data}, ensure_ascii=False), content_type="application/json")
