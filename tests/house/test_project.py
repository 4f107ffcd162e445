"""The project's own order: what lies where, and what may not lie anywhere."""

import re
import tokenize
from fnmatch import fnmatch
from pathlib import Path

import pytest

from portal.config import ROOT

LAYOUT = {
    "CHANGELOG.md",
    "Makefile",
    "README.md",
    "babel.cfg",
    "constraints.txt",
    "docs",
    "gunicorn.conf.py",
    "migrations",
    "portal",
    "pyproject.toml",
    "static",
    "stubs",
    "templates",
    "tests",
    "tools",
    "wsgi.py",
}
TEXT = {
    ".cfg",
    ".css",
    ".html",
    ".ini",
    ".js",
    ".mako",
    ".md",
    ".po",
    ".py",
    ".svg",
    ".toml",
    ".txt",
}
LONGEST = 400


def ignored(path: Path) -> bool:
    patterns = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text().split()]
    return any(fnmatch(part, pattern) for part in path.parts for pattern in patterns)


def ours() -> list[Path]:
    """Every text file of the project, relative to its root."""
    tops = [ROOT / name for name in (*LAYOUT, ".ci", ".gitignore")]
    found = [p for top in tops for p in (top.rglob("*") if top.is_dir() else [top]) if p.is_file()]
    relative = [path.relative_to(ROOT) for path in found]
    special = {"Makefile", "run", ".gitignore"}
    return [p for p in relative if not ignored(p) and (p.suffix in TEXT or p.name in special)]


def python() -> list[Path]:
    """Our code; in tests the columns of a Chinese sheet may be keywords."""
    return [path for path in ours() if path.suffix == ".py" and path.parts[0] != "tests"]


def test_the_top_of_the_project_is_as_the_architecture_draws_it() -> None:
    names = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert {name for name in names if not ignored(Path(name))} == LAYOUT


def test_no_lock_file_stands_in_for_the_constraints() -> None:
    locks = {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock", "package-lock.json"}
    assert [path.name for path in ROOT.iterdir() if path.name in locks] == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|deb\.debian\.org|index[-]url",
        r"(?<![\w.~-])/(?:home|root|Users|work)/[\w.]",
    ],
    ids=["a package registry", "a folder of somebody's machine"],
)
def test_no_file_names(pattern: str) -> None:
    found = [str(path) for path in ours() if re.search(pattern, (ROOT / path).read_text())]
    assert found == []


def test_every_constraint_is_a_name_and_a_version() -> None:
    line = re.compile(r"[a-z0-9-]+==[\w.]+(?: ; [\w .<>='!]+)?")
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert [wrong for wrong in lines if not line.fullmatch(wrong)] == []
    assert lines


def test_no_file_of_the_house_outgrows_one_sitting() -> None:
    lengths = {
        str(path): len((ROOT / path).read_text().splitlines())
        for path in ours()
        if path.parts[0] == "portal" and path.suffix == ".py"
    }
    assert {path: n for path, n in lengths.items() if n > LONGEST} == {}


def test_identifiers_are_english() -> None:
    found = set()
    for path in python():
        with (ROOT / path).open("rb") as file:
            names = [t.string for t in tokenize.tokenize(file.readline) if t.type == tokenize.NAME]
        found |= {(str(path), name) for name in names if not name.isascii()}
    assert found == set()


def test_every_rule_of_the_stylesheet_is_closed() -> None:
    """A brace too few, and a browser drops all that follows."""
    text = re.sub(r"/\*.*?\*/", "", (ROOT / "static" / "app.css").read_text(), flags=re.S)
    assert text.count("{") == text.count("}")
