import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from portal.accounts.models import Slip
from portal.audit.models import AuditFact
from portal.core import clock, codes
from portal.core.access import Role
from portal.core.db import db
from portal.roster.models import Building, Household
from tests.accounts.slips import activate, slip_for, ticket_of
from tests.world import World, post

PRINT = "/desk/slips/1/print/"
BUILDING = "/desk/slips/1/"


@pytest.fixture
def desk(world: World) -> FlaskClient:
    """A committee member who lives in another building."""
    elsewhere = Building(grid=world.grid_row, estate="里仁里", name="2号楼", key="里仁里2号楼")
    home = Household(
        building=elsewhere, grid=world.grid_row, unit="1单元", room="101", key="1单元|101"
    )
    db.session.add(home)
    db.session.commit()
    return world.client(
        world.account(world.person("办事员", household=home), Role.COMMITTEE_MEMBER)
    )


def print_missing(desk: FlaskClient) -> TestResponse:
    return post(desk, PRINT, page=BUILDING, which="missing")


def codes_on(answer: TestResponse) -> list[str]:
    found = re.findall(r'<p class="slip-code"><code>([^<]+)</code>', answer.text)
    assert all(codes.normal(code) == code for code in found)
    return found


def slips() -> list[Slip]:
    db.session.rollback()
    return list(db.session.scalars(select(Slip).order_by(Slip.id)))


def facts(kind: str) -> list[dict[str, object]]:
    db.session.rollback()
    wanted = select(AuditFact.payload).where(AuditFact.kind == kind)
    return list(db.session.scalars(wanted.order_by(AuditFact.number)))


def test_sheet_has_a_slip_for_each_adult_who_has_none(world: World, desk: FlaskClient) -> None:
    for name in ("王秀英", "李建国"):
        world.person(name)
    world.person("小明", birth_year=clock.today().year - 10)
    world.person("走了", left_on=date(2020, 1, 1))
    world.account(world.person("有号的"))
    answer = print_missing(desk)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert [name in answer.text for name in ("王秀英", "李建国", "小明", "走了", "有号的")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert len(codes_on(answer)) == len(slips()) == 2
    for slip in slips():
        assert slip.number in answer.text
        assert slip.person.household
        assert slip.person.household.address in answer.text


def test_each_printed_code_opens_its_account(world: World, desk: FlaskClient) -> None:
    world.person("王秀英")
    (code,) = codes_on(print_missing(desk))
    assert ticket_of(world.app.test_client(), code)


def test_sheet_is_drawn_without_styles_that_the_policy_forbids(
    world: World, desk: FlaskClient
) -> None:
    world.person("王秀英")
    answer = print_missing(desk)
    assert answer.text.count("<svg") > 1
    assert " style=" not in answer.text
    assert "<style" not in answer.text


def test_qr_leads_to_the_activation_with_its_code(
    world: World, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr("portal.accounts.desk.qr_svg", lambda content: drawn.append(content) or "")
    world.person("王秀英")
    (code,) = codes_on(print_missing(desk))
    assert drawn == [f"http://localhost/activate/?code={code}"]


def test_printing_is_on_record_with_building_and_count(world: World, desk: FlaskClient) -> None:
    world.person("王秀英")
    world.person("李建国")
    print_missing(desk)
    assert facts("slips.printed") == [{"building": "里仁里1号楼", "count": 2}]


def test_form_sent_twice_prints_once(world: World, desk: FlaskClient) -> None:
    world.person("王秀英")
    print_missing(desk)
    again = print_missing(desk)
    assert (again.status_code, again.location) == (303, BUILDING)
    assert "刚才已经打印过了" in desk.get(BUILDING).text
    assert len(slips()) == 1


def test_new_slip_revokes_the_one_before(world: World, desk: FlaskClient) -> None:
    person, other = world.person("王秀英"), world.person("李建国")
    old, others = slip_for(person), slip_for(other)
    answer = post(desk, PRINT, page=BUILDING, which="chosen", person=str(person.id))
    (new,) = codes_on(answer)
    assert "其中 1 人没用过的旧纸条已经作废" in answer.text
    assert [slip.revoked_at is not None for slip in slips()] == [True, False, False]
    client = world.app.test_client()
    assert post(client, "/activate/", code=old.code).status_code == 422
    assert ticket_of(client, new)
    assert ticket_of(client, others.code)


def test_who_has_an_account_gets_no_slip(world: World, desk: FlaskClient) -> None:
    member = world.account(world.person("王秀英"))
    world.person("李建国")
    answer = post(desk, PRINT, page=BUILDING, which="chosen", person=str(member.person_id))
    assert answer.status_code == 303
    assert slips() == []


def test_nobody_chosen_prints_nothing(world: World, desk: FlaskClient) -> None:
    world.person("王秀英")
    assert post(desk, PRINT, page=BUILDING, which="chosen").status_code == 303
    assert slips() == []


@pytest.mark.parametrize("which", [{}, {"which": ""}, {"which": "zzz"}])
def test_who_is_not_said_clearly_gets_no_slip(
    world: World, desk: FlaskClient, which: dict[str, str]
) -> None:
    world.person("王秀英")
    answer = post(desk, PRINT, page=BUILDING, **which)
    assert (answer.status_code, "没有看清要给谁打印" in answer.text) == (422, True)
    assert slips() == []


def test_people_of_another_building_are_not_printed(world: World, desk: FlaskClient) -> None:
    person = world.person("王秀英")
    answer = post(desk, "/desk/slips/2/print/", page=BUILDING, which="chosen", person=person.id)
    assert answer.status_code == 303
    assert slips() == []


def test_database_keeps_one_usable_slip_a_person(world: World) -> None:
    person = world.person()
    slip_for(person)
    db.session.add(
        Slip(person_id=person.id, number="90000000", code_hash="0" * 64, printed_at=clock.now())
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_colleague_who_prints_at_the_same_moment_is_answered_kindly(
    world: World, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.person("王秀英")

    def taken(*args: object) -> None:
        raise IntegrityError("insert", {}, Exception("uq_slip_person_usable"))

    monkeypatch.setattr("portal.accounts.actions.print_slips", taken)
    assert print_missing(desk).status_code == 303


def test_revoked_slip_opens_nothing(world: World, desk: FlaskClient) -> None:
    person = world.person("王秀英")
    printed = slip_for(person)
    address = f"/desk/slips/slip/{slips()[0].id}/revoke/"
    asked = desk.get(address)
    assert "王秀英" in asked.text
    assert slips()[0].revoked_at is None
    answer = post(desk, address)
    assert (answer.status_code, answer.location) == (303, BUILDING)
    assert slips()[0].revoked_at is not None
    assert facts("slip.revoked") == [{"number": printed.number, "person": person.id}]
    assert post(world.app.test_client(), "/activate/", code=printed.code).status_code == 422
    assert "纸条已作废" in desk.get(BUILDING).text


def test_used_slip_cannot_be_revoked(world: World, desk: FlaskClient) -> None:
    activate(world.app.test_client(), world.person("王秀英"))
    slip_id = slips()[0].id
    post(desk, f"/desk/slips/slip/{slip_id}/revoke/", page="/activate/")
    assert slips()[0].revoked_at is None
    assert facts("slip.revoked") == []


def test_building_page_tells_where_each_adult_stands(world: World, desk: FlaskClient) -> None:
    world.person("没有的")
    slip_for(world.person("打印的"))
    activate(world.app.test_client(), world.person("开通的"))
    shown = re.findall(
        r"(没有的|打印的|开通的|还没有纸条|纸条已打印|已开通)", desk.get(BUILDING).text
    )
    rows = [word for word in shown if word not in {"打印的", "没有的", "开通的"}]
    assert rows == ["还没有纸条", "纸条已打印", "已开通"]


def test_overview_counts_each_building(world: World, desk: FlaskClient) -> None:
    for _ in range(3):
        world.person()
    slip_for(world.person())
    activate(world.app.test_client(), world.person())
    row = desk.get("/desk/slips/").text.split(f'href="{BUILDING}"')[1].split("</tr>")[0]
    assert re.findall(r'class="num">(\d+)<', row) == ["5", "1", "1", "3"]


@pytest.mark.parametrize("address", ["/desk/slips/", BUILDING])
def test_page_costs_the_same_however_many_live_there(
    world: World, desk: FlaskClient, address: str
) -> None:
    slip_for(world.person())
    few = _queries(desk, address)
    for _ in range(8):
        slip_for(world.person())
        world.account()
    assert _queries(desk, address) == few


def _queries(desk: FlaskClient, address: str) -> int:
    asked: list[str] = []

    def count(*args: object) -> None:
        asked.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", count)
    assert desk.get(address).status_code == 200
    event.remove(db.engine, "before_cursor_execute", count)
    return len([one for one in asked if one.startswith("SELECT")])


def test_unknown_building_or_slip_is_not_found(desk: FlaskClient) -> None:
    assert desk.get("/desk/slips/99/").status_code == 404
    assert desk.get("/desk/slips/slip/99/revoke/").status_code == 404
    assert post(desk, "/desk/slips/99/print/", page="/activate/").status_code == 404
    assert post(desk, "/desk/slips/slip/99/revoke/", page="/activate/").status_code == 404


def test_getting_a_page_writes_nothing(app: Flask, world: World, desk: FlaskClient) -> None:
    slip_for(world.person())
    before = db.session.scalar(select(func.count()).select_from(AuditFact))
    for address in ("/desk/slips/", BUILDING, "/desk/slips/slip/1/revoke/", "/activate/"):
        assert desk.get(address).status_code == 200
    assert desk.get(PRINT).status_code == 405
    assert db.session.scalar(select(func.count()).select_from(AuditFact)) == before
    assert len(slips()) == 1


def test_residents_do_not_come_in(world: World) -> None:
    client = world.client(world.account())
    assert client.get("/desk/slips/").status_code == 403
    assert post(client, PRINT, page="/activate/").status_code == 403
