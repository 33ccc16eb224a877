"""The top-level papers: what the README shows is what happens, the images are made of what is there, licences are whole."""

from __future__ import annotations

import functools
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler import samples
from dataset.release import release
from ogi import cli, main
from tests.dataset_kit import Item, built, reading_of

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
VERSION = r"v\d{4}\.\d{2}\.\d+"


def blocks() -> list[tuple[str, str]]:
    """Each command that the README shows as typed, with what it shows as printed."""
    found = re.findall(r"^```console\n\$ (.+)\n((?:.*\n)*?)```$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(found) >= 5
    return found


def words_of(command: str) -> list[str]:
    words = shlex.split(command)
    assert words[0] == ".venv/bin/ogi", command
    return words[1:]


@pytest.mark.parametrize(("command", "printed"), [block for block in blocks() if "make" not in block[0]])
def test_a_command_of_the_readme_prints_what_the_readme_shows(
    command: str, printed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(words_of(command)) in (0, 1)
    assert capsys.readouterr().out == printed


@pytest.mark.parametrize("number", [0, 1], ids=["zh", "en"])
def test_make_run_prints_what_the_readme_shows(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The run itself, on free ports and without serving, which ``make run`` does last."""
    printed = [text for command, text in blocks() if command == "make run"][number]
    monkeypatch.setattr("crawler.samples.serve_samples", functools.partial(samples.serve_samples, None))
    monkeypatch.setattr("ogi.progress.LINE_EVERY", 3600.0)  # a busy machine would tell how far it is
    assert main(["run", "--no-serve", "--data", str(tmp_path / "data"), "--lang", ("zh", "en")[number]]) == 0
    said = re.sub(VERSION, "v0", capsys.readouterr().err)
    shown = [line for line in re.sub(VERSION, "v0", printed).splitlines() if not line.startswith("setup: ")]
    assert "http://127.0.0.1:8001/" in shown.pop()
    assert sorted(said.splitlines()) == sorted(shown)


def test_every_command_stands_in_the_readme_and_no_other() -> None:
    text = README.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `ogi (\w+)", text, re.MULTILINE)
    assert set(rows) == set(cli.commands)
    mentioned = set(re.findall(r"\bogi (?!COMMAND)(\w+)", text))
    assert mentioned <= set(cli.commands)


@pytest.mark.parametrize("paper", sorted(path.name for path in ROOT.glob("*.md")))
def test_every_link_leads_to_a_file(paper: str) -> None:
    links = re.findall(r"\]\((?!http|#)([^)#]+)", (ROOT / paper).read_text(encoding="utf-8"))
    assert not [link for link in links if not (ROOT / link).exists()]


def test_every_target_of_the_makefile_that_the_papers_name_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        target
        for paper in ROOT.glob("*.md")
        for target in re.findall(r"(?:^|`|\$ )make ([a-z]+)\b", paper.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert named >= {"run", "test", "setup"}
    assert named <= targets


def test_the_changelog_tells_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert re.search(rf"^## {re.escape(version)}\b", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_licences_are_whole() -> None:
    program = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in program
    assert "END OF TERMS AND CONDITIONS" in program
    data = (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    assert "CC BY 4.0" in data
    assert "政府信息公开条例" in data


# -- scripts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("script", ["tools/setup.sh", "tools/lock.sh", ".ci/run"])
def test_a_script_is_sound_bash_and_stops_at_the_first_failure(script: str) -> None:
    subprocess.run(["bash", "-n", str(ROOT / script)], check=True)
    assert "set -euo pipefail" in (ROOT / script).read_text()


def locked(*words: str) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, str(ROOT / "tools" / "locked.py"), *words]
    return subprocess.run(call, capture_output=True, check=False, text=True)


def names(entries: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9][a-z0-9-]*)==", entries, re.MULTILINE))


def test_the_lock_can_be_cut_down_to_what_runs() -> None:
    every = names((ROOT / "requirements.lock").read_text())
    run, serve = names(locked().stdout), names(locked("--without", "scrapy", "twisted", "playwright").stdout)
    assert {"scrapy", "datasette", "itemadapter", "setuptools"} <= run < every
    assert not {"pytest", "mypy", "ruff", "reportlab"} & run
    assert {"datasette", "httpx", "setuptools"} <= serve < run
    assert not {"scrapy", "playwright", "itemadapter"} & serve
    assert locked("--without", "nothing-of-the-kind").returncode == 2


# -- images ------------------------------------------------------------------------------------------------------------


def instructions() -> Iterator[tuple[str, str, str]]:
    """Stage, instruction and its words, for every instruction of the Dockerfile."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    stage = ""
    for line in text.replace("\\\n", " ").splitlines():
        name, _, rest = line.strip().partition(" ")
        if name == "FROM":
            stage = rest.split(" AS ")[1]
        if name:
            yield stage, name, " ".join(rest.split())


def of(stage: str, name: str) -> list[str]:
    return [words for where, what, words in instructions() if (where, what) == (stage, name)]


def parents(stage: str) -> Iterator[str]:
    while stage in {where for where, _, _ in instructions()}:
        yield stage
        stage = of(stage, "FROM")[0].split(" AS ")[0]


def test_every_image_builds_on_the_same_base_and_on_stages_that_exist() -> None:
    stages = {where for where, _, _ in instructions()}
    bases = {of(stage, "FROM")[0].split(" AS ")[0] for stage in stages} - stages
    assert len(bases) == 1
    copied_from = {
        word for _, what, words in instructions() if what == "COPY" for word in re.findall(r"--from=(\S+)", words)
    }
    assert copied_from <= stages


def test_everything_copied_is_in_the_tree_and_sent_to_the_builder() -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = set()
    for _, what, words in instructions():
        if what == "COPY" and "--from" not in words:
            copied.update(words.split()[:-1])
    assert copied
    assert not [path for path in copied if not (ROOT / path).exists()]
    assert copied == sent


@pytest.mark.parametrize("image", ["serve", "work"])
def test_an_image_does_not_run_as_root_and_runs_the_command(image: str) -> None:
    user = of(image, "USER")[-1]
    assert re.search(rf"--uid {user}\b", " ".join(words for stage in parents(image) for words in of(stage, "RUN")))
    assert "ogi" in of(image, "ENTRYPOINT")[-1]
    order = [name for where, name, _ in instructions() if where == image]
    assert "RUN" not in order[order.index("USER") :]


@pytest.mark.parametrize("packages", ["serve-packages", "work-packages"])
def test_an_image_has_the_locked_bytes_and_all_four_rooms(packages: str) -> None:
    runs = of(packages, "RUN")
    installs = [words for words in re.split(r" && |\n", " && ".join(runs)) if words.startswith("pip install")]
    assert all("--require-hashes" in words or "--no-deps --no-build-isolation" in words for words in installs)
    assert len(installs) == 2
    assert {words.split()[-1] for words in of(packages, "COPY")} >= {"parsing", "crawler", "dataset", "ogi"}


def test_only_the_image_for_work_has_a_browser_and_the_office_program() -> None:
    assert {"chromium", "fonts-noto-cjk", "libreoffice-writer-nogui"} <= set(" ".join(of("work", "RUN")).split())
    for stage in parents("serve"):
        assert "apt-get" not in " ".join(of(stage, "RUN"))
    for _, what, words in instructions():
        if what == "RUN" and "apt-get install" in words:
            assert "--no-install-recommends" in words
            assert "rm -rf /var/lib/apt/lists" in words


SERVES = """
import asyncio, sys
sys.path[:], left_out, folder = {path!r}, {modules!r}, {folder!r}
sys.modules.update(dict.fromkeys(left_out))  # an import of one of them is an error from now on
import ogi, dataset
from pathlib import Path
from dataset.files import find_release
from dataset.site import application

async def ask():
    client = application(find_release(Path(folder))).client
    for page in ("/", "/downloads", "/dictionary", "/agency/110112-civil", "/report/110112-civil-2021", "/ogi/reports"):
        answer = await client.get(page)
        assert answer.status_code == 200, (page, answer.text)

asyncio.run(ask())
"""


def test_the_small_image_leaves_out_only_what_the_site_does_not_need(tmp_path: Path) -> None:
    """The site is asked for its pages where nothing of that can be imported."""
    left_out = re.search(r"--without ([a-z -]+) >", " ".join(of("serve-packages", "RUN")))
    assert left_out is not None
    names = {"zope-interface": "zope.interface", "opencv-python-headless": "cv2"}
    modules = [names.get(name, name) for name in left_out.group(1).split()]
    assert "pyarrow" in modules and "scrapy" in modules
    built(tmp_path, Item(reading_of()))
    release(tmp_path)
    code = SERVES.format(path=sys.path, modules=modules, folder=str(tmp_path))
    served = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert served.returncode == 0, served.stderr
