"""A ballot is taken once, whole, in time, from someone on the roll; else it is refused by name."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.ballots.models import Envelope, Receipt, RollRow
from portal.ballots.rules import Refusal
from portal.budget import words
from portal.budget.actions import preparing
from portal.budget.rules import Fault
from portal.core import clock
from portal.core.db import db, writing
from tests.budget.conftest import RoundInTest, list_project, make_round
from tests.world import World, fields, post


def cast_so_far() -> tuple[int, int]:
    """(envelopes, marked rows) in the whole database."""
    db.session.rollback()
    envelopes = db.session.scalar(select(func.count()).select_from(Envelope)) or 0
    marked = db.session.scalar(select(func.count(RollRow.marked))) or 0
    return envelopes, marked


def says(answer: object, reason: object) -> bool:
    return str(words.REFUSALS[reason]) in answer.get_data(as_text=True)  # type: ignore[attr-defined,index]


def test_a_resident_votes_and_the_roll_says_so(
    resident: FlaskClient, open_round: RoundInTest
) -> None:
    answer = open_round.vote(resident, *open_round.ids("A", "C"))
    assert answer.status_code == 303
    assert "您的票已经投出" in resident.get(answer.location).get_data(as_text=True)
    assert cast_so_far() == (1, 1)


def test_a_blank_ballot_is_a_ballot(resident: FlaskClient, open_round: RoundInTest) -> None:
    assert "空白票" in open_round.review(resident).get_data(as_text=True)
    assert open_round.vote(resident).status_code == 303
    assert cast_so_far() == (1, 1)


def test_the_review_is_not_yet_a_vote_and_is_kept_nowhere(
    resident: FlaskClient, open_round: RoundInTest
) -> None:
    answer = open_round.review(resident, *open_round.ids("A"))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "还没有提交" in answer.get_data(as_text=True)
    assert cast_so_far() == (0, 0)


def test_going_back_keeps_what_was_chosen(resident: FlaskClient, open_round: RoundInTest) -> None:
    (chosen,) = open_round.ids("A")
    page = open_round.review(resident, chosen, change="1").get_data(as_text=True)
    assert page.count(" checked") == 1


def test_already_voted(resident: FlaskClient, open_round: RoundInTest) -> None:
    reviewed = fields(open_round.review(resident, *open_round.ids("A")))
    open_round.vote(resident, *open_round.ids("B"))
    again = resident.post(f"{open_round.address}cast/", data=reviewed)
    assert again.status_code == 422
    assert says(again, Refusal.ALREADY_VOTED)
    assert says(resident.get(open_round.address), Refusal.ALREADY_VOTED)
    assert cast_so_far() == (1, 1)


def test_a_retry_after_a_lost_answer_is_confirmed_again(
    resident: FlaskClient, open_round: RoundInTest
) -> None:
    reviewed = fields(open_round.review(resident, *open_round.ids("A")))
    first, second = (
        resident.post(f"{open_round.address}cast/", data=reviewed) for _try in range(2)
    )
    assert (first.status_code, second.status_code) == (303, 303)
    assert cast_so_far() == (1, 1)


def test_not_on_the_roll(world: World, open_round: RoundInTest) -> None:
    newcomer = world.client(world.account())
    assert says(newcomer.get(open_round.address), Refusal.NOT_ON_ROLL)
    assert "您这一轮不能投票" not in newcomer.get(f"/budget/{open_round.id}/").get_data(
        as_text=True
    )


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"birth_year": clock.today().year - 17}, Refusal.UNDER_AGE),
        ({"birth_year": None}, Refusal.AGE_UNKNOWN),
        ({"left_on": date(2025, 1, 1)}, Refusal.MOVED_OUT),
    ],
)
def test_under_age_or_moved_out(
    world: World, draft_round: RoundInTest, facts: dict[str, object], reason: Refusal
) -> None:
    person = world.person(**{k: v for k, v in facts.items() if k != "left_on"})  # type: ignore[arg-type]
    client = world.client(world.account(person))
    if "left_on" in facts:
        with writing():
            db.session.merge(person).left_on = facts["left_on"]  # type: ignore[assignment]
    made = draft_round.open()
    assert says(client.get(made.address), reason)
    (chosen,) = made.ids("A")
    sent = post(client, made.address, "/me/", choice=chosen, version=made.row.box.opening_digest)  # type: ignore[union-attr]
    assert (sent.status_code, says(sent, reason)) == (422, True)


def test_not_open_before_the_first_minute(resident: FlaskClient, draft_round: RoundInTest) -> None:
    draft_round.announce()
    assert says(resident.get(draft_round.address), Refusal.NOT_OPEN)
    draft_round.seal()
    assert says(resident.get(draft_round.address), Refusal.NOT_OPEN)


def test_closed_at_the_second_of_closing(resident: FlaskClient, open_round: RoundInTest) -> None:
    reviewed = fields(open_round.review(resident, *open_round.ids("A")))
    open_round.move(opens=timedelta(hours=-1), closes=timedelta())
    answer = resident.post(f"{open_round.address}cast/", data=reviewed)
    assert answer.status_code == 422
    assert says(answer, Refusal.CLOSED)
    assert cast_so_far() == (0, 0)


def test_over_budget(resident: FlaskClient, open_round: RoundInTest) -> None:
    answer = open_round.review(resident, *open_round.ids("A", "B"))
    assert answer.status_code == 422
    assert says(answer, Fault.OVER_BUDGET)
    assert answer.get_data(as_text=True).count(" checked") == 2


def test_too_many(world: World, resident: FlaskClient) -> None:
    made = make_round(world, form="approve", max_choices=1)
    for code in "AB":
        list_project(made, code, 100)
    made.open()
    assert says(made.review(resident, *made.ids("A", "B")), Fault.TOO_MANY)
    assert made.vote(resident, *made.ids("A")).status_code == 303


def test_duplicate(resident: FlaskClient, open_round: RoundInTest) -> None:
    (chosen,) = open_round.ids("C")
    assert says(open_round.review(resident, chosen, chosen), Fault.DUPLICATE)


def test_foreign(world: World, resident: FlaskClient, open_round: RoundInTest) -> None:
    other = make_round(world)
    list_project(other, "X", 100)
    assert says(open_round.review(resident, *other.ids("X")), Fault.FOREIGN)


def test_hidden(world: World, resident: FlaskClient, draft_round: RoundInTest) -> None:
    (chosen,) = draft_round.ids("B")
    me = world.account()
    with writing():
        project = next(p for p in draft_round.projects() if p.code == "B")
        preparing.withdraw_project(project, "与物业职责重复", me.person_id, clock.now())
    draft_round.open()
    assert says(draft_round.review(resident, chosen), Fault.HIDDEN)


def test_changed_since(resident: FlaskClient, open_round: RoundInTest) -> None:
    answer = open_round.review(resident, *open_round.ids("A"), version="0" * 64)
    assert answer.status_code == 422
    assert says(answer, Refusal.CHANGED_SINCE)


@pytest.mark.parametrize("forged", ["999999", "0", "-1", "1 OR 1=1", "１", "9" * 40, "", "é"])
def test_forged_choice(resident: FlaskClient, open_round: RoundInTest, forged: str) -> None:
    answer = open_round.review(resident, forged)
    assert answer.status_code == 422
    assert says(answer, Fault.FORGED_FIELD)


@pytest.mark.parametrize(
    "forgery",
    [{"receipt": "34679-ACEFG-HJKMN"}, {"mark": "0" * 64}, {"mark": ""}],
)
def test_forged_field(
    resident: FlaskClient, open_round: RoundInTest, forgery: dict[str, str]
) -> None:
    reviewed = {**fields(open_round.review(resident, *open_round.ids("A"))), **forgery}
    answer = resident.post(f"{open_round.address}cast/", data=reviewed)
    assert answer.status_code == 422
    assert says(answer, Refusal.FORGED_FIELD)
    assert cast_so_far() == (0, 0)


def test_nobody_can_hand_in_anothers_receipt(
    world: World, resident: FlaskClient, draft_round: RoundInTest
) -> None:
    neighbour = world.client(world.account())
    draft_round.open()
    theirs = fields(draft_round.review(neighbour, *draft_round.ids("A")))
    mine = fields(draft_round.review(resident, *draft_round.ids("A")))
    stolen = {**mine, "receipt": theirs["receipt"], "mark": theirs["mark"]}
    answer = resident.post(f"{draft_round.address}cast/", data=stolen)
    assert says(answer, Refusal.FORGED_FIELD)


def test_the_voters_own_four_digits_join_the_receipt(
    resident: FlaskClient, open_round: RoundInTest
) -> None:
    open_round.vote(resident, *open_round.ids("A"), digits="2468")
    codes = db.session.scalars(select(Receipt.code)).all()
    assert [code[-5:] for code in codes] == ["-2468"]


@pytest.mark.parametrize("typed", ["12", "12a4", "12345", "四位数字"])
def test_digits_that_are_not_four_are_mended_in_place(
    resident: FlaskClient, open_round: RoundInTest, typed: str
) -> None:
    reviewed = fields(open_round.review(resident, *open_round.ids("A")))
    answer = resident.post(f"{open_round.address}cast/", data={**reviewed, "digits": typed})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "请填四位数字，或者留空" in html
    assert fields(answer) == {**reviewed, "csrf_token": fields(answer)["csrf_token"]}
    assert cast_so_far() == (0, 0)


def test_full_width_digits_are_digits(resident: FlaskClient, open_round: RoundInTest) -> None:
    open_round.vote(resident, *open_round.ids("A"), digits="２４６８")
    assert db.session.scalars(select(Receipt.code)).one().endswith("-2468")


def test_a_recorded_receipt_of_another_is_no_retry(
    world: World, resident: FlaskClient, draft_round: RoundInTest
) -> None:
    neighbour = world.client(world.account())
    draft_round.open()
    theirs = fields(draft_round.review(neighbour, *draft_round.ids("A")))
    neighbour.post(f"{draft_round.address}cast/", data=theirs)
    mine = fields(draft_round.review(resident, *draft_round.ids("B")))
    resident.post(f"{draft_round.address}cast/", data=mine)
    again = {**mine, "receipt": theirs["receipt"], "mark": theirs["mark"]}
    answer = resident.post(f"{draft_round.address}cast/", data=again)
    assert (answer.status_code, says(answer, Refusal.ALREADY_VOTED)) == (422, True)


def test_nothing_shows_a_tally_before_the_close(
    resident: FlaskClient, open_round: RoundInTest
) -> None:
    open_round.vote(resident, *open_round.ids("A"))
    assert resident.get(f"/budget/{open_round.id}/result/").status_code == 404
    assert resident.get(f"/budget/{open_round.id}/files/ballots.pb").status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Envelope)) == 1
    sealed = db.session.scalar(select(Envelope.sealed)) or b""
    assert b'"A"' not in sealed
