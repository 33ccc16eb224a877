"""What does it cost to look for copied reports, and how much memory does it take?

``python tools/bench_copies.py [REPORTS]`` makes that many texts of some 2,500 characters (5,000 if not told), a
twentieth of them copies with every fiftieth sentence changed, and prints the time of each step for one text, so that
it can be multiplied: signatures and neighbours grow with the number of texts, never with that of pairs.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from rapidfuzz.distance import Indel

from dataset.checks.copies import SAME, own_text
from dataset.checks.similar import Signatures, nearest

LETTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 900)]
PHRASES = 400
"""Official phrases that every text draws from; a third of each text."""


def texts(number: int) -> list[str]:
    """Texts that share a third of their sentences with many others; each twentieth copies the one before it."""
    chance = random.Random(1)
    phrases = ["".join(chance.choices(LETTERS, k=40)) for _ in range(PHRASES)]
    made: list[str] = []
    for at in range(number):
        if at % 20 == 19:
            sentences = made[-1].split("。")
            for place in range(0, len(sentences), 50):
                sentences[place] = "".join(chance.choices(LETTERS, k=40))
            made.append("。".join(sentences))
            continue
        own = ["".join(chance.choices(LETTERS, k=40)) for _ in range(42)]
        sentences = own + chance.sample(phrases, 20)
        chance.shuffle(sentences)
        made.append("。".join(sentences))
    return made


def main() -> None:
    """Measure and print."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    made = texts(number)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    plain = [own_text({"overall": text}) for text in made]
    cleaned = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, Signatures(Path(folder) / "signatures") as signatures:
        for at, text in enumerate(plain):
            signatures.add(at, text)
        signed = time.perf_counter()
        found = nearest(signatures, list(range(number)), [2023] * number)
        near = time.perf_counter()
    sure = [at for at, (other, _) in found.items() if Indel.normalized_similarity(plain[at], plain[other]) >= SAME]
    done = time.perf_counter()
    right = {at for at in range(number) if at % 20 in (18, 19)}
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    for name, seconds in (
        ("own text", cleaned - start),
        ("signature", signed - cleaned),
        ("neighbours", near - signed),
        ("character by character", done - near),
    ):
        print(f"{name}: {1000 * seconds / number:.2f} ms a text")
    print(f"{number} texts: {done - start:.0f} s, memory grown by {grown:.0f} MB, of which texts are a part")
    print(f"compared character by character: {len(found)}")
    print(f"copies found: {len(set(sure) & right)} of {len(right)}, wrong: {len(set(sure) - right)}")


if __name__ == "__main__":
    main()
