"""Asking for a bundle, and making it: outside a request, one table after the other, so that nobody
who writes waits longer than one table takes to be read.
"""

from datetime import datetime
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from portal.audit.actions import record
from portal.core import clock, store
from portal.core.db import db, writing
from portal.core.i18n import official
from portal.opendata import kinds, queries, rules
from portal.opendata import writing as bundle
from portal.opendata.models import Build
from portal.opendata.rules import State
from portal.roster.queries import community

ENDING = "zip"
KEPT = 3  # bundles: somebody may be fetching the last one


def folder() -> Path:
    return Path(current_app.config["PORTAL"].instance) / "opendata"


def path(digest: str) -> Path:
    """Where a bundle lies."""
    return store.path(folder(), digest, ENDING)


def ask(by: int | None, now: datetime) -> None:
    """A bundle is to be made; one that waits or is being made already will do."""
    build = Build(asked_by=by, asked_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(build)
    except IntegrityError:
        return
    if by is not None:
        record(kinds.ASKED, by, now)


def tick(now: datetime) -> None:
    """Once a day, and whenever somebody asked."""
    with writing():
        if kinds.NIGHTLY() and rules.is_due(queries.last_asked_on(), clock.local(now).date()):
            ask(None, now)
    make()


def make() -> Build | None:
    """Makes the bundle that waits, or whose writer has died; None where there is none."""
    build_id = _taken()
    if build_id is None:
        return None
    part = folder() / f"{build_id}.part"
    part.parent.mkdir(mode=0o700, exist_ok=True)
    part.unlink(missing_ok=True)
    _beat(build_id, 0, total=bundle.total())
    with official():
        licence = _("可以自由使用，请注明出处")
    bundle.write(part, community().name, licence, lambda done: _beat(build_id, done))
    _finish(build_id, part)
    return db.session.get(Build, build_id)


def _taken() -> int | None:
    """The open build, now ours."""
    now = clock.now()
    with writing():
        found = db.session.scalar(select(Build).where(Build.is_open.is_(True)).with_for_update())
        if found is None or not rules.may_take(State(found.state), found.beat_at, now):
            return None
        found.state, found.beat_at = State.RUNNING, now
        return found.id


def _beat(build_id: int, done: int, **more: int) -> None:
    with writing():
        own = Build.id == build_id, Build.is_open.is_(True)
        said = update(Build).where(*own)
        db.session.execute(said.values(done=done, beat_at=clock.now(), **more))


def _finish(build_id: int, part: Path) -> None:
    """The file goes to its place under its digest; those before the last few are thrown away."""
    body = part.read_bytes()
    digest = store.keep(folder(), body, ENDING)
    part.unlink()
    with writing():
        build = db.session.get_one(Build, build_id)
        build.state, build.is_open, build.finished_at = State.READY, None, clock.now()
        build.digest, build.size, build.done = digest, len(body), build.total
        db.session.flush()
        dropped = queries.digests() - queries.digests(KEPT)
    for old in dropped:
        path(old).unlink(missing_ok=True)
