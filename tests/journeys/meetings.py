"""Meetings on the journeys' stage: a draft, one that comes, one under way."""

from datetime import timedelta
from typing import cast

from flask import Flask
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, writing
from portal.meetings import papers
from portal.meetings.models import Meeting, Paper
from portal.roster.models import Person
from tests.meetings.making import (
    MeetingInTest,
    called_meeting,
    draft_meeting,
    make_body,
    open_meeting,
    seat_somebody,
)
from tests.world import World

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def hold(*phones: str) -> None:
    """A council of these people, and what it holds; the committee's member is its clerk."""
    world = cast(World, None)  # everybody is there already
    ids = [db.session.scalars(select(Person.id).where(Person.phone == p)).one() for p in phones]
    body = make_body(world, 0, proxies=True, name="院落议事会")
    for person_id in ids:
        seat_somebody(world, body, person_id)
    clerk, now = ids[1], clock.now()
    draft = draft_meeting(world, body, now + 20 * DAY, clerk_id=clerk)
    coming = called_meeting(world, body, starts_at=now + 9 * DAY, clerk_id=clerk)
    under_way = open_meeting(world, body, signed_in=1, clerk_id=clerk)
    for made, title in (
        (draft, "议事会草稿"),
        (coming, "议事会下次会"),
        (under_way, "议事会这次会"),
    ):
        row = made.row
        row.title = title
        db.session.commit()
        _write(made, clerk)


def _write(made: MeetingInTest, by: int) -> None:
    """A paper for everyone and one for those called."""
    with writing():
        for title, members_only in (("电梯改造方案", False), ("困难家庭名单", True)):
            text, now = "三家的报价。", clock.now()
            papers.add(made.item(), title, text, None, members_only, by, now, "刚收到")


def things(app: Flask) -> dict[str, str]:
    """What the addresses of the stops name."""
    with app.app_context():
        titles = {"draft": "议事会草稿", "coming": "议事会下次会", "open": "议事会这次会"}
        ids = {
            f"meeting_{name}": db.session.scalars(
                select(Meeting.id).where(Meeting.title == title)
            ).one()
            for name, title in titles.items()
        }
        wanted = select(Paper).join(Paper.item).where(Paper.title == "电梯改造方案")
        for paper in db.session.scalars(wanted):
            for name in titles:
                if paper.item.meeting_id == ids[f"meeting_{name}"]:
                    ids[f"paper_{name}"] = paper.id
                    ids[f"item_{name}"] = paper.item_id
        body_id = db.session.get_one(Meeting, ids["meeting_draft"]).body_id
        return {name: str(number) for name, number in {**ids, "council": body_id}.items()}
