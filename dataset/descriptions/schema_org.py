"""How does a search engine for data sets learn of the release?

``dataset.jsonld`` is a schema.org ``Dataset``. Addresses are relative to the folder of the release: nobody but the one
who serves it knows where it stands.
"""

from __future__ import annotations

from typing import Any

from dataset import metadata
from dataset.descriptions.media import media_type
from dataset.files import File
from dataset.formats.imprint import PUBLISHER_EN, PUBLISHER_ZH, Imprint
from dataset.formats.sheets import sheets

KEYWORDS = (
    "政府信息公开",
    "年度报告",
    "依申请公开",
    "行政复议",
    "open government information",
    "freedom of information",
)
COUNTRY = {"zh": "中华人民共和国", "en": "China"}
PUBLISHER = {"@type": "Organization", "name": PUBLISHER_ZH, "alternateName": PUBLISHER_EN}


def schema_org(imprint: Imprint, files: list[File]) -> dict[str, Any]:
    """The content of ``dataset.jsonld``."""
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": f"{imprint.title_zh} · {imprint.title_en}",
        "description": f"{metadata.DESCRIPTION_ZH} {metadata.DESCRIPTION_EN}",
        "identifier": imprint.identifier,
        "version": imprint.version,
        "datePublished": imprint.released_on,
        "dateModified": imprint.newest_capture,
        "inLanguage": ["zh-CN", "en"],
        "keywords": list(KEYWORDS),
        "license": metadata.LICENSE_URL,
        "isAccessibleForFree": True,
        "creator": PUBLISHER,
        "publisher": PUBLISHER,
        "citation": imprint.citation_zh,
        "temporalCoverage": imprint.period,
        "spatialCoverage": {"@type": "Place", "name": COUNTRY["zh"], "alternateName": COUNTRY["en"]},
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": entry.column,
                "description": f"{entry.about.zh} · {entry.about.en}",
                **({"unitText": entry.about.unit} if entry.about.unit else {}),
            }
            for entry in sheets()["panel"].columns
            if entry.type != "text"
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.path,
                "contentUrl": file.path,
                "encodingFormat": media_type(file.path),
                "contentSize": f"{file.bytes} B",
                "sha256": file.sha256,
            }
            for file in files
        ],
    }
