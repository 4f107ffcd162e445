from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.audit.models import AuditFact
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db
from portal.roster.models import RoleTerm
from tests.world import World, post

DAY, YEAR = timedelta(days=1), timedelta(days=366)


@pytest.fixture
def desk(world: World) -> FlaskClient:
    return world.client(world.account(world.person("管理员"), Role.ADMINISTRATOR))


def terms(person_id: int) -> list[tuple[str, date, date | None]]:
    db.session.rollback()
    wanted = select(RoleTerm).where(RoleTerm.person_id == person_id).order_by(RoleTerm.id)
    return [(one.role, one.starts_on, one.ends_on) for one in db.session.scalars(wanted)]


def term_id(person_id: int) -> int:
    return db.session.scalars(select(RoleTerm.id).where(RoleTerm.person_id == person_id)).one()


def ids(person_id: int) -> list[int]:
    return list(db.session.scalars(select(RoleTerm.id).where(RoleTerm.person_id == person_id)))


def grant(desk: FlaskClient, person_id: int, role: str, starts: str, ends: str = "") -> object:
    address = f"/desk/roles/grant/{person_id}/"
    return post(desk, address, role=role, starts_on=starts, ends_on=ends)


def last_fact() -> tuple[str, dict[str, object]]:
    fact = db.session.scalars(select(AuditFact).order_by(AuditFact.number.desc())).first()
    assert fact
    return fact.kind, fact.payload


def test_office_is_given_from_one_day_to_another(world: World, desk: FlaskClient) -> None:
    person_id = world.person("李建国").id
    grant(desk, person_id, "supervisor", "2026-01-01", "2030-12-31")
    assert terms(person_id) == [("supervisor", date(2026, 1, 1), date(2030, 12, 31))]
    assert last_fact() == (
        "roles.granted",
        {
            "person": person_id,
            "role": "supervisor",
            "starts_on": "2026-01-01",
            "ends_on": "2030-12-31",
        },
    )


def test_office_may_have_no_end(world: World, desk: FlaskClient) -> None:
    person_id = world.person("李建国").id
    grant(desk, person_id, "grid_worker", "2026-01-01")
    assert terms(person_id) == [("grid_worker", date(2026, 1, 1), None)]


@pytest.mark.parametrize(
    ("role", "starts", "ends", "message"),
    [
        ("director", "2026-01-02", "2026-01-01", "最后一天不能早于第一天"),
        ("supervisor", "2026-01-01", "", "已经担任这个职务"),
        ("director", "2026-01-01", "", "居民委员会组织法第三十六条"),
        ("resident", "2026-01-01", "", "grant"),
        ("director", "", "", "请填写第一天"),
        ("director", "nonsense", "", "starts_on-error"),
        ("grid_worker", "1989-12-31", "", "第一天不能早于 1990 年"),
        ("grid_worker", (clock.today() + 6 * YEAR).isoformat(), "", "第一天最多在五年以内"),
        ("grid_worker", "9999-12-31", "", "starts_on-error"),
    ],
)
def test_office_that_cannot_be_held_is_refused(
    world: World, desk: FlaskClient, role: str, starts: str, ends: str, message: str
) -> None:
    member = world.account(world.person("李建国"), Role.SUPERVISOR)
    answer = grant(desk, member.person_id, role, starts, ends)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert message in answer.text  # type: ignore[attr-defined]
    assert len(terms(member.person_id)) == 1


def test_nobody_gives_themselves_an_office(world: World) -> None:
    own = world.account(None, Role.ADMINISTRATOR)
    client, address = world.client(own), f"/desk/roles/grant/{own.person_id}/"
    assert "不能给自己授予职务" in client.get(address).text
    answer = post(client, address, role="director", starts_on="2026-01-01", ends_on="")
    assert (answer.status_code, "不能给自己授予职务" in answer.text) == (422, True)
    assert [role for role, *_ in terms(own.person_id)] == ["administrator"]


def test_the_public_reads_which_office_was_given_or_ended_and_not_whose(
    world: World, desk: FlaskClient, client: FlaskClient
) -> None:
    person_id = world.person("李建国").id
    grant(desk, person_id, "supervisor", "2026-01-01", "2030-12-31")
    grant(desk, person_id, "grid_worker", "2026-01-01")
    post(desk, f"/desk/roles/{min(ids(person_id))}/end/", ends_on="2026-06-30")
    page = client.get("/audit/").text
    for line in (
        "一人担任居务监督委员会成员，从 2026-01-01 到 2030-12-31",
        "一人担任网格员，从 2026-01-01 到 另行决定的日子",
        "一人担任的居务监督委员会成员，到 2026-06-30 为止",
    ):
        assert line in page
    assert "李建国" not in page
    public = select(AuditFact.payload).where(AuditFact.kind.startswith("office."))
    assert not [told for told in db.session.scalars(public) if "person" in told]


def test_last_day_still_counts(world: World, desk: FlaskClient) -> None:
    member = world.account(world.person("李建国"), Role.DIRECTOR)
    client, today = world.client(member), clock.today()
    address = f"/desk/roles/{term_id(member.person_id)}/end/"
    answer = post(desk, address, ends_on=today.isoformat())
    assert (answer.status_code, answer.location) == (303, "/desk/roles/")
    assert terms(member.person_id) == [("director", date(2020, 1, 1), today)]
    assert client.get("/desk/slips/").status_code == 200
    post(desk, address, ends_on=(today - DAY).isoformat())
    assert client.get("/desk/slips/").status_code == 403
    assert last_fact() == (
        "roles.ended",
        {"person": member.person_id, "role": "director", "ends_on": (today - DAY).isoformat()},
    )


def test_office_that_would_end_before_it_begins_is_taken_back(
    world: World, desk: FlaskClient
) -> None:
    person_id = world.person("李建国").id
    today = clock.today()
    grant(desk, person_id, "director", (today + DAY).isoformat())
    post(desk, f"/desk/roles/{term_id(person_id)}/end/", ends_on=today.isoformat())
    assert terms(person_id) == []
    assert last_fact()[0] == "roles.ended"


def test_end_needs_a_day(world: World, desk: FlaskClient) -> None:
    member = world.account(None, Role.DIRECTOR)
    answer = post(desk, f"/desk/roles/{term_id(member.person_id)}/end/", ends_on="")
    assert (answer.status_code, "请填写最后一天" in answer.text) == (422, True)


@pytest.mark.parametrize("typed", ["李建国", " 李 建国", "13912345678", "+86 139-1234-5678"])
def test_person_is_found_by_name_or_telephone(world: World, desk: FlaskClient, typed: str) -> None:
    person = world.person("李建国", phone="13912345678")
    shown = desk.get("/desk/roles/", query_string={"q": typed}).text
    assert f"/desk/roles/grant/{person.id}/" in shown


def test_who_moved_away_is_not_found(world: World, desk: FlaskClient) -> None:
    world.person("李建国", left_on=date(2020, 1, 1))
    assert "没有找到这个人" in desk.get("/desk/roles/?q=李建国").text


def test_list_shows_offices_held_now_or_later(world: World, desk: FlaskClient) -> None:
    today = clock.today()
    for name, starts, ends in (
        ("从前的", date(2020, 1, 1), today - DAY),
        ("现在的", date(2020, 1, 1), today),
        ("将来的", today + DAY, None),
    ):
        person_id = world.person(name).id
        db.session.add(
            RoleTerm(person_id=person_id, role=Role.DIRECTOR, starts_on=starts, ends_on=ends)
        )
    db.session.commit()
    shown = desk.get("/desk/roles/").text
    assert ["从前的" in shown, "现在的" in shown, "将来的" in shown] == [False, True, True]


def test_unknown_person_or_term_is_not_found(desk: FlaskClient) -> None:
    for address in ("/desk/roles/grant/99/", "/desk/roles/99/end/"):
        assert desk.get(address).status_code == 404
    answer = post(desk, "/desk/roles/99/end/", page="/activate/", ends_on="2026-01-01")
    assert answer.status_code == 404


def test_committee_gives_no_offices(world: World) -> None:
    client = world.staff(Role.DIRECTOR)
    assert client.get("/desk/roles/").status_code == 403
    answer = post(client, "/desk/roles/grant/1/", page="/activate/", role="administrator")
    assert answer.status_code == 403
