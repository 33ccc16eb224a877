"""Shanghai's folders, Hebei's blocks and Shandong's channels: their pages, and three portals crawled."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from crawler.platforms import recognise
from crawler.platforms.hebei import MAX_PAGES, Hebei
from crawler.platforms.sd_channel import SdChannel
from crawler.platforms.shanghai import MAX_PAGES as MOST
from crawler.platforms.shanghai import Shanghai
from tests.portals import kit, small_trees
from tests.portals.markup import looked_at


@pytest.mark.parametrize("tree", [small_trees.Shanghai, small_trees.Hebei, small_trees.Shandong])
def test_a_small_portal(
    tree: type[small_trees.Shanghai] | type[small_trees.Hebei] | type[small_trees.Shandong], tmp_path: Path
) -> None:
    portal = tree()
    kit.check(portal, portal.key, tmp_path)


def test_pages_of_shanghai_are_counted_by_its_script() -> None:
    url = "http://a.gov.cn/nw12344/"
    script = '<script>$(".pagination").pagination({showPage: 7, totalPage: 3})</script>'
    found = looked_at(script, url)
    assert recognise(found).name == "shanghai"
    assert [ask.url for ask in Shanghai().pages(found)] == [f"{url}index_2.html", f"{url}index_3.html"]
    assert not Shanghai().pages(looked_at(script, f"{url}index_2.html"))
    assert len(Shanghai().pages(looked_at(script.replace("3}", "999999}"), url))) == MOST - 1


def test_rows_that_are_commented_out_are_no_rows() -> None:
    found = looked_at(
        "<!-- <li><a href='/nw12344/20220330/aaaabbbbccccddddaaaabbbbccccdddd.html'>2021年政府信息公开年报</a></li> -->"
        "<div id='ivs_content'></div>",
        "http://a.gov.cn/nw12344/",
    )
    assert recognise(found).name == "shanghai" and not Shanghai().leads(found)


def test_blocks_of_hebei_end_where_they_are_empty_and_belong_to_their_column() -> None:
    own, other, part = UUID(int=1), UUID(int=2), UUID(int=3)
    blocks = "".join(
        f"<div data-block='/columns/{c}/templates/{part}/blocks/{part}?page=1&amp;fix=0'></div>" for c in (own, other)
    )
    found = looked_at(blocks, f"http://a.gov.cn/columns/{own}/index.html")
    assert recognise(found).name == "hebei"
    [ask] = Hebei().pages(found)
    assert ask.url == f"http://a.gov.cn/columns/{own}/templates/{part}/blocks/{part}?page=1&fix=0"
    rows = "<li><a href='x.html'>甲局2021年年报</a></li>"
    for _ in range(MAX_PAGES - 1):
        [ask] = Hebei().pages(found.part(rows, ask))
    assert not Hebei().pages(found.part(rows, ask))
    assert not Hebei().pages(found.part("", ask))
    outside = looked_at(blocks, f"http://a.gov.cn/columns/{own}/index.html", column=False)
    assert not Hebei().pages(outside)


def test_a_channel_that_a_script_draws_is_left_to_the_browser() -> None:
    url = "http://a.gov.cn/gongkai/channel_c_5f9fa491ab327f36e4c13060_n_1605682669.5098/"
    assert recognise(looked_at("<div id='app'></div>", url)).name == "generic"
    rows = "".join(
        f"<li><a href='doc_63946e1900000000000000{n:02d}.html'>{name}局</a></li>"
        for n, name in enumerate(("财政", "民政", "教育", "水务"))
    )
    found = looked_at(rows + "<a href='doc_63946e190000000000000077.html'>会议</a>", url)
    assert recognise(found).name == "sd_channel"
    assert len(SdChannel().leads(found)) == 4 and not SdChannel().listings(found)
