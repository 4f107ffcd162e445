"""Demanding a meeting: who may start and sign, the frozen denominator, the duty that comes of it
(居民委员会组织法 art. 26, 28).
"""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.audit import queries as audit
from portal.bodies.rules import Kind as Body
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.moderation import actions as moderation
from portal.moderation.rules import Move as Reading
from portal.roster.models import Person
from portal.topics import actions as for_meetings
from portal.topics import queries as topics
from portal.topics.demands import actions, kinds, queries, roll
from portal.topics.demands.models import Demand, Signatory
from portal.topics.demands.rules import OLD_TEMPLATE, Kind, Refusal, Refused, State
from portal.topics.due import tick
from tests.topics.making import body, seat, submitted, told
from tests.world import World, fields, post

SUBJECT, TEXT = "修改居民公约", "公约八年没有改过了，请开一次会把养犬的规定改好。"


def start(person_id: int, kind: str = Kind.RESIDENTS, subject: str = SUBJECT) -> int:
    with writing():
        return actions.start(person_id, kind, subject, TEXT, clock.now()).id


def read(demand_id: int, moderator: int, move: Reading = Reading.APPROVE, why: str = "") -> None:
    item = get(demand_id).item
    assert item is not None
    item_id, version = item.id, item.version
    with writing():
        moderation.decide(item_id, version, move, why, moderator, clock.now())


def opened(world: World, people: int, kind: str = Kind.RESIDENTS) -> int:
    """Among so many residents, started by the first and let through."""
    ids = [world.person(is_delegate=True).id for _ in range(people)]
    demand_id = start(ids[0], kind)
    moderator = world.person(birth_year=2015).id  # on no roll
    read(demand_id, moderator)
    return demand_id


def get(demand_id: int) -> Demand:
    db.session.rollback()
    found = queries.demand(demand_id)
    assert found is not None
    return found


def sign(demand_id: int, *people: int) -> None:
    for person_id in people:
        with writing():
            actions.sign(queries.locked(demand_id), person_id, clock.now())


def unsigned(demand_id: int) -> list[int]:
    db.session.rollback()
    open_ = Signatory.demand_id == demand_id, Signatory.signed_at.is_(None)
    wanted = select(Signatory.person_id).where(*open_).order_by(Signatory.person_id)
    return list(db.session.scalars(wanted))


def refused(act: object) -> Refusal:
    with pytest.raises(Refused) as no, writing():
        act()  # type: ignore[operator]
    return no.value.reason


# ---- Who may start one


def test_started_on_the_phone_public_once_it_was_read(world: World) -> None:
    me = world.client(world.account())
    typed = {"kind": "residents", "subject": SUBJECT, "text": TEXT}
    looked_at = post(me, "/topics/demands/new/", **typed)
    assert "还没有提交" in looked_at.get_data(as_text=True)
    sent = [me.post("/topics/demands/new/send/", data=fields(looked_at)) for _ in "ab"]
    assert [one.location for one in sent] == ["/topics/demands/1/"] * 2
    passer_by = world.app.test_client()
    assert passer_by.get("/topics/demands/1/").status_code == 404
    assert SUBJECT not in passer_by.get("/topics/demands/").get_data(as_text=True)
    read(1, world.person(birth_year=2015).id)
    for page in ("/topics/demands/1/", "/topics/demands/"):
        assert SUBJECT in passer_by.get(page).get_data(as_text=True)


def test_a_fifth_of_the_households_is_none_of_the_laws_since_2026_article_26(
    world: World,
) -> None:
    """Old templates still quote it."""
    me = world.account()
    client = world.client(me)
    typed = {"kind": OLD_TEMPLATE, "subject": SUBJECT, "text": TEXT}
    for address in ("/topics/demands/new/", "/topics/demands/new/send/"):
        answer = post(client, address, "/topics/demands/new/", **typed)
        assert answer.status_code == 422
        assert "从 2026 年 1 月 1 日起不再适用" in answer.get_data(as_text=True)
    assert refused(
        lambda: actions.start(me.person_id, OLD_TEMPLATE, SUBJECT, TEXT, clock.now())
    ) is (Refusal.OLD_TEMPLATE)


def test_the_form_offers_what_this_person_may_sign_articles_26_28(world: World) -> None:
    """The fifth of the households stands beside it as a note, and is no choice."""
    neighbour, representative = world.account(), world.account()
    seat(body(Body.ASSEMBLY), representative.person_id, 1)
    offered = {
        who.person_id: re.findall(
            r'<option[^>]* value="(\w+)"',
            world.client(who).get("/topics/demands/new/").get_data(as_text=True),
        )
        for who in (neighbour, representative)
    }
    assert offered == {
        neighbour.person_id: [Kind.RESIDENTS],
        representative.person_id: [Kind.RESIDENTS, Kind.REPRESENTATIVES, Kind.ASSEMBLY],
    }
    shown = world.client(neighbour).get("/topics/demands/new/").get_data(as_text=True)
    assert "从 2026 年起不再适用" in shown


def test_no_identity_number_and_a_warning_of_telephone_and_flat(world: World) -> None:
    me, page = world.client(world.account()), "/topics/demands/new/"
    typed = {"kind": "residents", "subject": SUBJECT}
    no = post(me, page, page, **typed, text=f"{TEXT}我是 110105 19491231 002X。")
    assert no.status_code == 422
    assert "请不要写身份证号" in no.get_data(as_text=True)
    for words in ("电话 138-0000-0000", "住 3 号楼 2 单元 502"):
        looked_at = post(me, page, page, **typed, text=f"{TEXT}{words}")
        assert looked_at.status_code == 200
        assert "别写电话和门牌号" in looked_at.get_data(as_text=True)
    plain = post(me, page, page, **typed, text=TEXT).get_data(as_text=True)
    assert "别写电话和门牌号" not in plain


def test_only_who_could_sign_starts_one(world: World) -> None:
    child, member = world.person(birth_year=2015).id, world.person().id
    delegate = world.person(is_delegate=True).id
    made = body(Body.ASSEMBLY)
    representative, of_the_committee, guest = (world.person().id for _ in range(3))
    seat(made, representative, 1)
    seat(made, of_the_committee, 2, label="居委会委员")
    seat(made, guest, 3, votes=False)
    today = clock.today()
    may = {
        kind: [
            roll.may_start(kind, one, today)
            for one in (child, member, delegate, representative, of_the_committee, guest)
        ]
        for kind in Kind
    }
    assert may == {
        Kind.RESIDENTS: [False, True, True, True, True, True],
        Kind.DELEGATES: [False, False, True, False, False, False],
        Kind.REPRESENTATIVES: [False, False, False, True, False, False],
        Kind.ASSEMBLY: [False, False, False, True, False, False],
    }
    assert refused(lambda: actions.start(member, Kind.ASSEMBLY, SUBJECT, TEXT, clock.now())) is (
        Refusal.NOT_ENTITLED
    )


def test_nobody_starts_a_second_one_while_theirs_collects(world: World) -> None:
    person = world.person().id
    start(person)
    assert refused(
        lambda: actions.start(person, Kind.RESIDENTS, "另一件事", TEXT, clock.now())
    ) is (Refusal.ONE_OPEN)


def test_its_author_mends_what_a_moderator_sent_back(world: World) -> None:
    author = world.account()
    for _ in range(10):
        world.person()
    demand_id = start(author.person_id)
    moderator = world.person(birth_year=2015).id
    read(demand_id, moderator, Reading.ASK, "请写清楚")
    me = world.client(author)
    assert "请写清楚" in me.get(f"/topics/demands/{demand_id}/").get_data(as_text=True)
    page = f"/topics/demands/{demand_id}/edit/"
    assert post(me, page, subject="修改公约第三条", text=TEXT).status_code == 303
    assert get(demand_id).subject == "修改公约第三条"
    assert world.client(world.account()).get(page).status_code == 404
    read(demand_id, moderator)
    assert get(demand_id).state == State.COLLECTING


# ---- The denominator


def test_the_roll_is_frozen_when_it_is_let_through_article_26(world: World) -> None:
    demand_id = opened(world, 11)
    demand = get(demand_id)
    assert (demand.entitled, demand.needed) == (11, 2)
    newcomer = world.person().id
    with writing():
        gone = db.session.get_one(Person, unsigned(demand_id)[0])
        gone.left_on = clock.today()
    assert (get(demand_id).entitled, get(demand_id).needed) == (11, 2)
    assert refused(lambda: actions.sign(queries.locked(demand_id), newcomer, clock.now())) is (
        Refusal.NOT_ON_ROLL
    )


def test_of_a_household_its_one_delegate_signs_article_26(world: World) -> None:
    home = world.household()
    delegate = world.person("户代表", household=home, is_delegate=True).id
    other = world.person("家人", household=home).id
    demand_id = opened(world, 22, Kind.DELEGATES)
    assert (get(demand_id).entitled, get(demand_id).needed) == (23, 3)
    sign(demand_id, delegate)
    assert refused(lambda: actions.sign(queries.locked(demand_id), other, clock.now())) is (
        Refusal.NOT_ON_ROLL
    )


@pytest.mark.parametrize(("kind", "needed"), [(Kind.REPRESENTATIVES, 3), (Kind.ASSEMBLY, 2)])
def test_a_third_or_a_fifth_of_the_representatives_without_the_committee_articles_26_28(
    world: World, kind: Kind, needed: int
) -> None:
    made = body(Body.ASSEMBLY)
    people = [world.person().id for _ in range(9)]
    for number, person_id in enumerate(people[:7], 1):
        seat(made, person_id, number)
    for number, person_id in enumerate(people[7:], 8):
        seat(made, person_id, number, label="居委会委员")
    demand_id = start(people[0], kind)
    read(demand_id, people[8])
    demand = get(demand_id)
    assert (demand.entitled, demand.needed) == (7, needed)
    sign(demand_id, *people[1 : needed - 1])
    assert get(demand_id).state == State.COLLECTING
    sign(demand_id, people[needed - 1])
    assert get(demand_id).state == State.DUE


def test_where_nobody_is_entitled_any_more_it_lapses(world: World) -> None:
    person = world.person()
    demand_id = start(person.id)
    with writing():
        db.session.get_one(Person, person.id).left_on = clock.today()
    read(demand_id, world.person(birth_year=2015).id)
    assert get(demand_id).state == State.LAPSED
    assert world.app.test_client().get(f"/topics/demands/{demand_id}/").status_code == 404


# ---- Signing


def test_who_started_it_has_signed_and_each_signs_once(world: World) -> None:
    demand_id = opened(world, 40)
    neighbour = unsigned(demand_id)[0]
    sign(demand_id, neighbour, neighbour)
    assert queries.signed_of(demand_id) == 2


def test_a_signature_is_taken_back_until_the_number_is_reached(world: World) -> None:
    demand_id = opened(world, 21)  # three of them
    one, other, third = unsigned(demand_id)[:3]
    sign(demand_id, one)
    with writing():
        actions.take_back(queries.locked(demand_id), one)
    assert queries.signed_of(demand_id) == 1
    sign(demand_id, other, third)
    assert get(demand_id).state == State.DUE
    with writing():
        actions.take_back(queries.locked(demand_id), other)
    assert queries.signed_of(demand_id) == 3


def test_numbers_are_public_and_names_are_not(world: World) -> None:
    secret = world.account(world.person("欧阳锦绣"))
    demand_id = opened(world, 20)  # with the one above: 21, so three
    me = world.client(secret)
    page = f"/topics/demands/{demand_id}/"
    assert post(me, f"{page}sign/", page).status_code == 303
    for visitor in (world.app.test_client(), world.staff(Role.DIRECTOR)):
        shown = visitor.get(page).get_data(as_text=True)
        assert "2 人，需要 3 人" in shown
        assert "欧阳锦绣" not in shown
    assert "您已经签名" in me.get(page).get_data(as_text=True)
    assert post(me, f"{page}take-back/", page).status_code == 303
    assert queries.signed_of(demand_id) == 1


def test_what_was_hidden_goes_on_collecting_and_counting_articles_26_28(world: World) -> None:
    """Hiding the words, with a public reason, stops no signature."""
    demand_id = opened(world, 30)
    read(demand_id, world.person(birth_year=2015).id, Reading.HIDE, "是广告")
    signer = world.account()
    with writing():
        db.session.add(Signatory(demand_id=demand_id, person_id=signer.person_id))
    page = f"/topics/demands/{demand_id}/"
    assert post(world.client(signer), f"{page}sign/", page).status_code == 303
    sign(demand_id, unsigned(demand_id)[0])
    assert get(demand_id).state == State.DUE
    for address in ("/topics/demands/", page):
        shown = world.app.test_client().get(address).get_data(as_text=True)
        assert "是广告" in shown
        assert SUBJECT not in shown
    assert "3 人，需要 3 人" in shown


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.PARTY_ORGANIZATION])
def test_a_demand_is_let_through_by_somebody_who_is_not_of_the_committee_articles_26_28(
    world: World, role: Role
) -> None:
    start(min(world.person().id for _ in range(30)))
    item = get(1).item
    assert item is not None
    desk, queue = f"/desk/demands/{item.id}/", "/desk/demands/"
    reader = world.client(world.account(world.person(birth_year=2015), role))
    assert SUBJECT in reader.get(queue).get_data(as_text=True)
    typed = {"version": 1, "move": "approve", "wish": "", "reason": ""}
    assert post(reader, desk, desk, **typed).status_code == 303
    assert get(1).state == State.COLLECTING
    typed = {"version": 2, "move": "hide", "wish": "", "reason": ""}
    assert post(reader, desk, desk, **typed).status_code == 422
    assert not queries.hidden(get(1))
    assert post(reader, desk, desk, **typed | {"reason": "写了人名"}).status_code == 303
    assert queries.hidden(get(1))


@pytest.mark.parametrize("role", [Role.COMMITTEE_MEMBER, Role.DIRECTOR])
def test_the_committee_decides_nothing_of_a_demand_to_itself_articles_26_28(
    world: World, role: Role
) -> None:
    """Neither on its own desk, nor by another office that its member holds."""
    start(world.person(is_delegate=True).id)
    item = get(1).item
    assert item is not None
    number, version = item.id, item.version
    typed = {"version": version, "move": "approve", "wish": "", "reason": ""}
    of_committee = world.client(world.account(None, role))
    assert SUBJECT not in of_committee.get("/desk/moderation/").get_data(as_text=True)
    assert post(of_committee, f"/desk/moderation/{number}/", "/", **typed).status_code == 404
    assert post(of_committee, f"/desk/demands/{number}/", "/", **typed).status_code == 403
    assert of_committee.get("/topics/demands/1/").status_code == 404
    both = world.account(None, role, Role.PARTY_ORGANIZATION)
    page = f"/desk/demands/{number}/"
    assert post(world.client(both), page, page, **typed).status_code == 403
    seated = world.person().id
    seat(body(Body.COMMITTEE, "里仁社区居委会"), seated, 1)
    for one in (both.person_id, seated):
        with pytest.raises(moderation.OwnWork), writing():
            moderation.decide(number, version, Reading.APPROVE, "", one, clock.now())
    assert get(1).state == State.SUBMITTED


def test_the_last_day_counts_and_then_it_lapses(world: World) -> None:
    demand_id = opened(world, 30)
    now = clock.now()
    last = now + timedelta(days=60)
    tick(last)
    assert get(demand_id).state == State.COLLECTING
    for _ in range(2):
        tick(last + timedelta(days=1))
    assert get(demand_id).state == State.LAPSED
    assert told(kinds.TOLD_LAPSED) == [get(demand_id).raised_by]


def test_it_is_withdrawn_by_who_started_it_alone(world: World) -> None:
    demand_id = opened(world, 30)
    other = unsigned(demand_id)[0]
    sign(demand_id, other)
    assert refused(lambda: actions.withdraw(queries.locked(demand_id), other, clock.now())) is (
        Refusal.MOVED_ON
    )
    author = get(demand_id).raised_by
    with writing():
        actions.withdraw(queries.locked(demand_id), author, clock.now())
    assert get(demand_id).state == State.WITHDRAWN
    assert told(kinds.TOLD_WITHDRAWN) == [other]
    assert world.app.test_client().get(f"/topics/demands/{demand_id}/").status_code == 200


# ---- The duty


def reached(world: World) -> int:
    demand_id = opened(world, 20)
    sign(demand_id, unsigned(demand_id)[0])
    return demand_id


def test_reached_it_is_the_committees_duty_with_a_day_articles_26_28(world: World) -> None:
    director = world.account(world.person(birth_year=2015), Role.DIRECTOR)
    demand_id = reached(world)
    demand = get(demand_id)
    assert (demand.state, demand.due_on) == (State.DUE, clock.today() + timedelta(days=15))
    assert told(kinds.TOLD_DUTY) == [director.person_id]
    assert [one.id for one in topics.open_duties()] == [demand_id]
    desk = world.client(director)
    assert "必须召集的会议" in desk.get("/desk/topics/").get_data(as_text=True)
    overview = desk.get("/desk/").get_data(as_text=True)
    assert "审议议题、召集会议" in overview


def test_an_overdue_duty_is_said_in_public(world: World) -> None:
    demand_id = reached(world)
    with writing():
        queries.locked(demand_id).due_on = clock.today() - timedelta(days=1)
    passer_by = world.app.test_client()
    for page in ("/topics/demands/", f"/topics/demands/{demand_id}/"):
        assert "召集已超期" in passer_by.get(page).get_data(as_text=True)


def test_a_meeting_that_is_called_meets_the_duty_once(world: World) -> None:
    demand_id = reached(world)
    signers = queries.signers(demand_id)
    with writing():
        for_meetings.meet_demand(queries.locked(demand_id), "12 月 20 日居民会议", clock.now())
    demand = get(demand_id)
    assert (demand.state, demand.met_at is None) == (State.MET, False)
    assert (topics.open_duties(), told(kinds.TOLD_MET)) == ([], signers)
    assert refused(
        lambda: for_meetings.meet_demand(queries.locked(demand_id), "又一次", clock.now())
    ) is (Refusal.MOVED_ON)
    assert "会议已经召集" in (
        world.app.test_client().get(f"/topics/demands/{demand_id}/").get_data(as_text=True)
    )


def test_a_duty_is_not_signed_withdrawn_or_lapsed_away(world: World) -> None:
    demand_id = reached(world)
    person, author = unsigned(demand_id)[0], get(demand_id).raised_by
    assert refused(lambda: actions.sign(queries.locked(demand_id), person, clock.now())) is (
        Refusal.NOT_OPEN
    )
    assert refused(lambda: actions.withdraw(queries.locked(demand_id), author, clock.now())) is (
        Refusal.MOVED_ON
    )
    tick(clock.now() + timedelta(days=400))
    assert get(demand_id).state == State.DUE
    db.session.rollback()
    assert db.session.scalar(select(func.count(Signatory.signed_at))) == 2


def test_the_record_names_it_by_its_own_number_however_many_posts_were_read(world: World) -> None:
    for _other in range(3):
        submitted(world.person().id, f"另一件事 {_other}")
    demand_id, moderator = opened(world, 3), world.person(birth_year=2015).id
    read(demand_id, moderator, Reading.HIDE, "写了别人的电话")
    hidden = [one for one in audit.public_acts(1, 9).items if one.kind == "moderation.hidden"]
    assert get(demand_id).item_id != demand_id
    assert [one.sentence for one in hidden] == [
        f"隐藏了开会的要求（第 {demand_id} 号），原因：写了别人的电话"
    ]
