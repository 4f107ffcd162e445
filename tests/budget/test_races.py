"""Two tabs, many voters, the last second: the database decides, and everyone gets an answer."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.ballots import queries as box_queries
from portal.ballots.models import Envelope, RollRow
from portal.budget.actions import closing, preparing
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db
from tests.budget.conftest import RoundInTest
from tests.budget.test_electorate import choose, name_on_roster
from tests.world import World, fields, token


def reviewed(made: RoundInTest, client: FlaskClient, code: str) -> dict[str, object]:
    return fields(made.review(client, *made.ids(code)))


def count() -> tuple[int, int]:
    db.session.rollback()
    envelopes = db.session.scalar(select(func.count()).select_from(Envelope)) or 0
    return envelopes, db.session.scalar(select(func.count(RollRow.marked))) or 0


def test_the_same_voter_in_two_tabs_casts_one_ballot(
    resident: FlaskClient, open_round: RoundInTest
) -> None:
    tabs = [reviewed(open_round, resident, code) for code in "ABCABC"]
    address = f"{open_round.address}cast/"
    db.session.rollback()
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda data: resident.post(address, data=data).status_code, tabs))
    assert Counter(answers) == {303: 1, 422: 5}
    assert count() == (1, 1)


def test_the_same_click_twice_is_answered_alike_and_counted_once(
    resident: FlaskClient, open_round: RoundInTest
) -> None:
    data = reviewed(open_round, resident, "A")
    address = f"{open_round.address}cast/"
    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _n: resident.post(address, data=data).status_code, range(4)))
    assert answers == [303] * 4
    assert count() == (1, 1)


def test_many_voters_at_once_are_each_counted_once(world: World, draft_round: RoundInTest) -> None:
    clients = [world.client(world.account()) for _ in range(12)]
    made = draft_round.open()
    forms = [reviewed(made, client, "B") for client in clients]
    db.session.rollback()
    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(
                lambda pair: pair[0].post(f"{made.address}cast/", data=pair[1]).status_code,
                zip(clients, forms, strict=True),
            )
        )
    assert answers == [303] * 12
    assert count() == (12, 12)


def test_what_was_acknowledged_before_the_close_is_counted_and_nothing_else(
    world: World, draft_round: RoundInTest
) -> None:
    """Half the crowd races against the close itself."""
    clients = [world.client(world.account()) for _ in range(10)]
    made = draft_round.open()
    forms = [reviewed(made, client, "C") for client in clients]
    made.move(opens=timedelta(hours=-1), closes=timedelta(milliseconds=400))

    def close_when_it_is_time() -> None:
        with world.app.app_context():
            while True:
                try:
                    return closing.close(made.id, made.keys, clock.now())
                except preparing.Frozen:
                    db.session.rollback()

    with ThreadPoolExecutor(5) as pool:
        ending = pool.submit(close_when_it_is_time)
        answers = list(
            pool.map(
                lambda pair: pair[0].post(f"{made.address}cast/", data=pair[1]).status_code,
                zip(clients, forms, strict=True),
            )
        )
        ending.result()
    db.session.rollback()
    outcome = made.row.facts
    assert outcome.posted
    assert set(answers) <= {303, 422}
    counted = len(box_queries.ballots(made.row.box))  # type: ignore[arg-type]
    assert counted == answers.count(303) == count()[1]


def test_a_household_whose_delegate_changes_as_they_vote_has_one_ballot(
    world: World, draft_round: RoundInTest
) -> None:
    """The old delegate casts, twice the supervisors name the new one, and that one casts."""
    home = world.household()
    old, new = (
        world.person("老", 1950, home, is_delegate=True),
        world.person("新", 1960, home),
    )
    clients = [world.client(world.account(one)) for one in (old, new)]
    supervisors = [world.staff(Role.SUPERVISOR) for _ in range(2)]
    made = choose(draft_round).open()
    old_form = reviewed(made, clients[0], "A")
    name_on_roster(new)
    tokens = [token(one, "/me/") for one in supervisors]
    db.session.rollback()
    change = {"person_id": new.id, "change": "replace", "reason": "户代表换了"}
    acts = [
        (clients[0], f"{made.address}cast/", old_form),
        *(
            (one, f"/desk/rolls/{made.row.box_id}/", {**change, "csrf_token": each})
            for one, each in zip(supervisors, tokens, strict=True)
        ),
    ]
    db.session.rollback()
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda act: act[0].post(act[1], data=act[2]).status_code, acts))
    assert set(answers) <= {303, 422}
    cast_by_old, *replaced = answers
    assert replaced.count(303) == (0 if cast_by_old == 303 else 1)
    if cast_by_old == 422:
        assert made.vote(clients[1], *made.ids("B")).status_code == 303
    assert count() == (1, 1)


def test_two_members_added_at_once_are_one_row(world: World, draft_round: RoundInTest) -> None:
    home = world.household()
    members = [world.person(name, 1960, home).id for name in ("甲", "乙")]
    supervisors = [world.staff(Role.SUPERVISOR) for _ in members]
    made = choose(draft_round).open()
    address, tokens = f"/desk/rolls/{made.row.box_id}/", [token(s, "/me/") for s in supervisors]
    db.session.rollback()

    def add(place: int) -> int:
        data = {"person_id": members[place], "change": "add", "reason": "补登"}
        answer = supervisors[place].post(address, data={**data, "csrf_token": tokens[place]})
        return answer.status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, range(2))) == [303, 422]
    db.session.rollback()
    assert [row.household_id for row in db.session.scalars(select(RollRow))] == [home.id]
