"""Is this text in traditional characters, and how does it read in simplified ones?

Portals offer their pages in traditional characters too, converted one by one from the simplified ones that the office
wrote. They are converted back before anybody asks what they say: names, labels and sentences are then those of every
other document. A table and no package, because from traditional to simplified one character answers for one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources

import yaml

from parsing.model import Block, Cell, Contents, Grid, Paragraph

_TELLING = ("開", "關")
"""公開 and 機關: without either no text in traditional characters is about the publication of information."""
_LEAST = 20
"""Traditional characters of the shortest text that is in them."""
_MOST_SIMPLIFIED = 0.2
"""Of as many simplified characters: a quotation does not make a text traditional."""


def in_simplified(text: str) -> str:
    """The text, in simplified characters if it is in traditional ones. No other character changes."""
    if not any(sign in text for sign in _TELLING) or not is_traditional(text):
        return text
    return text.translate(_table())


def title_in_simplified(text: str) -> str:
    """The same for a title: too short for a count, but the very words for a report are told by their signs."""
    if not any(sign in text for sign in _TELLING):
        return text
    return text.translate(_table()).replace("资讯公开", "信息公开")


def simplified(contents: Contents) -> Contents:
    """The same for what a reader found in a document."""
    said = [block.text for block in contents.blocks if isinstance(block, Paragraph)]
    said += [text for _, text in contents.titles]
    if not any(sign in text for sign in _TELLING for text in said):
        return contents
    said += [cell.text for block in contents.blocks if isinstance(block, Grid) for cell in block.cells]
    if not is_traditional("".join(said)):
        return contents
    table = _table()
    return replace(
        contents,
        blocks=tuple(_converted(block, table) for block in contents.blocks),
        titles=tuple((source, text.translate(table)) for source, text in contents.titles),
    )


def is_traditional(text: str) -> bool:
    """Is most of what can be written in two ways written in the traditional one?"""
    table, others = _table(), _only_simplified()
    traditional = sum(ord(sign) in table for sign in text)
    return traditional >= _LEAST and sum(sign in others for sign in text) <= _MOST_SIMPLIFIED * traditional


def _converted(block: Block, table: Mapping[int, str]) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, text=block.text.translate(table))
    return replace(block, cells=tuple(_converted_cell(cell, table) for cell in block.cells))


def _converted_cell(cell: Cell, table: Mapping[int, str]) -> Cell:
    return replace(cell, text=cell.text.translate(table)) if cell.text else cell


@cache
def _table() -> Mapping[int, str]:
    declared = yaml.safe_load(resources.files(__package__).joinpath("traditional.yml").read_text(encoding="utf-8"))
    return {ord(pair[0]): pair[1] for pair in declared["pairs"].split()}


@cache
def _only_simplified() -> frozenset[str]:
    """Simplified characters that Big5 does not know, so that no traditional text has them."""
    return frozenset(sign for sign in _table().values() if not sign.encode("big5", "ignore"))
