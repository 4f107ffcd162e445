"""The arithmetic of the record: what a line's hash covers, and whether a chain holds.

A line chains ``SHA-256(previous hash ‖ number ‖ fact hash)``. The fact (who, what, when) stands
apart under ``SHA-256(salt ‖ canonical JSON)``, so that personal data can be erased while every
other line still verifies.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

GENESIS = "0" * 64


def canonical_json(value: Any) -> bytes:
    """One byte string per value: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def canonical_instant(at: datetime) -> str:
    """One text per instant: UTC to the millisecond, ``2026-01-01T00:00:00.000+00:00``."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def fact_hash(salt: str, kind: str, actor_id: int | None, at: datetime, payload: Any) -> str:
    """SHA-256 over the salt and the canonical fact, as 64 hexadecimal digits."""
    fact = {"kind": kind, "actor": actor_id, "at": canonical_instant(at), "payload": payload}
    return hashlib.sha256(bytes.fromhex(salt) + canonical_json(fact)).hexdigest()


def line_hash(previous: str, number: int, fact: str) -> str:
    return hashlib.sha256(f"{previous}\n{number}\n{fact}\n".encode()).hexdigest()


class Fault(StrEnum):
    """What can be wrong with a line of the record."""

    GAP = "gap"
    BROKEN_LINK = "broken_link"
    CHANGED_FACT = "changed_fact"
    UNEXPLAINED_ERASURE = "unexplained_erasure"
    WRONG_HEAD = "wrong_head"
    FACT_WITHOUT_LINE = "fact_without_line"


@dataclass(frozen=True)
class Line:
    """One line as stored; ``fact`` is the recomputed hash of what stands beside, None if erased."""

    number: int
    previous: str
    stored_fact: str
    stored_hash: str
    fact: str | None


@dataclass(frozen=True)
class Finding:
    number: int
    fault: Fault


def check(lines: Iterable[Line], explained: frozenset[int], head: tuple[int, str]) -> list[Finding]:
    """Every fault of the chain, in order; an empty list means that it holds.

    ``lines`` come in the order of their numbers; ``explained`` are the numbers whose erasure
    is itself a line; ``head`` is the (number, hash) that the record says it ends with.
    """
    findings: list[Finding] = []
    previous, expected = GENESIS, 1
    for line in lines:
        if line.number != expected:
            findings.append(Finding(expected, Fault.GAP))
        findings.extend(_faults(line, previous, explained))
        previous, expected = line.stored_hash, line.number + 1
    if (expected - 1, previous) != head:
        findings.append(Finding(head[0], Fault.WRONG_HEAD))
    return findings


def _faults(line: Line, previous: str, explained: frozenset[int]) -> Iterable[Finding]:
    good = line_hash(previous, line.number, line.stored_fact)
    if line.previous != previous or line.stored_hash != good:
        yield Finding(line.number, Fault.BROKEN_LINK)
    if line.fact is None:
        if line.number not in explained:
            yield Finding(line.number, Fault.UNEXPLAINED_ERASURE)
    elif line.fact != line.stored_fact:
        yield Finding(line.number, Fault.CHANGED_FACT)
