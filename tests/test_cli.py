"""The command line: languages, exit statuses, one line for every failure, results apart from messages."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import pty
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from crawler import samples
from crawler.records import Options, RunManifest, RunState, SiteResult, SiteState
from crawler.registry import Site, shipped_sites
from crawler.samples.content import Publication, sites
from crawler.samples.render import render_docx, render_html
from ogi import cli, crawling, main, terminal
from parsing import bounded
from parsing.forms import FORMS
from parsing.model import Figure, Finding, Reading, Severity, State, Verdict

CALL = [
    sys.executable,
    "-P",
    "-c",
    "import sys; sys.path[:0] = sys.argv.pop(1).split('|'); from ogi import main; sys.exit(main())",
]
MUST = {rule.id for form in FORMS.values() for rule in form.rules if rule.severity == "must"}


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The locale of the machine that runs the tests must not matter."""
    for name in ("LC_ALL", "LC_MESSAGES", "OGI_DATA", "OGI_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


def publications() -> Iterator[Publication]:
    return (publication for site in sites() for publication in site.publications)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report in which every rule holds."""
    report = next(publication.report for publication in publications() if not publication.breaks)
    path = tmp_path_factory.mktemp("sound") / "年报.docx"
    path.write_bytes(render_docx(report))
    return path


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report that breaks a rule that must hold."""
    report = next(publication.report for publication in publications() if MUST & set(publication.breaks))
    path = tmp_path_factory.mktemp("broken") / "broken.html"
    path.write_text(render_html(report), encoding="utf-8")
    return path


def ogi(*words: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, as a shell would call it."""
    call = [*CALL, "|".join(sys.path), *words]
    return subprocess.run(
        call, capture_output=True, check=False, env={**os.environ, **(environment or {})}, timeout=120
    )


def commands() -> Iterator[list[str]]:
    for name, command in cli.commands.items():
        yield [name]
        if isinstance(command, click.Group):
            yield from ([name, below] for below in command.commands)


# -- help and language -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
@pytest.mark.parametrize(("language", "example"), [("zh", "例"), ("en", "Example")])
def test_every_command_has_help_with_an_example_and_the_shared_options(
    words: list[str], language: str, example: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--help", "--lang", language]) == 0
    page = capsys.readouterr()
    assert page.err == ""
    assert example in page.out
    assert f"ogi {' '.join(words)}" in page.out.split(example, 1)[1], "the example does not call the command"
    assert {"--data", "--lang", "--help"} <= set(page.out.split())
    assert ("用法" in page.out) == (language == "zh")
    if language == "en":
        assert not any("\u4e00" <= char <= "\u9fff" for char in page.out)


def test_every_option_is_explained_in_both_languages() -> None:
    shared = {"--data", "--lang", "--help"}
    for words in commands():
        command: click.Command = cli
        for word in words:
            assert isinstance(command, click.Group)
            command = command.commands[word]
        for param in command.params:
            assert isinstance(param, terminal.Option | click.Argument) or shared & set(param.opts), (words, param)


@pytest.mark.parametrize(
    ("environment", "words", "spoken"),
    [
        ({"LANG": "zh_CN.UTF-8"}, [], "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, [], "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.GB18030"}, [], "zh"),
        ({"LANG": "C.UTF-8"}, [], "en"),
        ({}, [], "en"),
        ({"LANG": "zh_CN.UTF-8"}, ["--lang", "en"], "en"),
        ({}, ["--lang=zh"], "zh"),
        ({}, ["--", "--lang=zh"], "en"),
    ],
)
def test_the_language_is_that_of_the_call_or_of_the_locale(
    environment: dict[str, str], words: list[str], spoken: str
) -> None:
    terminal.settle_language(words, environment)
    assert terminal.language() == spoken


def test_the_version_is_the_installed_one() -> None:
    asked = ogi("--version")
    if b"unexpected" in asked.stderr:
        pytest.skip("the project is not installed in this environment, so it has no version")
    assert (asked.returncode, asked.stdout.split()[0]) == (0, b"ogi")


# -- wrong calls -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["nothing"], "没有命令 nothing", "no such command: nothing"),
        (["read"], "缺少 PATH...", "PATH... is missing"),
        (["read", "--jsn", "x"], "没有选项 --jsn", "no such option: --jsn"),
        (["read", "no/such/file"], "没有这个文件或目录：no/such/file", "no such file or folder: no/such/file"),
        (["check", "no/such/file"], "没有这个文件或目录：no/such/file", "no such file or folder: no/such/file"),
        (["read", "x", "--data"], "--data", "--data"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_status_2(
    words: list[str], zh: str, en: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, text in (("zh", zh), ("en", en)):
        assert main(["--lang", language, *words]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert text in said.err
        assert len(said.err.splitlines()) == 1


def test_no_words_at_all_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "Usage: ogi" in capsys.readouterr().err


# -- failures ----------------------------------------------------------------------------------------------------------


class Foreseen(Exception):
    zh, en = "磁盘已满", "the disk is full"


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (RuntimeError("two\nlines"), "ogi: unexpected error, could not do it: RuntimeError: two lines"),
        (Foreseen(), "ogi: the disk is full"),
        (KeyboardInterrupt(), "Interrupted."),
        (terminal.Failure("不行", "no"), "ogi: no"),
    ],
)
def test_a_failure_is_one_line_and_exit_status_3(
    error: BaseException, line: str, sound: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("ogi.reading.documents", fail)
    assert main(["read", str(sound)]) == 3
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)
    assert said.err.startswith(line)
    monkeypatch.setenv("OGI_DEBUG", "1")
    assert main(["read", str(sound)]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_a_reader_that_stops_reading_is_no_failure_to_talk_about(sound: Path) -> None:
    call = [*CALL, "|".join(sys.path), "read", "--json", *[str(sound)] * 20]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def children(parent: int) -> list[str]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, check=False, text=True)
    return found.stdout.split()


@pytest.mark.skipif(shutil.which("ps") is None, reason="ps, which lists the children of a process, is not installed")
def test_ctrl_c_ends_at_once_with_a_line_and_leaves_no_process(sound: Path) -> None:
    call = [*CALL, "|".join(sys.path), "read", "--json", *[str(sound)] * 400]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        workers = children(process.pid)
        assert workers
        begun = time.monotonic()
        os.kill(process.pid, signal.SIGINT)
        process.stdout.read()
        assert b"Interrupted." in process.stderr.read().splitlines()[-1]
        assert process.wait() == 3
        assert time.monotonic() - begun < 10
    assert not [worker for worker in workers if Path(f"/proc/{worker}").exists()]


def test_messages_survive_a_poor_terminal(sound: Path) -> None:
    asked = ogi("check", str(sound), "--lang", "zh", environment={"PYTHONIOENCODING": "latin-1"})
    assert asked.returncode == 0
    assert b"\\u" in asked.stdout


# -- ogi read ----------------------------------------------------------------------------------------------------------


def test_read_prints_one_object_a_document_in_utf_8(sound: Path, broken: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    asked = ogi("read", "--json", str(sound), str(broken), str(tmp_path), environment={"PYTHONIOENCODING": "gbk"})
    assert (asked.returncode, asked.stderr) == (0, b"")
    rows = [json.loads(line) for line in asked.stdout.decode("utf-8").splitlines()]
    assert [row["verdict"] for row in rows] == ["report", "report", "unreadable"]
    assert [row["path"] for row in rows] == [str(sound), str(broken), str(tmp_path / "empty.pdf")]
    assert {
        "sha256",
        "media",
        "agency_name",
        "year",
        "form",
        "table_forms",
        "figures",
        "states",
        "sources",
        "sections",
    } <= set(rows[0])
    assert rows[0]["figures"].keys() == FORMS[rows[0]["form"]].figures.keys()


def test_a_folder_is_walked_in_order_without_hidden_files(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    for name in ("b/2.txt", "a.txt", "b/1.txt", ".hidden/3.txt", ".4.txt", "b/~$lock.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("not a report", encoding="utf-8")
    assert main(["read", "--json", str(tmp_path)]) == 0
    rows = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [Path(row["path"]).relative_to(tmp_path).as_posix() for row in rows] == ["a.txt", "b/1.txt", "b/2.txt"]
    assert {row["verdict"] for row in rows} == {"not_report"}


def test_a_folder_without_files_is_a_failure_and_not_an_empty_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["read", str(tmp_path)]) == 3
    assert "no file in the folder" in capsys.readouterr().err


def test_a_file_that_may_not_be_read_has_its_line(
    tmp_path: Path, sound: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    link = tmp_path / "gone.docx"
    link.write_bytes(b"x")
    real = bounded.Readers.map

    def vanish(self: bounded.Readers, sources: Iterator[bounded.Source]) -> Iterator[Reading]:
        link.unlink()
        return real(self, sources)

    monkeypatch.setattr(bounded.Readers, "map", vanish)
    assert main(["read", str(link), str(sound)]) == 0
    said = capsys.readouterr().out
    assert "cannot be opened" in said
    assert "requests:" in said


def test_explain_names_every_cell_with_its_place(sound: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["read", "--explain", str(sound), "--lang", "zh"]) == 0
    text = capfdbinary.readouterr().out.decode()
    assert "一、本年新收政府信息公开申请数量·自然人 = " in text
    assert "第 2 个表" in text
    assert main(["read", "--json", "--explain", str(sound)]) == 0
    row = json.loads(capfdbinary.readouterr().out)
    assert [cell["key"] for cell in row["explanation"]] == list(row["figures"])
    assert all(cell["label"] and cell["label_en"] and cell["unit"] for cell in row["explanation"])
    assert {cell["key"]: cell["value"] for cell in row["explanation"]} == row["figures"]


def test_text_of_a_document_cannot_steer_the_terminal(
    sound: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = Reading(Verdict.REPORT, "0" * 64, "html", agency_name="某局\x1b]0;title\x07\r伪造", year=2023, form="2021")
    monkeypatch.setattr("ogi.reading.readings", lambda files: ((path, evil) for path in files))
    assert main(["read", str(sound)]) == 0
    assert not set("\x1b\x07\r") & set(capsys.readouterr().out)


# -- ogi check ---------------------------------------------------------------------------------------------------------


def test_check_passes_a_sound_report(sound: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(sound)]) == 0
    assert "result: passed" in capsys.readouterr().out


def test_check_says_what_is_wrong_and_where(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(broken), "--lang", "zh"]) == 1
    text = capsys.readouterr().out
    assert "必须改正（" in text
    assert "个表，第 " in text
    assert "结论：不通过" in text
    assert main(["check", str(broken)]) == 1
    english = capsys.readouterr().out
    assert "must be corrected (" in english
    assert "table " in english


def test_the_worst_of_several_documents_counts(
    sound: Path, broken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "page.html").write_text("<html><title>新闻</title><p>今天天气很好。</p>", encoding="utf-8")
    assert main(["check", str(sound), str(broken)]) == 1
    assert main(["check", str(broken), str(tmp_path), str(sound)]) == 3
    assert "could not be checked: not a report" in capsys.readouterr().out


def test_a_report_that_no_rule_applies_to_is_not_passed_unseen(capsys: pytest.CaptureFixture[str]) -> None:
    reports = Path(__file__).parent / "reports"
    assert main(["check", str(reports / "narrative-2010" / "source.txt")]) == 3
    assert "could not be checked: report\n  a report without a national table" in capsys.readouterr().out
    assert main(["check", str(reports / "statistics-2016" / "source.html")]) == 0
    assert "[statistics.refusals_sum]" in capsys.readouterr().out
    assert main(["read", "--explain", str(reports / "narrative-2010" / "source.txt")]) == 0
    said = capsys.readouterr().out
    assert "narrative report" in said and 'Items proactively disclosed = 6472 (printed "6,472") (line 8' in said


def test_check_json_is_the_reading_with_its_result(
    sound: Path, broken: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "empty").write_bytes(b"")
    assert main(["check", "--json", str(sound), str(broken), str(tmp_path / "empty")]) == 3
    rows = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [row["passed"] for row in rows] == [True, False, None]
    assert not [finding for finding in rows[0]["findings"] if finding["severity"] == "must"]
    wrong = [finding for finding in rows[1]["findings"] if finding["severity"] == "must"]
    assert wrong[0].keys() >= {"rule", "severity", "cells", "message"}


def test_only_rules_that_must_hold_fail_a_report(
    sound: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = "requests_new.natural_person"

    def reading(severity: Severity) -> Reading:
        finding = Finding("some.rule", severity, (key, "no.such.cell"), "中文。", "English.")
        figures = {key: Figure(key, None, State.BLANK)}
        return Reading(Verdict.REPORT, "0" * 64, "html", form="2021", figures=figures, findings=(finding,))

    for severity, status in ((Severity.INFO, 0), (Severity.SHOULD, 0), (Severity.MUST, 1)):
        monkeypatch.setattr("ogi.checking.readings", lambda files, s=severity: ((p, reading(s)) for p in files))
        assert main(["check", str(sound)]) == status
        said = capsys.readouterr().out
        assert "English." in said
        assert "New OGI requests received this year: Natural persons = blank" in said


def test_check_beside_the_report_of_the_year_before(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    reports = {p.report.year: p.report for p in publications() if p.report.issuer == "样例市财政局"}
    paths = {year: tmp_path / f"{year}.docx" for year in (2021, 2022, 2023)}
    for year, path in paths.items():
        path.write_bytes(render_docx(reports[year]))
    now, before = str(paths[2023]), str(paths[2022])
    assert main(["check", now, "--prev", before]) == 0
    said = capfd.readouterr().out
    assert "Permit decisions: 214 this year, 32 last year [years.jump]" in said and "holds: 13" in said
    assert "[years.carry_over]" not in said and "result: passed" in said
    assert main(["check", now, "--prev", before, "--json", "--lang", "zh"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["passed"] and told["previous"]["year"] == 2022 and told["previous"]["not_compared"] is None
    assert {one["status"] for one in told["previous"]["checks"]} >= {"PASS", "FAIL"}
    assert main(["check", now, "--prev", str(paths[2021]), "--lang", "zh"]) == 3
    assert "无法比较：两份不是相邻两年：2021、2023" in capfd.readouterr().out
    assert main(["check", now, before, "--prev", before]) == 2
    assert main(["check", now, "--prev", str(tmp_path)]) == 2


def test_check_writes_a_sheet_for_the_files(
    sound: Path, broken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = {p.report.year: p.report for p in publications() if p.report.issuer == "样例市财政局"}
    before = tmp_path / "上年<b>.docx"
    before.write_bytes(render_docx(reports[2022]))
    (tmp_path / "今年.docx").write_bytes(render_docx(reports[2023]))
    sheet = tmp_path / "校验单.html"
    now = str(tmp_path / "今年.docx")
    assert main(["check", now, "--prev", str(before), "--html", str(sheet), "--lang", "zh"]) == 0
    page = sheet.read_text("utf-8")
    assert '<html lang="zh-CN">' in page and "通过：没有必须改正的问题" in page and "本年 214，上年 32" in page
    assert "上年&lt;b&gt;.docx" in page and "years.carry_over" in page and "203 / 203" in page
    assert not re.search(r"<script|https?://|src=|<link", page)  # it asks for nothing, on a closed network too
    assert page.index("不成立") < page.index(">通过<")
    assert f"校验单：{sheet}" in capsys.readouterr().err

    (tmp_path / "page.html").write_text("<html><title>新闻</title><p>今天天气很好。</p>", encoding="utf-8")
    assert main(["check", str(sound), str(broken), str(tmp_path / "page.html"), "--html", str(sheet)]) == 3
    page = sheet.read_text("utf-8")
    assert page.count("<h2>") == 3 and "does not hold" in page and "could not be checked: not a report" in page
    assert main(["check", str(sound), "--html", str(tmp_path / "none" / "sheet.html")]) == 3
    assert "could not be written" in capsys.readouterr().err


# -- progress ----------------------------------------------------------------------------------------------------------


def test_a_long_command_shows_a_bar_on_a_terminal_and_plain_lines_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ogi import progress

    terminal.settle_language(["--lang=en"], {})
    monkeypatch.setattr(progress, "LINE_EVERY", 0.0)
    with progress.Progress("读取", "reading", total=3) as task:
        task.step("a")
    assert capsys.readouterr().err == "reading: 1/3\n"
    monkeypatch.setattr(progress, "SHOW_AFTER", 0.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with progress.Progress("读取", "reading", total=3) as task:
        task.step("x" * 100)
    drawn = capsys.readouterr().err
    assert "[########----------------] 1/3" in drawn
    assert drawn.endswith("\r\x1b[K")


def test_a_short_command_shows_no_progress_even_on_a_terminal(sound: Path) -> None:
    try:
        reader, writer = pty.openpty()
    except OSError as error:
        pytest.skip(f"this machine has no pseudo-terminals: {error}")
    with contextlib.closing(os.fdopen(reader, "rb", buffering=0)) as screen:
        call = [*CALL, "|".join(sys.path), "read", "--json", str(sound)]
        with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=writer) as process:
            os.close(writer)
            assert process.stdout is not None
            process.stdout.read()
        seen = b""
        with contextlib.suppress(OSError):  # a terminal without a writer answers with an error
            seen = screen.read(4096)
    assert seen == b""


# -- ogi sites, crawl, build, release, serve, run ----------------------------------------------------------------------

SITES = """
sites:
- {id: a, name: 甲网站, division: "110112", start: [http://a.example.gov.cn/], hosts: [a.example.gov.cn]}
- {id: b, name: 乙网站, division: "130300", start: [http://b.example.gov.cn/], hosts: [b.example.gov.cn]}
"""


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    path = tmp_path / "sites.yml"
    path.write_text(SITES, encoding="utf-8")
    return path


@pytest.fixture
def samples_on_free_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run side by side, so the fixed port of the sample portals is not to be counted on."""
    monkeypatch.setattr("crawler.samples.serve_samples", functools.partial(samples.serve_samples, None))


def test_sites_check_tells_every_problem(registry: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sites", "check", str(registry)]) == 0
    assert "sound" in capsys.readouterr().err
    registry.write_text(SITES.replace('"110112"', "nowhere").replace("id: b", "id: B B"), encoding="utf-8")
    assert main(["sites", "check", str(registry)]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert main(["sites", "check", str(registry.with_name("none.yml"))]) == 2


def test_sites_are_those_of_the_file_then_of_the_data_directory_then_those_that_come_along(
    registry: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["sites", "list", str(registry)], ["sites", "list", "--data", str(registry.parent)]):
        assert main(words) == 0
        assert [line.split("\t")[:3] for line in capsys.readouterr().out.splitlines()] == [
            ["a", "110112", "甲网站"],
            ["b", "130300", "乙网站"],
        ]
    assert main(["sites", "list", "--data", str(tmp_path / "none")]) == 0
    listed = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert ["bj-tongzhou", "110112", "北京市通州区人民政府", "https://www.bjtzh.gov.cn/", "never"] in listed
    assert main(["sites", "check", "--data", str(tmp_path / "none")]) == 0


def test_a_remark_on_a_registry_is_told_and_does_not_count(registry: Path, capsys: pytest.CaptureFixture[str]) -> None:
    registry.write_text(SITES.replace('"110112"', '"330103"'), encoding="utf-8")
    assert main(["sites", "check", str(registry)]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "note: " in said.err and "330103" in said.err


@pytest.mark.usefixtures("samples_on_free_ports")
@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ([], {"sample-city", "sample-district", "sample-county"}),
        (["--site", "bj-tongzhou", "--site", "cn-mca"], {"bj-tongzhou", "cn-mca"}),
        (["--site", "sample-city"], {"sample-city"}),
        (["--region", "110112"], {"bj-tongzhou"}),
        (["--region", "9901"], {"sample-city", "sample-district", "sample-county"}),
        (["--all"], None),
        (["--all", "--region", "110112"], {"bj-tongzhou"}),
    ],
)
def test_real_portals_are_asked_only_when_they_are_named(
    words: list[str], chosen: set[str] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[set[str]] = []
    monkeypatch.setattr(crawling, "fetch", lambda sites, *_, **__: asked.append({site.id for site in sites}) or 0)
    assert main(["crawl", "--data", str(tmp_path), *words]) == 0
    assert asked == [chosen if chosen is not None else {site.id for site in shipped_sites()}]


@pytest.mark.parametrize(
    ("code", "inside", "outside"),
    [
        ("110000", "110112", "130300"),
        ("11", "110000", "120000"),
        ("130300", "130324", "130400"),
        ("1303", "130300", "131303"),
        ("110112", "110112", "110113"),
    ],
)
def test_a_region_is_the_division_and_its_parts(code: str, inside: str, outside: str) -> None:
    assert crawling.in_division(code)(inside)
    assert not crawling.in_division(code)(outside)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--site", "c"], "not in the registry: c"),
        (["--region", "beijing"], "2, 4 or 6 digits"),
        (["--region", "440000"], "no site is left"),
        (["--site", "a", "--region", "13"], "no site is left"),
        (["--year", "1999"], "--year"),
        (["--sample", "0"], "--sample"),
    ],
)
def test_a_crawl_of_nothing_is_a_wrong_call(
    words: list[str], why: str, registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["crawl", "--sites", str(registry), *words]) == 2
    assert why in capsys.readouterr().err


@pytest.mark.parametrize(
    ("states", "found", "status"),
    [
        (("ok", "ok"), 3, 0),
        (("ok", "suspect"), 3, 1),
        (("ok", "blocked"), 3, 1),
        (("unreachable", "drifted"), 0, 3),
        (("ok", "ok"), 0, 3),
    ],
)
def test_a_crawl_says_which_site_needs_a_person(
    states: tuple[str, str],
    found: int,
    status: int,
    registry: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked: dict[str, object] = {}

    def crawl(sites: tuple[Site, ...], archive: Path, **options: Any) -> RunManifest:
        asked.update(options, archive=archive)
        results = {}
        for site, state in zip(sites, states, strict=True):
            results[site.id] = SiteResult(
                site.id, None, SiteState(state), found, {}, 9, 99, found, None, "中文注", "English note"
            )
            options["report"]("http://a.example.gov.cn/")
            options["on_result"](results[site.id])
        run = RunManifest("r", RunState.FINISHED, "", "", Options(), sites, results)
        return run

    monkeypatch.setattr("crawler.crawl", crawl)
    words = [
        "crawl",
        "--sites",
        str(registry),
        "--data",
        str(tmp_path / "d"),
        "--year",
        "2024",
        "--year",
        "2023",
        "--resume",
    ]
    assert main(words) == status
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [["a", states[0]], ["b", states[1]]]
    assert all(line.endswith("English note") for line in lines)
    assert (asked["years"], asked["resume"], asked["sample"]) == ((2024, 2023), True, None)
    assert asked["archive"] == tmp_path / "d" / "archive"


def test_what_is_not_there_yet_is_a_failure_with_the_next_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command, next_step in (("build", "ogi crawl"), ("release", "ogi build"), ("serve", "ogi release")):
        assert main([command, "--data", str(tmp_path)]) == 3
        said = capsys.readouterr()
        assert said.out == ""
        assert next_step in said.err
        assert len(said.err.splitlines()) == 1


@pytest.mark.usefixtures("samples_on_free_ports")
def test_the_whole_way_with_the_sample_portals(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    assert main(["run", "--no-serve", "--data", str(data)]) == 0
    said = capsys.readouterr()
    folder = Path(said.out.strip())
    assert folder.parent == data / "releases"
    assert (data / "releases" / "latest").resolve() == folder.resolve()
    assert {"ogi.sqlite", "provenance.sqlite", "texts.sqlite", "manifest.json", "SHA256SUMS", "codebook.csv"} <= {
        path.name for path in folder.iterdir()
    }
    assert "invented" in said.err
    with contextlib.closing(sqlite3.connect(folder / "ogi.sqlite")) as database:
        found = database.execute("SELECT issuer_printed, year, must_failures FROM reports").fetchall()
    wanted = [(one.issuer, one.year, sum(rule in MUST for rule in one.breaks)) for one in samples.expected()]
    assert sorted(found) == sorted(wanted)

    assert main(["release", "--data", str(data), "--version", folder.name]) == 3
    assert "exists" in capsys.readouterr().err
    assert main(["recrawl", "--data", str(data)]) == 0  # all was crawled and released a moment ago
    assert [path.name for path in (data / "releases").iterdir() if path.is_dir()].count(folder.name) == 1
    assert "nothing changed" in capsys.readouterr().err
    _served(data, folder)


def _served(data: Path, folder: Path) -> None:
    """The site answers, and Ctrl-C is the way it is meant to end."""
    call = [*CALL, "|".join(sys.path), "serve", "--data", str(data), "--port", "0"]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        told = process.stderr.readline()
        assert folder.name in told
        address = re.search(r"http://127\.0\.0\.1:\d+/", told)
        assert address is not None, told
        with urllib.request.urlopen(address.group(), timeout=20) as page:
            assert page.status == 200
        process.send_signal(signal.SIGINT)
        assert (process.wait(20), process.stdout.read(), process.stderr.read()) == (0, "", "")


def test_a_run_that_finds_nothing_releases_nothing(
    registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ogi.running.fetch", lambda *_, **__: 3)
    assert main(["run", "--sites", str(registry), "--data", str(tmp_path)]) == 3
    assert "nothing to release" in capsys.readouterr().err
    assert not (tmp_path / "releases").exists()


def test_ports_that_the_samples_need_and_others_hold_are_a_failure_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with contextlib.ExitStack() as taken:
        served = taken.enter_context(samples.serve_samples(None))
        port = int(next(iter(served.addresses.values())).rsplit(":", 1)[1].strip("/"))
        monkeypatch.setattr("crawler.samples.serve_samples", functools.partial(samples.serve_samples, port))
        assert main(["crawl", "--data", str(tmp_path)]) == 3
    said = capsys.readouterr().err.splitlines()
    assert "cannot listen" in said[-1]
