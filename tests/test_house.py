"""The house: which room may import what, that the rooms are ours, and what must never stand in a tracked file."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("parsing", "crawler", "dataset", "ogi")
"""Lowest first: a room may import those before it."""
DISTRIBUTION = "ogi-yearbook"

OUTSIDE_WORLD = {
    "network": "socket ssl http urllib.request ftplib smtplib socketserver asyncio requests httpx aiohttp urllib3 scrapy twisted playwright",
    "clock": "time calendar sched zoneinfo",
    "database": "sqlite3 dbm sqlalchemy datasette",
    "chance": "random secrets uuid",
}
"""Modules that a pure function of bytes has no use for."""
CLOCK_CALLS = {"now", "today", "utcnow", "fromtimestamp"}
ENVIRONMENT = {"environ", "environb", "getenv", "getenvb", "getlogin", "getcwd", "urandom"}


def modules(room: str) -> list[Path]:
    found = sorted((ROOT / room).rglob("*.py"))
    assert found, f"no module in {room}"
    return found


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[str]:
    """Every module that this one imports, wherever in it, with its full name; ``from a import b`` gives ``a.b``."""
    package = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = module or ""
                if level:
                    above = package.rsplit(".", level - 1)[0] if level > 1 else package
                    base = f"{above}.{base}".rstrip(".")
                yield from (f"{base}.{alias.name}" for alias in names)
            case ast.Call(
                func=ast.Attribute(attr="import_module") | ast.Name(id="__import__" | "import_module"), args=args
            ):
                yield from (str(arg.value) for arg in args[:1] if isinstance(arg, ast.Constant))


def is_under(module: str, names: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in names.split())


@pytest.mark.parametrize("room", ROOMS)
def test_no_import_runs_upwards(room: str) -> None:
    above = " ".join(ROOMS[ROOMS.index(room) + 1 :])
    wrong = [f"{path.relative_to(ROOT)}: {m}" for path in modules(room) for m in imports(path) if is_under(m, above)]
    assert not wrong


@pytest.mark.parametrize("kind", OUTSIDE_WORLD)
def test_parsing_imports_nothing_of_the_outside_world(kind: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {module}"
        for path in modules("parsing")
        for module in imports(path)
        if is_under(module, OUTSIDE_WORLD[kind])
    ]
    assert not wrong


def test_parsing_asks_neither_clock_nor_environment() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.attr}"
        for path in modules("parsing")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in CLOCK_CALLS | ENVIRONMENT
    ]
    assert not wrong


def test_dataset_never_fetches() -> None:
    """The site is served through datasette and uvicorn; nothing in the room opens a connection of its own."""
    fetchers = "socket http.client urllib.request requests httpx aiohttp urllib3 scrapy twisted playwright"
    wrong = [
        f"{path.relative_to(ROOT)}: {m}" for path in modules("dataset") for m in imports(path) if is_under(m, fetchers)
    ]
    assert not wrong


def test_the_walk_sees_every_kind_of_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check of imports that finds nothing is worth nothing."""
    (tmp_path / "parsing" / "readers").mkdir(parents=True)
    module = tmp_path / "parsing" / "readers" / "bad.py"
    module.write_text(
        "import socket\n"
        "from .. import model\n"
        "from . import html\n"
        "def later():\n"
        "    from dataset import build\n"
        "    importlib.import_module('crawler.archive')\n"
    )
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    assert list(imports(module)) == [
        "socket",
        "parsing.model",
        "parsing.readers.html",
        "dataset.build",
        "crawler.archive",
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_the_rooms_imported_are_ours(room: str) -> None:
    """Packages of these names exist on the public index; one of them installed by mistake must not be taken for ours."""
    file = importlib.import_module(room).__file__
    assert file is not None
    assert Path(file).resolve().is_relative_to(ROOT)


@pytest.mark.parametrize("room", ROOMS)
def test_no_other_distribution_brings_a_package_of_this_name(room: str) -> None:
    assert set(metadata.packages_distributions().get(room, [])) <= {DISTRIBUTION}


def locked() -> set[str]:
    return set(re.findall(r"^([a-z0-9][a-z0-9._-]*)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))


def normal(requirement: str) -> str:
    """The name in a requirement, as the lock writes it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", requirement)[0]).lower()


def test_the_lock_holds_what_is_asked_for_and_no_namesake() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["dev"]]
    asked += project["build-system"]["requires"]
    assert {normal(requirement) for requirement in asked} <= locked()
    assert not {*ROOMS, DISTRIBUTION} & locked()


def test_every_locked_package_has_its_hashes_and_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text()
    entries = re.split(r"^(?=[a-z0-9][a-z0-9._-]*==)", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(locked())
    assert not [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]
    assert not re.findall(r"^.*(?:://|--index|--find-links|--trusted|/).*$", text, re.MULTILINE)


DISTRIBUTIONS = {
    "yaml": "pyyaml",
    "docx": "python-docx",
    "zope": "zope-interface",
    "PIL": "pillow",
    "cv2": "opencv-python-headless",
}
"""Import name -> distribution, where they differ by more than case and punctuation."""


def test_every_dependency_is_imported_and_every_import_is_a_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {normal(requirement) for requirement in project["dependencies"]}
    tops = {module.split(".")[0] for room in ROOMS for path in modules(room) for module in imports(path)}
    used = {DISTRIBUTIONS.get(top, normal(top)) for top in tops - sys.stdlib_module_names - {*ROOMS}}
    assert used == asked


def tracked_files() -> list[Path]:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git clone: which files are tracked is not known")
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_no_tracked_file_names_a_package_index_or_a_path_of_somebodys_machine() -> None:
    # Written in pieces, so that this file does not hold what it looks for.
    hosts = ["python" + "hosted", "py" + "pi.org", "npm" + "js.org", "deb.de" + "bian.org"]
    paths = [
        r"/wo" + "rk/main",
        "/wo" + "rk/shared",
        "/ro" + "ot/",
        r"/ho" + r"me/\w+/",
        "bash_" + "jobs",
        r"[A-Z]:\\\\Us" + "ers",
    ]
    pattern = re.compile("|".join([*map(re.escape, hosts), *paths]).encode(), re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {hit.group().decode()}"
        for path in tracked_files()
        if (hit := pattern.search(path.read_bytes()))
    ]
    assert not found


def test_no_tracked_file_is_large() -> None:
    large = [
        f"{path.relative_to(ROOT)}: {path.stat().st_size}" for path in tracked_files() if path.stat().st_size > 1 << 20
    ]
    assert not large
