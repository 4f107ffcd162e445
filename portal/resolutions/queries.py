"""Reading resolutions."""

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from portal.core.db import db
from portal.core.text import match_key
from portal.resolutions.models import Resolution


def by_id(resolution_id: int) -> Resolution | None:
    return db.session.get(Resolution, resolution_id)


def by_number(year: int, serial: int) -> Resolution | None:
    """With all that its page shows, in two queries."""
    wanted = _newest_first().options(
        joinedload(Resolution.annulment),
        selectinload(Resolution.items),
    )
    return db.session.scalar(wanted.where(Resolution.year == year, Resolution.serial == serial))


def of_source(kind: str, source_id: int) -> Resolution | None:
    """The resolution that came of something; None where none did."""
    return db.session.scalar(
        select(Resolution).where(Resolution.source_kind == kind, Resolution.source_id == source_id)
    )


def search(typed: str, page: int, size: int) -> Pagination:
    """One page, newest first. ``typed``: a part of a number, a title or an item's title."""
    wanted = _newest_first()
    key = match_key(typed)
    if key:
        wanted = wanted.where(Resolution.match_key.contains(key, autoescape=True))
    return db.paginate(wanted, page=page, per_page=size, error_out=False)


def everything() -> list[Resolution]:
    """All of them with their items, newest first."""
    return list(db.session.scalars(_newest_first().options(selectinload(Resolution.items))))


def _newest_first() -> Select[Resolution]:
    return select(Resolution).order_by(Resolution.year.desc(), Resolution.serial.desc())
