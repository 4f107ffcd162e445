"""Reading the record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.audit import chain, kinds
from portal.audit.actions import ERASED
from portal.audit.models import AuditFact, AuditHead, AuditLine
from portal.core.db import db
from portal.core.paging import Paging


@dataclass(frozen=True)
class Act:
    number: int
    at: datetime
    kind: str
    sentence: str
    hash: str


def head() -> tuple[int, str]:
    """(number, hash) of the last line; (0, GENESIS) for an empty record."""
    row = db.session.get(AuditHead, 1)
    return (row.number, row.hash) if row else (0, chain.GENESIS)


def _count_public() -> int:
    wanted = select(func.count()).where(AuditFact.kind.in_(kinds.public_codes()))
    return db.session.scalar(wanted) or 0


def public_acts(page: int, size: int) -> Paging[Act]:
    """Public acts only, newest first."""
    rows = db.session.execute(
        select(AuditFact, AuditLine.hash)
        .join(AuditLine, AuditLine.number == AuditFact.number)
        .where(AuditFact.kind.in_(kinds.public_codes()))
        .order_by(AuditFact.number.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    acts = [_act(fact, line_hash) for fact, line_hash in rows]
    return Paging(acts, _count_public(), page, size)


def _act(fact: AuditFact, line_hash: str) -> Act:
    sentence = str(kinds.known(fact.kind).sentence) % fact.payload
    return Act(fact.number, fact.at, fact.kind, sentence, line_hash)


def findings() -> list[chain.Finding]:
    """What ``flask audit verify`` finds wrong; an empty list means that the record holds."""
    return chain.check(_lines(), _explained(), head())


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
    return chain.fact_hash(fact.salt, fact.kind, fact.actor_id, fact.at, fact.payload)
