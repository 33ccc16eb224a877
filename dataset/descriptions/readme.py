"""What does somebody read who has got this one folder and nothing else?

``README.zh.md`` and ``README.en.md`` at the top and in every folder of files.
"""

from __future__ import annotations

from importlib import resources

import yaml

from dataset import metadata
from dataset.files import File
from dataset.formats.imprint import Imprint

FOLDERS: dict[str, dict[str, str]] = yaml.safe_load(
    resources.files(__package__).joinpath("folders.yml").read_text(encoding="utf-8")
)
"""Folder of the release -> what stands in it, in Chinese and English."""


def readmes(imprint: Imprint, files: list[File]) -> dict[str, str]:
    """Path -> text of every README of a release that holds these files."""
    made = {}
    for folder in ("", *FOLDERS):
        prefix = f"{folder}/" if folder else ""
        own = [file for file in files if file.path.startswith(prefix)]
        made[f"{prefix}README.zh.md"] = _chinese(imprint, folder, own)
        made[f"{prefix}README.en.md"] = _english(imprint, folder, own)
    return made


def _chinese(imprint: Imprint, folder: str, files: list[File]) -> str:
    what = [FOLDERS[folder]["zh"]] if folder else [f"- `{name}/`：{said['zh']}" for name, said in FOLDERS.items()]
    lines = [
        f"# {imprint.title_zh} {imprint.version}",
        "",
        metadata.DESCRIPTION_ZH,
        "",
        f"共 {imprint.reports} 份年报、{imprint.agencies} 个机关，报告年度 {imprint.period}；"
        f"最近一次抓取 {imprint.newest_capture}（UTC）。",
        "没有收录不等于没有公布。",
        "",
        "## 内容",
        "",
        *what,
        "",
        "## 怎么读",
        "",
        "- 空值不是 0：报告没有印数字，或该格式没有这一项；原因见 `doubts` 表。",
        "- 印错的合计不更正，见 `findings` 表。",
        "- 各列的含义、单位、可比性见版本根目录的 `codebook.csv`。",
        "- 核对：在版本根目录运行 `sha256sum -c SHA256SUMS`。",
        "",
        f"## 引用\n\n{imprint.citation_zh}",
        "",
        f"## 许可\n\n数据 {metadata.LICENSE}（{metadata.LICENSE_URL}）。",
        "来源：各级行政机关公布的政府信息公开工作年度报告，以原文为准。",
        *_listing("文件", "行", "字节", files),
    ]
    return "\n".join(lines) + "\n"


def _english(imprint: Imprint, folder: str, files: list[File]) -> str:
    what = [FOLDERS[folder]["en"]] if folder else [f"- `{name}/`: {said['en']}" for name, said in FOLDERS.items()]
    lines = [
        f"# {imprint.title_en} {imprint.version}",
        "",
        metadata.DESCRIPTION_EN,
        "",
        f"{imprint.reports} reports of {imprint.agencies} agencies, report years {imprint.period}; newest capture "
        f"{imprint.newest_capture} (UTC).",
        "What is not in here may still have been published.",
        "",
        "## Content",
        "",
        *what,
        "",
        "## How to read it",
        "",
        "- Null is not 0: the report prints no number, or its form has no such figure; table `doubts` says why.",
        "- Printed totals are not repaired; see table `findings`.",
        "- Meaning, unit and comparability of every column: `codebook.csv` at the top of the release.",
        "- To check: `sha256sum -c SHA256SUMS` at the top of the release.",
        "",
        f"## Citation\n\n{imprint.citation_en}",
        "",
        f"## Licence\n\nData: {metadata.LICENSE} ({metadata.LICENSE_URL}).",
        "Source: annual reports as published by the agencies, which prevail.",
        *_listing("file", "rows", "bytes", files),
    ]
    return "\n".join(lines) + "\n"


def _listing(path: str, rows: str, size: str, files: list[File]) -> list[str]:
    lines = ["", f"| {path} | {rows} | {size} |", "|---|---:|---:|"]
    return lines + [f"| `{file.path}` | {'' if file.rows is None else file.rows} | {file.bytes} |" for file in files]
