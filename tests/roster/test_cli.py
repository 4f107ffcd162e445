"""``flask roster``: the same import from the command line."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, inspect, select

from portal.app import create_app
from portal.core.db import db
from portal.roster import cli
from portal.roster.models import Person
from portal.roster.queries import community
from tests.roster.sheets import crowd, row, sheet
from tests.settings import config_in

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


def run(app: Flask, *args: object) -> Result:
    return app.test_cli_runner().invoke(args=["roster", *map(str, args)])


def answer(app: Flask, *args: object) -> dict[str, Any]:
    result = run(app, "import", *args, "--json")
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def people() -> int | None:
    return db.session.scalar(select(func.count(Person.id)))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory: refused rows go there."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """王小明, and a row without a birth year."""
    path = tmp_path / "名册.xlsx"
    path.write_bytes(sheet(row("王小明"), row("李芳", year="昨天")))
    return path


@pytest.fixture
def real(tmp_path: Path) -> Path:
    if not (SHARED / "roster.xlsx").exists():
        pytest.skip("the shared roster is not on this machine")
    path = tmp_path / "roster.xlsx"
    path.write_bytes((SHARED / "roster.xlsx").read_bytes())
    return path


def test_the_real_roster_is_imported_as_expected_and_once(
    app: Flask, real: Path, here: Path
) -> None:
    expected = json.loads((SHARED / "roster.expected.json").read_text("utf-8"))
    first, second = answer(app, real), answer(app, real)
    for found in (first, second):
        assert set(expected["shared_phone_rows"]) <= set(found["shared_phone_rows"])
        assert {key: found[key] for key in expected} == expected | {
            "shared_phone_rows": found["shared_phone_rows"]
        }
    assert people() == first["changes"]["people_added"] == expected["residents_importable"]
    assert {k: n for k, n in second["changes"].items() if n} == {"people_unchanged": people()}
    assert len(load_workbook(here / "roster-refused.xlsx").active["A"]) == 1 + len(
        expected["error_rows"]
    )


def test_the_answer_is_the_summary_and_what_was_done(app: Flask, file: Path) -> None:
    found = answer(app, file)
    assert (found["residents_importable"], found["error_rows"]) == (1, [[3, "birth_year"]])
    assert (found["applied"], found["changes"]["people_added"]) == (True, 1)
    assert list(found)[-5:] == ["warnings", "dropped_columns", "changes", "applied", "seconds"]
    assert found["warnings"] == [
        {
            "kind": "grid_size",
            "rows": [],
            "grid_code": "110101001001001",
            "households": 1,
            "message": "网格110101001001001有1户，不在250到500户之间，请核对网格划分。",
        }
    ]


def test_a_dry_run_writes_nothing(app: Flask, file: Path, here: Path) -> None:
    found = answer(app, file, "--dry-run")
    assert (found["applied"], found["changes"]["people_added"], people()) == (False, 1, 0)
    assert [*file.parent.glob("*.xlsx"), *here.iterdir()] == [file]


def test_refused_rows_come_back_in_the_current_directory_or_where_one_says(
    app: Flask, file: Path, here: Path
) -> None:
    other = file.with_name("other.xlsx")
    answer(app, file)
    answer(app, file, "--dry-run", "--refused", other)
    assert set(file.parent.glob("*.xlsx")) == {file, other}
    for path in (here / "名册-refused.xlsx", other):
        rows = list(load_workbook(path).active.values)
        assert rows[1][:2] == (
            3,
            "“出生年份”应是1906到2026之间的四位数字，例如1958。",
        )


def test_refused_rows_can_be_read_by_nobody_else(app: Flask, file: Path, here: Path) -> None:
    older = here / "older.xlsx"
    older.write_bytes(b"")
    older.chmod(0o644)
    answer(app, file)
    answer(app, file, "--refused", older)
    modes = {path.name: path.stat().st_mode & 0o777 for path in here.iterdir()}
    assert modes == {"名册-refused.xlsx": 0o600, "older.xlsx": 0o600}


def test_refused_rows_may_go_where_there_is_no_file(app: Flask, file: Path) -> None:
    mode = Path(os.devnull).stat().st_mode
    answer(app, file, "--refused", os.devnull)
    assert Path(os.devnull).stat().st_mode == mode


def test_progress_goes_to_stderr_and_figures_to_stdout(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "crowd.xlsx"
    path.write_bytes(sheet(*crowd(600)))
    result = run(app, "import", path)
    assert result.stderr.splitlines() == [
        f"{n} {what}" for what in ("rows read", "rows checked", "people added") for n in (500, 600)
    ]
    assert "600  people added" in result.stdout


def test_a_file_that_cannot_be_read_is_refused_in_words(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "notes.xlsx"
    path.write_bytes(b"no workbook")
    result = run(app, "import", path, "--json")
    assert (result.exit_code, result.stdout, people()) == (1, "", 0)
    assert "这不是Excel文件" in result.stderr


def test_a_refused_file_that_cannot_be_written_does_not_undo_the_import(
    app: Flask, file: Path
) -> None:
    result = run(app, "import", file, "--refused", file.parent / "nowhere" / "out.xlsx")
    assert (result.exit_code, people()) == (0, 1)
    assert "could not be written" in result.stderr


@pytest.fixture
def bare(tmp_path: Path) -> Flask:
    """A portal whose database has no tables yet."""
    return create_app(config_in(tmp_path / "bare"))


def test_an_import_into_an_empty_folder_makes_the_tables_first(bare: Flask, file: Path) -> None:
    assert answer(bare, file)["changes"]["people_added"] == 1


def test_a_dry_run_in_an_empty_folder_leaves_it_empty(bare: Flask, file: Path) -> None:
    assert answer(bare, file, "--dry-run")["changes"]["people_added"] == 1
    with bare.app_context():
        assert inspect(db.engine).get_table_names() == []


def test_the_place_is_named_and_what_is_not_given_stays(app: Flask) -> None:
    run(app, "community", "--name", "和平社区", "--subdistrict", "和风街道")
    assert run(app, "community", "--phone", "010-55550100").exit_code == 0
    place = community()
    assert (place.name, place.subdistrict, place.phone) == ("和平社区", "和风街道", "010-55550100")


def test_the_command_line_has_words_for_every_figure(app: Flask, file: Path) -> None:
    lines = run(app, "import", file).stdout.splitlines()
    assert lines[0] == "2 rows with data, 0 blank, 0 said twice."
    assert any(line.strip().startswith("3: “出生年份”") for line in lines)
    assert cli.roster.help


# A later sheet


@pytest.fixture
def later(app: Flask, file: Path, tmp_path: Path) -> Path:
    """王小明 has moved; 李芳 is new; the roster knows 陈静 as well."""
    first = tmp_path / "first.xlsx"
    first.write_bytes(sheet(row("王小明", phone="13912345678"), row("陈静")))
    answer(app, first)
    path = tmp_path / "later.xlsx"
    path.write_bytes(sheet(row("王小明", room="502", phone="13912345678"), row("李芳")))
    return path


def test_a_dry_run_names_everyone_it_concerns(app: Flask, later: Path) -> None:
    found = answer(app, later, "--dry-run")
    names = {part: [one["name"] for one in ones] for part, ones in found["people"].items()}
    assert names == {
        "new": ["王小明", "李芳"],
        "changed": [],
        "missing": ["王小明", "陈静"],
        "moves": ["王小明"],
        "corrections": [],
        "buildings_passed_over": [],
    }
    words = run(app, "import", later, "--dry-run").stdout
    assert "May have moved (confirm with --pair):\n  1-2: 王小明, 向阳里3幢1单元501 → " in words


def test_what_is_applied_names_nobody_on_the_terminal(app: Flask, later: Path) -> None:
    assert "people" not in answer(app, later)
    assert "陈静" not in run(app, "import", later).stdout


def test_a_pair_is_confirmed_by_its_numbers(app: Flask, later: Path) -> None:
    changes = answer(app, later, "--pair", "1-2")["changes"]
    assert (changes["people_moved"], changes["people_added"], people()) == (1, 1, 3)


@pytest.mark.parametrize(
    ("pair", "dry", "code"), [("1-3", [], 1), ("1-3", ["--dry-run"], 1), ("x", [], 2)]
)
def test_a_pair_that_is_none_is_refused_and_nothing_is_done(
    app: Flask, later: Path, pair: str, dry: list[str], code: int
) -> None:
    result = run(app, "import", later, "--pair", pair, *dry)
    assert (result.exit_code, people()) == (code, 2)
    assert "pair" in result.stderr


def test_a_full_file_marks_who_is_missing(app: Flask, later: Path) -> None:
    assert answer(app, later, "--full")["changes"]["people_marked"] == 2
