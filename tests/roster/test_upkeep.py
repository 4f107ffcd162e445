"""Acts on single people at the desk: each with a reason, on record, and never over another's."""

import html as html_
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.audit import kinds as audit_kinds
from portal.audit.models import AuditFact
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.roster import kinds, upkeep, words
from portal.roster.models import Household, Person
from portal.roster.queries import missing_count
from portal.roster.rules import Refusal
from tests.world import World, fields, post

DAY = timedelta(days=1)
PHONE, OTHER_PHONE = "13912345678", "13987654321"
REASON = "本人带户口簿到服务台"


@pytest.fixture
def desk(world: World) -> FlaskClient:
    return world.client(world.account(world.person("陈晓敏"), Role.COMMITTEE_MEMBER))


def page_of(person: Person | int, task: str = "") -> str:
    person_id = person if isinstance(person, int) else person.id
    return f"/desk/roster/people/{person_id}/{task + '/' if task else ''}"


def do(client: FlaskClient, person: Person, task: str, **typed: object) -> TestResponse:
    """Opens the page of an act, fills it in, and sends it."""
    address = page_of(person, task)
    shown = client.get(address)
    return client.post(address, data={**filled(shown), "reason": REASON, **typed})


def filled(page: TestResponse) -> dict[str, object]:
    """What a browser sends back of the act's form as it was shown."""
    html = page.get_data(as_text=True)
    form = html[html.index("<form", html.index("<main")) :]
    values: dict[str, object] = {}
    for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', body)
        values |= {name: chosen[1]} if chosen else {}
    for tag in re.findall(r'<input[^>]*type="(?:text|date)"[^>]*>', form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value:
            values[name[1]] = value[1]
    told = {**fields(page), **values}
    return {name: html_.unescape(str(value)) for name, value in told.items()}


def now(person: Person) -> Person:
    db.session.rollback()
    return db.session.get_one(Person, person.id, populate_existing=True)


def facts() -> list[AuditFact]:
    db.session.rollback()
    wanted = select(AuditFact).where(AuditFact.kind.in_(kinds.ABOUT_PEOPLE))
    return list(db.session.scalars(wanted.order_by(AuditFact.number)))


def refused(answer: TestResponse, reason: Refusal) -> bool:
    return answer.status_code == 422 and str(words.REFUSALS[reason]) in answer.text


# Correcting


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


# Two at the desk at once


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


# Moving, leaving, coming back


def door(home: Household) -> dict[str, object]:
    return {"building": home.building_id, "unit": home.unit, "room": home.room}


def test_somebody_moves_within_the_community_and_stays_who_they_are(
    world: World, desk: FlaskClient
) -> None:
    li, home = world.person("李芳", is_delegate=True), world.household()
    assert do(desk, li, "move", **door(home)).status_code == 303
    moved = now(li)
    assert (moved.household_id, moved.is_delegate) == (home.id, False)
    assert facts()[-1].payload["after"]["address"] == home.address


def test_a_dwelling_that_the_roster_has_not_is_entered_only_if_one_says_so(
    world: World, desk: FlaskClient
) -> None:
    li = world.person("李芳")
    where = {"building": 1, "unit": "", "room": "9０9"}
    assert refused(do(desk, li, "move", **where), Refusal.NO_SUCH_DWELLING)
    assert do(desk, li, "move", **where, is_new="y").status_code == 303
    home = now(li).household
    assert home is not None
    assert (home.unit, home.room, home.key, home.grid_id) == ("", "909", " 909", 1)
    done = db.session.scalars(select(AuditFact.kind).order_by(AuditFact.number)).all()
    assert done == [kinds.DWELLING_ADDED, kinds.MOVED]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"building": 99}, "building-error"),
        ({"building": "x"}, "building-error"),
        ({"room": ""}, "“房号”没有填写"),
        ({"room": "甲" * 25}, "“房号”太长"),
    ],
)
def test_a_door_that_is_none_is_refused_in_words(
    world: World, desk: FlaskClient, typed: dict[str, object], sentence: str
) -> None:
    li, home = world.person("李芳"), world.household()
    answer = do(desk, li, "move", **{**door(home), **typed})
    assert answer.status_code == 422
    assert sentence in answer.text


def test_nobody_moves_to_where_they_live_or_into_a_double(world: World, desk: FlaskClient) -> None:
    li = world.person("李芳")
    double = world.person("李芳")
    assert li.household is not None
    assert double.household is not None
    assert refused(do(desk, li, "move", **door(li.household)), Refusal.SAME_DWELLING)
    assert refused(do(desk, li, "move", **door(double.household)), Refusal.LISTED_ALREADY)


@pytest.mark.parametrize(("outcome", "kind"), [("moved", kinds.LEFT), ("died", kinds.DIED)])
def test_somebody_leaves_on_a_day_and_is_kept(
    world: World, desk: FlaskClient, outcome: str, kind: str
) -> None:
    li = world.person("李芳", is_delegate=True)
    day = clock.today() - DAY
    answer = do(desk, li, "whereabouts", outcome=outcome, day=day.isoformat())
    assert (answer.status_code, answer.location) == (303, page_of(li))
    gone = now(li)
    assert (gone.left_on, gone.left_why, gone.is_delegate) == (day, outcome, False)
    assert [one.kind for one in facts()] == [kind]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"outcome": "moved"}, "搬走或去世的，请填写日期"),
        ({"outcome": "died", "day": "1950-01-01"}, str(words.REFUSALS[Refusal.BEFORE_BIRTH])),
        ({"outcome": "moved", "day": "2099-01-01"}, str(words.REFUSALS[Refusal.IN_FUTURE])),
        ({"outcome": "stays"}, "outcome-error"),  # nobody asked
        ({}, "请选一项"),
    ],
)
def test_a_leaving_that_cannot_be_is_refused(
    world: World, desk: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    li = world.person("李芳")
    answer = do(desk, li, "whereabouts", **typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert now(li).left_on is None


def test_somebody_comes_back(world: World, desk: FlaskClient) -> None:
    li, home = world.person("李芳", left_on=date(2025, 1, 1)), world.household()
    assert do(desk, li, "return", **door(home)).status_code == 303
    back = now(li)
    assert (back.left_on, back.left_why, back.household_id) == (None, None, home.id)
    assert [one.kind for one in facts()] == [kinds.RETURNED]


@pytest.mark.parametrize("task", ["move", "whereabouts"])
def test_whoever_is_gone_does_nothing_before_coming_back(
    world: World, desk: FlaskClient, task: str
) -> None:
    li = world.person("李芳", left_on=date(2025, 1, 1))
    assert str(words.REFUSALS[Refusal.IS_GONE]) in desk.get(page_of(li, task)).text
    data = {"outcome": "moved", "day": "2025-02-01", "building": 1, "room": "1"}
    token = fields(desk.get(page_of(li, "correct")))
    answer = desk.post(page_of(li, task), data={**token, **data, "reason": REASON, "is_new": "y"})
    assert refused(answer, Refusal.IS_GONE)
    assert now(li).left_on == date(2025, 1, 1)


# Somebody new


def add(client: FlaskClient, **typed: object) -> TestResponse:
    entry = {"name": "张三", "birth_year": "1990", "residence_kind": "floating"}
    return post(client, "/desk/roster/people/new/", **{**entry, "reason": REASON, **typed})


def test_somebody_new_is_entered_in_a_dwelling(world: World, desk: FlaskClient) -> None:
    home = world.household()
    answer = add(desk, **door(home), phone=PHONE)
    found = db.session.scalars(select(Person).where(Person.name == "张三")).one()
    assert answer.location == page_of(found)
    assert (found.household_id, found.name_key, found.birth_year) == (home.id, "张三", 1990)
    assert (found.phone, found.residence_kind, found.is_delegate) == (PHONE, "floating", False)
    assert [one.kind for one in facts()] == [kinds.ADDED]


def test_the_form_sent_twice_enters_one_person(world: World, desk: FlaskClient) -> None:
    home = world.household()
    add(desk, **door(home))
    assert refused(add(desk, **door(home)), Refusal.LISTED_ALREADY)
    assert db.session.scalar(select(func.count()).where(Person.name == "张三")) == 1


def test_two_who_enter_the_same_person_at_once_enter_one(world: World) -> None:
    home = door(world.household())
    clients = [world.staff(Role.COMMITTEE_MEMBER) for _ in range(4)]
    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda one: add(one, **home).status_code, clients))
    assert sorted(answers) == [303, 422, 422, 422]


def test_the_form_is_filled_in_for_a_household(world: World, desk: FlaskClient) -> None:
    home = world.household()
    page = desk.get(f"/desk/roster/people/new/?household={home.id}").text
    assert f'value="{home.room}"' in page
    assert desk.get("/desk/roster/people/new/?household=nobody").status_code == 200


# A household's delegate


def name(client: FlaskClient, home: Household, person: Person, **typed: object) -> TestResponse:
    address = f"/desk/roster/households/{home.id}/"
    shown = fields(client.get(address))
    return client.post(address, data={**shown, "person": person.id, "reason": REASON, **typed})


def delegates(home: Household) -> set[str]:
    db.session.rollback()
    wanted = select(Person.name).where(Person.household_id == home.id, Person.is_delegate)
    return set(db.session.scalars(wanted))


def test_a_household_has_exactly_one_delegate_once_one_is_named(
    world: World, desk: FlaskClient
) -> None:
    home = world.household()
    for who in ("甲", "乙"):
        world.person(who, household=home, is_delegate=True)
    third = world.person("丙", household=home)
    assert "登记了 2 位户代表" in desk.get(f"/desk/roster/households/{home.id}/").text
    assert name(desk, home, third).status_code == 303
    assert delegates(home) == {"丙"}
    done = [(one.kind, one.payload["person"]) for one in facts()]
    assert [kind for kind, _ in done] == [kinds.REPRESENTS_NO_MORE] * 2 + [kinds.REPRESENTS]


def test_one_of_two_is_named_and_the_other_is_no_more(world: World, desk: FlaskClient) -> None:
    home = world.household()
    first = world.person("甲", household=home, is_delegate=True)
    world.person("乙", household=home, is_delegate=True)
    name(desk, home, first)
    assert delegates(home) == {"甲"}


def test_a_delegate_is_an_adult_of_the_household_who_is_not_missing(
    world: World, desk: FlaskClient
) -> None:
    home = world.household()
    child = world.person("小明", household=home, birth_year=clock.today().year - 10)
    lost = world.person("李芳", household=home)
    with writing():
        db.session.merge(lost).missing_since = clock.today()
    assert refused(name(desk, home, child), Refusal.UNDER_AGE)
    assert refused(name(desk, home, lost), Refusal.ASK_FIRST)
    assert name(desk, home, world.person("外人")).status_code == 422
    assert name(desk, home, lost, reason="").status_code == 422
    assert delegates(home) == set()


def test_two_who_name_a_delegate_at_once_leave_one(world: World) -> None:
    home = world.household()
    people = [world.person(who, household=home) for who in "甲乙丙丁"]
    clients = [world.staff(Role.COMMITTEE_MEMBER) for _ in people]
    address = f"/desk/roster/households/{home.id}/"
    forms = [
        {**fields(one.get(address)), "person": person.id, "reason": REASON}
        for one, person in zip(clients, people, strict=True)
    ]
    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda pair: pair[0].post(address, data=pair[1]).status_code,
                zip(clients, forms, strict=True),
            )
        )
    assert sorted(answers) == [303, 422, 422, 422]
    assert len(delegates(home)) == 1


# Nobody there


@pytest.mark.parametrize("task", ["", "correct", "move", "whereabouts", "return"])
def test_nobody_is_404(desk: FlaskClient, task: str) -> None:
    assert desk.get(page_of(999_999, task)).status_code == 404
    assert desk.get("/desk/roster/households/999999/").status_code == 404


# Who is missing


@pytest.fixture
def lost(world: World) -> Person:
    person = world.person("李芳", phone=PHONE)
    with writing():
        db.session.merge(person).missing_since = date(2026, 5, 1)
    return person


def test_whoever_is_missing_waits_in_a_queue(desk: FlaskClient, lost: Person) -> None:
    page = desk.get("/desk/roster/missing/").text
    for words_ in ("李芳", "2026年5月1日 起", f'href="tel:{PHONE}"', page_of(lost, "whereabouts")):
        assert words_ in page
    assert "1 位居民待核实" in desk.get("/desk/roster/").text


@pytest.mark.parametrize("outcome", ["stays", "moved", "died"])
def test_whoever_was_asked_after_is_out_of_the_queue(
    desk: FlaskClient, lost: Person, outcome: str
) -> None:
    day = "" if outcome == "stays" else "2026-06-01"
    answer = do(desk, lost, "whereabouts", outcome=outcome, day=day)
    assert (answer.status_code, answer.location) == (303, "/desk/roster/missing/")
    assert missing_count() == 0
    assert now(lost).left_on == (date(2026, 6, 1) if day else None)
    page = desk.get(page_of(lost)).text
    assert "陈晓敏" in page
    assert REASON in page


def test_a_move_finds_whoever_was_missing(world: World, desk: FlaskClient, lost: Person) -> None:
    do(desk, lost, "move", **door(world.household()))
    assert missing_count() == 0


# One's own entry


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
