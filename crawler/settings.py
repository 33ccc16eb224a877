"""How does the crawler behave towards the portals? Every number with its reason.

The portals are public offices' machines, many of them small. The crawler asks one thing at a time, waits between
questions, obeys robots.txt, says who it is, and stops when it is told to.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from crawler.registry import Site
from crawler.urls import is_loopback

PRODUCT = "OGI-Yearbook"
"""The name by which a robots.txt can speak to us."""
VERSION = "0.1"

SITES_AT_ONCE = 16
"""Sites that are walked side by side, each asked for one thing at a time. The machine here is then far from busy, and
no portal notices the others."""
MAX_REQUESTS = 5000
"""Addresses one site is asked for in one run: a city with 80 departments and 15 years has 1,200 reports."""
MAX_LEADS = 4000
"""Links to reports followed at one site in one run: three times those 1,200, for copies and decoys."""
MAX_COLUMNS = 300
"""Columns and tabs opened at one site: 80 departments, 15 years, and years of their own for a dozen departments."""
MAX_TRIES = 250
"""Pages opened at one site for their place in a menu of organs: 80 departments, each with a page of its own on
the way to its column, and the townships."""
MAX_COLUMN_DEPTH = 3
"""Column, department, year."""
MAX_LISTING_PAGES = 100
"""Pages of one column: 1,200 reports at 15 a page are 80."""
MAX_HUBS = 12
"""Pages opened on the way from the start page to the column: home, 政务公开, 政府信息公开 and their siblings."""
MAX_HUB_DEPTH = 3
"""Clicks from the start page to a page that links to the column; the 2017 guide for portals asks for two."""
MAX_SHOWN = 3
"""Pages on the way that are opened in the browser where none of them led anywhere: home, 政务公开, 政府信息公开."""
MAX_ATTACHMENTS = 30
"""Files fetched for one article: a report in six formats is known (山东 2018), a note with a file for each department
is possible."""
RECHECK_DAYS = 90
"""A known report is asked for again after so many days, whether it was changed; by its ``ETag`` where it has one."""
MAX_RECHECKS = 60
"""Known reports asked for again at one site in one run: with four runs a year a county's 200 reports go round once."""
MAX_REFUSALS = 3
"""Refused or unanswered requests in a row after which a site is left alone for this run: asking on only makes a
firewall's ban longer."""

DELAY = 2.0
"""Seconds between two requests to one host, varied by half: slower than a person who clicks through a list."""
MAX_DELAY = 30.0
"""Where a host answers slowly the delay grows with its answers up to this; they take 2 to 30 s at bad times (2026)."""
MAX_CRAWL_DELAY = 60.0
"""A ``Crawl-delay`` in robots.txt is kept up to this; a longer one would leave a city's reports unread for days."""
TIMEOUT = 60.0
"""Seconds for one answer: twice the slowest that still came (2026)."""
RETRIES = 2
"""Further tries after a time-out, a reset or a server error; a third failure is the state of the day."""
MAX_REDIRECTS = 5
"""http to https, www added, old tree to new, and two more."""
MAX_BYTES = 64 * 1024 * 1024
"""Size of one answer, packed or not. The parser opens nothing larger, so nothing larger is worth fetching."""
MAX_META_REFRESH = 5
"""Seconds up to which a page that leads on by itself is followed; longer ones are meant to be read."""

CONTACT_VARIABLE = "OGI_CONTACT"


def contact() -> str | None:
    """The mail or web address at which whoever runs this crawl can be reached (``$OGI_CONTACT``); None when not set."""
    text = re.sub(r"[^\x20-\x7e]|[()]", "", os.environ.get(CONTACT_VARIABLE, "")).strip()
    return text[:120] or None


def user_agent() -> str:
    """Who we are: the project's name, what it is for, and whom to write to."""
    return f"{PRODUCT}/{VERSION} (reads annual reports on open government information; contact: {contact() or 'none'})"


def scrapy_settings(sites: Iterable[Site], log_file: Path, resolver: type) -> dict[str, Any]:
    """Settings for one crawl of ``sites`` in a process of its own, logging to ``log_file``.

    ``resolver`` is the class that resolves host names for these sites (:func:`crawler.guard.resolver_for`).
    """
    return {
        "BOT_NAME": "ogi-yearbook",
        "USER_AGENT": user_agent(),
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
        },
        # Manners
        "CONCURRENT_REQUESTS": 2 * SITES_AT_ONCE,  # a page and a robots.txt for every site that is being walked
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": DELAY,
        "DOWNLOAD_SLOTS": _own_slots(sites),
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": DELAY,
        "AUTOTHROTTLE_MAX_DELAY": MAX_DELAY,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        # Limits
        "DOWNLOAD_TIMEOUT": TIMEOUT,
        "DOWNLOAD_MAXSIZE": MAX_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
        "METAREFRESH_MAXDELAY": MAX_META_REFRESH,
        "RETRY_TIMES": RETRIES,
        # 429 and 521 are walls, not accidents: trying again is what they forbid
        "RETRY_HTTP_CODES": [500, 502, 503, 504, 522, 524, 408],
        # Who may be asked what
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "crawler.guard.HostGuard": 50,
            "crawler.robots.Robots": 100,
        },
        "TWISTED_DNS_RESOLVER": resolver,
        "DOWNLOAD_HANDLERS": {"https": "crawler.tls.HttpsHandler", "ftp": None, "file": None, "s3": None, "data": None},
        "COOKIES_ENABLED": True,  # what a portal sets is sent back to it; a jar for each site, none is ever made up
        # The process
        "TELNETCONSOLE_ENABLED": False,  # nobody shall steer a crawl through a port
        "REMOTE_CONTROL_ENABLED": False,
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "REACTOR_THREADPOOL_MAXSIZE": SITES_AT_ONCE,  # names are looked up in threads
        "LOG_FILE": str(log_file),
        "LOG_LEVEL": "INFO",
        "STATS_DUMP": False,
    }


def _own_slots(sites: Iterable[Site]) -> dict[str, dict[str, float]]:
    """Loopback hosts are our own sample portals: one request at a time as everywhere, but no waiting."""
    hosts = {pattern.host for site in sites for pattern in site.patterns if is_loopback(pattern.host)}
    return {host: {"concurrency": 1, "delay": 0.0, "jitter": 0.0} for host in sorted(hosts)}
