"""When are two addresses the same address, and which host do they name?"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, urljoin, urlsplit, urlunsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_LENGTH = 2000
"""Longer addresses come from scripts gone wrong, never from a listing of reports."""

REMEMBERED = 4096
"""Addresses whose parts are remembered: those of the pages that are being walked, each of which is looked at a dozen
times."""

_JUNK = re.compile(r"[\x00-\x1f\x7f]")
_INDEX = re.compile(r"/index\.(?:s?html?|jsp|aspx?|php)$", re.IGNORECASE)
_TWIN = re.compile(r"_wap(?=\.s?html?$)|(?<=/)m(?=post_\d+\.s?html?$)", re.IGNORECASE)
"""The mobile twin of an article: ``t20220121_1032_wap.html`` (TRS, 重庆), ``mpost_9103540.html`` (gkmlpt); 2026."""
_LIST = re.compile(
    r"/(?:(?:\w*list|index|default|column|channel|node|page)(?:_?\d{1,5})?|1)\.(?:s?html?|jsp|aspx?|php)$",
    re.IGNORECASE,
)
_PAGING = re.compile(r"(?:cur(?:rent)?_?|now_?)?page_?(?:no|num|number|index|id)?|p|pn|pageNumber", re.IGNORECASE)
"""Fields that say which page of a list is meant."""
_SCRIPT = re.compile(r"\.(?:jspx?|aspx?|php|do|action|cgi)$", re.IGNORECASE)
_SESSION = re.compile(r";jsessionid=[^/?]*|(?<=[?&])(?:jsessionid|phpsessid)=[^&]*&?", re.IGNORECASE)
"""The number of a visit, which servers without cookies write into every link (Tomcat, PHP)."""
_SAFE = "%/:=&?~#+!$,;'@()*[]"


@lru_cache(maxsize=REMEMBERED)
def split(url: str) -> tuple[SplitResult, str, int] | None:
    """The parts of an http(s) address with its host (lower case, IDNA) and port; None for anything else.

    None also for an address with a user name in it (they only serve to mislead) and for one that is broken.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        host = canonical_host(parts.hostname or "")
    except ValueError:
        return None
    if parts.scheme not in DEFAULT_PORTS or not host or "@" in parts.netloc or port == 0:
        return None
    return parts, host, port or DEFAULT_PORTS[parts.scheme]


def canonical_host(host: str) -> str:
    """A host name in lower case ASCII without a final dot; an address of IPv6 in its shortest form.

    Raises ValueError for what cannot be a host.
    """
    host = host.strip().rstrip(".").lower()
    if ":" in host:
        return str(ipaddress.IPv6Address(host))
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    if not re.fullmatch(r"[a-z0-9_]([a-z0-9_\-.]*[a-z0-9_])?", host) or ".." in host or len(host) > 253:
        raise ValueError(f"not a host: {host}")
    return host


def resolve(base: str, href: str) -> str | None:
    """The absolute address that ``href`` on a page at ``base`` leads to, without its fragment; None if none.

    Script links, mail links, overlong and broken addresses are None.
    """
    href = _JUNK.sub("", href).strip()
    if not href or href.startswith("#") or len(href) > MAX_LENGTH:
        return None
    try:
        url = urljoin(base, href.replace("\\", "/"))
    except ValueError:
        return None
    found = split(url)
    if found is None:
        return None
    parts, host, port = found
    netloc = f"[{host}]" if ":" in host else host
    if port != DEFAULT_PORTS[parts.scheme]:
        netloc += f":{port}"
    path = quote(parts.path or "/", safe=_SAFE)
    while path.startswith("/../"):  # a browser climbs no higher than the root
        path = path[3:]
    return urlunsplit((parts.scheme, netloc, path, quote(parts.query, safe=_SAFE), ""))


@lru_cache(maxsize=REMEMBERED)
def url_key(url: str) -> str:
    """What two addresses of the same page have in common.

    That is all but scheme, default port, fragment, ``index.html`` and the number of a visit. Portals link to one page
    by http and https, to a folder with and without its index page, and to an article and to its mobile twin, at will.
    """
    found = split(url)
    if found is None:
        return url
    parts, host, port = found
    where = host if port in DEFAULT_PORTS.values() else f"{host}:{port}"
    path = _SESSION.sub("", parts.path) or "/"
    query = _SESSION.sub("", f"?{parts.query}").rstrip("?&")
    return where + _TWIN.sub("", _INDEX.sub("/", path)) + query


def is_twin(url: str) -> bool:
    """Is this the mobile twin of an article?"""
    return _TWIN.search(urlsplit(url).path) is not None


def column_prefix(url: str) -> str:
    """What the keys of all pages of a column begin with, going by the address of its first page.

    A column that is a folder, or the list of one (``/c1042/list.shtml``, ``/1.html``), has all that is in the folder;
    ``/zwgk/nb.htm`` has ``/zwgk/nb/2.htm`` and ``/zwgk/nb_2.htm`` but not its neighbours. The root of a host is no
    column: it would have everything.
    """
    path, _, query = url_key(url).partition("?")
    if query and _SCRIPT.search(path):
        return f"{path}?{query}"  # one list.jsp with many ids is many columns
    path = path if query else _LIST.sub("/", path)
    if path.endswith("/"):
        return path if path.count("/") > 1 else path + "?"
    stem, dot, _ = path.rpartition(".")
    return stem if dot and "/" in stem else path


def is_under(column: str, url: str) -> bool:
    """Does the address belong to the column with this prefix (:func:`column_prefix`)?

    Where the column is one of many behind a script (``list.aspx?cid=5&page=1``), all that has the same fields belongs
    to it, in any order; which page of the list is meant makes no difference.
    """
    path, query, fields = column.partition("?")
    key = url_key(url)
    if not query:
        return key.startswith(column)
    where, _, asked = key.partition("?")
    ours = {(name, value) for name, value in parse_qsl(fields, True) if not _PAGING.fullmatch(name)}
    return where == path and ours <= set(parse_qsl(asked, True))


def is_private(host: str) -> bool:
    """Is this an address, or a name for one, that is not on the public internet?

    True for loopback, private, link-local and otherwise reserved addresses and for ``localhost``; False for other
    names, whatever they resolve to (that is looked at when the connection is made).
    """
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_loopback(host: str) -> bool:
    """Is this our own machine?"""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_address(host: str) -> bool:
    """Is this an IP address rather than a name?"""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
