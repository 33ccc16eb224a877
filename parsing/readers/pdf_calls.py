"""What is painted on this PDF page, and how is pdfium asked thousands of times?"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable
from functools import partial
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

Thing = tuple[int, Any]
"""The kind of a page object (pdfium's number), and the object."""


def bare(function: Any, result: Any) -> Callable[..., Any]:
    """The same C function without declared arguments, which spares it ctypes' conversions.

    Numbers are passed as C's int, pointers must be ctypes' own, and what is written to needs ``ctypes.byref``.
    """
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_object = bare(pdfium.FPDFPage_GetObject, pdfium.FPDF_PAGEOBJECT)
_kind = bare(pdfium.FPDFPageObj_GetType, ctypes.c_int)


def things_on(page: Any, most: int) -> list[Thing]:
    """The first so many objects of a pypdfium2 page, in the order in which they are painted."""
    count = min(pdfium.FPDFPage_CountObjects(page.raw), most)
    return _with_kinds(map(_object, repeat(page.raw), range(count)))


def things_in(form: Any, most: int) -> list[Thing]:
    """The same of a form XObject."""
    count = min(pdfium.FPDFFormObj_CountObjects(form), most)
    return _with_kinds(map(partial(pdfium.FPDFFormObj_GetObject, form), range(count)))


def _with_kinds(objects: Iterable[Any]) -> list[Thing]:
    listed = list(objects)
    return list(zip(map(_kind, listed), listed, strict=True))
