"""dataset.site.language: every word in both languages, and every word used."""

from __future__ import annotations

import re
from pathlib import Path

from dataset.site.language import EN, ZH
from dataset.site.render import TEMPLATES

CODE = Path(__file__).parents[1] / "dataset" / "site"
HAN = re.compile(r"[\u4e00-\u9fff]")
_MADE = re.compile(r'(?:\bt|words|language)\[\s*f?"([a-z_]+)(?:\{[^"]*|" ~)')
"""Beginnings of keys that are put together, such as ``severity_`` before the severity."""


def test_both_languages_have_the_same_words() -> None:
    assert ZH.words.keys() == EN.words.keys()
    assert not [key for key, text in EN.words.items() if HAN.search(text) and key != "other_language"]
    for key, text in ZH.words.items():
        assert set(re.findall(r"\{\w*\}", text)) == set(re.findall(r"\{\w*\}", EN.words[key])), key


def test_templates_have_no_words_of_their_own_and_every_word_is_used() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (*TEMPLATES.glob("*.html"), *CODE.rglob("*.py"))]
    for path in TEMPLATES.glob("*.html"):
        assert not HAN.search(path.read_text(encoding="utf-8")), path.name
    text = "\n".join(sources)
    used = set(re.findall(r"\bt\.([a-z_0-9]+)", text)) | set(re.findall(r'["\']([\w.]+)["\']', text))
    made = tuple(_MADE.findall(text)) + tuple(re.findall(r'"([a-z_]+_)" ~', text))
    unused = [key for key in ZH.words if key not in used and not key.startswith(made)]
    assert not unused


def test_every_word_that_a_template_asks_for_is_there() -> None:
    for path in TEMPLATES.glob("*.html"):
        asked = set(re.findall(r"\bt\.([a-z_0-9]+)", path.read_text(encoding="utf-8")))
        assert asked <= ZH.words.keys(), (path.name, asked - ZH.words.keys())
