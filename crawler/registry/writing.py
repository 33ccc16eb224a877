"""How is a registry written, so that a person can read it on and every command can read it back?"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from crawler.errors import CrawlerError
from crawler.registry.site import Site

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_UNSAID = {"scheme": None, "tls": "strict"}
"""Fields that few sites need: left out where they say nothing."""


def registry_text(sites: Iterable[Site], *, heading: Iterable[str] = ()) -> str:
    """The registry file of these sites in their order, as YAML, with comment lines before it."""
    entries = [
        {key: value for key, value in site.as_entry().items() if key not in _UNSAID or value != _UNSAID[key]}
        for site in sites
    ]
    text = yaml.dump(
        {"sites": entries}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=2_000
    )
    return "".join(f"# {line}\n" for line in heading) + text


def write_registry(path: Path, text: str) -> None:
    """Write a new registry file, whole or not at all; the same text again is no harm.

    Raises CrawlerError when another file of this name is there: what somebody wrote by hand is not replaced.
    """
    try:
        if path.exists():
            if path.read_text("utf-8") == text:
                return
            raise CrawlerError(
                f"{path} 已存在，没有改动；请换一个文件名",
                f"{path} exists and was left as it is; choose another name",
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            Path(name).chmod(0o644)
            Path(name).rename(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except (OSError, UnicodeDecodeError) as error:
        raise CrawlerError(f"无法写入 {path}：{error}", f"{path} cannot be written: {error}") from None
