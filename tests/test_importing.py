"""crawler.registry.importing and .sheet: somebody else's list of portals, row by row a site or a reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from crawler.errors import CrawlerError
from crawler.registry import check_sites, load_sites
from crawler.registry.divisions import NATION, division
from crawler.registry.importing import Reason, belongs, import_sites
from crawler.registry.sheet import SheetError
from crawler.registry.writing import registry_text, write_registry
from ogi import main

from .conftest import SHARED

HEAD = "region_code,region_name,level,host,url,flag,note\n"


def csv_of(folder: Path, *rows: str, head: str = HEAD, encoding: str = "utf-8") -> Path:
    path = folder / "portals.csv"
    path.write_bytes((head + "".join(row + "\n" for row in rows)).encode(encoding))
    return path


def test_a_row_becomes_a_site(tmp_path: Path) -> None:
    found = import_sites(csv_of(tmp_path, "110112,通州区,county,www.bjtzh.gov.cn,http://www.bjtzh.gov.cn,moved,新址"))
    (site,) = found.sites
    assert not found.refused
    assert site.id == "110112-bjtzh"
    assert site.name == "北京市通州区人民政府"
    assert (site.division, site.start, site.hosts) == ("110112", ("http://www.bjtzh.gov.cn/",), ("www.bjtzh.gov.cn",))
    assert site.notes == "flag: moved；note: 新址"
    assert site.checked == "never"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",两江新区,,www.ljxq.gov.cn,https://www.ljxq.gov.cn/,,", Reason.NO_CODE),
        ("110199,某区,county,a.gov.cn,http://a.gov.cn/,,", Reason.UNKNOWN_CODE),
        ("11011２,通州区,county,a.gov.cn,http://a.gov.cn/,,", Reason.UNKNOWN_CODE),
        ("110112,顺义区,county,a.gov.cn,http://a.gov.cn/,,", Reason.NAME),
        ("110112,通州区,county,,,,", Reason.NO_ADDRESS),
        ("110112,通州区,county,,ftp://a.gov.cn/,,", Reason.BAD_ADDRESS),
        ("110112,通州区,county,,http://user@a.gov.cn/,,", Reason.BAD_ADDRESS),
        ("110112,通州区,county,a!.gov.cn,,,", Reason.BAD_ADDRESS),
        ("110112,通州区,county,,http://www.bjtzh.com/,,", Reason.NOT_GOVERNMENT),
        ("110112,通州区,county,bjtzh.example.com,http://a.gov.cn/,,", Reason.NOT_GOVERNMENT),
        ("110112,通州区,county,,http://notgov.cn/,,", Reason.NOT_GOVERNMENT),
    ],
)
def test_a_row_is_refused_with_its_line_and_reason(tmp_path: Path, row: str, reason: Reason) -> None:
    found = import_sites(csv_of(tmp_path, "110113,顺义区,county,,www.bjshy.gov.cn,,", row))
    assert [site.division for site in found.sites] == ["110113"]
    assert [(refusal.line, refusal.reason) for refusal in found.refused] == [(3, reason)]
    zh, en = found.refused[0].text()
    assert zh.startswith("第 3 行：") and en.startswith("line 3: ")


def test_one_address_is_one_site(tmp_path: Path) -> None:
    found = import_sites(
        csv_of(
            tmp_path,
            "341700,池州市,,,https://www.chizhou.gov.cn/,,",
            "341702,贵池区,,,http://www.chizhou.gov.cn/index.html,suspect_dup_host,",
            "341702,贵池区,,,http://www.chizhou.gov.cn/guichi/,,",
        )
    )
    assert [site.id for site in found.sites] == ["341700-chizhou", "341702-chizhou-guichi"]
    (refusal,) = found.refused
    assert (refusal.line, refusal.reason) == (3, Reason.DUPLICATE)
    assert "341700-chizhou" in refusal.words


@pytest.mark.parametrize(
    ("called", "code", "wanted"),
    [
        ("通州区", "110112", True),
        ("通州", "110112", True),
        ("北京市通州区人民政府", "110112", True),
        ("通州区财政局", "110112", True),
        ("区", "110112", False),
        ("沙县", "350427", True),
        ("长沙县", "350427", False),
        ("沙县区", "350427", False),
        ("沙县区", "350405", True),
        ("朝阳市", "211300", True),
        ("朝阳县", "211300", False),
        ("延边州", "222400", True),
        ("海南州", "632500", True),
        ("海南省", "632500", False),
        ("广西", "450000", True),
        ("吉林省吉林市", "220200", True),
        ("河北省/石家庄市/长安区", "130102", True),
        ("石家庄长安区", "130102", True),
        ("西安市长安区", "130102", False),
        ("浙江省(气象)", "330000", True),
        ("北京市市场监督管理局", "110000", True),
        ("国家税务总局浙江省税务局", "330000", True),
    ],
)
def test_a_name_belongs_to_its_division(called: str, code: str, wanted: bool) -> None:
    place = division(code)
    assert place is not None and belongs(called, place) is wanted


def test_a_name_of_an_earlier_life_of_the_code_is_told_in_a_check(tmp_path: Path) -> None:
    found = import_sites(csv_of(tmp_path, "330103,下城区,county,,http://www.hzxc.gov.cn/,,"))
    assert [site.name for site in found.sites] == ["浙江省杭州市下城区人民政府"]


def test_central_bodies_keep_their_names(tmp_path: Path) -> None:
    found = import_sites(csv_of(tmp_path, f"{NATION},民政部,national,www.mca.gov.cn,https://www.mca.gov.cn/,,"))
    assert [(site.id, site.name, site.division) for site in found.sites] == [("100000-mca", "民政部", NATION)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_other_headings_encodings_and_marks(tmp_path: Path, encoding: str, mark: str) -> None:
    head = "行政区划代码,区划名称,单位名称,网址,年报栏目,编号,备注\n".replace(",", mark)
    row = "110112,通州区,北京市通州区财政局,www.bjtzh.gov.cn/czj/,http://www.bjtzh.gov.cn/czj/nb/,bj-tz-czj,核对过"
    found = import_sites(csv_of(tmp_path, row.replace(",", mark), head=head, encoding=encoding))
    (site,) = found.sites
    assert site.id == "bj-tz-czj"
    assert site.name == "北京市通州区财政局"
    assert site.start == ("https://www.bjtzh.gov.cn/czj/",)
    assert site.listings == ("http://www.bjtzh.gov.cn/czj/nb/",)
    assert site.notes == "备注: 核对过"


def test_a_name_alone_has_to_fit_too(tmp_path: Path) -> None:
    head = "code,name,url\n"
    found = import_sites(csv_of(tmp_path, "110112,顺义区财政局,http://a.gov.cn/", head=head))
    assert [refusal.reason for refusal in found.refused] == [Reason.NAME]


def test_a_cell_may_have_several_lines_and_rows_may_be_short_or_empty(tmp_path: Path) -> None:
    rows = (
        '110112,通州区,,,http://a.gov.cn/,,"第一行\n第二行"',
        "",
        ",,,,,,",
        "110113,顺义区",
        "110114,昌平区,,b.gov.cn",
    )
    found = import_sites(csv_of(tmp_path, *rows))
    assert [site.start for site in found.sites] == [("http://a.gov.cn/",), ("https://b.gov.cn/",)]
    assert [(refusal.line, refusal.reason) for refusal in found.refused] == [(6, Reason.NO_ADDRESS)]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no heading for: region_code"),
        (b"region_name,url\n", "no heading for: region_code"),
        (b"region_code,region_name\n", "no heading for: url"),
        (b"\xff\xfe\x00region", "neither UTF-8 nor GB 18030"),
        (b'region_code,url\n110112,"' + b"x" * 30_000, "line 2 is not valid CSV"),
    ],
)
def test_a_file_that_is_no_list_of_portals_says_why(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    with pytest.raises(SheetError) as caught:
        import_sites(path)
    assert why in caught.value.en


def test_what_is_written_is_read_back_and_never_written_over(tmp_path: Path) -> None:
    sites = import_sites(csv_of(tmp_path, "110112,通州区,,,http://a.gov.cn/nb?a=1,,'单引号': # 号")).sites
    path = tmp_path / "new" / "sites.yml"
    write_registry(path, registry_text(sites, heading=["made by a test"]))
    assert load_sites(path) == tuple(sites)
    write_registry(path, registry_text(sites, heading=["made by a test"]))
    with pytest.raises(CrawlerError, match="exists"):
        write_registry(path, registry_text(sites))
    assert path.read_text("utf-8").startswith("# made by a test\n")
    assert [each.name for each in path.parent.iterdir()] == ["sites.yml"]


# -- the command -------------------------------------------------------------------------------------------------------


def test_the_command_writes_a_sound_registry_and_tells_what_it_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = csv_of(tmp_path, "110112,通州区,,,http://a.gov.cn/,,", "110199,某区,,,http://b.gov.cn/,,")
    assert main(["sites", "import", str(path), "--data", str(tmp_path), "--lang", "en"]) == 1
    said = capsys.readouterr()
    assert said.out == "line 3: no such division: 110199 某区\n"
    assert "1 sites imported" in said.err
    assert main(["sites", "check", "--data", str(tmp_path)]) == 0
    assert main(["sites", "import", str(path), "--data", str(tmp_path)]) == 1  # the same again
    other = csv_of(tmp_path, "110113,顺义区,,,http://c.gov.cn/,,")
    assert main(["sites", "import", str(other), "--data", str(tmp_path)]) == 3
    assert main(["sites", "import", str(other), "--out", str(tmp_path / "other.yml")]) == 0
    assert [site.division for site in load_sites(tmp_path / "other.yml")] == ["110113"]
    assert main(["sites", "import", str(tmp_path / "none.csv")]) == 2


def test_the_public_list_of_portals(tmp_path: Path) -> None:
    path = SHARED / "data" / "portals_bootstrap.csv"
    if not path.is_file():
        pytest.skip("put portals_bootstrap.csv into ../shared/data to import it")
    found = import_sites(path)
    assert len(found.sites) + len(found.refused) == 3276
    assert Counter(refusal.reason for refusal in found.refused) == {Reason.NO_CODE: 6, Reason.DUPLICATE: 2}
    written = tmp_path / "sites.yml"
    write_registry(written, registry_text(found.sites))
    assert check_sites(written) == ()


def test_the_shipped_registry_agrees_with_the_public_list() -> None:
    """Ours was written from knowledge: a host that somebody else has otherwise would be an error of one of us."""
    from crawler.registry import shipped_sites

    path = SHARED / "data" / "portals_bootstrap.csv"
    if not path.is_file():
        pytest.skip("put portals_bootstrap.csv into ../shared/data to hold our registry against it")
    theirs: dict[str, set[str]] = {}
    for site in import_sites(path).sites:
        theirs.setdefault(site.division, set()).update(site.hosts)
    differing = [
        site.id
        for site in shipped_sites()
        if site.division != NATION and not theirs.get(site.division, set()) & set(site.hosts)
    ]
    assert not differing
