"""parsing.bounded: no document, however hostile, harms the program that reads it, nor the documents after it."""

from __future__ import annotations

import hashlib
import importlib
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from parsing import bounded
from parsing.bounded import Readers, Source, read_bounded
from parsing.model import Reading, Verdict
from tests.conftest import ROOT

BEHAVIOURS = '''
import os, signal, subprocess, sys, time
from parsing.model import Reading, Verdict

kept = []

class Bad:
    """An answer that makes a folder where it is opened."""
    def __init__(self, folder): self.folder = folder
    def __reduce__(self): return os.mkdir, (self.folder,)

def reader(data, *, name=None, media=None):
    """Does what the document says."""
    word = data.decode()
    if word == "loop":
        while True: pass
    if word == "sleep": time.sleep(600)
    if word == "crash": os.kill(os.getpid(), signal.SIGSEGV)
    if word == "exit": os._exit(7)
    if word == "memory": bytearray(1 << 40)
    if word == "raise": raise ValueError("no such luck")
    if word.startswith("pickle "): return Bad(word[7:])
    if word == "print": print("noise"); subprocess.run(["echo", "noise"])
    if word == "hoard":  # much memory freed below some that is not, so that it does not go back by itself
        freed = [bytes(60_000) for _ in range(2500)]
        kept.append(bytes(60_000))
        begun = time.process_time()
        while time.process_time() < begun + 0.3: pass
    if word == "used":
        with open("/proc/self/statm") as file: used = int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") >> 20
        return Reading(Verdict.NOT_REPORT, sha256=word, media=str(used), reason=f"{os.getpid()} {name}")
    if word.startswith("child "):
        child = subprocess.Popen(["sleep", "600"])
        with open(word[6:], "w") as file: file.write(str(child.pid))
        time.sleep(600)
    return Reading(Verdict.NOT_REPORT, sha256=word, media=str(media), reason=f"{os.getpid()} {name}")
'''


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Reading]:
    folder = tmp_path_factory.mktemp("behaviours")
    (folder / "hostile_documents.py").write_text(BEHAVIOURS)
    sys.path.insert(0, str(folder))
    try:
        module = importlib.import_module("hostile_documents")
    finally:
        sys.path.remove(str(folder))
    found: Callable[..., Reading] = module.reader
    return found


@pytest.fixture
def readers(reader: Callable[..., Reading], monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.syspath_prepend(str(Path(sys.modules[reader.__module__].__file__ or "").parent))
    monkeypatch.setattr(bounded, "PATIENCE", 200)  # a busy machine takes seconds to start a worker
    with Readers(seconds=0.5, megabytes=1024, reader=reader) as pool:
        yield pool


def pid(reading: Reading) -> int:
    return int(reading.reason.split()[0])


def test_one_worker_reads_many_documents_and_is_gone_afterwards(readers: Readers) -> None:
    first, second = readers.read(b"a", name="a.pdf", media="pdf"), readers.read(b"b")
    assert (first.sha256, first.media, first.reason.split()[1]) == ("a", "pdf", "a.pdf")
    assert pid(first) == pid(second) != os.getpid()
    readers.close()
    assert not Path(f"/proc/{pid(first)}").exists()


def test_an_answer_is_data_and_runs_nothing(readers: Readers, tmp_path: Path) -> None:
    folder = tmp_path / "made by an answer"
    refused = readers.read(f"pickle {folder}".encode())
    assert (refused.verdict, not folder.exists()) == (Verdict.UNREADABLE, True)
    assert refused.reason == "reading it gave an answer that is more than data and was refused"
    assert readers.read(b"a").sha256 == "a"


@pytest.mark.parametrize(
    ("word", "why"),
    [
        (b"loop", "too long"),
        (b"crash", "SIGSEGV"),
        (b"exit", "exit status 7"),
        (b"memory", "more memory"),
        (b"raise", "ValueError: no such luck"),
    ],
)
def test_a_bad_document_is_unreadable_and_the_next_one_is_read(readers: Readers, word: bytes, why: str) -> None:
    readers.read(b"before")
    bad = readers.read(word)
    assert (bad.verdict, bad.sha256, bad.media) == (Verdict.UNREADABLE, hashlib.sha256(word).hexdigest(), "text")
    assert why in bad.reason
    assert readers.read(b"after").sha256 == "after"


def test_a_worker_that_sleeps_is_ended_by_the_clock(readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as hurry:
        hurry.setattr(bounded, "PATIENCE", 3)
        assert "too long" in readers.read(b"sleep").reason
    assert readers.read(b"after").sha256 == "after"


def test_a_loop_is_ended_by_processor_time_within_a_few_seconds(readers: Readers) -> None:
    begun = time.monotonic()
    assert readers.read(b"loop").verdict is Verdict.UNREADABLE
    assert time.monotonic() - begun < 90  # and not the 100 of its patience


def test_what_a_worker_started_ends_with_it(readers: Readers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "PATIENCE", 20)
    note = tmp_path / "pid"
    assert "too long" in readers.read(f"child {note}".encode()).reason
    child = Path(f"/proc/{note.read_text()}/stat")
    for _ in range(50):
        if not child.exists() or child.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return
        time.sleep(0.1)
    pytest.fail("the worker's own child is still running")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another allocator, which is not asked for anything")
def test_memory_that_a_long_document_needed_goes_back(
    reader: Callable[..., Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(Path(sys.modules[reader.__module__].__file__ or "").parent))
    with Readers(seconds=60, megabytes=1024, reader=reader) as readers:
        before = readers.read(b"used")
        hoarded, after = readers.read(b"hoard"), readers.read(b"used")
    assert pid(before) == pid(hoarded) == pid(after)
    assert int(after.media) < int(before.media) + 75  # of 150 MB


def test_output_of_a_library_does_not_disturb_the_answers(readers: Readers) -> None:
    assert [readers.read(word).sha256 for word in (b"print", b"x", b"print")] == ["print", "x", "print"]


def test_map_keeps_the_order_and_survives_everything(
    reader: Callable[..., Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(Path(sys.modules[reader.__module__].__file__ or "").parent))
    words = [b"crash" if n in (3, 4, 9) else str(n).encode() for n in range(12)]
    with Readers(2, reader=reader) as pool:
        readings = list(pool.map(map(Source, words)))
        pids = {pid(reading) for reading in readings if reading.verdict is Verdict.NOT_REPORT}
        assert len(pids) > 1
    assert not [number for number in pids if Path(f"/proc/{number}").exists()]
    assert [r.verdict is Verdict.UNREADABLE for r in readings] == [word == b"crash" for word in words]
    assert [r.sha256 for r in readings if r.verdict is Verdict.NOT_REPORT] == [
        "0",
        "1",
        "2",
        "5",
        "6",
        "7",
        "8",
        "10",
        "11",
    ]


def test_a_file_is_read_in_the_worker_and_a_missing_one_is_a_reading(readers: Readers, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"from a file")
    assert readers.read(tmp_path / "a.txt").sha256 == "from a file"
    missing = readers.read(tmp_path / "none")
    assert (missing.verdict, missing.sha256) == (Verdict.UNREADABLE, "")
    assert "cannot be opened" in missing.reason


def test_what_is_no_file_or_too_large_is_not_opened(readers: Readers, tmp_path: Path) -> None:
    """A pipe without a writer and a device without an end would hold whoever opens them, the worker or the parent."""
    pipe, large = tmp_path / "pipe", tmp_path / "large"
    os.mkfifo(pipe)
    with large.open("wb") as file:
        file.truncate(1 << 40)
    for path, why in (
        (pipe, "cannot be opened: not a file"),
        (Path("/dev/zero"), "cannot be opened: not a file"),
        (tmp_path, "cannot be opened: a folder"),
        (large, "1099511627776 bytes are over the limit of 67108864"),
    ):
        begun = time.monotonic()
        reading = readers.read(path)
        assert (reading.verdict, reading.sha256, reading.reason) == (Verdict.UNREADABLE, "", why)
        assert time.monotonic() - begun < 5


def test_read_bounded_gives_the_reading_of_the_real_reader() -> None:
    reading = read_bounded(b"", name="empty.pdf")
    assert (reading.verdict, reading.sha256) == (Verdict.UNREADABLE, hashlib.sha256(b"").hexdigest())
    assert "reading it" not in reading.reason, "the worker failed where parsing.read has an answer"


def test_a_brief_reading_says_what_the_document_is() -> None:
    data = (ROOT / "tests" / "reports" / "cell-lines-2021" / "source.txt").read_bytes()
    with Readers() as readers:
        whole, brief = readers.read(data), readers.read(data, brief=True)
    assert (brief.verdict, brief.title, brief.agency_name, brief.year, brief.form, brief.table_forms) == (
        *(whole.verdict, whole.title, whole.agency_name, whole.year, whole.form, whole.table_forms),
    )
    assert whole.figures and whole.sections and not brief.figures and not brief.sections
