"""The roll: who stands on it, who may read which names, objections and rulings."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.bodies.models import Body, Membership, Seat, Term
from portal.bodies.rules import How, Kind, Post
from portal.core import clock, outbox, waiting
from portal.core.access import Role
from portal.core.db import db, writing
from portal.core.words import day as day_text
from portal.elections import due, queries, rules
from portal.elections.rules import Electorate
from portal.roster.models import Person
from tests.elections.conftest import ElectionInTest, send, set_up, text, voter
from tests.world import World


def names(made: ElectionInTest) -> list[str]:
    db.session.rollback()
    return [row.name for row in queries.names(made.id, 1, 100).items]


def told(person_id: int) -> list[str]:
    db.session.rollback()
    return [one.kind for one in outbox.latest(person_id, 10)]


# ---- Who stands on it


def test_everyone_of_eighteen_who_lives_here_on_the_day_art_17(world: World) -> None:
    made = set_up(world, voters=2)
    day = made.row.day
    world.person("孩子", day.year - 18)  # from a birth year alone: from the year after
    world.person("成年", day.year - 19)
    world.person("搬走", 1970, left_on=day)
    world.person("不明", None)
    made.announce().post_roll()
    assert names(made) == ["成年", "选民0", "选民1"]


def test_one_delegate_of_each_household(world: World) -> None:
    made = set_up(world, voters=0, electorate=Electorate.DELEGATES)
    home, other = world.household(), world.household()
    world.person("甲", 1970, home, is_delegate=True)
    world.person("乙", 1971, home)
    world.person("丙", 1972, other)
    made.announce().post_roll()
    assert names(made) == ["甲"]


def seat(assembly: Term, number: int, person: Person, **said: Any) -> None:
    home = person.household
    grid = home.grid_id if home and not said.get("label") else None
    made = Seat(term=assembly, number=number, grid_id=grid, **said)
    on = date(2024, 1, 1)
    db.session.add(
        Membership(
            seat=made,
            person=person,
            post=Post.MEMBER,
            how=How.ELECTED,
            starts_on=on,
            entered_at=clock.now(),
        )
    )


def test_the_representatives_and_nobody_else_of_the_assembly_art_28(world: World) -> None:
    """Neither the committee's members who sit there, nor who speaks for a place without residents,
    nor who sits in.
    """
    made = set_up(world, voters=5, electorate=Electorate.REPRESENTATIVES)
    body = Body(kind=Kind.ASSEMBLY, name="居民代表会议", founded_on=date(2020, 1, 1))
    term = Term(body=body, number=1, starts_on=date(2024, 1, 1), ends_on=date(2099, 12, 31))
    people = [db.session.get_one(Person, one.id) for one in made.voters]
    kinds: list[dict[str, Any]] = [
        {},
        {},
        {"votes": False},
        {"label": "驻社区单位"},
        {"label": "居委会成员", "ex_officio": True},
    ]
    for number, (person, said) in enumerate(zip(people, kinds, strict=True), 1):
        seat(term, number, person, **said)
    db.session.commit()
    made.announce().post_roll()
    assert names(made) == ["选民0", "选民1"]


def test_a_roll_without_anybody_is_not_posted(world: World, staff: FlaskClient) -> None:
    made = set_up(world, voters=2, electorate=Electorate.REPRESENTATIVES).announce()
    answer = send(staff, f"{made.desk}roll/post/")
    assert answer.status_code == 422
    assert "花名册里没有可以列入名单的人" in answer.get_data(as_text=True)


# ---- Who reads what


def test_passers_by_read_figures_and_no_name(election: ElectionInTest, client: FlaskClient) -> None:
    election.announce().post_roll()
    page = text(client, f"{election.address}roll/?q=选民")
    assert "里仁里1号楼" in page
    assert ">12<" in page
    assert "选民0" not in page


def test_a_resident_reads_the_own_place_and_names_of_the_own_grid_alone(
    world: World, election: ElectionInTest
) -> None:
    far = world.person("选民远", 1970, world.household(world.grid("远网格")))
    election.announce().post_roll()
    _member, resident = voter(world, election, 3)
    page = text(resident, f"{election.address}roll/?q=选民")
    assert "您在选民名单上，序号" in page
    assert "选民5" in page
    assert "选民远" not in page
    stranger = world.client(world.account(db.session.get_one(Person, far.id)))
    theirs = text(stranger, f"{election.address}roll/?q=选民")
    assert "选民远" in theirs
    assert "选民5" not in theirs


def test_a_wildcard_finds_no_more_than_a_name(world: World, election: ElectionInTest) -> None:
    election.announce().post_roll()
    _member, resident = voter(world, election)
    for typed in ("%", "_", "'", "  "):
        assert "选民5" not in text(resident, f"{election.address}roll/?q={typed}")


def test_the_names_are_printed_from_the_desk(
    world: World, election: ElectionInTest, staff: FlaskClient
) -> None:
    election.announce().post_roll()
    sheet = text(staff, f"{election.desk}roll/sheet/")
    assert all(person.name in sheet for person in election.voters)
    _member, resident = voter(world, election)
    assert resident.get(f"{election.desk}roll/sheet/").status_code == 403


# ---- Objections


def newcomer(world: World, birth_year: int | None = 1980) -> tuple[int, FlaskClient]:
    """Somebody of age who came after the roll was posted."""
    member = world.account(world.person("新来", birth_year))
    return member.person_id, world.client(member)


def test_who_is_missing_objects_and_a_ruling_adds_them_art_17(
    world: World, election: ElectionInTest, staff: FlaskClient, client: FlaskClient
) -> None:
    election.announce().post_roll()
    person_id, resident = newcomer(world)
    address = f"{election.address}roll/object/"
    assert send(resident, address, kind="missing", text="漏了我").status_code == 303
    made = election.objection()
    assert made.due_on == clock.today() + timedelta(days=3)
    assert told(person_id) == ["elections.objection"]
    ruling = f"{election.desk}objections/1/"
    assert send(staff, ruling, verdict="upheld", reason="").status_code == 422
    assert send(staff, ruling, verdict="upheld", reason="已核实").status_code == 303
    assert queries.stands_on_roll(election.id, person_id)
    assert queries.addenda(election.id) == (1, 0)
    assert told(person_id)[0] == "elections.upheld"
    assert "补登 1 人，移出 0 人" in text(client, f"{election.address}roll/")
    again = send(staff, ruling, verdict="dismissed", reason="改主意了")
    assert again.status_code == 422
    assert election.objection().upheld is True


def test_nobody_is_added_whom_the_roster_does_not_entitle(
    world: World, election: ElectionInTest, staff: FlaskClient
) -> None:
    election.announce().post_roll()
    person_id, resident = newcomer(world, clock.today().year - 16)
    send(resident, f"{election.address}roll/object/", kind="missing", text="漏了我")
    answer = send(staff, f"{election.desk}objections/1/", verdict="upheld", reason="好")
    assert answer.status_code == 422
    assert "不能列入名单" in answer.get_data(as_text=True)
    assert not queries.stands_on_roll(election.id, person_id)
    assert election.objection().upheld is None


def test_who_should_not_be_on_it_is_struck_and_the_row_stays(
    world: World, election: ElectionInTest, staff: FlaskClient
) -> None:
    election.announce().post_roll()
    row = queries.row_of(election.id, election.voters[5].id)
    assert row is not None
    _member, resident = voter(world, election)
    typed = {"kind": "wrong", "about": row.number, "text": "去年搬走了"}
    assert send(resident, f"{election.address}roll/object/", **typed).status_code == 303
    answer = send(staff, f"{election.desk}objections/1/", verdict="upheld", reason="已搬走")
    assert answer.status_code == 303
    assert "选民5" not in names(election)
    assert queries.last_number(election.id) == 13  # twelve, and the member of staff
    assert queries.addenda(election.id) == (0, 1)


def test_somebody_of_another_grid_is_nobody_to_object_to(
    world: World, election: ElectionInTest
) -> None:
    far = world.person("远", 1970, world.household(world.grid("远网格")))
    election.announce().post_roll()
    row = queries.row_of(election.id, far.id)
    assert row is not None
    _member, resident = voter(world, election)
    for about in (row.number, 10**8, 10**14, -1):
        typed = {"kind": "wrong", "about": about, "text": "不该有"}
        answer = send(resident, f"{election.address}roll/object/", **typed)
        assert answer.status_code == 422
        if about == row.number:
            assert "您所在网格的名单上没有这个序号" in answer.get_data(as_text=True)
    assert queries.objections(election.id, 1, 10).total == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "missing", "text": "漏了我"}, "您已经在名单上了"),
        ({"kind": "wrong", "text": "不该有"}, "请写那个人在名单上的序号"),
        ({"kind": "cats", "text": "猫"}, "请从列出的选项里选"),
        ({"kind": "other", "text": ""}, "请写明情况"),
        ({"kind": "other", "text": "字" * 1001}, "太长了"),
    ],
)
def test_an_objection_that_cannot_be_is_answered_at_its_field(
    world: World, election: ElectionInTest, typed: dict[str, str], said: str
) -> None:
    election.announce().post_roll()
    _member, resident = voter(world, election)
    answer = send(resident, f"{election.address}roll/object/", **typed)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert queries.objections(election.id, 1, 10).total == 0


def test_objections_end_after_five_days_with_the_date_art_17(
    world: World, election: ElectionInTest
) -> None:
    election.announce().post_roll()
    _member, resident = voter(world, election)
    election.pass_days(6)
    typed = {"kind": "other", "text": "名字写错了"}
    answer = send(resident, f"{election.address}roll/object/", **typed)
    assert answer.status_code == 422
    assert "申诉的期限是名单公布后 5 天" in answer.get_data(as_text=True)
    assert "名字写错了" in answer.get_data(as_text=True)


def test_one_objection_waits_at_a_time(world: World, election: ElectionInTest) -> None:
    election.announce().post_roll()
    _member, resident = voter(world, election)
    address, typed = f"{election.address}roll/object/", {"kind": "other", "text": "名字写错了"}
    assert send(resident, address, **typed).status_code == 303
    assert send(resident, address, **typed).status_code == 422
    assert queries.objections(election.id, 1, 10).total == 1


def test_nobody_rules_on_the_own_objection(world: World, election: ElectionInTest) -> None:
    election.announce().post_roll()
    clerk = world.account(world.person("新委员", 1980), Role.COMMITTEE_MEMBER)
    desk = world.client(clerk)
    send(desk, f"{election.address}roll/object/", kind="missing", text="漏了我")
    answer = send(desk, f"{election.desk}objections/1/", verdict="upheld", reason="好")
    assert answer.status_code == 422
    assert "请由别的工作人员来办" in answer.get_data(as_text=True)
    assert election.objection().upheld is None


def test_the_words_of_an_objection_are_for_its_author_and_the_desk(
    world: World, election: ElectionInTest, client: FlaskClient, staff: FlaskClient
) -> None:
    election.announce().post_roll()
    _member, resident = voter(world, election)
    send(resident, f"{election.address}roll/object/", kind="other", text="我的名字写错了")
    assert "我的名字写错了" in text(resident, f"{election.address}roll/")
    assert "我的名字写错了" in text(staff, f"{election.desk}objections/1/")
    assert "我的名字写错了" not in text(client, f"{election.address}roll/")
    _other, neighbour = voter(world, election, 1)
    assert "我的名字写错了" not in text(neighbour, f"{election.address}roll/")
    assert "我的名字写错了" not in text(client, "/audit/")


def test_a_misspelt_name_is_copied_again_from_the_mended_roster(
    world: World, election: ElectionInTest, staff: FlaskClient
) -> None:
    election.announce().post_roll()
    _member, resident = voter(world, election)
    send(resident, f"{election.address}roll/object/", kind="other", text="我叫选珉零")
    db.session.get_one(Person, election.voters[0].id).name = "选珉零"
    db.session.commit()
    assert "选珉零" not in names(election)
    answer = send(staff, f"{election.desk}objections/1/", verdict="upheld", reason="已更正")
    assert answer.status_code == 303
    assert "选珉零" in names(election)


def _waiting(now: datetime) -> tuple[int, int]:
    return waiting.ask([due.waiting(clock.local(now).date())])[0]


def test_a_late_ruling_is_first_on_the_desk(
    world: World, election: ElectionInTest, staff: FlaskClient
) -> None:
    election.announce().post_roll()
    _member, resident = voter(world, election)
    send(resident, f"{election.address}roll/object/", kind="other", text="名字写错了")
    now = clock.now()
    assert _waiting(now + timedelta(days=3)) == (1, 0)
    assert _waiting(now + timedelta(days=4)) == (1, 1)
    election.nominate(election.voters[1])
    assert _waiting(now) == (1, 0)  # whoever was checked waits no more
    assert "1 件在等" in text(staff, "/desk/")


# ---- Whoever is struck off


def struck(world: World, made: ElectionInTest, staff: FlaskClient) -> FlaskClient:
    """The voter of place 5, on a neighbour's objection; their browser."""
    made.announce().post_roll()
    row = queries.row_of(made.id, made.voters[5].id)
    assert row is not None
    _m, neighbour = voter(world, made)
    typed = {"kind": "wrong", "about": row.number, "text": "去年搬走了"}
    send(neighbour, f"{made.address}roll/object/", **typed)
    upheld = {"verdict": "upheld", "reason": "已搬走"}
    assert send(staff, f"{made.desk}objections/1/", **upheld).status_code == 303
    return voter(world, made, 5)[1]


def test_whoever_is_struck_off_is_told_at_once_why_and_until_when_to_object_art_17(
    world: World, election: ElectionInTest, staff: FlaskClient
) -> None:
    resident = struck(world, election, staff)
    message = outbox.latest(election.voters[5].id, 1)[0]
    assert message.kind == "elections.struck"
    assert "已搬走" in message.sentence
    assert day_text(clock.today() + timedelta(days=3)) in message.sentence
    page = text(resident, f"{election.address}roll/")
    assert "您被移出了选民名单。不同意的" in page
    assert "我要申诉" in page


def test_whoever_is_struck_off_objects_after_the_others_days_and_another_rules(
    world: World, election: ElectionInTest, staff: FlaskClient
) -> None:
    resident = struck(world, election, staff)
    election.pass_days(6)
    address = f"{election.address}roll/object/"
    late = send(voter(world, election, 1)[1], address, kind="other", text="错字")
    assert late.status_code == 422
    assert send(resident, address, kind="missing", text="我没有搬走").status_code == 303
    assert "您的申诉在等答复" in text(resident, f"{election.address}roll/")
    ruling = {"verdict": "upheld", "reason": "确实没有搬"}
    answer = send(staff, f"{election.desk}objections/2/", **ruling)
    assert answer.status_code == 422
    assert "当初是您把申诉人移出名单的" in answer.get_data(as_text=True)
    other = world.staff(Role.DIRECTOR)
    assert send(other, f"{election.desk}objections/2/", **ruling).status_code == 303
    assert queries.stands_on_roll(election.id, election.voters[5].id)
    assert "您在选民名单上" in text(resident, f"{election.address}roll/")


def test_three_days_after_the_strike_it_is_too_late_art_17(
    world: World, election: ElectionInTest, staff: FlaskClient
) -> None:
    resident = struck(world, election, staff)
    election.pass_days(6)
    with writing():
        row = queries.row_of(election.id, election.voters[5].id)
        assert row is not None
        row.struck_at = clock.now() - timedelta(days=4)
    address = f"{election.address}roll/object/"
    assert send(resident, address, kind="missing", text="我没有搬走").status_code == 422
    assert "到 " not in text(resident, f"{election.address}roll/").split("您被移出了")[1][:20]


@pytest.mark.parametrize(("ahead", "days"), [(20, 3), (3, 2), (1, 0)])
def test_an_objection_to_a_strike_is_made_before_the_election_day(ahead: int, days: int) -> None:
    struck_on = date(2026, 5, 1)
    until = rules.struck_until(struck_on, struck_on + timedelta(days=ahead))
    assert until == struck_on + timedelta(days=days)
