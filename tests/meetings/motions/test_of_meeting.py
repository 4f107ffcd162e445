"""What a meeting's page, its closing and its minutes ask of its motions."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from portal.accounts import sessions
from portal.audit.models import AuditFact
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Asker, Role
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.meetings import calling, leading
from portal.meetings.minutes import parts
from portal.meetings.models import Attendance, Meeting
from portal.meetings.motions import of_meeting, queries
from portal.meetings.motions.decision import SOURCE
from portal.resolutions import queries as resolutions
from tests.meetings.making import draft_meeting
from tests.meetings.motions.room import Room, make_room
from tests.world import World, post


def number_of(motion: int) -> str:
    """That of its resolution."""
    made = resolutions.of_source(SOURCE, motion)
    assert made is not None
    return made.number


# ---- Where they are found


def test_an_agenda_item_lists_its_motions_for_whom_they_are(world: World) -> None:
    room = make_room(world, sponsors=1)
    public = room.motion(item_id=room.item_id)
    gathering = room.draft(room.members[2], item_id=room.item_id, title="联名中")
    room.submit(gathering)
    draft = room.draft(room.members[3], item_id=room.item_id, title="草稿")

    def listed(client: FlaskClient | None) -> tuple[list[int], bool]:
        asked = _asker(world, client)
        row = queries.attendance(room.meeting_id, asked.person_id) if asked else None
        found = of_meeting.panel(room.meeting, asked, row)
        return [one.id for one in found["motions_by_item"][room.item_id]], found["may_move"]

    assert listed(None) == ([public], False)
    assert listed(world.client(world.account())) == ([public], False)
    assert listed(room.client(room.members[4])) == ([public, gathering], True)
    assert listed(room.client(room.members[3])) == ([public, gathering, draft], True)


def _asker(world: World, client: FlaskClient | None) -> Asker | None:
    """The snapshot of whoever bears this browser's session."""
    if client is None:
        return None
    with client.session_transaction() as session:
        return sessions.load(session["_user_id"])


def test_a_motion_of_no_item_stands_under_the_others_on_both_pages(world: World) -> None:
    room = make_room(world)
    room.motion(item_id=room.item_id, title="在北门装灯")
    loose = room.motion(title="换一块黑板")
    desk, member = world.staff(Role.DIRECTOR), room.client(room.members[3])
    for client, page in (
        (world.app.test_client(), f"/meetings/{room.meeting_id}/"),
        (member, f"/meetings/{room.meeting_id}/"),
        (desk, f"/desk/meetings/{room.meeting_id}/"),
    ):
        html = client.get(page).get_data(as_text=True)
        items, others = html.split("其他动议")
        assert "在北门装灯" in items
        assert "在北门装灯" not in others
        assert f'href="/motions/{loose}/"' in others
        assert f'href="/motions/{loose}/"' not in items
    page = member.get(f"/meetings/{room.meeting_id}/").get_data(as_text=True)
    assert f'href="/motions/new/?meeting={room.meeting_id}"' in page


def test_a_meeting_whose_motions_all_have_an_item_names_no_others(room: Room) -> None:
    room.motion(item_id=room.item_id)
    page = room.world.app.test_client().get(f"/meetings/{room.meeting_id}/")
    assert "其他动议" not in page.get_data(as_text=True)


def test_a_draft_of_a_meeting_takes_no_motion_and_is_discarded(world: World) -> None:
    made = draft_meeting(world)
    chair, desk = made.chair(), world.staff(Role.DIRECTOR)
    assert chair.get(f"/motions/new/?item={made.item().id}").status_code == 403
    assert "其他动议" not in desk.get(made.desk).get_data(as_text=True)
    assert post(desk, f"{made.desk}discard/", made.desk).status_code == 303


# ---- What a meeting that is over leaves


def test_no_meeting_ends_while_a_vote_is_open_or_counted(room: Room) -> None:
    motion = room.motion(form="secret")
    assert of_meeting.hindrance(room.meeting) is None
    room.open(motion)
    assert "请先结束表决" in str(of_meeting.hindrance(room.meeting))
    room.close(motion)
    assert of_meeting.hindrance(room.meeting) is None


def test_what_was_not_voted_on_lapses_with_the_meeting_and_its_movers_are_told(
    world: World,
) -> None:
    room = make_room(world, sponsors=1)
    chair, mover, other = room.members[0], room.members[2], room.members[3]
    decided, waiting = room.motion(chair), room.draft(mover, title="等着")
    room.submit(waiting)
    room.sign(waiting, other)
    change = room.draft(other, title="改一改", amends_id=waiting)
    room.submit(change)
    room.sign(change, mover)
    gathering = room.draft(mover, title="联名中")
    room.submit(gathering)
    draft = room.draft(room.members[4], title="草稿")
    room.open(decided)
    room.vote(decided, "for", *room.members[:5])
    room.close(decided)
    with writing():
        leading.close(room.meeting, chair, clock.now())
    states = {one: room.row(one).state for one in (decided, waiting, change, gathering, draft)}
    assert states == {
        decided: "adopted",
        waiting: "lapsed",
        change: "lapsed",
        gathering: "lapsed",
        draft: "lapsed",
    }
    heard = {who: _heard(who) for who in room.members}
    assert heard == {
        **{who: [] for who in room.members},
        mover: [("motions.lapsed", waiting), ("motions.not_signed", gathering)],
        other: [("motions.amendment_lapsed", change)],
    }
    lines = select(AuditFact).where(AuditFact.kind == "motion.not_reached")
    assert {one.payload["who"] for one in db.session.scalars(lines)} == {"主持人"}
    page = room.client(mover).get(f"/motions/{waiting}/").get_data(as_text=True)
    assert "未表决" in page
    assert "/withdraw/" not in page


def _heard(person_id: int) -> list[tuple[str, int]]:
    """The motions of which somebody was told that they were not voted on, and how."""
    kinds = ("motions.lapsed", "motions.not_signed", "motions.amendment_lapsed", "motions.unread")
    told = select(Message).where(Message.person_id == person_id, Message.kind.in_(kinds))
    return [
        (one.kind, one.payload["motion"]) for one in db.session.scalars(told.order_by(Message.id))
    ]


def test_a_residents_motion_does_not_die_unread_unseen(world: World) -> None:
    """The chair reads it before closing; the mover is told, the moderators' queue is rid of it, and
    the minutes explain the number that is missing.
    """
    room = make_room(world, sponsors=2, resident_sponsors=1)
    mover = world.person("欧阳小路").id
    unread = room.draft(mover, title="给楼道换灯")
    room.submit(unread)
    few = room.draft(room.members[3], title="凉亭")
    room.submit(few)
    ready = room.motion(title="等着")
    page = room.client(room.chair).get(f"/meetings/{room.meeting_id}/").text
    closing = page[page.index("散会以后不能再签到、表决") :]
    assert f'href="/motions/{unread}/"' in closing.split("还有居民的动议没有审核")[1]
    assert f'href="/motions/{ready}/"' in closing
    other = room.client(room.members[3]).get(f"/meetings/{room.meeting_id}/").text
    assert "还有居民的动议没有审核" not in other
    with writing():
        leading.close(room.meeting, room.chair, clock.now())
    assert _heard(mover) == [("motions.unread", unread)]
    assert room.row(unread).post.state == "withdrawn"  # type: ignore[union-attr]
    assert parts.written(room.meeting).splitlines()[-1] == (
        "没有列入表决的动议：第 1 号：到散会审核人员没有读完；第 2 号：到散会联名不够。"
    )


# ---- Carried over


def following(room: Room) -> int:
    """The next meeting of the same body, with the same people."""
    with writing():
        this = room.meeting
        meeting = Meeting(
            body_id=this.body_id,
            title="第四次会议",
            place="活动室",
            starts_at=this.starts_at + timedelta(days=30),
            ends_at=this.ends_at + timedelta(days=30),
            electorate="members",
            chair_id=room.chair,
            clerk_id=room.clerk,
            door_secret="1" * 32,
            drafted_by=room.chair,
            called_at=clock.now(),
            called_by=room.chair,
        )
        db.session.add(meeting)
        db.session.flush()
        for person_id in room.members:
            db.session.add(Attendance(meeting_id=meeting.id, person_id=person_id, votes=True))
        return meeting.id


def test_what_was_ready_and_not_reached_is_carried_over_in_one_step_under_its_signatures(
    world: World,
) -> None:
    room = make_room(world, sponsors=2)
    mover, *signers = room.members[2:5]
    motion = room.draft(mover, matter="covenant")
    room.submit(motion)
    room.sign(motion, *signers)
    own = room.client(mover)
    address = f"/motions/{motion}/"
    assert post(own, f"{address}carry/", "/me/inbox/").status_code == 422
    with writing():
        leading.close(room.meeting, room.chair, clock.now())
    assert "下一次会议还没有召集" in post(own, f"{address}carry/", address).text
    meeting = following(room)
    stranger = room.client(room.members[5])
    assert post(stranger, f"{address}carry/", "/me/inbox/").status_code == 422
    answer = post(own, f"{address}carry/", address)
    assert answer.status_code == 303
    (made,) = queries.of_meeting(meeting)
    assert answer.location == f"/motions/{made.id}/"
    assert (made.number, made.state, made.matter, made.text) == (
        1,
        "admitted",
        "covenant",
        room.row(motion).text,
    )
    assert [one.person_id for one in queries.sponsors(made.id)] == signers
    told = select(Message.person_id).where(Message.kind == "motions.carried")
    assert list(db.session.scalars(told)) == signers
    assert post(own, f"{address}carry/", "/me/inbox/").status_code == 422
    assert len(queries.of_meeting(meeting)) == 1
    assert f'href="/motions/{made.id}/"' in own.get(address).text


def test_what_waits_for_a_meeting_that_is_cancelled_lapses_too(world: World) -> None:
    room = make_room(world)
    motion = room.motion()
    with writing():
        room.meeting.opened_at = None
        calling.cancel(room.meeting, "停电", room.chair, clock.now())
    assert room.row(motion).state == "lapsed"


# ---- In the minutes


def test_the_minutes_have_a_sentence_with_all_figures_for_each_decided_motion(room: Room) -> None:
    motion = room.motion()
    room.motion(title="没有表决")
    room.recuse(motion, room.members[5])
    room.open(motion)
    room.vote(motion, "for", *room.members[:4])
    room.close(motion)
    assert of_meeting.in_minutes(room.meeting) == {
        None: [
            "第 1 号动议《在北门装两盏路灯》，动议人 成员0：通过。"
            "应到 6 人，到会 6 人，同意 4，反对 0，弃权 0，没有表态 1，回避 1。"
            f"决议 {number_of(motion)}。"
        ]
    }


def test_minutes_of_a_residents_meeting_name_no_resident_who_moved(world: World) -> None:
    room = make_room(world, Kind.RESIDENTS_MEETING)
    with writing():
        room.meeting.electorate = "residents"
    motion = room.motion(room.members[3])
    room.open(motion)
    room.vote(motion, "for", *room.members[:5])
    room.close(motion)
    (told,) = of_meeting.in_minutes(room.meeting)[None]
    assert "动议人 成＊＊：通过" in told
    assert "成员3" not in told


def test_minutes_tell_a_motion_under_its_item_with_its_amendments_and_the_rest_after_them(
    room: Room,
) -> None:
    main = room.motion(item_id=room.item_id)
    loose = room.motion(title="换一块黑板")
    change = room.motion(
        room.members[2], title="装三盏", text="装三盏。", item_id=room.item_id, amends_id=main
    )
    for one in (change, main):
        room.open(one)
        room.vote(one, "for", *room.members[:5])
        room.close(one)
    assert room.row(main).text == "装三盏。"
    with writing():
        leading.close(room.meeting, room.chair, clock.now())
    assert room.row(loose).state == "lapsed"
    figures = "应到 6 人，到会 6 人，同意 5，反对 0，弃权 0，没有表态 1，回避 0。"
    lines = parts.written(room.meeting).splitlines()
    start = lines.index("议程 1：北门照明")
    assert lines[start:] == [
        "议程 1：北门照明",
        f"第 1 号动议《在北门装两盏路灯》，动议人 成员0：通过。{figures}决议 {number_of(main)}。",
        f"第 3 号动议《装三盏》，修正第 1 号，动议人 成员2：通过。{figures}",
        "",
        "其他动议：",
        "第 2 号动议《换一块黑板》，动议人 成员0：未表决。",
    ]
