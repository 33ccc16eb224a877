"""How do Anhui's older portals ("Openness", an MVC family) publish reports? 亳州, 铜陵, 池州, 宣城, 呼伦贝尔 (2026).

The page is the report: ``/XxgkAnnualReport/show/4816.html``, ``/openness/OpennessAnnualReport/show/2959.html``,
``/Xxgknb/show/4471.html``; in 马鞍山 ``/xxgk/openness/detail/annual_report/<24hex>.html``; in the PHP ancestor
``/opennessAnnualReport/?branch_id=<24hex>``. The organ stands in the trail: 网站首页 > 政府信息公开 > <organ> >
政府信息公开年报. Other years and organs are links to pages of the same kind, with a year or an organ for their words.
Lists beside them are ``…/showList/<branch>/<category>/page_1.html``.
"""

from __future__ import annotations

import re
from dataclasses import replace

from crawler.platforms.base import Candidate, Lead, Link, Page
from crawler.platforms.generic import Generic, unique_leads
from crawler.platforms.words import COLUMN, is_rejected, report_years, says_office, tidy
from crawler.urls import url_key

_SHOW = (
    r"/(?:XxgkAnnualReport|OpennessAnnualReport|Xxgknb)/show/\d{1,12}\.html|/openness/detail/annual_report/[0-9a-f]{24}"
)
_REPORT = re.compile(rf"{_SHOW}|/opennessAnnualReport/?\?(?:[^#]*&)?branch_id=[0-9a-f]{{24}}", re.IGNORECASE)
_MARKS = re.compile(rf"{_SHOW}|/opennessAnnualReport/|/OpennessContent/showList/\d", re.IGNORECASE)
_YEAR = re.compile(r"((?:19|20)\d\d)年?度?(?:年报|年度报告|报告)?")


class AhMvc(Generic):
    """The Openness family."""

    name = "ah_mvc"

    def recognise(self, page: Page) -> bool:
        """By the addresses of its reports and lists."""
        return _MARKS.search(page.final_url) is not None or _MARKS.search(page.html) is not None

    def listings(self, page: Page) -> tuple[Candidate, ...]:
        """The newest report of every organ that is named: its page shows which years there are."""
        organs = {
            url_key(link.url): Candidate(link.url, tidy(link.text), COLUMN + 6)
            for link in page.links
            if _REPORT.search(link.url) and _is_organ(tidy(link.text)) and url_key(link.url) != page.key
        }
        others = (c for c in super().listings(page) if url_key(c.url) not in organs and not _is_of_year(c.url, c.text))
        return tuple(sorted((*organs.values(), *others), key=lambda candidate: -candidate.score))

    def leads(self, page: Page) -> tuple[Lead, ...]:
        """Besides the usual links every year that a page of reports links to, by the name of the organ."""
        organ = next((step for step in reversed(page.trail) if says_office(step)), "")
        years = (self._of_year(link, organ) for link in page.links if _is_of_year(link.url, tidy(link.text)))
        return unique_leads((*years, *super().leads(page)), page)

    def _of_year(self, link: Link, organ: str) -> Lead:
        text = tidy(link.text)
        year = _YEAR.fullmatch(text)
        return replace(link.lead, text=f"{organ}{year[1]}年政府信息公开年报" if year else text)


def _is_organ(text: str) -> bool:
    return says_office(text) and not is_rejected(text)


def _is_of_year(url: str, text: str) -> bool:
    """Is this the address of a report, with words that name its year?"""
    named = _YEAR.fullmatch(text) is not None or bool(report_years(text))
    return _REPORT.search(url) is not None and named and not is_rejected(text)
