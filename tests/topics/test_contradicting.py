"""Words alone do not end the duty that a demand has made: whoever signed may say that the meeting
did not deal with it (居民委员会组织法 art. 26, 28).
"""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from portal.audit import queries as audit
from portal.bodies.rules import Kind as BodyKind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.meetings import leading, panels
from portal.meetings import queries as meetings
from portal.meetings.models import AgendaItem
from portal.topics.demands import actions, kinds, queries, rules
from portal.topics.demands.models import Demand, Signatory
from portal.topics.demands.rules import Refusal, Refused, State
from tests.meetings.making import MeetingInTest, browser, make_body
from tests.meetings.test_duties import ENOUGH, call, draft, duty, get, held, page
from tests.topics.making import told
from tests.world import World, post

WORDED = date(2026, 5, 4)
BUTTON = "没有议到</button>"


@pytest.mark.parametrize(
    ("note", "enough"),
    [
        ("", False),
        ("。", False),
        ("。" * 200, False),
        ("议过了。", False),
        ("一" * (rules.LEAST_SAID - 1) + "。！ ", False),
        ("一" * rules.LEAST_SAID, True),
    ],
)
def test_a_sign_is_no_dealing_with_it(note: str, enough: bool) -> None:
    assert rules.says_enough(note) is enough


@pytest.mark.parametrize(
    ("worded_on", "signed", "days", "no"),
    [
        (WORDED, True, 0, None),
        (WORDED, True, rules.CONTRADICTED_WITHIN, None),
        (WORDED, True, rules.CONTRADICTED_WITHIN + 1, Refusal.NOTHING_SAID),
        (None, True, 0, Refusal.NOTHING_SAID),
        (WORDED, False, 0, Refusal.NOT_SIGNED),
    ],
)
def test_who_signed_contradicts_words_alone_and_in_time(
    worded_on: date | None, signed: bool, days: int, no: Refusal | None
) -> None:
    today = WORDED + timedelta(days=days)
    assert rules.no_contradiction(worded_on, signed, today) is no


def signed(world: World, demand_id: int, at: bool = True) -> int:
    """Somebody on its roll, who has signed or not."""
    person_id = world.person().id
    with writing():
        when = clock.now() if at else None
        db.session.add(Signatory(demand_id=demand_id, person_id=person_id, signed_at=when))
    return person_id


def called(world: World, open_: int) -> MeetingInTest:
    made = draft(world, open_, make_body(world, kind=BodyKind.ASSEMBLY))
    call(made)
    return made


def worded(world: World) -> tuple[int, MeetingInTest, int]:
    """(a demand, the meeting whose chair wrote down that it was dealt with, one who signed)."""
    open_ = duty(world)
    signer, made = signed(world, open_), called(world, open_)
    held(made, ENOUGH, *made.voters)
    return open_, made, signer


def press(world: World, demand_id: int, person_id: int) -> int:
    here = f"/topics/demands/{demand_id}/"
    return post(browser(world, person_id), f"{here}contradict/", here).status_code


def show(client: FlaskClient, demand_id: int) -> str:
    return client.get(f"/topics/demands/{demand_id}/").get_data(as_text=True)


@pytest.mark.parametrize("note", ["。", "议过了。", "。" * 300])
def test_articles_26_and_28_a_full_stop_leaves_the_duty_open(world: World, note: str) -> None:
    open_ = duty(world)
    made = called(world, open_)
    held(made, note, *made.voters)
    assert get(open_).state == State.DUE
    assert told(kinds.TOLD_WORDED) == []


def test_articles_26_and_28_whoever_signed_hears_of_the_words_and_says_they_are_not_so(
    world: World,
) -> None:
    director = world.account(None, Role.DIRECTOR)
    open_, made, signer = worded(world)
    other = signed(world, open_, at=False)
    due = get(open_).due_on
    assert (get(open_).state, told(kinds.TOLD_WORDED)) == (State.MET, [signer])
    assert "没有表决" in page(world, open_)
    assert BUTTON in show(browser(world, signer), open_)
    assert BUTTON not in show(browser(world, other), open_)
    assert press(world, open_, other) == 422
    assert press(world, open_, signer) == 303
    demand = get(open_)
    assert (demand.state, demand.due_on, demand.met_at) == (State.DUE, due, None)
    people = sorted([demand.raised_by, signer, director.person_id])
    assert told(kinds.TOLD_CONTRADICTED) == people
    shown = page(world, open_)
    assert "签名的人说会上没有议到" in shown
    assert f'href="{made.address}"' in shown  # which meeting it was
    said = [one for one in audit.public_acts(1, 9).items if one.kind == kinds.CONTRADICTED]
    assert [one.sentence for one in said] == [
        f"签名的人说，会上没有议到第 {open_} 号要求的事：仍须召集会议，期限 {due}"
    ]
    assert [one.actor_id for one in said] == [None]
    assert press(world, open_, signer) == 422  # it stands open already


def test_the_next_meeting_answers_it_then(world: World) -> None:
    open_, first, signer = worded(world)
    assert press(world, open_, signer) == 303
    again = called(world, open_)
    assert get(open_).state == State.MET
    shown = page(world, open_)
    assert f'href="{again.address}"' in shown
    assert f'href="{first.address}"' not in shown


def test_after_its_days_the_words_stand(world: World) -> None:
    open_, _made, signer = worded(world)
    with writing():
        demand = queries.locked(open_)
        demand.worded_at = clock.now() - timedelta(days=rules.CONTRADICTED_WITHIN + 1)
    assert BUTTON not in show(browser(world, signer), open_)
    assert press(world, open_, signer) == 422
    assert get(open_).state == State.MET


def test_what_was_voted_on_is_not_contradicted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ = duty(world)
    signer, made = signed(world, open_), called(world, open_)
    made.sign_in(*made.voters).open()
    item_id, chair = made.item(2).id, made.row.chair_id
    monkeypatch.setattr(panels, "outcomes", lambda _meeting: {item_id: "未通过"})
    with writing():
        leading.close(meetings.locked(made.id), chair, clock.now())
    assert (get(open_).state, get(open_).worded_at) == (State.MET, None)
    assert told(kinds.TOLD_WORDED) == []
    assert press(world, open_, signer) == 422
    assert get(open_).state == State.MET


def test_two_who_say_so_at_once_open_it_once(world: World) -> None:
    open_, _made, signer = worded(world)
    other = signed(world, open_)
    with writing():
        actions.contradict(queries.locked(open_), signer, clock.now())
    with pytest.raises(Refused) as no, writing():
        actions.contradict(queries.locked(open_), other, clock.now())
    assert no.value.reason is Refusal.NOTHING_SAID
    said = [one.kind for one in audit.public_acts(1, 9).items]
    assert said.count(kinds.CONTRADICTED) == 1


def test_words_of_a_meeting_without_a_quorum_are_none(world: World) -> None:
    open_ = duty(world)
    made = called(world, open_)
    held(made, ENOUGH)
    assert get(open_).state == State.DUE
    assert db.session.query(AgendaItem).filter_by(demand_id=open_).count() == 0
    assert db.session.query(Demand).filter(Demand.worded_at.is_not(None)).count() == 0
