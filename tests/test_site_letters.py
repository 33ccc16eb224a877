"""dataset.site.letters: large print is remembered without a script, and leads nobody away."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from datasette.app import Datasette

from dataset.release import release
from dataset.site import application
from dataset.site.letters import own_page, wants_large
from tests.dataset_kit import Item, built, reading_of
from tests.test_site import get

AGENCY = "/agency/110112-civil"
CHOSEN = {"cookie": "letters=large"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    data: Path = tmp_path_factory.mktemp("letters")
    built(data, Item(reading_of()))
    return application(release(data))


def toggle(page: str) -> str:
    [address] = re.findall(r'<a class="letters" href="([^"]+)"', page)
    return unescape(address)


@pytest.mark.parametrize(
    "path", [AGENCY, f"/en{AGENCY}", "/search?q=%E6%B0%91%E6%94%BF&year=2021", "/ogi/reports?_sort=year", "/nothing"]
)
def test_large_letters_stay_until_they_are_chosen_away(site: Datasette, path: str) -> None:
    usual = get(site, path)
    assert 'class="large"' not in usual.text
    chosen = get(site, toggle(usual.text))
    assert chosen.status_code == 303 and "no-store" in chosen.headers["cache-control"]
    assert chosen.headers["location"] == ("/" if path == "/nothing" else path)
    assert chosen.headers["set-cookie"].startswith("letters=large;") and "HttpOnly" in chosen.headers["set-cookie"]
    large = get(site, path, headers=CHOSEN)
    assert '<html lang="zh-CN" class="large">' in large.text or '<html lang="en" class="large">' in large.text
    away = get(site, toggle(large.text))
    assert away.status_code == 303 and "Max-Age=0" in away.headers["set-cookie"]


def test_caches_keep_the_two_apart(site: Datasette) -> None:
    usual, large = get(site, AGENCY), get(site, AGENCY, headers=CHOSEN)
    assert usual.headers["etag"] != large.headers["etag"]
    assert "cookie" in usual.headers["vary"] and "set-cookie" not in usual.headers
    assert get(site, AGENCY, headers=CHOSEN | {"if-none-match": usual.headers["etag"]}).status_code == 200
    assert get(site, AGENCY, headers=CHOSEN | {"if-none-match": large.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    "address", ["//evil.cn", "/\\evil.cn", "https://evil.cn/", "", "/a\r\nset-cookie: x=1", "/民政", "javascript:1"]
)
def test_the_way_back_is_here(site: Datasette, address: str) -> None:
    assert own_page(address) == "/"
    answer = get(site, "/letters", params={"size": "large", "back": address})
    assert answer.headers["location"] == "/"


def test_what_is_no_choice(site: Datasette) -> None:
    assert get(site, "/letters?size=huge").status_code == 404
    assert (
        wants_large("a=1; letters=large") and not wants_large("letters=x") and not wants_large("letters\x00=;;=large")
    )
