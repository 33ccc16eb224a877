"""How large are the letters that a visitor wants (大字)?

A cookie keeps the choice, set only when somebody makes it: no script is needed, and the pages stay one document and one
style sheet. It says nothing else of the visitor, and no cookie goes any further: Datasette would forbid everybody to
keep an answer to a request that has one.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

COOKIE = "letters"
LARGE = "large"
YEAR_S = 365 * 24 * 3600
_NOTED = "ogi.large"
_PATH = re.compile(r"/(?!/)[!-\[\]-~]*")
"""A page of this site: printable ASCII, no second slash and no backslash, which browsers take for another host."""


def wants_large(cookies: str) -> bool:
    """Does the ``Cookie`` header of a request ask for large letters?"""
    if COOKIE not in cookies:
        return False
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return False
    return found is not None and found.value == LARGE


def noted(scope: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The request without its cookies, and with what they say of the letters."""
    said = "; ".join(value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"cookie")
    headers = [(name, value) for name, value in scope["headers"] if name.lower() != b"cookie"]
    return {**scope, "headers": headers, _NOTED: wants_large(said)}


def large(scope: MutableMapping[str, Any]) -> bool:
    """Are large letters wanted by a request that was noted?"""
    return bool(scope.get(_NOTED))


def own_page(address: str) -> str:
    """The address where it is a page of this site, else the home page: nobody is led away from here."""
    return address if _PATH.fullmatch(address) else "/"
