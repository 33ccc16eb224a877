"""Portals on Hanweb's systems, crawled by the real crawler."""

from __future__ import annotations

from pathlib import Path

from tests.portals import hanweb, hanweb_xxgk, kit


def test_a_proxy_that_heeds_the_window(tmp_path: Path) -> None:
    portal = hanweb.Portal(old=False)
    kit.check(portal, portal.key, tmp_path)


def test_a_proxy_that_heeds_only_the_page(tmp_path: Path) -> None:
    portal = hanweb.Portal(old=True)
    kit.check(portal, portal.key, tmp_path)


def test_reports_by_organ_and_year_and_a_catalogue(tmp_path: Path) -> None:
    kit.check(hanweb_xxgk.portal, hanweb_xxgk.KEY, tmp_path)
