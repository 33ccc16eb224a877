"""dataset.redaction: what concerns persons goes, everything else stays; measured on sentences written for it."""

from __future__ import annotations

import random
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.registry.divisions import divisions
from dataset.redaction import CARD, MAIL, NAME, PHONE, redact
from dataset.release import release
from parsing.model import Figure, Place
from tests.dataset_kit import Item, built, reading_of

SENTENCES: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "redaction_sentences.yml").read_text(encoding="utf-8")
)
MARK = "〔(?:电话|身份证号|邮箱|姓名|账号)〕"


@pytest.mark.parametrize("marked", SENTENCES["takes_out"])
def test_what_concerns_persons_goes_and_nothing_else(marked: str) -> None:
    redacted = redact(marked.replace("«", "").replace("»", ""))
    assert re.sub(MARK, "〔〕", redacted) == re.sub("«[^»]*»", "〔〕", marked)


@pytest.mark.parametrize("text", SENTENCES["leaves"])
def test_everything_else_stays(text: str) -> None:
    assert redact(text) == text


def test_the_mark_says_what_stood_there() -> None:
    assert redact("联系人：张小明，电话：010-61234567") == f"联系人：{NAME}，电话：{PHONE}"
    assert redact("邮箱：a@b.cn，身份证11010519491231002X") == f"邮箱：{MAIL}，身份证{CARD}"


def test_an_identity_number_is_told_by_its_check_digit() -> None:
    good = "11010519491231002X"
    for wrong in "0123456789":
        assert redact(f"编码{good[:-1]}{wrong}") == f"编码{good[:-1]}{wrong}"
    assert redact(good) == CARD
    assert redact("110105194913310021") == "110105194913310021"  # no thirteenth month


def test_every_mobile_number_goes_however_it_is_written() -> None:
    chance = random.Random(1)
    for _ in range(200):
        digits = f"1{chance.choice('3456789')}{chance.randrange(10**9):09}"
        for written in (
            digits,
            f"{digits[:3]} {digits[3:7]} {digits[7:]}",
            f"{digits[:3]}-{digits[3:7]}-{digits[7:]}",
            f"+86 {digits}",
        ):
            assert redact(f"请与他联系，{written}。") == f"请与他联系，{PHONE}。"


_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂建国华文志玉海波红梅春小晓永新德云飞龙庆生荣玲辉斌"
_ANNOUNCED = ("联系人：{}，", "审核人{}，", "经办 {} ", "成员：{}、{}（科长）、李建国。")
_UNANNOUNCED = (
    "申请人{}提出申请", "村民{}的申请", "原告{}，", "，{}诉我局一案", "由{}等3人提出", "对{}申请公开的协议", "由局长{}任组长",
    "副局长{}负责", "，{}主任", "由{}同志", "接待{}先生", "由{}、李建国、王小五组成",
)  # fmt: skip


def _seen(context: str, names: list[str]) -> float:
    """Of these names, the share that still stands in the sentence."""
    return sum(name in redact(context.replace("{}", name)) for name in names) / len(names)


def test_names_are_found_where_they_stand() -> None:
    """Few of a role's names stay, and one in five at most where little says that a name follows."""
    chance = random.Random(1)
    names = [
        chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2, 2)))) for _ in range(150)
    ]
    assert {context: share for context in _ANNOUNCED if (share := _seen(context, names)) > 0.02} == {}
    assert {context: share for context in _UNANNOUNCED if (share := _seen(context, names)) > 0.25} == {}


def test_no_division_and_no_organ_is_taken_for_a_person() -> None:
    """The names of every twentieth division there has been, with organs, wherever a person may stand."""
    names = sorted({life.name for lives in divisions().values() for life in lives})[::20]
    organs = ("", "人民政府办公室", "民政局", "林业局", "应急管理局")
    wrong = [
        sentence
        for name in names
        for organ in organs
        for context in (*_ANNOUNCED, *_UNANNOUNCED)
        if redact(sentence := context.replace("{}", name + organ).replace("李建国", "其他").replace("王小五", "其他"))
        != sentence
    ]
    assert wrong == []


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="联系人：张三，电话0123456789-（）〔〕 @.cn申请人王某同志年件", max_size=60))
def test_redacting_twice_changes_nothing_and_digits_only_go(text: str) -> None:
    once = redact(text)
    assert redact(once) == once
    outside = re.sub(MARK, "", once)
    assert len(outside) <= len(text)


def test_a_release_shows_none_of_it_and_the_archive_keeps_it(tmp_path: Path) -> None:
    secret = "13812345678"
    said = f"联系人：张小明，手机{secret}。"
    figures = dict(reading_of().figures)
    figures["granted.total"] = Figure("granted.total", 2, raw="2", place=Place(line=3), quote=f"予以公开2件，{said}")
    item = Item(reading_of(figures=figures, title=f"年报（{said}）", sections={"overall": said, "problems": "不多。"}))
    built(tmp_path, item)
    folder = release(tmp_path)
    with closing(sqlite3.connect(folder / "texts.sqlite")) as connection:
        texts = dict(connection.execute("SELECT section, text FROM sections"))
    assert texts == {"overall": f"联系人：{NAME}，手机{PHONE}。", "problems": "不多。"}
    for path in folder.rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes(), path.name
            assert "张小明".encode() not in path.read_bytes(), path.name
    [kept] = [path.read_bytes() for path in (tmp_path / "archive" / "objects").rglob("*") if path.is_file()]
    assert secret.encode() in kept
