"""The end of a vote: stop, count the paper, open the box, erase the key, count, resolve."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete

from portal.ballots import actions as boxes
from portal.ballots import keys
from portal.ballots import queries as box_queries
from portal.ballots.models import Box
from portal.bodies.rules import Base
from portal.core import outbox
from portal.core.db import db, writing
from portal.meetings import quorum
from portal.meetings.motions import entered, files, habits, kinds, queries, rules
from portal.meetings.motions.actions import amending, resolving
from portal.meetings.motions.actions.recording import chairs, go, record_of
from portal.meetings.motions.models import Motion, MotionPaper
from portal.meetings.motions.rules import Choice, Move, No, PaperCount, Refused, State, Tally
from portal.meetings.quorum import Majority, Outcome


def close(motion_id: int, by_id: int | None, key_folder: Path, now: datetime) -> None:
    """Who is in the chair closes the vote; ``by_id`` None: nobody did, the calendar does. A named
    one is decided in the same transaction; a secret one goes on in steps, and waits for its paper
    to be counted.

    LookupError; Refused where it may not be closed, or its key is not there.
    """
    with writing():
        motion = queries.locked(motion_id)
        if by_id is not None:
            chairs(motion, by_id)
            if motion.stage is State.OPEN:
                _ask_those_entered_for(motion, by_id, now)
        _stop(motion, by_id, now)
        if not motion.is_secret:
            _decide(motion, _named(motion), now)
    finish(motion_id, key_folder, now)


def _ask_those_entered_for(motion: Motion, by_id: int, now: datetime) -> None:
    """Nobody closes what they entered for others, nor before those had time to answer, and those
    who are in the room to vote.
    """
    roll = queries.roll(motion.id)
    spoken, answers = queries.spoken(motion, roll), queries.answers(motion.id)
    found = entered.waiting(motion, roll, spoken, answers)
    if by_id in found.by:
        raise Refused(No.ENTERED)
    if found.until is not None and now < found.until:
        why = No.TOO_SOON if found.people else No.JUST_OPENED
        raise Refused(why, when=found.hour, n=len(found.people))


def _stop(motion: Motion, by_id: int | None, now: datetime) -> None:
    go(motion, Move.STOP)
    motion.stopped_at, motion.closed_by = now, by_id
    if motion.box_id is not None:
        box = boxes.locked(motion.box_id)
        boxes.stop(box, now)
        box.closes_at = max(now, box.opens_at + timedelta(milliseconds=1))
    record_of(motion, kinds.STOPPED, by_id, now)


def finish(motion_id: int, key_folder: Path, now: datetime) -> None:
    """Brings a stopped secret vote to its result, in steps, each a transaction of its own: killed
    anywhere and started again, it ends in the same digests. Nothing while paper is not counted;
    nothing for what is decided. Refused where the key is not there.
    """
    private = _key(motion_id, key_folder)
    if private is not None:
        with writing():
            _unseal(queries.locked(motion_id), private, now)
    box = _opened_box(motion_id)
    if box is None:
        return
    with writing():
        _erase_key(queries.locked(motion_id), key_folder, now)
    with writing():
        motion = queries.locked(motion_id)
        if motion.stage is State.COUNTING:
            _decide(motion, _from_ballots(motion), now)


def _key(motion_id: int, key_folder: Path) -> str | None:
    """The key of a stopped vote whose box can be opened now; read with no transaction open."""
    motion = queries.motion(motion_id)
    waits = motion is not None and motion.stage is State.COUNTING and motion.box_id is not None
    if motion is None or not waits or not paper_is_settled(motion):
        return None
    box = db.session.get_one(Box, motion.box_id)
    if box.opened_at is not None:
        return None
    private = keys.read(key_folder, box)
    if private is None:
        raise Refused(No.KEY_LOST)
    return private


def _opened_box(motion_id: int) -> Box | None:
    """The opened box of a vote that is still to be decided."""
    motion = queries.motion(motion_id)
    if motion is None or motion.stage is not State.COUNTING or motion.box_id is None:
        return None
    box = db.session.get_one(Box, motion.box_id)
    return box if box.opened_at is not None else None


def paper_is_settled(motion: Motion) -> bool:
    """Whether two people came to the same count of the paper, or there is none."""
    marks = queries.paper_marks(motion.box_id or 0)
    found = agreed_count(motion)
    return marks == 0 or (found is not None and found.total == marks)


def agreed_count(motion: Motion) -> PaperCount | None:
    """What two people counted, one of them a member who leads nothing, where there is such a one:
    chair and clerk between them cannot say what the paper says.
    """
    leaders = motion.meeting.leaders
    others = {one.person_id for one in queries.roll(motion.id) if not one.recused} - leaders
    return rules.agreed(queries.paper_counts(motion.id), leaders if others else ())


def is_overfull(motion: Motion) -> bool:
    """Whether two people found more paper than was handed out: somebody has voted twice."""
    found = agreed_count(motion) if motion.stage is State.COUNTING else None
    return found is not None and found.total > queries.paper_marks(motion.box_id or 0)


def enter_paper(
    motion: Motion, counted: PaperCount, by_id: int, now: datetime, over: bool = False
) -> None:
    """One person's count of the paper, entered again as often as need be until two agree. ``over``:
    they say that more lies in the box than was handed out.
    """
    if motion.stage is not State.COUNTING or motion.box_id is None or paper_is_settled(motion):
        raise Refused(No.MOVED_ON)
    if not may_count(motion, by_id):
        raise Refused(No.NOT_COUNTER)
    marks = queries.paper_marks(motion.box_id)
    too_many = over and counted.missing == 0 and counted.total > marks
    if counted.total != marks and not too_many:
        raise Refused(No.PAPER_SUM, total=counted.total, marks=marks)
    db.session.merge(
        MotionPaper(
            motion_id=motion.id,
            person_id=by_id,
            in_favour=counted.for_,
            against=counted.against,
            abstain=counted.abstain,
            spoilt=counted.spoilt,
            missing=counted.missing,
        )
    )
    record_of(motion, kinds.PAPER_COUNTED, by_id, now)


def may_count(motion: Motion, person_id: int) -> bool:
    """The chair, the clerk, and whoever had a voice in this vote and did not step back."""
    if person_id in motion.meeting.leaders:
        return True
    return any(one.person_id == person_id and not one.recused for one in queries.roll(motion.id))


def _unseal(motion: Motion, private: str, now: datetime) -> None:
    box = boxes.locked(motion.box_id or 0)
    if motion.stage is not State.COUNTING or box.opened_at is not None:
        return
    if not paper_is_settled(motion):
        return
    paper = agreed_count(motion)
    if paper is not None:
        boxes.put_in_paper(box, _contents(paper))
    boxes.open_envelopes(box, private, files.ballots, now)
    db.session.execute(delete(MotionPaper).where(MotionPaper.motion_id == motion.id))
    record_of(motion, kinds.UNSEALED, None, now, digest=box.final_digest)


def _contents(paper: PaperCount) -> list[str]:
    piles = (
        (Choice.FOR, paper.for_),
        (Choice.AGAINST, paper.against),
        (Choice.ABSTAIN, paper.abstain),
        (files.SPOILT, paper.spoilt),
    )
    return [files.content(said) for said, count in piles for _ in range(count)]


def _erase_key(motion: Motion, key_folder: Path, now: datetime) -> None:
    box = boxes.locked(motion.box_id or 0)
    keys.erase(key_folder, box.public_key)
    if box.key_erased_at is None:
        box.key_erased_at = now
        record_of(motion, kinds.KEY_ERASED, None, now)


def _named(motion: Motion) -> Tally:
    return rules.tally([one.choice for one in queries.roll(motion.id)])


def _from_ballots(motion: Motion) -> Tally:
    box = db.session.get_one(Box, motion.box_id)
    by_content = {files.content(choice): choice for choice in Choice}
    return rules.tally([by_content.get(one.content) for one in box_queries.ballots(box)])


def _decide(motion: Motion, found: Tally, now: datetime) -> None:
    """Counts, for good; what is adopted becomes a resolution, or its main motion's new text."""
    base, majority = rule_of(motion)
    with db.session.no_autoflush:  # figures and state change together
        motion.in_favour, motion.against, motion.abstain = found.for_, found.against, found.abstain
        outcome = quorum.outcome(motion.count, base, majority)
        if outcome is Outcome.ADOPTED and motion.main and rules.may_amend(motion.main.stage):
            _amend(motion.main, motion)
        motion.closed_at = now
        if not motion.is_secret and queries.entries(motion):
            motion.objections_until = now + timedelta(hours=habits.OBJECT_HOURS())
        go(motion, rules.move_for(outcome))
    if motion.replaced_text is not None and motion.main is not None:
        amending.words_changed(motion.main, _closer(motion), now)
    adopted = outcome is Outcome.ADOPTED
    _tell_all(motion, kinds.TOLD_ADOPTED if adopted else kinds.TOLD_REJECTED, now)
    resolving.settle(motion, now)
    kind = kinds.ADOPTED if adopted else kinds.REJECTED
    record_of(motion, kind, _closer(motion), now, **vars(motion.count))


def _amend(main: Motion, amendment: Motion) -> None:
    """The main motion takes the new words, and the new sum where there is one; the amendment keeps
    the old.
    """
    amendment.replaced_text, amendment.replaced_fen = main.text, main.amount_fen
    main.text, main.version = amendment.text, main.version + 1
    main.amount_fen = amendment.amount_fen or main.amount_fen


def _closer(motion: Motion) -> int:
    return motion.closed_by or motion.meeting.chair_id


def majority_of(motion: Motion) -> Majority:
    """What it needs: the law's, or what it asks for, or two thirds where the sum is large for its
    body.
    """
    meeting = motion.meeting
    large, asked = meeting.figures.large_fen, Majority(motion.majority)
    return rules.majority_for(meeting.body.sort, asked, motion.costs_fen, large)


def rule_of(motion: Motion) -> tuple[Base, Majority]:
    """What the vote goes by: frozen at its opening; before, as it would be frozen now."""
    if motion.ruled_base is None or motion.ruled_majority is None:
        return base_of(motion), majority_of(motion)
    return Base(motion.ruled_base), Majority(motion.ruled_majority)


def base_of(motion: Motion) -> Base:
    meeting = motion.meeting
    return quorum.base_for(meeting.body.sort, Base(meeting.figures.base))


def _tell_all(motion: Motion, kind: str, now: datetime) -> None:
    about = {"motion": motion.id, "number": motion.number, "title": motion.title}
    people = queries.everyone(motion.meeting_id)
    outbox.tell(people, kind, now, meeting=motion.meeting.title, **about)


def key_is_lost(motion: Motion, key_folder: Path) -> bool:
    """Whether a stopped vote can no longer be opened."""
    if motion.stage is not State.COUNTING or motion.box_id is None:
        return False
    box = db.session.get_one(Box, motion.box_id)
    return box.opened_at is None and keys.read(key_folder, box) is None


def void(motion: Motion, by_id: int, key_folder: Path, now: datetime) -> None:
    """A lost key, or more paper than was handed out, means voting again, openly; by the chair, and
    for no other reason.
    """
    chairs(motion, by_id)
    overfull = is_overfull(motion)
    if not overfull and not key_is_lost(motion, key_folder):
        raise Refused(No.KEY_THERE)
    go(motion, Move.VOID)
    box = boxes.locked(motion.box_id or 0)
    boxes.void(box, now)
    keys.erase(key_folder, box.public_key)
    db.session.execute(delete(MotionPaper).where(MotionPaper.motion_id == motion.id))
    _tell_all(motion, kinds.TOLD_AGAIN, now)
    record_of(motion, kinds.PAPER_OVER if overfull else kinds.VOIDED, by_id, now)
