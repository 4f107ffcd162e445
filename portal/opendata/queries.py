"""Reading bundles."""

from datetime import date

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.opendata.models import Build


def open_one() -> Build | None:
    """The one that waits or is being made."""
    return db.session.scalar(select(Build).where(Build.is_open.is_(True)))


def ready(limit: int) -> list[Build]:
    """The last few, the newest first."""
    done = select(Build).where(Build.digest.is_not(None)).order_by(Build.id.desc())
    return list(db.session.scalars(done.limit(limit)))


def digests(limit: int | None = None) -> set[str]:
    """Of the last few; of all."""
    newest = select(Build.digest).where(Build.digest.is_not(None)).order_by(Build.id.desc())
    return {one for one in db.session.scalars(newest.limit(limit)) if one}


def last_asked_on() -> date | None:
    """The day on which one was last asked for."""
    last = db.session.scalar(select(func.max(Build.asked_at)))
    return clock.local(last).date() if last else None
