"""The end of a round: stop, open, erase the key, count, post; and the human acts around it."""

from datetime import datetime, timedelta
from pathlib import Path

from portal.ballots import actions as boxes
from portal.ballots import keys
from portal.ballots import queries as box_queries
from portal.ballots import rules as box_rules
from portal.ballots.models import Box
from portal.budget import counting, files, kinds, queries, rules
from portal.budget.actions.preparing import Frozen
from portal.budget.actions.recording import record_of
from portal.budget.actions.voting import sealed_box
from portal.budget.decision import decision_of
from portal.budget.models import Outcome, Round
from portal.budget.rules import Ending, State, Want
from portal.core import clock
from portal.core.db import db, writing
from portal.notices import actions as notices
from portal.notices import queries as postings
from portal.resolutions import actions as resolutions


class KeyLost(Exception):
    """The key file of a round is not there, and no printed key was given."""


def close(round_id: int, key_folder: Path, now: datetime, printed_key: str | None = None) -> None:
    """Closes a round in steps, each a transaction of its own: killed anywhere and started again,
    it ends in the same digests.

    LookupError for an unknown round, Frozen before the end of voting, KeyLost or WrongKey where
    the key fails.
    """
    with writing():
        _stop(_locked_round(round_id), now)
    private = _key(round_id, key_folder, printed_key)
    with writing():
        _open(_locked_round(round_id), private, now)
    with writing():
        erase_key(_locked_round(round_id), key_folder, now)
    outcomes = _count(round_id)
    with writing():
        _post(_locked_round(round_id), outcomes, now)


def _locked_round(round_id: int) -> Round:
    round_ = queries.round_by_id(round_id)
    if round_ is None:
        raise LookupError(round_id)
    boxes.locked(_box(round_).id)
    return round_


def _box(round_: Round) -> Box:
    if round_.box is None or round_.voided_at is not None:
        raise Frozen(round_.id)
    return round_.box


def _stop(round_: Round, now: datetime) -> None:
    box = _box(round_)
    if now < box.closes_at:
        raise Frozen(round_.id)
    if box.stopped_at is None:
        boxes.stop(box, now)
        record_of(round_, kinds.ROUND_STOPPED, None, now, title=round_.title)


def _key(round_id: int, key_folder: Path, printed_key: str | None) -> str | None:
    """The private key while it is needed; read with no transaction open."""
    box = _box(queries.round_by_id(round_id) or Round())
    if box.opened_at is not None:
        return None
    private = printed_key or keys.read(key_folder, box)
    if private is None:
        raise KeyLost(round_id)
    return private


def _open(round_: Round, private: str | None, now: datetime) -> None:
    box = _box(round_)
    if box.opened_at is not None or private is None:
        return
    projects = queries.on_ballot(queries.listed(round_.id))
    boxes.open_envelopes(box, private, lambda found: files.ballots(round_, projects, found), now)
    record_of(round_, kinds.ROUND_OPENED, None, now, title=round_.title, digest=box.final_digest)


def erase_key(round_: Round, key_folder: Path, now: datetime) -> None:
    """Destroys the key file, once a box is opened or void; saying it again changes nothing."""
    box = sealed_box(round_)
    keys.erase(key_folder, box.public_key)
    if box.key_erased_at is None:
        box.key_erased_at = now
        record_of(round_, kinds.KEY_ERASED, None, now, title=round_.title)


def _count(round_id: int) -> list[Outcome]:
    """Counts with no transaction open: the ballots never change again. Empty once posted."""
    round_ = queries.round_by_id(round_id)
    if round_ is None or round_.posted_at is not None:
        return []
    ballots = box_queries.ballots(_box(round_))
    urn = counting.urn_of(round_, queries.listed(round_id), ballots)
    db.session.rollback()
    return counting.count(urn)


def _post(round_: Round, outcomes: list[Outcome], now: datetime) -> None:
    """Nobody can hold a result back: posting follows the count by itself."""
    if round_.posted_at is not None:
        return
    db.session.add_all(outcomes)
    round_.posted_at = now
    if round_.rehearsal_of:
        db.session.get_one(Round, round_.rehearsal_of).rehearsed_at = now
    else:
        until = now + timedelta(days=round_.posting_days)
        notices.post(kinds.RESULT, round_.id, round_.title, until, now)
    round_.posted_line = record_of(
        round_,
        kinds.ROUND_POSTED,
        None,
        now,
        title=round_.title,
        digest=_box(round_).final_digest,
    )


def extend(round_: Round, until: datetime, reason: str, actor_id: int, now: datetime) -> None:
    """After an outage: moves the closing, once, before it. ValueError where the rule forbids it;
    Frozen for a rehearsal, which is begun again instead.
    """
    if round_.rehearsal_of:
        raise Frozen(round_.id)
    boxes.extend(boxes.locked(sealed_box(round_).id), until, now)
    round_.voting_until = until
    record_of(
        round_,
        kinds.ROUND_EXTENDED,
        actor_id,
        now,
        title=round_.title,
        until=f"{clock.local(until):%Y-%m-%d %H:%M}",
        reason=reason,
    )


def void(round_: Round, reason: str, actor_id: int | None, now: datetime) -> None:
    """Voids a round openly, with its reason; unopened envelopes are erased, and a posted result
    takes no more objections. Frozen where the rule forbids it.
    """
    box = _held(round_)
    if not rules.may_void(round_.facts, ending(round_).upheld > 0):
        raise Frozen(round_.id)
    if box is not None:
        boxes.void(box, now)
    posted = postings.standing(kinds.RESULT, round_.id)
    if posted is not None:
        notices.take_back(posted.posting, reason, now)
    round_.voided_at, round_.void_reason = now, reason
    record_of(round_, kinds.ROUND_VOIDED, actor_id, now, title=round_.title, reason=reason)


def _held(round_: Round) -> Box | None:
    """Its box under lock, if it has one, and its posting: whoever certifies and whoever voids come
    one after the other, and no objection comes in beside them.
    """
    if round_.box_id is None:
        return None
    box = boxes.locked(round_.box_id)
    db.session.refresh(round_)
    posted = postings.standing(kinds.RESULT, round_.id)
    if posted is not None:
        notices.locked(posted.posting.id)
    return box


def witness_key(round_: Round, person_id: int, now: datetime) -> None:
    """A supervisor records that the printed key was destroyed. Frozen before posting, and for a
    rehearsal, whose key is not printed.
    """
    if round_.posted_at is None or round_.rehearsal_of:
        raise Frozen(round_.id)
    boxes.witness_key(_box(round_), person_id, now)
    record_of(round_, kinds.KEY_WITNESSED, person_id, now, title=round_.title)


def ending(round_: Round) -> Ending:
    """What bears on certifying and voiding; nothing yet before the result is posted."""
    posted = postings.standing(kinds.RESULT, round_.id) if round_.posted_at else None
    if posted is None:
        return Ending()
    counts = posted.counts
    return Ending(
        posted_until=posted.posting.until,
        witnesses=box_queries.witnesses(round_.box_id or 0),
        waiting=counts.waiting,
        unsettled=counts.unsettled,
        upheld=counts.upheld,
    )


def wants(found: Ending, now: datetime) -> list[Want]:
    return rules.wants(found, box_rules.WITNESSES_NEEDED, now)


def certify(round_: Round, actor_id: int, now: datetime) -> None:
    """Certifies after the posting period, as a numbered resolution. Frozen where something is
    still missing.
    """
    box = _held(round_)
    if box is None or not rules.may_certify(round_.facts, wants(ending(round_), now)):
        raise Frozen(round_.id)
    round_.certified_at = now
    resolutions.adopt(decision_of(round_, box), actor_id, now)
    record_of(round_, kinds.ROUND_CERTIFIED, actor_id, now, title=round_.title)


def is_due(round_: Round, now: datetime) -> bool:
    """Whether ``tick`` has to close this round."""
    return rules.state_at(round_.timetable, round_.facts, now) is State.COUNTING
