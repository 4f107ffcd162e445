"""Founding, changing and dissolving bodies, and forming residents' groups; each in the caller's
transaction, its audit line last.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import LazyString
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.audit.actions import record
from portal.bodies import kinds, queries, rules, words
from portal.bodies.models import FIGURES, Body, Membership, ResidentsGroup, Seat, Term
from portal.bodies.rules import Base, Kind, Refusal, Refused, WhyEnded, refuse
from portal.core import clock, money, outbox
from portal.core.db import db
from portal.core.i18n import official
from portal.roster.models import Community, Grid


class Hindered(Exception):
    """Something that another room has under way keeps the body; ``why`` is the sentence."""

    def __init__(self, why: LazyString) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Settings:
    """What the law leaves to the place; money in fen, days ahead of a meeting."""

    name: str
    purpose: str
    contact: str
    phone: str
    base: Base
    large_fen: int | None
    sponsors: int
    resident_sponsors: int
    notice_days: int
    papers_days: int
    proxies: bool


def hold() -> None:
    """Whoever changes bodies, seats or members does so one after the other: what a rule asks of a
    whole body, or of two, still holds when the change is kept.
    """
    db.session.scalar(select(Community.id).with_for_update())


def found(kind: Kind, parent_id: int | None, wanted: Settings, by: int, now: datetime) -> Body:
    """A new body from today on. Refused where the law has it otherwise, or the name is taken."""
    hold()
    today = clock.local(now).date()
    there = queries.bodies(today)
    parent = next((one for one in there if one.id == parent_id), None)
    refuse(rules.founding_fault(kind, [one.sort for one in there], parent.sort if parent else None))
    refuse(_settings_fault(kind, wanted))
    body = Body(kind=kind, parent=parent, founded_on=today, **asdict(wanted))
    db.session.add(body)
    _keep_name()
    record(kinds.FOUNDED, by, now, body=body.id, name=body.name)
    return body


def _settings_fault(kind: Kind, wanted: Settings) -> Refusal | None:
    return (
        rules.base_fault(kind, wanted.base)
        or rules.large_fault(kind, wanted.large_fen)
        or rules.notice_fault(kind, wanted.notice_days)
    )


def _keep_name(taken: Refusal = Refusal.NAME_TAKEN) -> None:
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(taken) from None


def standing(body_id: int) -> Body:
    """A body that is not dissolved, for a change. LookupError for none."""
    body = db.session.get(Body, body_id)
    if body is None:
        raise LookupError(body_id)
    refuse(Refusal.DISSOLVED if body.dissolved_on else None)
    return body


def change(body_id: int, wanted: Settings, by: int, now: datetime) -> bool:
    """Changes what differs; the record tells from what to what. False where nothing does. A
    meeting that is called already goes by what it was called on.
    """
    hold()
    body = standing(body_id)
    refuse(_settings_fault(body.sort, wanted))
    name, changed = body.name, _set(body, asdict(wanted))
    if not changed:
        return False
    _keep_name()
    record(kinds.CHANGED, by, now, body=body.id, name=name, what=_told(changed))
    return True


def _set(row: Body | ResidentsGroup, wanted: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Sets what differs: by column, what it was and what it is."""
    was = {key: getattr(row, key) for key in wanted}
    for key, value in wanted.items():
        setattr(row, key, value)
    return {key: (was[key], value) for key, value in wanted.items() if value != was[key]}


def _told(changed: dict[str, tuple[Any, Any]]) -> str:
    """What was changed from what to what, as the record keeps it."""
    with official():
        told = [
            f"{words.SETTINGS[key]}：{_shown(key, old)} → {_shown(key, new)}"
            for key, (old, new) in changed.items()
        ]
        if not changed.keys().isdisjoint(FIGURES):
            told.append(str(words.FROM_NEXT_CALL))
        return "；".join(told)


def _shown(key: str, value: Any) -> str:
    """A setting as the record tells it."""
    if value in (None, ""):
        return str(words.NONE)
    if key == "grid_id":
        return db.session.get_one(Grid, value).name
    if key == "large_fen":
        return money.yuan(value)
    if key == "base":
        return str(words.BASES[Base(value)])
    return str(words.YES_NO[value] if isinstance(value, bool) else value)


def open_memberships(body_id: int) -> list[Membership]:
    """Everyone who sits, or will, without a last day."""
    wanted = (
        select(Membership)
        .join(Membership.seat)
        .join(Seat.term)
        .where(Term.body_id == body_id, Membership.ends_on.is_(None))
    )
    return list(db.session.scalars(wanted.order_by(Seat.number)))


def close_seats(
    memberships: Iterable[Membership], last: date, why: WhyEnded, now: datetime
) -> None:
    """Sets the last day of each, and tells them. Who was to begin later never sat: the row goes."""
    with official():
        reason = str(words.WHY_ENDED[why])
    for one in memberships:
        told = {"body": one.seat.term.body_id, "name": one.seat.term.body.name, "why": reason}
        if one.starts_on > last:
            db.session.delete(one)
        else:
            one.ends_on, one.why_ended, one.ended_at = last, why, now
        reader = [one.person_id] if why is not WhyEnded.DIED else []
        outbox.tell(reader, kinds.TOLD_VACATED, now, ends_on=last.isoformat(), **told)
    db.session.flush()


# ---- Residents' groups ----


@dataclass(frozen=True)
class GroupPlan:
    """A residents' group as it is to be; ``households`` are how many live there."""

    name: str
    grid_id: int
    extent: str
    households: int


def form_group(wanted: GroupPlan, by: int, now: datetime) -> ResidentsGroup:
    """Refused where it would be too small or too large (art. 13), or its name is taken."""
    refuse(rules.group_fault(wanted.households))
    group = ResidentsGroup(**asdict(wanted))
    db.session.add(group)
    _keep_name(Refusal.GROUP_NAME_TAKEN)
    record(kinds.GROUP_FORMED, by, now, name=group.name, households=group.households)
    return group


def change_group(group_id: int, wanted: GroupPlan, by: int, now: datetime) -> bool:
    """As ``form_group``; LookupError for none, False where nothing differs."""
    group = db.session.scalar(
        select(ResidentsGroup).where(ResidentsGroup.id == group_id).with_for_update()
    )
    if group is None:
        raise LookupError(group_id)
    refuse(rules.group_fault(wanted.households))
    name, changed = group.name, _set(group, asdict(wanted))
    if not changed:
        return False
    _keep_name(Refusal.GROUP_NAME_TAKEN)
    record(kinds.GROUP_CHANGED, by, now, name=name, what=_told(changed))
    return True
