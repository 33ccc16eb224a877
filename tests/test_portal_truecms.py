"""A portal on TrueCMS, crawled by the real crawler."""

from __future__ import annotations

from pathlib import Path

from tests.portals import kit, truecms


def test_lists_in_windows_that_the_server_cuts(tmp_path: Path) -> None:
    kit.check(truecms.portal, truecms.KEY, tmp_path)
