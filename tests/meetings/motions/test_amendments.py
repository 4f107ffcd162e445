"""Amendments are decided before their motion, and give it its words."""

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.meetings.motions import queries
from portal.meetings.motions.actions import moving
from portal.meetings.motions.rules import No, Refused
from portal.resolutions import queries as resolutions
from tests.meetings.motions.room import Room, make_room, why_not
from tests.world import World, fields, post

# ---- Amendments


def test_an_amendment_is_decided_before_its_motion_and_gives_it_its_words(room: Room) -> None:
    main = room.motion(amount_fen=100)
    change = room.motion(title="修正", text="由居委会在一个月内装好三盏路灯。", amends_id=main)
    assert why_not(room.open, main)[0] is No.AMENDMENT_FIRST
    room.open(change)
    room.vote(change, "for", *room.members[:4])
    room.close(change)
    assert room.row(change).replaced_text == "由居委会在三个月内装好两盏路灯。"
    assert resolutions.of_source("meetings.motion", change) is None
    assert (room.row(main).text, room.row(main).amount_fen) == (
        "由居委会在一个月内装好三盏路灯。",
        100,
    )
    room.open(main)
    room.vote(main, "for", *room.members[:4])
    room.close(main)
    made = resolutions.of_source("meetings.motion", main)
    assert made is not None
    assert made.text == "由居委会在一个月内装好三盏路灯。"


def test_a_rejected_amendment_changes_nothing(room: Room) -> None:
    main = room.motion()
    change = room.motion(title="修正", text="不装了。", amends_id=main)
    room.open(change)
    room.close(change)
    assert room.row(main).text == "由居委会在三个月内装好两盏路灯。"
    room.open(main)
    assert room.row(main).state == "open"


def test_no_amendment_comes_once_its_motion_is_voted_on(room: Room) -> None:
    main = room.motion()
    room.open(main)
    with pytest.raises(Refused) as no:
        room.draft(title="修正", amends_id=main)
    assert no.value.reason is No.MAIN_FIRST


def test_an_amendment_is_not_itself_amended(room: Room) -> None:
    change = room.motion(title="修正", amends_id=room.motion())
    with pytest.raises(Refused) as no:
        room.draft(title="修正的修正", amends_id=change)
    assert no.value.reason is No.MAIN_FIRST


def test_a_withdrawn_motion_takes_its_amendments_along(room: Room) -> None:
    main = room.motion()
    change = room.motion(title="修正", amends_id=main)
    with writing():
        moving.withdraw(queries.locked(main), room.chair, clock.now())
    assert (room.row(main).state, room.row(change).state) == ("withdrawn", "withdrawn")


# ---- Two amendments of the same words


def adopted(room: Room, motion: int) -> None:
    room.open(motion)
    room.vote(motion, "for", *room.members[:4])
    room.close(motion)
    assert room.row(motion).state == "adopted"


def rivals(room: Room) -> tuple[int, int, int]:
    """A motion and two full-text amendments of it, by the chair and by a member."""
    main = room.motion()
    first = room.motion(title="修正甲", text="装三盏。", amends_id=main)
    second = room.draft(room.members[3], title="修正乙", text="一个月装好。", amends_id=main)
    room.submit(second)
    return main, first, second


def test_no_amendment_undoes_another_that_was_adopted_before_it(room: Room) -> None:
    main, first, second = rivals(room)
    adopted(room, first)
    assert room.row(main).text == "装三盏。"
    assert why_not(room.open, second)[0] is No.STALE
    assert why_not(room.open, main)[0] is No.AMENDMENT_FIRST
    told = db.session.scalars(select(Message).where(Message.kind == "motions.stale")).one()
    assert (told.person_id, told.payload["motion"]) == (room.members[3], second)
    assert "文字已经改了" in room.client(room.members[4]).get(f"/motions/{second}/").text


def test_an_amendment_is_written_anew_against_the_new_words_and_gathers_anew(
    world: World,
) -> None:
    room = make_room(world, sponsors=1)
    main, first, second = rivals(room)
    room.sign(second, room.members[4])
    adopted(room, first)
    mover, address = room.client(room.members[3]), f"/motions/{second}/edit/"
    shown = mover.get(address)
    assert "装三盏。" in shown.text
    assert room.client(room.members[4]).get(address).status_code == 404
    sent = {"form": "usual", "majority": "half", "annuls_id": "", "title": "修正乙"}
    typed = {**fields(shown), **sent, "text": "一个月装三盏。"}
    assert mover.post(address, data=typed).status_code == 303
    assert (room.row(second).state, queries.sponsors(second)) == ("submitted", [])
    again = select(Message.person_id).where(Message.kind == "motions.sign_again")
    assert list(db.session.scalars(again)) == [room.members[4]]
    room.sign(second, room.members[4])
    adopted(room, second)
    assert room.row(main).text == "一个月装三盏。"
    assert room.row(second).replaced_text == "装三盏。"


def test_who_leads_sets_aside_only_an_amendment_whose_words_do_not_fit_any_more(
    room: Room,
) -> None:
    main, first, second = rivals(room)
    clerk, address = room.client(room.clerk), f"/motions/{second}/"
    assert post(clerk, f"{address}set-aside/", f"{address}lead/").status_code == 422
    adopted(room, first)
    member = room.client(room.members[4])
    assert post(member, f"{address}set-aside/", "/me/inbox/").status_code == 403
    assert post(clerk, f"{address}set-aside/", f"{address}lead/").status_code == 303
    assert room.row(second).state == "lapsed"
    told = db.session.scalars(select(Message).where(Message.kind == "motions.set_aside")).one()
    assert told.person_id == room.members[3]
    room.open(main)
    assert room.row(main).state == "open"


def test_an_amendment_written_beside_words_that_changed_meanwhile_is_shown_the_new_ones(
    room: Room,
) -> None:
    main = room.motion()
    first = room.motion(title="修正甲", text="装三盏。", amends_id=main)
    member, address = room.client(room.members[3]), f"/motions/new/?amends={main}"
    sent = {"form": "usual", "majority": "half", "annuls_id": "", "title": "修正乙"}
    typed = {**fields(member.get(address)), **sent, "text": "一个月装好。"}
    adopted(room, first)
    answer = member.post(address, data=typed)
    assert answer.status_code == 422
    assert "装三盏。" in answer.text
    assert "一个月装好。" in answer.text
    assert member.post(address, data={**typed, **fields(answer)}).status_code == 303


def test_a_draft_of_an_amendment_is_not_handed_in_against_words_that_are_gone(room: Room) -> None:
    main = room.motion()
    first = room.motion(title="修正甲", text="装三盏。", amends_id=main)
    draft = room.draft(room.members[3], title="修正乙", text="一个月装好。", amends_id=main)
    adopted(room, first)
    assert why_not(room.submit, draft)[0] is No.STALE


def test_who_votes_on_an_amendment_reads_whose_what_and_both_texts(room: Room) -> None:
    main = room.motion()
    change = room.motion(title="修正", text="装三盏。", amends_id=main)
    room.open(change)
    page = room.client(room.members[3]).get(f"/motions/{change}/vote/").text
    assert "这是对第 1 号动议《在北门装两盏路灯》的修正案" in page
    assert page.index("由居委会在三个月内装好两盏路灯。") < page.index("<h2>改后的文字")
    assert page.index("<h2>改后的文字") < page.index("装三盏。")


def test_what_is_decided_offers_no_form_to_amend_it(room: Room) -> None:
    main = room.motion()
    room.open(main)
    room.close(main)
    member = room.client(room.members[3])
    answer = member.get(f"/motions/new/?amends={main}")
    assert (answer.status_code, answer.location) == (303, f"/motions/{main}/")
    assert "只能修正这次会议上还没有表决的动议" in member.get(f"/motions/{main}/").text


# ---- Stepping back from a motion and its amendments


@pytest.mark.parametrize("named", ["main", "amendment"])
def test_who_steps_back_from_a_motion_or_its_amendment_steps_back_from_both(
    room: Room, named: str
) -> None:
    main = room.motion()
    change = room.motion(title="修正", text="装三盏。", amends_id=main)
    who = room.members[5]
    room.recuse(main if named == "main" else change, who)
    room.open(change)
    assert why_not(room.vote, change, "for", who)[0] is No.RECUSED
    room.vote(change, "for", *room.members[:4])
    room.close(change)
    room.open(main)
    assert why_not(room.vote, main, "for", who)[0] is No.RECUSED
    assert room.figures(main)[5] == 1


def test_who_comes_back_comes_back_to_all_of_it_or_to_none(room: Room) -> None:
    main = room.motion()
    change = room.motion(title="修正", text="装三盏。", amends_id=main)
    who = room.members[5]
    lift = f"/motions/{main}/recuse/"
    own = room.client(who)
    room.recuse(change, who)
    assert post(own, lift, lift, lift="1").status_code == 303
    assert queries.recusals(change) == []
    room.recuse(change, who)
    adopted(room, change)
    assert "表决过的不能再改" in post(own, lift, lift, lift="1").text
    room.open(main)
    assert room.figures(main)[5] == 1


# ---- Drafts


def test_two_texts_under_one_title_are_two_drafts(room: Room) -> None:
    who, main = room.members[3], room.motion()
    drafts = [
        room.draft(who),
        room.draft(who, text="别的话。"),
        room.draft(who, item_id=room.item_id),
        room.draft(who, amends_id=main),
    ]
    assert len(set(drafts)) == 4
    assert room.draft(who) == drafts[0]


def test_an_amendment_rewrites_no_motion_that_was_withdrawn_meanwhile(room: Room) -> None:
    main = room.motion()
    change = room.motion(title="修正", text="不装了。", amends_id=main)
    room.open(change)
    with writing():
        moving.withdraw(queries.locked(main), room.chair, clock.now())
    room.vote(change, "for", *room.members)
    room.close(change)
    assert room.row(change).state == "adopted"
    assert room.row(main).text == "由居委会在三个月内装好两盏路灯。"
    assert room.row(change).replaced_text is None
