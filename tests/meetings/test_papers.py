"""Papers: written or a file, public or for those called; who has read them."""

import io

import pytest
from flask.testing import FlaskClient
from PIL import Image

from portal.core import clock, outbox
from portal.core.access import Role
from portal.core.db import db, writing
from portal.meetings import kinds, papers, queries
from portal.meetings.models import Attendance, Paper, PaperRead
from tests.core.test_documents import PDF
from tests.meetings.making import (
    MeetingInTest,
    called_meeting,
    draft_meeting,
    make_body,
    open_meeting,
)
from tests.meetings.test_pages import text
from tests.world import World, post, token


def write(made: MeetingInTest, members_only: bool = False, title: str = "改造方案") -> str:
    """Adds a written paper; the address of its page."""
    with writing():
        queries.locked(made.id)
        item = made.item()
        one = papers.add(item, title, "换一台新的。", None, members_only, 1, clock.now())
        return f"{made.address}papers/{one.id}/"


def hand_in(staff: FlaskClient, made: MeetingInTest, body: bytes, name: str, **more: str) -> int:
    page = f"{made.desk}items/{made.item().id}/papers/new/"
    data = {
        "csrf_token": token(staff, page),
        "title": "报价单",
        "text": "",
        "file": (io.BytesIO(body), name),
        **more,
    }
    return staff.post(page, data=data, content_type="multipart/form-data").status_code


def test_a_public_paper_is_everyones_once_the_meeting_is_called(
    world: World, client: FlaskClient
) -> None:
    draft = draft_meeting(world)
    hidden = write(draft)
    assert client.get(hidden).status_code == 404
    assert world.staff(Role.COMMITTEE_MEMBER).get(hidden).status_code == 200
    address = write(called_meeting(world))
    assert "换一台新的。" in text(client, address)


def test_a_paper_with_personal_data_is_for_those_called(world: World, client: FlaskClient) -> None:
    made = called_meeting(world)
    address = write(made, members_only=True, title="困难家庭名单")
    neighbour = world.client(world.account())
    assert [one.get(address).status_code for one in (client, neighbour)] == [404, 404]
    assert made.browser(made.voters[1]).get(address).status_code == 200
    page = text(client, made.address)
    assert "困难家庭名单 里面有个人信息，只给参加会议的人看" in page
    assert "换一台新的。" not in page


def test_an_observer_reads_no_paper_that_is_for_members(world: World) -> None:
    made = called_meeting(world)
    address = write(made, members_only=True)
    neighbour = world.account()
    db.session.add(
        Attendance(
            meeting_id=made.id, person_id=neighbour.person_id, votes=False, arrived_at=clock.now()
        )
    )
    db.session.commit()
    assert world.client(neighbour).get(address).status_code == 404


def test_a_pdf_is_served_as_a_download_in_a_sandbox(world: World, client: FlaskClient) -> None:
    staff, made = world.staff(Role.COMMITTEE_MEMBER), called_meeting(world)
    assert hand_in(staff, made, PDF, "../../x.html") == 303
    paper = db.session.query(Paper).one()
    answer = client.get(f"{made.address}papers/{paper.id}/file")
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "application/pdf", PDF)
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_photo_is_drawn_anew(world: World, client: FlaskClient) -> None:
    out = io.BytesIO()
    Image.new("RGB", (80, 60), "red").save(out, "PNG")
    staff, made = world.staff(Role.COMMITTEE_MEMBER), called_meeting(world)
    assert hand_in(staff, made, out.getvalue(), "a.png") == 303
    paper = db.session.query(Paper).one()
    answer = client.get(f"{made.address}papers/{paper.id}/file")
    assert (answer.mimetype, answer.data[:3]) == ("image/jpeg", b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("body", "name"), [(b"<script>", "a.pdf"), (PDF[:10], "a.pdf"), (b"", "a.pdf")]
)
def test_what_is_no_document_is_refused(world: World, body: bytes, name: str) -> None:
    staff, made = world.staff(Role.COMMITTEE_MEMBER), called_meeting(world)
    assert hand_in(staff, made, body, name) == 422
    assert db.session.query(Paper).count() == 0


def test_a_paper_of_nothing_is_refused(world: World) -> None:
    staff, made = world.staff(Role.COMMITTEE_MEMBER), called_meeting(world)
    page = f"{made.desk}items/{made.item().id}/papers/new/"
    answer = post(staff, page, title="空", text="")
    assert answer.status_code == 422
    assert "请写内容，或者选一个文件" in answer.get_data(as_text=True)


def test_the_people_are_told_of_a_new_paper(world: World) -> None:
    made = called_meeting(world)
    write(made)
    assert outbox.latest(made.voters[0], 1)[0].kind == kinds.TELL_PAPER


# ---- Who has read it ----


def test_reading_is_said_by_a_post_and_counted_once(world: World, client: FlaskClient) -> None:
    made = called_meeting(world)
    address = write(made)
    member = made.browser(made.voters[1])
    member.get(address)
    assert db.session.query(PaperRead).count() == 0  # a look is no statement
    for _twice in range(2):
        assert post(member, f"{address}read/", made.address).status_code == 303
    db.session.rollback()
    assert db.session.query(PaperRead).count() == 1
    assert "改造方案 1 人看过" in text(client, made.address)


def test_the_desk_sees_who_has_read_the_public_a_number(world: World, client: FlaskClient) -> None:
    body = make_body(world, 3)
    made = called_meeting(world, body)
    address = write(made)
    post(made.browser(made.voters[1]), f"{address}read/", made.address)
    desk = address.replace("/meetings/", "/desk/meetings/")
    page = text(world.staff(Role.COMMITTEE_MEMBER), desk)
    assert "1 人看过 代表2 2 人还没有看 代表1、代表3" in page
    assert "代表2 看过" not in text(client, made.address)


def test_who_is_not_called_says_nothing_of_reading(world: World) -> None:
    made = called_meeting(world)
    address = write(made)
    neighbour = world.client(world.account())
    assert post(neighbour, f"{address}read/", "/me/").status_code == 422
    assert db.session.query(PaperRead).count() == 0


def test_a_paper_of_another_meeting_is_not_found(world: World) -> None:
    made, other = called_meeting(world), called_meeting(world)
    number = write(other).rsplit("/", 2)[1]
    staff = world.staff(Role.COMMITTEE_MEMBER)
    member = made.browser(made.voters[0])
    for address in (f"{made.address}papers/{number}/", f"{made.desk}papers/{number}/"):
        assert staff.get(address).status_code == 404
    answer = post(member, f"{made.address}papers/{number}/read/", made.address)
    assert answer.status_code == 404


# ---- Withdrawing ----


def test_a_posted_paper_is_withdrawn_with_a_public_reason_and_its_place_stays(
    world: World, client: FlaskClient
) -> None:
    made = called_meeting(world)
    address = write(made)
    desk, staff = address.replace("/meetings/", "/desk/meetings/"), world.staff(Role.DIRECTOR)
    assert post(staff, desk, reason="").status_code == 422
    assert post(staff, desk, reason="数字有误").status_code == 303
    assert "改造方案 — 已撤下，原因：数字有误" in text(client, made.address)
    assert client.get(address).status_code == 404


def test_out_of_a_draft_a_paper_goes_without_a_trace(world: World) -> None:
    made = draft_meeting(world)
    desk = write(made).replace("/meetings/", "/desk/meetings/")
    post(world.staff(Role.DIRECTOR), desk, reason="写错了")
    db.session.rollback()
    assert db.session.query(Paper).count() == 0


def test_papers_come_until_the_meeting_is_closed(world: World) -> None:
    made = open_meeting(world)
    with writing():
        papers.add(made.item(), "现场", "照片", None, False, 1, clock.now(), "刚拍的")
    assert db.session.query(Paper).one().late_reason == "刚拍的"
