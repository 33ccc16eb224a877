"""Bytes become the right text whatever the page declares, and labels fold to one spelling."""

import pytest

from parsing.decode import chinese_year, clean, decode, fold, words

TEXT = "政府信息公开工作年度报告：第二十条第（一）项"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


def test_a_wrong_declaration_does_not_win() -> None:
    page = '<meta charset="{}">' + TEXT
    assert TEXT in decode(page.format("utf-8").encode("gb18030"))
    assert TEXT in decode(page.format("gb2312").encode())
    assert TEXT in decode(TEXT.encode("gb18030"), declared="iso-8859-1")


def test_a_cut_utf8_page_is_not_taken_for_gbk() -> None:
    data = (TEXT * 40).encode()[:-1]
    assert decode(data).startswith(TEXT)
    broken = (TEXT * 40).encode().replace("报".encode(), b"\xe6\x8a", 1)
    assert decode(broken).count("工作年度") == 40


@pytest.mark.parametrize(
    ("printed", "shown"),
    [("⾏政复议", "行政复议"), ("⼈⺠政府", "人民政府"), ("⻔⻓⻅⻬⻛⻥", "门长见齐风鱼"), ("a\u200bb\xad", "ab")],
)
def test_radicals_become_characters(printed: str, shown: str) -> None:
    assert clean(printed) == shown


def test_clean_keeps_what_a_reader_sees() -> None:
    assert clean("（一）　“三安全”①") == "（一）　“三安全”①"


def test_fold_and_words() -> None:
    assert fold("3．危及“三安全一稳定”") == fold('3.危及"三安全 一稳定"')
    assert words("（二）部分公开，只计") == "二部分公开只计"


@pytest.mark.parametrize(
    ("printed", "year"),
    [("二〇二一年度", "2021年度"), ("二○一九年", "2019年"), ("二零二二年", "2022年"), ("第二十条", "第二十条")],
)
def test_chinese_year(printed: str, year: str) -> None:
    assert chinese_year(printed) == year
