"""Which part of the lock does the program need at run time?

``python tools/locked.py [--without NAME...]`` prints the entries of requirements.lock, with their hashes, that the
dependencies of pyproject.toml and their own dependencies need: not what only tests and checks need, nor what only the
dependencies named need. The Dockerfile asks, before anything is installed; so it needs nothing but Python.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def entries(lock: str) -> dict[str, tuple[str, set[str]]]:
    """Name -> the entry as it stands in the lock, and the packages that it is there for (its ``# via``)."""
    found = {}
    for entry in re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]:
        comment = entry.partition("# via")[2]
        found[entry.partition("==")[0]] = entry, set(re.findall(r"^(?: *#)? +([a-z0-9-]+)$", comment, re.MULTILINE))
    return found


def needed(wanted: set[str], lock: dict[str, tuple[str, set[str]]]) -> list[str]:
    """The entries of these packages and of everything that is in the lock for one of them."""
    chosen: set[str] = set()
    more = wanted
    while more:
        chosen |= more
        more = {name for name, (_, users) in lock.items() if users & chosen} - chosen
    return [entry for name, (entry, _) in lock.items() if name in chosen]


def main(words: list[str]) -> int:
    """Print the entries, and fail on a name that is no dependency."""
    if words and words[0] != "--without":
        print("locked.py [--without NAME...]", file=sys.stderr)
        return 2
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {re.split(r"[<>=]", line)[0].lower().replace(".", "-") for line in project["dependencies"]}
    lock = entries((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    if unknown := (set(words[1:]) | asked) - (asked & lock.keys()):
        print(f"not a locked dependency: {' '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    print("".join(needed(asked - set(words[1:]), lock)), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
