"""What does a whole document say? The way through the room, from bytes to a reading."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from parsing import MAX_BYTES
from parsing.align import align
from parsing.choose import choose
from parsing.codes import codes_of
from parsing.contents import contents_of
from parsing.fees import KEYS as FEE_KEYS
from parsing.fees import read_fees
from parsing.forms import FORMS, NARRATIVE, form_of_year
from parsing.judge import guard_of, judge, text_of
from parsing.media import media_of
from parsing.model import Contents, Figure, Finding, Paragraph, Reading, Unreadable, Verdict
from parsing.narrative import read_earlier
from parsing.outline import Outline, outline
from parsing.rules import evaluate
from parsing.second import is_wanting, together
from parsing.several import of_one_year
from parsing.title import find_title
from parsing.traditional import simplified
from parsing.unread import with_unread
from parsing.witness import evaluate_witness

_NOT_YET = {
    "archive": "a packed archive",
    "binary": "no known document format",
}


def read_whole(data: bytes, *, name: str | None = None, media: str | None = None) -> Reading:
    """:func:`parsing.read`, which is the public name."""
    digest = hashlib.sha256(data).hexdigest()
    kind = media_of(data, media)
    try:
        return _read(data, digest, kind, name)
    except Unreadable as error:
        return Reading(Verdict.UNREADABLE, digest, kind, reason=str(error))
    except Exception as error:  # whatever the bytes: a reading, not a traceback
        return Reading(Verdict.UNREADABLE, digest, kind, reason=f"could not be read ({type(error).__name__})")


def _read(data: bytes, digest: str, media: str, name: str | None) -> Reading:
    if media == "empty":
        raise Unreadable("the document is empty")
    if len(data) > MAX_BYTES:
        raise Unreadable(f"{len(data)} bytes are over the limit of {MAX_BYTES}")
    if media in _NOT_YET:
        raise Unreadable(f"this format is not read yet: {_NOT_YET[media]}")
    if media == "zip":
        return _read_bundle(data, digest)
    if media in {"html", "text"} and (guard := guard_of(data)):
        return Reading(
            Verdict.BLOCKED, digest, media, reason=f"a challenge or refusal page ({guard}), not the document"
        )
    contents = contents_of(data, media)
    if not contents.blocks:
        raise Unreadable("no text in the document")
    if name:
        contents = replace(contents, titles=(*contents.titles, ("name", name)))
    looks = [partial(look, data) for look in _LOOKS.get(media, ())]
    return _reading(contents, digest, media, looks)


def _read_bundle(data: bytes, digest: str) -> Reading:
    """The one report in a bundle. Several are named and left to the caller: a reading is of one report."""
    from parsing.readers.bundle import members_of

    members = members_of(data)
    readings = [read_whole(member.data, name=member.file_name) for member in members]
    reports = [at for at, reading in enumerate(readings) if reading.verdict is Verdict.REPORT]
    names = tuple(member.name for member in members)
    if len(reports) == 1:
        only = readings[reports[0]]
        evidence = {**only.evidence, "member": names[reports[0]]}
        others = tuple(name for at, name in enumerate(names) if at != reports[0])
        return replace(only, sha256=digest, media="zip", evidence=evidence, attachments=(*only.attachments, *others))
    verdict, reason = Verdict.NOT_REPORT, f"a bundle of {len(reports)} reports, {len(names)} documents in all"
    if not reports:
        reason = f"no report among the {len(names)} documents of the bundle; {names[0]}: {readings[0].reason}"
        if all(reading.verdict is Verdict.UNREADABLE for reading in readings):
            verdict = Verdict.UNREADABLE
    named = tuple(names[at] for at in reports) or names
    return Reading(verdict, digest, "zip", reason, attachments=named)


def _by_labels(data: bytes) -> Contents:
    from parsing.readers.pdf import read_labelled

    return read_labelled(data)


def _once_more(data: bytes) -> Contents:
    from parsing.readers.pdf import read_pdf

    return read_pdf(data, careful=True)


def _text_by_labels(data: bytes) -> Contents:
    from parsing.readers.known_text import read_labelled_text

    return read_labelled_text(data)


_LOOKS = {"pdf": (_by_labels, _once_more), "text": (_text_by_labels,)}
"""The other ways to see a document of each kind, in their order."""


def _reading(contents: Contents, digest: str, media: str, looks: Sequence[Callable[[], Contents]] = ()) -> Reading:
    """What the contents say. ``looks`` are other ways to see the document's tables, where figures are left unread."""
    contents = of_one_year(simplified(contents))
    parts = outline(contents.blocks)
    title = find_title(
        contents, parts.preface, text_of(b for b in contents.blocks if isinstance(b, Paragraph)), bool(parts.headings)
    )
    in_force = form_of_year(title.year) if title.year is not None and parts.headings else None
    alignment = align(contents.blocks, title.year, in_force)
    for look in looks:
        if is_wanting(alignment, parts.headings, contents.blocks):
            alignment = together(alignment, align(look().blocks, title.year, in_force))
    alignment = with_unread(alignment, contents.blocks, parts.sections)
    verdict, reason = judge(contents, parts, title, alignment)
    base = Reading(
        verdict,
        digest,
        media,
        reason,
        title=title.text,
        evidence=title.evidence,
        attachments=contents.attachments,
        meta=dict(contents.meta),
        codes=codes_of(contents),
    )
    if verdict is not Verdict.REPORT:
        return base
    form = alignment.form if alignment.tables_found or len(parts.headings) >= 2 else None
    if form is None:
        form = NARRATIVE.id
        reason = "a report without a national table: numbers are read from its sentences and local lists"
    figures = dict(alignment.figures)
    if form == NARRATIVE.id:
        figures = read_earlier(alignment.local, parts.whole(), title.year, title.issuer)
    if form in FORMS and FEE_KEYS[0] in FORMS[form].figures:
        figures |= _fees(parts, title.year)
    table_forms = dict(alignment.table_forms)
    figures = dict(choose(figures, table_forms))
    return replace(
        base,
        reason=reason,
        agency_name=title.issuer,
        year=title.year,
        form=form,
        table_forms=table_forms,
        figures=figures,
        sections=parts.sections,
        findings=(*evaluate(figures, table_forms, alignment.unseen), *_against_prose(parts, figures, form, title.year)),
    )


def _against_prose(parts: Outline, figures: Mapping[str, Figure], form: str, year: int | None) -> tuple[Finding, ...]:
    return evaluate_witness(parts.paragraphs, figures, form, year) if form in FORMS else ()


def _fees(parts: Outline, year: int | None) -> dict[str, Figure]:
    elsewhere = [p for key, paragraphs in parts.paragraphs.items() if key != "other_matters" for p in paragraphs]
    return read_fees(parts.paragraphs.get("other_matters", ()), elsewhere, year)
