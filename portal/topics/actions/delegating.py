"""The table of what was delegated to whom (居民委员会组织法 art. 30): made by the resolution that
says it, or, where that is older than this site, entered with its scan and confirmed by somebody
else. In the caller's ``writing()``.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import or_, update

from portal.audit import queries as audit
from portal.audit.actions import record
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import official
from portal.resolutions.models import Resolution
from portal.topics import handing, kinds, rules, words
from portal.topics.models import Delegation
from portal.topics.rules import Matter


class Refusal(StrEnum):
    """Why a delegation is not entered, confirmed or ended. Each has its own sentence."""

    WRONG_BODY = "wrong_body"
    ENDS_FIRST = "ends_first"
    NO_SCOPE = "no_scope"
    NOT_OLDER = "not_older"  # since this site was begun the resolution itself hands down
    BEFORE_IT = "before_it"
    OWN_ENTRY = "own_entry"
    NOTHING_TO_SEE = "nothing_to_see"  # confirmed before, over, or a resolution of this site
    OVER = handing.NoEnd.OVER.value
    IN_THE_PAST = handing.NoEnd.IN_THE_PAST.value
    NOT_SOONER = handing.NoEnd.NOT_SOONER.value


class Refused(Exception):
    """Nothing was changed."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


def hand_down(resolution: Resolution, by: int, now: datetime) -> None:
    """What an adopted resolution says of itself, from the day on which it was adopted."""
    if resolution.body is None or resolution.hands_until is None:
        return
    giver, until = resolution.body.sort, resolution.hands_until
    to = handing.receiver(giver)
    for matter in handing.in_order(resolution.hands_down or ()):
        if to is None or not rules.may_delegate(matter, to):
            raise Refused(Refusal.WRONG_BODY)
        made = Delegation(
            matter=matter,
            body_kind=to,
            scope=resolution.hands_scope,
            basis=f"{resolution.number} {resolution.title}",
            resolution_id=resolution.id,
            # a vote that was closed after that day hands down nothing
            starts_on=min(resolution.adopted_on, until),
            ends_on=until,
        )
        _enter(made, kinds.DELEGATED, by, now)


def _enter(made: Delegation, kind: str, by: int, now: datetime) -> None:
    made.entered_by, made.entered_at = by, now
    db.session.add(made)
    db.session.flush()
    record(kind, by, now, **_named(made))


@dataclass(frozen=True)
class Older:
    """A resolution older than this site: ``basis`` its number and meeting, ``resolved_on`` its day,
    ``scan`` and ``media`` the digest and kind of the signed paper's file.
    """

    basis: str
    resolved_on: date
    scan: str
    media: str


def enter_older(
    matter: Matter,
    to: Kind,
    scope: str,
    older: Older,
    days: tuple[date, date | None],
    by: int,
    now: datetime,
) -> Delegation:
    """Hands nothing down until somebody else has seen the original. Refused with its reason."""
    if not rules.may_delegate(matter, to):
        raise Refused(Refusal.WRONG_BODY)
    if matter is Matter.DELEGATED and not scope:
        raise Refused(Refusal.NO_SCOPE)
    if older.resolved_on >= _first_day():
        raise Refused(Refusal.NOT_OLDER)
    if days[0] < older.resolved_on:
        raise Refused(Refusal.BEFORE_IT)
    if days[1] is not None and days[1] < days[0]:
        raise Refused(Refusal.ENDS_FIRST)
    made = Delegation(
        matter=matter,
        body_kind=to,
        scope=scope,
        basis=older.basis,
        resolved_on=older.resolved_on,
        scan=older.scan,
        scan_media=older.media,
        starts_on=days[0],
        ends_on=days[1],
    )
    _enter(made, kinds.OLDER_DELEGATED, by, now)
    return made


def _first_day() -> date:
    """The first day of the record: what was resolved since stands here with a number."""
    begun = audit.begun()
    return clock.local(begun).date() if begun else clock.today()


def confirm(delegation_id: int, by: int, now: datetime) -> None:
    """Somebody else than who entered it has seen the original: from now on it counts. LookupError,
    Refused.
    """
    found = _locked(delegation_id)
    if not may_confirm(found, clock.local(now).date()):
        raise Refused(Refusal.NOTHING_TO_SEE)
    if found.entered_by == by:
        raise Refused(Refusal.OWN_ENTRY)
    found.confirmed_by, found.confirmed_at = by, now
    db.session.flush()
    record(kinds.CONFIRMED, by, now, **_named(found))


def may_confirm(one: Delegation, today: date) -> bool:
    """Whether its original waits to be seen."""
    over = one.ends_on is not None and one.ends_on < today
    return one.scan is not None and one.confirmed_at is None and not over


def end(delegation_id: int, on: date, by: int, now: datetime) -> None:
    """Its last day, sooner than it would have been; what was routed before stays where it is.
    LookupError, Refused.
    """
    found, today = _locked(delegation_id), clock.local(now).date()
    no = handing.cannot_end(found.starts_on, found.ends_on, on, today)
    if no:
        raise Refused(Refusal(no.value))
    last = Delegation.ends_on
    sooner = or_(last.is_(None), (last >= today) & (last > on))
    ended = update(Delegation).where(Delegation.id == delegation_id, sooner).values(ends_on=on)
    if not db.session.execute(ended).rowcount:  # type: ignore[attr-defined]
        raise Refused(Refusal.NOT_SOONER)
    db.session.refresh(found)
    record(kinds.UNDELEGATED, by, now, **_named(found), until=on.isoformat())


def _locked(delegation_id: int) -> Delegation:
    found = db.session.get(
        Delegation, delegation_id, with_for_update={"of": Delegation}, populate_existing=True
    )
    if found is None:
        raise LookupError(delegation_id)
    return found


def _named(of: Delegation) -> dict[str, str]:
    with official():
        what, to = words.handed(of.matter, of.scope), words.BODIES[Kind(of.body_kind)]
        return {"matter": what, "to": str(to), "basis": of.basis}
