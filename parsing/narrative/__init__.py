"""Which core numbers do the sentences of a report without a table state?

Before 2014 there was no national table: an office wrote how many items it disclosed and how many requests it received.
A figure is taken only from a sentence that states one plain number for exactly this thing, of the whole report year
and of all that the report is for. Sums since 2008, the year before, parts of a total, rounded numbers and several
things counted together state no figure, and two sentences that disagree leave it unreadable: a missing number is a
smaller harm than a wrong one. Words for none (``未收到申请``) print no number, as ``无`` in a cell prints none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from parsing.forms import NARRATIVE
from parsing.model import Figure, Paragraph, State
from parsing.narrative.prose import Sentence, sentences
from parsing.narrative.scope import Scope
from parsing.narrative.times import Clock
from parsing.narrative.wordings import CORE, Said, nothing_in, rounded_in, said_in
from parsing.numerals import read_number
from parsing.stated import one_of

__all__ = ["read_earlier", "read_narrative"]

_CHANNELS = ("requests_in_person", "requests_fax", "requests_online", "requests_letter")
_OF_REQUESTS = frozenset({*_CHANNELS, *(key for key in CORE if key.startswith("reply_"))})
_TOTAL = "requests_received"


def read_narrative(paragraphs: Iterable[Paragraph], year: int | None, issuer: str | None = None) -> dict[str, Figure]:
    """The core figures of the report of ``issuer`` for ``year``, each with its sentence; absent where none states it.

    ``issuer`` is the name as printed: whether ``全县`` is the agency's own total depends on it. A figure that the text
    says to be none is a ``dash``; one that is printed rounded, or of which it cannot be said whose it is, unreadable.
    """
    found = _Found(Scope(issuer))
    if year is not None:
        found.read(paragraphs, Clock.of(year))
    return {key: found.figure(key) for key in CORE}


def read_earlier(
    listed: Mapping[str, Figure], paragraphs: Iterable[Paragraph], year: int | None, issuer: str | None = None
) -> dict[str, Figure]:
    """Every figure of a narrative report: as its local list states it, where it has one, else as a sentence does."""
    said = read_narrative(paragraphs, year, issuer)
    absent = {key for key in said if key not in listed or listed[key].state is State.ABSENT}
    return {key: said[key] if key in absent else listed[key] for key in dict.fromkeys((*said, *listed))}


@dataclass
class _Found:
    """What the sentences state, gathered in their order."""

    scope: Scope
    plain: dict[str, list[Figure]] = field(default_factory=dict)
    """Numbers, and numbers of which nobody can say whose they are."""
    implied: dict[str, list[Figure]] = field(default_factory=dict)
    """Numbers that only their heading says to be of open government information."""
    nothing: dict[str, list[Figure]] = field(default_factory=dict)
    rounded: dict[str, list[Figure]] = field(default_factory=dict)
    ours: bool = True
    """Is the number of requests stated last one of the report: its agency's, its year's? Parts without a year of their
    own are of the same."""

    def read(self, paragraphs: Iterable[Paragraph], clock: Clock) -> None:
        topic: str | None = None
        for sentence in sentences(paragraphs, clock):
            self.ours = self.ours or sentence.topic != topic  # what an overview says of all years ends with it
            topic = sentence.topic
            for said in said_in(sentence):
                self._take(said, sentence)
            for said in rounded_in(sentence):
                if sentence.is_now(said.at) and not self.scope.is_part(sentence, said):
                    _add(self.rounded, _figure(said, sentence, State.UNREADABLE))
            for said in nothing_in(sentence):
                if sentence.is_now(said.at):
                    _add(self.nothing, _figure(said, sentence, State.DASH))

    def _take(self, said: Said, sentence: Sentence) -> None:
        now = sentence.is_now(said.at)
        part = said.is_total and self.scope.is_part(sentence, said)
        unsure = said.is_total and self.scope.is_unsure(sentence, said)
        if said.key == _TOTAL:
            self.ours = now and not part and not unsure
        if not now or part or (said.key in _OF_REQUESTS and not self.ours and not sentence.names_year(said.at)):
            return
        figure = _figure(said, sentence, State.UNREADABLE if unsure else None)
        _add(self.plain if said.explicit else self.implied, figure)

    def figure(self, key: str) -> Figure:
        """What is said of this figure, all sentences taken together."""
        plain, nothing = self.plain.get(key) or self.implied.get(key, []), self.nothing.get(key, [])
        if plain:
            contradicted = nothing and any(figure.value != 0 for figure in plain)
            figure = one_of(key, [*plain, *nothing] if contradicted else plain)
            return self._doubted(figure) if key in _CHANNELS else figure
        if nothing:
            return nothing[0]
        return self.rounded[key][0] if key in self.rounded else one_of(key, [])

    def _doubted(self, figure: Figure) -> Figure:
        """A channel's figure; unreadable where the channels exceed the requests: one of them counts something else."""
        total = {each.value for each in self.plain.get(_TOTAL, [])}
        channels = [{each.value for each in self.plain.get(key, [])} for key in _CHANNELS]
        stated = [next(iter(values)) or 0 for values in channels if len(values) == 1]
        if figure.value is not None and len(total) == 1 and sum(stated) > (next(iter(total)) or 0):
            return Figure(figure.key, None, State.UNREADABLE, figure.raw, figure.place, figure.quote)
        return figure


def _add(found: dict[str, list[Figure]], figure: Figure) -> None:
    found.setdefault(figure.key, []).append(figure)


def _figure(said: Said, sentence: Sentence, state: State | None) -> Figure:
    place, quote = sentence.paragraph.place, sentence.quote
    if state is not None:
        return Figure(said.key, None, state, said.raw, place, quote)
    spec = NARRATIVE.figures[said.key]
    number = read_number(said.raw, spec.type, spec.unit)
    value = int(number.value) if isinstance(number.value, Decimal) and not number.value % 1 else number.value
    return Figure(said.key, value, number.state, said.raw, place, quote)
