"""What cannot be done, each with its own name and sentence."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.appraisals import habits, rules, words
from portal.appraisals.actions import answering, closing, following, preparing
from portal.appraisals.models import Appraisal
from portal.appraisals.rules import Asked, Kind, Move, Near, No, Refused, State
from portal.ballots.models import Envelope
from portal.bodies.rules import Kind as BodyKind
from portal.bodies.rules import Whom
from portal.core import clock, settings
from portal.core.access import Role
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.roster.models import Person
from tests.appraisals.making import DAY, Room, committee, plan, review, text, typed
from tests.bodies.making import Bodies
from tests.world import World, post


def refused(act: object) -> No | None:
    """Why; in a transaction of its own."""
    try:
        with writing():
            act()  # type: ignore[operator]
    except Refused as no:
        return no.reason
    return None


def test_every_refusal_has_its_sentence() -> None:
    assert set(words.REFUSALS) == set(No)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_no_move_is_made_that_the_table_has_not(state: State, move: Move) -> None:
    to = rules.MOVES.get((state, move))
    if to is not None:
        assert rules.after(state, move) is to
        return
    with pytest.raises(Refused) as no:
        rules.after(state, move)
    assert no.value.reason is No.MOVED_ON


# ---- Who runs it


def test_who_is_appraised_and_who_lives_with_them_stand_back() -> None:
    appraised = [Near(1, 10), Near(2, None)]
    assert rules.may_not_run(Near(1, 10), appraised) is No.APPRAISED
    assert rules.may_not_run(Near(3, 10), appraised) is No.NEAR_RELATIVE
    assert rules.may_not_run(Near(3, 11), appraised) is None
    assert rules.may_not_run(Near(3, None), appraised) is None  # two officials without a home


def test_a_supervisor_whose_housemate_is_appraised_is_told_to_stand_back(room: Room) -> None:
    world, home = room.world, room.world.household()
    body = committee(world, world.person("张建国", household=home), world.person("李红"))
    assert body.name == "居民委员会"
    made = room.draft(kind=Kind.COMMITTEE)
    near = world.client(world.account(world.person("王芳", household=home), Role.SUPERVISOR))
    desk = f"/desk/appraisals/{made}/"
    assert "您要回避" in text(near.get(desk))
    version = room.row(made).version
    answer = post(near, f"{desk}announce/", "/me/", version=version)
    assert answer.status_code == 403
    assert room.row(made).state == "draft"
    sent = typed(clock.today(), kind="committee", title="另一次", year="2027")
    begun = post(near, "/desk/appraisals/new/", **sent)
    assert (begun.status_code, "您要回避" in text(begun)) == (422, True)


def test_who_works_there_does_not_run_it_even_as_a_supervisor(room: Room) -> None:
    world = room.world
    both = world.account(None, Role.SUPERVISOR, Role.STATION_STAFF)
    made = room.draft()
    by = preparing.By(both.person_id, room.row(made).version, clock.now())
    assert refused(lambda: preparing.announce(made, by)) is No.APPRAISED
    assert refused(lambda: preparing.add_question(made, "态度", by)) is No.APPRAISED


def test_the_words_are_kept_from_a_supervisor_who_stands_back(room: Room) -> None:
    both = room.world.account(None, Role.SUPERVISOR, Role.STATION_STAFF)
    made = room.opened(asks_words=True)
    room.answer(made, room.roll(made)[0], "satisfied", words="窗口排队太久")
    room.close(made)
    desk = f"/desk/appraisals/{made}/"
    assert "窗口排队太久" not in text(room.world.client(both).get(desk))
    assert "窗口排队太久" in text(room.world.client(room.supervisor).get(desk))


@pytest.mark.parametrize(
    "role", [Role.COMMITTEE_MEMBER, Role.DIRECTOR, Role.STATION_STAFF, Role.ADMINISTRATOR]
)
def test_nobody_but_the_supervisors_has_the_desk(room: Room, role: Role) -> None:
    made = room.draft()
    them = room.world.staff(role)
    for page in ("", "new/", f"{made}/"):
        assert them.get(f"/desk/appraisals/{page}").status_code == 403
    for act in ("announce", "withdraw", "summary", "void", "discard", "copy", "subjects"):
        answer = post(them, f"/desk/appraisals/{made}/{act}/", "/me/", version=1)
        assert answer.status_code == 403, act


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.COMMITTEE_MEMBER])
def test_nobody_but_the_director_replies(room: Room, role: Role) -> None:
    made = room.opened()
    room.close(made)
    them = room.world.staff(role)
    assert them.get(f"/appraisals/{made}/reply/").status_code == 403
    answer = post(them, f"/appraisals/{made}/reply/", "/me/", reply="很好")
    assert answer.status_code == 403
    assert room.row(made).reply is None


# ---- A draft


@pytest.mark.parametrize(
    ("said", "no"),
    [
        ({"subjects": ()}, No.NO_SUBJECTS),
        ({"subjects": [f"第{n}项" for n in range(61)]}, No.TOO_MANY_LINES),
        ({"asks": Asked.GRIDS}, No.NO_GRIDS),
        ({"asks": Asked.REPRESENTATIVES}, No.NOBODY_ASKED),
        ({"subjects": ("食堂", "食堂")}, No.SUBJECT_TWICE),
        ({"kind": Kind.COMMITTEE}, No.NO_COMMITTEE),
    ],
)
def test_what_could_not_be_answered_is_not_announced(
    room: Room, said: dict[str, object], no: No
) -> None:
    assert room.why_not_announced(**said) is no


def test_days_that_make_no_sense_are_refused() -> None:
    today = clock.today()
    assert rules.days_fault(today, today, today) is None
    assert rules.days_fault(today, today - DAY, today) is No.DAYS_ORDER
    assert rules.days_fault(today - DAY, today, today) is No.DAYS_PAST
    assert rules.days_fault(today, today + 60 * DAY, today) is None
    assert rules.days_fault(today, today + 61 * DAY, today) is No.DAYS_LONG


def test_a_draft_without_a_question_is_not_announced(room: Room) -> None:
    made = room.draft()
    question, by = room.row(made).questions[0].id, room.by(made)
    assert refused(lambda: preparing.drop_question(made, question, by)) is None
    by = room.by(made)
    assert refused(lambda: preparing.announce(made, by)) is No.NO_QUESTIONS
    assert refused(lambda: preparing.add_question(made, "态度", by)) is None
    again = room.by(made)
    assert refused(lambda: preparing.add_question(made, "态度", again)) is No.QUESTION_TWICE


def test_the_same_draft_sent_twice_is_one_and_anothers_is_refused(room: Room) -> None:
    assert room.draft(subjects=()) == room.draft(subjects=())
    other = room.world.account(None, Role.SUPERVISOR).person_id
    now = clock.now()
    assert (
        refused(lambda: preparing.begin(2026, Kind.STATION, plan(), other, now)) is No.TITLE_TAKEN
    )


def test_the_committee_is_appraised_once_a_year(room: Room) -> None:
    committee(room.world)
    room.draft(kind=Kind.COMMITTEE, title="年度评议")
    with pytest.raises(Refused) as no:
        room.draft(kind=Kind.COMMITTEE, title="再评一次")
    assert no.value.reason is No.TITLE_TAKEN
    assert room.draft(kind=Kind.COMMITTEE, title="明年", year=2027)


def test_a_form_typed_wrong_keeps_what_was_typed(room: Room) -> None:
    desk = room.world.client(room.supervisor)
    sent = typed(clock.today(), title="很好的名称", year="二零二六", opens_on="明天", kind="x")
    answer = post(desk, "/desk/appraisals/new/", **sent)
    assert answer.status_code == 422
    assert 'value="很好的名称"' in answer.get_data(as_text=True)
    read = text(answer)
    assert "请填写整数" in read
    assert "请填写日期" in read
    assert db.session.scalars(select(Appraisal)).all() == []


def test_what_was_announced_changes_no_more(room: Room) -> None:
    made = room.announced()
    for act in (
        lambda by: preparing.plan_anew(made, plan(title="别的"), by),
        lambda by: preparing.add_subject(made, "另一个", "", False, by),
        lambda by: preparing.add_question(made, "另一问", by),
        lambda by: preparing.discard(made, by),
        lambda by: preparing.announce(made, by),
    ):
        by = room.by(made)
        assert refused(lambda act=act, by=by: act(by)) is No.MOVED_ON
    old = preparing.By(room.supervisor.person_id, 1, clock.now())
    draft = room.draft(title="另一次")
    assert refused(lambda: preparing.announce(draft, old)) is No.MOVED_ON


def test_a_draft_is_thrown_away_with_all_that_it_held_and_seen_by_nobody_outside(
    room: Room,
) -> None:
    made = room.draft()
    assert room.world.app.test_client().get(f"/appraisals/{made}/").status_code == 404
    by = room.by(made)
    assert refused(lambda: preparing.discard(made, by)) is None
    assert db.session.get(Appraisal, made) is None


# ---- Opening


def test_a_service_for_elders_is_not_opened_without_an_elder_among_those_asked(
    world: World,
) -> None:
    room = Room(world)
    db.session.get_one(Person, room.supervisor.person_id).birth_year = 1990
    db.session.commit()
    world.person(birth_year=1992)
    assert room.why_not_announced(for_elders=True) is No.NO_ELDERS
    world.person(birth_year=1950)
    assert room.why_not_announced(for_elders=True, title="有长辈了") is None


def test_on_its_day_an_opening_without_elders_is_refused_and_the_supervisors_are_told_once(
    world: World,
) -> None:
    room = Room(world)
    supervisor = db.session.get_one(Person, room.supervisor.person_id)
    supervisor.birth_year = 1990
    elder = world.person(birth_year=1950)
    elder_id = elder.id
    made = room.announced(for_elders=True)
    db.session.get_one(Person, elder_id).left_on = clock.today()
    db.session.commit()
    for _ in range(2):
        room.tick()
    assert (room.row(made).state, room.row(made).box_id) == ("announced", None)
    assert list(room.keys.glob("*.key")) == []
    told = select(Message).where(Message.kind == "appraisals.stuck")
    assert len(db.session.scalars(told).all()) == 1


def test_one_that_nobody_opened_in_its_days_is_not_opened_afterwards(room: Room) -> None:
    made = room.announced()
    room.tick(clock.end_of(room.row(made).closes_on) + timedelta(hours=1))
    assert room.row(made).state == "announced"


def test_elders_are_asked_with_those_who_live_with_them(world: World) -> None:
    """From the year in which they turn so old as the setting says."""
    room, home = Room(world), world.household()
    year = clock.today().year
    elder = world.person(birth_year=year - 60, household=home).id
    child = world.person(birth_year=1990, household=home).id
    minor = world.person(birth_year=year - 10, household=home).id
    younger = world.person(birth_year=year - 59).id
    made = room.opened(asks=Asked.ELDERS, for_elders=True)
    roll = set(room.roll(made))
    assert {elder, child} <= roll
    assert roll.isdisjoint({minor, younger})
    with writing():
        settings.change(habits.ELDER_AGE, 65, clock.now())
    stricter = room.opened(asks=Asked.ELDERS, title="更老的")
    assert elder not in room.roll(stricter)
    assert room.row(made).elder_age == 60


def test_representatives_alone_and_some_grids_alone(world: World) -> None:
    room, other = Room(world), world.grid("第二网格")
    there = world.person(household=world.household(other)).id
    code = other.code
    desk = Bodies(world)
    group = desk.group()
    term = desk.term(desk.found(BodyKind.ASSEMBLY))
    seat = desk.seats(term, whom=Whom.GROUPS)[0]
    speaker = world.person().id
    desk.seat_by_id(seat.id, speaker)
    assert group is not None
    some = room.opened(asks=Asked.GRIDS, grid_codes=(code,))
    assert room.roll(some) == [there]
    few = room.opened(asks=Asked.REPRESENTATIVES, title="代表评")
    assert room.roll(few) == [speaker]


def test_who_works_at_the_station_is_not_asked_about_it(room: Room) -> None:
    clerk = room.world.account(None, Role.STATION_STAFF)
    made = room.opened()
    assert clerk.person_id not in room.roll(made)
    page = room.world.client(clerk).get(f"/appraisals/{made}/answer/")
    assert "名单在开始那天按花名册定下" in text(page)


# ---- Answering


def test_nobody_appraises_themselves_nor_the_committee_on_which_they_sit(world: World) -> None:
    room = Room(world)
    member = world.person("张建国")
    account = world.account(member)
    committee(world, db.session.get_one(Person, account.person_id), world.person("李红"))
    made = room.opened(kind=Kind.COMMITTEE)
    assert account.person_id in room.roll(made)
    me = world.client(account)
    form = me.get(f"/appraisals/{made}/answer/").get_data(as_text=True)
    assert 'name="line-2"' in form
    assert 'name="line-0"' not in form
    assert 'name="line-1"' not in form
    own = room.drafted(made, account.person_id, "", "excellent", "excellent")
    body = room.drafted(made, account.person_id, "satisfied", "", "excellent")
    assert room.cast(made, account.person_id, own) == No.OWN_LINE
    assert room.cast(made, account.person_id, body) == No.OWN_LINE
    assert room.answer(made, account.person_id, "", "", "excellent") == "cast"
    refused_page = review(world.client(account), made, "", "excellent", "")
    assert refused_page.status_code == 422


@pytest.mark.parametrize(
    ("answers", "said", "no"),
    [
        (["satisfied"], "", No.FORGED),  # a line is missing
        (["satisfied", "fairly", "fairly"], "", No.FORGED),
        (["splendid", "satisfied"], "", No.FORGED),
        (["excellent", "satisfied"], "", No.FORGED),  # of the other scale
        (["", ""], "", No.EMPTY),
        (["satisfied", ""], "长" * 201, No.WORDS_TOO_LONG),
        (["satisfied", ""], "我是 110101195501011234", No.WORDS_IDENTITY),
        (["satisfied", ""], "好" * 200, "cast"),
        (["satisfied", ""], "\U0001f600" * 200, "cast"),  # the longest that fits the envelope
    ],
)
def test_answers_that_make_no_sense_are_refused(
    room: Room, answers: list[str], said: str, no: str
) -> None:
    made = room.opened(subjects=("食堂", "窗口"), asks_words=True)
    assert room.answer(made, room.roll(made)[0], *answers, words=said) == no


def test_a_receipt_of_somebody_else_or_of_nobody_is_refused(room: Room) -> None:
    made = room.opened()
    first, second = room.roll(made)[:2]
    theirs = room.drafted(made, second, "satisfied")
    assert room.cast(made, first, theirs) == No.FORGED
    bare = answering.Draft(["satisfied"])
    assert room.cast(made, first, bare) == No.FORGED


def test_before_after_twice_and_unasked_are_refused(room: Room) -> None:
    made = room.announced(opens_on=clock.today() + DAY, closes_on=clock.today() + 3 * DAY)
    person = room.supervisor.person_id
    assert _why_not(room, made, person) is No.NOT_OPEN
    opened = room.opened(title="另一次")
    assert _why_not(room, opened, 999_999) is No.NOT_ASKED
    assert room.answer(opened, person, "satisfied") == "cast"
    assert _why_not(room, opened, person) is No.ALREADY_ANSWERED
    other = room.roll(opened)[-1]
    late = room.drafted(opened, other, "satisfied")
    room.shut(opened)
    assert _why_not(room, opened, other) is No.CLOSED
    assert room.cast(opened, other, late) == No.CLOSED


def _why_not(room: Room, appraisal_id: int, person_id: int) -> No | None:
    try:
        answering.to_answer(room.row(appraisal_id), person_id, clock.now())
    except Refused as no:
        return no.reason
    return None


@pytest.mark.parametrize("path", ["answer/", "answer/cast/"])
def test_hostile_forms_are_answered_not_believed(room: Room, path: str) -> None:
    member = room.world.account()
    made = room.opened()
    me = room.world.client(member)
    forms: list[dict[str, object]] = [
        {},
        {"line-0": "\x00"},
        {"line-0": "x" * 5000},
        {"line-9": "satisfied"},
        {"line-0": "satisfied", "words": "字" * 90_000, "receipt": "?", "mark": "é"},
    ]
    for sent in forms:
        answer = post(me, f"/appraisals/{made}/{path}", "/me/", **sent)
        assert answer.status_code in (200, 422), sent
    assert room.row(made).box_id is not None
    assert closing.turnout(room.row(made))[0] == 0


# ---- Its end


def test_it_is_not_closed_before_its_time_and_nobody_can_hold_it_back(room: Room) -> None:
    made = room.opened()
    with pytest.raises(Refused) as no:
        closing.close(made, room.keys, clock.now())
    assert no.value.reason is No.MOVED_ON
    assert room.row(made).state == "open"
    assert room.close(made).state == "posted"
    by = room.by(made)
    with pytest.raises(Refused) as no:
        closing.withdraw(made, "不好看", by, room.keys)
    assert no.value.reason is No.MOVED_ON


def test_withdrawn_before_its_end_it_counts_nothing_and_says_why(room: Room) -> None:
    made = room.opened()
    room.answer(made, room.roll(made)[0], "satisfied")
    closing.withdraw(made, "问题写错了", room.by(made), room.keys)
    found = room.row(made)
    assert (found.state, found.ended_why) == ("withdrawn", "问题写错了")
    assert list(room.keys.glob("*.key")) == []
    assert db.session.scalars(select(Envelope)).all() == []
    assert "问题写错了" in text(room.world.app.test_client().get(f"/appraisals/{made}/"))
    room.close(made)
    assert room.row(made).state == "withdrawn"


def test_a_lost_key_means_asking_again_openly(room: Room) -> None:
    made = room.opened()
    by = room.by(made)
    assert refused(lambda: closing.void(made, by, room.keys)) is No.KEY_THERE
    for key in room.keys.glob("*.key"):
        key.unlink()
    assert room.close(made).state == "counting"
    by = room.by(made)
    assert refused(lambda: closing.void(made, by, room.keys)) is None
    assert room.row(made).state == "void"
    person, now = room.supervisor.person_id, clock.now()
    with writing():
        again = preparing.copy(made, person, now).id
    copied = room.row(again)
    assert (copied.state, copied.year) == ("draft", 2026)
    assert [one.name for one in copied.subjects] == ["社区食堂"]


def test_words_are_summed_up_once_and_only_where_there_are_some(room: Room) -> None:
    made = room.opened()
    room.close(made)
    by = room.by(made)
    assert refused(lambda: following.summarize(made, "没有", by)) is No.NO_WORDS
