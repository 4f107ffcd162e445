"""Projects as these tests need them: resolutions of a council and an assembly, and what comes of
them.
"""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.bodies.models import Body
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.projects import founding
from portal.projects.founding import Plan
from portal.projects.models import Project
from portal.resolutions import actions as resolutions
from portal.resolutions import registry
from portal.resolutions.actions import Decision, Item
from portal.resolutions.models import Resolution
from tests.world import Member, World

SOURCE = registry.source("test.projects", [(_l("会议"), "/meetings/%(source)s/")])
MATTER = registry.subject("test.project_item", "/meetings/%(source)s/#%(subject)s")
LONG_AGO = timedelta(days=40)
_numbers = count(1)


def body(kind: Kind) -> Body:
    """The body of that kind, founded when it is first asked for."""
    found = db.session.query(Body).filter_by(kind=kind).first()
    if found is None:
        found = Body(kind=kind, name=f"里仁{kind}", founded_on=date(2020, 1, 1))
        db.session.add(found)
        db.session.commit()
    return found


def resolution(
    world: World,
    *amounts: int,
    kind: Kind = Kind.COUNCIL,
    now: datetime | None = None,
    **more: Any,
) -> Resolution:
    """A resolution with an item for each amount in fen; in force unless ``now`` is given."""
    told: dict[str, Any] = {
        "title": "关于修车棚的决议",
        "subject": MATTER,
        "body_id": None if more.get("source_kind") else body(kind).id,
        "source_kind": SOURCE,
        "source_id": next(_numbers),
        **more,
    }
    subject, one = told.pop("subject"), told.pop("subject_id", None)
    decision = Decision(
        rule="过半数",
        basis="组织法第二十九条",
        digest=None,
        facts={},
        items=[Item(f"充电车棚{n}", fen, subject, one or n) for n, fen in enumerate(amounts, 1)],
        **told,
    )
    someone = world.person("刘文静").id
    with writing():
        return resolutions.adopt(decision, someone, now or clock.now() - LONG_AGO)


def annul(world: World, resolution_id: int) -> Resolution:
    """The residents' meeting annuls it now."""
    return resolution(
        world,
        kind=Kind.RESIDENTS_MEETING,
        now=clock.now(),
        annuls_id=resolution_id,
        title="废止的决议",
    )


def manager(world: World, name: str = "王建国") -> Member:
    return world.account(world.person(name), Role.COMMITTEE_MEMBER)


def plan(manager_id: int, **more: Any) -> Plan:
    today = clock.today()
    told: dict[str, Any] = {
        "title": "充电车棚",
        "kind": "works",
        "manager_id": manager_id,
        "start_on": today,
        "due_on": today + timedelta(days=60),
        "summary": "在3号楼北侧建一座充电车棚。",
        "place": "3号楼北侧",
        **more,
    }
    return Plan(**told)


def founded(
    world: World,
    who: Member | None = None,
    fen: int = 5_000_000,
    of: Resolution | None = None,
    **more: Any,
) -> int:
    """A project of a resolution in force, ``who`` its manager; its number among the rows."""
    keeper = who or manager(world)
    item = (of or resolution(world, fen)).items[0]
    with writing():
        made = founding.found(
            item.id, plan(keeper.person_id, **more), keeper.person_id, clock.now()
        )
        return made.id


def get(project_id: int) -> Project:
    db.session.rollback()
    return db.session.get_one(Project, project_id)


def acts_of(project_id: int) -> list[str]:
    """What happened to it, in its order."""
    from portal.projects.models import ProjectStep

    db.session.rollback()
    found = db.session.query(ProjectStep).filter_by(project_id=project_id)
    return [one.act for one in found.order_by(ProjectStep.version)]
