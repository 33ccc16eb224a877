"""Portals that nobody wrote a platform for, found from their home page alone by the real crawler."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.portals import gbk_county, kit, skins


@pytest.mark.parametrize("name", skins.SKINS)
def test_a_portal_known_by_its_home_page_alone(name: str, tmp_path: Path) -> None:
    skin = skins.SKINS[name]()
    kit.check(skin, skin.key, tmp_path)


def test_a_county_of_gbk_pages_frames_and_organs_in_a_select(tmp_path: Path) -> None:
    kit.check(gbk_county.portal, gbk_county.KEY, tmp_path, scheme="http")
