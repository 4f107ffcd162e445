"""The desk counts what is to be posted; how often that is, is set from the next period on."""

import io
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from portal.core import clock, documents
from portal.core.access import Role
from portal.core.db import db
from portal.disclosure import calendar
from portal.disclosure.models import Disclosure, DisclosurePaper, DutyRhythm, Sighting
from portal.disclosure.periods import State
from portal.disclosure.rules import MOST_PAPERS, Category
from portal.notices.models import Posting
from tests.disclosure.making import (
    begin,
    drafted,
    duty,
    key,
    one,
    posting_of,
    published,
    quarter,
)
from tests.projects.test_races import at_once, press
from tests.world import World, post


@pytest.fixture
def committee(world: World) -> FlaskClient:
    begin(1)
    return world.staff(Role.COMMITTEE_MEMBER)


def queue(client: FlaskClient, title: str = "要公开的") -> str | None:
    """What the desk's front page says behind a door; None where there is no such door."""
    _before, found, rest = client.get("/desk/").get_data(as_text=True).partition(f">{title}<")
    return rest.partition("</a>")[0] + rest.partition("</p>")[0] if found else None


def test_the_desk_counts_what_is_due_and_says_what_is_late(world: World) -> None:
    begin(2, Category.MONEY, days=60)
    after = clock.start_of(quarter(0)[0] + timedelta(days=10))
    with time_machine.travel(after, tick=False):
        committee, supervisor = world.staff(Role.COMMITTEE_MEMBER), world.staff(Role.SUPERVISOR)
        assert calendar.waiting_and_late(clock.now()) == (2, True)
        shown = queue(committee) or ""
        assert ("2 件在等" in shown, "有逾期的" in shown) == (True, True)
        assert queue(supervisor) is None
        published(committee, key(2))
        shown = queue(committee) or ""
        assert ("1 件在等" in shown, "有逾期的" in shown) == (True, False)
        published(committee, key(1))
        assert "没有在等的" in (queue(committee) or "")


# ---- races


def test_two_who_post_one_draft_post_it_once(world: World, committee: FlaskClient) -> None:
    number = drafted(committee)
    clients = [world.staff(Role.COMMITTEE_MEMBER) for _one in range(3)]
    asks = [press(client, f"/desk/disclosure/{number}/post/", version=1) for client in clients]
    assert at_once(asks) == [303] * 3
    assert db.session.scalar(select(func.count()).select_from(Posting)) == 1


def test_two_posters_meet_one_duty_with_the_earlier_of_their_postings(
    world: World, committee: FlaskClient
) -> None:
    """Both stand, since both were made; the duty is met once, by the first."""
    numbers = [drafted(committee, title=title) for title in ("捐赠一", "捐赠二")]
    clients = [world.staff(Role.COMMITTEE_MEMBER) for _one in numbers]
    asks = [
        press(client, f"/desk/disclosure/{number}/post/", version=1)
        for client, number in zip(clients, numbers, strict=True)
    ]
    assert at_once(asks) == [303, 303]
    first = db.session.scalars(select(Posting).order_by(Posting.posted_at, Posting.id)).first()
    met = duty(key()).met
    assert first is not None
    assert met is not None
    assert met.posting_id == first.id


def test_a_draft_sent_twice_at_once_is_one(world: World, committee: FlaskClient) -> None:
    me = world.account(None, Role.COMMITTEE_MEMBER)
    clients = [world.client(me) for _one in range(3)]
    typed = {"slot": key(), "title": "捐赠", "text": "本季度收到捐赠两万元。"}
    asks = [press(client, "/desk/disclosure/new/", **typed) for client in clients]
    assert at_once(asks) == [303] * 3
    assert db.session.scalar(select(func.count()).select_from(Disclosure)) == 1


def test_of_two_who_edit_and_post_at_once_one_is_told(world: World, committee: FlaskClient) -> None:
    """What is public is what one of them saw."""
    number = drafted(committee)
    poster, editor = (world.staff(Role.COMMITTEE_MEMBER) for _one in range(2))
    typed = {"slot": key(), "title": "捐赠", "text": "改过的话，一共十个字以上。", "version": 1}
    asks = [
        press(poster, f"/desk/disclosure/{number}/post/", version=1),
        press(editor, f"/desk/disclosure/{number}/edit/", **typed),
    ]
    assert Counter(at_once(asks)) == {303: 1, 409: 1}


# ---- files


def pdf(body: bytes = b"%PDF-1.4 a receipt %%EOF") -> tuple[io.BytesIO, str]:
    return io.BytesIO(body), "a.pdf"


def attached(client: FlaskClient, number: int, name: str, file: object) -> int:
    at = f"/desk/disclosure/{number}/"
    return post(client, f"{at}papers/", at, name=name, file=file).status_code


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b"<script>alert(1)</script>", "a.pdf"),
        (b"MZ a program", "a.exe"),
        (b"", "a.pdf"),
        (b"%PDF-1.4 " + b"0" * 300, "a.pdf"),
        (b"\xff\xd8\xff\xe0 no picture", "a.jpg"),
    ],
    ids=["a page", "a program", "empty", "too big", "a broken picture"],
)
def test_what_is_no_small_pdf_nor_photo_is_refused_at_its_field(
    committee: FlaskClient, body: bytes, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MOST_BYTES", 200)
    number = drafted(committee)
    at = f"/desk/disclosure/{number}/"
    answer = post(committee, f"{at}papers/", at, name="收据", file=(io.BytesIO(body), name))
    html = answer.get_data(as_text=True)
    assert (answer.status_code, 'id="file-error"' in html, 'value="收据"' in html) == (
        422,
        True,
        True,
    )
    assert db.session.scalar(select(func.count()).select_from(DisclosurePaper)) == 0


def test_a_file_needs_a_name_and_nobody_attaches_without_one(committee: FlaskClient) -> None:
    number = drafted(committee)
    assert attached(committee, number, "", pdf()) == 422
    assert (
        post(
            committee,
            f"/desk/disclosure/{number}/papers/",
            f"/desk/disclosure/{number}/",
            name="收据",
        ).status_code
        == 422
    )


def test_the_same_file_twice_is_one_and_an_eleventh_is_refused(committee: FlaskClient) -> None:
    number = drafted(committee)
    assert [attached(committee, number, "收据", pdf()) for _one in range(2)] == [303, 303]
    assert len(one(number).papers) == 1
    for n in range(MOST_PAPERS - 1):
        assert attached(committee, number, f"收据{n}", pdf()) == 303
    assert attached(committee, number, "再来一张", pdf()) == 422
    assert len(one(number).papers) == MOST_PAPERS


def test_a_file_is_read_with_its_posting_and_stays_with_it(
    committee: FlaskClient, client: FlaskClient
) -> None:
    number = drafted(committee)
    attached(committee, number, "收据", pdf())
    paper = one(number).papers[0].id
    at, public = f"/desk/disclosure/{number}/", f"/disclosure/{number}/papers/{paper}/"
    assert (client.get(public).status_code, committee.get(public).status_code) == (404, 200)
    assert post(committee, f"{at}post/", at, version=2).status_code == 303
    assert client.get(public).status_code == 200
    assert post(committee, f"{at}papers/{paper}/remove/", "/me/").status_code == 409
    assert attached(committee, number, "收据二", pdf()) == 409
    back = {"reason": "写了别人的门牌"}
    assert post(committee, f"{at}take-back/", "/me/", **back).status_code == 303
    assert client.get(public).status_code == 404


def photo() -> tuple[io.BytesIO, str]:
    body = io.BytesIO()
    Image.new("RGB", (320, 240), "white").save(body, "JPEG")
    body.seek(0)
    return body, "board.jpg"


def test_a_sheet_is_noted_with_a_photo_of_the_board_and_taken_down(
    committee: FlaskClient, client: FlaskClient
) -> None:
    number = published(committee)
    posting = posting_of(number)
    assert post(committee, "/desk/boards/", place="里仁里东门").status_code == 303
    at, today = f"/desk/boards/postings/{posting}/", clock.today()
    wrong = {"board": 1, "on": today, "photo": (io.BytesIO(b"%PDF-1.4"), "a.jpg")}
    assert post(committee, at, **wrong).status_code == 422
    later = {"board": 1, "on": today + timedelta(days=1), "photo": photo()}
    assert post(committee, at, **later).status_code == 422
    assert post(committee, at, board=1, on=today, photo=photo()).status_code == 303
    assert post(committee, at, board=1, on=today, photo=photo()).status_code == 422
    assert "里仁里东门" in client.get(f"/disclosure/{number}/").get_data(as_text=True)
    assert client.get("/disclosure/boards/1/full.jpg").mimetype == "image/jpeg"
    down = "/desk/boards/sheets/1/down/"
    early = {"down_on": today - timedelta(days=1)}
    assert post(committee, down, at, **early).status_code == 422
    assert post(committee, down, at, down_on=today).status_code == 303
    assert "公示期没满就取下了" in client.get(f"/disclosure/{number}/").get_data(as_text=True)
    db.session.rollback()
    assert db.session.scalars(select(Sighting.down_on)).all() == [today]


# ---- how often


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"months": 1, "days": 1}, 303),
        ({"months": 6, "days": 60}, 303),
        ({"months": 3, "days": 0}, 422),
        ({"months": 3, "days": 61}, 422),
        ({"months": 3, "days": -1}, 422),
        ({"months": 3, "days": "十"}, 422),
        ({"months": 3, "days": ""}, 422),
        ({"months": 12, "days": 15}, 422),
        ({"months": 2, "days": 15}, 422),
        ({"months": "", "days": 15}, 422),
        ({"months": 3, "days": 60}, 422),
    ],
)
def test_a_rhythm_is_one_of_those_offered_with_one_to_sixty_days(
    world: World, typed: dict[str, object], status: int
) -> None:
    begin(1)
    director = world.staff(Role.DIRECTOR)
    at = "/desk/boards/rhythms/money/"
    assert post(director, at, **typed).status_code == status
    db.session.rollback()
    held = db.session.scalars(select(DutyRhythm).where(DutyRhythm.code == "money")).all()
    assert len(held) == (2 if status == 303 else 1)


def test_a_changed_rhythm_leaves_the_running_quarter_and_what_is_overdue(world: World) -> None:
    begin(2, Category.MONEY, days=1)
    before = (duty(key(2)), duty(key(0)))
    director = world.staff(Role.DIRECTOR)
    typed = {"months": 1, "days": 30}
    assert post(director, "/desk/boards/rhythms/money/", **typed).status_code == 303
    assert (duty(key(2)), duty(key(0))) == before
    assert before[0].state is State.OVERDUE
    begins = quarter(0)[1] + timedelta(days=1)
    held = calendar.rhythms()["money"][-1]
    assert (held.begins, held.months, held.days) == (begins, 1, 30)


def test_nobody_but_the_director_changes_a_rhythm(world: World, committee: FlaskClient) -> None:
    at = "/desk/boards/rhythms/money/"
    assert committee.get(at).status_code == 403
    assert post(committee, at, "/me/", months=1, days=30).status_code == 403
    assert world.staff(Role.DIRECTOR).get("/desk/boards/rhythms/nonsense/").status_code == 404
