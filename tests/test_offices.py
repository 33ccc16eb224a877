"""Reports laid out as no sample is: every figure is right or null, in the state that the document shows.

Each layout was written with its truth beside it and read before the program was mended for it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from decimal import Decimal
from html import escape
from itertools import islice
from urllib.parse import quote

import pytest

import parsing
from parsing.model import Figure, Reading, State, Verdict
from tests.offices_kit import (
    HEADINGS,
    Box,
    Office,
    Rows,
    body,
    disputes,
    lines,
    office,
    page,
    paragraphs,
    proactive,
    requests,
    table,
)

OF = office(1)
BEFORE = office(2, year=2022)
NO_FEES = "本年度未收取信息处理费。"
MARKED = ("granted.natural_person", "denied_third_party.total", "permit_decisions", "litigation_direct_total")
NOTHING: Mapping[str, tuple[int | Decimal | None, State | None]] = {}


def check(
    reading: Reading, of: Office = OF, other: Mapping[str, tuple[int | Decimal | None, State | None]] = NOTHING
) -> None:
    """Everything is as printed and no rule is broken; ``other`` says it for cells that do not hold their number."""
    expected = {key: other.get(key, (number, None)) for key, number in of.figures.items()}
    found = {key: (reading.figures[key].value, reading.figures[key].state) for key in of.figures}
    assert found == expected
    assert (reading.verdict, reading.agency_name, reading.year) == (Verdict.REPORT, of.issuer, of.year)
    assert (reading.form, [finding.rule for finding in reading.findings]) == (of.form, [])


def read(markup: str, head: str = "") -> Reading:
    return parsing.read(page(markup, head).encode())


def shown(of: Office, cell: Callable[[Box], str]) -> str:
    return body(of, tables=[table(rows(of), cell) for rows in (proactive, requests, disputes)])


def with_tables(of: Office, two: Rows | None = None, three: Rows | None = None, four: Rows | None = None) -> str:
    return body(
        of, tables=[table(rows) for rows in (two or proactive(of), three or requests(of), four or disputes(of))]
    )


@pytest.mark.parametrize("form", ["2021", "2019"])
def test_the_kit_itself(form: str) -> None:
    of = office(3, form, 2023 if form == "2021" else 2020)
    amount = of.figures.get("central_procurement_amount", 0)
    check(
        read(body(of)), of, {"central_procurement_amount": (amount, State.UNIT_UNKNOWN)} if form == "2019" else NOTHING
    )


# -- what stands in a cell ---------------------------------------------------------------------------------------------

RAISED = [
    "<sup>1</sup>", '<sup><a href="#f">[2]</a></sup>', '<font style="vertical-align:super">1</font>', '<a href="#f" style="vertical-align:super">1</a>',
    '<span style="position:relative;top:-6px;font-size:9px">1</span>', '<span style="vertical-align:35%;font-size:60%">1</span>',
    '<a style="mso-footnote-id:ftn1" href="#_ftn1"><span class="MsoFootnoteReference">[1]</span></a>', '<span class="note">1</span>', "①", "¹", "※", "[1]", "注1", "（注1）",
]  # fmt: skip


@pytest.mark.parametrize("mark", RAISED)
def test_a_footnote_is_no_digit(mark: str) -> None:
    head = "<style>p{margin:0} .note{font-size:70%;vertical-align:super}</style>"
    check(read(shown(OF, lambda box: escape(box.text) + (mark if box.key in MARKED else "")), head))


@pytest.mark.parametrize(
    "mark", ['<span style="position:relative;top:-1px">1</span>', '<b style="vertical-align:2px">1</b>']
)
def test_a_digit_shifted_a_little_is_nobody_s(mark: str) -> None:
    reading = read(shown(OF, lambda box: escape(box.text) + (mark if box.key in MARKED else "")))
    assert {reading.figures[key].state for key in MARKED} == {State.UNREADABLE}


UNSEEN = [
    "<del>9</del>", '<span style="text-decoration:line-through">9</span>', '<span style="font-size:0">9</span>', '<i style="opacity: 0">9</i>',
    '<span style="visibility:hidden">9</span>', '<input type="hidden" value="9">', "<!--9-->",
]  # fmt: skip


@pytest.mark.parametrize("unseen", UNSEEN)
def test_what_a_cell_does_not_show_is_not_read(unseen: str) -> None:
    check(read(shown(OF, lambda box: (unseen if box.key else "") + escape(box.text))))


def test_units_and_separators() -> None:
    of = office(4)
    text = {key: f"{number:,}件" if number % 2 else f" {number} " for key, number in of.figures.items()}
    text["admin_fees_collected_10k_cny"] = f"{of.figures['admin_fees_collected_10k_cny']}万元"
    check(read(body(of.saying(text))), of)


def test_fields_of_a_form() -> None:
    check(read(shown(OF, lambda box: f'<input readonly value="{box.text}">' if box.key else escape(box.text))))


def test_nothing_in_several_signs() -> None:
    signs = {
        "": State.BLANK,
        "　": State.BLANK,
        "/": State.DASH,
        "—": State.DASH,
        "－": State.DASH,
        "无": State.DASH,
        "暂无": State.DASH,
    }
    empty = [key for key, number in OF.figures.items() if number == 0]
    text = {key: list(signs)[at % len(signs)] for at, key in enumerate(empty)}
    check(read(body(OF.saying(text))), OF, {key: (None, signs[said]) for key, said in text.items()})


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("permit_decisions", "1.2万", None), ("permit_decisions", "约12", None), ("permit_decisions", "12+3", None), ("permit_decisions", "3/5", None),
        ("permit_decisions", "二十六", 26), ("permit_decisions", "三件", 3), ("permit_decisions", "一", None), ("permit_decisions", "一百五", None),
        ("permit_decisions", "12（含上年3）", 12), ("admin_fees_collected_10k_cny", "12345元", Decimal("1.2345")), ("admin_fees_collected_10k_cny", "1.2万", Decimal("1.2")),
    ],
)  # fmt: skip
def test_one_cell(key: str, text: str, value: int | Decimal | None) -> None:
    figure = read(body(OF.saying({key: text}))).figures[key]
    assert (figure.value, figure.state) == (value, None if value is not None else State.UNREADABLE)


# -- more columns and rows than the form has ---------------------------------------------------------------------------


def numbered(of: Office) -> Rows:
    rows = requests(of)
    return [[Box("序号", height=3), *rows[0]], *rows[1:3], *([Box(str(n)), *row] for n, row in enumerate(rows[3:], 1))]


def remarked(of: Office) -> Rows:
    rows = requests(of)
    return [
        [*rows[0], Box("备注", height=3)],
        *rows[1:3],
        *([*row, Box("" if n % 5 else "网上3件")] for n, row in enumerate(rows[3:])),
    ]


def compared(of: Office, name: str = "上年总计") -> Rows:
    rows = requests(of)
    rows[0][1].width = 8
    rows[1].append(Box(name, height=2))
    return [*rows[:3], *([*row, Box(str(7000 + n))] for n, row in enumerate(rows[3:]))]


def detailed(of: Office) -> Rows:
    rows = requests(of)
    return [
        *rows[:4],
        *([Box(text, 3), *(Box(str(800 + n)) for n in range(7))] for text in ("其中：网络申请", "信函申请")),
        *rows[4:],
    ]


def total_first(of: Office) -> Rows:
    rows = requests(of)
    rows[1] = [rows[1][2], *rows[1][:2]]
    return [*rows[:3], *([*row[:-7], row[-1], *row[-7:-1]] for row in rows[3:])]


@pytest.mark.parametrize("rows", [numbered, remarked, compared, detailed, total_first])
def test_table_3_with_more_in_it(rows: Callable[[Office], Rows]) -> None:
    check(read(with_tables(OF, three=rows(OF))))


def test_a_cell_too_many_under_a_header_that_reaches_further() -> None:
    """The row's cells stand one column to the right, and its last, blank one stands under nothing."""
    rows = requests(OF.saying({"denied_third_party.total": ""}))
    rows[0][1].width = 8
    row = next(row for row in rows if row[0].text.startswith("4.保护"))
    row.insert(3, Box(""))
    figures = read(with_tables(OF, three=rows)).figures
    assert all(figures[box.key].value in (None, OF.figures[box.key]) for box in row if box.key)
    assert figures["granted.total"].value == OF.figures["granted.total"]


# -- other years beside this one ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "between"),
    [
        ("2022年度：", "2023年度："), ("（一）上年度情况", "（二）本年度情况"), ("附：2022年收到和处理政府信息公开申请情况", "本年度数据如下："),
        ("与上年数据对比（上年数据如下表）：", ""),
    ],
)  # fmt: skip
def test_the_table_of_the_year_before(above: str, between: str) -> None:
    old, new = table(requests(BEFORE)), table(requests(OF))
    both = f"{paragraphs([above])}{old}{paragraphs([between])}{new}"
    check(read(body(OF, tables=[table(proactive(OF)), both, table(disputes(OF))])))


@pytest.mark.parametrize(("ours", "others"), [("2023年", "2022年"), ("本年", "上年"), ("二〇二三年", "二〇二二年")])
def test_rows_of_two_years_in_table_4(ours: str, others: str) -> None:
    rows = disputes(OF)
    four = [[Box("年度", height=3), *rows[0]], *rows[1:3], [Box(others), *disputes(BEFORE)[3]], [Box(ours), *rows[3]]]
    check(read(with_tables(OF, four=four)))


def test_the_report_of_the_year_before_on_the_same_page() -> None:
    check(read(body(OF) + "<hr>" + body(BEFORE)))
    check(read(body(BEFORE) + "<hr>" + body(OF)))
    declared = f'<meta name="ArticleTitle" content="{BEFORE.title}">'
    check(read(body(OF) + "<hr>" + body(BEFORE), declared), BEFORE)


def test_what_two_offices_on_one_page_disagree_on_is_neither_s() -> None:
    other = office(5, issuer="青岭县林业局")
    reading = read(body(OF) + "<hr>" + body(other))
    stated = {key: figure.value for key, figure in reading.figures.items() if key in OF.figures and figure.stated}
    assert stated == {key: number for key, number in OF.figures.items() if other.figures[key] == number}
    assert reading.findings == ()


# -- tables laid out in another way ------------------------------------------------------------------------------------


def on_its_side(of: Office) -> Rows:
    across = [row[:-7][-1].text for row in requests(of)[3:]]
    columns = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    cells = [row[-7:] for row in requests(of)[3:]]
    return [[Box(""), *map(Box, across)], *([Box(name), *(row[n] for row in cells)] for n, name in enumerate(columns))]


def test_table_3_on_its_side() -> None:
    check(read(with_tables(OF, three=on_its_side(OF))))


WAYS = ("行政复议", "未经复议直接起诉", "复议后起诉")


def a_row_each(of: Office) -> Rows:
    outcomes, cells = [box.text for box in disputes(of)[1][:5]], disputes(of)[3]
    return [[Box(""), *map(Box, outcomes)], *([Box(way), *cells[5 * n : 5 * n + 5]] for n, way in enumerate(WAYS))]


def a_number_a_row(of: Office) -> Rows:
    outcomes, cells = [box.text for box in disputes(of)[1][:5]], disputes(of)[3]
    rows = [[Box(outcomes[n % 5]), box] for n, box in enumerate(cells)]
    for n, way in enumerate(WAYS):
        rows[5 * n].insert(0, Box(way, 1 if n else 2, 5))
    rows[5].insert(0, Box("行政诉讼", height=10))
    return rows


@pytest.mark.parametrize("rows", [a_row_each, a_number_a_row])
def test_table_4_the_other_way_round(rows: Callable[[Office], Rows]) -> None:
    check(read(with_tables(OF, four=rows(OF))))
    lacking = [row[:-1] if n == 2 else row for n, row in enumerate(rows(OF))]
    figures = read(with_tables(OF, four=lacking)).figures
    assert not [key for key, figure in figures.items() if figure.stated and figure.value != OF.figures.get(key, 0)]


def test_tables_in_an_annex_and_in_one_table() -> None:
    one = [
        [Box(HEADINGS[1], 15)],
        *proactive(OF),
        [Box(HEADINGS[2], 15)],
        *requests(OF),
        [Box(HEADINGS[3], 15)],
        *disputes(OF),
    ]
    inner = paragraphs([HEADINGS[0], "（一）主动公开。及时公开各类信息，规范办理申请。" * 3])
    check(read(f"<h1>{OF.title}</h1>{inner}{table(one)}{paragraphs([*HEADINGS[4:], NO_FEES])}"))
    at_the_end = "".join(
        paragraphs([f"附表{n}"]) + table(rows(OF)) for n, rows in enumerate((proactive, requests, disputes))
    )
    check(read(f"<h1>{OF.title}</h1>{inner}{paragraphs([*HEADINGS[1:], NO_FEES])}{at_the_end}"))


def test_a_table_that_nobody_can_read_is_not_absent() -> None:
    """As a converter leaves it whose cells are out of order: the words of its header show that it is there."""
    scattered = paragraphs(" ".join(box.text for box in row[::-1]) for row in requests(OF))
    reading = read(body(OF, tables=[table(proactive(OF)), scattered, table(disputes(OF))]))
    assert {figure.state for key, figure in reading.figures.items() if "." in key} == {State.UNREADABLE}
    assert reading.findings == ()
    gone = read(body(OF, tables=[table(proactive(OF)), paragraphs(["本年度未收到申请。"]), table(disputes(OF))]))
    assert {figure.state for key, figure in gone.figures.items() if "." in key} == {State.ABSENT}
    assert [finding.rule for finding in gone.findings] == ["form.complete"]


# -- where a page keeps its report, and in which characters ------------------------------------------------------------

KEPT: dict[str, Callable[[str], str]] = {
    "textarea": lambda inner: f'<textarea id="c" style="display:none">{escape(inner)}</textarea>',
    "template": lambda inner: f"<template>{inner}</template>",
    "noscript": lambda inner: f"<noscript>{inner}</noscript>",
    "xmp": lambda inner: f"<xmp>{inner}</xmp>",
    "script of text": lambda inner: f'<script type="text/html" id="t">{inner}</script>',
    "hidden field": lambda inner: f'<input type="hidden" value="{escape(inner)}">',
    "frame": lambda inner: f'<iframe srcdoc="{escape(inner)}"></iframe>',
    "base64": lambda inner: f'<script>var c="{base64.b64encode(inner.encode()).decode()}"</script>',
    "percent": lambda inner: f'<script>document.write(decodeURIComponent("{quote(inner)}"))</script>',
}  # fmt: skip


@pytest.mark.parametrize("kind", KEPT)
def test_a_report_that_a_script_shows(kind: str) -> None:
    check(read("<div id=app></div>" + KEPT[kind](body(OF))))


TRADITIONAL = dict(
    zip(
        "个为书产从众会伤体关决况其冲减办务动区协单占厅压县发变号听员响围国场处复备头夺奖实审对导层岭席应开张录强归当务总戏执报护担拥据掌搜摆操数断无时显权来条构极标栏样检业没测渠满现理申画监确离种积称"
        "类系级纠纪约组织经结给统维缴罚联职育节获补规视觉解计讨训议讯记讲许论设访证评诉诸词询该详语说请课调谅谋谢谨证负财责败账货质费资赛车转轻载较边过运还进违连适选递通逾邮释里重量钱银错长门闭问间阅队阶险随难页项须顾领题颜风飞馆验",
        "個為書產從眾會傷體關決況其沖減辦務動區協單佔廳壓縣發變號聽員響圍國場處復備頭奪獎實審對導層嶺席應開張錄強歸當務總戲執報護擔擁據掌搜擺操數斷無時顯權來條構極標欄樣檢業沒測渠滿現理申畫監確離種積稱"
        "類系級糾紀約組織經結給統維繳罰聯職育節獲補規視覺解計討訓議訊記講許論設訪證評訴諸詞詢該詳語說請課調諒謀謝謹證負財責敗賬貨質費資賽車轉輕載較邊過運還進違連適選遞通逾郵釋里重量錢銀錯長門閉問間閱隊階險隨難頁項須顧領題顏風飛館驗",
        strict=True,
    )
)  # fmt: skip


def in_traditional(text: str) -> str:
    return text.translate({ord(simple): other for simple, other in TRADITIONAL.items()})


def test_traditional_characters() -> None:
    """As portals convert their pages, one character after the other; in Big5 too, declared or not."""
    other = in_traditional(page(body(OF)))
    assert "政府信息公開" in other
    check(parsing.read(other.encode()))
    for markup in (other.replace("utf-8", "big5"), other.replace('<meta charset="utf-8">', "")):
        check(parsing.read(markup.encode("big5", "replace")))
    check(parsing.read(in_traditional(text_of(OF)).encode()))


@pytest.mark.parametrize("wrapped", ["{}", "<html><body>{}</body></html>"])
@pytest.mark.parametrize("heading", ["", "## "])
def test_text_with_the_tables_of_a_page(heading: str, wrapped: str) -> None:
    """As services that recognise scans write it."""
    said = [heading + OF.title, HEADINGS[0], "及时公开各类信息，规范办理申请。" * 3]
    for name, rows in zip(HEADINGS[1:4], (proactive, requests, disputes), strict=True):
        said += [heading + name, "", wrapped.format(table(rows(OF))), ""]
    reading = parsing.read("\n".join([*said, *HEADINGS[4:], NO_FEES]).encode())
    check(reading)
    assert {f.place.table for f in reading.figures.values() if f.place} == {1, 2, 3}


def text_of(of: Office) -> str:
    said = [of.title, HEADINGS[0], "及时公开各类信息，规范办理申请。" * 3]
    for heading, rows in zip(HEADINGS[1:4], (proactive, requests, disputes), strict=True):
        said += [heading, lines(rows(of))]
    return "\n".join([*said, *HEADINGS[4:], NO_FEES])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(encoding: str) -> None:
    check(parsing.read(page(body(OF)).encode(encoding)))
    check(parsing.read(text_of(OF).encode(encoding)))


# -- what is no report -------------------------------------------------------------------------------------------------

ZERO = Office(0, figures=dict.fromkeys(OF.figures, 0))


@pytest.mark.parametrize(
    "title",
    [
        "关于编制2023年政府信息公开工作年度报告的通知", "关于做好2023年度政府信息公开工作年度报告编制和发布工作的通知", "××局2023年政府信息公开工作年度报告（模板）",
        "XX局2023年政府信息公开工作年度报告", "2023年政府信息公开工作年度报告样式", "青岭县自来水公司2023年信息公开年度报告", "青岭县水利局2023年第三季度政府信息公开情况统计表",
    ],
)  # fmt: skip
def test_zeros_of_a_sample_are_no_report(title: str) -> None:
    reading = read(body(ZERO).replace(OF.title, title))
    assert (reading.verdict, reading.figures) == (Verdict.NOT_REPORT, {})


@pytest.mark.parametrize("issuer", ["青岭县水利局", "青岭县职业技能培训中心"])
def test_a_small_office_really_has_nothing_but_zeros(issuer: str) -> None:
    of = Office(0, issuer=issuer, figures=ZERO.figures)
    check(read(body(of)), of)


# -- prose that agrees with the tables, in words that mislead ----------------------------------------------------------


def total(prefix: str) -> int:
    return sum(number for key, number in OF.figures.items() if key.startswith(prefix) and key.endswith(".total"))


NEW, DONE = OF.figures["requests_new.total"], OF.figures["outcomes_total.total"]
PROSE = [
    f"新收到政府信息公开申请{NEW}件，上年结转{OF.figures['requests_carried_in.total']}件，办结{DONE}件，其中不予公开{total('denied_')}件，无法提供{total('unable_')}件。",
    f"全年收到政府信息公开申请{NEW}件，较2022年的{NEW + 37}件减少37件；2019年以来累计受理1865件。",
    f"第一季度收到申请3件，第二季度收到5件，全年共收到申请{NEW}件，其中网络申请2件。12345热线办理诉求1234件，办理人大建议5件。",
    f"我局本级收到申请{NEW}件；下属河道管理所收到申请4件、水文站收到申请1件。收到群众来信来访申请20件（信访件）。",
    f"收到申请{NEW}件，答复{DONE}件，其中予以公开{OF.figures['granted.total']}件，部分公开{OF.figures['granted_part.total']}件。",
]


@pytest.mark.parametrize("sentence", PROSE)
def test_no_false_alarm_from_prose(sentence: str) -> None:
    check(read(body(OF, overall=[sentence])))


def test_every_cell_keeps_its_place() -> None:
    """A table that was laid out anew still says where each number stands."""
    figures: Mapping[str, Figure] = read(with_tables(OF, three=on_its_side(OF))).figures
    first = list(islice((f for key, f in figures.items() if key.startswith("requests_new.")), 7))
    assert [(f.place.row, f.place.column) for f in first if f.place] == [(y, 2) for y in range(2, 9)]


def test_a_sheet_saved_with_commas() -> None:
    """Rows as wide as their table, as an office types them, or all as wide as the widest, as a program saves them."""
    of = OF.saying({key: "" for key, number in OF.figures.items() if number == 0})
    said = [of.title, HEADINGS[0], "及时公开各类信息，规范办理申请。" * 3]
    for heading, rows in zip(HEADINGS[1:4], (proactive, requests, disputes), strict=True):
        said += [heading, *(",".join(in_its_columns(rows(of), width)) for width in range(len(rows(of))))]
    reading = parsing.read("\n".join([*said, *HEADINGS[4:], NO_FEES]).encode())
    assert {key: reading.figures[key].value for key in of.figures} == {key: n or None for key, n in OF.figures.items()}
    assert (reading.agency_name, reading.year, reading.findings) == (of.issuer, of.year, ())


def in_its_columns(rows: Rows, number: int) -> list[str]:
    """The fields of a row, a merged cell as its first field and empty ones."""
    taken: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for box in row:
            while (y, x) in taken:
                x += 1
            for place in ((y + down, x + right) for down in range(box.height) for right in range(box.width)):
                taken[place] = ""
            taken[y, x] = box.text
    return [taken[place] for place in sorted(taken) if place[0] == number]
