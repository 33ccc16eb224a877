"""dataset.site.charts: what is not known is a gap, what is known stands where it belongs."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from dataset.site.charts import MOST, Line, Mark, Point, line_chart

SVG = "{http://www.w3.org/2000/svg}"


def points(**values: float | None) -> tuple[Point, ...]:
    return tuple(Point(int(year[1:]), value, f"{year[1:]}: {value}") for year, value in values.items())


def drawn(*lines: Line, marks: tuple[Mark, ...] = (), percent: bool = False) -> ElementTree.Element:
    markup = line_chart("one", "Title", lines, marks=marks, percent=percent)
    assert markup is not None and "style=" not in markup
    return ElementTree.fromstring(markup)


def strokes(svg: ElementTree.Element) -> list[ElementTree.Element]:
    return [one for one in svg.iter("line") if one.get("class") == "stroke"]


def test_a_missing_year_is_a_hatched_gap() -> None:
    svg = drawn(Line("a", points(y2019=1, y2020=2, y2021=None, y2022=4, y2023=4)))
    assert len(strokes(svg)) == 2 and len(list(svg.iter("circle"))) == 4
    [gap] = svg.iter("rect")
    years = {text.text: float(text.get("x", "")) for text in svg.iter("text") if text.get("text-anchor") == "middle"}
    assert gap.get("fill") == "url(#one-gap)"
    assert float(gap.get("x", "")) + float(gap.get("width", "")) / 2 == pytest.approx(years["2021"], abs=0.1)


def test_nought_is_a_point_on_the_axis() -> None:
    svg = drawn(Line("a", points(y2020=0, y2021=3)))
    low, high = (float(one.get("cy", "")) for one in svg.iter("circle"))
    floor = max(float(one.get("y1", "")) for one in svg.iter("line") if one.get("class") == "grid")
    assert low == floor > high and not list(svg.iter("rect"))


def test_heights_are_in_proportion_and_ticks_are_whole() -> None:
    svg = drawn(Line("a", points(y2020=10, y2021=20, y2022=40)))
    floor = max(float(one.get("y1", "")) for one in svg.iter("line") if one.get("class") == "grid")
    heights = [floor - float(one.get("cy", "")) for one in svg.iter("circle")]
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.2) and heights[2] == pytest.approx(4 * heights[0], abs=0.3)
    ticks = [text.text for text in svg.iter("text") if text.get("text-anchor") == "end"]
    assert ticks == ["0", "10", "20", "30", "40"]
    shares = drawn(Line("a", points(y2020=0.25, y2021=1)), percent=True)
    assert [text.text for text in shares.iter("text") if text.get("text-anchor") == "end"][-1] == "100%"


def test_a_break_is_marked_and_cuts_where_it_says_so() -> None:
    line = Line("a", points(y2019=1, y2020=2, y2021=3))
    kept = drawn(line, marks=(Mark(2021, "form of 2021"),))
    cut = drawn(line, marks=(Mark(2021, "form of 2021", cuts=True), Mark(2031, "later")))
    assert (len(strokes(kept)), len(strokes(cut))) == (2, 1)
    for svg in (kept, cut):
        assert [text.text for text in svg.iter("text") if text.get("class") == "mark"] == ["form of 2021"]


def test_names_at_the_ends_do_not_lie_on_each_other() -> None:
    many = [Line(name, points(y2020=0, y2021=0)) for name in "abcdef"]
    names = [text for text in drawn(*many).iter("text") if (text.get("class") or "").startswith("name")]
    heights = sorted(float(text.get("y", "")) for text in names)
    assert len(heights) == 6 and all(after - before >= 16 for before, after in pairwise(heights))
    assert heights[-1] <= 250
    with pytest.raises(ValueError, match="room for"):
        line_chart("one", "Title", many + many)
    assert len(many) == MOST


def test_everything_is_said_in_words_and_nothing_is_believed() -> None:
    evil = '<script>"&'
    svg = drawn(Line(evil, (Point(2021, 1, evil, faint=True),)), marks=(Mark(2021, evil),))
    assert evil in (svg.findtext("desc") or "") and svg.find("script") is None
    assert [one.get("class") for one in svg.iter("g") if one.find("title") is not None] == ["faint"]
    assert re.fullmatch("one-title one-desc", svg.get("aria-labelledby", ""))


def test_there_is_no_picture_of_nothing() -> None:
    assert line_chart("one", "Title", [Line("a", points(y2020=None))]) is None
    assert line_chart("one", "Title", []) is None
