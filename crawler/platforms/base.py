"""What must a platform know about its pages, and what is a page to it?

A platform is one family of content management systems. It knows where the links of a listing are and how the listing
goes on; what a link promises is told from its words (:mod:`crawler.platforms.words`), the same way for all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, Protocol

from lxml import etree, html

from crawler.answers import Answer
from crawler.ask import Ask
from crawler.platforms.anchors import targets
from crawler.platforms.data import html_in
from crawler.platforms.words import report_years, says_column, says_tab, tidy
from crawler.urls import is_under, resolve, url_key

MAX_LINKS = 5000
"""Links looked at on one page: more than any site map has, and a bound on hostile pages."""

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(0?[1-9]|1[0-2])\s?[-/.月]\s?(0?[1-9]|[12]\d|3[01])(?!\d)")
_SAYS_NOTHING = re.compile(r"附件\d*|点击.{0,6}|下载(?:附件|文件)?|查看(?:详情|全文)?|详情|全文|更多")
_FETCH_WORD = re.compile(r"(?:点击|在线)?(?:下载|查看|浏览|预览|打开|阅读)(?:附件|文件|全文|详[情细]|文档)?|详[情细]")
_FETCH = re.compile(rf"[\[(【]?{_FETCH_WORD.pattern}[\])】]?")
_MARK = re.compile(
    r"[●○■□★☆√✓✔▲◆>»]{1,3}|有|是|已(?:公开|发布|报送)|公开|链接|年报|报告|word|pdf|[\[(【]?详[情细][\])】]?",
    re.IGNORECASE,
)
"""What stands in the cells of a table of offices and years."""
_YEAR_HEAD = re.compile(r"(?:19|20)\d\d年?度?(?:年报|报告)?")
_ROW_TITLE = 80
_TITLED = re.compile(r"公开.{0,20}(?:年报|报告)|(?:年报|年度报告).{0,10}公开")
"""The cell of a row that has the title, among others with a number, an office and a day."""
_CELLS = 20
_SEGMENTS = re.compile(r"[-_|—–>»·,，]")
_STEPS = re.compile(r"[>＞»›→/|\\]|::|--")
_TRAIL = re.compile(
    r"bread|crumb|position|(?:^|[\s_-])(?:location|dqwz|path|wz)(?:$|[\s_-])|sitepath|curpos|dangqian", re.I
)
_PLACE = re.compile(r"(?:您|你)?(?:现在|当前|目前)?的?(?:所在)?(?:当前)?位置(?:是|在)?\s*[:：]?")
_ROWS = frozenset({"li", "tr", "dd", "p", "div", "td", "dl"})
_ROW_TEXT = 300
"""A row of a listing is shorter than this; anything longer is the listing itself."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A link worth opening."""

    url: str
    text: str
    """The words of the link as shown, often cut (``甲区财政局2021年政府信息…``)."""
    title: str = ""
    """The ``title`` attribute, often whole."""
    date: str | None = None
    """The day in the row, ``2022-01-21``."""
    ask: Ask | None = None
    """What has to be asked for to get the text, where the page at ``url`` is an empty shell."""

    @property
    def name(self) -> str:
        """The better of text and title."""
        return better_name(self.text, self.title)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A link that may lead to a 年报 column, with the score of its words (:func:`words.column_score`)."""

    url: str
    text: str
    score: int
    tried: bool = False
    """Opened for its place in a menu alone: it counts as a column only where it says so itself."""


@dataclass(frozen=True)
class Link:
    """An anchor, or what serves as one, as it stands on a page."""

    url: str
    text: str
    title: str
    element: Any = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """The better of text and title."""
        return better_name(self.text, self.title)

    @property
    def lead(self) -> Lead:
        """The link as a lead, with the date of its row."""
        return Lead(self.url, self.text, self.title, row_date(self.element, self.text))


@dataclass(frozen=True)
class Page:
    """One HTML page, as a platform looks at it; or rows of a listing that were sent apart from their page."""

    url: str
    """The address it was asked for at."""
    final_url: str
    html: str = field(repr=False)
    column: str | None = None
    """Prefix of the confirmed 年报 column it belongs to (:func:`crawler.urls.column_prefix`); None outside one."""
    root: Page | None = field(default=None, repr=False)
    """Of rows that were sent apart: the page whose listing they belong to."""
    ask: Ask | None = None
    """Of rows that were sent apart: what was asked for."""

    @classmethod
    def of(cls, answer: Answer, column: str | None = None) -> Page:
        """The page of an answer; of data the HTML in them."""
        if column not in answer.views:
            text = html_in(answer.text) if answer.media == "json" else answer.text
            answer.views[column] = cls(answer.url, answer.final_url, text, column)
        page: Page = answer.views[column]
        return page

    def part(self, rows: str, ask: Ask | None = None) -> Page:
        """Rows of this page's listing, as HTML: every link among them belongs to the column."""
        url = ask.url if ask is not None else self.url
        return Page(url, url, rows, self.column or "", self.root or self, ask)

    @cached_property
    def tree(self) -> Any:
        """The parsed page; an empty one when there is nothing to parse."""
        parser = html.HTMLParser(encoding="utf-8", huge_tree=False)
        try:
            data = self.html.replace("\x00", "").encode("utf-8", "replace")
            return html.document_fromstring(data, parser=parser)
        except (etree.LxmlError, ValueError, AssertionError):
            return html.Element("html")

    @cached_property
    def lowered(self) -> str:
        """The text of the page in lower case."""
        return self.html.lower()

    @cached_property
    def base(self) -> str:
        """The address that relative links start from."""
        if self.root is not None:
            return self.root.base
        href = self.tree.xpath("string((//base/@href)[1])")
        return resolve(self.final_url, href) or self.final_url

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every element of the page that leads to an http(s) address (:func:`crawler.platforms.anchors.targets`)."""
        return tuple(self._links())

    def _links(self) -> Iterator[Link]:
        for node, href in islice(targets(self.tree), MAX_LINKS):
            url = resolve(self.base, href)
            if url is not None:
                text, title = _words(node), " ".join((node.get("title") or "").split())
                yield Link(url, text, title or _row_words(node, text), node)

    @cached_property
    def scripts(self) -> tuple[str, ...]:
        """The text of the scripts that stand in the page."""
        return tuple(node.text or "" for node in self.tree.iter("script") if node.text)

    def meta(self, name: str) -> str:
        """The content of the first ``<meta name=…>`` of this name (case does not matter); empty when there is none."""
        return self._metas.get(name.lower(), "")

    @cached_property
    def _metas(self) -> Mapping[str, str]:
        """The declared metadata, from the head alone where all of it stands there: most pages need no more parsed."""
        head, ended, rest = self.html.partition("</head>")
        whole = "tree" in self.__dict__ or not ended or "<meta" in rest.lower()
        tree = self.tree if whole else Page(self.url, self.final_url, head + ended).tree
        found: dict[str, str] = {}
        for node in tree.iter("meta"):
            name = (node.get("name") or "").strip().lower()
            found.setdefault(name, " ".join((node.get("content") or "").split()))
        return found

    @cached_property
    def says_column(self) -> bool:
        """Does the page call itself a 年报 column?

        By its metadata (ColumnType, ColumnName of the 2017 guide), its title, or the trail of its place (当前位置).
        """
        if any(says_column(tidy(self.meta(name))) for name in ("ColumnType", "ColumnName")):
            return True
        title = self.tree.xpath("string((//title)[1])")[:200]
        named = (*_SEGMENTS.split(title), *self.trail[-2:])
        return any(says_column(word) and not report_years(word) for word in map(tidy, named))

    @cached_property
    def trail(self) -> tuple[str, ...]:
        """The way to this page as printed on it (首页 > 政府信息公开 > 甲局 > 年报); empty where it is not."""
        for node in islice(self.tree.iter("div", "p", "ul", "ol", "nav", "span", "td", "h3", "section"), MAX_LINKS):
            marked = _TRAIL.search(f"{node.get('class') or ''} {node.get('id') or ''}") is not None
            text = "".join(islice(node.itertext(), 60))[:_ROW_TEXT] if marked or len(node) < 12 else ""
            if marked or _PLACE.match(text.strip()):
                parts = [tidy(_PLACE.sub("", part.strip())) for part in _STEPS.split(text)]
                if sum(map(bool, parts)) > 1:
                    return tuple(part for part in parts if part)
        return ()

    @cached_property
    def among_parts(self) -> bool:
        """Does the page stand in a menu of its own column: a year among years, a kind of bodies among others?"""
        return any(url_key(link.url) == self.key and says_tab(tidy(link.text)) for link in self.links)

    def within(self, url: str) -> bool:
        """Does the address belong to this page's column: by its prefix, or as one of its rows sent apart?"""
        return self.root is not None or (self.column is not None and is_under(self.column, url))

    @property
    def key(self) -> str:
        """What identifies the page among others."""
        return self.ask.key if self.ask is not None else url_key(self.final_url)


class Platform(Protocol):
    """One family of content management systems. What a page does not say is never made up: no address is guessed."""

    name: str

    def recognise(self, page: Page) -> bool:
        """Was this page made by the family?"""

    def listings(self, page: Page) -> tuple[Candidate, ...]:
        """Links that may lead to a 年报 column, a part of one, or nearer to one; the best first."""

    def pages(self, page: Page) -> tuple[Ask, ...]:
        """What to ask for to see how this listing goes on, in order; also what fills a listing that came empty."""

    def rows(self, text: str, page: Page) -> str:
        """What was answered to one of ``pages``, as HTML rows with their links; HTML pages as they are."""

    def body(self, page: Page) -> Ask | None:
        """What to ask for to get the text of the article that this page, an empty shell, would show."""

    def article(self, page: Page) -> str | None:
        """The HTML of the article that stands in a script of this page, an empty shell."""

    def leads(self, page: Page) -> tuple[Lead, ...]:
        """Links that should be reports, in the order of the page."""

    def attachments(self, page: Page) -> tuple[Lead, ...]:
        """Files that hang on this article."""


def marks(*patterns: str) -> Callable[[str], bool]:
    """Does a text have one of these fingerprints?

    Each is a pattern of its own that begins with plain letters: those are found many times faster than alternatives.
    """
    compiled = tuple(re.compile(pattern) for pattern in patterns)
    return lambda text: any(pattern.search(text) for pattern in compiled)


def better_name(text: str, title: str) -> str:
    """The better of a link's text and title, tidied: the title, unless it has nothing to do with the text."""
    text, title = tidy(text), tidy(title)
    empty = not text or text.endswith(("…", "...", "..", "···")) or _says_nothing(text)
    return title if title and (empty or text in title or title in text) else text


def _says_nothing(text: str) -> bool:
    return (_SAYS_NOTHING.fullmatch(text) or _MARK.fullmatch(text)) is not None


def row_date(element: Any, text: str) -> str | None:
    """The day that stands in the row of a listing, outside the words of the link or at their end."""
    node = element
    for _ in range(4):
        whole = " ".join("".join(node.itertext()).split())
        if len(whole) > _ROW_TEXT:
            return None
        dates = _DATE.findall(whole.replace(text, " ", 1) if node is not element else _tail(whole))
        if dates:
            year, month, day = dates[-1]
            return f"{year}-{int(month):02d}-{int(day):02d}"
        node = node.getparent()
        if node is None or node.tag not in _ROWS:
            return None
    return None


def _tail(text: str) -> str:
    """The end of a link's own text, where some portals print the date; a date in the middle is part of the title."""
    return text.strip()[-12:]


def _row_words(node: Any, text: str) -> str:
    """What the row says of a link that says nothing but 下载; empty for every other link.

    In a table of offices and years the heads of its row and of its column say it.
    """
    plain = tidy(text)
    if not (_FETCH.fullmatch(plain) or _MARK.fullmatch(plain)):
        return ""
    if told := _heads(node):
        return told
    if not _FETCH.fullmatch(plain):
        return ""
    for row in islice(node.iterancestors(), 3):
        titled = next((cell for cell in _cells(row) if _TITLED.search(cell)), "")
        if titled:
            return titled
        words = " ".join(_FETCH_WORD.sub(" ", _DATE.sub(" ", "".join(row.itertext()))).split())
        if row.tag not in _ROWS or len(words) > _ROW_TITLE:
            return ""
        if len(tidy(words)) > 3:
            return words
    return ""


def _cells(row: Any) -> Iterator[str]:
    """What stands in the cells of a table's row."""
    for cell in islice(row, _CELLS) if row.tag == "tr" else ():
        words = " ".join("".join(islice(cell.itertext(), _CELLS)).split())
        if cell.tag == "td" and len(words) <= _ROW_TITLE:
            yield words


def _heads(node: Any) -> str:
    """The heads of the row and of the column of a table, where the latter is a year; empty for every other link."""
    cell = next(islice(node.iterancestors("td"), 1), None)
    row = cell.getparent() if cell is not None else None
    table = next(islice(row.iterancestors("table"), 1), None) if row is not None else None
    top = next(islice(table.iter("tr"), 1), None) if table is not None else None
    if cell is None or row is None or top is None or top is row:
        return ""
    place = row.index(cell)
    heads = [tidy("".join(one.itertext())) for one in islice(top, place + 1)]
    if len(heads) <= place or not _YEAR_HEAD.fullmatch(heads[place]):
        return ""
    name = next((words for one in islice(row, place) if len(words := tidy("".join(one.itertext()))) > 3), "")
    return f"{name}{heads[place]}" if len(name) <= _ROW_TITLE else ""


def _words(node: Any) -> str:
    text = " ".join("".join(node.itertext()).split())
    if not text:
        shown = (node, *node.iter("img"))  # of an area the words are its own
        text = " ".join((one.get("alt") or one.get("title") or "") for one in shown if one.tag != "a").strip()
    return text[:500]
