"""Does the program make of a whole nation exactly what must come of it? Time and memory as well.

Every division of every year, its organs with the reform of 2018/19, reports of every form from 2008 to 2025, invented
by ``tests.whole_nation``: some 1.16 million. They are built province by province, so that memory is bounded, and every
row of the panel, agency, event and status of the calendar is held against what the generator says.

::

    python tools/check_nation.py                  # everything, about an hour on one core
    python tools/check_nation.py --province 64    # one province
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.whole_build import build, compare  # noqa: E402
from tests.whole_nation import agencies, nation  # noqa: E402


def main() -> int:
    """0 when everything is as it should be, else 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--province", action="append", metavar="NN", help="the first two digits of its code")
    asked = parser.parse_args().province
    everywhere = sorted({place.code[:2] for place in nation().values()})
    compared: Counter[str] = Counter()
    found: Counter[str] = Counter()
    reports = 0
    for province in asked or everywhere:
        begun = time.process_time()
        with tempfile.TemporaryDirectory(prefix="nation-") as folder:
            everybody = list(agencies(place for place in nation().values() if place.code[:2] == province))
            whole = build(Path(folder), everybody)
            unlike = compare(Path(folder), whole)
        compared += unlike.compared
        found += unlike.found
        reports += len(whole.reports)
        spent = time.process_time() - begun
        said = dict(unlike.found) or "as it should be"
        print(f"{province}  {len(whole.reports)} reports  {spent:.0f} s  {_peak()} MB  {said}", flush=True)
        for kind, examples in unlike.shown.items():
            for example in examples:
                print(f"    {kind}: {str(example)[:500]}", flush=True)
    print(
        f"{reports} reports, {time.process_time():.0f} s, {_peak()} MB; compared {dict(compared)}; unlike {dict(found)}"
    )
    return 1 if found else 0


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


if __name__ == "__main__":
    raise SystemExit(main())
