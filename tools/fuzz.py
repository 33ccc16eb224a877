"""Does any damaged document make the reader raise, hang, die, or eat memory?

``python tools/fuzz.py [--cases 10000] [--seed 1] [--keep DIR]`` damages the project's own reports in all the ways of
``tests/mutants.py`` and reads each within the limits of ``parsing/bounded.py``. Prints what was read, what it cost and
everything that went wrong; the documents that did it are kept in DIR. Exit status 1 where something did.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # for the tests, which are not installed

from parsing.bounded import Readers  # noqa: E402
from parsing.model import Reading, Verdict  # noqa: E402
from tests.measured import cost, measured  # noqa: E402
from tests.mutants import CHEAP, SLUGS, TAGGED, Mutant, cut, mutants, retagged  # noqa: E402

SECONDS, MEGABYTES = 60.0, 2048
"""What a mutant may cost. The reports themselves take up to 10 seconds (the scan) and 700 MB (OCR)."""
SHARES = {CHEAP: 0.88, tuple(slug for slug in SLUGS if slug.startswith("pdf-")): 0.1,
          tuple(slug for slug in SLUGS if slug.startswith(("doc-", "wps-", "rtf-", "xls-"))): 0.015,
          tuple(slug for slug in SLUGS if slug.startswith(("scan-", "image-"))): 0.005}  # fmt: skip
"""How much of the work goes to which reports: a conversion costs a second, a scanned page three."""


class Tally:
    """What was read so far, and what went wrong."""

    def __init__(self, keep: Path | None) -> None:
        self.verdicts: dict[str, Counter[str]] = defaultdict(Counter)
        self.costs: dict[str, list[tuple[float, int]]] = defaultdict(list)
        self.troubles: dict[str, list[str]] = defaultdict(list)
        self._keep = keep

    def add(self, mutant: Mutant, reading: Reading) -> None:
        """Count one case."""
        self.verdicts[mutant.slug][str(reading.verdict)] += 1
        self.costs[mutant.slug].append(cost(reading))
        for trouble in troubles(mutant, reading):
            name = f"{mutant.slug}-{hashlib.sha256(mutant.data).hexdigest()[:10]}"
            self.troubles[trouble].append(f"{name} ({', '.join(mutant.done)})")
            if self._keep is not None and len(self.troubles[trouble]) <= 5:
                self._keep.mkdir(parents=True, exist_ok=True)
                (self._keep / name).write_bytes(mutant.data)

    def __str__(self) -> str:
        lines = [
            f"{'report':32}{'cases':>7}{'report':>8}{'not':>6}{'unread':>8}{'blocked':>9}{'max s':>8}{'max MB':>8}"
        ]
        for slug in sorted(self.verdicts):
            counted, costs = self.verdicts[slug], self.costs[slug]
            numbers = [counted[verdict] for verdict in ("report", "not_report", "unreadable", "blocked")]
            lines.append(
                f"{slug:32}{len(costs):7}{numbers[0]:8}{numbers[1]:6}{numbers[2]:8}{numbers[3]:9}"
                f"{max(seconds for seconds, _ in costs):8.2f}{max(memory for _, memory in costs):8}"
            )
        every = [one for costs in self.costs.values() for one in costs]
        most = max(seconds for seconds, _ in every), max(memory for _, memory in every)
        lines.append(f"{len(every)} cases, at most {most[0]:.2f} s of processor time and {most[1]} MB")
        for trouble, found in sorted(self.troubles.items()):
            lines += [f"{trouble}: {len(found)}", *(f"  {one}" for one in found[:5])]
        return "\n".join([*lines, f"{sum(map(len, self.troubles.values()))} went wrong"])


def troubles(mutant: Mutant, reading: Reading) -> list[str]:
    """What is wrong with a reading of a damaged document, each in one line."""
    found = []
    if reading.verdict not in set(Verdict):
        found.append(f"no such verdict: {reading.verdict}")
    if reading.reason.startswith(("could not be read (", "reading it ")):
        found.append(reading.reason)
    if reading.verdict is not Verdict.REPORT and (reading.figures or not reading.reason or "\n" in reading.reason):
        found.append("no report, but figures, or no reason on one line")
    if mutant.intact and (wrong := altered(mutant, reading)):
        found.append(f"another number: {wrong}")
    return found


def altered(mutant: Mutant, reading: Reading) -> str:
    """A figure that is stated and is not what stood in the document; empty where there is none."""
    printed = json.loads((ROOT / "tests" / "reports" / mutant.slug / "expected.json").read_text("utf-8"))["figures"]
    for key, figure in reading.figures.items():
        if figure.value is not None and float(figure.value) != printed.get(key):
            return f"{mutant.slug} {key}: {printed.get(key)} became {figure.value}"
    return ""


def run(cases: int, number: int, keep: Path | None) -> Tally:
    """Read so many damaged documents."""
    tally = Tally(keep)
    begun = time.monotonic()
    with Readers(seconds=SECONDS, megabytes=MEGABYTES, reader=measured) as readers:

        def try_one(mutant: Mutant) -> None:
            tally.add(mutant, readers.read(mutant.data))

        for at, (slugs, share) in enumerate(SHARES.items()):
            ways = [(mutants(slugs), 0.8), (cut(slugs), 0.1), (retagged(TAGGED), 0.1)]
            for strategy, part in ways if slugs is CHEAP else ways[:2]:
                quiet = settings(
                    max_examples=max(1, round(cases * share * part)),
                    deadline=None,
                    database=None,
                    phases=[Phase.generate],
                    suppress_health_check=list(HealthCheck),
                )
                seed(number * 100 + at)(quiet(given(strategy)(try_one)))()
            print(f"{time.monotonic() - begun:.0f} s: {', '.join(slugs)}", file=sys.stderr, flush=True)
    return tally


def main() -> int:
    """Run the cases asked for and print the tally."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the documents that went wrong")
    asked = parser.parse_args()
    tally = run(asked.cases, asked.seed, asked.keep)
    print(tally)
    return 1 if tally.troubles else 0


if __name__ == "__main__":
    sys.exit(main())
