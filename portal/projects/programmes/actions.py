"""Founding a programme, setting and changing its targets, reporting what was reached. Each
function acts inside the caller's ``writing()`` and writes its line on record last.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.audit.actions import record
from portal.core import clock
from portal.core.db import db
from portal.projects.models import Project
from portal.projects.programmes import kinds, rules
from portal.projects.programmes.models import Due, Line, Programme, Target
from portal.projects.programmes.rules import Refusal
from portal.resolutions import queries as resolutions
from portal.resolutions.models import Resolution
from portal.resolutions.rules import State


class Refused(Exception):
    """Nothing was written."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Plan:
    """``resolution_id``: on what ground; both years count."""

    title: str
    summary: str
    resolution_id: int
    first_year: int
    last_year: int


def _check(no: Refusal | None) -> None:
    if no is not None:
        raise Refused(no)


def _flush(no: Refusal) -> None:
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(no) from None


def _ground(resolution_id: int, now: datetime) -> Resolution:
    """A resolution that is in force. Refused otherwise."""
    found = resolutions.by_id(resolution_id)
    if found is None or resolutions.state(found, now) is not State.IN_FORCE:
        raise Refused(Refusal.NO_RESOLUTION)
    return found


def locked(programme_id: int) -> Programme:
    """The programme under its lock. LookupError for an unknown one."""
    found = db.session.get(Programme, programme_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise LookupError(programme_id)
    return found


def found(plan: Plan, by_id: int, now: datetime) -> Programme:
    """Refused without a resolution in force, and for a second one of that name."""
    _check(rules.years_refusal(plan.first_year, plan.last_year))
    ground = _ground(plan.resolution_id, now)
    made = Programme(**vars(plan), founded_by=by_id, founded_at=now)
    db.session.add(made)
    _flush(Refusal.TAKEN)
    record(kinds.FOUNDED, by_id, now, programme=made.id, title=made.title, resolution=ground.number)
    return made


def aim(
    programme: Programme, what: str, unit: str, due: Mapping[int, int], by_id: int, now: datetime
) -> Target:
    """A target with its figure for each year of the programme, as the resolution says. Refused for
    a second one of that name, and where nothing is due.
    """
    total = sum(due[year] for year in programme.years)
    if not total:
        raise Refused(Refusal.NOTHING_DUE)
    target = Target(programme_id=programme.id, what=what, unit=unit)
    db.session.add(target)
    _flush(Refusal.SAME_TARGET)
    for year in programme.years:
        _due(target, year, 1, due[year], "", programme.resolution_id, by_id, now)
    db.session.flush()
    record(kinds.TARGET, by_id, now, programme=programme.id, what=what, number=total, unit=unit)
    return target


def _due(
    target: Target, year: int, position: int, number: int, reason: str, resolution_id: int,
    by_id: int, now: datetime,
) -> None:  # fmt: skip
    db.session.add(
        Due(
            target_id=target.id,
            year=year,
            position=position,
            number=number,
            reason=reason,
            resolution_id=resolution_id,
            by_id=by_id,
            at=now,
        )
    )


@dataclass(frozen=True)
class Change:
    """Another figure for one year of a target."""

    target_id: int
    year: int
    number: int
    reason: str
    resolution_id: int


def change(programme: Programme, wanted: Change, by_id: int, now: datetime) -> None:
    """The programme is locked. What was due before stays to be read. LookupError for a target or
    year of another programme; Refused without a resolution in force, or where nothing changes.
    """
    target = db.session.get(Target, wanted.target_id)
    if target is None or target.programme_id != programme.id or wanted.year not in programme.years:
        raise LookupError(wanted.target_id)
    ground = _ground(wanted.resolution_id, now)
    was = target.due[wanted.year]
    if was == wanted.number:
        raise Refused(Refusal.SAME_NUMBER)
    of_year = Due.target_id == target.id, Due.year == wanted.year
    last = db.session.scalar(select(func.max(Due.position)).where(*of_year)) or 0
    _due(
        target, wanted.year, last + 1, wanted.number, wanted.reason, ground.id, by_id, now
    )  # fmt: skip
    db.session.flush()
    record(
        kinds.CHANGED,
        by_id,
        now,
        programme=programme.id,
        what=target.what,
        year=wanted.year,
        was=was,
        number=wanted.number,
        resolution=ground.number,
        reason=wanted.reason,
    )


def report(
    programme: Programme, target_id: int, number: int, on: date, note: str, by_id: int,
    now: datetime,
) -> Line:  # fmt: skip
    """A line of what was reached. The programme is locked: sent twice, it is one. LookupError for
    a target of another programme.
    """
    target = db.session.get(Target, target_id)
    if target is None or target.programme_id != programme.id:
        raise LookupError(target_id)
    today = clock.local(now).date()
    _check(rules.report_refusal(number, on, programme.first_year, today, corrects=False))
    said = {"target_id": target_id, "number": number, "on": on, "note": note, "by_id": by_id}
    same = db.session.scalars(select(Line).filter_by(**said, corrects_id=None).limit(1)).first()
    if same is not None:
        return same
    made = Line(**said, at=now)
    db.session.add(made)
    db.session.flush()
    record(
        kinds.REPORTED,
        by_id,
        now,
        programme=programme.id,
        what=target.what,
        number=number,
        unit=target.unit,
        line=made.id,
    )
    return made


def correct(line: Line, number: int, on: date, note: str, by_id: int, now: datetime) -> Line:
    """Another line counts in the place of this one, which stays to be read. Refused for one that
    was corrected already.
    """
    target = line.target
    today = clock.local(now).date()
    first = target.programme.first_year
    _check(rules.report_refusal(number, on, first, today, corrects=True))
    made = Line(
        target_id=target.id, number=number, on=on, note=note, corrects_id=line.id, by_id=by_id,
        at=now,
    )  # fmt: skip
    db.session.add(made)
    _flush(Refusal.CORRECTED)
    record(
        kinds.CORRECTED,
        by_id,
        now,
        programme=target.programme_id,
        was=line.id,
        number=number,
        unit=target.unit,
        line=made.id,
    )
    return made


def join(programme: Programme, project: Project, by_id: int, now: datetime) -> None:
    """The project, locked, belongs to the programme. Refused where it belongs to another."""
    if project.programme_id == programme.id:
        return
    if project.programme_id is not None:
        raise Refused(Refusal.ELSEWHERE)
    project.programme_id = programme.id
    db.session.flush()
    record(kinds.JOINED, by_id, now, programme=programme.id, project=project.number)


def leave(programme: Programme, project: Project, by_id: int, now: datetime) -> None:
    """The project, locked, belongs to the programme no more; where it did not, nothing happens."""
    if project.programme_id != programme.id:
        return
    project.programme_id = None
    db.session.flush()
    record(kinds.LEFT, by_id, now, programme=programme.id, project=project.number)
