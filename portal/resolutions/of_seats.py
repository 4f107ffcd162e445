"""Which resolutions a term, a seat or a recall may rest on: those in force, of the body that may
decide it (art. 27, 29), whose own item says so. Registered at import.

An item is what was resolved upon, written for good with the resolution; its motion named it when it
was drafted. That is a fact about one body or one member, and no word in a title stands in for it.
"""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal.bodies import grounds, mandates
from portal.bodies import queries as bodies
from portal.bodies.eligibility import Basis
from portal.bodies.mandates import DECIDED, OF_MEMBERS, Act, Ground
from portal.bodies.models import Body
from portal.core import clock
from portal.core.db import db
from portal.resolutions import queries, registry
from portal.resolutions.models import Resolution, ResolutionItem
from portal.resolutions.rules import State

MOST = 60
PREFIX = "bodies."
SUBJECTS = {
    act: registry.subject(
        f"{PREFIX}{act}",
        "/bodies/members/%(subject)s/" if act in OF_MEMBERS else "/bodies/%(subject)s/",
    )
    for act in DECIDED
}
"""What a resolution does to seats, as its item says it."""


def act_of(subject_kind: str | None) -> Act | None:
    """What an item does to seats; None for any other item."""
    return next((act for act, code in SUBJECTS.items() if code == subject_kind), None)


def concerned(act: Act, subject_id: int) -> Body | None:
    """The body whose seats it is about."""
    if act not in OF_MEMBERS:
        return bodies.body(subject_id)
    member = bodies.membership(subject_id)
    return member.seat.term.body if member else None


def may_decide(deciding: Body, act: Act, subject_id: int) -> bool:
    """Whether this body decides that of that body or member."""
    about = concerned(act, subject_id)
    if about is None:
        return False
    is_parent = about.parent_id == deciding.id
    return mandates.decides(act, deciding.sort, about.sort, is_parent)


def resolved(acts: Collection[Act], subject_id: int) -> list[Ground]:
    """The newest first; of a repealed one nothing, nor while objections to it can be raised."""
    about = [ResolutionItem.subject_kind == SUBJECTS[act] for act in acts if act in SUBJECTS]
    if not about:
        return []
    wanted = (
        select(ResolutionItem)
        .join(ResolutionItem.resolution)
        .where(or_(*about), ResolutionItem.subject_id == subject_id)
        .where(Resolution.annulled_by.is_(None), Resolution.body_id.is_not(None))
        .options(joinedload(ResolutionItem.resolution).joinedload(Resolution.body))
        .order_by(ResolutionItem.id.desc())
    )
    items = list(db.session.scalars(wanted.limit(MOST)))
    states = queries.states({one.resolution for one in items}, clock.now())
    in_force = [one for one in items if states[one.resolution_id] is State.IN_FORCE]
    return [found for found in map(_ground, in_force) if found is not None]


def _ground(item: ResolutionItem) -> Ground | None:
    """None for what another body may not decide."""
    one, act = item.resolution, act_of(item.subject_kind)
    if act is None or one.body is None or not may_decide(one.body, act, item.subject_id):
        return None
    page = f"/resolutions/{one.year}/{one.serial}/"
    basis = Basis(f"{one.number}《{one.title}》", one.adopted_on, page)
    return Ground(f"resolution:{one.id}", act, item.subject_id, basis, one.text)


grounds.register_resolved("resolutions", resolved)
