"""What address does a function of the page open for what it is called with?

Rows of old portals hold a number and no address: ``onclick="openInfo('33')"`` beside
``function openInfo(id){window.open("show.jsp?id=" + id)}``. Where the page itself says how the address is put together,
from nothing but plain strings and the parameters, it is put together; everything else is left alone (2026).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import quote

MAX_SCRIPT = 200_000
"""Characters of a script in which functions are looked for; libraries are longer."""
MAX_FUNCTIONS = 200
"""Functions of a page that are looked at."""

_FUNCTION = re.compile(
    r"(?:\bfunction\s+(?P<name>\w{1,40})|\b(?P<other>\w{1,40})\s*[=:]\s*function)\s*\((?P<parameters>[\w\s,]{1,120})\)\s*"
    r"\{(?P<body>[^{}]{1,800})"
)
_LEADS_ON = re.compile(r"\blocation\b|\bopen\s*\(|\.href\b")
_PIECE = r"(?:\"[^\"<>\s]{0,200}\"|'[^'<>\s]{0,200}'|encodeURI(?:Component)?\(\s*\w{1,30}\s*\)|\w{1,30})"
_SUM = re.compile(rf"(?<![\w+])(?:\"[^\"<>\s]{{1,200}}\"|'[^'<>\s]{{1,200}}')(?:\s*\+\s*{_PIECE}){{1,8}}(?!\s*\+)")
_PIECES = re.compile(_PIECE)
_CALL = re.compile(r"\b(?P<name>\w{1,40})\((?P<arguments>[^()<>]{1,300})\)")
_ARGUMENT = re.compile(r"'([^']*)'|\"([^\"]*)\"|([\w.-]+)")
_LIKE_AN_ADDRESS = re.compile(r"^(?:https?:/)?[\w%./-]*[/?.][\w%./?=&-]*$")


@dataclass(frozen=True, slots=True)
class Opener:
    """How a function puts an address together: strings as they are, parameters by their place."""

    pieces: tuple[str | int, ...]

    def address(self, arguments: tuple[str, ...]) -> str | None:
        """The address for a call with these arguments; None where there are too few."""
        if any(isinstance(piece, int) and piece >= len(arguments) for piece in self.pieces):
            return None
        return "".join(piece if isinstance(piece, str) else quote(arguments[piece]) for piece in self.pieces)


def openers(tree: Any) -> Mapping[str, Opener]:
    """The functions of a page that open an address made of strings and of what they are called with."""
    found: dict[str, Opener] = {}
    scripts = (node.text for node in tree.iter("script") if node.text and len(node.text) <= MAX_SCRIPT)
    for script in scripts:
        for function in islice(_FUNCTION.finditer(script), MAX_FUNCTIONS):
            made = _made(function) if _LEADS_ON.search(function["body"]) else None
            if made is not None:
                found.setdefault(function["name"] or function["other"], made)
    return found


def _made(function: re.Match[str]) -> Opener | None:
    parameters = [name.strip() for name in function["parameters"].split(",")]
    for whole in _SUM.finditer(function["body"]):
        pieces: list[str | int] = []
        for piece in _PIECES.findall(whole.group()):
            name = re.sub(r"^encodeURI(?:Component)?\(\s*(\w+)\s*\)$", r"\1", piece)
            if piece[0] in "'\"":
                pieces.append(piece[1:-1])
            elif name in parameters:
                pieces.append(parameters.index(name))
            else:
                break  # something that the page does not say
        else:
            plain = "".join(piece for piece in pieces if isinstance(piece, str))
            if _LIKE_AN_ADDRESS.match(plain) and any(isinstance(piece, int) for piece in pieces):
                return Opener(tuple(pieces))
    return None


def opened(script: str, known: Mapping[str, Opener]) -> str | None:
    """The address that a script of an element (``openInfo('33')``) opens by one of these functions."""
    if not known:
        return None
    for call in _CALL.finditer(script[:500]):
        opener = known.get(call["name"])
        if opener is not None:
            arguments = (one or two or three for one, two, three in _ARGUMENT.findall(call["arguments"]))
            return opener.address(tuple(arguments))
    return None
