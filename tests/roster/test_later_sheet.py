"""A later sheet: who came, moved, changed or is missing, before it is applied and after."""

from dataclasses import asdict
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.db import db, writing
from portal.roster import actions
from portal.roster.actions import PairsChanged
from portal.roster.models import Person
from portal.roster.naming import named
from portal.roster.plan import PairKey, Plan, pair_key
from portal.roster.queries import missing_count
from portal.roster.reading import Report
from tests.roster.sheets import OTHER_GRID, reported, row
from tests.roster.test_applying import DIGEST, NOW, everything, imported, person

TODAY = date(2026, 5, 1)
PHONE, OTHER_PHONE = "13912345678", "13987654321"


def planned(*rows: tuple[object, ...]) -> Plan:
    return actions.plan(reported(*rows), NOW)


def confirmed(report: Report, *, full: bool = False) -> Plan:
    """Applied, with every proposed pair confirmed."""
    pairs = frozenset(pair_key(pair) for pair in actions.plan(report, NOW).proposed)
    with writing():
        return actions.apply(report, DIGEST, None, NOW, confirmed=pairs, is_full=full)


def full(*rows: tuple[object, ...]) -> dict[str, int]:
    """What a full sheet does, as far as it is not nought."""
    with writing():
        steps = actions.apply(reported(*rows), DIGEST, None, NOW, is_full=True)
    return {name: n for name, n in asdict(steps.changes).items() if n}


# Before: names


def test_everyone_it_concerns_is_named(app: Flask) -> None:
    imported(row("王小明", phone=PHONE), row("李芳"), row("陈静", building="4幢"))
    wang, li = person("王小明"), person("李芳")
    steps = planned(row("王小明", phone=OTHER_PHONE), row("张三", room="502", year=1990))
    assert named(steps) == {
        "new": [
            {
                "row": 3,
                "name": "张三",
                "birth_year": 1990,
                "phone": None,
                "address": "向阳里3幢1单元502",
            }
        ],
        "changed": [
            {
                "person": wang.id,
                "name": "王小明",
                "address": "向阳里3幢1单元501",
                "changes": {"phone": [PHONE, OTHER_PHONE]},
            }
        ],
        "missing": [{"person": li.id, "name": "李芳", "address": "向阳里3幢1单元501"}],
        "moves": [],
        "corrections": [],
        "buildings_passed_over": ["向阳里4幢"],
    }


def test_a_sheet_of_one_grid_misses_nobody_of_another(app: Flask) -> None:
    imported(row("王小明"), row("陈静", building="4幢", grid=OTHER_GRID))
    steps = planned(row("李芳"))
    assert [one.name for one in steps.missing] == ["王小明"]
    assert (steps.changes.people_not_listed, steps.changes.people_missing) == (2, 1)
    assert steps.passed_over == []


def test_a_move_and_a_correction_are_proposed(app: Flask) -> None:
    imported(row("王小明", phone=PHONE), row("李芳"))
    found = named(planned(row("王小明", room="502", phone=PHONE), row("李方")))
    assert [(one["name"], one["becomes"]["row"], one["clue"]) for one in found["moves"]] == [
        ("王小明", 2, "name_year_phone")
    ]
    assert [(one["name"], one["becomes"]["name"]) for one in found["corrections"]] == [
        ("李芳", "李方")
    ]


# Declined, which is what happens by itself


def test_nothing_of_a_pair_happens_by_itself(app: Flask) -> None:
    imported(row("王小明", phone=PHONE))
    before = person("王小明").id
    changes = imported(row("王小明", room="502", phone=PHONE), row("李芳"))
    assert (changes.people_added, changes.people_moved, changes.people_missing) == (2, 0, 1)
    rooms = db.session.execute(
        select(Person.id, Person.left_on).where(Person.name == "王小明").order_by(Person.id)
    ).all()
    assert [tuple(one) for one in rooms] == [(before, None), (rooms[1][0], None)]


# Confirmed


def test_a_confirmed_move_keeps_the_person_and_moves_them(app: Flask) -> None:
    imported(row("王小明", phone=PHONE, delegate="是"), row("李芳"))
    before = person("王小明").id
    steps = confirmed(reported(row("李芳"), row("王小明", room="502", delegate="否")))
    assert (steps.changes.people_moved, steps.changes.people_added) == (1, 0)
    assert steps.changes.people_missing == 0
    wang = person("王小明")
    assert wang.household is not None
    assert (wang.id, wang.household.room, wang.phone) == (before, "502", PHONE)
    assert not wang.is_delegate


def test_a_confirmed_correction_keeps_the_person_under_the_new_name_and_year(app: Flask) -> None:
    imported(row("李芳", year=1955), row("陈静", year=1960))
    ids = person("李芳").id, person("陈静").id
    steps = confirmed(reported(row("李方", year=1955), row("陈静", year=1961)))
    assert (steps.changes.people_corrected, steps.changes.people_added) == (2, 0)
    assert (person("李方").id, person("陈静").id) == ids
    assert (person("李方").name_key, person("陈静").birth_year) == ("李方", 1961)


def test_the_same_sheet_after_a_confirmed_pair_changes_nothing(app: Flask) -> None:
    imported(row("王小明", phone=PHONE), row("李芳"))
    later = row("王小明", room="502"), row("李方")
    confirmed(reported(*later))
    before = everything()
    assert imported(*later).is_empty
    assert everything() == before


def test_a_proven_date_of_birth_outweighs_the_year_of_a_sheet(app: Flask) -> None:
    imported(row("李芳", year=1955))
    with writing():
        person("李芳").born_on = date(1955, 2, 1)
    confirmed(reported(row("李芳", year=1956, phone=PHONE)))
    assert (person("李芳").birth_year, person("李芳").phone) == (1955, PHONE)


@pytest.mark.parametrize("pair", [(1, 99), (99, 2), (99, 99)])
def test_a_pair_that_is_not_proposed_is_refused_and_nothing_is_done(
    app: Flask, pair: PairKey
) -> None:
    imported(row("王小明"))
    before = everything()
    with pytest.raises(PairsChanged), writing():
        actions.apply(
            reported(row("王小明", room="502"), row("李芳")),
            DIGEST,
            None,
            NOW,
            confirmed=frozenset({pair}),
        )
    assert everything() == before


# Marks


def test_a_full_sheet_marks_whom_it_misses_and_no_other_sheet_does(app: Flask) -> None:
    imported(row("王小明"), row("李芳"), row("陈静", building="4幢"))
    assert imported(row("王小明")).people_marked == 0
    assert missing_count() == 0
    assert full(row("王小明"))["people_marked"] == 1
    assert [person(n).missing_since for n in ("王小明", "李芳", "陈静")] == [None, TODAY, None]
    assert missing_count() == 1


def test_a_mark_keeps_its_first_day(app: Flask) -> None:
    imported(row("王小明"), row("李芳"))
    with writing():
        person("李芳").missing_since = date(2025, 1, 1)
    assert "people_marked" not in full(row("王小明"))
    assert person("李芳").missing_since == date(2025, 1, 1)


def test_whoever_appears_in_a_later_sheet_loses_the_mark(app: Flask) -> None:
    imported(row("王小明"), row("李芳"))
    full(row("王小明"))
    assert imported(row("李芳")).people_unmarked == 1
    assert (person("李芳").missing_since, missing_count()) == (None, 0)


def test_whoever_is_found_at_another_address_loses_the_mark(app: Flask) -> None:
    imported(row("王小明"), row("李芳"))
    full(row("王小明"))
    steps = confirmed(reported(row("王小明"), row("李芳", room="502")))
    assert steps.changes.people_moved == 1
    assert missing_count() == 0


def test_whoever_is_on_record_as_gone_is_not_marked(app: Flask) -> None:
    imported(row("王小明"), row("李芳"))
    with writing():
        person("李芳").left_on = date(2026, 1, 1)
    assert full(row("王小明")) == {"people_unchanged": 1}
