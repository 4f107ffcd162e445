"""The table of what was delegated to whom (居民委员会组织法 art. 30). In the caller's
``writing()``.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.audit import queries as audit
from portal.audit.actions import record
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import official
from portal.resolutions import queries as resolutions
from portal.resolutions.models import Resolution
from portal.topics import kinds, rules, words
from portal.topics.models import Delegation
from portal.topics.rules import Matter


class Refusal(StrEnum):
    """Why a delegation is not entered. Each has its own sentence."""

    WRONG_BODY = "wrong_body"
    ENDS_FIRST = "ends_first"
    NO_BASIS = "no_basis"
    NO_RESOLUTION = "no_resolution"  # only what is older than this site may do without one
    HANDS_DOWN_NOTHING = "hands_down_nothing"  # the resolution does not say so
    NOT_THEIRS = "not_theirs"  # another body decided it, or it stands no more
    BEFORE_IT = "before_it"


class Refused(Exception):
    """Nothing was changed."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Basis:
    """The resolution that hands the matter down, or ``words`` on one older than this site."""

    words: str = ""
    resolution_id: int | None = None


def delegate(
    matter: Matter, to: Kind, on: Basis, days: tuple[date, date | None], by: int, now: datetime
) -> None:
    """Hands a matter down, from one day to another, on what the body whose it is resolved (art.
    30). Refused with its reason.
    """
    if not rules.may_delegate(matter, to):
        raise Refused(Refusal.WRONG_BODY)
    basis = _basis(on, rules.delegates(to), days[0])
    _check_order(*days)
    made = Delegation(
        matter=matter,
        body_kind=to,
        basis=basis,
        resolution_id=on.resolution_id,
        starts_on=days[0],
        ends_on=days[1],
        entered_by=by,
        entered_at=now,
    )
    db.session.add(made)
    db.session.flush()
    record(kinds.DELEGATED, by, now, **_named(made), basis=basis)


def _basis(on: Basis, giver: Kind, starts_on: date) -> str:
    """How the public list names it."""
    if on.resolution_id is None:
        if len(on.words) < rules.SHORTEST_BASIS:
            raise Refused(Refusal.NO_BASIS)
        if starts_on >= _first_day():
            raise Refused(Refusal.NO_RESOLUTION)
        return on.words
    found = resolutions.by_id(on.resolution_id)
    if found is None or found.annulled_by is not None or not _is_of(found, giver):
        raise Refused(Refusal.NOT_THEIRS)
    if not rules.hands_down(found.title, found.text):
        raise Refused(Refusal.HANDS_DOWN_NOTHING)
    if starts_on < found.adopted_on:
        raise Refused(Refusal.BEFORE_IT)
    return f"{found.number} {found.title}"


def _first_day() -> date:
    """The first day of the record: what was resolved since stands here with a number."""
    begun = audit.begun()
    return clock.local(begun).date() if begun else clock.today()


def _is_of(resolution: Resolution, giver: Kind) -> bool:
    return resolution.body is not None and resolution.body.kind == giver


def end(delegation_id: int, on: date, by: int, now: datetime) -> None:
    """Its last day; what was routed before stays where it is. LookupError, Refused."""
    found = db.session.get(Delegation, delegation_id, with_for_update=True)
    if found is None:
        raise LookupError(delegation_id)
    _check_order(found.starts_on, on)
    found.ends_on = on
    db.session.flush()
    record(kinds.UNDELEGATED, by, now, **_named(found), until=on.isoformat())


def _check_order(starts_on: date, ends_on: date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise Refused(Refusal.ENDS_FIRST)


def _named(of: Delegation) -> dict[str, str]:
    with official():
        matter, to = words.MATTERS[Matter(of.matter)], words.BODIES[Kind(of.body_kind)]
        return {"matter": str(matter), "to": str(to)}
