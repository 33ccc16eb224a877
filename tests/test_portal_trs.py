"""Portals on TRS, crawled by the real crawler."""

from __future__ import annotations

from pathlib import Path

from tests.portals import kit, trs_city, trs_frames


def test_a_city_with_tabs_year_folders_and_pagers_that_lie(tmp_path: Path) -> None:
    kit.check(trs_city.portal, trs_city.KEY, tmp_path)


def test_a_ministry_whose_list_is_a_frame_printed_by_scripts(tmp_path: Path) -> None:
    kit.check(trs_frames.portal, trs_frames.KEY, tmp_path)
