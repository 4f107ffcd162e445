"""Many projects, and one in which much happened."""

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db, writing
from portal.projects import actions, contracting, founding, photos, working
from portal.projects.choosing import Bid, Terms
from portal.projects.models import Project, ProjectDecision
from portal.projects.photos import Shot
from portal.projects.rules import MOST_PHOTOS, MOST_STAGES, Choice, Moment
from portal.resolutions.models import ResolutionItem
from tests.projects.making import manager, plan, resolution
from tests.world import World


def fill(world: World, size: int) -> None:
    """``size`` projects and as many items that wait; the last has stages, quotes, photos, further
    decisions and news.
    """
    who, now = manager(world), clock.now()
    items = [one.id for one in resolution(world, *range(1000, 1000 + size)).items]
    resolution(world, *range(1, 1 + size))
    more = [one.id for one in resolution(world, *range(1, 1 + size)).items]
    grids = [world.grid(f"第{n}格").id for n in range(size)]
    with writing():
        for item in items:
            made = founding.found(item, plan(who.person_id, grid_ids=grids), who.person_id, now)
        busy = made.id
    with writing():
        for item in more:
            founding.supplement(busy, item, "涨价", who.person_id, now)
    _happen(busy, who.person_id, size)


def _happen(project_id: int, me: int, size: int) -> None:
    now, today = clock.now(), clock.today()
    bids = [Bid(f"第{n}家", 900 + n) for n in range(max(3, size))]
    terms = Terms("第0家", Choice.QUOTES, 900, today, "", bids)
    with writing():
        project = actions.held(project_id)
        for n in range(min(size, MOST_STAGES)):
            working.add_stage(project, f"第{n}步", today, me, now)
        for n in range(min(size, MOST_PHOTOS)):
            photos.add(project, Shot(Moment.BEFORE, "照片", today, f"{n:064x}", "b" * 64), me, now)
        contracting.sign(project, terms, None, me, now)
        for _ in range(size):
            working.tell(project, "备料", me, now)


def addresses() -> dict[str, int]:
    """A project without a contract, that in which most happened, and an item that waits."""
    busiest = select(Project.id).order_by(Project.version.desc()).limit(1)
    taken = select(ProjectDecision.item_id).where(ProjectDecision.item_id.is_not(None))
    free = select(func.max(ResolutionItem.id)).where(ResolutionItem.id.not_in(taken))
    return {
        "planned": db.session.scalars(select(func.min(Project.id))).one(),
        "project": db.session.scalars(busiest).one(),
        "item": db.session.scalars(free).one() or 0,
    }
