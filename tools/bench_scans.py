"""How well and how fast are scans read, and what does damage cost?

The sample reports that are published as PDF are drawn as a scanner would see them, damaged in the usual ways, and read
by OCR. Their figures are known, so each cell is right, without a value, or wrong; wrong is to be 0.
"""

from __future__ import annotations

import io
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy
import pypdfium2
from PIL import Image

import parsing
from crawler.samples.content import Publication, sites
from crawler.samples.render import answers

FILES = Path(__file__).resolve().parent.parent / "crawler" / "samples" / "files"
DRAWN = 300
"""Dots an inch of the page before it is scanned."""

Page = Any


def _scanned(page: Page, dpi: int) -> Page:
    return cv2.resize(page, None, fx=dpi / DRAWN, fy=dpi / DRAWN, interpolation=cv2.INTER_AREA)


def _leaning(page: Page, degrees: float) -> Page:
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(page, turn, (width, height), borderValue=255, flags=cv2.INTER_CUBIC)


def _noisy(page: Page, spread: float) -> Page:
    noise = numpy.random.default_rng(5).normal(0, spread, page.shape)
    return numpy.clip(page * 0.92 + 12 + noise, 0, 255).astype(numpy.uint8)


def _jpeg(page: Page, quality: int) -> Page:
    return cv2.imdecode(cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)


def _blurred(page: Page, spread: float) -> Page:
    return cv2.GaussianBlur(page, (0, 0), spread)


def _spotted(page: Page) -> Page:
    chance = numpy.random.default_rng(6)
    spotted = page.copy()
    for _ in range(round(0.0006 * page.size)):
        y, x = chance.integers(0, page.shape)
        side = chance.integers(1, 4)
        spotted[y : y + side, x : x + side] = chance.integers(0, 256)
    return spotted


DAMAGE: dict[str, tuple[int, Callable[[Page], Page]]] = {
    "200 dpi": (200, lambda page: _scanned(page, 200)),
    "150 dpi": (150, lambda page: _scanned(page, 150)),
    "150 dpi, 0.7°, noise, JPEG 60": (150, lambda page: _jpeg(_noisy(_scanned(_leaning(page, 0.7), 150), 6), 60)),
    "150 dpi, 3°, JPEG 30": (150, lambda page: _jpeg(_scanned(_leaning(page, 3), 150), 30)),
    "200 dpi, blur, noise, JPEG 60": (200, lambda page: _jpeg(_noisy(_blurred(_scanned(page, 200), 1.6), 4), 60)),
    "200 dpi, specks": (200, lambda page: _spotted(_scanned(page, 200))),
    "200 dpi, fax (1 bit)": (
        200,
        lambda page: ((_noisy(_blurred(_scanned(_leaning(page, -0.5), 200), 0.8), 10) > 160) * 255).astype(numpy.uint8),
    ),
    "120 dpi, blur, noise, 1.5°, JPEG 30": (
        120,
        lambda page: _jpeg(_noisy(_blurred(_scanned(_leaning(page, -1.5), 120), 0.7), 8), 30),
    ),
}
"""What is done to a page, and the dots an inch that it is scanned with."""


def rows() -> Iterator[str]:
    """Lines of the table: a damage, seconds a page, cells right, without a value, wrong, chosen by sums; megabytes.

    Each is measured in a fresh process of its own, one at a time.
    """
    for name in DAMAGE:
        with ProcessPoolExecutor(1, get_context("spawn")) as worker:
            counts, seconds, pages, peak = worker.submit(_measured, name).result()
        told = (counts[kind] for kind in ("right", "none", "wrong", "chosen"))
        yield f"| {name} | {seconds / pages:.2f} | {' | '.join(map(str, told))} | {peak:.0f} |"


def _measured(name: str) -> tuple[Counter[str], float, int, float]:
    dpi, damage = DAMAGE[name]
    counts: Counter[str] = Counter()
    seconds, pages = 0.0, 0
    published = [(p, FILES / f"{p.slug}-{p.report.year}.pdf") for site in sites() for p in site.publications]
    for publication, path in published:
        if publication.media == "pdf":
            scans = [Image.fromarray(damage(page)) for page in _drawn(path)]
            target = io.BytesIO()
            scans[0].save(target, "TIFF", dpi=(dpi, dpi), save_all=True, append_images=scans[1:])
            start = time.process_time()
            reading = parsing.read(target.getvalue())
            seconds += time.process_time() - start
            pages += len(scans)
            counts += _counted(publication, reading)
    return counts, seconds, pages, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _drawn(path: Path) -> list[Page]:
    with pypdfium2.PdfDocument(path) as document:
        return [numpy.asarray(page.render(scale=DRAWN / 72).to_pil().convert("L")) for page in document]


def _counted(publication: Publication, reading: parsing.Reading) -> Counter[str]:
    counts: Counter[str] = Counter()
    for key, (value, state) in answers(publication.report).items():
        if key not in publication.report.figures or key.startswith("processing_fee"):
            continue  # said in words: not a cell
        figure = reading.figures.get(key)
        if figure is not None and (figure.value, figure.state) == (value, state):
            counts["right"] += 1
            counts["chosen"] += bool(figure.readings)
        else:
            counts["none" if figure is None or figure.value is None else "wrong"] += 1
    return counts
