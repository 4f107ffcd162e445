"""What is held of somebody's meetings: they read it, and what erasing does to it."""

import pytest

from portal.accounts import mine
from portal.accounts.mine import Leaver
from portal.core import clock
from portal.core.db import db, writing
from portal.meetings import attending, papers, proxies, queries
from portal.meetings.models import PaperRead, Proxy
from tests.meetings.making import MeetingInTest, called_meeting, make_body
from tests.world import World


@pytest.fixture
def made(world: World) -> MeetingInTest:
    """The first member is excused, has read a paper and given their proxy to the second."""
    made = called_meeting(world, make_body(world, 3, proxies=True))
    me, other, _third = made.voters
    with writing():
        meeting, now = queries.locked(made.id), clock.now()
        one = papers.add(made.item(), "方案", "文字", None, False, other, now)
        papers.mark_read(one, me, now)
        attending.excuse(meeting, me, "住院", now)
        proxies.give(meeting, me, other, now)
    return made


def held(person_id: int) -> dict[str, list[mine.Row]]:
    return {one.section.code: one.rows for one in mine.gather(person_id)}


def test_somebody_reads_what_is_held_and_nothing_of_others(made: MeetingInTest) -> None:
    me, other, third = made.voters
    mine_, theirs = held(me), held(other)
    assert mine_["attendance"][0]["请假原因"] == "住院"
    assert [row["材料"] for row in mine_["papers_read"]] == ["方案"]
    assert [row["委托"] for row in mine_["meeting_proxies"]] == ["您委托别人"]
    assert [row["委托"] for row in theirs["meeting_proxies"]] == ["别人委托您"]
    assert "代表1" not in str(theirs["meeting_proxies"])
    assert held(third)["papers_read"] == held(third)["meeting_proxies"] == []


def test_erasing_forgets_reasons_and_reading_and_keeps_the_record(made: MeetingInTest) -> None:
    me = made.voters[0]
    with writing():
        mine.erase(Leaver(me, clock.now()))
    row = queries.attendance(made.id, me)
    assert row is not None
    assert row.excused == "—"
    assert db.session.query(PaperRead).count() == 0
    assert db.session.query(Proxy).count() == 1
