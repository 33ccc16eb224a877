"""Reports as offices lay them out, each with what it truly says.

A second printer beside the samples', so that what is read is not only what our own printer prints: tables are rows of
cells here, which a test turns, tears, doubles or decorates before they become a page. The numbers obey every sum of the
form, so that any finding is a false alarm.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape

from parsing.forms import FORMS

HEADINGS = (
    "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
)  # fmt: skip
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


@dataclass
class Box:
    """A cell to be printed. ``key`` is the figure that it states."""

    text: str
    width: int = 1
    height: int = 1
    key: str | None = None


Rows = list[list[Box]]


@dataclass(frozen=True)
class Office:
    """A report of an office: ``figures`` are its numbers, ``printed`` what stands in a cell in place of its number."""

    seed: int
    form: str = "2021"
    year: int = 2023
    issuer: str = "青岭县水利局"
    figures: Mapping[str, int] = field(default_factory=dict)
    printed: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """As it is printed."""
        return f"{self.issuer}{self.year}年政府信息公开工作年度报告"

    def text(self, key: str) -> str:
        """What stands in a cell."""
        return self.printed.get(key, str(self.figures[key]))

    def saying(self, printed: Mapping[str, str]) -> Office:
        """The same with other texts in some cells."""
        return replace(self, printed={**self.printed, **printed})


def office(seed: int, form: str = "2021", year: int = 2023, issuer: str = "青岭县水利局") -> Office:
    """A report whose numbers are drawn by ``seed`` and add up."""
    draw, declared = random.Random(seed), FORMS[form]
    figures: dict[str, int] = {
        spec.key: draw.choice([0, draw.randrange(1, 3000)]) for spec in declared.table("proactive")
    }
    if form == "2021":
        for kind in ("gov_rules", "normative_docs"):
            figures[f"{kind}_in_force"] = figures[f"{kind}_issued"] + draw.randrange(300)
    else:
        for kind in ("gov_rules", "normative_docs"):
            figures[f"{kind}_disclosed_total"] = figures[f"{kind}_new_made"] + figures[f"{kind}_new_disclosed"]
    for applicant in declared.applicants:
        drawn = {row: draw.choice([0, 0, draw.randrange(1, 40)]) for row in declared.leaves}
        total, left = sum(drawn.values()), draw.randrange(9)
        carried = draw.randrange(total + left + 1)
        rows = {"requests_new": total + left - carried, "requests_carried_in": carried, **drawn}
        rows |= {"outcomes_total": total, "requests_carried_out": left}
        figures |= {f"{row}.{applicant}": number for row, number in rows.items()}
    for row in declared.request_rows:
        figures[f"{row.key}.total"] = sum(figures[f"{row.key}.{applicant}"] for applicant in declared.applicants)
    for route in declared.routes:
        parts = {outcome.key: draw.randrange(30) for outcome in declared.outcomes if outcome.key != "total"}
        figures |= {f"{route.key}_{part}": number for part, number in parts.items()}
        figures[f"{route.key}_total"] = sum(parts.values())
    return Office(seed, form, year, issuer, figures)


def proactive(of: Office) -> Rows:
    """Table 2."""
    rows: Rows = []
    declared = FORMS[of.form].proactive_rows
    most = max(len(row.columns) for row in declared)
    block = ""
    for row in declared:
        each, rest = divmod(most, len(row.columns))
        widths = [each + (at >= len(row.columns) - rest) for at in range(len(row.columns))]
        if row.block != block:
            block = row.block
            rows.append([Box(block, most + 1)])
            rows.append([Box("信息内容"), *(Box(c, w) for c, w in zip(row.columns, widths, strict=True))])
        rows.append([Box(row.label), *(Box(of.text(k), w, key=k) for k, w in zip(row.keys, widths, strict=True))])
    return rows


def requests(of: Office) -> Rows:
    """Table 3."""
    declared = FORMS[of.form]
    columns = [column.label for column in declared.request_columns]
    rows = [
        [Box(CORNER, 3, 3), Box("申请人情况", 7)],
        [Box(columns[0], height=2), Box("法人或其他组织", 5), Box(columns[-1], height=2)],
        [Box(text) for text in columns[1:-1]],
    ]
    groups = {group.key: group.label for group in declared.request_groups}
    opened: set[str] = set()
    for row in declared.request_rows:
        head: list[Box] = []
        inside = [other for other in declared.request_rows if other.group]
        if row.group and not opened:
            opened.add("outcome")
            head.append(Box(groups["outcome"], height=len(inside)))
        if row.group and row.group not in {"outcome", *opened}:
            opened.add(row.group)
            head.append(Box(groups[row.group], height=sum(other.group == row.group for other in inside)))
        head.append(Box(row.label, 3 if not row.group else 2 if row.group == "outcome" else 1))
        cells = (f"{row.key}.{column.key}" for column in declared.request_columns)
        rows.append([*head, *(Box(of.text(key), key=key) for key in cells)])
    return rows


def disputes(of: Office) -> Rows:
    """Table 4."""
    declared = FORMS[of.form]
    outcomes = [outcome.label for outcome in declared.outcomes]
    keys = [f"{route.key}_{outcome.key}" for route in declared.routes for outcome in declared.outcomes]
    return [
        [Box("行政复议", 5), Box("行政诉讼", 10)],
        [*(Box(text, height=2) for text in outcomes), *(Box(route.label, 5) for route in declared.routes[1:])],
        [Box(text) for text in outcomes * 2],
        [Box(of.text(key), key=key) for key in keys],
    ]


def table(rows: Sequence[Sequence[Box]], cell: Callable[[Box], str] = lambda box: escape(box.text)) -> str:
    """The markup of a table."""
    lines = (
        "".join(f'<td colspan="{box.width}" rowspan="{box.height}">{cell(box)}</td>' for box in row) for row in rows
    )
    return f'<table border="1">{"".join(f"<tr>{line}</tr>" for line in lines)}</table>'


def lines(rows: Sequence[Sequence[Box]], between: str = "\t") -> str:
    """A table as text, a line a row."""
    return "\n".join(between.join(box.text for box in row) for row in rows)


def paragraphs(texts: Iterable[str]) -> str:
    """The markup of some paragraphs."""
    return "".join(f"<p>{text}</p>" for text in texts)


def body(
    of: Office,
    *,
    tables: Sequence[str] | None = None,
    overall: Sequence[str] = (),
) -> str:
    """The markup of a whole report; ``tables`` are those in place of its own."""
    shown = tables or [table(proactive(of)), table(requests(of)), table(disputes(of))]
    period = f"本报告所列数据的统计期限自{of.year}年1月1日起至{of.year}年12月31日止。"
    text = [*overall, "（一）主动公开。围绕中心工作，及时公开各类信息。", "（二）依申请公开。规范办理，按时答复。"]
    return (
        f"<h1>{of.title}</h1>{paragraphs([period, HEADINGS[0], *text, HEADINGS[1]])}{shown[0]}"
        f"{paragraphs([HEADINGS[2]])}{shown[1]}{paragraphs([HEADINGS[3]])}{shown[2]}"
        f"{paragraphs([HEADINGS[4], '一是公开的深度不够；二是解读形式单一。', HEADINGS[5], '本年度未收取信息处理费。', of.issuer])}"
    )


def page(inner: str, head: str = "") -> str:
    """A page of a portal."""
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>政府信息公开年报</title>{head}</head><body>{inner}</body></html>'
