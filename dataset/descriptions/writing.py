"""Which descriptions does a release carry?

Everything is made from the imprint and the list of files that the manifest holds, and from the declared schema, so no
two descriptions can disagree.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dataset.descriptions.catalogue import dcat
from dataset.descriptions.citation import bibtex, citation_cff, citation_text, ris
from dataset.descriptions.croissant import croissant
from dataset.descriptions.csvw import csvw
from dataset.descriptions.readme import readmes
from dataset.descriptions.schema_org import schema_org
from dataset.files import File
from dataset.formats.imprint import Imprint
from dataset.package import data_package, slice_schemas

__all__ = ["write_descriptions"]


def write_descriptions(folder: Path, imprint: Imprint, files: list[File]) -> list[str]:
    """Write every description of a release that holds these files; returns their paths."""
    made: dict[str, str] = {
        "datapackage.json": _json(data_package(imprint, files)),
        "csv-metadata.json": _json(csvw(imprint)),
        "dataset.jsonld": _json(schema_org(imprint, files)),
        "croissant.json": _json(croissant(imprint, files)),
        "dcat.jsonld": _json(dcat(imprint, files)),
        "CITATION.cff": citation_cff(imprint),
        "citation.txt": citation_text(imprint),
        "citation.bib": bibtex(imprint),
        "citation.ris": ris(imprint),
        **readmes(imprint, files),
        **{path: _json(schema) for path, schema in slice_schemas().items()},
    }
    (folder / "schemas").mkdir()
    for path, text in made.items():
        (folder / path).write_bytes(text.encode())
    return sorted(made)


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
