"""Which agency is meant: divisions through time, printed titles, and what became of whom.

``places`` knows the divisions by name and year, ``chain`` finds them in names, ``units`` what kind of organ a name
is, ``resolve`` puts them together.
Nothing is guessed: what cannot be told is None, with a flag and the candidates.
"""

from dataset.identity.resolve import Resolved, resolve

__all__ = ["Resolved", "resolve"]
