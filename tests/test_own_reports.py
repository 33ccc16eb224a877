"""The project's own reports, written in the shapes in which real ones are found, are read exactly.

Each folder of tests/reports holds a source, what a perfect reading of it says, and what it is; see the README there.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import parsing
from parsing.bounded import Readers
from tests.make_reports import SAMPLES, expected
from tests.test_office import HAS_CALC, office

TESTS = Path(__file__).parent
FOLDER = TESTS / "reports"
SLUGS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
FORMATS = {
    "html", "docx", "doc", "wps", "rtf", "xls", "xlsx", "ofd", "pdf", "scanned pdf", "image", "zip", "text", "markdown",
    "json", "mht",
}  # fmt: skip
"""Every format that the product reads."""
MEDIA = {"wps": "doc", "scanned pdf": "pdf", "markdown": "text"}
"""What the bytes of a format are, where that has another name."""
FORMS = {"2021", "2019", "2014", "local", "narrative", "mixed"}
CI_RUN = TESTS.parent / ".ci" / "run"
CONVERTED = {"doc", "wps", "rtf", "xls"}


def about(slug: str) -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load((FOLDER / slug / "about.yml").read_text(encoding="utf-8"))
    return told


def answer(slug: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((FOLDER / slug / "expected.json").read_text(encoding="utf-8"))
    return told


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("goldens", TESTS.parent / "tools" / "goldens.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


goldens = tool()


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    """A process apart, as the program reads documents: what it finds has to come over whole."""
    with Readers(seconds=300) as pool:
        yield pool


@pytest.mark.parametrize("slug", SLUGS)
def test_report(slug: str, readers: Readers) -> None:
    told = answer(slug)
    kind = about(slug)["format"]
    if kind in CONVERTED and not HAS_CALC:
        pytest.skip(f"no office program: {office.INSTALL}")
    found = goldens.reading_of(FOLDER / slug, told["source"], readers.read)
    assert not list(goldens.differences(told, found))
    assert parsing.media.media_of((FOLDER / slug / told["source"]).read_bytes()) == MEDIA.get(kind, kind)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_folder_says_what_it_is(slug: str) -> None:
    told, answers = about(slug), answer(slug)
    assert set(told) == {"format", "form", "quirks", "made", "why"}
    assert told["made"].endswith(".")
    assert told["why"].endswith(".")
    forms = {answers["form"], *answers["table_forms"].values()}
    assert told["form"] == ("mixed" if len(forms) > 1 else "local" if slug.startswith("local-") else forms.pop())
    held = sorted(path.name for path in (FOLDER / slug).iterdir())
    assert held == ["about.yml", "expected.json", answers["source"]]


def test_the_folders_show_every_format_form_and_quirk() -> None:
    told = [about(slug) for slug in SLUGS]
    quirks = yaml.safe_load((FOLDER / "quirks.yml").read_text(encoding="utf-8"))
    assert {one["format"] for one in told} == FORMATS
    assert {one["form"] for one in told} == FORMS
    assert {quirk for one in told for quirk in one["quirks"]} == set(quirks)


@pytest.mark.parametrize(
    "slug", [slug for slug in SLUGS if {"requests", "disputes"} <= set(answer(slug)["table_forms"])]
)
def test_no_two_cells_hold_the_same_number(slug: str) -> None:
    """Nought apart, and the fees that a text repeats: a number that stands in two cells could hide a shift."""
    values = [value for value in answer(slug)["figures"].values() if value]
    assert len(values) - len(set(values)) <= 2


@pytest.mark.parametrize("slug", SAMPLES)
def test_what_is_expected_is_what_was_printed(slug: str) -> None:
    assert answer(slug) == expected(SAMPLES[slug])


# -- tools/goldens.py --------------------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two reports, one of which is not as expected."""
    monkeypatch.delenv("CI", raising=False)
    for slug in ("statistics-2016", "narrative-2010"):
        shutil.copytree(FOLDER / slug, tmp_path / slug)
    path = tmp_path / "statistics-2016" / "expected.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["figures"]["proactive_items"] = 1
    del told["states"]
    path.write_text(json.dumps(told | {"notes": ["kept"]}), encoding="utf-8")
    return tmp_path


def test_the_differences_are_told_in_plain_lines(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in copy.rglob("*.json")}
    assert goldens.main([], copy) == 1
    said = capsys.readouterr().out.splitlines()
    value = answer("statistics-2016")["figures"]["proactive_items"]
    assert said[:3] == [
        "narrative-2010: as expected",
        "statistics-2016: differs",
        f"  figures proactive_items: expected 1, read {value}",
    ]
    assert all(re.match(r'  states \w+: expected \(nothing\), read "\w+"', line) for line in said[3:])
    assert {path: path.read_bytes() for path in copy.rglob("*.json")} == before


def test_what_is_accepted_is_expected_from_then_on(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert goldens.main(["--accept", "statistics-2016"], copy) == 0
    assert "statistics-2016: accepted" in capsys.readouterr().out
    assert json.loads((copy / "statistics-2016" / "expected.json").read_text("utf-8"))["notes"] == ["kept"]
    assert goldens.main([], copy) == 0


def test_a_document_that_is_no_report_differs(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "narrative-2010" / "source.txt").write_text("一句话。", encoding="utf-8")
    assert goldens.main(["narrative-2010"], copy) == 1
    said = capsys.readouterr().out
    assert '  verdict: expected "report", read "not_report"' in said
    assert "  reason: expected (nothing), read " in said


def test_ci_never_accepts(copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in copy.rglob("*.json")}
    monkeypatch.setenv("CI", "true")
    assert goldens.main(["--accept", "statistics-2016"], copy) == 3
    assert capsys.readouterr().err.startswith("refused: --accept")
    assert {path: path.read_bytes() for path in copy.rglob("*.json")} == before
    assert "\nexport CI=" in CI_RUN.read_text(encoding="utf-8")


def test_a_folder_that_is_not_there_is_a_wrong_call(copy: Path) -> None:
    with pytest.raises(SystemExit) as left:
        goldens.main(["--accept", "nothing"], copy)
    assert left.value.code == 2


def test_no_test_accepts_anything_in_the_real_folder() -> None:
    """Every call that holds ``--accept`` names the folder that it works on, and it is a copy."""
    for path in sorted(TESTS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or "--accept" not in {
                part.value for one in node.args for part in ast.walk(one) if isinstance(part, ast.Constant)
            }:
                continue
            if isinstance(node.func, ast.Attribute) and node.func.attr == "main":
                assert [ast.unparse(one) for one in node.args[1:]] == ["copy"], path.name
            else:
                assert ast.unparse(node.func).endswith("startswith"), f"{path.name}: {ast.unparse(node)}"
    assert not re.search(r"goldens|--accept", (TESTS.parent / "Makefile").read_text() + CI_RUN.read_text())
