"""Portals on Hanweb's systems, crawled by the real crawler."""

from __future__ import annotations

from pathlib import Path

from tests.portals import hanweb, kit


def test_a_proxy_that_heeds_the_window(tmp_path: Path) -> None:
    portal = hanweb.Portal(old=False)
    kit.check(portal, portal.key, tmp_path)


def test_a_proxy_that_heeds_only_the_page(tmp_path: Path) -> None:
    portal = hanweb.Portal(old=True)
    kit.check(portal, portal.key, tmp_path)
