"""How do today's readings differ from what the sample reports are known to say?

``python tools/goldens.py [--accept SLUG]...`` prints every difference between ``expected.json`` and the reading of each
folder of ``tests/reports`` in plain lines, and exits with 1 where there is one. With ``--accept`` the readings of the
folders named become what is expected. That is for a person who has looked at the lines: it is refused in CI.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import parsing

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "reports"
PARTS = ("verdict", "agency_name", "year", "form", "table_forms", "figures", "states", "findings")
"""What ``expected.json`` says of a reading."""
NOTHING = "(nothing)"


def reading_of(folder: Path, source: str, read: Callable[[bytes], parsing.Reading] = parsing.read) -> dict[str, Any]:
    """What is read in the source today, in the words of ``expected.json``."""
    reading = read((folder / source).read_bytes())
    said = reading.as_dict()
    if reading.verdict is not parsing.Verdict.REPORT:
        return {"verdict": said["verdict"], "reason": reading.reason}
    return {part: said[part] for part in PARTS} | {"findings": sorted({one["rule"] for one in said["findings"]})}


def differences(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    """A line for each thing that is not as expected, both sides told."""
    for part in dict.fromkeys((*PARTS, *found)):
        wanted, got = expected.get(part), found.get(part)
        if isinstance(wanted, dict) or isinstance(got, dict):
            wanted, got = wanted or {}, got or {}
            for key in dict.fromkeys((*wanted, *got)):
                if key not in wanted or key not in got or wanted[key] != got[key]:
                    yield f"{part} {key}: expected {_text(wanted, key)}, read {_text(got, key)}"
        elif wanted != got:
            yield f"{part}: expected {_text(expected, part)}, read {_text(found, part)}"


def _text(of: Mapping[str, Any], key: str) -> str:
    return json.dumps(of[key], ensure_ascii=False) if key in of else NOTHING


def in_ci() -> bool:
    """Is this run by a machine? ``CI`` is what services set, and what ``.ci/run`` sets itself."""
    return bool(os.environ.get("CI"))


def accept(folder: Path, expected: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    """Write what is read today as what is expected; what else stood in the file stays."""
    text = json.dumps({**expected, **found}, ensure_ascii=False, indent=1)
    (folder / "expected.json").write_text(text + "\n", encoding="utf-8")


def main(words: list[str], root: Path = FOLDER) -> int:
    """Exit status: 0 as expected, or accepted; 1 differences; 2 the words of the call are wrong; 3 refused."""
    parser = argparse.ArgumentParser(prog="goldens.py", description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("slugs", nargs="*", metavar="SLUG", help="folders to compare; all where none is named")
    parser.add_argument("--accept", nargs="+", metavar="SLUG", default=[], help="take today's reading of these")
    asked = parser.parse_args(words)
    known = sorted(path.parent.name for path in root.glob("*/expected.json"))
    named = [*asked.slugs, *asked.accept]
    if unknown := sorted(set(named) - set(known)):
        parser.error(f"no such folder in {root}: {', '.join(unknown)}")
    if asked.accept and in_ci():
        print("refused: --accept is for a person who has looked at the differences, and this is CI", file=sys.stderr)
        return 3
    differing = 0
    for slug in sorted(set(named)) or known:
        expected = json.loads((root / slug / "expected.json").read_text(encoding="utf-8"))
        found = reading_of(root / slug, expected["source"])
        lines = list(differences(expected, found))
        accepted = slug in asked.accept
        print(f"{slug}: {'as expected' if not lines else 'accepted' if accepted else 'differs'}")
        for line in lines:
            print(f"  {line}")
        if accepted and lines:
            accept(root / slug, expected, found)
        differing += bool(lines) and not accepted
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
