"""The page on which an office checks a draft: findings, and nothing kept."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from datasette.app import Datasette

from crawler.samples.content import sites
from crawler.samples.render import render_docx
from dataset.release import release
from dataset.site import Operator, application, uploads
from tests.conftest import ROOT
from tests.dataset_kit import Item, built, reading_of
from tests.test_site import get

DRAFT = ROOT / "tests" / "reports" / "docx-2023"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("validate")
    built(data, Item(reading_of(year=2022)))
    release(data)
    return data


@pytest.fixture(scope="module")
def site(data: Path) -> Datasette:
    return application((data / "releases" / "latest").resolve(), Operator(validate=True))


def send(site: Datasette, name: str, content: bytes, as_: str = "page", path: str = "/validate") -> httpx.Response:
    answer: httpx.Response = asyncio.run(site.client.post(path, files={"draft": (name, content)}, data={"as": as_}))
    return answer


def test_it_is_there_only_where_the_operator_wants_it(site: Datasette, data: Path) -> None:
    closed = application((data / "releases" / "latest").resolve())
    assert get(closed, "/validate").status_code == 404
    assert asyncio.run(closed.client.post("/validate", files={"draft": ("a.txt", b"x")})).status_code == 405
    assert get(site, "/validate").status_code == 200 and get(site, "/validate", "PUT").status_code == 405
    assert asyncio.run(site.client.post("/about", data={"a": "b"})).status_code == 405


def test_a_draft_gets_its_findings(site: Datasette) -> None:
    [source] = DRAFT.glob("source.*")
    answer = send(site, "年报.docx", source.read_bytes())
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    page = answer.text
    assert "年报.docx" in page and "2023" in page and "requests.balance" in page
    assert "本库没有该机关上一年度的年报" in page
    assert "etag" not in answer.headers


def test_the_same_as_json_and_in_english(site: Datasette) -> None:
    [source] = DRAFT.glob("source.*")
    said = send(site, "a.docx", source.read_bytes(), "json").json()
    assert said["verdict"] == "report" and said["year"] == 2023
    assert {"requests.balance", "disputes.routes_sum"} <= {rule["rule"] for rule in said["rules"]}
    english = send(site, "a.docx", source.read_bytes(), path="/en/validate").text
    assert "neither stored nor logged" in english


def test_the_carry_over_is_held_against_last_years_report(site: Datasette) -> None:
    """A text of the agency whose report of 2022 the release holds."""
    [source] = (ROOT / "tests" / "reports" / "cell-lines-2021").glob("source.*")
    text = source.read_bytes().decode()
    from parsing import read

    reading = read(text.encode())
    assert reading.agency_name and reading.year
    moved = text.replace(reading.agency_name, "测试区民政局").replace(str(reading.year), "2023")
    page = send(site, "draft.txt", moved.encode()).text
    assert "110112-civil-2022" in page and "years.carry_over" in page


def test_last_years_report_may_be_sent_along(site: Datasette) -> None:
    """Two years of one office, which neither the release nor anybody else has."""
    reports = [one.report for one in next(iter(sites())).publications if one.report.issuer == "样例市财政局"]
    sent = {report.year: render_docx(report) for report in reports}

    def both(now: int, before: int, as_: str = "page") -> httpx.Response:
        files = {"draft": ("今年.docx", sent[now]), "before": ("上年.docx", sent[before])}
        answer: httpx.Response = asyncio.run(site.client.post("/validate", files=files, data={"as": as_}))
        return answer

    page = both(2023, 2022).text
    assert "上年.docx" in page and "本年 214，上年 32" in page and "未能与上一年度年报比较" not in page
    rules = {one["rule"]: one for one in both(2023, 2022, "json").json()["rules"]}
    assert {name: rules[name]["status"] for name in ("years.carry_over", "years.document_stock", "years.jump")} == {
        "years.carry_over": "PASS", "years.document_stock": "PASS", "years.jump": "FAIL",
    }  # fmt: skip
    page = both(2023, 2021).text
    assert "未能与上一年度年报比较：两份不是相邻两年：2021、2023" in page and "years.carry_over" not in page
    assert both(2023, 2021, "json").json()["not_compared"] == "两份不是相邻两年：2021、2023"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", "今天天气很好。".encode(), "没有读成"),
        ("a.zip", b"PK\x03\x04broken", "没有读成"),
        ("<b>.txt", b"<script>", "没有读成"),
    ],
)
def test_what_is_no_report(site: Datasette, name: str, content: bytes, words: str) -> None:
    answer = send(site, name, content)
    assert (
        answer.status_code == 200 and words in answer.text and "<script" not in answer.text and "<b>" not in answer.text
    )


def test_what_is_refused(site: Datasette, monkeypatch: pytest.MonkeyPatch) -> None:
    assert send(site, "a.txt", b"").status_code == 400
    assert (
        asyncio.run(site.client.post("/validate", content=b"x", headers={"content-type": "text/plain"})).status_code
        == 400
    )
    assert (
        asyncio.run(
            site.client.post("/validate", content=b"x", headers={"content-type": "multipart/form-data; boundary=y"})
        ).status_code
        == 400
    )
    monkeypatch.setattr(uploads, "LARGEST", 1000)
    answer = send(site, "a.txt", b"x" * 200_000)
    assert answer.status_code == 413 and "没有读取" in answer.text


def test_nothing_is_written(site: Datasette, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    [source] = DRAFT.glob("source.*")
    assert send(site, "a.docx", source.read_bytes() + b"\0" * 3_000_000).status_code == 200
    assert list(tmp_path.iterdir()) == []


def test_a_cell_has_the_name_that_its_own_form_prints(site: Datasette) -> None:
    """The list of 2014 has another name for the same number."""
    answer = send(site, "sample-report.docx", (ROOT / "docs" / "sample-report.docx").read_bytes())
    assert "行政复议·结果维持 = 2（第 3 表，第 4 行，第 1 列）" in answer.text
    assert "维持具体行政行为" not in answer.text
