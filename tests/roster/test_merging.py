"""Two entries of one person become one: nothing is lost, nobody is deleted, clashes are refused."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.accounts.models import Account, Slip
from portal.ballots import actions as boxes
from portal.ballots.models import Box, RollRow
from portal.core import clock, outbox
from portal.core.access import Role
from portal.core.db import db, writing
from portal.roster import actions, kinds, words
from portal.roster.models import Person, RoleTerm
from portal.roster.rules import Refusal
from tests.budget.conftest import RoundInTest, list_project, make_round
from tests.roster.keeping import REASON, facts, now, refused
from tests.roster.sheets import row
from tests.roster.test_applying import NOW, imported, person, reported
from tests.world import World, fields

PHONE = "13912345678"
BOTH_ACCOUNTS = "两条登记各有一个账号"
BOTH_ON_ROLL = "两条登记都在一轮还没截止的选民名册上"
SELF_SUPERVISION = "两条登记的职务不能由一个人担任"


@pytest.fixture
def desk(world: World) -> FlaskClient:
    return world.client(world.account(world.person("陈晓敏"), Role.COMMITTEE_MEMBER))


@pytest.fixture
def giver(world: World) -> FlaskClient:
    """Whoever gives offices."""
    return world.client(world.account(world.person("管理员"), Role.ADMINISTRATOR))


def merge(client: FlaskClient, keep: Person, drop: Person, **typed: object) -> TestResponse:
    address = f"/desk/roster/people/{keep.id}/merge/{drop.id}/"
    shown = fields(client.get(address))
    return client.post(address, data={**shown, "reason": REASON, **typed})


def refused_with(answer: TestResponse, sentence: str) -> bool:
    return answer.status_code == 422 and sentence in answer.text


def whose(model: type[object]) -> list[int]:
    db.session.rollback()
    return list(db.session.scalars(select(model.person_id)))  # type: ignore[attr-defined]


def test_the_other_entry_stays_and_says_who_stands_for_it(world: World, desk: FlaskClient) -> None:
    home = world.household()
    keep = world.person("李芳", household=home)
    drop = world.person("李方", household=home, phone=PHONE, is_delegate=True)
    answer = merge(desk, keep, drop)
    assert (answer.status_code, answer.location) == (303, f"/desk/roster/people/{keep.id}/")
    one, other = now(keep), now(drop)
    assert (one.phone, one.is_delegate, one.left_on) == (PHONE, True, None)
    assert (other.merged_into_id, other.left_why) == (keep.id, "merged")
    assert (other.left_on, other.is_delegate) == (clock.today(), False)
    (fact,) = facts()
    assert (fact.kind, fact.payload["person"], fact.payload["other"]) == (
        kinds.MERGED,
        drop.id,
        keep.id,
    )
    assert fact.payload["kept"] == {
        "before": {"phone": None, "is_delegate": False},
        "after": {"phone": PHONE, "is_delegate": True},
    }
    for one_ in (keep, drop):
        assert "两条登记合并为一条" in desk.get(f"/desk/roster/people/{one_.id}/").text
    assert f"/desk/roster/people/{keep.id}/" in desk.get(f"/desk/roster/people/{drop.id}/").text


def test_account_offices_slips_and_messages_are_handed_over(
    world: World, giver: FlaskClient
) -> None:
    keep, drop = world.person("李芳"), world.person("李芳")
    member = world.account(drop, Role.REPRESENTATIVE)
    db.session.add(Slip(person_id=drop.id, number="1", code_hash="x", printed_at=NOW))
    outbox.tell([drop.id], "accounts.housemate_joined", NOW, name="王小明")
    db.session.commit()
    assert merge(giver, keep, drop).status_code == 303
    for model in (Account, RoleTerm, Slip, outbox.Message):
        assert keep.id in whose(model)
        assert drop.id not in whose(model)
    assert world.client(member).get("/me/").status_code == 200


def test_where_both_have_an_account_it_is_refused(world: World, desk: FlaskClient) -> None:
    keep, drop = world.person("李芳"), world.person("李芳")
    world.account(keep)
    world.account(drop)
    assert refused_with(merge(desk, keep, drop), BOTH_ACCOUNTS)
    assert (now(drop).merged_into_id, facts()) == (None, [])


def test_nobody_comes_to_supervise_themselves(world: World, giver: FlaskClient) -> None:
    keep, drop = world.person("李芳"), world.person("李芳")
    for one, role in ((keep, Role.DIRECTOR), (drop, Role.SUPERVISOR)):
        db.session.add(RoleTerm(person_id=one.id, role=role, starts_on=date(2026, 1, 1)))
    db.session.commit()
    assert refused_with(merge(giver, keep, drop), SELF_SUPERVISION)


# On rolls


def opened(world: World) -> RoundInTest:
    made = make_round(world)
    list_project(made, "A", 100_000)
    return made.open()


def test_where_both_stand_on_one_open_roll_it_is_refused(world: World, desk: FlaskClient) -> None:
    keep, drop = world.person("李芳"), world.person("李芳")
    opened(world)
    assert refused_with(merge(desk, keep, drop), BOTH_ON_ROLL)
    assert {keep.id, drop.id} <= {*whose(RollRow)}


def test_once_the_supervisors_struck_one_it_is_done(world: World, desk: FlaskClient) -> None:
    keep, drop = world.person("李芳"), world.person("李芳")
    made = opened(world)
    with writing():
        boxes.remove_from_roll(boxes.locked(made.row.box_id or 0), drop.id, clock.now())
    assert merge(desk, keep, drop).status_code == 303
    assert {keep.id, drop.id} <= {*whose(RollRow)}  # the struck row stays where it is


def test_a_place_on_a_roll_that_only_the_other_has_is_handed_over(
    world: World, desk: FlaskClient
) -> None:
    drop = world.person("李芳")
    member = world.account(drop)
    made = opened(world)
    keep = world.person("李芳")
    assert merge(desk, keep, drop).status_code == 303
    assert keep.id in whose(RollRow)
    assert made.vote(world.client(member), *made.ids("A")).status_code == 303


def test_a_roll_that_is_over_keeps_both_its_rows(world: World, desk: FlaskClient) -> None:
    keep, drop = world.person("李芳"), world.person("李芳")
    made = opened(world)
    made.close()
    before = sorted(whose(RollRow))
    assert merge(desk, keep, drop).status_code == 303
    assert sorted(whose(RollRow)) == before
    assert db.session.get_one(Box, made.row.box_id).final_digest


# Who with whom


def test_an_entry_is_not_merged_with_itself_or_twice(world: World, desk: FlaskClient) -> None:
    keep, drop, third = (world.person("李芳") for _ in range(3))
    assert refused(merge(desk, keep, keep), Refusal.SAME_ENTRY)
    assert merge(desk, keep, drop).status_code == 303
    assert refused(merge(desk, third, drop), Refusal.IS_MERGED)
    assert refused(merge(desk, drop, third), Refusal.IS_MERGED)


def test_whoever_lives_here_is_kept(world: World, desk: FlaskClient) -> None:
    gone, here = world.person("李芳", left_on=date(2025, 1, 1)), world.person("李芳")
    assert refused(merge(desk, gone, here), Refusal.KEEP_THE_OTHER)
    assert merge(desk, here, gone).status_code == 303
    assert now(gone).left_on == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("name", "birth_year", "is_double"),
    [("李芳", 1955, True), ("李芳", 1965, True), ("李方", 1955, True), ("李方", 1965, False)],
)
def test_where_name_and_year_both_differ_they_are_two_people(
    world: World, giver: FlaskClient, name: str, birth_year: int, is_double: bool
) -> None:
    keep, drop = world.person("李芳"), world.person(name, birth_year)
    answer = merge(giver, keep, drop)
    assert (answer.status_code == 303) is is_double
    assert refused(answer, Refusal.NOT_ALIKE) is not is_double
    assert now(drop).merged_into_id == (keep.id if is_double else None)


def test_years_that_nobody_knows_are_not_the_same_year(world: World, giver: FlaskClient) -> None:
    answer = merge(giver, world.person("李芳", None), world.person("王强", None))
    assert refused(answer, Refusal.NOT_ALIKE)


@pytest.mark.parametrize("which", ["keep", "drop"])
@pytest.mark.parametrize("later", [0, 30])
def test_an_entry_with_an_office_now_or_later_is_merged_by_whoever_gives_offices(
    world: World, desk: FlaskClient, giver: FlaskClient, which: str, later: int
) -> None:
    people = {"keep": world.person("李芳"), "drop": world.person("李芳")}
    begins = clock.today() + timedelta(days=later)
    db.session.add(RoleTerm(person_id=people[which].id, role=Role.DIRECTOR, starts_on=begins))
    db.session.commit()
    assert refused(merge(desk, people["keep"], people["drop"]), Refusal.HOLDS_OFFICE)
    assert (now(people["drop"]).merged_into_id, facts()) == (None, [])
    assert merge(giver, people["keep"], people["drop"]).status_code == 303


def test_an_office_that_is_over_stands_against_nothing(world: World, desk: FlaskClient) -> None:
    keep, drop = world.person("李芳"), world.person("李芳")
    over = clock.today() - timedelta(days=1)
    held = {"role": Role.DIRECTOR, "starts_on": date(2020, 1, 1), "ends_on": over}
    db.session.add(RoleTerm(person_id=drop.id, **held))
    db.session.commit()
    assert merge(desk, keep, drop).status_code == 303


@pytest.mark.parametrize("own_stays", [True, False])
def test_nobody_merges_their_own_entry(world: World, own_stays: bool) -> None:
    own, other = world.person("李芳"), world.person("李芳")
    admin = world.client(world.account(own, Role.ADMINISTRATOR))
    keep, drop = (own, other) if own_stays else (other, own)
    assert refused(merge(admin, keep, drop), Refusal.OWN_ENTRY)
    assert (now(drop).merged_into_id, facts()) == (None, [])


def test_a_chain_of_doubles_ends_in_one(world: World, desk: FlaskClient) -> None:
    first, second, third = (world.person("李芳") for _ in range(3))
    merge(desk, second, first)
    merge(desk, third, second)
    assert [now(one).merged_into_id for one in (first, second)] == [third.id, third.id]


@pytest.mark.parametrize("which", ["keep", "drop"])
def test_a_change_of_either_in_between_is_shown_first(
    world: World, desk: FlaskClient, which: str
) -> None:
    people = {"keep": world.person("李芳"), "drop": world.person("李芳")}
    address = f"/desk/roster/people/{people['keep'].id}/merge/{people['drop'].id}/"
    mine = fields(desk.get(address))
    with writing():
        db.session.get_one(Person, people[which].id).phone = PHONE
    answer = desk.post(address, data={**mine, "reason": REASON})
    assert refused(answer, Refusal.CHANGED_MEANWHILE)
    assert PHONE in answer.text
    assert now(people["drop"]).merged_into_id is None


def test_it_needs_a_reason(world: World, desk: FlaskClient) -> None:
    answer = merge(desk, world.person("李芳"), world.person("李芳"), reason="")
    assert refused_with(answer, "请写明原因")


def test_likely_doubles_are_offered_and_others_are_found(world: World, desk: FlaskClient) -> None:
    keep, twin = world.person("李芳", phone=PHONE), world.person("李芳")
    same_phone, stranger = world.person("李方", phone=PHONE), world.person("张三")
    address = f"/desk/roster/people/{keep.id}/merge/"
    offered = desk.get(address).text
    assert [f"merge/{one.id}/" in offered for one in (twin, same_phone, stranger, keep)] == [
        True,
        True,
        False,
        False,
    ]
    assert f"merge/{stranger.id}/" in desk.get(f"{address}?q=张三").text
    assert desk.get("/desk/roster/people/99/merge/").status_code == 404
    assert desk.get(f"{address}99/").status_code == 404


# Later sheets


def test_a_later_sheet_with_the_others_spelling_means_whoever_stands_for_it(
    world: World, desk: FlaskClient
) -> None:
    imported(row("李芳"), row("李方"), row("王小明"))
    keep, drop = person("李芳"), person("李方")
    merge(desk, keep, drop)
    steps = actions.plan(reported(row("李方", phone=PHONE), row("王小明")), NOW)
    assert [edit.person.id for edit in steps.edits] == [keep.id]
    assert (steps.missing, steps.returned, steps.new_people) == ([], [], {})


def test_where_a_sheet_has_both_spellings_the_entrys_own_counts(
    world: World, desk: FlaskClient
) -> None:
    imported(row("李芳"), row("李方"))
    merge(desk, person("李芳"), person("李方"))
    both = row("李方"), row("李芳", phone=PHONE)
    assert imported(*both).people_changed == 1
    assert person("李芳").phone == PHONE
    assert imported(*both).is_empty


def test_every_refusal_of_a_merger_is_a_sentence(world: World) -> None:
    assert str(words.REFUSALS[Refusal.KEEP_THE_OTHER]).endswith("请保留另一条。")
