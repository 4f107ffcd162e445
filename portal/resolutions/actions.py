"""Adopting a resolution, inside the transaction of the act that decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.audit import actions as audit
from portal.bodies.models import Body
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import official
from portal.core.text import match_key
from portal.notices import actions as notices
from portal.notices import queries as postings
from portal.resolutions import annulling, kinds, queries, rules
from portal.resolutions.followups import actions as followups
from portal.resolutions.models import Resolution, ResolutionItem
from portal.resolutions.rules import Fact, Refusal
from portal.roster.models import Person
from portal.roster.queries import community


class CannotAnnul(Exception):
    """The decision does not annul the other; nothing was changed."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Item:
    """``subject_kind`` and ``subject_id`` name the thing that is resolved upon."""

    title: str
    amount_fen: int
    subject_kind: str
    subject_id: int


@dataclass(frozen=True)
class HandedDown:
    """What a decision hands down to the next lower body (art. 30): codes of matters, the last day,
    and what falls under them in words.
    """

    matters: Sequence[str]
    until: date
    scope: str = ""


@dataclass(frozen=True)
class Decision:
    """What another room has decided, to be kept for good. ``digest`` is of what was counted,
    ``body_id`` the body that decided, ``text`` the words that it voted on, ``annuls_id`` the
    resolution of a lower body that it annuls. ``adopter_id``: who stands for it, where that is not
    whoever acts (the chair, for whom the clerk closed the vote).
    """

    source_kind: str
    source_id: int
    title: str
    rule: str
    basis: str
    digest: str | None
    facts: Mapping[Fact, int | str]
    items: Sequence[Item]
    body_id: int | None = None
    text: str = ""
    annuls_id: int | None = None
    adopter_id: int | None = None
    hands_down: HandedDown | None = None


def adopt(decision: Decision, actor_id: int, now: datetime) -> Resolution:
    """Keeps a decision under the next number of its year. All who adopt queue for the record's
    head, so numbers have no gap. What a body decided is posted to objections (art. 34); a round's
    result was posted before. IntegrityError where the source has its resolution already;
    CannotAnnul, before anything is changed, where it may not annul what it says.
    """
    annulled = _to_annul(decision)
    head_line, head_hash = audit.hold()
    day = clock.local(now).date()
    serial = _next_serial(day.year)
    number = rules.number_text(community().name, day.year, serial)
    resolution = Resolution(
        year=day.year,
        serial=serial,
        number=number,
        title=decision.title,
        match_key=_key(number, decision),
        source_kind=decision.source_kind,
        source_id=decision.source_id,
        body_id=decision.body_id,
        text=decision.text,
        **_handed(decision.hands_down),
        adopted_on=day,
        adopted_by=decision.adopter_id or actor_id,
        adopted_by_name=db.session.get_one(Person, decision.adopter_id or actor_id).name,
        rule=decision.rule,
        basis=decision.basis,
        digest=decision.digest,
        head_line=head_line,
        head_hash=head_hash,
        facts=dict(decision.facts),
        items=[_item(place, item) for place, item in enumerate(decision.items, 1)],
    )
    db.session.add(resolution)
    db.session.flush()
    audit.record(kinds.ADOPTED, actor_id, now, number=number, title=decision.title)
    if annulled is not None:
        _annul(annulled, resolution, actor_id, now)
    if decision.body_id is not None:
        _post(resolution, actor_id, now)
    return resolution


def annul_refusal(body_id: int | None, annuls_id: int) -> Refusal | None:
    """Why a body's decision may not annul a resolution now; None where it may (art. 30)."""
    other = db.session.get(Resolution, annuls_id)
    if other is None:
        return Refusal.UNKNOWN
    body = db.session.get(Body, body_id) if body_id is not None else None
    return rules.annul_refusal(
        body.sort if body else None,
        other.body.sort if other.body else None,
        queries.state(other, clock.now()),
        is_parent=bool(body and other.body and other.body.parent_id == body.id),
    )


def _to_annul(decision: Decision) -> Resolution | None:
    """What it annuls, its posting and what was promised of it, under lock before the record's head
    is held: whoever objects, or reports, takes the same locks in the same order.
    """
    if decision.annuls_id is None:
        return None
    other = locked(decision.annuls_id)
    refusal = annul_refusal(decision.body_id, decision.annuls_id)
    if other is None or refusal:
        raise CannotAnnul(refusal or Refusal.UNKNOWN)
    posted = postings.standing(kinds.POSTING, other.id)
    if posted is not None:
        notices.locked(posted.posting.id)
    followups.hold_of(kinds.SOURCE, other.id)
    annulling.hold_all(other.id)
    return other


def locked(resolution_id: int) -> Resolution | None:
    """The resolution under its lock: nobody annuls it, or promises something of it, beside us."""
    return db.session.get(Resolution, resolution_id, with_for_update=True, populate_existing=True)


def _annul(other: Resolution, by: Resolution, actor_id: int, now: datetime) -> None:
    """Ends its posting and what was promised of it; objections are answered all the same."""
    other.annulled_by = by.id
    with official():
        reason = _("被决议 %(number)s 废止", number=by.number)
    posted = postings.standing(kinds.POSTING, other.id)
    if posted is not None and posted.posting.taken_back_at is None:
        notices.take_back(posted.posting, reason, now)
    for promised in followups.hold_of(kinds.SOURCE, other.id):
        followups.end(promised, reason, now)
    db.session.flush()
    annulling.tell_all(other, by, actor_id, now)
    audit.record(kinds.ANNULLED, actor_id, now, number=other.number, by=by.number)


def _post(resolution: Resolution, actor_id: int, now: datetime) -> None:
    day = rules.last_day(resolution.adopted_on, kinds.POSTING_DAYS())
    notices.post(kinds.POSTING, resolution.id, resolution.title, clock.end_of(day), now)
    audit.record(kinds.POSTED, actor_id, now, number=resolution.number, day=day.isoformat())


def _next_serial(year: int) -> int:
    last = select(func.max(Resolution.serial)).where(Resolution.year == year)
    return (db.session.scalar(last) or 0) + 1


def _key(number: str, decision: Decision) -> str:
    """What a search finds it by: its parts apart, so that no word runs from one into the next."""
    parts = [number, decision.title, *(item.title for item in decision.items)]
    return "\n".join(map(match_key, parts))


def _handed(down: HandedDown | None) -> dict[str, Any]:
    if down is None:
        return {}
    return {
        "hands_down": list(down.matters),
        "hands_until": down.until,
        "hands_scope": down.scope,
    }


def _item(place: int, item: Item) -> ResolutionItem:
    return ResolutionItem(
        position=place,
        title=item.title,
        amount_fen=item.amount_fen,
        subject_kind=item.subject_kind,
        subject_id=item.subject_id,
    )
