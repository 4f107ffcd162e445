"""Work that falls due is done by ``flask tick``; one job's failure is not the others'."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.core import settings
from portal.core.db import db, writing
from portal.core.settings import Setting
from portal.core.tick import LATE_AFTER, TickRun, init_tick, is_late, run_once
from portal.roster.models import Grid
from tests.world import utc

NOW = utc(2026, 5, 1)


def good(now: datetime) -> None:
    with writing():
        db.session.add(Grid(code=now.isoformat()[:15], name="第一网格"))


def bad(now: datetime) -> None:
    with writing():
        db.session.add(Grid(code="half", name="一半"))
        raise RuntimeError("the sheet is missing")


def codes() -> list[str]:
    return [grid.code for grid in db.session.query(Grid)]


def test_a_job_that_fails_keeps_no_other_and_leaves_nothing(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    assert run_once([bad, good], NOW) == ["bad"]
    assert codes() == ["2026-05-01T00:0"]
    assert [record.message for record in caplog.records] == [
        "tick: tests.core.test_tick.bad failed"
    ]


def test_tick_is_late_when_it_has_not_gone_round(app: Flask) -> None:
    assert is_late(NOW)
    run_once([], NOW)
    assert not is_late(NOW + LATE_AFTER)
    assert is_late(NOW + LATE_AFTER + timedelta(seconds=1))


def test_going_round_again_keeps_one_note(app: Flask) -> None:
    run_once([], NOW)
    run_once([], NOW + timedelta(hours=1))
    assert [run.finished_at for run in db.session.query(TickRun)] == [NOW + timedelta(hours=1)]


@pytest.mark.parametrize(("jobs", "code"), [([good], 0), ([good, bad], 1)])
def test_the_command_tells_the_timer_how_it_went(app: Flask, jobs: list[object], code: int) -> None:
    init_tick(app, jobs)  # type: ignore[arg-type]
    assert app.test_cli_runner().invoke(args=["tick"]).exit_code == code


def test_going_round_goes_on_when_the_database_is_gone_for_a_while(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loop beside the server ends only when it is told to."""
    rounds: list[int] = []

    def sleep(seconds: float) -> None:
        rounds.append(int(seconds))
        if len(rounds) == 2:
            raise KeyboardInterrupt

    db.drop_all()
    monkeypatch.setattr("portal.core.tick.time.sleep", sleep)
    init_tick(app, [])
    app.test_cli_runner().invoke(args=["tick", "--every", "20"])
    assert rounds == [20, 20]


def test_each_round_sees_the_settings_as_they_are_then(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change on the desk reaches the loop that has been running for weeks."""
    days, seen = Setting("test.days", _l("天"), default=10, low=1, high=90), []

    def change(_seconds: float) -> None:
        if len(seen) == 2:
            raise KeyboardInterrupt
        with app.app_context(), writing():
            settings.change(days, 20, NOW)

    monkeypatch.setattr("portal.core.tick.time.sleep", change)
    init_tick(app, [lambda _now: seen.append(days())])
    app.test_cli_runner().invoke(args=["tick", "--every", "20"])
    assert seen == [10, 20]
