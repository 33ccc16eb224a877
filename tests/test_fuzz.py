"""Damaged documents: never an exception, never a number that was not printed. ``tools/fuzz.py`` runs many more."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import parsing
from parsing.model import Reading, Verdict
from tests.measured import cost
from tests.mutants import CHEAP, SLUGS, TAGGED, WAYS, Mutant, cut, mutants, retagged, source, ways_for

PDF = tuple(slug for slug in SLUGS if slug.startswith("pdf-"))
few = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def tool() -> ModuleType:
    path = Path(__file__).parent.parent / "tools" / "fuzz.py"
    spec = importlib.util.spec_from_file_location("fuzz", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


fuzz = tool()


def sound(mutant: Mutant) -> Reading:
    reading = parsing.read(mutant.data)
    assert not fuzz.troubles(mutant, reading), mutant.done
    return reading


@settings(few, max_examples=250)
@given(mutants(CHEAP))
def test_damaged_in_any_way(mutant: Mutant) -> None:
    sound(mutant)


@settings(few, max_examples=15)
@given(mutants(PDF))
def test_damaged_pdf(mutant: Mutant) -> None:
    sound(mutant)


@settings(few, max_examples=60)
@given(cut(CHEAP))
def test_what_is_left_of_a_document_that_was_cut_off(mutant: Mutant) -> None:
    sound(mutant)


@settings(few, max_examples=60)
@given(retagged(TAGGED))
def test_a_tag_too_few_or_too_many_changes_no_number(mutant: Mutant) -> None:
    sound(mutant)


def test_a_cell_too_few_beside_other_columns_of_numbers() -> None:
    """Found by the target: the total's ``<td>`` was gone, and the number of the level beside it was taken for it."""
    data, _ = source("statistics-2016")
    row = b"<td><p>61</p></td><td><p>41</p></td><td><p>20</p></td>"
    assert row in data
    reading = sound(Mutant("statistics-2016", data.replace(row, row[4:]), ("a tag 0 times",), True))
    assert (reading.figures["reply_granted"].value, reading.figures["reply_granted"].state) == (None, "unreadable")


def test_a_heading_too_few_over_columns_of_numbers() -> None:
    """Found by the target: without ``合计`` the last column stood under ``统计数`` alone, and was taken for the total."""
    data, _ = source("statistics-2016")
    head = "<td><p>合计</p></td>".encode()
    assert data.count(head) == 1
    for left in (head[4:], b"", b"<td></td>"):
        reading = sound(Mutant("statistics-2016", data.replace(head, left), ("a tag 0 times",), True))
        assert not [figure for figure in reading.figures.values() if figure.value is not None]


def test_a_page_that_nests_deeper_than_is_read() -> None:
    """Found by the target: of ``1931`` the parser kept ``193``, and lost all that followed, without a word."""
    data, _ = source("html-layout-mixed-2021")
    digit = b"<span>93</span><span>1</span>"
    assert data.count(digit) == 1
    for depth, verdict in ((300, "report"), (3000, "unreadable")):
        deep = data.replace(digit, b"<span>93</span>" + b"<span>" * depth + b"1</span>")
        reading = sound(Mutant("html-layout-mixed-2021", deep, (f"a tag {depth} times",), True))
        assert reading.verdict == verdict
        assert verdict == "unreadable" or reading.figures["permit_decisions"].value == 1931


def test_a_web_archive_with_a_subject_that_is_not_encoded_as_it_says() -> None:
    """Found by the target: the standard library raises an error of its own."""
    data, _ = source("mht-2020")
    assert sound(Mutant("mht-2020", data.replace(b"=?utf-8?b?", b"=?utf-8?b?=", 1), ("put in",), False)).figures


@pytest.mark.parametrize("slug", CHEAP)
def test_a_document_whose_bytes_are_not_touched_is_a_report_and_sound(slug: str) -> None:
    """What the other tests hold can fail: a number that is not the printed one is told."""
    data, _ = source(slug)
    reading = sound(Mutant(slug, data, (), True))
    assert reading.verdict is Verdict.REPORT
    other = CHEAP[CHEAP.index(slug) - 1]
    assert fuzz.altered(Mutant(other, data, (), True), reading)


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_damage_is_used_and_does_damage(way: str) -> None:
    slugs = [slug for slug in CHEAP + PDF if way in ways_for(source(slug)[1])]
    changed = []

    @settings(few, max_examples=20, phases=[Phase.generate])
    @given(st.sampled_from(slugs), st.data())
    def collect(slug: str, data: st.DataObject) -> None:
        before, _ = source(slug)
        changed.append(WAYS[way](data.draw, before) != before)

    collect()
    assert any(changed)


def test_the_target_counts_what_it_reads_and_keeps_what_went_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzz, "SHARES", {("narrative-2010", "cell-lines-2021"): 1.0})
    tally = fuzz.run(12, 1, tmp_path)
    assert 10 <= sum(map(len, tally.costs.values())) <= 13
    assert all(seconds >= 0 and memory > 10 for costs in tally.costs.values() for seconds, memory in costs)
    assert not tally.troubles
    tally.add(
        Mutant("narrative-2010", b"x", ("flip",), False),
        Reading(Verdict.UNREADABLE, "", "text", reason="reading it crashed the reader (SIGSEGV)"),
    )
    assert "reading it crashed the reader (SIGSEGV): 1\n  narrative-2010-" in str(tally)
    assert len(list(tmp_path.iterdir())) == 1
    assert cost(Reading(Verdict.UNREADABLE, "", "text")) == (0, 0)
