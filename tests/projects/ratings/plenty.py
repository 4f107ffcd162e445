"""Many rated projects, and one of which much was said."""

from datetime import timedelta

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.moderation.models import Item
from portal.moderation.rules import State as Reading
from portal.projects.models import Project
from portal.projects.ratings.kinds import WORDS
from portal.projects.ratings.models import Rating
from portal.projects.rules import State
from tests.projects.making import founded
from tests.world import World


def fill(world: World, size: int) -> None:
    """``size`` more accepted projects that are rated low, the last of them still open to rating;
    of the one before it all said something, and every second was answered.
    """
    people = [world.person().id for _ in range(max(size, 5))]
    projects = [founded(world) for _ in range(max(size, 2))]
    today = clock.today()
    for project_id in projects:
        project = db.session.get_one(Project, project_id)
        project.state, project.accepted_on = State.ACCEPTED, today
        is_last = project_id == projects[-1]
        project.rate_until = today + timedelta(days=9 if is_last else -1)
        for person_id in people:
            row = Rating(project_id=project_id, person_id=person_id, stars=2, rated_at=clock.now())
            db.session.add(row)
    _talk(projects[-2], people[0])
    db.session.commit()


def _talk(project_id: int, answering: int) -> None:
    now = clock.now()
    rows = db.session.scalars(select(Rating).where(Rating.project_id == project_id))
    for n, row in enumerate(rows.all()):
        assert row.person_id is not None
        item = Item(kind=WORDS, author_id=row.person_id, submitted_at=now, state=Reading.APPROVED)
        item.decided_at = now
        db.session.add(item)
        db.session.flush()
        row.text, row.item_id = "还不平。", item.id
        if n % 2:
            row.reply, row.replied_by, row.replied_at = "下周修。", answering, now
    db.session.flush()


def addresses() -> dict[str, int]:
    """The project of which most was said, and one that is still rated."""
    said = db.session.scalars(select(func.max(Rating.project_id)).where(Rating.text != "")).one()
    return {"rated": said, "rating": db.session.scalars(select(func.max(Rating.project_id))).one()}
