"""dataset.site.plain_words: only what a report states is told."""

from __future__ import annotations

from typing import Any

from dataset.site.language import EN, ZH
from dataset.site.plain_words import told
from parsing.forms import FORMS


def outcomes(form: str, **numbers: int | None) -> dict[str, Any]:
    return {"form": form, **dict.fromkeys((row.key for row in FORMS[form].request_rows), 0), **numbers}


def test_groups_are_sums_of_their_rows() -> None:
    row = outcomes("2021", requests_new=30, granted=10, granted_part=2, denied_third_party=3, denied_other_law=4,
                   unable_unclear=5, not_processed_repeat=2, other_misc=3, other_fee_unpaid=1)  # fmt: skip
    said = told({"year": 2021}, row, ZH)
    assert (
        said.sentence
        == "2021 年收到 30 件申请，公开 12 件，不予公开 7 件，无法提供 5 件，不予处理 2 件，其他处理 4 件。"
    )
    assert [card.value for card in said.cards] == [30, 12, 7, 5, 2, 4]
    assert told({"year": 2019}, outcomes("2019", other=6), ZH).cards[-1].value == 6


def test_a_group_with_a_row_that_is_not_stated_is_left_out() -> None:
    row = outcomes("2021", requests_new=None, granted=1, denied_third_party=None, unable_not_held=None)
    said = told({"year": 2022}, row, EN)
    assert said.sentence == "In 2022 the agency granted 1, did not process 0, handled 0 otherwise."
    assert [card.value for card in said.cards] == [None, 1, None, None, 0, 0]


def test_an_early_report_tells_what_the_panel_has() -> None:
    row = {"year": 2016, "requests_received": 8, "granted_full": 5, "granted_part": None, "denied_total": 0}
    assert told(row, None, ZH).sentence == "2016 年收到 8 件申请，不予公开 0 件。"
    nothing = dict.fromkeys(("requests_received", "granted_full", "granted_part", "denied_total"))
    said = told({"year": 2010, **nothing}, None, ZH)
    assert said.sentence == ZH["told_nothing"].format(2010) and {card.value for card in said.cards} == {None}
