"""``/``: the numbers of the latest year are those of the release, with what they do not say."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from datasette.app import Datasette

from crawler.registry import Site
from dataset.errors import DatasetError
from dataset.release import release
from dataset.site import application
from dataset.site.language import EN, ZH
from dataset.site.pages.home import PROVINCES
from dataset.site.style import stylesheet
from parsing.model import State
from tests.dataset_kit import REAL, SAMPLE, Item, built, reading_of, with_states
from tests.test_site import get

SUZHOU = Site("real-suzhou", "苏州市人民政府", "320500", ("http://www.suzhou.gov.cn/",), (), ("www.suzhou.gov.cn",))


def counted(agency: str, year: int, requests: int) -> Item:
    reading = reading_of(agency=agency, year=year)
    figures = {**reading.figures, "requests_new.total": replace(reading.figures["requests_new.total"], value=requests)}
    return Item(replace(reading, figures=figures), site=SUZHOU if agency.startswith("苏州") else REAL)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    data = tmp_path_factory.mktemp("home")
    silent = with_states(reading_of(agency="通州区商务局", year=2024), requests_new__total=State.BLANK)
    built(
        data,
        counted("通州区民政局", 2024, 1200),
        counted("通州区财政局", 2024, 34),
        counted("通州区教育局", 2023, 5),
        counted("苏州市民政局", 2024, 100),
        counted("苏州市人民政府", 2024, 99_999),
        Item(silent),
    )
    return application(release(data))


def texts(page: str, name: str) -> list[str]:
    found = re.findall(rf"<{name}[ >].*?</{name}>", page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]


def test_the_latest_year_is_counted_with_its_caveat(site: Datasette) -> None:
    page = get(site, "/").text
    numbers = texts(page.partition('<dl class="tiles">')[2].partition("</dl>")[0], "dd")
    # Of six agencies five have a report for 2024; the government's sums up others and one states no requests.
    assert numbers[0] == f"5 {ZH['home_expected'].format(6)}"
    assert numbers[2] == f"1,334 {ZH['stated_by'].format(stated=3, agencies=4)}"
    assert ZH["home_numbers_caveat"] in page and ZH["home_year"].format(2024) in page
    assert EN["home_numbers_caveat"] in get(site, "/en/").text


def test_every_province_has_its_place_and_those_without_data_say_so(site: Datasette) -> None:
    page = get(site, "/").text
    tiles = texts(page.partition('class="tile-grid"')[2].partition("</ul>")[0], "li")
    assert len(tiles) == len(PROVINCES) == 31 and len({tile.split()[0] for tile in tiles}) == 31
    assert {"北京 3/4", "江苏 2/2", "西藏 –", "内蒙古 –"} <= {re.sub(" ?/ ?", "/", tile) for tile in tiles}
    assert 'href="/region/320000"' in page and 'href="/region/540000"' not in page
    places = re.findall(r"\.at-(\d\d) \{ grid-area: (\d) / (\d)", stylesheet().text)
    assert {code for code, *_ in places} == set(PROVINCES) and len({tuple(at) for _, *at in places}) == 31


def test_what_can_be_done_is_one_step_away(site: Datasette) -> None:
    for prefix in ("", "/en"):
        page = get(site, f"{prefix}/").text
        for path in ("search", "compare", "downloads", "coverage", "region", "reports", "changes"):
            assert f'href="{prefix}/{path}"' in page, path
        assert len(page.encode()) < 60_000


def test_a_release_that_follows_another_counts_its_changes(tmp_path_factory: pytest.TempPathFactory) -> None:
    data = tmp_path_factory.mktemp("changes")
    built(data, Item(reading_of(year=2022), site=SAMPLE))
    first = application(release(data))
    assert ZH["home_first"] in get(first, "/").text
    # A release of samples alone has no provinces, and no tiles that would pretend it had.
    assert 'class="tile-grid"' not in get(first, "/").text
    second = application(release(data))
    page = get(second, "/").text
    assert ZH["home_changes_since"].format("v2026.04.0-sample") in page and ZH["home_no_changes"] in page


def test_a_release_of_an_earlier_program_is_refused_in_one_line(site: Datasette, tmp_path: Path) -> None:
    folder = site.ogi_release.folder
    for path in folder.iterdir():
        (tmp_path / path.name).symlink_to(path)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    del manifest["counts"]["checks"]
    (tmp_path / "manifest.json").unlink()
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(DatasetError, match="has no table checks"):
        application(tmp_path)
