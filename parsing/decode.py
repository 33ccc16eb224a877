"""How do bytes become text, and how is text made comparable?

Portals declare wrong encodings, PDFs write CJK radicals for characters, and every office types its own width of
brackets. :func:`decode` turns bytes into text; :func:`clean` mends characters that only look right; :func:`fold`
makes two spellings of a label equal. Folding is for comparing, never for showing.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]{3,20})""", re.IGNORECASE)
_SMALL_DAMAGE = 0.002
"""Share of undecodable bytes up to which a page is still taken for damaged UTF-8 rather than another encoding."""

_SHORTEST_UTF16 = 64
_OF_TEXT = re.compile("[\t\r\n -~\xa0\u2010-\u2030\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u2460-\u2473]")
_NEARLY_ALL = 0.97

# Radicals that NFKC leaves alone but that PDF fonts map to (CJK Radicals Supplement, seen in Word and WPS exports).
_RADICALS = str.maketrans(
    "⺠⻔⻓⻅⻬⻛⻥⻋⻉⻚⻢⻦⻩⻰⻁⻄⻆⻇⻝⻘⻣⻤⻨⻮⻳⻙⻜⻑⻒⺀⺁⺆⺇⺈⺊⺋⺌⺍⺎⺏⺐⺕⺗⺟"
    "⺡⺣⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺶⺷⺸⺹⺺⺼⺽⺾⻀⻂⻃⻈⻊⻌⻍⻎⻏⻐⻖⻗⻟⻠⻪⻫⻭⻯⻲",
    "民门长见齐风鱼车贝页马鸟黄龙虎西角角食青骨鬼麦齿龟韦飞长长冫厂冂几刀卜卩小小兀尣尢彐心母"
    "氵灬爪爿牛犭王疋罒示礻竹糸纟罓罒羊羊羋老聿肉臼艹艹衤覀讠足辶辶辶阝钅阝雨飠饣齐斉歯竜亀",
)
_INVISIBLE = dict.fromkeys([0, 0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F)])
_MENDED = {**_RADICALS, **_INVISIBLE}
_COMPATIBLE = re.compile("[\u2f00-\u2fdf\uf900-\ufaff]")
"""Radicals and ideographs that exist only for the sake of older character sets."""
_QUOTES = str.maketrans(
    {"“": '"', "”": '"', "‘": '"', "’": '"', "'": '"', "「": '"', "」": '"', "『": '"', "』": '"', "＂": '"'}
)
_NOT_WORDS = re.compile(r"[^\w]|_", re.UNICODE)
_CHINESE_DIGITS = {
    **{c: str(i) for i, c in enumerate("〇一二三四五六七八九")},
    **dict.fromkeys("○零OＯoоОοΟ◯", "0"),
}
_ZEROS = "〇0" + "○零OＯoоОοΟ◯"
"""Zero as it is typed within a year: the letters O of three alphabets, circles, and zero itself."""


def decode(data: bytes, declared: str | None = None) -> str:
    """Text of ``data``: by byte order mark, strict UTF-8, the declared encoding (argument, then ``charset=`` in the
    first 4 kB), GB18030, and last UTF-8 with the damage marked. Never raises.

    Strict UTF-8 goes before the declaration because Chinese text that decodes as UTF-8 is UTF-8, while a page that
    declares GB2312 and is not is common.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace")
    if (wide := without_mark(data)) is not None:
        return wide
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    damaged = data.decode("utf-8", "replace")
    if damaged.count("�") <= max(3, len(damaged) * _SMALL_DAMAGE) and not damaged.isascii():
        return damaged
    found = _DECLARED.search(data[:4096])
    for name in (declared, found.group(1).decode("ascii") if found else None, "gb18030"):
        text = _strictly(data, name)
        if text is not None:
            return _or_big5(text, data)
    chinese = _or_big5(data.decode("gb18030", "replace"), data)
    return chinese if chinese.count("�") < damaged.count("�") else damaged


def without_mark(data: bytes) -> str | None:
    """The text of UTF-16 without a byte order mark; None for anything else. All of its beginning must be characters
    of a Chinese text.
    """
    head = data[:4096]
    if b"\x00" not in head or len(data) < _SHORTEST_UTF16:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        begun = head[: len(head) // 2 * 2].decode(encoding, "replace")
        if len(_OF_TEXT.findall(begun)) >= _NEARLY_ALL * len(begun):
            return data.decode(encoding, "replace")
    return None


def _or_big5(text: str, data: bytes) -> str:
    """``text`` is what the bytes are in GB18030, which takes most of Big5 for rare characters."""
    if "公开" in text or "政府" in text:
        return text
    other = data.decode("big5hkscs", "replace")
    return other if "公開" in other and other.count("�") <= len(other) * _SMALL_DAMAGE * 10 else text


def _strictly(data: bytes, encoding: str | None) -> str | None:
    if not encoding or encoding.lower().startswith("iso-8859"):  # a server default, never true of these pages
        return None
    if encoding.lower() in {"gb2312", "gbk", "gb_2312-80"}:
        encoding = "gb18030"
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return None


@lru_cache(maxsize=16384)
def clean(text: str) -> str:
    """The same text with radicals and compatibility ideographs as ordinary characters and invisible marks dropped.

    Safe for showing: punctuation, width and spaces stay as printed.
    """
    if text.isascii():
        return text.translate(_INVISIBLE) if not text.isprintable() else text
    return _COMPATIBLE.sub(_composed, text.translate(_MENDED))


def _composed(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", found.group())


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """A spelling for comparing: NFKC, radicals replaced, quotes alike, no white space.

    Do not use it on numbers: it turns the footnote mark ``①`` into the digit 1.
    """
    folded = unicodedata.normalize("NFKC", clean(text)).translate(_QUOTES)
    return "".join(folded.split())


@lru_cache(maxsize=16384)
def words(text: str) -> str:
    """Only the letters, digits and ideographs of a folded text: what is left when punctuation is ignored."""
    return _NOT_WORDS.sub("", fold(text))


def chinese_year(text: str) -> str:
    """``二〇二一年`` -> ``2021年``, ``（二〇二一）`` -> ``（2021）``; anything else unchanged."""
    return re.sub(
        rf"[二2][{_ZEROS}][{_ZEROS}一二三四五六七八九1-9]{{2}}(?=[年)）])",
        lambda m: "".join(_CHINESE_DIGITS.get(c, c) for c in m.group()),
        text,
    )
