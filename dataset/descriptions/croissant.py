"""How does a machine-learning framework load the tables? (Croissant 1.1, MLCommons)

One record set a table, whose fields are the columns of its Parquet file.
"""

from __future__ import annotations

from typing import Any

from dataset import metadata
from dataset.codebook import Entry
from dataset.descriptions.media import media_type
from dataset.descriptions.schema_org import KEYWORDS, PUBLISHER
from dataset.files import File
from dataset.formats.imprint import Imprint
from dataset.formats.sheets import Sheet, machine_name, sheets

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
TYPES = {"text": "sc:Text", "integer": "sc:Integer", "number": "sc:Float"}
CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "annotation": "cr:annotation",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "prov": "http://www.w3.org/ns/prov#",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
    "value": "cr:value",
}
"""The names of the standard, as its own examples write them."""


def croissant(imprint: Imprint, files: list[File]) -> dict[str, Any]:
    """The content of ``croissant.json``."""
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": metadata.NAME,
        "alternateName": f"{imprint.title_zh} · {imprint.title_en}",
        "description": f"{metadata.DESCRIPTION_ZH} {metadata.DESCRIPTION_EN}",
        "version": imprint.version,
        "datePublished": imprint.released_on,
        "license": metadata.LICENSE_URL,
        "url": imprint.identifier,
        "creator": PUBLISHER,
        "publisher": PUBLISHER,
        "keywords": list(KEYWORDS),
        "inLanguage": ["zh-CN", "en"],
        "citeAs": imprint.citation_en,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": file.path,
                "name": file.path,
                "contentUrl": file.path,
                "contentSize": f"{file.bytes} B",
                "encodingFormat": _encoding(file.path),
                "sha256": file.sha256,
            }
            for file in files
        ],
        "recordSet": [_records(sheet) for sheet in sheets().values()],
    }


def _encoding(path: str) -> str:
    # The name that the standard's readers know Parquet by.
    return "application/x-parquet" if path.endswith(".parquet") else media_type(path)


def _records(sheet: Sheet) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": sheet.name,
        "name": sheet.name,
        "description": f"{sheet.about.zh} · {sheet.about.en}",
        "key": [{"@id": _id(sheet, entry)} for entry in sheet.columns if entry.key],
        "field": [_field(sheet, entry) for entry in sheet.columns],
    }


def _id(sheet: Sheet, entry: Entry) -> str:
    return f"{sheet.name}/{machine_name(entry.column)}"


def _field(sheet: Sheet, entry: Entry) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": _id(sheet, entry),
        "name": machine_name(entry.column),
        "description": f"{entry.about.zh_full} · {entry.about.en}",
        "dataType": TYPES[entry.type],
        "source": {
            "fileObject": {"@id": f"parquet/{sheet.name}.parquet"},
            "extract": {"column": machine_name(entry.column)},
        },
    }
