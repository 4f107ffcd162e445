"""Throwing a draft away, with its price list and its rehearsal."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from portal.audit.actions import record
from portal.budget import kinds, queries, rules
from portal.budget.actions import rehearsing
from portal.budget.actions.preparing import Frozen, lock_list
from portal.budget.models import ListedProject, Round
from portal.core.db import db, writing


def discard_draft(round_id: int, key_folder: Path, actor_id: int, now: datetime) -> None:
    """In transactions of its own: the rehearsal goes first, then the draft. LookupError where there
    is no such round; Frozen where it was announced, or where something refers to it.
    """
    _draft(round_id)
    rehearsal = queries.rehearsal_of(round_id)
    rehearsal_id = rehearsal.id if rehearsal else None
    db.session.rollback()
    if rehearsal_id is not None:
        rehearsing.discard(rehearsal_id, key_folder, actor_id, now)
    try:
        with writing():
            _discard(round_id, actor_id, now)
    except IntegrityError:  # proposals, paper forms, or a rehearsal that has just begun
        raise Frozen(round_id) from None


def _draft(round_id: int) -> Round:
    found = queries.round_by_id(round_id)
    if found is None:
        raise LookupError(round_id)
    if not rules.may_discard(found.facts):
        raise Frozen(round_id)
    return found


def _discard(round_id: int, actor_id: int, now: datetime) -> None:
    lock_list(round_id)
    round_ = _draft(round_id)
    title = round_.title
    db.session.execute(delete(ListedProject).where(ListedProject.round_id == round_id))
    db.session.delete(round_)
    db.session.flush()
    record(kinds.ROUND_DISCARDED, actor_id, now, round=round_id, title=title)
