r"""Which report is inside this JSON answer, or inside a script of this page?

Newer portals send an article as a text field of JSON, or as a text of a script that draws the page (Guangdong's
``window._CONFIG.DETAIL.content``, with ``<`` written ``\u003C``; seen 2026). The field that holds the report is told
by what it says, not by its name.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from itertools import chain
from urllib.parse import unquote

from parsing.decode import decode, words
from parsing.model import Contents, Grid, Unreadable
from parsing.readers.html import anchors_in, contents_of
from parsing.readers.text import read_text
from parsing.traditional import in_simplified

MAX_BYTES = 8 * 1024 * 1024
"""Data in memory are many times their text; an article has some hundred kB."""
MAX_SCRIPTS = 12_000_000
"""Characters of script that are looked through."""
_TITLES = frozenset({"title", "realtitle", "infotitle", "articletitle", "doctitle", "subject"})
_LEAST = 200
"""Characters of the shortest field that can hold a report."""
_LEAST_TEXT = 400
"""Characters of a page's own text below which it is a shell that a script fills."""
_TRIED = 8
"""So many of the longest fields are looked into."""
_CALLBACK = re.compile(r"^[\w.$]{1,80}\s*\(|\)\s*;?$")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>")
_KEEPER = re.compile(
    r"<(?P<name>textarea|template|noscript|xmp|script(?=[^>]{0,200}?type\s*=\s*[\"']?text/(?:html|template|x-)))\b[^>]{0,2000}>"
    r"|\b(?:value|srcdoc|data-\w{1,20})\s{0,9}=\s{0,9}\"",
    re.IGNORECASE,
)
"""Elements and attributes with a text that is not shown where it stands."""
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{200,}={0,2}\s*")
_SCRIPT = re.compile(r"<script\b[^>]{0,2000}>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script", re.IGNORECASE)
_LITERAL = re.compile(r"""\\.|"(?P<double>(?:[^"\\\n]|\\.)*)"|'(?P<single>(?:[^'\\\n]|\\.)*)'""", re.DOTALL)
_TITLED = re.compile(
    r"""\b(?:TITLES)["']?\s*:\s*(?:"(?P<double>(?:[^"\\\n]|\\.){1,300})"|'(?P<single>(?:[^'\\\n]|\\.){1,300})')""".replace(
        "TITLES", "|".join(sorted(_TITLES))
    ),
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?:u(?P<four>[0-9a-fA-F]{4})|x(?P<two>[0-9a-fA-F]{2})|(?P<sign>.))", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "\n", "b": "", "f": "\n", "v": " ", "0": "", "\n": ""}


@dataclass(frozen=True)
class _Field:
    """A text of the data, with the containers it stands in, the nearest first."""

    text: str
    around: tuple[object, ...] = ()


def read_json(data: bytes) -> Contents:
    """The blocks of the text field that holds the report; the titles beside it are candidates.

    Raises Unreadable for damaged JSON, for data without such a field and for data that holds several documents.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable(f"JSON of {len(data)} bytes is over the limit of {MAX_BYTES}")
    fields = list(_fields(_loaded(_CALLBACK.sub("", decode(data).strip()))))
    found = _best(fields)
    if found is None:
        raise Unreadable("JSON without a text that could be a report")
    field, contents = found
    titles = tuple(("json:title", title) for title in _titles_beside(field))
    return replace(contents, titles=(*contents.titles, *titles))


def with_scripts(page: Contents, data: bytes) -> Contents:
    """The page, or where a script holds the report that the page itself does not show, the contents of that text.

    So with an element whose content a script takes to show it (a template, a hidden field), and with a frame that has
    its page in an attribute.
    """
    said = sum(len(block.text) for block in page.blocks if not isinstance(block, Grid))
    if anchors_in(page) >= 2:
        return page
    source = decode(data)
    scripts = "\n".join(_scripts(source))[:MAX_SCRIPTS]
    try:
        found = _best(map(_Field, chain(map(_plain, _literals(scripts)), _kept(source[:MAX_SCRIPTS]))))
    except Unreadable:
        return page  # several documents: a list, which the crawler follows
    if found is None or (anchors_in(found[1]) < 2 and said >= _LEAST_TEXT):
        return page
    titled = (_unescaped(name["double"] or name["single"] or "") for name in _TITLED.finditer(scripts))
    titles = [("script:title", title) for title in titled if "信息公开" in title]
    held = found[1]
    return replace(
        held,
        titles=(*held.titles, *titles[:4], *page.titles),
        meta={**held.meta, **page.meta},
        attachments=(*held.attachments, *page.attachments),
    )


def _kept(page: str) -> Iterator[str]:
    """What stands in elements and attributes whose text a page shows only by a script, or in a frame."""
    at = 0
    lower = page.lower() if len(page.lower()) == len(page) else page
    unended: set[str] = set()  # looked for once: to look again from each beginning takes the square of the time
    while begin := _KEEPER.search(page, at):
        at = begin.end()
        name = (begin["name"] or "").lower()
        sign = f"</{name}" if name else '"'
        end = -1 if sign in unended else lower.find(sign, at)
        if end < 0:
            unended.add(sign)
            continue
        inner, at = page[at:end], end + 1
        yield inner if name not in {"", "textarea"} else unescape(inner)


def _plain(literal: str) -> str:
    """A text that a script was given in base64 or in the escapes of addresses."""
    if len(literal) < _LEAST:
        return literal
    if _BASE64.fullmatch(literal):
        try:
            return decode(b64decode(literal, validate=True))
        except ValueError:
            return literal
    return unquote(literal) if "%3C" in literal[:_LEAST] or "%3c" in literal[:_LEAST] else literal


def _scripts(page: str) -> Iterator[str]:
    """What stands in the scripts of a page. One pattern for all of it would look for the end from every beginning."""
    at = 0
    while (begin := _SCRIPT.search(page, at)) and (end := _SCRIPT_END.search(page, begin.end())):
        yield page[begin.end() : end.start()]
        at = end.end()


def _loaded(text: str) -> object:
    try:
        return json.loads(text, strict=False)  # portals leave line breaks in texts
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"damaged JSON: {type(error).__name__}") from None


def _fields(root: object) -> Iterator[_Field]:
    """All texts, those of JSON within a text too, one level deep."""
    stack: list[tuple[object, tuple[object, ...]]] = [(root, ())]
    while stack:
        value, around = stack.pop()
        if isinstance(value, dict | list):
            members, here = (value.values() if isinstance(value, dict) else value), (value, *around[:6])
            stack.extend((inner, here) for inner in reversed(members) if inner and isinstance(inner, dict | list | str))
        elif isinstance(value, str):
            if value.lstrip()[:1] in {"{", "["} and len(value) >= _LEAST:
                try:
                    yield from (replace(f, around=(*f.around, *around)) for f in _fields(_loaded(value)))
                    continue
                except Unreadable:
                    pass
            yield _Field(value, around)


def _best(fields: Iterable[_Field]) -> tuple[_Field, Contents] | None:
    """The field that shows most of a report, the longest of equals.

    Raises Unreadable where fields of several documents do: which is meant is not known.
    """
    likely = sorted((field for field in fields if len(field.text) >= _LEAST), key=lambda field: -len(field.text))
    tried = [(field, contents) for field in likely[:_TRIED] if (contents := _contents(field.text))]
    reports = [(field, contents) for field, contents in tried if anchors_in(contents) >= 2]
    beginnings = {words(_TAG.sub("", _marked_up(field.text)))[:150] for field, _ in reports}
    apart = {id(field.around[0]) if field.around else number for number, (field, _) in enumerate(reports)}
    if len(beginnings) > 1 and len(apart) > 1:
        raise Unreadable(f"{len(reports)} reports in one file, which has to be taken apart first")
    return max(reports or tried, key=lambda found: anchors_in(found[1]), default=None)


def _contents(text: str) -> Contents | None:
    text = in_simplified(_marked_up(text))
    if "信息公开" not in _TAG.sub("", text):
        return None
    try:
        return contents_of(text) if _TAG.search(text) else read_text(text.encode("utf-8", "replace"))
    except Unreadable:
        return None


def _marked_up(text: str) -> str:
    """Markup that was escaped once more than needed is markup again."""
    return unescape(text) if "&lt;" in text and not _TAG.search(text) else text


def _titles_beside(field: _Field) -> Iterator[str]:
    """Titles in the containers around a field, nearest first: members by name, or ``{"name": "title", "value": …}``."""
    for container in field.around:
        for name, value in container.items() if isinstance(container, dict) else ():
            if name.lower() in _TITLES and isinstance(value, str):
                yield value
        for pair in container if isinstance(container, list) else ():
            texts = [text for text in pair.values() if isinstance(text, str)] if isinstance(pair, dict) else []
            if len(texts) <= 4 and any(text.lower() in _TITLES for text in texts):
                yield max(texts, key=len)


def _literals(script: str) -> Iterator[str]:
    """The string literals of a script, in order, unescaped."""
    for found in _LITERAL.finditer(script):
        raw = found["double"] if found["double"] is not None else found["single"]
        if raw is not None:
            yield _unescaped(raw)


def _unescaped(raw: str) -> str:
    if "\\" not in raw:
        return raw

    def sign(found: re.Match[str]) -> str:
        code = found["four"] or found["two"]
        return chr(int(code, 16)) if code else _SIGNS.get(found["sign"], found["sign"])

    text = _ESCAPE.sub(sign, raw)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # pairs of surrogates are one character
