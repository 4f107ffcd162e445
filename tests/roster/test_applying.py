"""Applying a sheet to the roster: it adds and updates, in one transaction, and never deletes."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.audit import kinds
from portal.audit.models import AuditFact
from portal.core.db import db, writing
from portal.roster import actions
from portal.roster.models import Building, Grid, Household, Person, RosterImport
from portal.roster.plan import Changes
from portal.roster.sheet import read_sheet
from tests.roster.sheets import GRID, OTHER_GRID, crowd, reported, row, sheet
from tests.statements import statements
from tests.world import utc

NOW = utc(2026, 5, 1, 4)
DIGEST = "0" * 64


def imported(*rows: tuple[object, ...]) -> Changes:
    with writing():
        return actions.apply(reported(*rows), DIGEST, None, NOW).changes


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the roster."""
    tables = [model.__table__ for model in (Grid, Building, Household, Person)]
    return {
        t.name: [tuple(r) for r in db.session.execute(select(t).order_by(*t.primary_key))]
        for t in tables
    }


def person(name: str) -> Person:
    found = db.session.scalars(select(Person).where(Person.name == name)).one()
    db.session.refresh(found)
    return found


def test_a_sheet_fills_an_empty_roster(app: Flask) -> None:
    imported(row("王小明", phone="13912345678", delegate="是"), row("李芳", room="502"))
    wang = person("王小明")
    assert (wang.birth_year, wang.phone, wang.is_delegate) == (1980, "13912345678", True)
    assert (wang.residence_kind, wang.name_key, wang.left_on) == ("registered", "王小明", None)
    assert wang.household is not None
    assert wang.household.address == "向阳里3幢1单元501"
    assert wang.household.grid.code == wang.household.building.grid.code == GRID
    assert wang.household.grid.name == "第1网格"


def test_the_same_sheet_again_changes_nothing_and_leaves_no_record(app: Flask) -> None:
    imported(*crowd(60))
    before = everything()
    assert imported(*crowd(60)).is_empty
    assert everything() == before
    assert db.session.scalar(select(func.count()).select_from(AuditFact)) == 1


def test_nobody_is_deleted_by_an_import(app: Flask) -> None:
    imported(row("王小明"), row("李芳"))
    assert imported(row("陈静", room="502")).people_not_listed == 2
    assert set(db.session.scalars(select(Person.name))) == {"王小明", "李芳", "陈静"}


def test_a_changed_person_keeps_the_own_id(app: Flask) -> None:
    imported(row("王小明", phone="13912345678"), row("李芳"))
    before = person("王小明").id
    changes = imported(row("王小明", phone="13987654321", delegate="是"), row("李芳"))
    assert (changes.people_changed, changes.people_unchanged) == (1, 1)
    wang = person("王小明")
    assert (wang.id, wang.phone, wang.is_delegate) == (before, "13987654321", True)


def test_a_redrawn_grid_moves_dwellings_and_keeps_their_people(app: Flask) -> None:
    imported(row("王小明"), row("李芳", room="502"))
    before = person("王小明").id
    imported(row("王小明", grid=OTHER_GRID), row("李芳", room="502", grid=OTHER_GRID))
    wang = person("王小明")
    assert wang.household is not None
    assert (wang.id, wang.household.grid.code) == (before, OTHER_GRID)
    assert wang.household.building.grid.code == OTHER_GRID
    assert db.session.scalar(select(func.count(Household.id))) == 2


def test_the_community_may_hand_in_several_sheets(app: Flask) -> None:
    imported(row("王小明"))
    assert imported(row("李芳"), row("陈静", building="4幢")).people_added == 2
    assert db.session.scalar(select(func.count(Building.id))) == 2
    assert db.session.scalar(select(func.count(Household.id))) == 2


def test_whoever_left_is_not_brought_back_by_a_sheet(app: Flask) -> None:
    imported(row("王小明"))
    with writing():
        person("王小明").left_on = date(2026, 4, 1)
    assert imported(row("王小明", phone="13912345678")).people_returned == 1
    wang = person("王小明")
    assert (wang.left_on, wang.phone) == (date(2026, 4, 1), None)


def test_a_failure_half_way_leaves_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(actions, "record", fail)
    with pytest.raises(RuntimeError):
        imported(*crowd(60))
    assert not any(everything().values())


def test_an_import_is_on_record_with_its_figures_and_not_in_public(app: Flask) -> None:
    imported(row("王小明"), row("李芳", year="昨天"))
    fact = db.session.scalars(select(AuditFact)).one()
    assert fact.kind == actions.IMPORTED
    assert fact.payload["people_added"] == fact.payload["rows_refused"] == 1
    assert fact.payload["sha256"] == DIGEST
    assert "新增 1 人" in str(kinds.known(fact.kind).sentence) % fact.payload
    assert fact.kind not in kinds.public_codes()


def test_ten_times_the_people_take_no_more_statements(app: Flask) -> None:
    imported(row("王小明", building="0幢"))
    counts = []
    for people in (40, 400):
        with statements() as seen:
            imported(*crowd(people))
        counts.append(len(seen))
    assert counts[0] == counts[1] < 25


def test_a_preview_writes_nothing(app: Flask) -> None:
    with statements() as seen:
        assert actions.plan(reported(*crowd(30)), NOW).changes.people_added == 30
    assert {statement.split()[0] for statement in seen} <= {"BEGIN", "SELECT"}


# On the desk


def handed_in(content: bytes) -> int:
    with writing():
        return actions.hand_in(read_sheet(content), "名册.xlsx", DIGEST, None, NOW).id


def test_a_sheet_handed_in_twice_waits_once(app: Flask) -> None:
    content = sheet(row("王小明"))
    assert handed_in(content) == handed_in(content)


def test_a_sheet_is_confirmed_once_and_only_its_refused_rows_are_kept(app: Flask) -> None:
    rows = row("王小明"), row("李芳", year="昨天")
    upload_id = handed_in(sheet(*rows))
    for expected in (True, False):
        with writing():
            assert actions.confirm(upload_id, reported(*rows), False, None, NOW) is expected
    upload = db.session.get_one(RosterImport, upload_id)
    assert (upload.confirmed_at, (upload.result or {})["people_added"]) == (NOW, 1)
    assert upload.body is not None
    assert [raw.row for raw in read_sheet(upload.body).rows] == [2]


def test_a_sheet_without_refused_rows_leaves_no_file_behind(app: Flask) -> None:
    upload_id = handed_in(sheet(row("王小明")))
    with writing():
        actions.confirm(upload_id, reported(row("王小明")), False, None, NOW)
    assert db.session.get_one(RosterImport, upload_id).body is None


def test_a_sheet_left_lying_is_thrown_away_after_30_days(app: Flask) -> None:
    handed_in(sheet(row("王小明")))
    actions.tick(NOW + actions.KEPT)
    assert db.session.scalar(select(func.count(RosterImport.id))) == 1
    actions.tick(NOW + actions.KEPT * 2)
    assert db.session.scalar(select(func.count(RosterImport.id))) == 0
