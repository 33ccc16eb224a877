"""The pages in a real browser: nothing is asked of any other host, nothing is complained of, nothing sticks out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from dataset.release import release
from parsing.model import State
from tests.dataset_kit import FINDING, SAMPLE, Item, built, reading_of, with_states
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
REPORT = "/report/990100-ce-shi-qu-min-zheng-ju-2021"
PAGES = (
    "/",
    "/reports?year=2021",
    "/search?q=%E6%B0%91%E6%94%BF",
    "/agency/990100-ce-shi-qu-min-zheng-ju",
    REPORT,
    f"{REPORT}/source",
    f"/en{REPORT}/text",
    "/downloads",
    "/dictionary",
    "/nothing",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("browser")
    reading = with_states(reading_of("2021", requests="2019", findings=(FINDING,)), granted__total=State.BLANK)
    built(data, Item(reading, site=SAMPLE), Item(reading_of("2019", year=2019), site=SAMPLE))
    with serving(release(data)) as at:
        yield at.rstrip("/")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(params=[1280, 360], ids=["desktop", "phone"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": request.param, "height": 800})
    yield opened
    opened.close()


def test_own_pages_ask_nobody_and_complain_of_nothing(page: Page, address: str) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in PAGES:
        answer = page.goto(f"{address}{path}")
        assert answer is not None and answer.status == (404 if path == "/nothing" else 200)
        if path == "/nothing":
            complaints = [line for line in complaints if "404" not in line]
        assert page.locator("h1").count() == 1, path
        assert page.locator(".sample").is_visible(), path
        width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert width[0] <= width[1], f"{path} is wider than the screen"
    assert not complaints
    assert asked and all(url.startswith(f"{address}/") for url in asked)


def test_a_reader_finds_a_report_a_figure_and_its_place(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    page.locator("main").get_by_role("searchbox").fill("民政 测试")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="测试区民政局").click()
    page.locator("#years ~ .scroll tr", has_text="2021").get_by_role("link", name="年报").first.click()
    assert page.locator("h1").inner_text() == "测试区民政局 2021 年度报告"
    assert page.locator('[id="f-granted.total"]').inner_text() == "空白"
    page.locator('[id="f-granted.natural_person"] a').click()
    assert "/source#t1-r" in page.url and "第 2 页，第 1 表" in page.locator("td:target").inner_text()
    page.locator("main").get_by_role("link", name="返回年报").click()
    assert page.url.endswith(REPORT)


def test_a_download_starts(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/downloads")
    page.locator("summary", has_text="csv/").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="national.csv", exact=True).click()
    waiting.value.save_as(tmp_path / "national.csv")
    assert (tmp_path / "national.csv").read_bytes().startswith(b"\xef\xbb\xbfreport_id,")
