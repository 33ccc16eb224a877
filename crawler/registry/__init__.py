"""Which portals may be visited, and where does one begin to look?

The registry is a YAML file of sites (contract, section 3). Everything in it is checked before the first request, and
what it says is all a crawl may do: a host that stands in no ``hosts`` is never asked for anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crawler.errors import RegistryError
from crawler.registry.document import DocumentError, Entry, read_entries
from crawler.registry.fields import Problem, check_entry
from crawler.registry.lint import Placed, faults, remarks
from crawler.registry.site import Site

__all__ = ["SHIPPED", "Site", "check_sites", "load_sites", "remarks_on", "shipped_sites"]

SHIPPED = Path(__file__).with_name("sites")
"""The registry that comes with the program: a file for the provinces, one for the State Council, one a province."""


def load_sites(path: Path) -> tuple[Site, ...]:
    """The sites of a registry, in the order of the file; of a folder, those of all its ``.yml`` files by name.

    Raises RegistryError whose message is one line naming file, line, entry and field; its ``problems`` has them all.
    """
    placed, problems = _read(path)
    if problems:
        raise RegistryError(tuple(problems))
    return tuple(one.site for one in placed)


def shipped_sites() -> tuple[Site, ...]:
    """The sites that come with the program: provinces, organs of the State Council, districts of four cities."""
    return load_sites(SHIPPED)


def check_sites(path: Path) -> tuple[Problem, ...]:
    """Everything that is wrong with a registry, one line (Chinese, English) each; empty when it is sound.

    Beyond what :func:`load_sites` insists on: every division must be one that there is or was, and no two sites may
    begin at the same address.
    """
    placed, problems = _read(path)
    return (*problems, *faults(placed))


def remarks_on(path: Path) -> tuple[Problem, ...]:
    """What is allowed in a registry and yet worth a look, one line (Chinese, English) each."""
    return tuple(remarks(_read(path)[0]))


def _read(path: Path) -> tuple[tuple[Placed, ...], list[Problem]]:
    problems: list[Problem] = []
    placed: list[Placed] = []
    first: dict[str, Placed] = {}
    for file in sorted(path.glob("*.yml")) if path.is_dir() else [path]:
        try:
            entries = read_entries(file)
        except DocumentError as error:
            problems.append((f"{file}：{error.zh}", f"{file}: {error.en}"))
            continue
        for entry in entries:
            found = [_located(file, entry, problem) for problem in (*_doubled(entry), *check_entry(entry.data))]
            if not found:
                one = Placed(Site.from_entry(entry.data), file, entry.line)
                if (other := first.setdefault(one.site.id, one)) is not one:
                    zh, en = other.where(file)
                    problem = (f"id：与{zh}的条目重复", f"id: the same as on {en}")
                    found.append(_located(file, entry, problem))
                placed.append(one)
            problems += found
    return tuple(placed), problems


def _doubled(entry: Entry) -> Iterator[Problem]:
    for key in entry.doubled:
        yield f"{key}：同一个键写了两次", f"{key}: the key stands twice"


def _located(path: Path, entry: Entry, problem: Problem) -> Problem:
    name = entry.data.get("id") if isinstance(entry.data, dict) else None
    zh, en = problem
    return (
        f"{path} 第 {entry.line} 行，条目 {name or '（无 id）'}，{zh}",
        f"{path} line {entry.line}, entry {name or '(no id)'}, {en}",
    )
