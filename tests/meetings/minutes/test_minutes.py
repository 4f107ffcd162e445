"""Minutes tell what happened; the body's next meeting approves them, and they never change."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from portal.audit import queries as audit
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.meetings import queries as meetings
from portal.meetings.minutes import actions, parts
from portal.meetings.minutes.actions import Changed, NotYours
from portal.meetings.minutes.models import (
    ApprovedForGood,
    Minutes,
    MinutesPaper,
    MinutesVersion,
)
from portal.meetings.minutes.rules import Hand
from portal.meetings.models import Meeting
from tests.meetings.making import browser, draft_meeting, make_body, open_meeting, people_of
from tests.meetings.minutes.conftest import CLERK, Writing
from tests.meetings.minutes.reading import PDF, main, promise, send
from tests.world import World, post

# ---- what they are drafted from


def test_they_tell_when_where_who_and_what(minutes: Writing) -> None:
    rows = meetings.called(minutes.meeting.id)
    rows[-1].excused = "出差"
    minutes.meeting.item().note = "大家同意先请人检测。"
    db.session.commit()
    promise(minutes.world, minutes.meeting.id, "请人检测电梯")
    minutes.draft()
    text = minutes.row.text
    chair, clerk = minutes.meeting.row.chair.name, minutes.meeting.row.clerk.name
    lines = text.splitlines()
    assert lines[0] == "第一次会议会议记录"
    assert lines[1].startswith("时间：")
    assert lines[2:4] == ["地点：社区活动室", f"主持人：{chair}　记录人：{clerk}"]
    assert lines[5] == "应到 4 人，到会 3 人，请假 1 人，缺席 0 人，列席 0 人。"
    assert lines[6:9] == ["开会时人数够。", "到会：代表1、代表2、代表3", "请假：代表4"]
    assert lines[10:12] == ["议程 1：修电梯", "大家同意先请人检测。"]
    assert lines[13] == "会后要办的事："
    assert lines[14].startswith("1. 请人检测电梯（物业公司负责，")


def test_residents_are_counted_and_never_named(world: World) -> None:
    for name in ("张三", "李四"):
        world.person(name)
    body = make_body(world, 0, kind=Kind.RESIDENTS_MEETING)
    made = open_meeting(
        world, body, 0, electorate="residents", starts_at=clock.now() + timedelta(days=20)
    )
    with writing():
        row = db.session.get_one(Meeting, made.id)
        row.closed_at = clock.now()
    Writing(world, made, "").draft()
    text = Writing(world, made, "").row.text
    assert "应到" in text
    assert "张三" not in text.replace(made.row.chair.name, "").replace(made.row.clerk.name, "")
    assert "到会：" not in text
    assert "缺席：" not in text


def test_another_room_adds_its_paragraphs_at_their_place(
    minutes: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "_PARTS", dict(parts._PARTS))
    parts.register("test.motions", parts.MOTIONS, lambda _meeting: ["表决：赞成 3 票，通过。"])
    with pytest.raises(ValueError, match="twice"):
        parts.register("test.motions", parts.MOTIONS, lambda _meeting: [])
    minutes.draft()
    text = minutes.row.text
    assert text.index("议程 1") < text.index("表决：赞成 3 票")


def test_before_the_meeting_is_closed_there_is_nothing_to_draft(world: World) -> None:
    made = open_meeting(world)
    with pytest.raises(Changed):
        Writing(world, made, "").draft()


def test_two_presses_make_one_draft(minutes: Writing) -> None:
    def draft(_n: int) -> str:
        with minutes.world.app.app_context():
            try:
                minutes.draft()
            except Changed:
                return "changed"
            return "drafted"

    db.session.rollback()
    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(draft, range(3))) == ["changed", "changed", "drafted"]
    assert len(minutes.row.versions) == 1


# ---- their way


def test_from_the_draft_to_the_next_meeting(minutes: Writing) -> None:
    clerk, chair, at = minutes.clerk, minutes.chair, minutes.address
    drafted = post(clerk, f"{at}draft/", at)
    assert (drafted.status_code, drafted.location) == (303, f"{at}edit/")
    assert post(clerk, f"{at}edit/", version=1, text="第一稿改过。").status_code == 303
    assert post(clerk, f"{at}submit/", at).status_code == 303
    sent = post(chair, f"{at}return/", at, reason="缺了表决的票数。")
    assert sent.status_code == 303
    assert "缺了表决的票数。" in main(clerk, at)
    post(clerk, f"{at}edit/", version=2, text="写上了票数：三票赞成。")
    post(clerk, f"{at}submit/", at)
    post(clerk, f"{at}edit/", version=3, text="四票赞成。", note="票数是四票，原来写错了。")
    later = minutes.next_meeting()
    next_chair = later.chair()
    assert "的会议记录等着确认" in main(next_chair, later.address)
    approved = post(next_chair, f"{at}approve/", at, version=4)
    assert (approved.status_code, approved.location) == (303, at)
    row = minutes.row
    assert row.approved_in_id == later.id
    assert [one.number for one in row.versions] == [1, 2, 3, 4]
    page = main(minutes.world.app.test_client(), at)
    for told in ("已在第二次会议确认", "四票赞成。", "票数是四票，原来写错了。", row.digest or "?"):
        assert told in page
    assert "三票赞成" not in page
    newest = audit.public_acts(1, 1).items[0].sentence
    assert newest == f"《第二次会议》确认了《第一次会议》的会议记录，校验码 {row.digest}"
    assert audit.findings() == []


def test_approved_they_never_change(minutes: Writing) -> None:
    minutes.draft().submit().approve()
    before, digest = minutes.row.text, minutes.row.digest
    steps = (
        lambda one: actions.edit(one, "改", "", 1, CLERK, 1, clock.now()),
        lambda one: actions.submit(one, CLERK, 1, clock.now()),
        lambda one: actions.send_back(one, "再改", Hand(is_chair=True), 1, clock.now()),
        lambda one: actions.approve(one, 1, Hand(chairs_next=True), 1, clock.now()),
        lambda one: actions.attach(one, paper(), CLERK, 1, clock.now()),
        lambda one: actions.detach(one, 1, CLERK, 1, clock.now()),
    )
    for step in steps:
        with pytest.raises(Changed), writing():
            step(actions.locked(minutes.meeting.id))
    assert (minutes.row.text, minutes.row.digest) == (before, digest)
    assert actions.digest_of(minutes.row) == digest
    clerk = minutes.clerk
    for door in (
        "edit/",
        "submit/",
        "return/",
        "approve/",
        "papers/",
        "papers/1/remove/",
        "draft/",
    ):
        sent = post(
            clerk, minutes.address + door, "/me/inbox/", version=1, text="改", reason="改", note="x"
        )
        assert sent.status_code in (403, 409), door
    assert minutes.row.text == before


def test_not_even_past_the_rules_are_they_changed(minutes: Writing) -> None:
    minutes.draft()
    send(minutes, PDF, "表.pdf")
    minutes.submit().approve()
    before = minutes.row.text

    def forge(row: Minutes) -> None:
        row.digest = "0" * 64

    def rewrite(row: Minutes) -> None:
        row.versions[-1].text = "别的"

    def add(row: Minutes) -> None:
        db.session.add(
            MinutesVersion(minutes_id=row.id, number=9, text="别的", by_id=1, at=clock.now())
        )

    def drop_text(row: Minutes) -> None:
        db.session.delete(row.versions[-1])

    def drop_file(row: Minutes) -> None:
        db.session.delete(row.papers[0])

    for change in (forge, rewrite, add, drop_text, drop_file):
        with pytest.raises(ApprovedForGood), writing():
            change(db.session.query(Minutes).one())
    assert minutes.row.text == before
    assert len(minutes.row.papers) == 1


def paper() -> MinutesPaper:
    return MinutesPaper(title="签到表", digest="a" * 64, media="pdf", size=1)


@pytest.mark.parametrize(
    "broken",
    [
        {"approved_at": clock.now()},
        {"digest": "d" * 64},
        {"approved_in_id": 1, "digest": "d" * 64, "approved_at": clock.now()},
    ],
    ids=["without a meeting", "without a day", "by itself"],
)
def test_the_database_itself_wants_another_meeting_and_a_digest(
    minutes: Writing, broken: dict[str, object]
) -> None:
    minutes.draft().submit()
    itself = {"approved_in_id": minutes.meeting.id} if "approved_in_id" in broken else {}
    with pytest.raises(IntegrityError), writing():
        db.session.execute(update(Minutes).values({**broken, **itself}))


def test_only_the_chair_of_a_later_open_meeting_of_the_body_approves(minutes: Writing) -> None:
    minutes.draft().submit()
    at = minutes.address
    for who in (minutes.clerk, minutes.chair):
        assert post(who, f"{at}approve/", "/me/inbox/", version=1).status_code == 403
    other = open_meeting(minutes.world, make_body(minutes.world, name="别的议事会"))
    assert post(other.chair(), f"{at}approve/", "/me/inbox/", version=1).status_code == 403
    later = minutes.next_meeting()
    assert (
        post(
            browser(minutes.world, later.row.clerk_id), f"{at}approve/", "/me/inbox/", version=1
        ).status_code
        == 403
    )
    chair = later.chair()
    with writing():
        db.session.get_one(Meeting, later.id).closed_at = clock.now()
    assert post(chair, f"{at}approve/", "/me/inbox/", version=1).status_code == 403
    assert minutes.row.approved_at is None


def test_a_text_that_was_corrected_meanwhile_is_not_approved_unread(minutes: Writing) -> None:
    minutes.draft().submit()
    chair = minutes.next_meeting().chair()
    with writing():
        one = actions.locked(minutes.meeting.id)
        actions.edit(one, "更正以后", "写错了", 1, CLERK, one.meeting.clerk_id, clock.now())
    answer = post(chair, f"{minutes.address}approve/", minutes.address, version=1)
    assert answer.status_code == 409
    assert minutes.row.approved_at is None


def test_of_two_who_correct_the_same_text_one_does_and_the_other_keeps_the_words(
    minutes: Writing,
) -> None:
    minutes.draft()
    clerk, at = minutes.clerk, f"{minutes.address}edit/"
    assert post(clerk, at, version=1, text="先改的").status_code == 303
    answer = post(clerk, at, version=1, text="后改的")
    assert answer.status_code == 409
    assert "后改的" in answer.get_data(as_text=True)
    assert minutes.row.text == "先改的"


@pytest.mark.parametrize("text", ["", " \n ", "长" * 20_001])
def test_a_text_that_is_none_is_refused_at_its_field(minutes: Writing, text: str) -> None:
    minutes.draft()
    answer = post(minutes.clerk, f"{minutes.address}edit/", version=1, text=text)
    assert answer.status_code == 422
    assert 'id="text-error"' in answer.get_data(as_text=True)


def test_once_the_chair_has_them_a_correction_says_what_it_corrects(minutes: Writing) -> None:
    minutes.draft().submit()
    answer = post(minutes.clerk, f"{minutes.address}edit/", version=1, text="改了", note="")
    assert answer.status_code == 422
    assert 'id="note-error"' in answer.get_data(as_text=True)


# ---- who reads them


def test_before_they_are_approved_they_are_members_and_staff_s(minutes: Writing) -> None:
    minutes.draft()
    world, at = minutes.world, minutes.address
    member = browser(world, people_of(minutes.meeting.row.body)[3])
    stranger = world.client(world.account())
    for who, status in (
        (world.app.test_client(), 404),
        (stranger, 404),
        (member, 200),
        (world.staff(Role.SUPERVISOR), 200),
    ):
        assert who.get(at).status_code == status
    assert "草稿·待确认" in main(member, at)
    assert "修改，加附件" not in main(member, at)
    assert member.get(f"{at}edit/").status_code == 403
    assert member.get(f"{at}versions/1/").status_code == 200
    assert stranger.get(f"{at}versions/1/").status_code == 404
    assert "会议记录" not in main(stranger, minutes.meeting.address).split("谁参加")[1]
    minutes.submit().approve()
    assert stranger.get(at).status_code == 200
    assert stranger.get(f"{at}versions/1/").status_code == 404


def test_of_a_meeting_that_did_not_take_place_there_are_none(world: World) -> None:
    made = draft_meeting(world)
    staff = world.staff(Role.DIRECTOR)
    for address in (f"/meetings/{made.id}/minutes/", "/meetings/99/minutes/"):
        assert staff.get(address).status_code == 404


def test_they_wait_under_the_meeting_for_the_clerk(minutes: Writing) -> None:
    assert "起草会议记录" in main(minutes.clerk, minutes.meeting.address)
    assert "起草会议记录" not in main(minutes.chair, minutes.meeting.address)


# ---- attachments


def test_article_29_without_a_quorum_the_next_meeting_approves_nothing(minutes: Writing) -> None:
    minutes.draft().submit()
    later = minutes.next_meeting()  # four members: three are a quorum
    for person_id in later.voters[2:]:
        row = meetings.attendance(later.id, person_id)
        assert row is not None
        row.left_at = clock.now()
    db.session.commit()
    chair, at = later.chair(), minutes.address
    refused = post(chair, f"{at}approve/", at, version=1)
    assert refused.status_code == 409
    assert "不够法定人数" in refused.get_data(as_text=True)
    assert minutes.row.approved_at is None
    later.sign_in(*later.voters)
    assert post(chair, f"{at}approve/", at, version=1).status_code == 303


def test_who_has_nothing_to_do_with_them_changes_nothing(minutes: Writing) -> None:
    minutes.draft()
    with pytest.raises(NotYours), writing():
        actions.submit(actions.locked(minutes.meeting.id), Hand(belongs=True), 1, clock.now())
    stranger = minutes.world.client(minutes.world.account())
    for door in ("draft/", "edit/", "submit/", "return/", "approve/", "papers/"):
        sent = post(stranger, minutes.address + door, "/me/inbox/", version=1, text="x", reason="x")
        assert sent.status_code in (403, 404), door
