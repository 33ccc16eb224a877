"""How does a script of the page put the address of a record together?

Trees of catalogues and rows of data often hold numbers and no address; the address is made when they are clicked or
drawn: ``"list.do?dept=" + node.dept + "&cat=" + node.cat``, ``'<a href="/d/' + row.id + '.html">'``, or a template with
``${row.id}`` in it. Where the page itself says how, from nothing but plain strings and fields of the record, it is put
together; everything else is left alone (2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote

MAX_TEMPLATES = 20
"""Templates of a page that are looked at."""
MAX_SCRIPT = 200_000
"""Characters of a script in which they are looked for; libraries are longer."""

_NAME = r"\w{1,30}(?:\[\w{1,20}\])?\."
_END = r"\b(?!\s*[.(\[])"
_FIELD = rf"{_NAME}(?P<field>\w{{1,40}}){_END}"
_STRING = r"\"[^\"<>\s]{0,200}\"|'[^'<>\s]{0,200}'"
_SUM = re.compile(
    r"(?<![\w+])(?:\"[^\"<>\s]{1,200}\"|'[^'<>\s]{1,200}')"
    rf"(?:\s*\+\s*(?:{_STRING}|{_NAME}\w{{1,40}}{_END})){{1,9}}(?!\s*\+)"
)
_PIECE = re.compile(rf"(?P<string>{_STRING})|{_FIELD}")
_FILLED = re.compile(r"`([^`<>\s]{1,400})`|href=\\?[\"']([^`<>\s\"'\\]{1,400})\\?[\"']")
_HOLE = re.compile(rf"\$\{{\s*{_FIELD}\s*\}}")
_DRAWN = re.compile(r"href=\\?[\"'](?P<head>[^\"'<>\s\\]{1,200})(?P<mark>[\"'])(?=\s*\+)")
_NEXT = re.compile(rf"\s*\+\s*(?:(?P<mark>[\"'])(?P<text>[^\"'<>\s\\]{{0,200}})(?P<end>.)|{_FIELD})")
"""A link that is drawn: ``'<a href="/detail/' + row.id + '.html">'``."""
_LIKE_AN_ADDRESS = re.compile(r"(?:https?:/)?[\w%./-]*[/?][\w%./?=&#-]*")


@dataclass(frozen=True, slots=True)
class Template:
    """An address of which some parts are fields of a record: (text, is it the name of a field)."""

    pieces: tuple[tuple[str, bool], ...]

    def address(self, record: Mapping[str, str]) -> str | None:
        """The address for a record; None where a field is missing or empty."""
        if not all(record.get(text) for text, is_field in self.pieces if is_field):
            return None
        return "".join(quote(record[text]) if is_field else text for text, is_field in self.pieces)


def templates(scripts: Iterable[str]) -> tuple[Template, ...]:
    """The addresses that scripts make of the fields of a record, in order."""
    found = (one for script in scripts if len(script) <= MAX_SCRIPT for one in _in_script(script))
    return tuple(islice(dict.fromkeys(found), MAX_TEMPLATES))


def _in_script(script: str) -> Iterator[Template]:
    for whole in _SUM.finditer(script):
        parts = _PIECE.finditer(whole.group())
        yield from _template([(one["field"], True) if one["field"] else (one["string"][1:-1], False) for one in parts])
    for filled in _FILLED.finditer(script):
        pieces: list[tuple[str, bool]] = []
        at = 0
        text = filled[1] or filled[2]
        for hole in _HOLE.finditer(text):
            pieces += [(text[at : hole.start()], False), (hole["field"], True)]
            at = hole.end()
        yield from _template([*pieces, (text[at:], False)])
    for drawn in _DRAWN.finditer(script):
        yield from _template([(drawn["head"], False), *_rest(script, drawn)])


def _rest(script: str, drawn: re.Match[str]) -> Iterator[tuple[str, bool]]:
    """What follows the first string of a link that is drawn, up to the end of its address."""
    at = drawn.end()
    while (piece := _NEXT.match(script, at)) is not None:
        at = piece.end()
        if piece["field"]:
            yield piece["field"], True
        else:
            yield piece["text"], False
            if piece["end"] != piece["mark"]:
                return


def _template(pieces: list[tuple[str, bool]]) -> Iterator[Template]:
    plain = "".join(text for text, is_field in pieces if not is_field)
    if any(is_field for _, is_field in pieces) and _LIKE_AN_ADDRESS.fullmatch(plain):
        yield Template(tuple(piece for piece in pieces if piece[0]))
