"""A promise is kept in public: reported, checked by another, and ended only by an annulment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from portal.audit import queries as audit
from portal.bodies.rules import Kind
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.resolutions.followups import actions, due, kinds
from portal.resolutions.followups.actions import Changed, NotYours, Refused
from portal.resolutions.followups.models import FollowUp
from portal.resolutions.followups.rules import Act, Hand, Refusal, State
from portal.roster.models import Person, RoleTerm
from tests.resolutions.conftest import ADOPTED, Bodies, Council
from tests.resolutions.followups.conftest import DUE, Promised


def told(person_id: int) -> list[str]:
    wanted = select(Message).where(Message.person_id == person_id).order_by(Message.id)
    return [one.kind.removeprefix("followups.") for one in db.session.scalars(wanted)]


def test_it_names_who_what_by_when_and_where_it_comes_from(promised: Promised) -> None:
    row = promised.row(promised.promise())
    assert (row.what, row.responsible, row.due_on) == ("给三号楼装好扶手", "张负责", DUE)
    assert (row.checker.name, row.state, row.body_id) == ("陈监督", "open", promised.council_id)
    assert (row.source_title, row.source_path) == ("里议〔2026〕1号", "/resolutions/id/1/")
    assert told(promised.resident.person_id) == ["promised"]
    assert audit.public_acts(1, 1).items[0].sentence == (
        "里议〔2026〕1号：写下第 1 号跟进事项，期限 2026-06-30"
    )


def test_from_promise_to_checked_with_one_detour(promised: Promised) -> None:
    one = promised.promise()
    promised.step(actions.note, one, "买好了材料，下周进场。", promised.carrying)
    promised.step(actions.report, one, "扶手装好了，请来看。", promised.carrying)
    promised.step(actions.reopen, one, "二楼的还没有装。", promised.checking)
    promised.step(actions.move, one, date(2026, 7, 15), "等一批材料到货。", promised.convening)
    promised.step(actions.report, one, "二楼的也装好了。", promised.convening)
    promised.step(actions.fulfil, one, "逐层看过，都装好了。", promised.checking)
    row = promised.row(one)
    assert (row.state, row.due_on, row.version) == (State.FINISHED, date(2026, 7, 15), 7)
    acts = [Act(step.act) for step in row.steps]
    assert acts == [
        Act.PROMISE,
        Act.NOTE,
        Act.REPORT,
        Act.REOPEN,
        Act.MOVE,
        Act.REPORT,
        Act.FULFIL,
    ]
    assert (row.steps[4].due_was, row.steps[4].due_now) == (DUE, date(2026, 7, 15))
    assert told(promised.resident.person_id) == ["promised", "reopened", "moved", "fulfilled"]
    assert told(promised.supervisor.person_id) == ["to_check", "moved", "to_check"]
    assert audit.findings() == []


@pytest.mark.parametrize(
    ("act", "hand"),
    [
        (actions.note, "stranger"),
        (actions.report, "stranger"),
        (actions.report, "checking"),
        (actions.note, "checking"),
    ],
)
def test_a_step_that_is_somebody_else_s_is_refused(
    promised: Promised, act: object, hand: str
) -> None:
    one = promised.promise()
    who = {"stranger": Hand(promised.other.person_id), "checking": promised.checking}[hand]
    with pytest.raises(NotYours):
        promised.step(act, one, "我来写一笔。", who)
    assert promised.row(one).version == 1


def test_whoever_is_responsible_does_not_move_the_day(promised: Promised) -> None:
    one = promised.promise()
    with pytest.raises(NotYours):
        promised.step(actions.move, one, date(2026, 9, 1), "来不及了。", promised.carrying)
    assert promised.row(one).due_on == DUE


def test_who_reported_does_not_check(promised: Promised) -> None:
    one = promised.promise()
    both = Hand(promised.supervisor.person_id, convenes=True, checks=True)
    promised.step(actions.report, one, "扶手装好了。", both)
    with pytest.raises(NotYours):
        promised.step(actions.fulfil, one, "我看过了。", both)


def test_when_the_one_who_was_to_check_left_office_another_supervisor_does(
    promised: Promised,
) -> None:
    one = promised.promise()
    promised.step(actions.report, one, "扶手装好了。", promised.carrying)
    another = Hand(promised.other.person_id, checks=True)
    with pytest.raises(NotYours):
        promised.step(actions.fulfil, one, "都看过了。", another)
    with writing():
        mine = RoleTerm.person_id == promised.supervisor.person_id
        db.session.execute(update(RoleTerm).where(mine).values(ends_on=date(2026, 1, 1)))
    promised.step(actions.fulfil, one, "都看过了。", another)
    assert promised.row(one).state == State.FINISHED


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"source_id": 99}, Refusal.NO_SOURCE),
        ({"responsible_id": None, "responsible": ""}, Refusal.NOBODY),
        ({"due_on": date(2026, 4, 30)}, Refusal.PAST),
    ],
)
def test_a_promise_that_is_none_is_refused(
    promised: Promised, changes: dict[str, object], reason: Refusal
) -> None:
    with pytest.raises(Refused) as refused:
        promised.promise(**changes)
    assert refused.value.reason is reason
    assert db.session.scalars(select(FollowUp)).all() == []


def test_nobody_is_named_to_check_themselves_not_even_by_the_database(promised: Promised) -> None:
    with pytest.raises(Refused) as refused:
        promised.promise(checker_id=promised.resident.person_id)
    assert refused.value.reason is Refusal.CHECKS_THEMSELVES
    name = db.session.get_one(Person, promised.supervisor.person_id).name
    for spelt in (name, f" {name[0]} {name[1:]} "):
        with pytest.raises(Refused) as refused:
            promised.promise(responsible=spelt, responsible_id=None)
        assert refused.value.reason is Refusal.CHECKS_THEMSELVES
    one = promised.promise()
    with pytest.raises(IntegrityError), writing():
        promised.row(one).checker_id = promised.resident.person_id
    with pytest.raises(IntegrityError), writing():
        promised.row(one).state = State.DONE  # and nobody reported it


def test_annulling_a_resolution_ends_what_was_under_way_and_nothing_more_is_promised(
    promised: Promised, council: Council, body: Bodies
) -> None:
    open_, done, finished = (promised.promise(what=f"装好第 {n} 层的扶手") for n in (1, 2, 3))
    promised.step(actions.report, done, "扶手装好了。", promised.carrying)
    promised.step(actions.report, finished, "扶手装好了。", promised.carrying)
    promised.step(actions.fulfil, finished, "都看过了。", promised.checking)
    council.adopt(2, body_id=body(Kind.ASSEMBLY), annuls_id=1)
    states = [promised.row(one).state for one in (open_, done, finished)]
    assert states == [State.ENDED, State.ENDED, State.FINISHED]
    last = promised.row(open_).steps[-1]
    assert (last.act, last.text, last.by_id) == ("end", "被决议 里议〔2026〕2号 废止", None)
    assert told(promised.resident.person_id)[-2:] == ["ended", "ended"]
    with pytest.raises(Refused) as refused:
        promised.promise()
    assert refused.value.reason is Refusal.NO_SOURCE
    with pytest.raises(Changed):
        promised.step(actions.note, open_, "还在办呢。", promised.carrying)


def test_of_two_who_report_the_same_version_one_does(promised: Promised) -> None:
    one = promised.promise()

    def report(_n: int) -> str:
        with promised.world.app.app_context():
            try:
                with writing():
                    row = actions.locked(one)
                    actions.report(row, "扶手装好了。", 1, promised.carrying, ADOPTED)
            except Changed:
                return "changed"
            return "done"

    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(report, range(4)))
    assert answers == ["changed", "changed", "changed", "done"]
    assert len(promised.row(one).steps) == 2


def test_seven_days_before_and_on_the_day_after_once_each(promised: Promised) -> None:
    promised.promise()
    noon = ADOPTED.replace(month=6)  # 1 June, at noon in Shanghai

    def days(day: int) -> tuple[list[str], list[str], list[str]]:
        due.tick(noon + timedelta(days=day))
        due.tick(noon + timedelta(days=day))
        people = promised.resident, promised.committee, promised.supervisor
        first, second, third = (told(one.person_id) for one in people)
        return first, second, third

    assert days(21) == (["promised"], [], [])  # 22 June
    assert days(22) == (["promised", "soon"], [], [])
    assert days(29) == (["promised", "soon"], [], [])  # the day itself
    assert days(30) == (["promised", "soon", "late"], ["late"], ["late"])
    assert days(40) == (["promised", "soon", "late"], ["late"], ["late"])


def test_a_day_that_was_moved_is_reminded_of_anew(promised: Promised) -> None:
    one = promised.promise()
    due.tick(ADOPTED + timedelta(days=100))
    late = ADOPTED + timedelta(days=100)
    new = (late + timedelta(days=3)).date()
    promised.step(actions.move, one, new, "等一批材料到货。", promised.convening, now=late)
    due.tick(late)
    due.tick(late + timedelta(days=10))
    assert told(promised.resident.person_id) == ["promised", "late", "moved", "soon", "late"]


def test_what_is_done_is_not_called_late(promised: Promised) -> None:
    one = promised.promise()
    promised.step(actions.report, one, "扶手装好了。", promised.carrying)
    due.tick(ADOPTED + timedelta(days=100))
    assert "late" not in told(promised.committee.person_id)
    assert kinds.REMIND_DAYS() == 7


def test_a_promise_that_is_sent_twice_is_one(promised: Promised) -> None:
    assert promised.promise() == promised.promise()
    assert promised.promise(what="再装一盏灯") != promised.promise()
