"""parsing.readers.known_text: tables in text that only blanks align, as ``pdftotext -layout`` leaves them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from parsing.align import align
from parsing.forms import FORMS
from parsing.model import Figure
from parsing.readers.known_text import read_labelled_text

FORM = FORMS["2021"]
HEADER = """三、收到和处理政府信息公开申请情况
                                         申请人情况
（本列数据的勾稽关系为：第一项加第二项之和，等于第三              法人或其他组织
         项加第四项之和）          自然人 商业企 科研机 社会公 法律服               总计
                                 业    构 益组织 务机构       其他
"""
DISPUTES = """四、政府信息公开行政复议、行政诉讼情况
         行政复议                                  行政诉讼
结果维 结果纠 其他结 尚未审 总计 结果维 结果纠      未经复议直接起诉                   复议后起诉
 持 正 果 结                           其他结 尚未审        结果维 结果纠 其他结 尚未审
                          持 正 果 结 总计 持 正 果 结 总计
1556 1559 1562 1565 1568 1571 1574 1577 1580 1583 1586 1589 1592 1595 1598
五、存在的主要问题及改进情况
"""
"""Both as poppler 22.12 wrote them of a page that a browser had printed."""


def requests(header: str = HEADER, numbers: Callable[[list[str]], str] = "   ".join) -> str:
    """Table 3 with another number in every cell; long labels on two lines, their numbers beside either."""
    number = count(1001, 3)
    lines = []
    for at, row in enumerate(FORM.request_rows):
        cells = numbers([str(next(number)) for _ in FORM.request_columns])
        half = len(row.label) // 2
        group = "（三）不予" if at == 6 else ""
        if len(row.label) < 16:
            lines.append(f"{group:<8}{row.label}     {cells}")
        elif at % 2:
            lines += [f"   {row.label[:half]}     {cells}", f"   {row.label[half:]}", ""]
        else:
            lines += [f"   {row.label[:half]}", f"   {row.label[half:]}    {cells}"]
    return header + "\n".join(lines) + "\n"


def figures(text: str) -> dict[str, Figure]:
    return dict(align(read_labelled_text(text.encode()).blocks, 2023, "2021").figures)


def stated(text: str) -> dict[str, object]:
    return {key: figure.value for key, figure in figures(text).items() if figure.stated}


REQUESTS = {
    f"{row.key}.{column.key}": 1001 + 3 * (7 * y + x)
    for y, row in enumerate(FORM.request_rows)
    for x, column in enumerate(FORM.request_columns)
}


def test_every_figure_comes_back() -> None:
    disputes = {spec.key: 1556 + 3 * at for at, spec in enumerate(FORM.table("disputes"))}
    assert stated(requests() + DISPUTES) == REQUESTS | disputes


@pytest.mark.parametrize(
    "header",
    [
        HEADER.replace("总计", "总计 备注"),
        HEADER.replace("商业企", "      "),
        HEADER.replace("商业企 科研机", "科研机 商业企"),
        HEADER.replace("业    构", "构    业"),
        HEADER.replace("三、收到和处理政府信息公开申请情况", "其他文字"),
        "",
    ],
)
def test_a_header_that_is_not_the_form_s_heads_nothing(header: str) -> None:
    found = stated(requests(header))
    assert not found or (header.count("构    业") and found == REQUESTS)  # the lower halves prove no order


@pytest.mark.parametrize("lost", range(7))
def test_a_row_with_a_blank_is_not_counted_off(lost: int) -> None:
    def numbers(cells: list[str]) -> str:
        return "   ".join(cells[:lost] + cells[lost + 1 :]) if int(cells[0]) < 1200 else "   ".join(cells)

    found = stated(requests(numbers=numbers))
    assert found == {key: value for key, value in REQUESTS.items() if value >= 1001 + 3 * 7 * 10}


def test_of_two_tables_neither_is_read() -> None:
    assert not stated(requests() + requests().replace("1", "2"))


@pytest.mark.parametrize(
    "text",
    [
        DISPUTES.replace("1598", ""),
        DISPUTES.replace("1598", "1598 1601"),
        DISPUTES.replace("结果维 结果纠 其他结", "结果纠 结果维 其他结", 1),
        DISPUTES.replace("尚未审 总计", "尚未审 撤回 总计", 1),
        DISPUTES.replace("1598\n", "1598\n1 2 3 4 5 6 7 8 9 10 11 12\n"),
        DISPUTES.replace("复议后起诉", "复议后"),
    ],
)
def test_a_row_of_disputes_in_doubt(text: str) -> None:
    assert not stated(text)
