"""The candidates are more than the seats, and stand in an order [art. 18]."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.db import db, writing
from portal.elections import queries
from portal.elections.actions import checks
from portal.elections.models import Nomination
from tests.elections.conftest import ElectionInTest, send


def test_candidates_are_not_posted_on_the_day_of_a_refusal(
    open_: ElectionInTest, staff: FlaskClient
) -> None:
    """Whoever was refused has a day to ask for a second look."""
    order = open_.nominate(*open_.voters[:6])
    made, checker = open_.put(open_.voters[7], accepted=True), open_.world.person("别人").id
    open_.pass_days(21)
    with writing():
        one = queries.locked(open_.id)
        refused = queries.nomination(one.id, made)
        assert refused is not None
        checks.check(one, refused, False, "不行", checker, clock.now())
    typed = {f"place_{one}": n for n, one in enumerate(order, 1)} | {"order_rule": "lot"}
    answer = send(staff, f"{open_.desk}candidates/", **typed)
    assert answer.status_code == 422
    assert "要留一天让本人要求再审查一次" in answer.get_data(as_text=True)
    with writing():
        db.session.get_one(Nomination, made).checked_at = clock.now() - timedelta(days=1)
    assert send(staff, f"{open_.desk}candidates/", **typed).status_code == 303


def test_five_candidates_for_five_seats_are_too_few_art_18(
    open_: ElectionInTest, staff: FlaskClient
) -> None:
    order = open_.nominate(*open_.voters[:5])
    open_.pass_days(21)
    typed = {f"place_{one}": n for n, one in enumerate(order, 1)} | {"order_rule": "strokes"}
    answer = send(staff, f"{open_.desk}candidates/", **typed)
    assert answer.status_code == 422
    assert "候选人要多于应选名额" in answer.get_data(as_text=True)


@pytest.mark.parametrize("places", [(1, 1, 2, 3, 4, 5), (0, 1, 2, 3, 4, 5), (2, 3, 4, 5, 6, 7)])
def test_every_place_on_the_ballot_paper_is_taken_once(
    open_: ElectionInTest, staff: FlaskClient, places: tuple[int, ...]
) -> None:
    order = open_.nominate(*open_.voters[:6])
    open_.pass_days(21)
    typed = {f"place_{one}": n for n, one in zip(places, order, strict=True)}
    answer = send(staff, f"{open_.desk}candidates/", order_rule="lot", **typed)
    assert answer.status_code == 422
    assert not open_.facts.candidates_posted
