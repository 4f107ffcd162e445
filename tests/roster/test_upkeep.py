"""Acts on single people at the desk: each with a reason, on record, and never over another's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.audit import kinds as audit_kinds
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.roster import kinds, upkeep, words
from portal.roster.models import Household, Person
from portal.roster.rules import Refusal
from tests.roster.keeping import (
    OTHER_PHONE,
    PHONE,
    REASON,
    do,
    facts,
    filled,
    now,
    page_of,
    refused,
)
from tests.world import World, fields, post


@pytest.fixture
def desk(world: World) -> FlaskClient:
    return world.client(world.account(world.person("陈晓敏"), Role.COMMITTEE_MEMBER))


def test_an_entry_is_corrected_with_its_reason_on_record(world: World, desk: FlaskClient) -> None:
    li = world.person("李芳", phone=PHONE)
    answer = do(desk, li, "correct", name="李方", birth_year="1956", born_on="1956-03-01", phone="")
    assert (answer.status_code, answer.location) == (303, page_of(li))
    changed = now(li)
    assert (changed.name, changed.name_key, changed.birth_year) == ("李方", "李方", 1956)
    assert (changed.born_on, changed.phone) == (date(1956, 3, 1), None)
    (fact,) = facts()
    assert fact.kind == kinds.CORRECTED
    assert fact.payload == {
        "person": li.id,
        "reason": REASON,
        "before": {"name": "李芳", "birth_year": 1955, "born_on": None, "phone": PHONE},
        "after": {"name": "李方", "birth_year": 1956, "born_on": "1956-03-01", "phone": None},
    }
    page = desk.get(page_of(li)).text
    for line in ("姓名 李芳 → 李方", f"更正了登记的内容，原因：{REASON}", "陈晓敏"):
        assert line in page


def test_no_act_on_a_person_is_public() -> None:
    assert not set(kinds.ABOUT_PEOPLE) & set(audit_kinds.public_codes())


def test_what_is_typed_is_read_as_a_sheet_reads_it(world: World, desk: FlaskClient) -> None:
    li = world.person("李芳")
    do(desk, li, "correct", name="李 方", birth_year="１９５６", phone="+86 139-1234-5678")
    changed = now(li)
    assert (changed.name, changed.birth_year, changed.phone) == ("李方", 1956, PHONE)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "“姓名”没有填写"),
        ({"name": "110101195501011234"}, "名册不收身份证号"),
        ({"birth_year": "昨天"}, "“出生年份”应是"),
        ({"birth_year": ""}, "“出生年份”没有填写"),
        ({"phone": "12345"}, "“手机号”应是"),
        ({"born_on": "1956-01-01"}, str(words.REFUSALS[Refusal.YEARS_DIFFER])),
        ({"born_on": "x"}, "请填写日期"),
        ({"residence_kind": "king"}, "residence_kind-error"),
        ({"reason": " "}, "请写明原因"),
        ({"reason": "长" * 501}, "太长了"),
        ({}, str(words.REFUSALS[Refusal.NOTHING_CHANGED])),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words_and_nothing_changes(
    world: World, desk: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    li = world.person("李芳")
    answer = do(desk, li, "correct", **typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert (now(li).name, now(li).birth_year, facts()) == ("李芳", 1955, [])


def test_a_correction_makes_nobody_a_double(world: World, desk: FlaskClient) -> None:
    home = world.household()
    world.person("李芳", household=home)
    other = world.person("李方", household=home)
    assert refused(do(desk, other, "correct", name="李芳"), Refusal.LISTED_ALREADY)


def test_the_second_of_two_is_shown_the_others_change_and_nothing_is_overwritten(
    world: World, desk: FlaskClient
) -> None:
    li = world.person("李芳", phone=PHONE)
    colleague = world.staff(Role.DIRECTOR)
    mine = filled(colleague.get(page_of(li, "correct")))
    do(desk, li, "correct", phone=OTHER_PHONE)
    answer = colleague.post(
        page_of(li, "correct"), data={**mine, "name": "李方", "reason": "写错了"}
    )
    assert refused(answer, Refusal.CHANGED_MEANWHILE)
    assert f"手机号 {PHONE} → {OTHER_PHONE}" in answer.text
    assert "陈晓敏" in answer.text
    assert 'value="李方"' in answer.text
    assert (now(li).name, now(li).phone) == ("李芳", OTHER_PHONE)


def test_who_sends_again_keeps_both_changes(world: World, desk: FlaskClient) -> None:
    li = world.person("李芳", phone=PHONE)
    mine = filled(desk.get(page_of(li, "correct")))
    do(desk, li, "correct", phone=OTHER_PHONE, born_on="1955-05-01")
    typed = {"name": "李方", "reason": REASON}
    overtaken = desk.post(page_of(li, "correct"), data={**mine, **typed})
    again = desk.post(page_of(li, "correct"), data={**filled(overtaken), **typed})
    assert again.status_code == 303
    changed = now(li)
    assert (changed.name, changed.phone) == ("李方", OTHER_PHONE)
    assert changed.born_on == date(1955, 5, 1)


def test_a_form_that_came_back_for_its_own_mistake_is_still_overtaken(
    world: World, desk: FlaskClient
) -> None:
    """The other's change came after the page was opened, whatever was wrong in between."""
    li = world.person("李芳", phone=PHONE)
    mine = filled(desk.get(page_of(li, "correct")))
    do(desk, li, "correct", phone=OTHER_PHONE)
    data = {**mine, "name": "李方", "reason": ""}
    mistaken = desk.post(page_of(li, "correct"), data=data)
    assert "请写明原因" in mistaken.text
    answer = desk.post(
        page_of(li, "correct"), data={**filled(mistaken), "name": "李方", "reason": REASON}
    )
    assert refused(answer, Refusal.CHANGED_MEANWHILE)
    assert now(li).phone == OTHER_PHONE


@pytest.mark.parametrize("stood", ["", "x", "[1]", '{"name": 1}'])
def test_nonsense_beside_the_seal_breaks_nothing(
    world: World, desk: FlaskClient, stood: str
) -> None:
    li = world.person("李芳")
    answer = do(desk, li, "correct", seen="x", stood=stood, name="李方")
    assert refused(answer, Refusal.CHANGED_MEANWHILE)
    assert now(li).name == "李芳"


def test_a_sheet_that_came_between_counts_as_well(world: World, desk: FlaskClient) -> None:
    li = world.person("李芳", phone=PHONE)
    mine = filled(desk.get(page_of(li, "correct")))
    with writing():
        db.session.get_one(Person, li.id).phone = OTHER_PHONE
    answer = desk.post(page_of(li, "correct"), data={**mine, "name": "李方", "reason": REASON})
    assert refused(answer, Refusal.CHANGED_MEANWHILE)
    assert f"手机号 {PHONE} → {OTHER_PHONE}" in answer.text


def test_of_many_who_send_at_once_one_is_taken(world: World) -> None:
    li = world.person("李芳")
    clients = [world.staff(Role.COMMITTEE_MEMBER) for _ in range(4)]
    forms = [
        {**filled(one.get(page_of(li, "correct"))), "phone": f"1391234567{n}", "reason": REASON}
        for n, one in enumerate(clients)
    ]
    address = page_of(li, "correct")
    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda pair: pair[0].post(address, data=pair[1]).status_code,
                zip(clients, forms, strict=True),
            )
        )
    assert sorted(answers) == [303, 422, 422, 422]
    assert len(facts()) == 1


@pytest.mark.parametrize("task", ["", "correct", "move", "whereabouts", "return"])
def test_nobody_is_404(desk: FlaskClient, task: str) -> None:
    assert desk.get(page_of(999_999, task)).status_code == 404
    assert desk.get("/desk/roster/households/999999/").status_code == 404


@pytest.fixture
def own(world: World) -> Person:
    return world.person("李芳", is_delegate=True)


@pytest.fixture
def clerk(world: World, own: Person) -> FlaskClient:
    return world.client(world.account(own, Role.COMMITTEE_MEMBER))


@pytest.mark.parametrize("task", ["correct", "move", "whereabouts", "return"])
def test_nobody_keeps_their_own_entry(
    world: World, own: Person, clerk: FlaskClient, task: str
) -> None:
    address = page_of(own, task)
    assert str(words.REFUSALS[Refusal.OWN_ENTRY]) in clerk.get(address).text
    typed = {
        "correct": {"name": "李方", "birth_year": "1955", "residence_kind": "registered"},
        "whereabouts": {"outcome": "moved", "day": clock.today().isoformat()},
    }
    door = {"building": world.building.id, "unit": "1单元", "room": "999", "is_new": "y"}
    told = {"seen": upkeep.seen(now(own)), "reason": REASON, **typed.get(task, door)}
    answer = post(clerk, address, page_of(own), **told)
    assert refused(answer, Refusal.OWN_ENTRY)
    assert (now(own).name, now(own).left_on, facts()) == ("李芳", None, [])


def test_ones_own_page_on_the_desk_leads_to_asking_for_a_correction(
    own: Person, clerk: FlaskClient
) -> None:
    page = clerk.get(page_of(own)).text
    assert str(words.REFUSALS[Refusal.OWN_ENTRY]) in page
    assert "/me/roster/" in page
    assert page_of(own, "correct") not in page


def test_nobody_makes_themselves_delegate_or_steps_down_alone(
    world: World, own: Person, clerk: FlaskClient, desk: FlaskClient
) -> None:
    home = db.session.get_one(Household, own.household_id)
    other = world.person("王强", household=home)
    address = f"/desk/roster/households/{home.id}/"

    def named(client: FlaskClient, person: Person) -> TestResponse:
        shown = fields(client.get(address))
        return client.post(address, data={**shown, "person": person.id, "reason": REASON})

    assert refused(named(clerk, other), Refusal.OWN_ENTRY)
    assert named(desk, other).status_code == 303
    assert refused(named(clerk, own), Refusal.OWN_ENTRY)
    assert (now(own).is_delegate, now(other).is_delegate) == (False, True)


def test_a_colleague_keeps_it(own: Person, clerk: FlaskClient, desk: FlaskClient) -> None:
    assert do(desk, own, "correct", name="李方").status_code == 303
    assert now(own).name == "李方"
