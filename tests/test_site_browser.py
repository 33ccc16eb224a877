"""The pages in a real browser: nothing is asked of any other host, nothing is complained of, nothing sticks out."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from dataset.release import release
from parsing.model import State
from tests.conftest import ROOT
from tests.dataset_kit import FINDING, Item, built, reading_of, with_states
from tests.test_site import serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no browser: apt-get install chromium fonts-noto-cjk")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
]
AGENCY = "110112-civil"
REPORT = f"/report/{AGENCY}-2021"
PAGES = (
    "/",
    "/reports?year=2021",
    "/search?q=%E6%B0%91%E6%94%BF",
    "/search?q=%E6%97%A0%E6%AD%A4%E6%9C%BA%E5%85%B3",
    f"/agency/{AGENCY}",
    REPORT,
    f"{REPORT}/source",
    f"{REPORT}/text",
    "/region",
    "/region/110112",
    "/coverage",
    "/coverage?region=110112&year=2020",
    "/coverage/missing?year=2020",
    "/compare",
    "/compare?region=110112&metric=requests_received",
    "/checks",
    "/checks/disputes.routes_sum",
    "/downloads",
    "/downloads/slices",
    "/dictionary",
    "/dictionary/requests",
    "/api",
    "/changes",
    "/about",
    "/validate",
    "/nothing",
)
TABLES = ("/ogi", "/ogi/reports", f"/ogi/reports/{AGENCY}-2021", "/texts/sections")
"""Datasette's own pages, in Chinese only."""
WIDTHS = {"desktop": 1280, "zoomed": 640, "phone": 360}
"""Pixels; 640 is a window of 1280 at 200 per cent."""
PICTURES = ROOT / "tests" / "artefacts"
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("browser")
    reading = with_states(reading_of("2021", requests="2019", findings=(FINDING,)), granted__total=State.BLANK)
    other = [Item(reading_of("2021", agency="测试区财政局", year=year)) for year in (2021, 2022)]
    built(data, Item(reading), Item(reading_of("2019", year=2019)), *other)
    return release(data)


@pytest.fixture(scope="module")
def address(edition: Path) -> Iterator[str]:
    with serving(edition, "validate=True") as at:
        yield at.rstrip("/")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(params=WIDTHS.values(), ids=WIDTHS)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": request.param, "height": 800})
    yield opened
    opened.close()


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": WIDTHS["desktop"], "height": 800})
    yield opened
    opened.close()


def follow(page: Page, link: Locator) -> None:
    """Click, and wait for the whole page that it leads to: what is only counted or looked up waits for nothing."""
    with page.expect_navigation():
        link.click()


def test_pages_ask_nobody_complain_of_nothing_and_fit_the_screen(page: Page, address: str) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith(address) else route.abort())
    folder = PICTURES / str((page.viewport_size or {})["width"])
    for path in (*PAGES, *(f"/en{path}" for path in PAGES), *TABLES):
        gone = path.endswith("/nothing")
        answer = page.goto(f"{address}{path}")
        assert answer is not None and answer.status == (404 if gone else 200), path
        complaints = [line for line in complaints if not (gone and "404" in line)]
        assert not complaints, path
        assert page.locator("h1").count() == 1, path
        wide, window = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= window, f"{path} is wider than the screen"
        if path in PAGES:
            folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=folder / f"{re.sub('[^a-z0-9]+', '-', path).strip('-') or 'home'}.png", full_page=True)
    assert asked and all(url.startswith(f"{address}/") for url in asked)


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_nothing_stands_in_anybodys_way(browser: Browser, address: str, width: str) -> None:
    """WCAG 2.1 A and AA, as far as a program can tell; Chinese and English pages take turns."""
    page = browser.new_page(viewport={"width": WIDTHS[width], "height": 800})
    found = []
    for number, path in enumerate((*PAGES, *TABLES)):
        english = path in PAGES and (number + (width == "phone")) % 2
        page.goto(f"{address}{'/en' if english else ''}{path}")
        result = Axe().run(page, options=WCAG)
        found += [(path, one["id"], one["nodes"][0]["html"][:200]) for one in result.response["violations"]]
    page.close()
    assert not found


def test_names_in_english_pages_are_told_to_be_chinese(desktop: Page, address: str) -> None:
    """A voice that reads English aloud is silent at them otherwise (WCAG 3.1.2)."""
    asked = """() => [...document.querySelectorAll('h1, .crumbs, th, main li, td, td a, .tile-grid a')]
        .flatMap((one) => [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE
            && /[\\u4e00-\\u9fff]{2}/.test(node.textContent) && !one.closest('[lang="zh-CN"], code')))
        .map((node) => node.textContent.trim())"""
    found = {}
    for path in PAGES:
        desktop.goto(f"{address}/en{path}")
        found[path] = desktop.evaluate(asked)
    # Cells of the dictionary quote Chinese words, a search repeats what was typed, an address is an address.
    plain = ("/dictionary", "/search", "/api")
    assert {path for path, names in found.items() if names and not path.startswith(plain)} == set()


def test_the_keyboard_leads_everywhere(desktop: Page, address: str) -> None:
    """The first stop is the way past the navigation; what has the focus can be seen; a search needs no mouse."""
    desktop.goto(f"{address}/about")
    desktop.keyboard.press("Tab")
    assert desktop.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert desktop.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    seen = []
    for _ in range(12):
        desktop.keyboard.press("Tab")
        seen.append(
            desktop.evaluate("[document.activeElement.tagName, getComputedStyle(document.activeElement).outlineStyle]")
        )
    assert {"A", "INPUT", "BUTTON"} <= {tag for tag, _ in seen} and all(style != "none" for _, style in seen)
    desktop.locator("#find").focus()
    desktop.keyboard.type("民政")
    with desktop.expect_navigation():
        desktop.keyboard.press("Enter")
    assert "/search?q=" in desktop.url and desktop.get_by_role("link", name="测试区民政局").count()


def test_a_journalist_compares_and_takes_the_numbers_along(desktop: Page, address: str) -> None:
    desktop.goto(f"{address}/compare?region=110112")
    desktop.get_by_label("机关类别").select_option("finance")
    desktop.get_by_label("指标").select_option("requests_received")
    follow(desktop, desktop.get_by_role("button", name="显示"))
    assert "kind=finance" in desktop.url and "metric=requests_received" in desktop.url
    value = reading_of("2021").figures["requests_new.total"].value
    row = desktop.locator("tbody tr", has_text="测试区财政局")
    assert row.get_by_role("link", name=f"{value:,}").count() == 2
    with desktop.expect_download() as waiting:
        desktop.get_by_role("link", name="下载数据").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    assert str(value) in text and "测试区财政局" in text
    follow(desktop, row.get_by_role("link", name=f"{value:,}").first)
    assert "/report/110112-finance-2021" in desktop.url


def test_an_office_checks_its_draft(desktop: Page, address: str, tmp_path: Path) -> None:
    [source] = (ROOT / "tests" / "reports" / "docx-2023").glob("source.*")
    desktop.goto(f"{address}/validate")
    desktop.get_by_label("年报文件").set_input_files(source)
    desktop.get_by_role("button", name="校验").click()
    desktop.wait_for_selector("text=requests.balance", timeout=60_000)
    assert "读出" in desktop.locator("main").inner_text() and "不保存" in desktop.locator("main").inner_text()
    desktop.goto(f"{address}/validate")
    desktop.get_by_label("年报文件").set_input_files(ROOT / "docs" / "sample-report.docx")
    desktop.get_by_role("button", name="校验").click()
    desktop.wait_for_selector("text=disputes.routes_sum", timeout=60_000)
    desktop.pdf(path=tmp_path / "sheet.pdf", format="A4")
    with pdfplumber.open(tmp_path / "sheet.pdf") as document:
        assert len(document.pages) == 1, "the sheet for the file of the office"


def test_an_operator_sees_what_is_missing(desktop: Page, address: str) -> None:
    desktop.goto(f"{address}/coverage?region=110112&year=2020")
    assert (
        "未采集到（不代表未发布）" in desktop.locator("main").inner_text()
        or "尚未查看" in desktop.locator("main").inner_text()
    )
    with desktop.expect_download() as waiting:
        desktop.get_by_role("link", name="下载本表（CSV）").click()
    assert "最近查看" in waiting.value.path().read_text(encoding="utf-8-sig")
    follow(desktop, desktop.get_by_role("link", name="未采集到的机关"))
    row = desktop.locator("tbody tr", has_text="测试区民政局")
    assert "ogi crawl --site xx-test --year 2020" in row.inner_text()
    with desktop.expect_download() as waiting:
        desktop.get_by_role("link", name="下载清单（CSV）").click()
    assert "ogi crawl --site xx-test --year 2020" in waiting.value.path().read_text(encoding="utf-8-sig")


def test_a_researcher_checks_what_was_downloaded(desktop: Page, address: str, tmp_path: Path) -> None:
    index = desktop.request.get(f"{address}/downloads/index.json").json()
    wanted = {file["path"]: file for file in index["files"]}
    for path in ("machine/panel.csv.gz", "codebook.csv", "datapackage.json"):
        body = desktop.request.get(f"{address}/downloads/latest/{path}").body()
        assert hashlib.sha256(body).hexdigest() == wanted[path]["sha256"] and len(body) == wanted[path]["bytes"]


def test_large_print_goes_along_and_still_fits(page: Page, address: str) -> None:
    """Chosen once, without a script, it is there on every page until it is chosen away."""
    page.goto(f"{address}{REPORT}")
    usual = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    follow(page, page.get_by_role("link", name="大字"))
    assert page.url == f"{address}{REPORT}"
    for path in (*PAGES, *TABLES):
        page.goto(f"{address}{path}")
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > 1.25 * usual, path
        wide, window = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= window, f"{path} is wider than the screen"
    page.screenshot(path=PICTURES / f"large-{(page.viewport_size or {})['width']}.png", full_page=True)
    follow(page, page.get_by_role("link", name="标准字号"))
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == usual


def test_a_page_on_paper(desktop: Page, address: str, tmp_path: Path) -> None:
    """Printed, a report has its tables and not the navigation, and nothing is cut off at the side."""
    desktop.goto(f"{address}{REPORT}")
    desktop.emulate_media(media="print")
    assert not desktop.locator("header nav").is_visible() and desktop.locator("table.requests").is_visible()
    paper = tmp_path / "report.pdf"
    desktop.pdf(path=paper, format="A4")
    with pdfplumber.open(paper) as document:
        words = "".join(page.extract_text() for page in document.pages)
    assert str(reading_of("2021", requests="2019").figures["granted.natural_person"].value) in words
    assert len(document.pages) <= 8


def test_a_reader_finds_a_report_a_figure_and_its_place(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    page.locator("main").get_by_role("searchbox").fill("民政 测试")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    follow(page, page.get_by_role("link", name="测试区民政局"))
    follow(page, page.locator("#years ~ .scroll tr", has_text="2021").get_by_role("link", name="年报").first)
    assert page.locator("h1").inner_text() == "测试区民政局 2021 年度报告"
    assert page.locator('[id="f-granted.total"]').inner_text() == "空白"
    follow(page, page.locator('[id="f-granted.natural_person"] a'))
    assert "/source#t1-r" in page.url and "第 2 页，第 1 表" in page.locator("td:target").inner_text()
    follow(page, page.locator("main").get_by_role("link", name="返回年报"))
    assert page.url.endswith(REPORT)


def test_a_download_starts(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/downloads")
    follow(page, page.get_by_role("link", name="csv/", exact=True))
    with page.expect_download() as waiting:
        page.get_by_role("link", name="national.csv", exact=True).click()
    waiting.value.save_as(tmp_path / "national.csv")
    assert (tmp_path / "national.csv").read_bytes().startswith(b"\xef\xbb\xbfreport_id,")
