"""Something decided that nobody carries out yet, for the walk to found projects from."""

from flask import Flask
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, writing
from portal.meetings.motions.decision import SOURCE, SUBJECT
from portal.meetings.motions.models import Motion
from portal.resolutions.actions import Decision, Item, adopt
from portal.resolutions.models import Resolution
from portal.roster.models import Person
from tests.journeys.demo import DIRECTOR

TITLES = [f"第 {number} 处坡道" for number in range(1, 9)]


def stage(app: Flask) -> None:
    """A resolution in force with items, of a motion that has none."""
    with app.app_context():
        resolved = select(Resolution.source_id).where(Resolution.source_kind == SOURCE)
        free = select(Motion.id).where(Motion.closed_at.is_not(None), Motion.id.not_in(resolved))
        motion_id = db.session.scalars(free.order_by(Motion.id)).first()
        assert motion_id is not None
        director = db.session.scalars(select(Person.id).where(Person.phone == DIRECTOR)).one()
        items = [Item(title, 1_000_000, SUBJECT, motion_id) for title in TITLES]
        with writing():
            made = Decision(
                SOURCE, motion_id, "修三处坡道", "过半数", "第二十九条", None, {}, items
            )
            adopt(made, director, clock.now())
        db.session.remove()
