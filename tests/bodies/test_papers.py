"""Papers on which seats rest: put down by one, seen by another, public but for what is private."""

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.bodies import papers, queries
from portal.bodies.mandates import Act
from portal.bodies.models import Membership, Seat, SeatPaper
from portal.bodies.rules import Kind, Refusal, WhyEnded
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from tests.bodies.making import DAY, Bodies, refusal
from tests.bodies.test_keeping import last_line, told
from tests.world import World, post

PDF = b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n"


@pytest.fixture
def second(world: World) -> FlaskClient:
    return world.staff(Role.SUPERVISOR)


@pytest.fixture
def seat(desk: Bodies) -> Seat:
    return desk.with_seats(Kind.SUPERVISORS, 2, "监督委员会")[0]


def send(client: FlaskClient, body_id: int, **changes: object) -> TestResponse:
    said: dict[str, Any] = {
        "act": "elect",
        "member": "0",
        "title": "第八次代表会议选举结果",
        "dated_on": clock.today().isoformat(),
        "people": "王秀英\r\n李建国",
        "file": (BytesIO(PDF), "结果.pdf"),
        **changes,
    }
    return post(client, f"/desk/bodies/{body_id}/papers/new/", **said)


def all_of_them() -> list[SeatPaper]:
    db.session.rollback()
    return list(db.session.scalars(select(SeatPaper).order_by(SeatPaper.id)))


def test_a_paper_counts_and_is_public_once_a_second_person_has_read_it(
    desk: Bodies, seat: Seat, keeper: FlaskClient, second: FlaskClient, client: FlaskClient
) -> None:
    body_id = seat.term.body_id
    assert send(keeper, body_id).status_code == 303
    (paper,) = all_of_them()
    public, path = f"/bodies/papers/{paper.id}/", "/desk/bodies/papers/"
    assert last_line()[0] == "seat.paper"
    assert papers.standing([Act.ELECT], body_id) == []
    assert client.get(public).status_code == 404
    assert "等另一个人看" in client.get(f"/bodies/{body_id}/").text
    shown = second.get(path).text
    assert "第八次代表会议选举结果" in shown
    assert "李建国" in shown
    file = second.get(f"{path}{paper.id}/file/")
    assert (file.data, file.headers["Content-Disposition"].startswith("attachment")) == (PDF, True)
    assert post(second, f"{path}{paper.id}/seen/", path).status_code == 303
    assert last_line()[0] == "seat.paper_seen"
    (ground,) = papers.standing([Act.ELECT], body_id)
    assert (ground.code, ground.basis.text) == (f"paper:{paper.id}", "第八次代表会议选举结果")
    assert client.get(public).data == PDF
    assert f'href="{public}"' in client.get(f"/bodies/{body_id}/").text
    assert post(second, f"{path}{paper.id}/seen/", path).status_code == 422


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"act": "coup"}, "act"),
        ({"act": "recall"}, "member"),
        ({"act": "recall", "member": "999999"}, "member"),
        ({"people": ""}, "people"),
        ({"title": ""}, "title"),
        ({"dated_on": "2099-01-01"}, "dated_on"),
        ({"dated_on": "昨天"}, "dated_on"),
        ({"file": (BytesIO(b""), "")}, "file"),
        ({"file": (BytesIO(b"<script>"), "a.pdf")}, "file"),
    ],
)
def test_a_paper_that_says_too_little_is_refused_at_its_field(
    desk: Bodies, seat: Seat, keeper: FlaskClient, said: dict[str, object], where: str
) -> None:
    answer = send(keeper, seat.term.body_id, **said)
    assert (answer.status_code, f'id="{where}-error"' in answer.text) == (422, True)
    assert all_of_them() == []


def test_a_paper_that_is_sent_twice_is_one(desk: Bodies, seat: Seat, keeper: FlaskClient) -> None:
    body_id = seat.term.body_id
    assert [send(keeper, body_id).status_code for _ in range(2)] == [303, 303]
    assert len(all_of_them()) == 1


def test_only_who_keeps_the_bodies_puts_down_and_only_a_second_person_sees(
    desk: Bodies, seat: Seat, keeper: FlaskClient, second: FlaskClient
) -> None:
    body_id, paper_id = seat.term.body_id, desk.scan(Act.ELECT, desk.body(seat.term.body_id), "某")
    assert second.get(f"/desk/bodies/{body_id}/papers/new/").status_code == 403
    for client in (keeper, desk.world.staff(Role.COMMITTEE_MEMBER), desk.world.staff()):
        answer = post(client, f"/desk/bodies/papers/{paper_id}/seen/", "/me/")
        assert answer.status_code == 403
    assert desk.world.staff(Role.COMMITTEE_MEMBER).get("/desk/bodies/papers/").status_code == 403
    file = f"/desk/bodies/papers/{paper_id}/file/"
    assert desk.world.staff(Role.GRID_WORKER).get(file).status_code == 403
    assert all_of_them()[0].seen_by is None


def test_who_keeps_the_bodies_or_sits_on_the_committee_is_no_second_person(
    world: World, desk: Bodies, seat: Seat
) -> None:
    """The party secretary who is the director, too, leaves it to a supervisor."""
    body = desk.body(seat.term.body_id)
    paper_id, path = desk.scan(Act.ELECT, body, "某"), "/desk/bodies/papers/"
    both = world.staff(Role.DIRECTOR, Role.PARTY_ORGANIZATION)
    (own,) = desk.with_seats(Kind.COMMITTEE, 1)
    member = desk.seat(own, world.person("居委会成员")).person
    sits = world.client(world.account(member, Role.PARTY_ORGANIZATION))
    for client in (both, sits):
        answer = post(client, f"{path}{paper_id}/seen/", path)
        assert (answer.status_code, "要由另一个人来看" in answer.text) == (422, True)

    def by_oneself() -> None:
        with writing():
            papers.see(paper_id, desk.by, False, clock.now())

    assert refusal(by_oneself) is Refusal.NOT_SECOND
    party = world.staff(Role.PARTY_ORGANIZATION)
    assert post(party, f"{path}{paper_id}/seen/", path).status_code == 303


def test_who_is_recalled_on_paper_is_told_at_once_and_is_no_second_person(
    world: World, desk: Bodies, seat: Seat
) -> None:
    member = desk.seat(seat)
    person_id, paper_id = member.person_id, desk.scan(Act.RECALL, member)
    assert told(person_id)[0] == "bodies.paper"

    def see() -> None:
        with writing():
            papers.see(paper_id, person_id, False, clock.now())

    assert refusal(see) is Refusal.NOT_SECOND


def test_a_paper_is_struck_in_public_for_a_reason_and_nothing_more_rests_on_it(
    desk: Bodies, seat: Seat, second: FlaskClient, client: FlaskClient
) -> None:
    body_id = seat.term.body_id
    ground = desk.paper(Act.FILL, desk.body(body_id), "王秀英")
    paper_id, path = int(ground.removeprefix("paper:")), "/desk/bodies/papers/"
    assert post(second, f"{path}{paper_id}/strike/", path, reason="").status_code == 422
    done = post(second, f"{path}{paper_id}/strike/", path, reason="不是原件")
    assert (done.status_code, last_line()[1]["reason"]) == (303, "不是原件")
    assert refusal(desk.seat, seat, ground=ground) is Refusal.NO_GROUND
    page = client.get(f"/bodies/{body_id}/").text
    assert ("没有被认可" in page, "不是原件" in page) == (True, True)
    assert client.get(f"/bodies/papers/{paper_id}/").status_code == 404
    assert told(desk.by)[0] == "bodies.paper_struck"


@pytest.mark.parametrize("act", [Act.RESIGN, Act.LEAVE])
def test_letters_and_proofs_are_known_of_and_read_by_nobody_else(
    desk: Bodies, seat: Seat, client: FlaskClient, act: Act
) -> None:
    body_id, member = seat.term.body_id, desk.seat(seat)
    ground = desk.paper(act, member, title="某某医院的死亡证明")
    why = WhyEnded.RESIGNED if act is Act.RESIGN else WhyEnded.MOVED_OUT
    desk.end(member, why, ground=ground)
    paper_id = ground.removeprefix("paper:")
    assert client.get(f"/bodies/papers/{paper_id}/").status_code == 404
    for page in (f"/bodies/{body_id}/", "/audit/"):
        assert "死亡证明" not in client.get(page).text, page
    assert "第 1 席" in client.get(f"/bodies/{body_id}/").text


def test_a_paper_about_one_bodys_member_is_none_of_another(desk: Bodies, seat: Seat) -> None:
    member, other = desk.seat(seat), desk.found(Kind.JOINT)
    scan = papers.Scan(Act.RECALL, member.id, "决定", desk.today, "", "0" * 64, "pdf")
    with pytest.raises(LookupError), writing():
        papers.put_down(other.id, scan, desk.by, clock.now())
    db.session.rollback()
    assert [one.act for one in all_of_them()] == [Act.FILL], "their own seat's alone"


def test_the_address_of_a_member_leads_to_the_body_in_their_term(
    desk: Bodies, seat: Seat, client: FlaskClient
) -> None:
    member: Membership = desk.seat(seat, starts_on=desk.today - DAY)
    answer = client.get(f"/bodies/members/{member.id}/")
    wanted = f"/bodies/{seat.term.body_id}/?term={seat.term_id}"
    assert (answer.status_code, answer.location) == (303, wanted)
    assert client.get("/bodies/members/999999/").status_code == 404
    assert queries.membership(member.id)
