"""How is a release cited: in a Chinese text, an English one, and by a reference manager?"""

from __future__ import annotations

import yaml

from dataset import metadata
from dataset.descriptions.schema_org import KEYWORDS
from dataset.formats.imprint import PUBLISHER_EN, PUBLISHER_ZH, Imprint


def citation_text(imprint: Imprint) -> str:
    """``citation.txt``: after GB/T 35294-2017, and in English."""
    return (
        "引用格式（依 GB/T 35294-2017《信息技术 科学数据引用》的引用元素；[引用日期] 由引用者填写）\n"
        f"{imprint.citation_zh}\n\n"
        "In English\n"
        f"{imprint.citation_en}\n\n"
        "引用单个数字时请写明年报编号（report_id），例如 110112-civil-2021。\n"
        "For a single figure name its report_id too, such as 110112-civil-2021.\n"
    )


def citation_cff(imprint: Imprint) -> str:
    """``CITATION.cff`` (Citation File Format 1.2.0)."""
    content = {
        "cff-version": "1.2.0",
        "message": "引用本数据请用以下信息。If you use these data, please cite them as below.",
        "type": "dataset",
        "title": f"{imprint.title_zh} · {imprint.title_en}",
        "authors": [{"name": PUBLISHER_ZH, "alias": PUBLISHER_EN}],
        "version": imprint.version,
        "date-released": imprint.released_on,
        "license": metadata.LICENSE_NAME,
        "license-url": metadata.LICENSE_URL,
        "identifiers": [
            {"type": "other", "value": imprint.identifier, "description": "name and version of the release"}
        ],
        "keywords": list(KEYWORDS),
        "abstract": f"{metadata.DESCRIPTION_ZH} {metadata.DESCRIPTION_EN}",
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)


def bibtex(imprint: Imprint) -> str:
    """``citation.bib``."""
    fields = {
        "author": f"{{{PUBLISHER_EN}}}",
        "title": f"{{{imprint.title_zh} · {imprint.title_en}}}",
        "year": imprint.released_on[:4],
        "version": imprint.version,
        "note": f"{imprint.identifier}; archive digest {imprint.archive_digest}",
    }
    lines = "".join(f"  {name} = {{{text}}},\n" for name, text in fields.items())
    return f"@misc{{{metadata.NAME}-{imprint.version},\n{lines}}}\n"


def ris(imprint: Imprint) -> str:
    """``citation.ris``."""
    lines = (
        ("TY", "DATA"),
        ("AU", PUBLISHER_ZH),
        ("TI", imprint.title_zh),
        ("TT", imprint.title_en),
        ("ET", imprint.version),
        ("PB", PUBLISHER_ZH),
        ("DA", imprint.released_on.replace("-", "/")),
        ("PY", imprint.released_on[:4]),
        ("AN", imprint.identifier),
        ("ER", ""),
    )
    return "".join(f"{tag}  - {text}\r\n" for tag, text in lines)
