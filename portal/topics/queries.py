"""Reading topics: one, who stands behind it, what happened to it, what waits for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Exists, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.bodies.rules import Kind
from portal.core.access import Role
from portal.core.db import db
from portal.moderation.models import Item
from portal.moderation.rules import State as Reading
from portal.roster.models import RoleTerm
from portal.topics.consultations.models import Consultation
from portal.topics.consultations.rules import UNDER_WAY
from portal.topics.demands.queries import open_duties as open_duties
from portal.topics.models import Delegation, Endorsement, Follow, Step, Topic
from portal.topics.rules import SCREENED, Delegated, Matter, Move, Office, State, in_force

WITH = (joinedload(Topic.author), joinedload(Topic.item), joinedload(Topic.body))


def topic(topic_id: int) -> Topic | None:
    wanted = select(Topic).options(*WITH, joinedload(Topic.merged_into))
    return db.session.scalar(wanted.where(Topic.id == topic_id))


def locked(topic_id: int) -> Topic:
    """The topic, read under its lock. LookupError for an unknown one."""
    wanted = select(Topic).where(Topic.id == topic_id).with_for_update(of=Topic)
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise LookupError(topic_id)
    return found


def by_items(ids: Sequence[int]) -> list[Topic]:
    return list(db.session.scalars(select(Topic).where(Topic.item_id.in_(ids))))


def hidden(of: Topic) -> bool:
    return of.item is not None and of.item.state == Reading.HIDDEN


def mine(person_id: int) -> list[Topic]:
    """What somebody raised, newest first."""
    own = select(Topic).options(*WITH).where(Topic.raised_by == person_id)
    return list(db.session.scalars(own.order_by(Topic.id.desc())))


# ---- For the meetings' room ----


def routed_to(body_id: int) -> list[Topic]:
    """What waits to be put on an agenda of a body, the longest waiting first."""
    since = select(func.max(Step.id)).where(Step.topic_id == Topic.id).scalar_subquery()
    wanted = select(Topic).options(*WITH)
    found = wanted.where(Topic.body_id == body_id, Topic.state == State.ROUTED, ~_consulted_on())
    return list(db.session.scalars(found.order_by(since, Topic.id)))


def _consulted_on() -> Exists:
    open_ = Consultation.topic_id == Topic.id, Consultation.state.in_(UNDER_WAY)
    return exists().where(*open_)


def is_consulted_on(topic_id: int) -> bool:
    """Whether a consultation on the topic is under way: it goes on no agenda meanwhile."""
    open_ = Consultation.topic_id == topic_id, Consultation.state.in_(UNDER_WAY)
    return db.session.scalar(select(Consultation.id).where(*open_).limit(1)) is not None


def prepared(topic_id: int) -> Consultation | None:
    """The consultation on it that is being prepared or announced: it waits for that."""
    open_ = Consultation.topic_id == topic_id, Consultation.state.in_(UNDER_WAY)
    return db.session.scalar(select(Consultation).where(*open_))


# ---- Who stands behind ----


def support(ids: Sequence[int]) -> dict[int, int]:
    """How many neighbours stand behind each, in one query."""
    counted = select(Endorsement.topic_id, func.count()).where(Endorsement.topic_id.in_(ids))
    rows = dict(db.session.execute(counted.group_by(Endorsement.topic_id)).all())
    return {one: rows.get(one, 0) for one in ids}


def support_of(topic_id: int) -> int:
    return support([topic_id])[topic_id]


@dataclass(frozen=True)
class Ties:
    """What one person has done about a topic."""

    endorsed: bool
    follows: bool


def ties(topic_id: int, person_id: int) -> Ties:
    """Both in one query."""
    endorsed = exists().where(Endorsement.topic_id == topic_id, Endorsement.person_id == person_id)
    follows = exists().where(Follow.topic_id == topic_id, Follow.person_id == person_id)
    return Ties(*map(bool, db.session.execute(select(endorsed, follows)).one()))


def endorsers(topic_id: int) -> list[int]:
    wanted = select(Endorsement.person_id).where(Endorsement.topic_id == topic_id)
    return list(db.session.scalars(wanted.order_by(Endorsement.person_id)))


def followers(topic_id: int) -> list[int]:
    wanted = select(Follow.person_id).where(Follow.topic_id == topic_id)
    return list(db.session.scalars(wanted.order_by(Follow.person_id)))


def concerned(of: Topic) -> list[int]:
    """Author, neighbours behind it and followers: who is told of each step, each once."""
    return sorted({of.raised_by, *endorsers(of.id), *followers(of.id)})


def steps(topic_id: int) -> list[Step]:
    """All that happened, in its order."""
    wanted = select(Step).options(joinedload(Step.item), joinedload(Step.body))
    return list(db.session.scalars(wanted.where(Step.topic_id == topic_id).order_by(Step.id)))


def merged(topic_id: int) -> list[Topic]:
    """Those that were merged into it."""
    wanted = select(Topic).options(joinedload(Topic.item)).where(Topic.merged_into_id == topic_id)
    return list(db.session.scalars(wanted.order_by(Topic.id)))


def way(topic: Topic | None) -> list[Topic]:
    """Those into which it was merged, one after the other; none for one that stands by itself."""
    found: list[Topic] = []
    while topic is not None and topic.state == State.MERGED and topic.merged_into is not None:
        topic = topic.merged_into
        found.append(topic)
    return found


def was_parted(topic_id: int) -> bool:
    """Whether its author took it out of another: it is merged no more."""
    said = Step.topic_id == topic_id, Step.move == Move.PART, Step.office == Office.AUTHOR
    return db.session.scalar(select(Step.id).where(*said).limit(1)) is not None


# ---- Screening ----


def to_screen() -> list[Topic]:
    """What waits for the party organization or the committee: overdue first, then by the day."""
    wanted = select(Topic).options(*WITH).where(Topic.state.in_(SCREENED))
    return list(db.session.scalars(wanted.order_by(Topic.due_on, Topic.id)))


def latest_screened(limit: int) -> list[Topic]:
    """What screening has lately dealt with, newest first."""
    done = Topic.state.in_([State.ROUTED, State.DECLINED, State.MERGED])
    newest = select(Topic).options(*WITH).where(done).order_by(Topic.id.desc())
    return list(db.session.scalars(newest.limit(limit)))


def lapsing(today: date) -> list[int]:
    """Topics whose days of collecting are over."""
    late = Topic.state == State.COLLECTING, Topic.due_on < today
    return list(db.session.scalars(select(Topic.id).where(*late).order_by(Topic.id)))


def texts(states: Sequence[State], but: int | None = None) -> list[Topic]:
    """Public topics in these states that nobody has hidden, newest first."""
    item = aliased(Item)
    wanted = (
        select(Topic).outerjoin(item, item.id == Topic.item_id).options(joinedload(Topic.author))
    )
    shown = or_(item.id.is_(None), item.state != Reading.HIDDEN)
    found = wanted.where(Topic.state.in_(states), shown)
    if but is not None:
        found = found.where(Topic.id != but)
    return list(db.session.scalars(found.order_by(Topic.id.desc()).limit(500)))


# ---- Delegations and offices ----


def delegations() -> list[Delegation]:
    """All that were ever made, the latest first."""
    newest = Delegation.starts_on.desc(), Delegation.id.desc()
    found = select(Delegation).options(joinedload(Delegation.resolution))
    return list(db.session.scalars(found.order_by(*newest)))


def delegation(delegation_id: int) -> Delegation | None:
    return db.session.get(Delegation, delegation_id)


def facts(of: Sequence[Delegation]) -> list[Delegated]:
    """What they say, but for those that hand down nothing: whose resolution was annulled, or whose
    original nobody else has seen.
    """
    return [
        Delegated(Matter(d.matter), Kind(d.body_kind), d.starts_on, d.ends_on)
        for d in of
        if d.counts
    ]


def handed_to(kind: Kind, on: date, among: Sequence[Delegation] | None = None) -> list[Delegation]:
    """What was handed down to a kind of body and is in force that day, the latest first;
    ``among``: all of them, where the caller has asked already.
    """
    every = delegations() if among is None else among
    return [one for one in every if one.body_kind == kind and in_force(facts([one]), on)]


def unconfirmed(today: date) -> tuple[ColumnElement[bool], ...]:
    """Older than this site, with the original's scan, and not over: for a supervisor to see."""
    goes_on = or_(Delegation.ends_on.is_(None), Delegation.ends_on >= today)
    return Delegation.scan.is_not(None), Delegation.confirmed_at.is_(None), goes_on


def to_confirm(today: date) -> list[Delegation]:
    wanted = select(Delegation).where(*unconfirmed(today))
    return list(db.session.scalars(wanted.order_by(Delegation.id)))


def holders(roles: Sequence[Role], on: date) -> list[int]:
    """The persons who hold one of these offices on that day."""
    held = select(RoleTerm.person_id).where(
        RoleTerm.role.in_(roles),
        RoleTerm.starts_on <= on,
        or_(RoleTerm.ends_on.is_(None), RoleTerm.ends_on >= on),
    )
    return sorted(set(db.session.scalars(held)))
