"""Appending to the record, and erasing a fact openly."""

import secrets
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from portal.audit import chain, kinds
from portal.audit.models import AuditFact, AuditHead, AuditLine
from portal.core.db import db, insert_once

ERASED = kinds.kind("audit.erased", _l("删去了第 %(number)s 条记录的内容，原因：%(reason)s"), True)


def record(kind: str, actor_id: int | None, now: datetime, **payload: Any) -> int:
    """Appends one line, last in the caller's transaction, and returns its number.

    The head's row lock makes all writers queue. ``payload`` must be JSON; the payload of a
    public kind must hold no personal data. KeyError for a kind that nobody named.
    """
    kinds.known(kind)
    head = _locked_head()
    salt = secrets.token_hex(16)
    fact = chain.fact_hash(salt, kind, actor_id, now, payload)
    number, previous = head.number + 1, head.hash
    line = AuditLine(number=number, previous=previous, fact_hash=fact)
    line.hash = chain.line_hash(previous, number, fact)
    db.session.add(line)
    db.session.flush()
    db.session.add(
        AuditFact(number=number, salt=salt, at=now, kind=kind, actor_id=actor_id, payload=payload)
    )
    head.number, head.hash = number, line.hash
    db.session.flush()
    return number


def hold() -> tuple[int, str]:
    """(number, hash) of the last line, under the lock that every writer queues for until the
    caller's transaction ends.
    """
    head = _locked_head()
    return head.number, head.hash


def _locked_head() -> AuditHead:
    wanted = select(AuditHead).with_for_update().execution_options(populate_existing=True)
    head = db.session.scalar(wanted)
    if head is None:
        insert_once(AuditHead, id=1, number=0, hash=chain.GENESIS)
        head = db.session.scalars(wanted).one()
    return head


def _explains(number: int) -> bool:
    return db.session.scalar(select(AuditFact.kind).where(AuditFact.number == number)) == ERASED


def erase(number: int, reason: str, actor_id: int | None, now: datetime) -> None:
    """Erases what line ``number`` says; the erasure is itself a line, with its reason.

    LookupError when there is nothing to erase; ValueError without a reason, or for a line that
    itself explains an erasure: it holds no personal data, and the chain needs it. PIPL 47.
    """
    if not reason.strip() or _explains(number):
        raise ValueError(number)
    result = db.session.execute(delete(AuditFact).where(AuditFact.number == number))
    if not result.rowcount:  # type: ignore[attr-defined]
        raise LookupError(number)
    record(ERASED, actor_id, now, number=number, reason=reason)
