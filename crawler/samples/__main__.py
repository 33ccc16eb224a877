"""Serve the sample portals until Ctrl-C: ``python -m crawler.samples [PORT]``."""

from __future__ import annotations

import sys
import threading

from crawler.samples.portals import PORT
from crawler.samples.server import SampleError, serve_samples


def main(words: list[str]) -> int:
    """Serve, and say where; the status that the program ends with."""
    if len(words) > 1 or not all(word.isdecimal() for word in words):
        print("python -m crawler.samples [PORT]", file=sys.stderr)
        return 2
    try:
        with serve_samples(int(words[0]) if words else PORT) as served:
            print("样例门户（虚构数据） / sample portals (invented data); Ctrl-C 结束 / to stop")
            for entry in served.sites["sites"]:
                print(f"  {entry['start'][0]}  {entry['name']}", flush=True)
            try:
                threading.Event().wait()
            except KeyboardInterrupt:
                print()
    except SampleError as error:
        print(error, file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
