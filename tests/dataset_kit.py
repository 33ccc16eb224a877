"""Archives for the tests of the dataset: documents that say exactly what a test wants to be read in them.

A document of the kit is the reading itself as JSON, and :func:`read_all` reads it back, so that what a table holds can
be compared with what was put in, cell by cell.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from crawler.archive import Archive
from crawler.records import Kind, Options, RunState, SiteResult, SiteState
from crawler.registry import Site
from crawler.verdicts import Verdict as CaptureVerdict
from dataset.build import build
from dataset.readings import decoded, encoded
from dataset.summary import BuildSummary
from parsing.bounded import Source
from parsing.forms import EARLIER, FORMS, FigureSpec
from parsing.model import Figure, Finding, Place, Reading, Severity, State, Verdict

REAL = Site("xx-test", "测试区人民政府", "110112", ("http://www.test.gov.cn/",), (), ("www.test.gov.cn",))
OTHER = Site("yy-test", "另一区人民政府", "330105", ("http://www.other.gov.cn/",), (), ("www.other.gov.cn",))
SAMPLE = Site("sample-a", "样例市人民政府", "990100", ("http://127.0.0.1:1/",), (), ("127.0.0.1",))


def value_of(number: int, spec: FigureSpec) -> int | Decimal:
    """A number that no other cell of the report has."""
    if spec.type in ("money", "money_unprinted_unit"):
        return Decimal(1001 + number) + Decimal("0.25")
    return -(1001 + number) if spec.type == "signed" else 1001 + number


def reading_of(
    form: str = "2021",
    agency: str | None = "测试区民政局",
    year: int | None = 2021,
    *,
    requests: str | None = None,
    **changes: Any,
) -> Reading:
    """A report with another number in every cell; ``requests`` is the edition of table 3 where it differs."""
    forms = {"proactive": form, "requests": requests or form, "disputes": form}
    specs = [spec for table, edition in forms.items() for spec in FORMS[edition].table(table)]
    specs += FORMS[form].table("processing_fees")
    figures = {
        spec.key: Figure(
            spec.key, value_of(number, spec), raw=f" {value_of(number, spec)} ", place=Place(2, 1, number, 3)
        )
        for number, spec in enumerate(specs)
    }
    reading = Reading(
        Verdict.REPORT,
        sha256="",
        media="html",
        title=f"{agency or ''}{year or ''}年政府信息公开工作年度报告",
        agency_name=agency,
        year=year,
        form=form,
        table_forms=forms,
        figures=figures,
        sections={"problems": "问题不少。", "overall": "总体很好。\n二〇二一年。"},
    )
    return replace(reading, **changes)


def earlier_reading(
    form: str = "2014", agency: str | None = "测试区民政局", year: int | None = 2016, **changes: Any
) -> Reading:
    """A report of before 2019 with another number in every figure."""
    specs = enumerate(EARLIER[form].figures.values())
    figures = {
        spec.key: Figure(spec.key, n := value_of(number, spec), raw=f" {n} ", place=Place(2, 1, number, 3))
        for number, spec in specs
    }
    reading = reading_of(agency=agency, year=year, form="2021")
    tables = {"statistics_2014": form} if form == "2014" else {}
    return replace(reading, **{"form": form, "table_forms": tables, "figures": figures} | changes)


def with_states(reading: Reading, **states: State) -> Reading:
    """The same report with these cells not stated; ``__`` stands for the dot in a key."""
    figures = dict(reading.figures)
    for name, state in states.items():
        key = name.replace("__", ".")
        value = figures[key].value if state is State.UNIT_UNKNOWN else None
        figures[key] = Figure(key, value, state, raw={State.DASH: "-", State.UNREADABLE: "l0"}.get(state, ""))
    return replace(reading, figures=figures)


FINDING = Finding(
    "disputes.routes_sum",
    Severity.MUST,
    ("reconsideration_upheld", "reconsideration_total"),
    "行政复议：各项之和应等于总计。",
    "the outcomes add up to the total",
    "11",
    "0",
    (Place(page=3, row=2),),
    ("reconsideration_total",),
)


@dataclass(frozen=True)
class Item:
    """One capture of one document."""

    reading: Reading | bytes
    site: Site = REAL
    at: str = "2026-04-02T01:00:00Z"
    more: dict[str, Any] = field(default_factory=dict)


def document(item: Item) -> bytes:
    """The bytes that the archive keeps."""
    if isinstance(item.reading, bytes):
        return item.reading
    return json.dumps(encoded(item.reading), ensure_ascii=False, sort_keys=True).encode()


def archive_at(root: Path, *items: Item, sites: Iterable[Site] = ()) -> Archive:
    """An archive with one finished run that captured these documents."""
    archive = Archive(root)
    known = {site.id: site for site in (*sites, *(item.site for item in items))}
    with archive.begin(tuple(known.values()), Options()) as log:
        for number, item in enumerate(items):
            url = f"{item.site.start[0]}{number}.html"
            data = document(item)
            fields: dict[str, Any] = {
                "site_id": item.site.id,
                "kind": Kind.LEAD,
                "url": url,
                "final_url": url,
                "fetched_at": item.at,
                "status": 200,
                "verdict": CaptureVerdict.OK,
                "media": "html",
                "document_sha256": archive.put(data),
                "bytes": len(data),
            }
            log.add(**fields | item.more)
    results = {
        site.id: SiteResult(site.id, "generic", SiteState.OK, 1, {"ok": 1}, 3, 100, 1, None) for site in known.values()
    }
    manifest = replace(archive.run(log.run_id), state=RunState.FINISHED, finished_at="2026-04-03T00:00:00Z")
    archive.write_manifest(replace(manifest, results=results))
    return archive


def read_all(sources: Iterable[Source]) -> Iterator[Reading]:
    """Read documents of the kit, in this process."""
    for source in sources:
        assert isinstance(source.data, bytes)
        try:
            yield decoded(json.loads(source.data))
        except ValueError:
            yield Reading(Verdict.NOT_REPORT, "", "html", reason="something else")


def built(data: Path, *items: Item, sites: Iterable[Site] = ()) -> BuildSummary:
    """Fill ``data/archive`` with these documents and build ``data/build``."""
    archive_at(data / "archive", *items, sites=sites)
    return build(data / "archive", data / "build", read_all=read_all)
