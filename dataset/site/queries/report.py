"""All that is stored of one report, in the three databases."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dataset.site.queries.reports import Row, rows
from dataset.site.stands import Stand


@dataclass(frozen=True)
class StoredReport:
    """All that the databases hold of one report."""

    report: Row
    document: Row
    proactive: Row | None
    requests: Mapping[str, Row]
    """Applicant -> row."""
    disputes: Mapping[str, Row]
    """Route -> row."""
    fees: Row | None
    statistics: Row | None
    """The figures of a report of before 2019."""
    doubts: Mapping[str, Row]
    """Cell -> row."""
    findings: list[Row]
    """Rules within the report that did not hold."""
    checks: list[Row]
    """Rules beyond it: those that did not hold and those that a reason explains."""
    versions: list[Row]
    """Its documents, the one that speaks first, each with its verdict and where it was last fetched."""
    dates: list[Row]
    """The evidence of its date of publication, earliest first."""
    timeliness: Row | None
    changes: list[Row]
    """What differed from release to release, newest first."""
    sections: Mapping[str, str]
    stands: Mapping[str, Stand]
    """Cell -> where it stands."""

    def completed(self, sections: Mapping[str, str], stands: Mapping[str, Stand]) -> StoredReport:
        """The same with what stands in the other databases."""
        return replace(self, sections=sections, stands=stands)


def stored_report(connection: sqlite3.Connection, report_id: str) -> StoredReport | None:
    """What ``ogi.sqlite`` holds of one report; None where there is no such report."""

    def of_report(sql: str) -> list[Row]:
        return rows(connection, sql, id=report_id)

    def one(sql: str) -> Row | None:
        found = of_report(sql)
        return found[0] if found else None

    report = one("SELECT * FROM reports WHERE report_id = :id")
    if report is None:
        return None
    [document] = rows(connection, "SELECT * FROM documents WHERE sha256 = :sha", sha=report["document_sha256"])
    checks = of_report("SELECT * FROM checks WHERE report_id = :id ORDER BY number")
    beyond = {check["rule"] for check in checks}  # what fails among them stands in findings too
    findings = of_report("SELECT * FROM findings WHERE report_id = :id ORDER BY number")
    timeliness = "SELECT * FROM timeliness WHERE agency_id = :agency AND year = :year"
    found = rows(connection, timeliness, agency=report["agency_id"], year=report["year"])
    return StoredReport(
        report=report,
        document=document,
        proactive=one("SELECT * FROM proactive WHERE report_id = :id"),
        requests={row["applicant"]: row for row in of_report("SELECT * FROM requests WHERE report_id = :id")},
        disputes={row["route"]: row for row in of_report("SELECT * FROM disputes WHERE report_id = :id")},
        fees=one("SELECT * FROM fees WHERE report_id = :id"),
        statistics=one("SELECT * FROM statistics_2014 WHERE report_id = :id"),
        doubts={row["cell"]: row for row in of_report("SELECT * FROM doubts WHERE report_id = :id")},
        findings=[row for row in findings if row["rule"] not in beyond],
        checks=checks,
        versions=of_report(_VERSIONS),
        dates=of_report("SELECT * FROM publication_dates WHERE report_id = :id ORDER BY day, kind"),
        timeliness=found[0] if found else None,
        changes=changes(connection, report_id),
        sections={},
        stands={},
    )


_VERSIONS = """
SELECT r.*, d.bytes, d.verdict, d.reason, d.last_seen,
       (SELECT coalesce(c.final_url, c.url) FROM captures AS c WHERE c.document_sha256 = r.document_sha256
        ORDER BY c.fetched_at DESC LIMIT 1) AS source_url
FROM report_documents AS r JOIN documents AS d ON d.sha256 = r.document_sha256
WHERE r.report_id = :id ORDER BY r.place
"""


def changes(connection: sqlite3.Connection, report_id: str) -> list[Row]:
    """What the releases say of changes of a report, also of one that is there no more; newest release first."""
    sql = "SELECT * FROM changes WHERE report_id = :id"
    found = rows(connection, sql, id=report_id)
    order = {
        row["version"]: number
        for number, row in enumerate(rows(connection, "SELECT version FROM releases ORDER BY rowid"))
    }
    return sorted(found, key=lambda row: -order.get(row["version"], -1))


def sections(connection: sqlite3.Connection, report_id: str) -> dict[str, str]:
    """The sections of a report, of ``texts.sqlite``."""
    found = rows(connection, "SELECT section, text FROM sections WHERE report_id = :id", id=report_id)
    return {row["section"]: row["text"] for row in found}


def stands(connection: sqlite3.Connection, report: Row) -> dict[str, Stand]:
    """Where the figures of a report stand in its document, of ``provenance.sqlite``."""
    sql = "SELECT places FROM provenance WHERE document_sha256 = :sha AND report_id = :id"
    found = rows(connection, sql, sha=report["document_sha256"], id=report["report_id"])
    entries = json.loads(found[0]["places"]) if found else {}
    return {key: Stand.of(entry) for key, entry in entries.items()}


def document(connection: sqlite3.Connection, sha256: str) -> Row | None:
    """A document that the release names; None where it names no such one."""
    found = rows(connection, "SELECT * FROM documents WHERE sha256 = :sha", sha=sha256)
    return found[0] if found else None
