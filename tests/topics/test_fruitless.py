"""A consultation without an outcome keeps its topic off no agenda (art. 32): after its day and
thirty more the topic waits for a meeting again, and everyone reads that nothing came of it.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from portal.audit import queries as audit
from portal.core import clock
from portal.core.db import writing
from portal.topics import actions as for_meetings
from portal.topics import due
from portal.topics import queries as topics
from portal.topics.consultations import actions, kinds, queries, rules
from portal.topics.consultations.rules import Move, Refusal, Refused, State
from portal.topics.rules import State as TopicState
from tests.topics.making import get, told
from tests.topics.test_consultations import (
    clerk,
    convene,
    do,
    get_one,
    held,
    plan,
    posted,
    topic_id,
)
from tests.world import World

__all__ = ["clerk", "topic_id"]
D = date(2026, 5, 4)
WAY = timedelta(days=rules.OUTCOME_DAYS)


def noticed(topic: int, by: int) -> None:
    convene(topic, by)
    do(lambda one: actions.give_notice(1, one), by)


PARKED: dict[State, tuple[Callable[[int, int], None], str]] = {
    State.NOTICED: (noticed, "发了通知，没有举行"),
    State.DELIBERATED: (held, "举行了，没有公布结果"),
    State.POSTED: (posted, "公示期满，没有落实"),
}


def last_moment() -> datetime:
    """When the last day for its outcome is over."""
    return clock.end_of(actions.outcome_by(get_one()))


def test_every_state_in_which_a_topic_waits_has_an_end_of_its_own() -> None:
    assert set(PARKED) | {State.SETTLING} == rules.UNDER_WAY
    assert all(rules.after(one, Move.GIVE_UP) is State.FRUITLESS for one in PARKED)


@pytest.mark.parametrize(("days", "fruitless"), [(rules.OUTCOME_DAYS, False), (31, True)])
def test_its_days_run_from_its_day(days: int, fruitless: bool) -> None:
    by, today = rules.outcome_by(D, None), D + timedelta(days=days)
    assert rules.is_fruitless(State.NOTICED, by, today) is fruitless
    assert not rules.is_fruitless(State.CARRYING_OUT, by, today)


def test_once_its_outcome_was_posted_they_run_from_the_end_of_the_posting() -> None:
    assert rules.outcome_by(D, D + timedelta(days=20)) == D + timedelta(days=20) + WAY


@pytest.mark.parametrize("state", sorted(PARKED))
def test_without_an_outcome_in_its_days_the_topic_goes_on_and_everyone_reads_why(
    world: World, topic_id: int, clerk: int, state: State
) -> None:
    park, why = PARKED[state]
    park(topic_id, clerk)
    assert get_one().state == state
    over = last_moment()
    due.tick(over - timedelta(minutes=1))
    assert (get_one().state, topics.is_consulted_on(topic_id)) == (state, True)
    for _twice in "ab":
        due.tick(over)
    assert (get_one().state, topics.is_consulted_on(topic_id)) == (State.FRUITLESS, False)
    assert told(kinds.TOLD[Move.GIVE_UP]) == topics.concerned(get(topic_id))
    shown = world.app.test_client().get("/topics/consultations/1/").get_data(as_text=True)
    assert "没有结果" in shown
    assert why in shown
    assert "没有结果" in world.app.test_client().get("/topics/consultations/").get_data(
        as_text=True
    )
    said = [one.kind for one in audit.public_acts(1, 30).items]
    assert said.count(kinds.RECORDED[Move.GIVE_UP]) == 1
    with writing():
        for_meetings.put_on_agenda(topics.locked(topic_id), "会议", None, over)
    assert get(topic_id).state == TopicState.ON_AGENDA


def test_who_convened_it_is_told_before_once(topic_id: int, clerk: int) -> None:
    noticed(topic_id, clerk)
    early = last_moment() - timedelta(days=rules.TOLD_DAYS + 1)
    due.tick(early - timedelta(hours=1))
    assert told(kinds.TOLD_NEARLY_OVER) == []
    for _twice in "ab":
        due.tick(early + timedelta(hours=1))
    assert told(kinds.TOLD_NEARLY_OVER) == [clerk]
    assert get_one().state == State.NOTICED


def test_what_is_being_carried_out_is_not_given_up(topic_id: int, clerk: int) -> None:
    posted(topic_id, clerk)
    later, day = clock.now() + timedelta(days=16), clock.today()
    do(lambda by: actions.carry_out(1, "服务站", day, by), clerk, later)
    due.tick(clock.now() + timedelta(days=200))
    assert get_one().state == State.CARRYING_OUT


def test_nothing_more_is_done_with_it(topic_id: int, clerk: int) -> None:
    noticed(topic_id, clerk)
    due.tick(last_moment())
    for act in (
        lambda by: actions.hold(1, by),
        lambda by: actions.cancel(1, "算了", by),
        lambda by: actions.refer(1, "谈不拢", by),
    ):
        with pytest.raises(Refused) as no:
            do(act, clerk, last_moment())
        assert no.value.reason is Refusal.MOVED_ON


def cancelled(topic: int, by: int) -> None:
    convene(topic, by)
    do(lambda one: actions.cancel(1, "场地漏水", one), by)


def given_up(topic: int, by: int) -> None:
    noticed(topic, by)
    due.tick(last_moment())


def referred(topic: int, by: int) -> None:
    held(topic, by)
    do(lambda one: actions.refer(1, "谈不拢", one), by)


END = {State.CANCELLED: cancelled, State.FRUITLESS: given_up, State.REFERRED: referred}


@pytest.mark.parametrize("ended", sorted(END))
def test_one_consultation_after_the_other_keeps_no_topic_waiting_for_ever(
    topic_id: int, clerk: int, ended: State
) -> None:
    """Put off once, it is held at another day; but not for ever."""
    END[ended](topic_id, clerk)
    within = timedelta(days=kinds.WITHIN_DAYS())
    first = queries.first_in_vain(topic_id)
    assert first is not None
    last = clock.local(first).date() + 2 * within
    assert not rules.often_enough(last, clock.local(first).date(), kinds.WITHIN_DAYS())
    later = first + within + timedelta(days=2)
    for days, no in ((kinds.WITHIN_DAYS(), Refusal.OFTEN_ENOUGH), (5, None)):
        wanted = plan((later - clock.now()) / timedelta(days=1) + days)
        if no is None:
            with writing():
                actions.convene(topic_id, wanted, clerk, later)
        else:
            with pytest.raises(Refused) as refused, writing():
                actions.convene(topic_id, wanted, clerk, later)
            assert refused.value.reason is no
    assert topics.is_consulted_on(topic_id)


def test_planning_anew_does_not_begin_its_days_anew(topic_id: int, clerk: int) -> None:
    convene(topic_id, clerk)
    within = kinds.WITHIN_DAYS()
    later = clock.now() + timedelta(days=4)
    with pytest.raises(Refused) as no:
        do(lambda by: actions.plan_anew(1, plan(within + 2), by), clerk, later)
    assert no.value.reason is Refusal.TOO_FAR
    do(lambda by: actions.plan_anew(1, plan(within), by), clerk, later)
