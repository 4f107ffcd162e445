"""Reading resolutions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.bodies.models import Body
from portal.core.db import db
from portal.core.text import match_key
from portal.notices import queries as postings
from portal.notices.models import Objection, Posting
from portal.notices.rules import State as Objecting
from portal.resolutions.followups.models import FollowUp
from portal.resolutions.kinds import POSTING, SOURCE
from portal.resolutions.models import Resolution
from portal.resolutions.rules import Standing, State, state_at


def by_id(resolution_id: int) -> Resolution | None:
    return db.session.get(Resolution, resolution_id)


def by_number(year: int, serial: int) -> Resolution | None:
    """With all that its page shows, in two queries."""
    wanted = _newest_first().options(
        joinedload(Resolution.annulment),
        joinedload(Resolution.body),
        selectinload(Resolution.annulled),
        joinedload(Resolution.items),
    )
    named = wanted.where(Resolution.year == year, Resolution.serial == serial)
    return db.session.scalars(named).unique().one_or_none()


def of_source(kind: str, source_id: int) -> Resolution | None:
    """The resolution that came of something; None where none did."""
    return db.session.scalar(
        select(Resolution).where(Resolution.source_kind == kind, Resolution.source_id == source_id)
    )


def of_sources(kind: str, source_ids: Sequence[int]) -> dict[int, Resolution]:
    """The same of many, by what they came of; one query."""
    wanted = select(Resolution).where(
        Resolution.source_kind == kind, Resolution.source_id.in_(source_ids)
    )
    return {one.source_id: one for one in db.session.scalars(wanted)}


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to. ``typed``: a part of a number, a title or an item's title."""

    typed: str = ""
    body_id: int | None = None
    year: int | None = None
    state: str = ""


def search(wanted: Wanted, now: datetime, page: int, size: int) -> Pagination:
    """One page, newest first."""
    found, key = _newest_first().options(joinedload(Resolution.body)), match_key(wanted.typed)
    if key:
        found = found.where(Resolution.match_key.contains(key, autoescape=True))
    if wanted.body_id is not None:
        found = found.where(Resolution.body_id == wanted.body_id)
    if wanted.year is not None:
        found = found.where(Resolution.year == wanted.year)
    if wanted.state:
        found = found.where(in_state(State(wanted.state), now))
    return db.paginate(found, page=page, per_page=size, error_out=False)


def in_state(state: State, now: datetime) -> ColumnElement[bool]:
    """``rules.state_at``, asked of the database."""
    if state is State.ANNULLED:
        return Resolution.annulled_by.is_not(None)
    waits = exists().where(
        Objection.posting_id == Posting.id,
        Objection.state.in_([Objecting.RECEIVED, Objecting.UPHELD]),
    )
    posted = exists().where(
        Posting.kind == POSTING,
        Posting.subject_id == Resolution.id,
        or_(Posting.until > now, waits),
    )
    return and_(Resolution.annulled_by.is_(None), posted if state is State.POSTED else ~posted)


def states(resolutions: Iterable[Resolution], now: datetime) -> dict[int, State]:
    """How each of them stands, by its row. Two queries."""
    rows = list(resolutions)
    posted = postings.standings(POSTING, [one.id for one in rows])
    return {one.id: state_at(_standing(one, posted.get(one.id)), now) for one in rows}


def state(resolution: Resolution, now: datetime) -> State:
    """How one stands. Two queries."""
    return states([resolution], now)[resolution.id]


def state_as_posted(
    resolution: Resolution, posted: postings.Standing | None, now: datetime
) -> State:
    """The same, where the page has asked for its posting already."""
    return state_at(_standing(resolution, posted), now)


def _standing(resolution: Resolution, posted: postings.Standing | None) -> Standing:
    annulled = resolution.annulled_by is not None
    if posted is None:
        return Standing(annulled=annulled)
    waiting = posted.counts.waiting + posted.counts.unsettled
    return Standing(posted.posting.until, waiting, annulled)


def years() -> list[int]:
    """Those in which anything was decided, newest first."""
    return list(
        db.session.scalars(select(Resolution.year).distinct().order_by(Resolution.year.desc()))
    )


def deciding_bodies() -> list[Body]:
    """Those that decided anything, by name."""
    decided = select(Resolution.body_id).where(Resolution.body_id.is_not(None))
    return list(db.session.scalars(select(Body).where(Body.id.in_(decided)).order_by(Body.name)))


def newest(limit: int) -> list[Resolution]:
    """The latest few, each with the body that decided."""
    return list(
        db.session.scalars(_newest_first().options(joinedload(Resolution.body)).limit(limit))
    )


def everything() -> list[Resolution]:
    """All of them with their items and bodies, newest first."""
    whole = selectinload(Resolution.items), joinedload(Resolution.body)
    return list(db.session.scalars(_newest_first().options(*whole)))


def newest_of(body_id: int, limit: int) -> list[Resolution]:
    """What a body decided last."""
    return list(
        db.session.scalars(_newest_first().where(Resolution.body_id == body_id).limit(limit))
    )


def without_follow_up(limit: int) -> list[Resolution]:
    """What bodies decided, in force or posted, of which nothing was promised yet; newest first."""
    promised = select(FollowUp.source_id).where(FollowUp.source_kind == SOURCE)
    wanted = _newest_first().where(
        Resolution.body_id.is_not(None),
        Resolution.annulled_by.is_(None),
        Resolution.id.not_in(promised),
    )
    return list(db.session.scalars(wanted.limit(limit)))


def _newest_first() -> Select[Resolution]:
    return select(Resolution).order_by(Resolution.year.desc(), Resolution.serial.desc())
