"""crawler.registry: the contract's file of sites, checked field by field, and which addresses a site allows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawler.errors import RegistryError
from crawler.registry import SHIPPED, Site, check_sites, load_sites, remarks_on, shipped_sites
from crawler.registry.divisions import NATION, divisions, full_name

TONGZHOU: dict[str, Any] = {
    "id": "bj-tongzhou",
    "name": "北京市通州区人民政府",
    "division": "110112",
    "start": ["http://www.bjtzh.gov.cn/"],
    "listings": [],
    "hosts": ["www.bjtzh.gov.cn"],
    "platform": None,
    "expect": {"min": 1},
    "notes": "",
}


def written(folder: Path, *entries: Any) -> Path:
    path = folder / "sites.yml"
    # By way of JSON, so that nothing is shared: YAML would write anchors for it.
    plain = json.loads(json.dumps({"sites": list(entries)}))
    path.write_text(yaml.dump(plain, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False), "utf-8")
    return path


def problems(folder: Path, **changes: Any) -> list[str]:
    return [en for _, en in check_sites(written(folder, TONGZHOU | changes))]


def test_the_entry_of_the_contract_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sites.yml"
    path.write_text(
        """
sites:
- id: bj-tongzhou                 # stable, lower case
  name: 北京市通州区人民政府
  division: "110112"
  start: [http://www.bjtzh.gov.cn/]
  listings: []
  hosts: [www.bjtzh.gov.cn]
  platform: null
  expect: {min: 3}
  notes: ""
""",
        "utf-8",
    )
    (site,) = load_sites(path)
    assert site == Site(
        id="bj-tongzhou",
        name="北京市通州区人民政府",
        division="110112",
        start=("http://www.bjtzh.gov.cn/",),
        listings=(),
        hosts=("www.bjtzh.gov.cn",),
        expect_min=3,
    )
    assert not site.sample
    assert Site.from_entry(site.as_entry()) == site


def test_what_is_optional_may_be_left_out(tmp_path: Path) -> None:
    entry = {key: TONGZHOU[key] for key in ("id", "name", "division", "start", "hosts")}
    (site,) = load_sites(written(tmp_path, entry))
    assert (site.listings, site.platform, site.expect_min, site.notes) == ((), None, 1, "")


@pytest.mark.parametrize(
    "settings", [{}, {"scheme": "http"}, {"scheme": "http", "tls": "strict"}, {"tls": "legacy"}, {"tls": "unverified"}]
)
def test_how_a_site_may_be_connected_to(tmp_path: Path, settings: dict[str, str]) -> None:
    (site,) = load_sites(written(tmp_path, TONGZHOU | settings))
    assert (site.scheme, site.tls) == (settings.get("scheme"), settings.get("tls", "strict"))
    assert Site.from_entry(site.as_entry()) == site


def test_an_entry_from_before_there_were_these_settings_is_strict() -> None:
    assert (Site.from_entry(TONGZHOU).scheme, Site.from_entry(TONGZHOU).tls) == (None, "strict")


def test_a_list_without_sites_is_sound_and_empty(tmp_path: Path) -> None:
    path = tmp_path / "sites.yml"
    path.write_text("sites:\n", "utf-8")
    assert load_sites(path) == ()


def test_sample_portals_are_told_by_their_division() -> None:
    assert Site.from_entry(TONGZHOU | {"division": "990102"}).sample


def test_a_division_without_quotes_names_file_line_entry_and_field(tmp_path: Path) -> None:
    path = tmp_path / "sites.yml"
    path.write_text(
        "sites:\n- id: a\n  name: 甲\n  division: 110112\n  start: [http://a.gov.cn/]\n  hosts: [a.gov.cn]\n"
    )
    with pytest.raises(RegistryError) as caught:
        load_sites(path)
    assert caught.value.en == f'{path} line 2, entry a, division: must be text, put it in quotes (as "110112")'
    assert "第 2 行" in caught.value.zh and "division" in caught.value.zh
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": "BJ"}, "id"),
        ({"id": "a b"}, "id"),
        ({"id": ""}, "id"),
        ({"name": None}, "name"),
        ({"name": ["甲"]}, "name"),
        ({"division": "11011"}, "division"),
        ({"division": "11011x"}, "division"),
        ({"division": "１１０１１２"}, "division"),
        ({"start": [], "listings": []}, "start"),
        ({"start": "http://www.bjtzh.gov.cn/"}, "start"),
        ({"start": ["ftp://www.bjtzh.gov.cn/"]}, "start"),
        ({"start": ["www.bjtzh.gov.cn"]}, "start"),
        ({"start": ["http://user@www.bjtzh.gov.cn/"]}, "start"),
        ({"start": ["http://www.bjtzh.gov.cn/a b"]}, "start"),
        ({"start": ["http://czj.bjtzh.gov.cn/"]}, "start"),
        ({"listings": ["http://www.other.gov.cn/nb/"]}, "listings"),
        ({"hosts": []}, "hosts"),
        ({"hosts": ["http://www.bjtzh.gov.cn"]}, "hosts"),
        ({"hosts": ["www.bjtzh.gov.cn/nb"]}, "hosts"),
        ({"hosts": ["www.bjtzh.gov.cn", "*"]}, "hosts"),
        ({"hosts": ["www.bjtzh.gov.cn", "*.gov.cn"]}, "hosts"),
        ({"hosts": ["www.bjtzh.gov.cn", "*.example.com"]}, "hosts"),
        ({"hosts": ["www.bjtzh.gov.cn", "*.bjtzh.gov.cn:80"]}, "hosts"),
        ({"hosts": ["www.bjtzh.gov.cn", "a.gov.cn:0"]}, "hosts"),
        ({"hosts": ["www.bjtzh.gov.cn", "a.gov.cn:http"]}, "hosts"),
        ({"hosts": ["www.bjtzh.gov.cn", "::1"]}, "hosts"),
        ({"hosts": ["www.bjtzh.gov.cn", 7]}, "hosts"),
        ({"platform": "wordpress"}, "platform"),
        ({"scheme": "https"}, "scheme"),
        ({"scheme": "http", "start": ["https://www.bjtzh.gov.cn/"]}, "start"),
        ({"scheme": "http", "tls": "legacy"}, "tls"),
        ({"tls": "none"}, "tls"),
        ({"tls": False}, "tls"),
        ({"tls": ["legacy"]}, "tls"),
        ({"expect": 3}, "expect"),
        ({"expect": {"min": -1}}, "expect.min"),
        ({"expect": {"min": "3"}}, "expect.min"),
        ({"expect": {"max": 3}}, "expect.max"),
        ({"hots": ["a.gov.cn"]}, "hots"),
        ({"notes": 3}, "notes"),
        ({"checked": "yesterday"}, "checked"),
        ({"checked": "2026-13-01"}, "checked"),
        ({"checked": 20261121}, "checked"),
        ({"division": "110199"}, "division"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(tmp_path: Path, changes: dict[str, Any], field: str) -> None:
    found = problems(tmp_path, **changes)
    assert found
    assert all(f"entry {changes.get('id') or 'bj-tongzhou'}, " in p or "entry (no id), " in p for p in found)
    assert any(f", {field}: " in p for p in found), found


def test_every_problem_is_told_and_the_first_is_the_message(tmp_path: Path) -> None:
    path = written(tmp_path, TONGZHOU | {"id": "Ä", "division": "1"}, TONGZHOU, TONGZHOU)
    with pytest.raises(RegistryError) as caught:
        load_sites(path)
    assert len(caught.value.problems) == 3
    assert caught.value.en.endswith("(and 2 more)")
    assert "id: the same as on line" in caught.value.problems[2][1]


def test_an_entry_that_is_no_entry(tmp_path: Path) -> None:
    assert next(en for _, en in check_sites(written(tmp_path, "甲"))).endswith("must be an entry of keys and values")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "outermost"),
        ("- id: a", "outermost"),
        ("sites: {a: b}", "list"),
        ("sites: []\nother: 1", "outermost"),
        ("sites: [", "not valid YAML"),
        ("sites:\n- &a {id: x}\n- *a", "anchors"),
        ("sites: &a [*a]", "anchors"),
        ("sites: " + "[" * 40 + "]" * 40, "nested too deep"),
        ("sites: [!!python/object/apply:os.system [id]]", "entry (no id)"),
        ("sites:\n- {id: a, id: b}", "id: the key stands twice"),
    ],
)
def test_files_that_are_not_a_registry(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "sites.yml"
    path.write_text(text, "utf-8")
    (first, *_) = check_sites(path)
    assert word in first[1] and str(path) in first[1] and str(path) in first[0]


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "cannot be opened" in check_sites(tmp_path / "none.yml")[0][1]
    gbk = tmp_path / "gbk.yml"
    gbk.write_bytes("sites: [甲]".encode("gbk"))
    assert "not UTF-8" in check_sites(gbk)[0][1]
    monkeypatch.setattr("crawler.registry.document.MAX_BYTES", 3)
    assert "the limit is 3" in check_sites(gbk)[0][1]


@pytest.mark.parametrize(
    ("hosts", "url", "allowed"),
    [
        (["www.bjtzh.gov.cn"], "http://www.bjtzh.gov.cn/a", True),
        (["www.bjtzh.gov.cn"], "https://WWW.BJTZH.gov.cn./a", True),
        (["www.bjtzh.gov.cn"], "http://www.bjtzh.gov.cn:8080/", True),  # only host:port narrows to one port
        (["www.bjtzh.gov.cn"], "http://czj.bjtzh.gov.cn/", False),
        (["www.bjtzh.gov.cn"], "http://www.bjtzh.gov.cn.evil.com/", False),
        (["www.bjtzh.gov.cn"], "http://evilwww.bjtzh.gov.cn/", False),
        (["www.bjtzh.gov.cn"], "http://www.bjtzh.gov.cn@evil.com/", False),
        (["www.bjtzh.gov.cn"], "http://user@www.bjtzh.gov.cn/", False),
        (["www.bjtzh.gov.cn"], "ftp://www.bjtzh.gov.cn/", False),
        (["www.bjtzh.gov.cn"], "javascript:alert(1)", False),
        (["www.bjtzh.gov.cn"], "http://127.0.0.1/", False),
        (["www.bjtzh.gov.cn"], "http://2130706433/", False),
        (["www.bjtzh.gov.cn"], "http://[::1]/", False),
        (["www.bjtzh.gov.cn:8080"], "http://www.bjtzh.gov.cn:8080/", True),
        (["www.bjtzh.gov.cn:8080"], "http://www.bjtzh.gov.cn/", False),
        (["www.bjtzh.gov.cn:443"], "https://www.bjtzh.gov.cn/", True),
        (["*.bjtzh.gov.cn"], "http://czj.bjtzh.gov.cn/", True),
        (["*.bjtzh.gov.cn"], "http://a.b.bjtzh.gov.cn:81/", True),
        (["*.bjtzh.gov.cn"], "http://bjtzh.gov.cn/", False),
        (["*.bjtzh.gov.cn"], "http://xbjtzh.gov.cn/", False),
        (["127.0.0.1:8099"], "http://127.0.0.1:8099/", True),
        (["127.0.0.1:8099"], "http://127.0.0.1:8098/", False),
        (["127.0.0.1"], "http://127.0.0.1:5000/", True),
        (["127.0.0.1"], "http://127.0.0.2:5000/", False),
        (["[::1]:80"], "http://[::1]/", True),
        (["[::1]"], "http://[0:0:0:0:0:0:0:1]:9/", True),
        (["政务.example"], "http://xn--nnq95m.example/", False),
        (["例子.gov.cn"], "http://xn--fsqu00a.gov.cn/", True),
        (["www.bjtzh.gov.cn"], "http://www.bjtzh.gov.cn:99999/", False),
        (["www.bjtzh.gov.cn"], "http://[broken/", False),
    ],
)
def test_only_listed_hosts_are_allowed(hosts: list[str], url: str, allowed: bool) -> None:
    assert Site.from_entry(TONGZHOU | {"hosts": hosts}).allows(url) is allowed


def test_three_thousand_sites_are_read_in_seconds(tmp_path: Path) -> None:
    """A registry of the whole country has some ten thousand; this one must not make anybody wait."""
    sites = [
        TONGZHOU | {"id": f"s{i}", "hosts": [f"s{i}.gov.cn"], "start": [f"http://s{i}.gov.cn/"]} for i in range(3000)
    ]
    assert len(load_sites(written(tmp_path, *sites))) == 3000


# -- a folder of files, and what is plausible --------------------------------------------------------------------------


def test_the_day_of_the_last_probe_is_read(tmp_path: Path) -> None:
    (day,) = load_sites(written(tmp_path, TONGZHOU | {"checked": "2026-11-21"}))
    (never,) = load_sites(written(tmp_path, TONGZHOU | {"checked": "never"}))
    assert (day.checked, never.checked) == ("2026-11-21", "never")
    assert Site.from_entry(day.as_entry()) == day


def test_a_folder_is_all_its_files(tmp_path: Path) -> None:
    for name, entry in (("b", TONGZHOU), ("a", TONGZHOU | {"id": "other", "start": ["http://www.bjtzh.gov.cn/nb/"]})):
        written(tmp_path, entry).rename(tmp_path / f"{name}.yml")
    assert [site.id for site in load_sites(tmp_path)] == ["other", "bj-tongzhou"]
    written(tmp_path, TONGZHOU | {"start": ["http://www.bjtzh.gov.cn/x/"]}).rename(tmp_path / "c.yml")
    ((zh, en),) = check_sites(tmp_path)
    assert en.endswith(f"id: the same as on {tmp_path / 'b.yml'} line 2") and "b.yml 第 2 行" in zh


def test_two_sites_do_not_begin_at_one_address(tmp_path: Path) -> None:
    path = written(tmp_path, TONGZHOU, TONGZHOU | {"id": "twin", "start": ["https://www.bjtzh.gov.cn/index.html"]})
    ((_, en),) = check_sites(path)
    assert "entry twin, start: https://www.bjtzh.gov.cn/index.html is also that of entry bj-tongzhou on line 2" in en
    assert len(load_sites(path)) == 2  # a crawl may still be wanted


@pytest.mark.parametrize(
    ("changes", "remark"),
    [
        ({}, None),
        ({"division": "330103"}, "division: 330103 下城区 was given up or recoded after 2020"),
        ({"hosts": ["www.bjtzh.gov.cn", "tongzhou.example.com"]}, "hosts: tongzhou.example.com is not under gov.cn"),
        ({"hosts": ["www.bjtzh.gov.cn", "127.0.0.1:80"]}, None),
        (
            {"listings": ["https://www.bjtzh.gov.cn/nb/"]},
            "start: www.bjtzh.gov.cn stands there with http and with https",
        ),
        ({"expect": {"min": 0}}, "expect.min: is 0"),
    ],
)
def test_what_may_be_meant_is_a_remark(tmp_path: Path, changes: dict[str, Any], remark: str | None) -> None:
    path = written(tmp_path, TONGZHOU | changes)
    assert check_sites(path) == ()
    found = [en for _, en in remarks_on(path)]
    assert len(found) == (remark is not None)
    assert remark is None or remark in found[0]


# -- the registry that comes with the program --------------------------------------------------------------------------


def test_the_shipped_registry_is_sound() -> None:
    assert check_sites(SHIPPED) == ()
    assert remarks_on(SHIPPED) == ()


def test_the_shipped_registry_has_what_it_says_it_has() -> None:
    """Every province, and every district of four cities that is in force, by the divisions and not by a count."""
    there = {site.division for site in shipped_sites()}
    no_reports_of_this_law = {"810000", "820000", "830000"}
    wanted = {
        code
        for code, lives in divisions().items()
        if lives[-1].last is None
        and (code.endswith("0000") or (code[:4] in ("1101", "3101", "3301", "4401") and not code.endswith("00")))
    }
    assert wanted - no_reports_of_this_law <= there
    assert sum(site.division == NATION for site in shipped_sites()) > 50


def test_a_shipped_site_is_named_after_its_division() -> None:
    for site in shipped_sites():
        if site.division != NATION:
            place = divisions()[site.division][-1]
            assert site.name.endswith(place.name + "人民政府"), site.id
            # 浙江省 is left out before 杭州市, and that before a county: as the governments write themselves.
            assert full_name(place).endswith(site.name.removesuffix("人民政府")), site.id


def test_the_manual_has_the_numbers_of_the_shipped_registry() -> None:
    manual = (Path(__file__).resolve().parents[1] / "docs" / "add-a-site.md").read_text("utf-8")
    sites = shipped_sites()
    assert f"自带的 {len(sites)} 个门户" in manual and f"A registry of {len(sites)} portals" in manual
    assert f"{sum(site.division == NATION for site in sites)} 个国务院部门和机构" in manual


def test_nothing_shipped_claims_to_have_been_looked_at() -> None:
    """No entry was probed when it was written; a probe writes its day into a copy."""
    assert {site.checked for site in shipped_sites()} == {"never"}
