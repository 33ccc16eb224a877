"""parsing.contents: what stands in a document, for somebody who wants to draw it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from parsing import contents, read
from parsing.contents import DRAWN, drawn_blocks
from parsing.media import media_of
from parsing.model import Grid, Unreadable
from tests.conftest import ROOT

REPORTS = ROOT / "tests" / "reports"


@pytest.mark.parametrize("path", sorted(REPORTS.glob("*/source.*")), ids=lambda path: path.parent.name)
def test_every_figure_of_a_table_stands_in_the_cell_that_its_place_names(path: Path) -> None:
    data = path.read_bytes()
    if media_of(data) not in DRAWN:
        with pytest.raises(Unreadable, match="not drawn"):
            drawn_blocks(data)
        return
    cells = {
        (item.place.table, item.place.row, item.place.column): item.text
        for block in drawn_blocks(data)
        for item in (block.cells if isinstance(block, Grid) else (block,))
    }
    stated = [f for f in read(data).figures.values() if f.stated and f.place and f.place.table and not f.quote]
    assert stated or path.parent.name.startswith("narrative-")
    wrong = [
        figure.key
        for figure in stated
        if figure.place
        and figure.raw.strip() not in cells.get((figure.place.table, figure.place.row, figure.place.column), "")
    ]
    assert not wrong


def bundle(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for number, name in enumerate(names):
            packed.writestr(f"{number}.{name.rpartition('.')[2]}", (REPORTS / name).read_bytes())
    return file.getvalue()


def test_a_bundle_of_several_reports_is_not_drawn() -> None:
    several = bundle("docx-2023/source.docx", "xlsx-sheets-2022/source.xlsx")
    with pytest.raises(Unreadable, match="not drawn"):
        drawn_blocks(several)


def test_a_huge_document_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "MOST_CELLS", 7)
    data = (REPORTS / "docx-2023" / "source.docx").read_bytes()
    assert sum(len(block.cells) for block in drawn_blocks(data) if isinstance(block, Grid)) == 7
