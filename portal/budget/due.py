"""What falls due in a round: sealed when it opens, noted by the hour, closed at its end."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from flask import current_app

from portal.budget import checklist, queries, readiness, rules
from portal.budget.actions import closing, preparing, rehearsing, voting
from portal.budget.models import Round
from portal.budget.pages import opens_unsealed
from portal.budget.readiness import Grade
from portal.budget.rules import State
from portal.core.db import db, writing

log = logging.getLogger(__name__)


def tick(now: datetime) -> None:
    """Does it for every round; one that cannot go on is logged and does not keep the others."""
    for round_id in queries.voided_with_key():
        _try(round_id, partial(_erase_key, round_id, now))
    for round_id, state, unsealed in _due(now):
        _try(round_id, partial(_step, round_id, state, unsealed, now))
    for round_id in queries.stale_rehearsals(now - rehearsing.KEPT):
        _try(round_id, partial(rehearsing.discard, round_id, _keys(), None, now))


def _try(round_id: int, act: Callable[[], None]) -> None:
    try:
        act()
    except (closing.KeyLost, preparing.NotReady) as trouble:
        log.error("round %s: %s", round_id, type(trouble).__name__)
    except Exception:
        log.exception("round %s", round_id)
    finally:
        db.session.rollback()


def _erase_key(round_id: int, now: datetime) -> None:
    """A voided round is never opened: its key goes too."""
    with writing():
        closing.erase_key(_round(round_id), _keys(), now)


def _keys() -> Path:
    return Path(current_app.config["PORTAL"].keys)


def _due(now: datetime) -> list[tuple[int, State, bool]]:
    found = [
        (r.id, rules.state_at(r.timetable, r.facts, now), opens_unsealed(r, now))
        for r in queries.announced_rounds(with_rehearsals=True)
    ]
    db.session.rollback()
    return found


def _step(round_id: int, state: State, unsealed: bool, now: datetime) -> None:
    if unsealed:
        _seal(round_id, now)
    elif state is State.VOTING:
        with writing():
            voting.note_hour(_round(round_id), now)
    elif state is State.COUNTING:
        closing.close(round_id, _keys(), now)


def _seal(round_id: int, now: datetime) -> None:
    """As the command seals: with the whole checklist, never with less. The desk says why not."""
    found = checklist.lines(_round(round_id), _keys(), now)
    db.session.rollback()
    if readiness.may_seal(found):
        voting.seal(round_id, _keys(), now)
    else:
        missing = [str(line.item) for line in found if line.grade is Grade.MISSING]
        log.error("round %s is not sealed, missing: %s", round_id, ", ".join(missing))


def _round(round_id: int) -> Round:
    found = queries.round_by_id(round_id)
    if found is None:
        raise LookupError(round_id)
    return found
