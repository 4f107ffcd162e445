"""The end: stop, open the boxes, keep only what is shown, erase the key, post."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete

from portal.appraisals import habits, kinds, queries, rules, sheets
from portal.appraisals.actions.opening import about
from portal.appraisals.actions.preparing import By, begun, check, record_of
from portal.appraisals.figures import LEAST_MINIMUM
from portal.appraisals.models import Appraisal, Cell
from portal.appraisals.rules import Move, No, Refused, State
from portal.appraisals.sheets import Told
from portal.appraisals.standing import office_holders
from portal.ballots import actions as boxes
from portal.ballots import keys
from portal.ballots import queries as box_queries
from portal.ballots.models import Ballot, Box
from portal.ballots.sealing import Opened
from portal.core import clock, outbox
from portal.core.access import Role
from portal.core.db import db, writing
from portal.notices import actions as notices


def close(appraisal_id: int, key_folder: Path, now: datetime) -> None:
    """When its time is up, in steps, each a transaction of its own: killed anywhere and started
    again, it ends in the same figures. Refused where the key is not there.
    """
    with writing():
        _stop(queries.locked(appraisal_id), now)
    private = _key(appraisal_id, key_folder)
    if private is not None:
        with writing():
            _count(queries.locked(appraisal_id), private, now)
    with writing():
        _erase_key(queries.locked(appraisal_id), key_folder, now)
    with writing():
        _post(queries.locked(appraisal_id), now)


def _boxes(found: Appraisal) -> list[Box]:
    """The boxes under their locks, that of the answers first."""
    return [boxes.locked(one) for one in (found.box_id, found.words_box_id) if one is not None]


def _stop(found: Appraisal, now: datetime) -> None:
    if found.stage is not State.OPEN:
        return
    for box in _boxes(found):
        if now < box.closes_at:
            raise Refused(No.MOVED_ON)
        boxes.stop(box, now)
    found.state = rules.after(found.stage, Move.STOP)
    found.version += 1
    record_of(found, kinds.STOPPED, None, now)


def _key(appraisal_id: int, key_folder: Path) -> str | None:
    """The key of boxes that wait to be opened; read with no transaction open."""
    found = queries.appraisal(appraisal_id)
    box = found.box if found is not None and found.stage is State.COUNTING else None
    if box is None or box.opened_at is not None:
        db.session.rollback()
        return None
    private = keys.read(key_folder, box)
    db.session.rollback()
    if private is None:
        raise Refused(No.KEY_LOST)
    return private


def _count(found: Appraisal, private: str, now: datetime) -> None:
    """Counts what lay in the envelopes. Single answers are gone before the transaction ends; what
    is hidden is not kept.
    """
    answers, *beside = _boxes(found)
    if found.stage is not State.COUNTING or answers.opened_at is not None:
        return
    shown: list[Told] = []

    def render(opened: list[Opened]) -> Mapping[str, bytes]:
        given = [(one.content, one.grid_code) for one in opened]
        shown.extend(sheets.told(found, given, found.minimum or LEAST_MINIMUM))
        found.taken_part = len(opened)
        return sheets.counts_file(shown)

    boxes.open_envelopes(answers, private, render, now)
    db.session.execute(delete(Ballot).where(Ballot.box_id == answers.id))
    for box in beside:
        boxes.open_envelopes(box, private, lambda _opened: {}, now)
    db.session.add_all(_cells(shown))
    part = {"part": found.taken_part, "digest": answers.final_digest}
    record_of(found, kinds.COUNTED, None, now, **part)


def _cells(shown: list[Told]) -> list[Cell]:
    return [
        Cell(
            subject_id=one.line.subject_id,
            question_id=one.line.question_id,
            grid_code=grid,
            answer=answer,
            count=count,
        )
        for one in shown
        for grid, counts in (("", one.counts), *one.by_grid.items())
        for answer, count in counts.items()
    ]


def _erase_key(found: Appraisal, key_folder: Path, now: datetime) -> None:
    if found.stage is not State.COUNTING:
        return
    both = _boxes(found)
    keys.erase(key_folder, both[0].public_key)
    if both[0].key_erased_at is None:
        for box in both:
            box.key_erased_at = now
        record_of(found, kinds.KEY_ERASED, None, now)


def _post(found: Appraisal, now: datetime) -> None:
    """The result stands open to objections (art. 34); nobody can hold it back."""
    if found.stage is not State.COUNTING:
        return
    until = now + timedelta(days=rules.posting_days(habits.POSTING_DAYS()))
    found.state, found.posted_at = rules.after(found.stage, Move.POST), now
    found.reply_due = clock.local(now).date() + timedelta(days=habits.REPLY_DAYS())
    found.version += 1
    notices.post(kinds.POSTING, found.id, found.title, until, now)
    told = about(found)
    outbox.tell(queries.with_accounts(found.box_id or 0), kinds.TOLD_POSTED, now, **told)
    directors = sorted(office_holders([Role.DIRECTOR], clock.local(now).date()))
    due = found.reply_due.isoformat()
    outbox.tell(directors, kinds.TOLD_TO_REPLY, now, **told, due=due)
    until_day = clock.local(until).date().isoformat()
    record_of(found, kinds.POSTED, None, now, until=until_day)


def withdraw(appraisal_id: int, reason: str, by: By, key_folder: Path) -> None:
    """Before its end, for a reason in public; what was answered is thrown away unopened."""
    with writing():
        found = begun(appraisal_id, by)
        was_open = found.stage is State.OPEN
        found.state, found.ended_why = rules.after(found.stage, Move.WITHDRAW), reason
        key = _throw_away(found, by.now)
        if was_open:
            told = {"appraisal": found.id, "title": found.title, "reason": reason}
            people = queries.with_accounts(found.box_id or 0)
            outbox.tell(people, kinds.TOLD_WITHDRAWN, by.now, **told)
        record_of(found, kinds.WITHDRAWN, by.person_id, by.now, reason=reason)
    if key:
        keys.erase(key_folder, key)


def _throw_away(found: Appraisal, now: datetime) -> str | None:
    """Unopened; the key that would have opened them."""
    both = _boxes(found)
    for box in both:
        boxes.void(box, now)
    return both[0].public_key if both else None


def key_is_lost(found: Appraisal, key_folder: Path) -> bool:
    """Whether a stopped one can no longer be opened."""
    waits = found.stage is State.COUNTING and found.box is not None
    if not waits or found.box is None or found.box.opened_at is not None:
        return False
    return keys.read(key_folder, found.box) is None


def void(appraisal_id: int, by: By, key_folder: Path) -> None:
    """A lost key means asking again, openly; there is no other reason."""
    found = begun(appraisal_id, by)
    check(None if key_is_lost(found, key_folder) else No.KEY_THERE)
    found.state = rules.after(found.stage, Move.VOID)
    _throw_away(found, by.now)
    record_of(found, kinds.VOIDED, by.person_id, by.now)


def turnout(found: Appraisal) -> tuple[int, int]:
    """(who have answered, who are asked): people."""
    if found.taken_part is not None:
        return found.taken_part, found.entitled or 0
    return box_queries.turnout(found.box_id) if found.box_id else (0, found.entitled or 0)
