"""Adopting a resolution, inside the transaction of the act that decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from portal.audit import actions as audit
from portal.audit.kinds import kind
from portal.core import clock
from portal.core.db import db
from portal.core.text import match_key
from portal.resolutions import rules
from portal.resolutions.models import Resolution, ResolutionItem
from portal.resolutions.rules import Fact
from portal.roster.models import Person
from portal.roster.queries import community

ADOPTED = kind("resolution.adopted", _l("形成决议 %(number)s《%(title)s》"), public=True)


@dataclass(frozen=True)
class Item:
    """``subject_kind`` and ``subject_id`` name the thing that is resolved upon."""

    title: str
    amount_fen: int
    subject_kind: str
    subject_id: int


@dataclass(frozen=True)
class Decision:
    """What another room has decided, to be kept for good. ``digest`` is of what was counted,
    ``body_id`` the body that decided, ``text`` the words that it voted on.
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


def adopt(decision: Decision, actor_id: int, now: datetime) -> Resolution:
    """Keeps a decision under the next number of its year. All who adopt queue for the record's
    head, so numbers have no gap. IntegrityError where the source has its resolution already.
    """
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
        adopted_on=day,
        adopted_by=actor_id,
        adopted_by_name=db.session.get_one(Person, actor_id).name,
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
    audit.record(ADOPTED, actor_id, now, number=number, title=decision.title)
    return resolution


def _next_serial(year: int) -> int:
    last = select(func.max(Resolution.serial)).where(Resolution.year == year)
    return (db.session.scalar(last) or 0) + 1


def _key(number: str, decision: Decision) -> str:
    """What a search finds it by: its parts apart, so that no word runs from one into the next."""
    parts = [number, decision.title, *(item.title for item in decision.items)]
    return "\n".join(map(match_key, parts))


def _item(place: int, item: Item) -> ResolutionItem:
    return ResolutionItem(
        position=place,
        title=item.title,
        amount_fen=item.amount_fen,
        subject_kind=item.subject_kind,
        subject_id=item.subject_id,
    )
