"""dataset.agencies: provisional ids are readable, stable and never stand for two names."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from dataset.agencies import agency_ids, slug


def test_slug() -> None:
    assert slug("通州区委社会工委区民政局") == "tong-zhou-qu-wei-she-hui-gong-wei-qu-min-zheng-ju"
    assert slug("吕梁市A1局") == "lv-liang-shi-a1-ju"
    assert slug("！？") == ""


def test_names_that_sound_the_same_are_told_apart_whatever_the_order() -> None:
    issuers = [("110112", "民政局"), ("110112", "明正局"), ("110112", "民政橘"), ("330105", "民政局")]
    ids = agency_ids(issuers)
    assert ids == agency_ids(reversed(issuers))
    assert ids["330105", "民政局"] == "330105-min-zheng-ju"
    assert ids["110112", "明正局"] == "110112-ming-zheng-ju"
    assert re.fullmatch(r"110112-min-zheng-ju-[0-9a-f]{6}", ids["110112", "民政局"])
    assert ids["110112", "民政局"] != ids["110112", "民政橘"]


def test_a_name_without_sound_still_has_an_id() -> None:
    assert re.fullmatch(r"110112-[0-9a-f]{6}", agency_ids([("110112", "！？")])["110112", "！？"])


@given(st.sets(st.text(min_size=1, max_size=90), max_size=8))
def test_ids_are_ascii_and_distinct(names: set[str]) -> None:
    ids = agency_ids(("110112", name) for name in names)
    assert len(set(ids.values())) == len(names)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", agency_id) for agency_id in ids.values())
