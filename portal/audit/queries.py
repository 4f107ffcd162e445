"""Reading the record."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import func, or_, select

from portal.audit import chain, kinds
from portal.audit.actions import ERASED
from portal.audit.models import AuditFact, AuditHead, AuditLine
from portal.core.db import db


def head() -> tuple[int, str]:
    """(number, hash) of the last line; (0, GENESIS) for an empty record."""
    row = db.session.get(AuditHead, 1)
    return (row.number, row.hash) if row else (0, chain.GENESIS)


def line(number: int) -> tuple[int, str]:
    """(number, hash) of a line. LookupError where there is none."""
    found = db.session.get(AuditLine, number)
    if found is None:
        raise LookupError(number)
    return found.number, found.hash


def begun() -> datetime | None:
    """When the record begins; None while it is empty."""
    return db.session.scalar(select(func.min(AuditFact.at)))


def public_acts(page: int, size: int) -> Pagination:
    """One page of the public acts, newest first."""
    vouched = select(AuditFact).join(AuditLine, AuditLine.number == AuditFact.number)
    acts = vouched.where(AuditFact.kind.in_(kinds.public_codes()))
    newest_first = acts.order_by(AuditFact.number.desc())
    return db.paginate(newest_first, page=page, per_page=size, error_out=False)


def acts_about(person_id: int, codes: Iterable[str], limit: int) -> list[AuditFact]:
    """What these kinds of acts did to one person (``person`` or ``other`` of the payload), newest
    first.
    """
    named = [AuditFact.payload[key].as_integer() == person_id for key in ("person", "other")]
    wanted = select(AuditFact).where(AuditFact.kind.in_([*codes]), or_(*named))
    return list(db.session.scalars(wanted.order_by(AuditFact.number.desc()).limit(limit)))


def findings() -> list[chain.Finding]:
    """What ``flask audit verify`` finds wrong; an empty list means that the record holds."""
    return [*chain.check(_lines(), _explained(), head()), *_strays()]


def _strays() -> Iterator[chain.Finding]:
    """Facts that no line vouches for."""
    vouched = select(AuditLine.number)
    stray = select(AuditFact.number).where(AuditFact.number.not_in(vouched))
    for number in db.session.scalars(stray.order_by(AuditFact.number)):
        yield chain.Finding(number, chain.Fault.FACT_WITHOUT_LINE)


def _explained() -> frozenset[int]:
    facts = db.session.scalars(select(AuditFact).where(AuditFact.kind == ERASED))
    return frozenset(fact.payload["number"] for fact in facts)


def _lines() -> Iterator[chain.Line]:
    rows = db.session.execute(
        select(AuditLine, AuditFact)
        .outerjoin(AuditFact, AuditFact.number == AuditLine.number)
        .order_by(AuditLine.number)
        .execution_options(yield_per=500)
    )
    for line, fact in rows:
        yield chain.Line(line.number, line.previous, line.fact_hash, line.hash, _recomputed(fact))


def _recomputed(fact: AuditFact | None) -> str | None:
    if fact is None:
        return None
    try:
        return chain.fact_hash(fact.salt, fact.kind, fact.actor_id, fact.at, fact.payload)
    except ValueError:  # a salt that is none
        return ""
