"""Reading what is posted, of this room and of every other, and the boards of paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, case, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.core import clock
from portal.core.db import db
from portal.core.text import match_key
from portal.disclosure.kinds import POSTING
from portal.disclosure.models import Board, Disclosure, DisclosurePaper, Sighting
from portal.notices.models import Objection, Posting


def by_id(disclosure_id: int) -> Disclosure | None:
    """With all that its page shows."""
    whole = (
        joinedload(Disclosure.drafter),
        joinedload(Disclosure.poster),
        joinedload(Disclosure.corrects),
        joinedload(Disclosure.corrected_by),
        selectinload(Disclosure.papers),
    )
    wanted = select(Disclosure).options(*whole).where(Disclosure.id == disclosure_id)
    return db.session.scalar(wanted)


def paper(disclosure_id: int, paper_id: int) -> DisclosurePaper | None:
    found = db.session.get(DisclosurePaper, paper_id)
    return found if found is not None and found.disclosure_id == disclosure_id else None


def drafts() -> list[Disclosure]:
    """The newest first."""
    wanted = select(Disclosure).options(joinedload(Disclosure.drafter))
    wanted = wanted.where(Disclosure.posted_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Disclosure.id.desc()).limit(50)))


# ---- everything that is posted


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to. ``objected``: only what somebody objected to."""

    typed: str = ""
    kind: str = ""
    category: str = ""
    year: int | None = None
    objected: bool = False

    @property
    def is_narrow(self) -> bool:
        return self != Wanted()


@dataclass(frozen=True)
class Row:
    """A posting in the list; ``item`` where this room posted it."""

    posting: Posting
    item: Disclosure | None
    objections: int


@dataclass(frozen=True)
class Listed:
    rows: list[Row]
    page: Pagination


def listed(wanted: Wanted, now: datetime, page: int, size: int) -> Listed:
    """One page of what every room posted: what stands open first, then by day."""
    is_open = Posting.until > now, Posting.taken_back_at.is_(None)
    rank = case((is_open[0] & is_open[1], 0), else_=1)
    ordered = _narrowed(wanted).order_by(rank, Posting.posted_at.desc(), Posting.id.desc())
    found = db.paginate(ordered, page=page, per_page=size, error_out=False)
    ids = [one.id for one in found.items]
    counted, items = _objections(ids), _items(found.items)
    rows = [
        Row(one, items.get(one.subject_id) if one.kind == POSTING else None, counted.get(one.id, 0))
        for one in found.items
    ]
    return Listed(rows, found)


def _narrowed(wanted: Wanted) -> Select[Posting]:
    item = (Posting.kind == POSTING) & (Posting.subject_id == Disclosure.id)
    found = select(Posting)
    if wanted.typed or wanted.category:
        found = found.outerjoin(Disclosure, item)
    if wanted.typed:
        in_title = Posting.title.icontains(wanted.typed, autoescape=True)
        key = Disclosure.match_key.contains(match_key(wanted.typed), autoescape=True)
        found = found.where(or_(in_title, key & Posting.taken_back_at.is_(None)))
    if wanted.kind:
        found = found.where(Posting.kind == wanted.kind)
    if wanted.category:
        found = found.where(Disclosure.category == wanted.category)
    if wanted.year is not None:
        first, last = _year(wanted.year)
        found = found.where(Posting.posted_at >= first, Posting.posted_at < last)
    if wanted.objected:
        found = found.where(exists().where(Objection.posting_id == Posting.id))
    return found


def _year(year: int) -> tuple[datetime, datetime]:
    """The first instant of a year, and the first after it; of a year that is none, of no year."""
    year = min(max(year, date.min.year), date.max.year)
    return clock.start_of(date(year, 1, 1)), clock.end_of(date(year, 12, 31))


def _objections(posting_ids: Iterable[int]) -> dict[int, int]:
    wanted = select(Objection.posting_id, func.count()).group_by(Objection.posting_id)
    found = db.session.execute(wanted.where(Objection.posting_id.in_(list(posting_ids))))
    return {row[0]: row[1] for row in found}


def _items(postings: Iterable[Posting]) -> dict[int, Disclosure]:
    ids = [one.subject_id for one in postings if one.kind == POSTING]
    found = db.session.scalars(select(Disclosure).where(Disclosure.id.in_(ids)))
    return {one.id: one for one in found}


@dataclass(frozen=True)
class Choices:
    """By what the list can be narrowed: the kinds of postings there are, and their years."""

    kinds: list[str]
    years: list[int]


def choices() -> Choices:
    """One query."""
    wanted = select(Posting.kind, func.min(Posting.posted_at), func.max(Posting.posted_at))
    rows = list(db.session.execute(wanted.group_by(Posting.kind).order_by(Posting.kind)))
    if not rows:
        return Choices([], [])
    first = min(clock.local(one[1]).year for one in rows)
    last = max(clock.local(one[2]).year for one in rows)
    return Choices([one[0] for one in rows], list(range(last, first - 1, -1)))


def open_postings(now: datetime, limit: int) -> list[Posting]:
    """What stands open now, the newest first."""
    wanted = select(Posting).where(Posting.until > now, Posting.taken_back_at.is_(None))
    newest = wanted.order_by(Posting.posted_at.desc(), Posting.id.desc())
    return list(db.session.scalars(newest.limit(limit)))


# ---- boards of paper


def boards() -> list[Board]:
    """Those that hang first, then those that are gone; by place."""
    return list(db.session.scalars(select(Board).order_by(Board.gone_on.is_not(None), Board.place)))


def hanging_boards() -> list[Board]:
    return [one for one in boards() if one.gone_on is None]


def sightings(posting_id: int) -> list[Sighting]:
    """Where a posting's sheet hung, in the order in which it was seen."""
    wanted = select(Sighting).where(Sighting.posting_id == posting_id)
    whole = wanted.options(joinedload(Sighting.board), joinedload(Sighting.person))
    return list(db.session.scalars(whole.order_by(Sighting.up_on, Sighting.id)))


def sighting(sighting_id: int) -> Sighting | None:
    return db.session.get(Sighting, sighting_id)


def sheets(now: datetime, page: int, size: int) -> Pagination:
    """For the desk: what stands open, first what was never seen on paper; then what is over and
    still hangs.
    """
    hangs = exists().where(Sighting.posting_id == Posting.id, Sighting.down_on.is_(None))
    seen = exists().where(Sighting.posting_id == Posting.id)
    is_open = (Posting.until > now) & Posting.taken_back_at.is_(None)
    rank = case((~is_open, 0), (~seen, 1), else_=2)
    wanted = select(Posting).where(or_(is_open, hangs))
    ordered = wanted.order_by(rank, Posting.posted_at.desc(), Posting.id.desc())
    return db.paginate(ordered, page=page, per_page=size, error_out=False)


def hanging(posting_ids: Iterable[int]) -> dict[int, list[Sighting]]:
    """Where these sheets hang now."""
    wanted = select(Sighting).options(joinedload(Sighting.board))
    wanted = wanted.where(Sighting.posting_id.in_(list(posting_ids)), Sighting.down_on.is_(None))
    found: dict[int, list[Sighting]] = {}
    for one in db.session.scalars(wanted.order_by(Sighting.id)):
        found.setdefault(one.posting_id, []).append(one)
    return found
