"""The candidates are more than the seats, and stand in an order [art. 18]."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.db import db, writing
from portal.elections import queries
from portal.elections.actions import checks
from portal.elections.models import Nomination
from tests.elections.conftest import ElectionInTest, send, text

HOW: dict[str, object] = {"order_rule": "lot", "order_note": "昨天抽签，监督委员张三在场"}


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
    typed: dict[str, object] = {f"place_{one}": n for n, one in enumerate(order, 1)} | HOW
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
    typed: dict[str, object] = {f"place_{one}": n for n, one in enumerate(order, 1)} | HOW
    answer = send(staff, f"{open_.desk}candidates/", **typed)
    assert answer.status_code == 422
    assert "候选人要多于应选名额" in answer.get_data(as_text=True)


@pytest.mark.parametrize("places", [(1, 1, 2, 3, 4, 5), (0, 1, 2, 3, 4, 5), (2, 3, 4, 5, 6, 7)])
def test_every_place_on_the_ballot_paper_is_taken_once(
    open_: ElectionInTest, staff: FlaskClient, places: tuple[int, ...]
) -> None:
    order = open_.nominate(*open_.voters[:6])
    open_.pass_days(21)
    typed: dict[str, object] = {f"place_{one}": n for n, one in zip(places, order, strict=True)}
    answer = send(staff, f"{open_.desk}candidates/", **HOW, **typed)
    assert answer.status_code == 422
    assert not open_.facts.candidates_posted


@pytest.mark.parametrize(
    ("rule", "said"), [("lot", "抽签决定先后"), ("strokes", "由选举工作人员排定，本站没有核对")]
)
def test_everyone_reads_how_the_order_on_the_ballot_paper_was_found_and_who_watched(
    open_: ElectionInTest, staff: FlaskClient, client: FlaskClient, rule: str, said: str
) -> None:
    order = open_.nominate(*open_.voters[:6])
    open_.pass_days(21)
    places = {f"place_{one}": n for n, one in enumerate(order, 1)}
    page = f"{open_.desk}candidates/"
    silent = send(staff, page, order_rule=rule, order_note="", **places)
    assert silent.status_code == 422
    assert "请写哪一天定的、谁在场看着" in silent.get_data(as_text=True)
    assert send(staff, page, order_rule=rule, order_note="张三在场", **places).status_code == 303
    assert f"{said}（张三在场）" in text(client, open_.address)
    notice = queries.notices(open_.id)[-1].number
    assert f"{said}：张三在场" in text(client, f"{open_.address}notices/{notice}/")
