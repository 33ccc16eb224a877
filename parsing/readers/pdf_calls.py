"""What is painted on this PDF page, and how is pdfium asked thousands of times?"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

Thing = tuple[int, Any]
"""The kind of a page object (pdfium's number), and the object as :func:`bare` functions take it."""


def bare(function: Any, result: Any) -> Callable[..., Any]:
    """The same C function without declared arguments, which spares it ctypes' conversions.

    Numbers are passed as C's int, pointers must be ctypes' own, and what is written to needs ``ctypes.byref``.
    """
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_object = bare(pdfium.FPDFPage_GetObject, ctypes.c_size_t)
_member = bare(pdfium.FPDFFormObj_GetObject, ctypes.c_size_t)
_members = bare(pdfium.FPDFFormObj_CountObjects, ctypes.c_int)
_kind = bare(pdfium.FPDFPageObj_GetType, ctypes.c_int)
_bounds = bare(pdfium.FPDFPageObj_GetBounds, ctypes.c_int)
_Box = ctypes.c_float * 4


def things_on(page: Any, most: int) -> list[Thing]:
    """The first so many objects of a pypdfium2 page, in the order in which they are painted."""
    count = min(pdfium.FPDFPage_CountObjects(page.raw), most)
    return _things(map(_object, repeat(page.raw), range(count)))


def things_in(form: Any, most: int) -> list[Thing]:
    """The same of a form XObject."""
    return _things(map(_member, repeat(form), map(ctypes.c_ulong, range(min(_members(form), most)))))


def _things(addresses: Iterable[int]) -> list[Thing]:
    things = list(map(ctypes.c_void_p.from_param, addresses))
    return list(zip(map(_kind, things), things, strict=True))


def bounds_of(thing: Any) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of the box that an object covers, in the coordinates of what holds it."""
    box = _Box()
    _bounds(thing, ctypes.byref(box), ctypes.byref(box, 4), ctypes.byref(box, 8), ctypes.byref(box, 12))
    left, bottom, right, top = box
    return left, bottom, right, top
