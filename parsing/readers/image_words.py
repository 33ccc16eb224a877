"""What do these pictures of single lines say?

The recogniser is the model that the package ``rapidocr`` ships, run by ``onnxruntime`` alone: nothing else of that
package is used, so that nothing can ever be downloaded. One line of text goes in, characters with their probability
come out; where only numbers may stand, the same answer can be asked for among the signs of numbers alone, and for the
next likely ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from parsing.model import Unreadable

MODEL = "PP-OCRv6_rec_small.onnx"
HEIGHT = 48
"""Pixels. What the model takes."""
STEP = 8
"""Pixels of width for one answer of the model."""
NARROWEST, WIDEST = 32, 2400
"""Pixels. A line of 60 characters is squeezed into the latter."""
BATCH_WIDTH = 1_600
"""Pixels of width that go into the model at once: memory grows with it, speed no more."""
NUMERIC = "0123456789.,-/—一元"
"""The signs that number cells hold; the dash is drawn in several ways."""
ROUND = "Oo"
"""What a 0 is also heard as: where only a number can stand, their probabilities are those of one sign."""
BRACKETS = frozenset("()（）:： ")
COMMAS = frozenset(",，、.。")
"""Of words. In a number each of them means something else."""
UNLIKELY = 0.002
"""Probability of a sign at one step below which it is not followed further."""
BEGINNINGS = 12
"""Of a text, that are followed at the same time."""

_SIGNS = ("", *NUMERIC)

Image = Any
"""A numpy array of grey pixels, rows first: the libraries are imported when the first image is read."""


class Heard(NamedTuple):
    """A line as recognised: its characters, the probability of the least certain one, and the average of all.

    Brackets and colons, and the commas of words, do not count for the former: whether they are broad or narrow ones is
    never certain.
    ``signs`` is how probable each sign of :data:`NUMERIC` is at each step through the line, nothing new first; a 0
    with what is as :data:`ROUND`.
    """

    text: str
    certainty: float
    clarity: float
    signs: Any


@lru_cache(maxsize=1)
def recogniser() -> Recogniser:
    """The one recogniser of this process. Raises Unreadable where its packages are not installed."""
    try:
        runtime, package = import_module("onnxruntime"), import_module("rapidocr")
    except ImportError as error:
        raise Unreadable(f"reading an image needs OCR, which is not installed: pip install {error.name}") from None
    model = Path(str(package.__file__)).parent / "models" / MODEL
    if not model.is_file():
        raise Unreadable(f"reading an image needs OCR: the package rapidocr has no {MODEL}; install the locked version")
    return Recogniser(runtime, model)


class Recogniser:
    """The model, held to one thread: several documents are read at the same time by as many processes."""

    def __init__(self, runtime: Any, model: Path) -> None:
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # pictures differ in width: the arena would grow with each
        options.log_severity_level = 4
        self._session = runtime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name

    @cached_property
    def characters(self) -> list[str]:
        """The alphabet: what each answer of the model means. The first means that nothing new begins."""
        listed = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        return ["", *listed, " "]

    @cached_property
    def _numeric(self) -> list[int]:
        return [0, *(self.characters.index(sign) for sign in NUMERIC)]

    @cached_property
    def _round(self) -> list[int]:
        return [self.characters.index(sign) for sign in ROUND]

    def read(self, lines: Sequence[Image]) -> list[Heard]:
        """What each line says. Of lines that are the same picture, one is recognised."""
        first: dict[tuple[tuple[int, int], bytes], int] = {}
        same = [first.setdefault((line.shape, line.tobytes()), index) for index, line in enumerate(lines)]
        heard: dict[int, Heard] = {}
        for batch in _batches({index: lines[index] for index in first.values()}):
            width = max(_width(lines[index]) for index in batch)
            answers = self._run([lines[index] for index in batch], width)
            for index, answer in zip(batch, answers, strict=True):
                signs = answer[:, self._numeric]
                signs[:, _SIGNS.index("0")] += answer[:, self._round].sum(axis=1)
                heard[index] = Heard(*_decoded(answer, self.characters), signs)
        return [heard[index] for index in same]

    def _run(self, lines: list[Image], width: int) -> Any:
        import cv2
        import numpy

        batch = numpy.zeros((len(lines), 3, HEIGHT, width), numpy.float32)
        for index, line in enumerate(lines):
            inner = _width(line)
            shrinks = line.shape[0] > HEIGHT or line.shape[1] > inner
            scaled = cv2.resize(line, (inner, HEIGHT), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
            batch[index, :, :, :inner] = scaled.astype(numpy.float32) / 127.5 - 1.0
            batch[index, :, :, inner:] = 1.0  # paper, as beside every line
        return self._session.run(None, {self._input: batch})[0]


def among_numbers(heard: Heard) -> Heard:
    """The same line where only a number can stand in it."""
    return Heard(*_decoded(_shares(heard.signs), _SIGNS), heard.signs)


def spelled(heard: Heard) -> Heard:
    """The signs of numbers in the same line, each as probable as it is among all characters."""
    return Heard(*_decoded(heard.signs, _SIGNS), heard.signs)


def hypotheses(heard: Heard) -> list[tuple[str, float]]:
    """What a line may say where only a number can stand in it, each with its probability, likeliest first.

    A search through the steps that keeps the most probable beginnings: the probability of a text is the sum over all
    ways in which the steps can spell it.
    """
    beginnings: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}  # ending in nothing new, ending in its last sign
    for step in _shares(heard.signs).tolist():
        grown: dict[str, list[float]] = {}
        for text, (paused, spoken) in beginnings.items():
            kept = grown.setdefault(text, [0.0, 0.0])
            kept[0] += (paused + spoken) * step[0]
            for code, probability in enumerate(step):
                if not code or probability < UNLIKELY:
                    continue
                sign = _SIGNS[code]
                if text.endswith(sign):
                    kept[1] += spoken * probability
                longer = grown.setdefault(text + sign, [0.0, 0.0])
                longer[1] += (paused if text.endswith(sign) else paused + spoken) * probability
        best = sorted(grown.items(), key=lambda each: (-sum(each[1]), each[0]))[:BEGINNINGS]
        beginnings = {text: (paused, spoken) for text, (paused, spoken) in best}
    return sorted(((text, sum(ways)) for text, ways in beginnings.items()), key=lambda each: (-each[1], each[0]))


def _shares(signs: Any) -> Any:
    return signs / signs.sum(axis=1, keepdims=True).clip(1e-9)


def _decoded(answer: Any, characters: Sequence[str]) -> tuple[str, float, float]:
    """Text, least and average probability: the likeliest character of each step, repetitions and pauses left out."""
    text: list[str] = []
    sure: list[float] = []
    before = 0
    for code, probability in zip(answer.argmax(axis=1).tolist(), answer.max(axis=1).tolist(), strict=True):
        if code and code != before:
            text.append(characters[code])
            sure.append(probability)
        elif code:
            sure[-1] = max(sure[-1], probability)
        before = code
    alike = BRACKETS if any(sign.isdigit() for sign in text) else BRACKETS | COMMAS
    words = [probability for sign, probability in zip(text, sure, strict=True) if sign not in alike]
    return "".join(text), min(words, default=0.0), sum(sure) / len(sure) if sure else 0.0


def _width(line: Image) -> int:
    """Pixels of width of a line when it is as high as the model takes it; a multiple of the model's step."""
    natural = line.shape[1] * HEIGHT / line.shape[0]
    return int(min(max(-(-natural // STEP) * STEP, NARROWEST), WIDEST))


def _batches(lines: Mapping[int, Image]) -> Iterator[list[int]]:
    """Lines of the same width together: padding changes what the model answers, if only a little."""
    by_width: dict[int, list[int]] = {}
    for index, line in lines.items():
        by_width.setdefault(_width(line), []).append(index)
    for width, indexes in sorted(by_width.items()):
        size = max(1, BATCH_WIDTH // width)
        for start in range(0, len(indexes), size):
            yield indexes[start : start + size]
