"""协商: settle who takes part, notice, deliberate, post, carry out, report back (art. 32)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.notices import actions as notices
from portal.notices import queries as postings
from portal.notices.rules import Act
from portal.topics import actions as for_meetings
from portal.topics import due
from portal.topics import queries as topics
from portal.topics.consultations import actions, kinds, queries, rules
from portal.topics.consultations.actions import By, Plan
from portal.topics.consultations.models import Consultation, ConsultationStep
from portal.topics.consultations.rules import Form, Move, Refusal, Refused, State
from portal.topics.rules import Matter, MoveRefused, is_reserved
from portal.topics.rules import State as TopicState
from tests.topics.making import bodies, delegated, get, needing, published, routed, told
from tests.world import World, post, utc

S, N, B, P, C, R, U, X, F = list(State)
_ = None
TABLE: dict[State, tuple[State | None, ...]] = {
    # NOTICE HOLD POST CARRY_OUT REPORT REFER CANCEL GIVE_UP
    S: (N, _, _, _, _, _, X, _),
    N: (_, B, _, _, _, _, X, F),
    B: (_, _, P, _, _, U, _, F),
    P: (_, _, _, C, _, U, _, F),
    C: (_, _, _, _, R, _, _, _),
    R: (_, _, _, _, _, _, _, _),
    U: (_, _, _, _, _, _, _, _),
    X: (_, _, _, _, _, _, _, _),
    F: (_, _, _, _, _, _, _, _),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_every_move_from_every_state_article_32(state: State, move: Move) -> None:
    target = TABLE[state][list(Move).index(move)]
    if target is None:
        with pytest.raises(Refused):
            rules.after(state, move)
    else:
        assert rules.after(state, move) is target


def test_the_topic_waits_until_the_outcome_has_stood() -> None:
    assert {S, N, B, P} == rules.UNDER_WAY
    assert set(State) - {S} == rules.PUBLIC


NOW = utc(2026, 6, 1, 8)


@pytest.mark.parametrize(
    ("parties", "starts", "refusal"),
    [
        (2, NOW + timedelta(days=3), None),
        (2, NOW + timedelta(days=3, minutes=-1), Refusal.TOO_LATE),
        (1, NOW + timedelta(days=9), Refusal.TOO_FEW_PARTIES),
        (0, NOW, Refusal.TOO_FEW_PARTIES),
    ],
)
def test_notice_needs_two_parties_and_its_days(
    parties: int, starts: datetime, refusal: Refusal | None
) -> None:
    assert rules.no_notice(parties, starts, 3, NOW) is refusal


@pytest.mark.parametrize(("days", "stands"), [(15, 15), (20, 20), (3, 15), (0, 15)])
def test_an_outcome_stands_at_least_fifteen_days_article_34(days: int, stands: int) -> None:
    assert rules.posted_until(NOW, days) == NOW + timedelta(days=stands)


@pytest.mark.parametrize(
    ("now", "waiting", "reserved", "refusal"),
    [
        (NOW - timedelta(milliseconds=1), 0, False, Refusal.STILL_POSTED),
        (NOW, 0, False, None),
        (NOW, 1, False, Refusal.OBJECTIONS_OPEN),
        (NOW, 0, True, Refusal.RESERVED),
    ],
)
def test_it_is_carried_out_once_every_objection_is_answered_article_34(
    now: datetime, waiting: int, reserved: bool, refusal: Refusal | None
) -> None:
    assert rules.not_to_carry_out(NOW, waiting, reserved, now) is refusal


@pytest.mark.parametrize("matter", Matter)
@pytest.mark.parametrize("body", [*Kind, None])
def test_what_only_a_meeting_decides_article_30(matter: Matter, body: Kind | None) -> None:
    """Of the reserved matters even what was handed down to the assembly."""
    free = matter in (Matter.DELEGATED, Matter.ORDINARY) and body is not Kind.RESIDENTS_MEETING
    assert is_reserved(matter, body) is not free


# ---- Through the rooms

PLAN_TYPED = {
    "form": "hearing",
    "question": "道闸装在哪里",
    "place": "活动室",
    "starts_at": f"{clock.today() + timedelta(days=20)}T19:00",
}


def plan(days: float = 5) -> Plan:
    return Plan(Form.HEARING, "道闸装在哪里", "活动室", clock.now() + timedelta(days=days))


def get_one(number: int = 1) -> Consultation:
    db.session.rollback()
    found = queries.consultation(number)
    assert found is not None
    return found


def do(act: Callable[[By], object], by: int, now: datetime | None = None) -> None:
    version = get_one().version
    with writing():
        act(By(by, version, now or clock.now()))


@pytest.fixture
def topic_id(world: World) -> int:
    """With the council, to which its matter was delegated."""
    needing(1)
    bodies()
    delegated(Matter.DELEGATED, Kind.COUNCIL, world.person().id)
    return routed(world, Matter.DELEGATED)


@pytest.fixture
def clerk(world: World) -> int:
    return world.person().id


def convene(topic_id: int, clerk: int, invited: int | None = None) -> None:
    with writing():
        actions.convene(topic_id, plan(), clerk, clock.now())
    do(lambda by: actions.invite(1, "和风物业", "物业公司", None, by), clerk)
    do(lambda by: actions.invite(1, "李代表", "居民代表", invited, by), clerk)


LATER = timedelta(days=6)


def held(topic_id: int, clerk: int) -> None:
    convene(topic_id, clerk)
    do(lambda by: actions.give_notice(1, by), clerk)
    do(lambda by: actions.hold(1, by), clerk, clock.now() + LATER)


def write_down(clerk: int) -> None:
    ids = [one.id for one in get_one().parties]
    do(lambda by: actions.write_down(1, dict.fromkeys(ids, "同意"), by), clerk)


def posted(topic_id: int, clerk: int) -> None:
    held(topic_id, clerk)
    write_down(clerk)
    do(lambda by: actions.post(1, "南门先装一处", by), clerk)


def refused(act: Callable[[By], object], by: int, now: datetime | None = None) -> Refusal:
    with pytest.raises(Refused) as no:
        do(act, by, now)
    return no.value.reason


def test_from_the_notice_to_the_report(world: World, topic_id: int, clerk: int) -> None:
    invited = world.person().id
    convene(topic_id, clerk, invited)
    passer_by = world.app.test_client()
    page = "/topics/consultations/1/"
    assert passer_by.get(page).status_code == 404  # not before notice is given
    do(lambda by: actions.give_notice(1, by), clerk)
    assert told(kinds.TOLD[Move.NOTICE]) == sorted({invited, *topics.concerned(get(topic_id))})
    assert "和风物业（物业公司）" in passer_by.get(page).get_data(as_text=True)
    do(lambda by: actions.hold(1, by), clerk, clock.now() + LATER)
    write_down(clerk)
    assert "同意" not in passer_by.get(page).get_data(as_text=True)  # with the outcome
    do(lambda by: actions.post(1, "南门先装一处", by), clerk)
    shown = passer_by.get(page).get_data(as_text=True)
    assert all(words in shown for words in ("南门先装一处", "同意", "异议"))
    day = clock.today()
    later = clock.now() + timedelta(days=16)
    do(lambda by: actions.carry_out(1, "服务站", day, by), clerk, later)
    assert get(topic_id).state == TopicState.CONSULTED
    do(lambda by: actions.report(1, "装好了", by), clerk, later)
    assert get_one().state == State.REPORTED
    assert "装好了" in passer_by.get(page).get_data(as_text=True)
    rows = db.session.scalars(select(ConsultationStep.move).order_by(ConsultationStep.id))
    assert list(rows) == ["notice", "hold", "post", "carry_out", "report"]


def test_a_topic_that_is_talked_over_goes_on_no_agenda(topic_id: int, clerk: int) -> None:
    convene(topic_id, clerk)
    council = get(topic_id).body_id
    assert topics.routed_to(council or 0) == []
    with pytest.raises(MoveRefused), writing():
        for_meetings.put_on_agenda(topics.locked(topic_id), "会议", None, clock.now())
    do(lambda by: actions.cancel(1, "没有空", by), clerk)
    assert [one.id for one in topics.routed_to(council or 0)] == [topic_id]


def test_only_what_lies_with_a_body_is_talked_over(world: World, clerk: int) -> None:
    unscreened = published(world)
    with pytest.raises(Refused) as no, writing():
        actions.convene(unscreened, plan(), clerk, clock.now())
    assert no.value.reason is Refusal.TOPIC_MOVED_ON


def test_after_the_notice_nobody_is_invited_or_left_out(topic_id: int, clerk: int) -> None:
    convene(topic_id, clerk)
    do(lambda by: actions.give_notice(1, by), clerk)
    party = get_one().parties[0].id
    acts: list[Callable[[By], object]] = [
        lambda by: actions.invite(1, "王", "居民", None, by),
        lambda by: actions.uninvite(1, party, by),
        lambda by: actions.plan_anew(1, plan(9), by),
    ]
    assert [refused(one, clerk) for one in acts] == [Refusal.MOVED_ON] * 3


def test_nobody_is_invited_twice(topic_id: int, clerk: int) -> None:
    convene(topic_id, clerk)
    again = refused(lambda by: actions.invite(1, "和风物业", "物业", None, by), clerk)
    assert again is Refusal.INVITED_ALREADY
    assert len(get_one().parties) == 2


def test_it_is_not_held_before_it_begins(topic_id: int, clerk: int) -> None:
    convene(topic_id, clerk)
    do(lambda by: actions.give_notice(1, by), clerk)
    assert refused(lambda by: actions.hold(1, by), clerk) is Refusal.NOT_YET


def test_no_outcome_without_each_partys_position(topic_id: int, clerk: int) -> None:
    held(topic_id, clerk)
    assert refused(lambda by: actions.post(1, "结果", by), clerk) is Refusal.NO_POSITION
    first = get_one().parties[0].id
    do(lambda by: actions.write_down(1, {first: "同意"}, by), clerk)
    assert refused(lambda by: actions.post(1, "结果", by), clerk) is Refusal.NO_POSITION


def test_an_outcome_waits_for_its_days_and_its_objections_article_34(
    world: World, topic_id: int, clerk: int
) -> None:
    posted(topic_id, clerk)
    standing = postings.standing(kinds.POSTING, 1)
    assert standing is not None
    assert standing.posting.until - standing.posting.posted_at == timedelta(days=15)
    posting_id, resident, supervisor = standing.posting.id, world.person().id, world.person().id
    with writing():
        objection = notices.object_to(
            notices.locked(posting_id), resident, "装在南门挡住了救护车。", True, clock.now()
        )
        objection_id = objection.id

    def carry(by: By) -> None:
        actions.carry_out(1, "服务站", clock.today(), by)

    over = clock.now() + timedelta(days=15, minutes=1)
    assert refused(carry, clerk) is Refusal.STILL_POSTED
    assert refused(carry, clerk, over) is Refusal.OBJECTIONS_OPEN
    with writing():
        waiting = notices.locked_objection(objection_id)
        notices.answer(waiting, Act.DISMISS, "留出了救护车的通道。", 1, supervisor, clock.now())
    do(carry, clerk, over)
    assert get_one().state == State.CARRYING_OUT


def test_a_contested_topic_goes_up_to_the_assembly_article_32(
    world: World, topic_id: int, clerk: int
) -> None:
    posted(topic_id, clerk)
    do(lambda by: actions.refer(1, "两边谈不拢", by), clerk)
    topic = get(topic_id)
    assert topic.body is not None
    assert (topic.state, topic.body.kind) == (TopicState.ROUTED, Kind.ASSEMBLY)
    assert topic.contested
    standing = postings.standing(kinds.POSTING, 1)
    assert standing is not None
    assert standing.posting.taken_back_reason == "两边谈不拢"
    assert [one.id for one in topics.routed_to(topic.body_id or 0)] == [topic_id]
    shown = world.app.test_client().get(f"/topics/{topic_id}/").get_data(as_text=True)
    assert "两边谈不拢" in shown


@pytest.mark.parametrize("handed_down", [False, True])
def test_what_is_reserved_is_talked_over_and_goes_up_but_is_not_carried_out_article_30(
    world: World, clerk: int, desk: FlaskClient, handed_down: bool
) -> None:
    needing(1)
    bodies()
    if handed_down:
        delegated(Matter.COVENANT, Kind.ASSEMBLY, world.person().id)
    topic_id = routed(world, Matter.COVENANT)
    posted(topic_id, clerk)
    over = clock.now() + timedelta(days=40)
    no = refused(lambda by: actions.carry_out(1, "服务站", over.date(), by), clerk, over)
    assert no is Refusal.RESERVED
    shown = desk.get("/desk/consultations/1/").get_data(as_text=True)
    assert "只能提交上一级" in shown
    assert "carry-out" not in shown
    assert press(desk, "carry-out", responsible="服务站", promised_on="2099-01-01") == 422
    do(lambda by: actions.refer(1, "请会议决定", by), clerk)
    topic = get(topic_id)
    assert topic.state == TopicState.ROUTED
    assert topic.body is not None
    to = Kind.ASSEMBLY if handed_down else Kind.RESIDENTS_MEETING
    assert topic.body.kind == to


def test_a_step_on_what_has_changed_meanwhile_is_refused(topic_id: int, clerk: int) -> None:
    convene(topic_id, clerk)
    with pytest.raises(Refused) as no, writing():
        actions.give_notice(1, By(clerk, 1, clock.now()))
    assert no.value.reason is Refusal.MOVED_ON


# ---- On the desk


@pytest.fixture
def desk(world: World) -> FlaskClient:
    return world.staff(Role.COMMITTEE_MEMBER)


def press(client: FlaskClient, button: str, /, **fields: object) -> int:
    data = {"version": get_one().version, **fields}
    page = "/desk/consultations/1/"
    return post(client, f"{page}{button}/", page, **data).status_code


def test_planned_invited_and_given_notice_of_on_the_desk(
    world: World, topic_id: int, desk: FlaskClient
) -> None:
    neighbour = world.account()
    made = post(desk, f"/desk/consultations/new/{topic_id}/", **PLAN_TYPED)
    assert made.location == "/desk/consultations/1/"
    assert press(desk, "notice") == 422  # nobody is invited yet
    party = {"name": "李代表", "capacity": "居民代表"}
    assert press(desk, "invite", **party, phone="13900009999") == 422  # nobody's number
    assert press(desk, "invite", **party, phone=neighbour.phone) == 303
    assert press(desk, "invite", **party) == 422  # already there
    assert press(desk, "invite", name="物业", capacity="") == 422
    assert press(desk, "invite", name="物业", capacity="物业公司") == 303
    assert press(desk, "uninvite", party=get_one().parties[1].id) == 303
    assert press(desk, "uninvite", party=99) == 404
    assert press(desk, "invite", name="快递站", capacity="单位") == 303
    assert press(desk, "plan", **{**PLAN_TYPED, "place": "服务站"}) == 303
    assert press(desk, "notice") == 303
    assert get_one().place == "服务站"
    assert neighbour.person_id in told(kinds.TOLD[Move.NOTICE])
    assert press(desk, "hold") == 422
    assert press(desk, "report", report="没有") == 409
    assert press(desk, "cancel", reason="") == 422
    assert press(desk, "cancel", reason="改期") == 303


def test_positions_and_outcome_on_the_desk(topic_id: int, clerk: int, desk: FlaskClient) -> None:
    held(topic_id, clerk)
    one, other = (party.id for party in get_one().parties)
    assert press(desk, "post", outcome="南门先装") == 422
    said = {f"position_{one}": "同意装", f"position_{other}": "未到场"}
    assert press(desk, "positions", **said) == 303
    assert [party.position for party in get_one().parties] == ["同意装", "未到场"]
    assert press(desk, "post", outcome="") == 422
    assert press(desk, "post", outcome="南门先装") == 303
    assert press(desk, "carry-out", responsible="服务站", promised_on="2099-01-01") == 422
    assert press(desk, "refer", reason="谈不拢") == 303


@pytest.mark.parametrize("role", [Role.PARTY_ORGANIZATION, Role.SUPERVISOR, Role.STATION_STAFF])
def test_who_does_not_convene_stays_out(world: World, topic_id: int, role: Role) -> None:
    client = world.staff(role)
    for page in ("/desk/consultations/", f"/desk/consultations/new/{topic_id}/"):
        assert client.get(page).status_code == 403
    answer = post(client, f"/desk/consultations/new/{topic_id}/", "/me/", **PLAN_TYPED)
    assert answer.status_code == 403


def test_a_consultation_that_keeps_its_topic_waiting_too_long_is_not_planned(
    world: World, topic_id: int, clerk: int
) -> None:
    within = kinds.WITHIN_DAYS()
    with pytest.raises(Refused) as no, writing():
        actions.convene(topic_id, plan(within + 1), clerk, clock.now())
    assert no.value.reason is Refusal.TOO_FAR
    desk = world.staff(Role.COMMITTEE_MEMBER)
    page = f"/desk/consultations/new/{topic_id}/"
    answer = post(desk, page, page, **{**PLAN_TYPED, "starts_at": "2099-01-01T19:00"})
    assert answer.status_code == 422
    assert "定得太远了" in answer.get_data(as_text=True)
    convene(topic_id, clerk)
    with pytest.raises(Refused) as no:
        do(lambda by: actions.plan_anew(1, plan(within + 1), by), clerk)
    assert no.value.reason is Refusal.TOO_FAR


def test_everyone_reads_that_a_topic_waits_for_a_consultation(
    world: World, topic_id: int, clerk: int
) -> None:
    address = f"/topics/{topic_id}/"
    assert "请各方协商" not in world.app.test_client().get(address).get_data(as_text=True)
    convene(topic_id, clerk)
    assert "请各方协商" in world.app.test_client().get(address).get_data(as_text=True)


def test_a_consultation_that_nobody_announced_ends_after_its_day(
    world: World, topic_id: int, clerk: int
) -> None:
    convene(topic_id, clerk)
    day = clock.local(get_one().starts_at).date()
    due.tick(clock.start_of(day))
    assert topics.is_consulted_on(topic_id)
    for _twice in range(2):
        due.tick(clock.end_of(day))
    assert get_one().state == State.CANCELLED
    assert not topics.is_consulted_on(topic_id)
    assert [one.by_id for one in queries.steps(1)] == [None]
