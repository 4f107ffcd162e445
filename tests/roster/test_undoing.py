"""Undoing an import while nothing later depends on it; else the reason, and because of whom."""

import json
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts.models import Slip
from portal.audit.models import AuditFact
from portal.ballots.models import RollRow
from portal.core import clock, outbox, settings
from portal.core.access import Role
from portal.core.db import db, writing
from portal.roster import actions, undoing, upkeep, words
from portal.roster.models import Person, RoleTerm, RosterChange, RosterImport
from portal.roster.plan import pair_key
from portal.roster.rules import Hindrance
from portal.roster.undoing import CannotUndo, Obstacle
from portal.roster.upkeep import By
from tests.budget.conftest import list_project, make_round
from tests.roster.sheets import OTHER_GRID, crowd, reported, row, sheet
from tests.roster.test_applying import everything, person
from tests.statements import statements
from tests.world import World, post

NOW = clock.now() - timedelta(hours=1)
PHONE, OTHER_PHONE = "13912345678", "13987654321"


def imported(*rows: tuple[object, ...], full: bool = False, pairs: bool = False) -> int:
    """The number of an import; with ``pairs``, every proposed one is confirmed."""
    report = reported(*rows)
    found = actions.plan(report, NOW).proposed if pairs else []
    confirmed = frozenset(pair_key(pair) for pair in found)
    with writing():
        actions.import_at_once(report, "名册.xlsx", "0" * 64, NOW, None, confirmed, full)
    return latest()


def latest() -> int:
    db.session.rollback()
    return db.session.scalars(select(func.max(RosterImport.id))).one()


def undo(import_id: int) -> None:
    with writing():
        undoing.undo(import_id, None, NOW)  # type: ignore[arg-type]


def against(import_id: int, now: object = NOW) -> list[Obstacle]:
    with pytest.raises(CannotUndo) as refused, writing():
        undoing.undo(import_id, None, now)  # type: ignore[arg-type]
    return refused.value.obstacles


def left(person: Person) -> None:
    by = By(None, NOW, "核实")  # type: ignore[arg-type]
    day = date(2026, 1, 1)
    upkeep.leave(person.id, upkeep.seen(person), upkeep.Leaving.MOVED, day, by)


# What is undone


def test_a_first_import_undone_leaves_nothing(app: Flask) -> None:
    undo(imported(*crowd(60)))
    assert not any(everything().values())
    assert db.session.scalar(select(func.count()).select_from(RosterChange)) == 0


@pytest.mark.parametrize(
    "later",
    [
        [row("王小明", phone=OTHER_PHONE, delegate="是"), row("李芳")],  # changed
        [row("王小明", room="502"), row("李方")],  # moved, corrected
        [row("王小明")],  # missing
        [row("王小明", grid=OTHER_GRID), row("李芳", grid=OTHER_GRID)],  # redrawn
        [row("张三", room="901", building="8幢"), row("王小明"), row("李芳")],  # new
        [row("王小明", room="502"), row("张三", grid=OTHER_GRID), row("李方", phone=PHONE)],
    ],
)
def test_everything_is_again_as_it_was(app: Flask, later: list[tuple[object, ...]]) -> None:
    imported(row("王小明", phone=PHONE), row("李芳"), row("陈静", building="4幢"))
    before = everything()
    undo(imported(*later, full=True, pairs=True))
    assert everything() == before


def test_a_mark_that_an_import_cleared_stands_again(app: Flask) -> None:
    imported(row("王小明"), row("李芳"))
    imported(row("王小明"), full=True)
    before = person("李芳").missing_since
    again = imported(row("李芳"))
    assert person("李芳").missing_since is None
    undo(again)
    assert person("李芳").missing_since == before is not None


def test_an_undone_import_is_on_record_and_says_by_whom(world: World) -> None:
    who = world.person("陈晓敏").id
    done = imported(row("王小明"), row("李芳"))
    with writing():
        undoing.undo(done, who, NOW)
    upload = db.session.get_one(RosterImport, done)
    assert (upload.undone_at, upload.undone_by) == (NOW, who)
    fact = db.session.scalars(select(AuditFact).order_by(AuditFact.number.desc())).first()
    assert fact is not None
    assert (fact.kind, fact.actor_id) == (undoing.UNDONE, who)
    assert fact.payload == {"removed": 2, "restored": 0, "sha256": "0" * 64}


def test_the_file_may_be_imported_anew(app: Flask) -> None:
    undo(imported(row("王小明")))
    imported(row("王小明"))
    assert person("王小明").name == "王小明"


def test_ten_times_the_people_take_no_more_statements_to_undo(app: Flask) -> None:
    undoing.DAYS()  # settings are read once
    counts = []
    for size in (40, 400):
        done = imported(*crowd(size))
        with statements() as seen:
            undo(done)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_place_that_somebody_uses_since_stays(world: World) -> None:
    done = imported(row("王小明"))
    home = person("王小明").household_id
    with writing():
        db.session.add(Person(household_id=home, name="新邻居", name_key="新邻居"))
    undo(done)
    assert set(db.session.scalars(select(Person.name))) == {"新邻居"}
    assert person("新邻居").household_id == home


# What stands against it


def test_nothing_is_undone_twice(app: Flask) -> None:
    done = imported(row("王小明"))
    undo(done)
    assert against(done) == [Obstacle(Hindrance.UNDONE)]


def test_nothing_is_undone_before_it_is_done(app: Flask) -> None:
    with writing():
        db.session.add(RosterImport(file_name="x", sha256="0", uploaded_at=NOW))
    assert against(latest()) == [Obstacle(Hindrance.WAITS)]


def test_an_import_of_which_nothing_was_kept_cannot_be_undone(app: Flask) -> None:
    with writing():
        db.session.add(RosterImport(file_name="x", sha256="0", uploaded_at=NOW, confirmed_at=NOW))
    assert against(latest()) == [Obstacle(Hindrance.NOT_KEPT)]


def test_what_undoing_needs_is_kept_for_a_stated_time(app: Flask) -> None:
    done = imported(row("王小明"))
    last = NOW + timedelta(days=30)
    actions.tick(last)
    assert db.session.scalar(select(func.count()).select_from(RosterChange))
    late = last + timedelta(milliseconds=1)
    assert against(done, late) == [Obstacle(Hindrance.TOO_LATE)]
    actions.tick(late)
    assert db.session.scalar(select(func.count()).select_from(RosterChange)) == 0


def test_the_time_is_the_communitys_own(app: Flask) -> None:
    done = imported(row("王小明"))
    with writing():
        settings.change(undoing.DAYS, 3, NOW)
    assert against(done, NOW + timedelta(days=4)) == [Obstacle(Hindrance.TOO_LATE)]


def test_a_later_import_of_the_same_building_is_undone_first(app: Flask) -> None:
    first = imported(row("王小明"), row("李芳"))
    second = imported(row("王小明"), row("李芳"))
    assert against(first) == [Obstacle(Hindrance.LATER_IMPORT, ("王小明", "李芳"), "名册.xlsx")]
    undo(second)
    undo(first)
    assert not any(everything().values())


def test_a_later_import_of_another_building_does_not_matter(app: Flask) -> None:
    first = imported(row("王小明"))
    imported(row("陈静", building="4幢"))
    undo(first)
    assert set(db.session.scalars(select(Person.name))) == {"陈静"}


def test_a_correction_since_stands_against_it(world: World) -> None:
    done = imported(row("王小明"), row("李芳"))
    li = person("李芳")
    with writing():
        left(li)
    assert against(done) == [Obstacle(Hindrance.CHANGED_SINCE, ("李芳",))]


def test_a_correction_of_somebody_else_does_not_matter(world: World) -> None:
    done = imported(row("王小明"))
    other = world.person("外人")
    with writing():
        left(db.session.merge(other))
    undo(done)


@pytest.mark.parametrize("used", ["account", "roll_row", "role_term", "slip", "message"])
def test_whatever_refers_to_an_added_person_stands_against_it(world: World, used: str) -> None:
    done = imported(row("王小明"), row("李芳"))
    li = person("李芳")
    if used == "account":
        world.account(li)
    elif used == "role_term":
        db.session.add(RoleTerm(person_id=li.id, role=Role.DIRECTOR, starts_on=date(2026, 1, 1)))
    elif used == "slip":
        db.session.add(Slip(person_id=li.id, number="1", code_hash="x", printed_at=NOW))
    elif used == "message":
        outbox.tell([li.id], "accounts.housemate_joined", NOW, name="王小明")
    else:
        made = make_round(world)
        list_project(made, "A", 100_000)
        made.open()
        db.session.execute(RollRow.__table__.delete().where(RollRow.person_id != li.id))
    db.session.commit()
    assert against(done) == [Obstacle(Hindrance.REFERRED, ("李芳",), used)]
    assert person("李芳").id == li.id


def test_whoever_was_there_before_may_be_referred_to(world: World) -> None:
    imported(row("王小明"))
    world.account(person("王小明"))
    done = imported(row("王小明", phone=PHONE))
    undo(done)
    assert person("王小明").phone is None


# On the desk


@pytest.fixture
def staff(world: World) -> FlaskClient:
    return world.staff(Role.COMMITTEE_MEMBER)


def test_the_page_warns_before_and_the_list_says_so_afterwards(staff: FlaskClient) -> None:
    address = f"/desk/roster/imports/{imported(row('王小明'), row('李芳'))}/"
    assert f"{address}undo/" in staff.get(address).text
    page = staff.get(f"{address}undo/").text
    for sentence in ("新增的 2 人会从名册上移除", "撤销不能再撤销", "可以撤销到"):
        assert sentence in page
    answer = post(staff, f"{address}undo/")
    assert (answer.status_code, answer.location) == (303, "/desk/roster/")
    desk = staff.get("/desk/roster/").text
    assert "这次导入已经撤销。" in desk
    assert "已撤销" in desk
    assert "撤销了这次导入" in staff.get(address).text


def test_the_page_says_why_not_and_because_of_whom(world: World, staff: FlaskClient) -> None:
    address = f"/desk/roster/imports/{imported(row('王小明'))}/undo/"
    world.account(person("王小明"))
    page = staff.get(address).text
    assert "有人已经开通账号，撤销会让记录没有了人。涉及：王小明。" in page
    assert "danger" not in page[page.index("<main") : page.index("</main>")]
    answer = post(staff, address, page="/me/")
    assert (answer.status_code, "现在不能撤销" in answer.text) == (422, True)


def test_an_import_that_is_none_is_404(staff: FlaskClient) -> None:
    assert staff.get("/desk/roster/imports/99/undo/").status_code == 404
    assert post(staff, "/desk/roster/imports/99/undo/", page="/me/").status_code == 404


def test_every_hindrance_has_a_sentence_of_its_own() -> None:
    sentences = {words.hindrance(Obstacle(why)) for why in Hindrance}
    assert len(sentences) == len(Hindrance)
    six = Obstacle(Hindrance.CHANGED_SINCE, tuple("甲乙丙丁戊己"))
    assert "涉及：甲、乙、丙、丁、戊 等 6 人。" in words.hindrance(six)


def test_an_import_of_the_command_line_can_be_undone_too(app: Flask, tmp_path: object) -> None:
    path = tmp_path / "名册.xlsx"  # type: ignore[operator]
    path.write_bytes(sheet(row("王小明")))
    result = app.test_cli_runner().invoke(args=["roster", "import", str(path), "--json"])
    assert json.loads(result.stdout)["changes"]["people_added"] == 1
    upload = db.session.get_one(RosterImport, latest())
    assert (upload.file_name, upload.body) == ("名册.xlsx", None)
    with writing():
        undoing.undo(upload.id, None, clock.now())  # type: ignore[arg-type]
    assert not any(everything().values())
