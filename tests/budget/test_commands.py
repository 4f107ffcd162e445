"""The commands of a round: what they print, and how they end."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from portal.budget import queries
from portal.budget.pages import state_of
from portal.budget.rules import State
from portal.core import clock
from portal.core.db import db
from tests.budget.conftest import RoundInTest, make_round
from tests.world import World

PB = """META
key;value
budget;1000
vote_type;approval
PROJECTS
project_id;cost;name
7;300.50;Ławki
2;400;Drzewa
VOTES
voter_id;vote
1;7
"""


def run(app: Flask, *words: object, typed: str | None = None) -> Result:
    db.session.rollback()
    return app.test_cli_runner().invoke(args=["budget", *map(str, words)], input=typed)


@pytest.fixture
def pb(tmp_path: Path) -> Path:
    path = tmp_path / "list.pb"
    path.write_text(PB)
    return path


def test_rounds_lists_id_title_and_state(app: Flask, draft_round: RoundInTest) -> None:
    answer = run(app, "rounds", "--json")
    expected = [
        {"id": draft_round.id, "title": "2026年民生项目", "state": "draft", "rehearsal_of": None}
    ]
    assert json.loads(answer.stdout) == expected


def test_import_lists_the_projects_of_a_file(app: Flask, world: World, pb: Path) -> None:
    made = make_round(world)
    answer = run(app, "import", made.id, pb)
    assert (answer.exit_code, answer.stdout) == (0, "2 projects were listed.\n")
    listed = [(p.code, p.title, p.cost_fen) for p in made.projects()]
    assert listed == [("7", "Ławki", 30050), ("2", "Drzewa", 40000)]


def test_import_lists_all_or_nothing(app: Flask, world: World, pb: Path) -> None:
    made = make_round(world)
    run(app, "import", made.id, pb)
    again = run(app, "import", made.id, pb)
    assert again.exit_code == 1
    assert "project 7 is on the list already" in again.stderr
    pb.write_text(PB.replace("400;", "400.001;").replace("7;300", "8;300").replace("1;7", "1;8"))
    assert run(app, "import", made.id, pb).exit_code == 1
    assert len(made.projects()) == 2


def test_import_into_a_sealed_round_is_refused(
    app: Flask, draft_round: RoundInTest, pb: Path
) -> None:
    draft_round.announce()
    draft_round.seal()
    answer = run(app, "import", draft_round.id, pb)
    assert answer.exit_code == 1
    assert "frozen" in answer.stderr


def test_seal_prints_the_key_once(
    app: Flask, resident: FlaskClient, draft_round: RoundInTest
) -> None:
    assert run(app, "seal", draft_round.id).exit_code == 1
    draft_round.announce()
    answer = run(app, "seal", draft_round.id)
    assert answer.exit_code == 0
    (file,) = draft_round.keys.glob("*.key")
    assert answer.stdout.splitlines()[-1] == file.read_text()
    assert run(app, "seal", draft_round.id).exit_code == 1


def test_a_key_that_was_written_for_a_seal_that_failed_is_not_left_behind(
    app: Flask, draft_round: RoundInTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.budget.actions import voting

    draft_round.announce()

    def fails(*_given: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(voting, "record_of", fails)
    run(app, "seal", draft_round.id)
    assert draft_round.row.box_id is None
    assert not list(draft_round.keys.glob("*.key"))


def test_close_waits_for_the_end_and_can_be_repeated(
    app: Flask, resident: FlaskClient, open_round: RoundInTest
) -> None:
    assert run(app, "close", open_round.id).exit_code == 1
    open_round.end()
    first, second = run(app, "close", open_round.id), run(app, "close", open_round.id)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout == second.stdout


def test_close_asks_for_the_printed_key_when_the_file_is_lost(
    app: Flask, draft_round: RoundInTest
) -> None:
    draft_round.announce()
    printed = draft_round.seal()
    draft_round.move(opens=timedelta(hours=-2), closes=timedelta(seconds=-1))
    for file in draft_round.keys.glob("*.key"):
        file.unlink()
    lost = run(app, "close", draft_round.id)
    assert lost.exit_code == 1
    assert "--printed-key" in lost.stderr
    wrong = run(app, "close", draft_round.id, "--printed-key", typed="ab" * 32 + "\n")
    assert "does not open" in wrong.stderr
    assert run(app, "close", draft_round.id, "--printed-key", typed=printed + "\n").exit_code == 0
    assert state_of(draft_round.row, clock.now()) is State.POSTED


def test_void_says_why(app: Flask, open_round: RoundInTest) -> None:
    assert run(app, "void", open_round.id, "--reason", "钥匙都丢了").exit_code == 0
    assert queries.round_by_id(open_round.id).void_reason == "钥匙都丢了"  # type: ignore[union-attr]
    assert run(app, "void", open_round.id, "--reason", "再来").exit_code == 1


@pytest.mark.parametrize("command", ["seal", "close", "void --reason x", "import"])
def test_an_unknown_round_is_told(app: Flask, world: World, pb: Path, command: str) -> None:
    name, *options = command.split()
    more = [pb] if name == "import" else []
    answer = run(app, name, 99, *options, *more)
    assert (answer.exit_code, "There is no round 99." in answer.stderr) == (1, True)
