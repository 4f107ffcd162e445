"""Opening and closing a meeting, and noting what was said: its chair and its clerk do that."""

import pytest
from flask.testing import FlaskClient
from flask_babel import lazy_gettext as _l

from portal.audit.models import AuditFact
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.meetings import kinds, leading, panels, queries
from portal.meetings.refusing import Refused
from portal.meetings.rules import Refusal, State
from portal.roster.models import RoleTerm
from tests.meetings.making import (
    HOUR,
    MeetingInTest,
    called_meeting,
    make_body,
    open_meeting,
    seat_somebody,
)
from tests.meetings.test_pages import text
from tests.world import World, post


def due(world: World, **more: object) -> MeetingInTest:
    """A meeting whose hour has come."""
    made = called_meeting(world, make_body(world, 3), **more)
    return at_its_hour(made)


def at_its_hour(made: MeetingInTest) -> MeetingInTest:
    row = made.row
    row.starts_at, row.ends_at = clock.now(), clock.now() + 2 * HOUR
    db.session.commit()
    return made


def press(made: MeetingInTest, client: FlaskClient, act: str, **fields: object) -> int:
    return post(client, f"{made.address}{act}/", "/me/", **fields).status_code


def open_(made: MeetingInTest) -> None:
    with writing():
        meeting = queries.locked(made.id)
        leading.open_(meeting, meeting.chair_id, clock.now())


def refused(made: MeetingInTest) -> Refusal:
    with pytest.raises(Refused) as no:
        open_(made)
    return no.value.reason


def test_the_chair_opens_without_a_quorum_and_reads_where_it_stands(world: World) -> None:
    made = due(world)
    made.sign_in(made.voters[0])
    chair = made.chair()
    page = text(chair, made.address)
    assert "到了 1 人，需要 2 人" in page
    assert "可以开会、讨论，但是不能表决" in page
    assert press(made, chair, "open") == 303
    assert made.row.state is State.OPEN
    line = db.session.query(AuditFact).filter_by(kind=kinds.OPENED).one()
    assert (line.payload["entitled"], line.payload["present"]) == (3, 1)


def test_the_clerk_opens_it_from_the_desk(world: World) -> None:
    made = due(world)
    clerk_id = made.row.clerk_id
    db.session.add(
        RoleTerm(person_id=clerk_id, role=Role.COMMITTEE_MEMBER, starts_on=clock.today())
    )
    db.session.commit()
    clerk = made.browser(clerk_id)
    answer = post(clerk, f"{made.address}open/", made.desk, back=made.desk)
    assert answer.headers["Location"] == made.desk
    assert made.row.state is State.OPEN


def test_nobody_else_leads_whatever_their_office(world: World) -> None:
    made = due(world)
    for client in (
        made.browser(made.voters[1]),
        world.client(world.account()),
        world.staff(Role.DIRECTOR),
    ):
        assert press(made, client, "open") == 422
        assert press(made, client, "close") == 422
        assert press(made, client, f"items/{made.item().id}/note", text="x") == 422
    assert (made.row.state, made.item().note) == (State.CALLED, "")


@pytest.mark.parametrize(
    ("starts", "ends", "reason"),
    [(2, 4, Refusal.TOO_EARLY), (-3, -1, Refusal.OVER)],
)
def test_a_meeting_is_opened_within_its_hours(
    world: World, starts: int, ends: int, reason: Refusal
) -> None:
    made = called_meeting(world)
    row = made.row
    row.starts_at, row.ends_at = clock.now() + starts * HOUR, clock.now() + ends * HOUR
    db.session.commit()
    assert refused(made) is reason


def test_one_meeting_of_a_body_is_open_at_a_time(world: World) -> None:
    body = make_body(world, 3)
    first, second = open_meeting(world, body), at_its_hour(called_meeting(world, body))
    assert refused(second) is Refusal.ANOTHER_OPEN
    assert press(first, first.chair(), "close") == 303
    open_(second)
    assert second.row.state is State.OPEN
    assert queries.under_way(body.id) == second.row


def test_the_roll_is_frozen_at_opening(world: World) -> None:
    made = due(world)
    body = made.row.body
    late = seat_somebody(world, body).person_id
    press(made, made.chair(), "open")
    assert late in made.voters
    later = seat_somebody(world, body).person_id
    assert later not in made.voters


def test_what_was_said_is_noted_while_it_is_open(world: World) -> None:
    made = due(world)
    note = f"items/{made.item().id}/note"
    assert press(made, made.chair(), note, text="早了") == 422
    made.open()
    assert press(made, made.chair(), note, text="三位代表发言，都赞成") == 303
    assert made.item().note == "三位代表发言，都赞成"
    assert press(made, made.chair(), note, text="长" * 2001) == 422
    press(made, made.chair(), "close")
    assert press(made, made.chair(), note, text="晚了") == 422
    assert made.item().note == "三位代表发言，都赞成"


def test_an_item_of_another_meeting_is_not_noted_upon(world: World) -> None:
    made, other = open_meeting(world), open_meeting(world)
    assert press(made, made.chair(), f"items/{other.item().id}/note", text="x") == 404


def test_what_is_not_at_its_end_keeps_a_meeting_open(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = open_meeting(world)
    monkeypatch.setattr(panels, "_HINDRANCES", {"votes": lambda _one: _l("现在不能签到")})
    answer = post(made.chair(), f"{made.address}close/", made.address)
    assert answer.status_code == 422
    assert "现在不能签到" in answer.get_data(as_text=True)
    assert made.row.state is State.OPEN


def test_a_panel_adds_to_the_page_and_a_name_is_given_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "_PANELS", {})
    panels.register("votes", lambda meeting, asker, _row: {"trouble": f"{meeting.title} {asker}"})
    with pytest.raises(ValueError, match="votes"):
        panels.register("votes", lambda _meeting, _asker, _row: {})
    made = open_meeting(world)
    assert panels.context(made.row, None, None) == {"trouble": "第一次会议 None"}


def test_what_is_closed_stays_closed(world: World) -> None:
    made = open_meeting(world)
    chair = made.chair()
    press(made, chair, "close")
    closed_at = made.row.closed_at
    assert press(made, chair, "close") == 422
    assert press(made, chair, "open") == 422
    assert made.row.closed_at == closed_at


def test_the_way_back_leads_nowhere_else(world: World) -> None:
    made = due(world)
    answer = post(made.chair(), f"{made.address}open/", made.address, back="//evil.example/")
    assert answer.headers["Location"] == made.address


# ---- Excusing oneself ----


def test_a_member_says_why_they_cannot_come_and_comes_after_all(world: World) -> None:
    made = called_meeting(world)
    member = made.browser(made.voters[1])
    bare = post(member, f"{made.address}excuse/", made.address, reason="")
    assert bare.status_code == 422
    assert 'id="reason-error"' in bare.get_data(as_text=True)
    assert press(made, member, "excuse", reason="住院") == 303
    assert "请假原因：住院" in text(member, made.address)
    assert "住院" not in text(made.browser(made.voters[2]), made.address)
    assert "请假：住院" in text(world.staff(Role.DIRECTOR), f"{made.desk}attendance/")
    assert press(made, member, "come") == 303
    assert "请假原因" not in text(member, made.address)


def test_who_is_not_called_is_not_excused(world: World) -> None:
    made = called_meeting(world)
    assert press(made, world.client(world.account()), "excuse", reason="忙") == 422
    opened = open_meeting(world)
    assert press(opened, opened.browser(opened.voters[1]), "excuse", reason="忙") == 422


def test_after_a_refusal_the_way_back_is_the_page_and_no_form(world: World) -> None:
    made = open_meeting(world)
    chair = made.chair()
    page = post(chair, f"{made.address}open/", made.address).get_data(as_text=True)
    assert f'name="back" value="{made.address}"' in page


def test_who_leaves_after_a_decision_does_not_undo_the_meeting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes a quorum to decide: whoever counted the room at its end would punish those who
    stayed (art. 28).
    """
    made = open_meeting(world, signed_in=1)
    monkeypatch.setattr(leading.panels, "voted", lambda _meeting: clock.now())
    with writing():
        leading.close(queries.locked(made.id), made.row.chair_id, clock.now())
    assert not made.row.lacked_quorum
