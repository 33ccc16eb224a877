"""What can a fetch bring: a report, something else, or an obstacle?

The words are those of the contract (table ``captures``). Which of them fits an answer is told in :mod:`crawler.judge`.
"""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """The verdict of a capture. ``ok`` always means: this is a report."""

    OK = "ok"
    NOT_REPORT = "not_report"
    """A sound page or file that is no report; every sound listing is one."""
    UNREADABLE = "unreadable"
    """A file that cannot be read: damaged, encrypted, empty."""
    CHALLENGE = "challenge"
    """The portal asks the browser to prove itself. ``detail`` says which product."""
    WAF_BLOCK = "waf_block"
    """A firewall refuses. ``detail`` says which."""
    THROTTLED = "throttled"
    """Asked too often, said openly or by the same page for every address."""
    SOFT_404 = "soft_404"
    """The status says success, the page says there is nothing."""
    REDIRECT_HOME = "redirect_home"
    """A page deep in the portal led to its home page."""
    JS_SHELL = "js_shell"
    """A page whose contents only a browser can fetch."""
    HTTP_ERROR = "http_error"
    """An error status and no sign of a wall."""
    ROBOTS_DISALLOWED = "robots_disallowed"
    TLS_ERROR = "tls_error"
    GEO_OR_NETWORK = "geo_or_network"
    """No answer: refused, reset, timed out, no such name. From abroad it is often a fence."""
    DRIFTED = "drifted"
    """A listing that the registry names is no longer there."""
    OFF_HOST = "off_host"
    """The address, or one it redirects to, is on a host that does not belong to the site."""
    TOO_LARGE = "too_large"


FINAL = frozenset({Verdict.OK, Verdict.NOT_REPORT, Verdict.UNREADABLE})
"""What lies at the address is settled and kept; it is not fetched again. A better reader reads the kept bytes."""
BLOCKED = frozenset({Verdict.CHALLENGE, Verdict.WAF_BLOCK, Verdict.THROTTLED})
"""The portal does not want to be asked now."""
UNREACHED = frozenset({Verdict.GEO_OR_NETWORK, Verdict.TLS_ERROR})
"""No answer came at all."""
MISSED = BLOCKED | UNREACHED | {Verdict.JS_SHELL}
"""What lies at the address is left open."""
GONE = frozenset({Verdict.HTTP_ERROR, Verdict.SOFT_404, Verdict.REDIRECT_HOME, Verdict.OFF_HOST})
"""There is nothing of what was looked for."""
