"""Which parts of a Word file's package does its main text need besides itself?

Its name, the parts that it refers to, and the styles that raise characters.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from zipfile import ZipFile

from docx.oxml.ns import nsmap, qn
from lxml import etree

from parsing.readers.docx_pictures import targets

_STYLE_ID, _VAL = qn("w:styleId"), qn("w:val")
_NAMES = {"w": nsmap["w"]}


class Parts:
    """The parts of a package that its main text refers to; a damaged one is none."""

    def __init__(self, package: ZipFile, main: str) -> None:
        self._package, self._main = package, main
        self._targets: Mapping[str, str] | None = None

    def __call__(self, relation: str) -> bytes | None:
        """The bytes of the part that a relation names; None where there is none."""
        try:
            if self._targets is None:
                folder, _, name = self._main.rpartition("/")
                relations = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
                self._targets = targets(parsed(self._package, relations), self._main)
            return self._package.read(self._targets[relation])
        except Exception:  # zip and XML errors of many kinds: the text is worth reading without its pictures
            return None

    @cached_property
    def raised_styles(self) -> frozenset[str]:
        """The names of the styles of characters that raise them. They cost more than the text, and few texts ask."""
        folder, _, _ = self._main.rpartition("/")
        try:
            data = self._package.read(f"{folder}/styles.xml" if folder else "styles.xml")
            root = etree.fromstring(data, _parser()) if b"superscript" in data else None
        except Exception:  # zip and XML errors of many kinds, or there are no styles
            root = None
        found = root.iterfind("w:style/w:rPr/w:vertAlign", _NAMES) if root is not None else ()
        return frozenset(
            each.getparent().getparent().get(_STYLE_ID) for each in found if each.get(_VAL) == "superscript"
        )


def parsed(package: ZipFile, name: str) -> Any:
    """The root of a part. Entities are not resolved: a package has no use for them, and a bomb has."""
    return etree.fromstring(package.read(name), _parser())


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False)


def main_part(package: ZipFile) -> str:
    """Name of the main text. Some writers do not call it word/document.xml; the package says what it is called."""
    for relation in parsed(package, "_rels/.rels"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return str(relation.get("Target", "")).lstrip("/")
    return "word/document.xml"
