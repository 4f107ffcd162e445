"""Somebody moves, leaves, comes back, or was missing."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.audit.models import AuditFact
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.roster import kinds, words
from portal.roster.models import Person
from portal.roster.queries import missing_count
from portal.roster.rules import Refusal
from tests.roster.keeping import PHONE, REASON, do, door, facts, now, page_of, refused
from tests.world import World, fields

DAY = timedelta(days=1)


@pytest.fixture
def desk(world: World) -> FlaskClient:
    return world.client(world.account(world.person("陈晓敏"), Role.COMMITTEE_MEMBER))


def test_somebody_moves_within_the_community_and_stays_who_they_are(
    world: World, desk: FlaskClient
) -> None:
    li, home = world.person("李芳", is_delegate=True), world.household()
    assert do(desk, li, "move", **door(home)).status_code == 303
    moved = now(li)
    assert (moved.household_id, moved.is_delegate) == (home.id, False)
    assert facts()[-1].payload["after"]["address"] == home.address


def test_a_dwelling_that_the_roster_has_not_is_entered_only_if_one_says_so(
    world: World, desk: FlaskClient
) -> None:
    li = world.person("李芳")
    where = {"building": 1, "unit": "", "room": "9０9"}
    assert refused(do(desk, li, "move", **where), Refusal.NO_SUCH_DWELLING)
    assert do(desk, li, "move", **where, is_new="y").status_code == 303
    home = now(li).household
    assert home is not None
    assert (home.unit, home.room, home.key, home.grid_id) == ("", "909", " 909", 1)
    done = db.session.scalars(select(AuditFact.kind).order_by(AuditFact.number)).all()
    assert done == [kinds.DWELLING_ADDED, kinds.MOVED]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"building": 99}, "building-error"),
        ({"building": "x"}, "building-error"),
        ({"room": ""}, "“房号”没有填写"),
        ({"room": "甲" * 25}, "“房号”太长"),
    ],
)
def test_a_door_that_is_none_is_refused_in_words(
    world: World, desk: FlaskClient, typed: dict[str, object], sentence: str
) -> None:
    li, home = world.person("李芳"), world.household()
    answer = do(desk, li, "move", **{**door(home), **typed})
    assert answer.status_code == 422
    assert sentence in answer.text


def test_nobody_moves_to_where_they_live_or_into_a_double(world: World, desk: FlaskClient) -> None:
    li = world.person("李芳")
    double = world.person("李芳")
    assert li.household is not None
    assert double.household is not None
    assert refused(do(desk, li, "move", **door(li.household)), Refusal.SAME_DWELLING)
    assert refused(do(desk, li, "move", **door(double.household)), Refusal.LISTED_ALREADY)


@pytest.mark.parametrize(("outcome", "kind"), [("moved", kinds.LEFT), ("died", kinds.DIED)])
def test_somebody_leaves_on_a_day_and_is_kept(
    world: World, desk: FlaskClient, outcome: str, kind: str
) -> None:
    li = world.person("李芳", is_delegate=True)
    day = clock.today() - DAY
    answer = do(desk, li, "whereabouts", outcome=outcome, day=day.isoformat())
    assert (answer.status_code, answer.location) == (303, page_of(li))
    gone = now(li)
    assert (gone.left_on, gone.left_why, gone.is_delegate) == (day, outcome, False)
    assert [one.kind for one in facts()] == [kind]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"outcome": "moved"}, "搬走或去世的，请填写日期"),
        ({"outcome": "died", "day": "1950-01-01"}, str(words.REFUSALS[Refusal.BEFORE_BIRTH])),
        ({"outcome": "moved", "day": "2099-01-01"}, str(words.REFUSALS[Refusal.IN_FUTURE])),
        ({"outcome": "stays"}, "outcome-error"),  # nobody asked
        ({}, "请选一项"),
    ],
)
def test_a_leaving_that_cannot_be_is_refused(
    world: World, desk: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    li = world.person("李芳")
    answer = do(desk, li, "whereabouts", **typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert now(li).left_on is None


def test_somebody_comes_back(world: World, desk: FlaskClient) -> None:
    li, home = world.person("李芳", left_on=date(2025, 1, 1)), world.household()
    assert do(desk, li, "return", **door(home)).status_code == 303
    back = now(li)
    assert (back.left_on, back.left_why, back.household_id) == (None, None, home.id)
    assert [one.kind for one in facts()] == [kinds.RETURNED]


@pytest.mark.parametrize("task", ["move", "whereabouts"])
def test_whoever_is_gone_does_nothing_before_coming_back(
    world: World, desk: FlaskClient, task: str
) -> None:
    li = world.person("李芳", left_on=date(2025, 1, 1))
    assert str(words.REFUSALS[Refusal.IS_GONE]) in desk.get(page_of(li, task)).text
    data = {"outcome": "moved", "day": "2025-02-01", "building": 1, "room": "1"}
    token = fields(desk.get(page_of(li, "correct")))
    answer = desk.post(page_of(li, task), data={**token, **data, "reason": REASON, "is_new": "y"})
    assert refused(answer, Refusal.IS_GONE)
    assert now(li).left_on == date(2025, 1, 1)


@pytest.fixture
def lost(world: World) -> Person:
    person = world.person("李芳", phone=PHONE)
    with writing():
        db.session.merge(person).missing_since = date(2026, 5, 1)
    return person


def test_whoever_is_missing_waits_in_a_queue(desk: FlaskClient, lost: Person) -> None:
    page = desk.get("/desk/roster/missing/").text
    for words_ in ("李芳", "2026年5月1日 起", f'href="tel:{PHONE}"', page_of(lost, "whereabouts")):
        assert words_ in page
    assert "1 位居民待核实" in desk.get("/desk/roster/").text


@pytest.mark.parametrize("outcome", ["stays", "moved", "died"])
def test_whoever_was_asked_after_is_out_of_the_queue(
    desk: FlaskClient, lost: Person, outcome: str
) -> None:
    day = "" if outcome == "stays" else "2026-06-01"
    answer = do(desk, lost, "whereabouts", outcome=outcome, day=day)
    assert (answer.status_code, answer.location) == (303, "/desk/roster/missing/")
    assert missing_count() == 0
    assert now(lost).left_on == (date(2026, 6, 1) if day else None)
    page = desk.get(page_of(lost)).text
    assert "陈晓敏" in page
    assert REASON in page


def test_a_move_finds_whoever_was_missing(world: World, desk: FlaskClient, lost: Person) -> None:
    do(desk, lost, "move", **door(world.household()))
    assert missing_count() == 0
