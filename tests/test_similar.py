"""dataset.checks.similar and own_text: copies are found among many, official phrasing alone makes none."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz.distance import Indel

from dataset.checks.copies import LEAST, SAME, alike, own_text
from dataset.checks.similar import HASHES, LIKELY, Signatures, agreement, nearest, signature
from tests.nation_kit import prose

OFFICIAL = [
    "坚持以习近平新时代中国特色社会主义思想为指导，全面贯彻落实党的二十大精神。",
    "坚持以公开为常态、不公开为例外，不断提升政府信息公开质量。",
    "本机关严格落实《中华人民共和国政府信息公开条例》要求，扎实推进各项工作。",
    "一是加强组织领导，健全工作机制，明确专人负责政府信息公开工作。",
    "二是加强业务培训，提高工作人员的业务能力和服务水平。",
    "三是加强监督检查，将政府信息公开工作纳入年度绩效考核。",
    "存在的主要问题是公开的主动性有待增强，公开的内容还不够全面。",
    "下一步将进一步拓宽公开渠道，丰富公开形式，提升公开实效。",
    "严格执行信息发布审核制度，做到先审查、后公开，确保不泄密。",
    "畅通依申请公开渠道，规范办理流程，依法保障公众知情权。",
    "未发生因政府信息公开被申请行政复议、提起行政诉讼的情况。",
    "没有其他需要报告的事项。",
]


def changed(text: str, share: float, seed: int, *, scattered: bool = True) -> str:
    """The text with this share of its characters replaced: single ones all over, or sentences as wholes."""
    chance = random.Random(seed)
    if scattered:
        letters = list(text)
        for place in chance.sample(range(len(letters)), int(share * len(letters))):
            letters[place] = chance.choice("甲乙丙丁戊己庚辛壬癸")
        return "".join(letters)
    sentences = text.split("。")
    for place in chance.sample(range(len(sentences)), int(share * len(sentences))):
        sentences[place] = prose(f"new{seed}{place}", 1)
    return "。".join(sentences)


def found(tmp_path: Path, texts: list[str], who: list[str], years: list[int]) -> dict[str, tuple[str, ...]]:
    ids = [f"{agency}-{year}" for agency, year in zip(who, years, strict=True)]
    with Signatures(tmp_path / "signatures") as signatures:
        for number, text in enumerate(texts):
            signatures.add(number, own_text({"overall": text}))
        return dict(alike(signatures, ids, who, years).others)


def share(one: str, other: str) -> float:
    return Indel.normalized_similarity(own_text({"overall": one}), own_text({"overall": other}))


def test_the_same_text_has_the_same_signature_everywhere() -> None:
    """Fixed hashes: this value stands for every machine and every build."""
    made = signature("政府信息公开工作年度报告的正文")
    assert made.dtype == np.uint32 and made.shape == (HASHES,)
    assert int(made.astype(np.uint64).sum()) == 42_636_582_408


def test_agreement_estimates_the_pieces_in_common() -> None:
    text = prose("long", 400)
    for part in (0.0, 0.05, 0.2):
        other = changed(text, part, 1, scattered=False)
        one, two = ({t[i : i + 4] for i in range(len(t) - 3)} for t in (text, other))
        assert agreement(signature(text), signature(other)) == pytest.approx(len(one & two) / len(one | two), abs=0.13)


@pytest.mark.parametrize("scattered", [True, False])
def test_near_duplicates_are_found_among_others(tmp_path: Path, scattered: bool) -> None:
    """Forty reports, each with a copy by another agency a year later, of which 2 to 9 in a hundred characters differ."""
    originals = [prose(f"original{n}") for n in range(40)]
    copies = [changed(text, 0.02 + 0.07 * n / 40, n, scattered=scattered) for n, text in enumerate(originals)]
    others = [prose(f"other{n}") for n in range(200)]
    texts = [*originals, *copies, *others]
    who = [f"a{n}" for n in range(len(texts))]
    years = [2022] * 40 + [2023] * 40 + [2023] * 200
    hits = found(tmp_path, texts, who, years)
    right = {f"a{40 + n}-2023": (f"a{n}-2022",) for n in range(40)}
    sure = {
        one: other for one, other in right.items() if share(texts[int(one[1:-5])], texts[int(other[0][1:-5])]) >= SAME
    }
    assert len(sure) == 40
    assert {one: hits.get(one) for one in sure} == sure, "every copy, each with what it is a copy of"
    assert set(hits) == set(right), "and nothing else"


def test_reports_that_share_official_phrasing_are_no_copies(tmp_path: Path) -> None:
    """A hundred reports that are half official phrases, in another order each: none is a copy of another."""
    texts = []
    for n in range(100):
        chance = random.Random(n)
        phrases = chance.sample(OFFICIAL, len(OFFICIAL))
        own = prose(f"own{n}", len(OFFICIAL)).split("。")
        texts.append("".join(f"{phrase}{sentence}。" for phrase, sentence in zip(phrases, own, strict=False)))
    ids = [f"a{n}" for n in range(100)]
    hits = found(tmp_path, texts, ids, [2023] * 100)
    sure = [
        (one, other)
        for one, others in hits.items()
        for other in others
        if share(texts[int(one[1:-5])], texts[int(other[1:-5])]) >= SAME
    ]
    assert sure == []


def test_official_phrases_are_no_text_of_ones_own() -> None:
    left = own_text({"overall": "".join(OFFICIAL), "other_matters": "其他需要报告的事项\n本年度未收取信息处理费。"})
    assert len(left) < LEAST
    assert "习近平" not in left and "行政复议" not in left and "加强组织领导" in left


def test_numbers_punctuation_and_spaces_make_no_difference() -> None:
    one = own_text({"overall": "全年共发布信息 1,024 条，其中：政策解读18篇。"})
    assert one == own_text({"overall": "全年共发布信息２０条,其中:政策解读3篇。"}) and "0" in one


def test_headings_and_labels_of_the_forms_are_left_out() -> None:
    assert (
        own_text({"overall": "一、总体情况\n二、主动公开政府信息情况\n本年新收政府信息公开申请数量\n我局开展走访。"})
        == "我局开展走访"
    )


def test_the_year_before_is_found_even_among_one_agencys_own_words(tmp_path: Path) -> None:
    text = prose("office")
    texts = [text, changed(text, 0.03, 1), prose("later")]
    assert found(tmp_path, texts, ["a", "a", "a"], [2021, 2022, 2023]) == {"a-2022": ("a-2021",)}


def test_a_text_that_very_many_share_is_compared_with_those_next_to_it(tmp_path: Path) -> None:
    text = prose("template")
    with Signatures(tmp_path / "signatures") as signatures:
        for number in range(300):
            signatures.add(number, text)
        near = nearest(signatures, list(range(300)), [2023] * 300)
    assert len(near) == 300 and all(one != other and agreed == 1 for one, (other, agreed) in near.items())


def test_nobody_repeats_what_comes_later(tmp_path: Path) -> None:
    text = prose("one")
    assert found(tmp_path, [text, text], ["a", "b"], [2023, 2022]) == {"a-2023": ("b-2022",)}
    assert LIKELY < SAME


def test_no_texts_at_all(tmp_path: Path) -> None:
    assert found(tmp_path, [], [], []) == {}
    assert not (tmp_path / "signatures").exists()
