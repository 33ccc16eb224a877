"""How does a catalogue of open data harvest the release? (DCAT 3, W3C)

``dcat.jsonld`` is a data set with one distribution a file. Addresses are relative to the folder of the release.
"""

from __future__ import annotations

from typing import Any

from dataset import metadata
from dataset.descriptions.media import media_type
from dataset.descriptions.schema_org import KEYWORDS
from dataset.files import File
from dataset.formats.imprint import PUBLISHER_EN, PUBLISHER_ZH, Imprint

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
IANA = "https://www.iana.org/assignments/media-types/"
LANGUAGES = "http://publications.europa.eu/resource/authority/language/"
CHINA = "http://publications.europa.eu/resource/authority/country/CHN"
SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
GZIP = {"@id": f"{IANA}application/gzip"}


def dcat(imprint: Imprint, files: list[File]) -> dict[str, Any]:
    """The content of ``dcat.jsonld``."""
    first, _, last = imprint.period.partition("/")
    return {
        "@context": CONTEXT,
        "@id": "#dataset",
        "@type": "dcat:Dataset",
        "dct:identifier": imprint.identifier,
        "dct:title": _both(imprint.title_zh, imprint.title_en),
        "dct:description": _both(metadata.DESCRIPTION_ZH, metadata.DESCRIPTION_EN),
        "dcat:version": imprint.version,
        "dct:issued": {"@value": imprint.released_on, "@type": "xsd:date"},
        "dct:license": {"@id": metadata.LICENSE_URL},
        "dct:language": [{"@id": f"{LANGUAGES}ZHO"}, {"@id": f"{LANGUAGES}ENG"}],
        "dct:spatial": {"@id": CHINA},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@value": first, "@type": "xsd:gYear"},
            "dcat:endDate": {"@value": last, "@type": "xsd:gYear"},
        },
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": _both(PUBLISHER_ZH, PUBLISHER_EN)},
        "dct:bibliographicCitation": imprint.citation_zh,
        "dcat:keyword": list(KEYWORDS),
        "dcat:distribution": [_distribution(file) for file in files],
    }


def _both(zh: str, en: str) -> list[dict[str, str]]:
    return [{"@value": zh, "@language": "zh"}, {"@value": en, "@language": "en"}]


def _distribution(file: File) -> dict[str, Any]:
    packed = file.path.endswith(".gz")
    inner = {".csv.gz": "text/csv", ".ndjson.gz": "application/x-ndjson"}
    media = next((kind for ending, kind in inner.items() if file.path.endswith(ending)), media_type(file.path))
    made = {
        "@type": "dcat:Distribution",
        "dct:title": file.path,
        "dcat:downloadURL": {"@id": file.path},
        "dcat:mediaType": {"@id": f"{IANA}{media}"},
        "dcat:byteSize": {"@value": str(file.bytes), "@type": "xsd:nonNegativeInteger"},
        "dct:license": {"@id": metadata.LICENSE_URL},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": SHA256},
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
    }
    return made | ({"dcat:compressFormat": GZIP} if packed else {})
