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
