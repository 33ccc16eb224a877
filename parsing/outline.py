"""Which statutory section does each paragraph belong to, however the headings are numbered?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from parsing.decode import fold, words
from parsing.forms import FORMS
from parsing.grid import is_value
from parsing.labels import bare
from parsing.model import Block, Grid, Paragraph, Place

_SECTIONS = FORMS["2021"].sections  # the same in every edition read here
_EXACT = {bare(text): section.key for section in _SECTIONS for text in section.wordings}
_LABELS = {section.key: section.label for section in _SECTIONS}
_NUMBERED = re.compile(r"^\s*(?:第?[一二三四五六七八九十]{1,3}\s*(?:[、.．,，:：\s]|部分)|[(（]?\d{1,2}\s*[、.．)）])")
_TRAIL = re.compile(r"[:：。;；]+$")
_NEAR = 86.0
_LONGEST = 40
"""Characters of the longest heading seen; a longer paragraph is text, unless a heading opens it."""


@dataclass(frozen=True)
class Outline:
    """Sections in printed order: key -> text; ``headings`` are the keys whose heading was really found."""

    sections: dict[str, str]
    headings: tuple[str, ...]
    preface: tuple[Paragraph, ...]
    """Paragraphs before the first statutory heading: the title stands there."""
    paragraphs: dict[str, tuple[Paragraph, ...]]

    def with_heading(self, key: str) -> tuple[Paragraph, ...]:
        """The paragraphs of a section under its statutory heading."""
        return Paragraph(_LABELS[key], heading=True), *self.paragraphs[key]

    def whole(self) -> Iterator[Paragraph]:
        """The preface and every section under its heading."""
        yield from self.preface
        for key in self.paragraphs:
            yield from self.with_heading(key)


def outline(blocks: Iterable[Block]) -> Outline:
    """Sort paragraphs under the statutory headings. A heading that comes twice continues its section."""
    parts: dict[str, list[Paragraph]] = {}
    headings: list[str] = []
    preface: list[Paragraph] = []
    current: str | None = None
    for paragraph in _paragraphs(blocks):
        key, rest = heading_of(paragraph.text)
        if key is not None and not _goes_back(key, headings):
            current = key
            if key not in headings:
                headings.append(key)
            parts.setdefault(key, [])
            if rest:
                parts[key].append(Paragraph(rest, paragraph.place))
        elif current is None:
            preface.append(paragraph)
        else:
            parts[current].append(paragraph)
    texts = {key: "\n".join(p.text for p in found) for key, found in parts.items()}
    return Outline(
        sections={key: text for key, text in texts.items() if text.strip()},
        headings=tuple(headings),
        preface=tuple(preface),
        paragraphs={key: tuple(found) for key, found in parts.items()},
    )


def _goes_back(key: str, headings: Sequence[str]) -> bool:
    """After later sections an earlier heading is a quotation or a repeated menu, not the section again."""
    order = [section.key for section in _SECTIONS]
    return bool(headings) and order.index(key) < max(order.index(h) for h in headings) - 1 and key in headings


def _paragraphs(blocks: Iterable[Block]) -> Iterable[Paragraph]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            yield from _inside(block)


def _inside(grid: Grid) -> Iterable[Paragraph]:
    """Text that a layout table holds: rows of one long or heading-like cell. Statutory cells are not text."""
    rows: dict[int, list[str]] = {}
    places: dict[int, Place] = {}
    for cell in grid.cells:
        if cell.text.strip():
            rows.setdefault(cell.row, []).append(cell.text)
            places.setdefault(cell.row, cell.place)
    for y, texts in sorted(rows.items()):
        if len(texts) != 1 or is_value(texts[0]):
            continue
        for line in texts[0].split("\n"):
            if len(line) > _LONGEST or heading_of(line)[0] is not None or "信息公开" in line:
                yield Paragraph(line, places[y])


def heading_of(text: str) -> tuple[str | None, str]:
    """The section whose heading this paragraph is, or opens with; and the text after the heading.

    A heading is a statutory wording (or nearly) standing alone, numbered or not; in front of running text it must be
    numbered, so that a sentence that begins with the same words is not cut.
    """
    first, _, below = text.partition("\n")
    plain = _TRAIL.sub("", first.strip())
    if len(plain) <= _LONGEST:
        key = _EXACT.get(bare(plain)) or _EXACT.get(words(plain))
        if key is None and _NUMBERED.match(plain):
            key = _near(bare(plain))
        if key is not None:
            return key, below.strip()
    numbered = _NUMBERED.match(text)
    if numbered:
        folded = fold(text[numbered.end() :])
        for wording, key in _LONG_FIRST:
            if folded.startswith(wording) and folded[len(wording) : len(wording) + 1] in {
                "",
                "。",
                ":",
                ";",
                ".",
                "本",
                "2",
                "(",
            }:
                return key, _after(text[numbered.end() :], wording)
    return None, ""


_LONG_FIRST = sorted(
    ((fold(text), section.key) for section in _SECTIONS for text in section.wordings), key=lambda pair: -len(pair[0])
)


def _near(plain: str) -> str | None:
    scored = sorted(((fuzz.ratio(plain, wording), key) for wording, key in _EXACT.items()), reverse=True)
    best, key = scored[0]
    return key if best >= _NEAR else None


def _after(text: str, wording: str) -> str:
    """What follows the heading in the original text, counted in characters that folding keeps."""
    for end in range(len(wording), min(len(text), 3 * len(wording)) + 1):
        if fold(text[:end]) == wording:
            return text[end:].lstrip(":：。 　")
    return text
