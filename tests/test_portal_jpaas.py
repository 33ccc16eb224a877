"""A portal on jpaas, crawled by the real crawler."""

from __future__ import annotations

from pathlib import Path

from tests.portals import jpaas, kit


def test_lists_that_an_interface_builds(tmp_path: Path) -> None:
    kit.check(jpaas.portal, jpaas.KEY, tmp_path)
