"""The duty to call a meeting that was demanded (居民委员会组织法 art. 26, 28): met by the meeting
whose agenda answers it, by no other, and for as long as that meeting stands.
"""

from datetime import timedelta

import pytest

from portal.audit import queries as audit
from portal.bodies.models import Body
from portal.bodies.rules import Kind as BodyKind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.meetings import agenda, calling, dealing, due, leading, queries
from portal.meetings.calling import Plan
from portal.meetings.models import AgendaItem
from portal.meetings.refusing import Refused
from portal.meetings.rules import Refusal
from portal.topics.demands import kinds
from portal.topics.demands import queries as demands
from portal.topics.demands.models import Demand
from portal.topics.demands.rules import Kind, State
from tests.meetings.making import MeetingInTest, draft_meeting, make_body
from tests.topics.making import told
from tests.world import World, fields, post

DUE = 15
ENOUGH = "议了公约第三条，大家同意改养犬的规定，请下次会议表决。"
ARTICLES = [(Kind.RESIDENTS, BodyKind.RESIDENTS_MEETING), (Kind.ASSEMBLY, BodyKind.ASSEMBLY)]
"""Art. 26, art. 28."""


def duty(world: World, kind: Kind = Kind.ASSEMBLY, days: int = DUE) -> int:
    """One that was reached, and must be called within so many days."""
    now = clock.now()
    demand = Demand(
        kind=kind,
        subject=f"修改公约 {kind}",
        text="公约八年没有改过了。",
        raised_by=world.person().id,
        raised_at=now,
        state=State.DUE,
        entitled=10,
        needed=1,
        opened_at=now,
        reached_at=now,
        due_on=clock.today() + timedelta(days=days),
    )
    db.session.add(demand)
    db.session.commit()
    return demand.id


def draft(
    world: World, answers: int | None = None, body: Body | None = None, days: int = 12
) -> MeetingInTest:
    """A draft in twelve days' time with one more item, which answers a demand."""
    body = body or make_body(world, kind=BodyKind.ASSEMBLY)
    everyone = "residents" if body.sort is BodyKind.RESIDENTS_MEETING else "members"
    starts = clock.now() + timedelta(days=days)
    made = draft_meeting(world, body, starts_at=starts, electorate=everyone)
    if answers is not None:
        add(made, answers)
    return made


def add(made: MeetingInTest, answers: int) -> None:
    with writing():
        meeting, demand = queries.locked(made.id), db.session.get_one(Demand, answers)
        agenda.add(meeting, "修改公约", "", None, 1, clock.now(), answers=demand)


def call(made: MeetingInTest) -> None:
    with writing():
        calling.call(queries.locked(made.id), 1, clock.now())


def cancel(made: MeetingInTest) -> None:
    with writing():
        calling.cancel(queries.locked(made.id), "场地漏水", 1, clock.now())


def get(demand_id: int) -> Demand:
    db.session.rollback()
    return db.session.get_one(Demand, demand_id)


def page(world: World, demand_id: int) -> str:
    answer = world.app.test_client().get(f"/topics/demands/{demand_id}/")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def offered(body: Body) -> list[int]:
    db.session.rollback()
    return [one.id for one in dealing.duties(db.session.merge(body))]


@pytest.mark.parametrize(("kind", "sort"), ARTICLES)
def test_articles_26_and_28_a_meeting_meets_the_duty_that_its_agenda_answers_and_no_other(
    world: World, kind: Kind, sort: BodyKind
) -> None:
    mine, other = duty(world, kind), duty(world, kind)
    world.person()  # somebody for a residents' meeting to call
    made = draft(world, mine, make_body(world, kind=sort))
    assert get(mine).state == State.DUE  # a draft calls nobody
    call(made)
    assert (get(mine).state, get(other).state) == (State.MET, State.DUE)
    assert f'href="{made.address}"' in page(world, mine)
    assert f"/topics/demands/{mine}/" in (
        world.app.test_client().get(made.address).get_data(as_text=True)
    )


@pytest.mark.parametrize(("kind", "sort"), ARTICLES)
def test_articles_26_and_28_a_meeting_called_for_something_else_meets_no_duty(
    world: World, kind: Kind, sort: BodyKind
) -> None:
    open_ = duty(world, kind)
    call(draft(world, None, make_body(world, kind=sort)))
    assert get(open_).state == State.DUE


@pytest.mark.parametrize(("kind", "sort"), ARTICLES)
def test_articles_26_and_28_a_meeting_that_is_cancelled_leaves_the_duty_open_with_its_old_day(
    world: World, kind: Kind, sort: BodyKind
) -> None:
    director = world.account(None, Role.DIRECTOR)
    open_ = duty(world, kind)
    due = get(open_).due_on
    made = draft(world, open_, make_body(world, kind=sort))
    call(made)
    cancel(made)
    demand = get(open_)
    assert (demand.state, demand.due_on, demand.met_at) == (State.DUE, due, None)
    assert told(kinds.TOLD_REOPENED) == sorted([demand.raised_by, director.person_id])
    assert [one.kind for one in audit.public_acts(1, 9).items].count(kinds.REOPENED) == 1
    assert f'href="{made.address}"' not in page(world, open_)
    again = draft(world, open_, make_body(world, kind=sort))
    call(again)
    assert get(open_).state == State.MET
    assert f'href="{again.address}"' in page(world, open_)


def test_articles_26_and_28_reopened_after_its_day_it_is_overdue_at_once(world: World) -> None:
    open_ = duty(world)
    made = draft(world, open_)
    call(made)
    with writing():
        demands.locked(open_).due_on = clock.today() - timedelta(days=1)
    assert "召集已超期" not in page(world, open_)
    cancel(made)
    assert "召集已超期" in page(world, open_)


@pytest.mark.parametrize(("days", "late"), [(DUE, False), (DUE + 1, True)])
def test_articles_26_and_28_a_meeting_later_than_the_duty_s_day_is_told_as_late(
    world: World, days: int, late: bool
) -> None:
    open_ = duty(world)
    call(draft(world, open_, days=days))
    listed = world.app.test_client().get("/topics/demands/").get_data(as_text=True)
    for said in (page(world, open_), listed):
        assert ("会议召集了，晚于期限" in said) is late


def test_articles_26_and_28_a_meeting_that_is_put_off_past_the_day_is_late_too(
    world: World,
) -> None:
    open_ = duty(world)
    made = draft(world, open_)
    call(made)
    row = made.row
    row.starts_at, row.ends_at = (at + timedelta(days=DUE) for at in (row.starts_at, row.ends_at))
    db.session.commit()
    assert "会议召集了，晚于期限" in page(world, open_)


def test_an_item_added_after_calling_meets_its_duty_at_once_and_taken_off_opens_it(
    world: World,
) -> None:
    open_ = duty(world)
    made = draft(world)
    call(made)
    add(made, open_)
    assert get(open_).state == State.MET
    with writing():
        queries.locked(made.id)
        agenda.take_off(queries.items(made.id)[1], 1, clock.now())
    assert get(open_).state == State.DUE


def test_a_draft_that_is_discarded_leaves_the_duty_as_it_was(world: World) -> None:
    open_ = duty(world)
    body = make_body(world, kind=BodyKind.ASSEMBLY)
    made = draft(world, open_, body)
    assert offered(body) == []  # a draft answers it already
    with writing():
        calling.discard(queries.locked(made.id), 1, clock.now())
    assert (get(open_).state, offered(body)) == (State.DUE, [open_])
    assert told(kinds.TOLD_REOPENED) == []


def test_the_desk_is_offered_the_duties_of_its_body_alone(world: World) -> None:
    of_residents, of_assembly = duty(world, Kind.REPRESENTATIVES), duty(world, Kind.ASSEMBLY)
    bodies = {
        sort: make_body(world, kind=sort)
        for sort in (BodyKind.RESIDENTS_MEETING, BodyKind.ASSEMBLY, BodyKind.COUNCIL)
    }
    assert {sort: offered(body) for sort, body in bodies.items()} == {
        BodyKind.RESIDENTS_MEETING: [of_residents],
        BodyKind.ASSEMBLY: [of_assembly],
        BodyKind.COUNCIL: [],
    }


def test_of_two_meetings_that_answer_one_duty_the_second_is_not_called(world: World) -> None:
    open_ = duty(world)
    first, second = draft(world, open_), draft(world, open_)
    call(first)
    with pytest.raises(Refused) as no:
        call(second)
    assert no.value.reason is Refusal.DEMAND_GONE
    assert second.row.called_at is None


def test_no_body_answers_a_demand_that_is_another_s(world: World) -> None:
    open_ = duty(world, Kind.RESIDENTS)
    with pytest.raises(Refused) as no:
        call(draft(world, open_))
    assert no.value.reason is Refusal.DEMAND_GONE
    assert get(open_).state == State.DUE


def test_the_desk_names_the_duty_beside_the_topic(world: World) -> None:
    open_ = duty(world)
    made = draft(world)
    staff, new = world.staff(Role.COMMITTEE_MEMBER), f"{made.desk}items/new/"
    shown = staff.get(new)
    assert "这一项回应哪个要求" in shown.get_data(as_text=True)
    wrong = post(staff, new, title="修改公约", demand_id="999")
    assert wrong.status_code == 422
    assert "修改公约" in wrong.get_data(as_text=True)
    nameless = post(staff, new, **{**fields(shown), "title": "", "demand_id": 0})
    assert nameless.status_code == 422
    assert post(staff, new, **{**fields(shown), "title": "", "demand_id": open_}).location
    item = queries.items(made.id)[1]  # its title is the demand's, and not asked for
    assert (item.demand_id, item.title) == (open_, get(open_).subject)
    assert "这一项回应哪个要求" not in staff.get(new).get_data(as_text=True)


def held(made: MeetingInTest, note: str, *present: int) -> None:
    """Opened and closed by its chair; ``note``: what was said on the item that answers."""
    made.sign_in(*present).open()
    chair, item_id = made.row.chair_id, made.item(2).id
    with writing():
        if note:
            leading.note(db.session.get_one(AgendaItem, item_id), note, chair, clock.now())
        leading.close(queries.locked(made.id), chair, clock.now())


def test_a_meeting_of_next_year_answers_no_duty(world: World) -> None:
    open_ = duty(world)
    last = draft(world, open_, days=2 * DUE)
    call(last)
    assert get(open_).state == State.MET
    cancel(last)
    with pytest.raises(Refused) as no:
        call(draft(world, open_, days=2 * DUE + 1))
    assert no.value.reason is Refusal.DEMAND_TOO_LATE
    assert get(open_).state == State.DUE


def test_an_overdue_duty_is_answered_within_the_same_days_of_the_call(world: World) -> None:
    open_ = duty(world, days=-40)
    call(draft(world, open_, days=DUE))
    assert get(open_).state == State.MET


def test_a_meeting_that_answers_a_duty_is_not_put_off_to_next_year(world: World) -> None:
    open_, body = duty(world), make_body(world, kind=BodyKind.ASSEMBLY)
    made = draft(world, open_, body)
    call(made)
    row = made.row
    later = row.starts_at + timedelta(days=300)
    plan = Plan(
        row.body_id, row.title, row.place, later, later + timedelta(hours=2), row.electorate,
        row.chair_id, row.clerk_id, row.observers,
    )  # fmt: skip
    with pytest.raises(Refused) as no, writing():
        calling.change(queries.locked(made.id), plan, 1, clock.now())
    assert no.value.reason is Refusal.DEMAND_TOO_LATE
    assert made.row.starts_at < later


def test_the_item_that_answers_bears_the_words_of_the_demand_and_keeps_them(world: World) -> None:
    open_ = duty(world)
    made = draft(world, open_)
    item = made.item(2)
    assert item.title == get(open_).subject
    staff = world.staff(Role.COMMITTEE_MEMBER)
    answer = post(staff, f"{made.desk}items/{item.id}/", title="交流天气", text="")
    assert answer.status_code == 422
    assert "名称不能改" in answer.get_data(as_text=True)
    assert made.item(2).title == get(open_).subject


def test_a_meeting_that_nobody_opens_leaves_the_duty_open_after_its_day(world: World) -> None:
    open_ = duty(world)
    made = draft(world, open_)
    call(made)
    day = clock.local(made.row.ends_at).date()
    due.tick(clock.start_of(day) + timedelta(hours=23))
    assert get(open_).state == State.MET
    for _twice in range(2):
        due.tick(clock.end_of(day))
    assert get(open_).state == State.DUE
    assert f'href="{made.address}"' not in page(world, open_)


def test_a_meeting_without_a_quorum_leaves_the_duty_open(world: World) -> None:
    open_ = duty(world)
    made = draft(world, open_)
    call(made)
    held(made, "没有人来。")
    assert made.row.lacked_quorum
    assert get(open_).state == State.DUE


def test_a_meeting_that_passes_over_the_item_leaves_the_duty_open(world: World) -> None:
    open_ = duty(world)
    made = draft(world, open_)
    call(made)
    held(made, "", *made.voters)
    assert not made.row.lacked_quorum
    assert get(open_).state == State.DUE


def test_a_meeting_that_deals_with_the_item_has_met_the_duty_for_good(world: World) -> None:
    open_ = duty(world)
    made = draft(world, open_)
    call(made)
    held(made, ENOUGH, *made.voters)
    assert get(open_).state == State.MET
    assert f'href="{made.address}"' in page(world, open_)
