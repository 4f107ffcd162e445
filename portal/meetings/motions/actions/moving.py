"""Writing a motion, standing behind it, putting it to the vote, stepping back from it.

Each is one step of the caller's ``writing()``; Refused where it may not be.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete

from portal.ballots import roll
from portal.ballots import rules as ballot_rules
from portal.ballots.rules import Electorate
from portal.core import clock, outbox
from portal.core.db import db, insert_once
from portal.core.i18n import official
from portal.meetings import quorum
from portal.meetings.models import AgendaItem, Attendance, Meeting
from portal.meetings.motions import kinds, queries, rules, seats, words
from portal.meetings.motions.actions import reading
from portal.meetings.motions.actions.hindering import check_handed
from portal.meetings.motions.actions.recording import chairs, go, leads, record_of
from portal.meetings.motions.models import Motion, MotionSponsor, Recusal
from portal.meetings.motions.rules import Form, Move, No, Refused, State, Support
from portal.meetings.quorum import Majority
from portal.resolutions import actions as resolutions
from portal.roster.models import Person


def may_move(
    meeting: Meeting, person_id: int, now: datetime, item: AgendaItem | None = None
) -> bool | None:
    """Whether somebody may put a motion to this meeting: True for a member of its roll, False for
    who does it without a vote of their own (a resident 18+ where the body takes residents' motions;
    chair or clerk for an ``item`` that a screened topic or a demand brings), None for who may not,
    and while it is a draft that the desk may discard.
    """
    row = queries.attendance(meeting.id, person_id)
    return may_move_as(meeting, person_id, row, now, item)


def brings_its_own(item: AgendaItem | None) -> bool:
    """Whether residents brought it: by a topic, screened before it came here, or by a demand."""
    return item is not None and (item.topic_id is not None or item.demand_id is not None)


def may_move_as(
    meeting: Meeting,
    person_id: int,
    row: Attendance | None,
    now: datetime,
    item: AgendaItem | None = None,
) -> bool | None:
    """The same, for who knows the ``row`` already."""
    over = meeting.closed_at is not None or meeting.cancelled_at is not None
    if over or meeting.called_at is None:
        return None
    if row is not None and row.votes:
        return True
    if person_id in meeting.leaders and brings_its_own(item):
        return False
    open_to_all = meeting.figures.resident_sponsors > 0
    return False if open_to_all and is_adult_resident(person_id, now) else None


def is_adult_resident(person_id: int, now: datetime) -> bool:
    person = db.session.get_one(Person, person_id)
    today = clock.local(now).date()
    return ballot_rules.entitled(roll.voter(person), today, Electorate()) is None


def draft(meeting: Meeting, values: Mapping[str, Any], mover_id: int, now: datetime) -> Motion:
    """A new draft, seen by its mover alone; the one that is there where a form came twice."""
    item_id = None if values["amends_id"] else values["item_id"]
    votes = may_move(meeting, mover_id, now, queries.on_agenda(item_id))
    if votes is None:
        raise Refused(No.NOT_ENTITLED)
    found = queries.twin(meeting.id, mover_id, values)
    motion = found or Motion(
        meeting_id=meeting.id, mover_id=mover_id, mover_votes=votes, drafted_at=now, version=0
    )
    motion.meeting = meeting
    write(motion, values)
    db.session.add(motion)
    check_handed(motion)
    return motion


def edit(motion: Motion, values: Mapping[str, Any], by_id: int, version: int) -> None:
    """Only a draft changes: nobody's name stands under words that they did not read."""
    _movers_own(motion, by_id)
    if motion.stage is not State.DRAFT:
        raise Refused(No.MOVED_ON)
    if motion.version != version:
        raise Refused(No.CHANGED_SINCE)
    write(motion, values)
    check_handed(motion)


def rewrite(
    motion: Motion, values: Mapping[str, Any], by_id: int, version: int, now: datetime
) -> None:
    """Hands it in again, as a moderator has asked. Refused."""
    if not reading.may_rewrite(motion, by_id):
        raise Refused(No.MOVED_ON)
    if motion.version != version:
        raise Refused(No.CHANGED_SINCE)
    write(motion, values)
    check_handed(motion)
    reading.hand_in_again(motion, now)


def write(motion: Motion, values: Mapping[str, Any]) -> None:
    """Fills it in; ``seen``: the digest of the words that an amendment was written beside, where
    the page said so. Refused where it may not be.
    """
    asked = dict(values)
    seen, subject = asked.pop("seen", None), asked.pop("subject", "")
    asked["about_persons"] = asked["about_persons"] or bool(subject)
    chosen = asked.pop("form")
    motion.form = rules.form_for(chosen and Form(chosen), asked["about_persons"])
    kind, wanted = motion.meeting.body.sort, Majority(asked.pop("majority"))
    motion.majority = quorum.majority_for(kind, wanted)
    for name, value in asked.items():
        setattr(motion, name, value)
    main = _check_amends(motion)
    if main is not None:
        if seen and seen != main.words_digest:
            raise Refused(No.STALE)
        motion.amends_digest = main.words_digest
    _check_annuls(motion)
    seats.name(motion, subject)
    motion.version += 1


def _check_amends(motion: Motion) -> Motion | None:
    """An amendment is of a motion of this meeting that is not decided, and not itself amended."""
    if motion.amends_id is None:
        return None
    main = db.session.get(Motion, motion.amends_id)
    here = main is not None and main.meeting_id == motion.meeting_id and main.amends_id is None
    if main is None or not here or not rules.may_amend(main.stage):
        raise Refused(No.MAIN_FIRST)
    return main


def _check_annuls(motion: Motion) -> None:
    """Art. 30: the higher body annuls what the lower one decided, once."""
    if motion.annuls_id is None:
        return
    refusal = resolutions.annul_refusal(motion.meeting.body_id, motion.annuls_id)
    if refusal or motion.amends_id is not None:
        raise Refused(No.CANNOT_ANNUL)


def _movers_own(motion: Motion, person_id: int) -> None:
    if motion.mover_id != person_id:
        raise Refused(No.NOT_MOVER)


def _not_over(motion: Motion) -> None:
    if motion.meeting.closed_at is not None or motion.meeting.cancelled_at is not None:
        raise Refused(No.MEETING_OVER)


def submit(motion: Motion, by_id: int, version: int, now: datetime) -> None:
    """Hands a draft in: it gets its number, and can be put to the vote once enough have signed."""
    _movers_own(motion, by_id)
    _not_over(motion)
    _check_amends(motion)
    _check_annuls(motion)
    check_handed(motion)
    seats.check(motion)
    if motion.is_stale:
        raise Refused(No.STALE)
    if motion.stage is State.DRAFT and motion.version != version:
        raise Refused(No.CHANGED_SINCE)
    _hand_in(motion, by_id, now)
    reading.hand_in(motion, now)
    admit_if_enough(motion, now)


def _hand_in(motion: Motion, by_id: int, now: datetime) -> None:
    go(motion, Move.SUBMIT)
    motion.number = queries.last_number(motion.meeting_id) + 1
    motion.submitted_at = now
    record_of(motion, kinds.SUBMITTED, by_id, now)


def hand_in_carried(motion: Motion, by_id: int, now: datetime) -> None:
    """What an earlier meeting had before it, by whoever takes it along: a moderator has read it."""
    _check_annuls(motion)
    seats.check(motion)
    _hand_in(motion, by_id, now)
    admit_if_enough(motion, now)


def admit_if_enough(motion: Motion, now: datetime) -> None:
    by = motion.meeting.figures
    if motion.is_read and rules.has_support(support(motion), by.sponsors, by.resident_sponsors):
        _admit(motion, None, kinds.ADMITTED, now)


def support(motion: Motion) -> Support:
    """Who stands behind a motion."""
    signed = queries.sponsors(motion.id)
    return Support(motion.mover_votes, sum(one.votes for one in signed), len(signed))


def _admit(motion: Motion, by_id: int | None, kind: str, now: datetime, **said: str) -> None:
    go(motion, Move.ADMIT)
    motion.admitted_at, motion.admitted_by = now, by_id
    told = {"motion": motion.id, "title": motion.title}
    if motion.mover_id != by_id:
        outbox.tell([motion.mover_id], kinds.TOLD_ADMITTED, now, **told)
    record_of(motion, kind, by_id, now, **said)


def put(motion: Motion, by_id: int, reason: str, now: datetime) -> None:
    """A motion of the committee's, or on procedure, goes to the vote without more signatures, for
    a reason that everyone reads; by who is in the chair.
    """
    chairs(motion, by_id)
    _not_over(motion)
    if not may_put(motion):
        raise Refused(No.NEEDS_SIGNATURES)
    if not reason.strip():
        raise Refused(No.NO_REASON)
    motion.put_reason = reason
    _admit(motion, by_id, kinds.PUT_BY_CHAIR, now, reason=reason)


def may_put(motion: Motion) -> bool:
    """Whether it is a motion that can be put without signatures."""
    return rules.may_be_put(motion.mover_id, motion.meeting.leaders)


def cannot_sign(motion: Motion, person_id: int, now: datetime) -> No | None:
    """None if this person may stand behind a motion: a member of the meeting, or a resident 18+
    where the body takes residents' motions; never its mover.
    """
    if motion.mover_id == person_id:
        return No.OWN
    if motion.stage is not State.SUBMITTED:
        return No.MOVED_ON
    if not motion.is_read:
        return No.UNREAD
    if motion.meeting.closed_at is not None or motion.meeting.cancelled_at is not None:
        return No.MEETING_OVER
    row = queries.attendance(motion.meeting_id, person_id)
    if row is not None and row.votes:
        return None
    open_to_all = motion.meeting.figures.resident_sponsors > 0
    return None if open_to_all and is_adult_resident(person_id, now) else No.NOT_ENTITLED


def sign(motion: Motion, person_id: int, now: datetime) -> None:
    """Stands behind it; the last one needed brings it to the vote. Again changes nothing."""
    no = cannot_sign(motion, person_id, now)
    if no:
        raise Refused(no)
    row = queries.attendance(motion.meeting_id, person_id)
    votes = row is not None and row.votes
    insert_once(MotionSponsor, motion_id=motion.id, person_id=person_id, votes=votes, at=now)
    admit_if_enough(motion, now)


def unsign(motion: Motion, person_id: int) -> None:
    """Takes the own name back, as long as the motion gathers."""
    if motion.stage is not State.SUBMITTED:
        raise Refused(No.MOVED_ON)
    db.session.execute(_row_of(MotionSponsor, motion.id, person_id))


def _row_of(table: type[MotionSponsor | Recusal], motion_id: int, person_id: int) -> Any:
    return delete(table).where(table.motion_id == motion_id, table.person_id == person_id)


def withdraw(motion: Motion, by_id: int, now: datetime) -> None:
    """By its mover, up to the vote; its amendments go with it."""
    _movers_own(motion, by_id)
    _withdraw(motion, by_id, now)
    for amendment in queries.amendments(motion.id):
        if rules.allowed(amendment.stage, Move.WITHDRAW):
            _withdraw(amendment, by_id, now)


def _withdraw(motion: Motion, by_id: int, now: datetime) -> None:
    go(motion, Move.WITHDRAW)
    motion.withdrawn_at = now
    reading.take_back(motion, now)
    if motion.number is not None:
        record_of(motion, kinds.WITHDRAWN, by_id, now)


def lapse_all(meeting: Meeting, by_id: int | None, now: datetime) -> None:
    """The meeting is over: what was not voted on lapses, amendments and drafts among it. Who moved
    what was handed in is told; of a draft nobody knows but its mover.
    """
    for motion in queries.not_voted(meeting.id):
        told_kind = _lapses_as(motion)
        go(motion, Move.LAPSE)
        if motion.number is None:
            continue
        reading.take_back(motion, now)
        told = {"motion": motion.id, "title": motion.title, "meeting": meeting.title}
        outbox.tell([motion.mover_id], told_kind, now, **told)
        record_of(motion, kinds.NOT_REACHED, by_id, now, who=_who_ended(motion, by_id))


def _who_ended(motion: Motion, by_id: int | None) -> str:
    """In whose name; public lines name no person."""
    with official():
        if by_id is None or by_id in motion.meeting.leaders:
            return words.led_by(motion, by_id)
        return _("居委会")


def _lapses_as(motion: Motion) -> str:
    """What its mover hears: why it was not voted on."""
    if not motion.is_read:
        return kinds.TOLD_UNREAD
    if motion.is_stale:
        return kinds.TOLD_SET_ASIDE
    if motion.stage is not State.SUBMITTED and motion.amends_id is not None:
        return kinds.TOLD_AMENDMENT_LAPSED
    return kinds.TOLD_NOT_SIGNED if motion.stage is State.SUBMITTED else kinds.TOLD_LAPSED


def recuse(
    motion: Motion, person_id: int, reason: str, by_id: int, now: datetime, agreed: bool = False
) -> None:
    """Steps back before the vote is opened. Who leads puts it down for a member who ``agreed``, or
    declared it; the member is told at once. They stay in the quorum and leave the denominator.
    Again changes nothing.
    """
    _may_recuse(motion, person_id, by_id)
    row = queries.attendance(motion.meeting_id, person_id)
    if row is None or not row.votes:
        raise Refused(No.NOT_ENTITLED)
    if person_id != by_id:
        _may_put_down(motion, person_id, agreed)
    stepped = {"motion_id": motion.id, "person_id": person_id, "reason": reason, "by_id": by_id}
    if not insert_once(Recusal, **stepped, at=now):
        return
    if person_id != by_id:
        told = {"motion": motion.id, "number": motion.number, "title": motion.title}
        meeting = motion.meeting.title
        outbox.tell([person_id], kinds.TOLD_RECUSED, now, meeting=meeting, reason=reason, **told)
    record_of(motion, kinds.RECUSED, by_id, now)


def _may_put_down(motion: Motion, person_id: int, agreed: bool) -> None:
    """Not without the member's word, and never so many that fewer than a quorum could vote."""
    if not agreed:
        raise Refused(No.NOT_AGREED)
    away = {one.person_id for one in queries.recusals_around(motion)} | {person_id}
    entitled = queries.entitled(motion.meeting_id)
    needed = quorum.quorum_needed(motion.meeting.body.sort, entitled)
    if entitled - len(away) < needed:
        raise Refused(No.TOO_FEW_LEFT, able=entitled - len(away), needed=needed)


def lift_recusal(motion: Motion, person_id: int, by_id: int, now: datetime) -> None:
    """Taken back by the member, whoever entered it; by who leads only what a leader entered;
    before the vote is opened. A motion and its amendments are one thing: they come back to all of
    it, or where a part of it was voted on without them, to none.
    """
    _may_recuse(motion, person_id, by_id)
    made = queries.own_recusals(motion, person_id)
    if not made:
        raise Refused(No.NOT_ENTITLED)
    if by_id != person_id and any(one.by_id == person_id for one, _stage in made):
        raise Refused(No.OWN_RECUSAL)
    if any(stage in rules.DECIDED | rules.UNDER_VOTE for _one, stage in made):
        raise Refused(No.STAYED_BACK)
    for one, _stage in made:
        db.session.delete(one)
    record_of(motion, kinds.RECUSAL_LIFTED, by_id, now)


def make_secret(motion: Motion, by_id: int, now: datetime) -> None:
    """Who leads makes a vote secret before it is opened; nobody ever makes a secret one named."""
    leads(motion, by_id)
    if not rules.may_recuse(motion.stage):
        raise Refused(No.MOVED_ON)
    if motion.is_secret:
        raise Refused(No.ALREADY_SECRET)
    motion.form = Form.SECRET
    record_of(motion, kinds.MADE_SECRET, by_id, now)


def _may_recuse(motion: Motion, person_id: int, by_id: int) -> None:
    if person_id != by_id:
        leads(motion, by_id)
    if not rules.may_recuse(motion.stage):
        raise Refused(No.MOVED_ON)
