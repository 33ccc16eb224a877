"""Every figure says which printed labels told what it is, and how they were known."""

from __future__ import annotations

import parsing
from parsing.model import Along, How, Mark
from tests.test_align import BODY, PAGE, read


def test_each_figure_of_a_table_names_its_row_and_its_column() -> None:
    figures = read(PAGE).figures
    granted = figures["granted.org_legal_service"].marks
    assert [(mark.axis, mark.text, mark.how) for mark in granted] == [
        ("row", "（一）予以公开", How.EXACT),
        ("column", "法律服务机构", How.EXACT),
    ]
    issued = figures["normative_docs_issued"].marks
    assert [(mark.axis, mark.how) for mark in issued] == [("row", How.EXACT), ("column", How.EXACT)]
    upheld = figures["litigation_direct_upheld"].marks
    assert [(mark.axis, mark.text) for mark in upheld] == [("route", "未经复议直接起诉"), ("column", "结果维持")]
    assert all(figure.marks for figure in figures.values() if figure.stated and figure.quote is None)


def test_a_damaged_label_says_so() -> None:
    row = next(text for text in BODY if "予以公开" in text)
    page = PAGE.replace(row, row.replace("予以公开", "子以公开"))
    assert page != PAGE
    mark = read(page).figures["granted.total"].marks[0]
    assert (mark.text, mark.how) == ("（一）子以公开", How.NEAR)
    assert 70 < mark.likeness < 100


def test_a_row_known_by_its_neighbours_says_so() -> None:
    row = next(text for text in BODY if "属于国家秘密" in text)
    page = PAGE.replace(row, row.replace("属于国家秘密", "罵干国家秘蜜"))
    assert page != PAGE
    mark = read(page).figures["denied_state_secret.total"].marks[0]
    assert (mark.how, mark.text[-6:]) == (How.NEIGHBOURS, "罵干国家秘蜜")
    assert mark.likeness < 74


def test_columns_are_known_by_place_or_by_count() -> None:
    by_count = {mark.along for mark in read(PAGE).figures["granted.total"].marks}
    assert by_count == {None, Along.COUNT}
    text = parsing.read(b"\xef\xbb\xbf" + _as_tabs().encode()).figures["granted.natural_person"]
    assert text.marks[1].along is Along.PLACE


def _as_tabs() -> str:
    """Table 3 as tab-separated rows behind empty cells, as OCR programs write it."""
    columns = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    labels = ["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开", "（七）总计"]
    rows = ["\t".join(["", "", *columns])]
    rows += ["\t".join([label, "", *(str(10 * at + n) for n in range(7))]) for at, label in enumerate(labels, start=1)]
    title = "某县水务局2023年政府信息公开工作年度报告"
    return (
        f"{title}\n一、总体情况\n好。\n三、收到和处理政府信息公开申请情况\n"
        + "\n".join(rows)
        + "\n四、复议诉讼情况\n无。\n"
    )


def test_a_mark_as_data() -> None:
    mark = Mark("column", "总计", How.CUT, 95.0, Along.PLACE)
    assert mark.as_dict() == {"axis": "column", "text": "总计", "how": "cut", "likeness": 95.0, "along": "place"}
