"""The calendar and the list on the command line."""

import json
from datetime import date

import pytest
from flask import Flask

from tests.elections.conftest import ElectionInTest, set_up
from tests.world import World


def run(app: Flask, *args: str) -> tuple[int, str]:
    found = app.test_cli_runner().invoke(args=["elections", *args])
    return found.exit_code, found.output


def test_the_calendar_is_printed_by_the_law(app: Flask) -> None:
    code, said = run(app, "calendar", "2026-05-30")
    days = [date.fromisoformat(line.split()[0]) for line in said.splitlines()]
    assert code == 0
    assert days == [
        date(2026, 5, 10),
        date(2026, 5, 15),
        date(2026, 5, 18),
        date(2026, 5, 20),
        date(2026, 5, 25),
        date(2026, 5, 30),
        date(2026, 6, 9),
        date(2031, 5, 29),
    ]


@pytest.mark.parametrize("day", ["0001-01-02", "9999-12-30", "30.5.2026", "2026-02-30"])
def test_a_day_that_cannot_be_is_refused_in_a_sentence(app: Flask, day: str) -> None:
    code, said = run(app, "calendar", day)
    assert code == 2
    assert "Error: Invalid value" in said


def test_elections_are_listed_for_people_and_machines(app: Flask, world: World) -> None:
    made: ElectionInTest = set_up(world, voters=3).announce().post_roll()
    code, said = run(app, "list", "--json")
    assert code == 0
    assert json.loads(said) == [
        {
            "id": made.id,
            "title": "第七届居委会选举",
            "body": "里仁社区居委会",
            "day": made.row.day.isoformat(),
            "phase": "objections",
            "seats": 5,
            "electorate": "voters",
            "by_election": False,
            "entitled": 3,
            "polls": [],
        }
    ]
    assert "objections" in run(app, "list")[1]
