"""A resident asks that the own entry be corrected, and is answered (PIPL 46)."""

from datetime import datetime
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.audit.actions import record
from portal.core import outbox
from portal.core.db import db
from portal.roster import kinds
from portal.roster.models import RosterRequest
from portal.roster.rules import Refusal, Refused

TOLD = outbox.kind(
    "roster.request_answered", _l("您请求更正花名册上的登记，答复：%(answer)s"), "/me/roster/"
)


class Outcome(StrEnum):
    DONE = "done"
    DECLINED = "declined"


def waiting_of(person_id: int) -> RosterRequest | None:
    mine = RosterRequest.person_id == person_id, RosterRequest.outcome.is_(None)
    return db.session.scalar(select(RosterRequest).where(*mine))


def ask(person_id: int, wish: str, now: datetime) -> None:
    """Refused while another request of theirs waits."""
    if waiting_of(person_id):
        raise Refused(Refusal.WAITS_ALREADY)
    request = RosterRequest(person_id=person_id, wish=wish, asked_at=now)
    db.session.add(request)
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(Refusal.WAITS_ALREADY) from None
    record(kinds.ASKED, person_id, now, person=person_id, request=request.id)


def answer(request_id: int, outcome: Outcome, words: str, actor_id: int, now: datetime) -> None:
    """Answers once, and tells the resident. LookupError for none; Refused where it was answered."""
    request = db.session.get(RosterRequest, request_id, with_for_update=True)
    if request is None:
        raise LookupError(request_id)
    if request.outcome is not None:
        raise Refused(Refusal.ANSWERED)
    request.outcome, request.answer = outcome.value, words
    request.answered_at, request.answered_by = now, actor_id
    outbox.tell([request.person_id], TOLD, now, answer=words)
    told = {"request": request.id, "outcome": outcome.value, "answer": words}
    record(kinds.ANSWERED, actor_id, now, person=request.person_id, **told)
