"""Does the prose say another number than the tables?

Prose is a second witness, and an unreliable one: offices count new requests, or new and carried-over ones, or what
they answered, or one channel only. A finding is made only where the sentences state one number for a thing in this
year and no legal reading of them agrees with the table. Measured on sentences of all kinds and on the real reports at
hand: see docs/method.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from parsing.forms import FORMS
from parsing.model import Figure, Finding, Paragraph
from parsing.witness import disputes, fees, outcomes, requests
from parsing.witness.prose import Passage, passages
from parsing.witness.table import Sheet

__all__ = ["evaluate_witness"]

_SPEAKING = ("overall", "requests", "disputes")
"""Sections in which prose stands beside the numbers of tables 3 and 4; the others tell of problems and plans."""


def evaluate_witness(
    prose: Mapping[str, Sequence[Paragraph]], figures: Mapping[str, Figure], form: str, year: int | None
) -> tuple[Finding, ...]:
    """Findings ``narrative.*``, at most one a rule and subject, in the order in which the form declares its rules.

    ``prose`` are the paragraphs by statutory section, ``form`` the edition whose rules hold. Silent where the prose
    states no number for a thing or several, and where the table does not state what is needed to decide.
    """
    read = {key: passages(paragraphs) for key, paragraphs in prose.items()}
    return tuple(_findings(read, figures, form, year))


def _findings(
    prose: Mapping[str, list[Passage]], figures: Mapping[str, Figure], form: str, year: int | None
) -> Iterator[Finding]:
    rules = {rule.id: rule for rule in FORMS[form].rules}
    sheet = Sheet(figures)
    spoken = [passage for key in _SPEAKING for passage in prose.get(key, ())]
    received = list(requests.requests_said(spoken, year))
    contradicted = list(requests.evaluate(rules[requests.RULE], received, sheet))
    yield from contradicted
    # Where the text counts other requests than the table, or several sets of them, its outcomes are of those.
    other = requests.of_an_office(received, sheet) or len({said.number for said, _ in received}) > 1
    if not contradicted and not other:
        yield from outcomes.evaluate(rules[outcomes.RULE], spoken, outcomes.outcomes_said(spoken, year), sheet)
    yield from disputes.evaluate(rules[disputes.RULE], disputes.disputes_said(spoken, year), sheet)
    if fees.PARAGRAPH_RULE in rules:
        yield from fees.missing_paragraph(rules[fees.PARAGRAPH_RULE], prose, year)
    if fees.UNPAID_RULE in rules:
        yield from fees.unpaid(rules[fees.UNPAID_RULE], figures, sheet)
