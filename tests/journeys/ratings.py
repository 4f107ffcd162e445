"""An accepted project that residents rate, for the walk through the pages: one word is answered,
another waits, one resident has rated and not written.
"""

from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Account
from portal.core import clock
from portal.core.db import db, writing
from portal.moderation import actions as moderation
from portal.moderation.rules import Move as Reading
from portal.projects import actions, founding, open_items
from portal.projects.founding import Plan
from portal.projects.ratings import actions as rating
from portal.projects.ratings.models import Rating
from portal.projects.rules import Move, State
from tests.journeys.demo import COMMITTEE, DIRECTOR, HOUSEMATE, RESIDENT


def _person(phone: str) -> int:
    return db.session.scalars(select(Account.person_id).where(Account.phone == phone)).one()


def stage(app: Flask) -> dict[str, object]:
    """What the stops' addresses call the project."""
    with app.app_context():
        return {"rated": _stage()}


def _accepted(manager: int) -> int:
    now, today = clock.now(), clock.today()
    item = open_items.to_found(now, 50)[-1].id
    plan = Plan("评过的花坛", "works", manager, today, today, "修一个花坛。", "南侧")
    with writing():
        project = founding.found(item, plan, manager, now)
        project.state, project.finished_on = State.FINISHED, today
        actions.step(project, Move.ACCEPT, "", None, now, today)
        return project.id


def _stage() -> int:
    manager, resident, mate, director = map(_person, (COMMITTEE, RESIDENT, HOUSEMATE, DIRECTOR))
    project_id, now = _accepted(manager), clock.now()
    own = select(Rating).where(Rating.project_id == project_id)
    with writing():
        project = actions.held(project_id)
        rating.rate(project, mate, 2, "花坛的边没有修平，走路容易绊倒。", now)
        rating.rate(project, resident, 4, "花种得好看。", now)
    with writing():
        for one in db.session.scalars(own).all():
            moderation.decide(one.item_id or 0, 1, Reading.APPROVE, "", director, now)
    with writing():
        first = db.session.scalars(own.order_by(Rating.id).limit(1)).one().id
        rating.reply(actions.held(project_id), first, "下周修平。", manager, now)
    return project_id
