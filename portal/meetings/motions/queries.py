"""Reading motions: of a meeting, one with its people, how far a vote has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.ballots.models import RollRow
from portal.bodies.models import Body
from portal.bodies.rules import Kind
from portal.core.db import db
from portal.meetings.models import AgendaItem, Attendance, Meeting
from portal.meetings.motions.models import (
    Challenge,
    Motion,
    MotionAnswer,
    MotionEntry,
    MotionPaper,
    MotionSponsor,
    MotionVoter,
    Recusal,
)
from portal.meetings.motions.rules import NOT_VOTED, PENDING, UNDER_VOTE, PaperCount, State
from portal.resolutions.models import Resolution
from portal.resolutions.rules import may_annul

MOST_ANNULLABLE = 100
"""Resolutions that a form offers; older ones are history."""

Row = TypeVar("Row", Meeting, Motion)

_WHOLE = (
    joinedload(Motion.meeting).joinedload(Meeting.body),
    joinedload(Motion.mover),
    joinedload(Motion.item).joinedload(AgendaItem.topic),
    joinedload(Motion.main),
    joinedload(Motion.delegation),
    joinedload(Motion.annuls),
    joinedload(Motion.box),
    joinedload(Motion.post),
)


def motion(motion_id: int) -> Motion | None:
    """With its meeting, body, mover, item, main motion and what it would annul; one query."""
    return db.session.scalar(select(Motion).where(Motion.id == motion_id).options(*_WHOLE))


def on_agenda(item_id: int | None) -> AgendaItem | None:
    """An item of an agenda; None for none."""
    return db.session.get(AgendaItem, item_id) if item_id else None


def locked_meeting(meeting_id: int) -> Meeting:
    """A meeting under its lock: whatever moves its motions comes one after the other."""
    return db.session.scalars(_anew(select(Meeting).where(Meeting.id == meeting_id))).one()


def locked(motion_id: int) -> Motion:
    """A motion under its meeting's lock and its own. LookupError for an unknown one."""
    meeting_id = db.session.scalar(select(Motion.meeting_id).where(Motion.id == motion_id))
    if meeting_id is None:
        raise LookupError(motion_id)
    locked_meeting(meeting_id)
    return locked_alone(motion_id)


def locked_alone(motion_id: int) -> Motion:
    """A motion under its own lock only: for the many who vote. LookupError for an unknown one."""
    found = db.session.scalar(_anew(select(Motion).where(Motion.id == motion_id)))
    if found is None:
        raise LookupError(motion_id)
    return found


def _anew(wanted: Select[Row]) -> Select[Row]:
    return wanted.with_for_update().execution_options(populate_existing=True)


def locked_of_post(post_id: int) -> Motion:
    """The motion of a moderated post, under the locks. LookupError where there is none."""
    return locked(db.session.scalar(select(Motion.id).where(Motion.post_id == post_id)) or 0)


def of_posts(post_ids: Sequence[int]) -> list[Motion]:
    """Those that a moderator reads, or has read."""
    wanted = select(Motion).where(Motion.post_id.in_(post_ids)).options(*_WHOLE)
    return list(db.session.scalars(wanted))


def meeting(meeting_id: int) -> Meeting | None:
    wanted = select(Meeting).where(Meeting.id == meeting_id).options(joinedload(Meeting.body))
    return db.session.scalar(wanted)


def of_meeting(meeting_id: int) -> list[Motion]:
    """All motions of a meeting in the order of their numbers, drafts last."""
    wanted = select(Motion).where(Motion.meeting_id == meeting_id).options(*_WHOLE)
    return list(db.session.scalars(wanted.order_by(Motion.number.is_(None), Motion.number)))


def not_voted(meeting_id: int) -> list[Motion]:
    """Under their locks, those of a meeting that no vote has decided, in the order in which they
    were written.
    """
    waiting = Motion.meeting_id == meeting_id, Motion.state.in_(NOT_VOTED)
    return list(db.session.scalars(_anew(select(Motion).where(*waiting).order_by(Motion.id))))


def amendments(motion_id: int) -> list[Motion]:
    """Those that were handed in, in the order of their numbers."""
    wanted = select(Motion).where(Motion.amends_id == motion_id, Motion.number.is_not(None))
    return list(db.session.scalars(wanted.order_by(Motion.number)))


def has_pending_amendment(motion_id: int) -> bool:
    waiting = Motion.amends_id == motion_id, Motion.state.in_(PENDING)
    return db.session.scalar(select(Motion.id).where(*waiting).limit(1)) is not None


def under_vote(meeting_id: int) -> Motion | None:
    """The one motion of a meeting that is being voted on or counted."""
    wanted = select(Motion).where(Motion.meeting_id == meeting_id, Motion.state.in_(UNDER_VOTE))
    return db.session.scalar(wanted.options(*_WHOLE))


def last_decided(meeting_id: int) -> Motion | None:
    wanted = select(Motion).where(Motion.meeting_id == meeting_id, Motion.closed_at.is_not(None))
    newest = wanted.options(*_WHOLE).order_by(Motion.closed_at.desc(), Motion.id.desc())
    return db.session.scalar(newest.limit(1))


def counting() -> list[int]:
    """Ids of the motions whose count has not come to its end."""
    return list(db.session.scalars(select(Motion.id).where(Motion.state == State.COUNTING)))


def answered_for(now: datetime) -> list[int]:
    """Ids of adopted motions without a resolution whose time for answers is over, and that were not
    put to the vote again.
    """
    again = aliased(Motion)
    over = Motion.state == State.ADOPTED, Motion.amends_id.is_(None), Motion.objections_until <= now
    wanted = select(Motion.id).where(
        *over,
        ~exists().where(
            Resolution.source_kind == "meetings.motion", Resolution.source_id == Motion.id
        ),
        ~exists().where(again.carries_id == Motion.id),
    )
    return list(db.session.scalars(wanted.order_by(Motion.id)))


def last_number(meeting_id: int) -> int:
    numbers = select(func.max(Motion.number)).where(Motion.meeting_id == meeting_id)
    return db.session.scalar(numbers) or 0


def twin(meeting_id: int, mover_id: int, said: Mapping[str, Any]) -> Motion | None:
    """A draft of the same words in the same place by the same person: a form sent twice."""
    same = ("title", "text", "item_id", "amends_id")
    return db.session.scalar(
        select(Motion).where(
            Motion.meeting_id == meeting_id,
            Motion.mover_id == mover_id,
            *(getattr(Motion, name).is_not_distinct_from(said[name]) for name in same),
            Motion.state == State.DRAFT,
        )
    )


def attendance(meeting_id: int, person_id: int) -> Attendance | None:
    """Somebody's row in a meeting; None for who is no part of it."""
    return db.session.scalar(
        select(Attendance).where(
            Attendance.meeting_id == meeting_id, Attendance.person_id == person_id
        )
    )


def agenda(meeting_id: int) -> list[AgendaItem]:
    wanted = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id)
    return list(db.session.scalars(wanted.order_by(AgendaItem.position)))


def item(meeting_id: int, item_id: int) -> AgendaItem | None:
    """An item of this meeting; None where it is another's."""
    of_it = AgendaItem.id == item_id, AgendaItem.meeting_id == meeting_id
    return db.session.scalar(select(AgendaItem).where(*of_it))


def members(meeting_id: int) -> list[Attendance]:
    """Everyone of a meeting who has a vote, with their names."""
    voting = Attendance.meeting_id == meeting_id, Attendance.votes
    wanted = select(Attendance).where(*voting).options(joinedload(Attendance.person))
    return list(db.session.scalars(wanted.order_by(Attendance.id)))


def entitled(meeting_id: int) -> int:
    """How many of a meeting have a vote."""
    voting = Attendance.meeting_id == meeting_id, Attendance.votes
    return db.session.scalar(select(func.count()).select_from(Attendance).where(*voting)) or 0


def everyone(meeting_id: int) -> list[int]:
    """All people of a meeting, with a vote or without."""
    wanted = select(Attendance.person_id).where(Attendance.meeting_id == meeting_id)
    return list(db.session.scalars(wanted.order_by(Attendance.id)))


def sponsors(motion_id: int) -> list[MotionSponsor]:
    """Who stands behind it, members first, in the order in which they signed."""
    of_one = select(MotionSponsor).where(MotionSponsor.motion_id == motion_id)
    order = MotionSponsor.votes.desc(), MotionSponsor.at, MotionSponsor.person_id
    named = of_one.options(joinedload(MotionSponsor.person))
    return list(db.session.scalars(named.order_by(*order)))


def recusals(motion_id: int) -> list[Recusal]:
    wanted = select(Recusal).where(Recusal.motion_id == motion_id)
    return list(db.session.scalars(wanted.options(joinedload(Recusal.person)).order_by(Recusal.at)))


def recusals_around(motion: Motion) -> list[Recusal]:
    """Who stepped back from a motion, its amendments or the motion that it amends: each person
    once, with what was said of this one where something was. One query.
    """
    root = motion.amends_id or motion.id
    of_one = Motion.id == Recusal.motion_id, or_(Motion.id == root, Motion.amends_id == root)
    wanted = select(Recusal).join(Motion, of_one[0]).where(of_one[1])
    own_first = (Recusal.motion_id == motion.id).desc()
    found = wanted.options(joinedload(Recusal.person)).order_by(own_first, Recusal.at)
    first: dict[int, Recusal] = {}
    for one in db.session.scalars(found):
        first.setdefault(one.person_id, one)
    return list(first.values())


def own_recusals(motion: Motion, person_id: int) -> list[tuple[Recusal, State]]:
    """Where somebody stepped back from a motion, its amendments or the motion that it amends, each
    with the state of the one that they named.
    """
    root = motion.amends_id or motion.id
    around = or_(Motion.id == root, Motion.amends_id == root), Recusal.person_id == person_id
    wanted = select(Recusal, Motion.state).join(Motion, Motion.id == Recusal.motion_id)
    return [(one, State(state)) for one, state in db.session.execute(wanted.where(*around))]


def challenges(motion_id: int) -> list[Challenge]:
    """Who says that it touches something else, or is contested, in the order of their saying so."""
    wanted = select(Challenge).where(Challenge.motion_id == motion_id)
    return list(
        db.session.scalars(wanted.options(joinedload(Challenge.person)).order_by(Challenge.at))
    )


def doubted(motion: Motion) -> list[Motion]:
    """Once for each challenge that nobody has settled: itself, or the motion that it amends; and
    what was withdrawn in its body, whoever moved it, before it was handed in.
    """
    withdrawn = and_(
        Meeting.body_id == motion.meeting.body_id,
        Motion.state == State.WITHDRAWN,
        Motion.withdrawn_at <= motion.submitted_at,
    )
    wanted = select(Motion).join(Motion.meeting)
    wanted = wanted.join(Challenge, Challenge.motion_id == Motion.id)
    stands = Challenge.answer.is_(None), Challenge.met.is_(False)
    which = or_(Motion.id == (motion.amends_id or motion.id), withdrawn)
    return list(db.session.scalars(wanted.where(*stands, which).order_by(Motion.id)))


def pending_amendments(motion_id: int) -> list[Motion]:
    """Under their locks, those of a motion that no vote has decided, drafts among them."""
    waiting = Motion.amends_id == motion_id, Motion.state.in_(NOT_VOTED)
    return list(db.session.scalars(_anew(select(Motion).where(*waiting).order_by(Motion.id))))


def next_meeting(meeting: Meeting) -> Meeting | None:
    """The next one of its body that is called and not over."""
    coming = (
        Meeting.body_id == meeting.body_id,
        Meeting.starts_at > meeting.starts_at,
        Meeting.called_at.is_not(None),
        Meeting.closed_at.is_(None),
        Meeting.cancelled_at.is_(None),
    )
    return db.session.scalar(select(Meeting).where(*coming).order_by(Meeting.starts_at).limit(1))


def carried_to(motion_id: int) -> Motion | None:
    """The motion of a later meeting that takes this one up again."""
    return db.session.scalar(select(Motion).where(Motion.carries_id == motion_id))


def roll(motion_id: int) -> list[MotionVoter]:
    """The voices in the room when the vote was opened."""
    people = joinedload(MotionVoter.person), joinedload(MotionVoter.holder)
    wanted = select(MotionVoter).where(MotionVoter.motion_id == motion_id)
    return list(db.session.scalars(wanted.options(*people).order_by(MotionVoter.id)))


def spoken(motion: Motion, voices: Sequence[MotionVoter]) -> dict[int, str | None]:
    """Person → how their voice came in (phone, clerk, online, paper), None for not yet; of those
    who may vote. Of a secret vote from the box's roll.
    """
    able = [one for one in voices if not one.recused]
    if not motion.is_secret:
        return {one.person_id: one.via for one in able}
    marks = select(RollRow.person_id, RollRow.marked).where(RollRow.box_id == motion.box_id)
    marked = dict(db.session.execute(marks).all())
    return {one.person_id: marked.get(one.person_id) for one in able}


def entries(motion: Motion) -> list[MotionEntry]:
    """What was entered for others since the vote was opened, in its order."""
    since = MotionEntry.motion_id == motion.id, MotionEntry.at >= motion.opened_at
    return list(db.session.scalars(select(MotionEntry).where(*since).order_by(MotionEntry.id)))


def answers(motion_id: int) -> dict[int, MotionAnswer]:
    """Person → what was said to what had been entered for their voice."""
    wanted = select(MotionAnswer).where(MotionAnswer.motion_id == motion_id)
    return {one.person_id: one for one in db.session.scalars(wanted)}


@dataclass(frozen=True)
class Progress:
    """How many voices have been given, of how many, never how; and how many slips are out."""

    given: int
    able: int
    slips: int = 0

    @property
    def missing(self) -> int:
        return self.able - self.given


def progress(motion: Motion) -> Progress:
    """One query."""
    if motion.is_secret:
        return _secret_progress(motion.box_id or 0)
    able = MotionVoter.motion_id == motion.id, MotionVoter.recused.is_(False)
    given, of = db.session.execute(
        select(func.count(MotionVoter.choice), func.count()).where(*able)
    ).one()
    return Progress(given, of)


def _secret_progress(box_id: int) -> Progress:
    paper = func.count().filter(RollRow.marked == "paper")
    on_roll = RollRow.box_id == box_id, RollRow.removed.is_(False)
    marked = select(func.count(RollRow.marked), func.count(), paper).where(*on_roll)
    return Progress(*db.session.execute(marked).one())


def paper_marks(box_id: int) -> int:
    """How many took a paper ballot of a secret vote."""
    on_paper = RollRow.box_id == box_id, RollRow.marked == "paper"
    return db.session.scalar(select(func.count()).where(*on_paper)) or 0


def paper_counts(motion_id: int) -> dict[int, PaperCount]:
    """Person → what they counted."""
    wanted = select(MotionPaper).where(MotionPaper.motion_id == motion_id)
    return {one.person_id: one.count for one in db.session.scalars(wanted)}


def holds_box(box_id: int) -> bool:
    """Whether this box is, or was, of a motion."""
    rows = select(MotionVoter.id).join(Motion, Motion.id == MotionVoter.motion_id)
    return db.session.scalar(rows.where(Motion.box_id == box_id).limit(1)) is not None


def annullable(body: Body) -> list[Resolution]:
    """What a body may annul (art. 30): resolutions that stand, of lower bodies and of its own
    subcommittees, newest first.
    """
    lower = [kind for kind in Kind if may_annul(body.sort, kind)]
    wanted = select(Resolution).join(Body, Body.id == Resolution.body_id)
    lower_ones = or_(Body.kind.in_(lower), Body.parent_id == body.id)
    standing = wanted.where(lower_ones, Resolution.annulled_by.is_(None))
    return list(db.session.scalars(standing.order_by(Resolution.id.desc()).limit(MOST_ANNULLABLE)))
