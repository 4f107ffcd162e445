"""What the pages of a motion need, gathered in a constant number of queries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import abort

from portal.ballots import queries as boxes
from portal.ballots.models import Channel
from portal.core import clock
from portal.core.access import Asker, Can, asker_or_none
from portal.meetings import presence, quorum
from portal.meetings.models import Attendance, Meeting
from portal.meetings.motions import entered, naming, queries, rules, seats, words
from portal.meetings.motions.actions import (
    amending,
    carrying,
    closing,
    matters,
    moving,
    reading,
    voting,
)
from portal.meetings.motions.actions.hindering import hindrance, matter_of, rests_on
from portal.meetings.motions.actions.matters import is_in_the_room
from portal.meetings.motions.actions.opening import facts_of, stepped_back
from portal.meetings.motions.models import Challenge, Motion, MotionEntry, MotionVoter
from portal.meetings.motions.rules import Entry, Move, State, Support, Via
from portal.meetings.motions.standing import Standing
from portal.resolutions import queries as resolutions
from portal.story import chain
from portal.topics import queries as topics
from portal.topics.models import Delegation


def offered(meeting: Meeting, among: Sequence[Delegation] | None = None) -> list[Delegation]:
    """What was handed down to its body, for a motion to name (art. 30)."""
    return topics.handed_to(meeting.body.sort, clock.today(), among)


def readable(motion_id: int) -> Motion:
    """The motion, if whoever asks may read it; 404 else."""
    motion = queries.motion(motion_id)
    if motion is None or not may_read(motion, asker_or_none(), clock.now()):
        abort(404)
    return motion


def may_read(motion: Motion, me: Asker | None, now: datetime) -> bool:
    """Whether this visitor may read it; asks no more than it must."""
    if is_shown(motion, me, inside=False):
        return True
    return me is not None and is_shown(motion, me, takes_part(motion.meeting, me, now))


def is_shown(motion: Motion, me: Asker | None, inside: bool) -> bool:
    """A draft is its mover's alone; what gathers signatures is for those who may sign (``inside``),
    and for supervisors, who answer challenges; all that came to be put to the vote is public for
    good.
    """
    is_mover = me is not None and motion.mover_id == me.person_id
    if not motion.is_read and motion.opened_at is None:  # a moderator comes first
        return is_mover or leads(motion, me)
    if motion.admitted_at is not None:
        return True
    answers = me is not None and me.can(Can.ANSWER_OBJECTIONS)
    return is_mover or ((inside or answers) and motion.number is not None)


def takes_part(meeting: Meeting, me: Asker, now: datetime) -> bool:
    """Who leads the meeting, is of it, or may sign its motions as a resident."""
    return is_part(meeting, me, queries.attendance(meeting.id, me.person_id), now)


def is_part(meeting: Meeting, me: Asker, row: Attendance | None, now: datetime) -> bool:
    """The same, for who knows their ``row`` already."""
    if row is not None or me.person_id in meeting.leaders:
        return True
    return meeting.figures.resident_sponsors > 0 and moving.is_adult_resident(me.person_id, now)


def leads(motion: Motion, me: Asker | None) -> bool:
    return me is not None and me.person_id in motion.meeting.leaders


def whole(motion: Motion, me: Asker | None, now: datetime) -> dict[str, Any]:
    """The page of one motion."""
    signed, recusals = queries.sponsors(motion.id), queries.recusals_around(motion)
    voices, challenges = named_voices(motion), queries.challenges(motion.id)
    result = entered.result(motion, now) if motion.is_decided else None
    turned = result is not None and result.standing is Standing.TURNED
    can_follow = motion.stage is State.LAPSED or turned
    support = Support(motion.mover_votes, sum(one.votes for one in signed), len(signed))
    return {
        "motion": motion,
        "now": now,
        "mover": naming.mover(motion),
        "names": naming.names_people(motion.meeting),
        "matter": matter_of(motion),
        "rests_on": rests_on(motion, clock.local(now).date()),
        "of_seats": seats.said(motion),
        "put_by": words.led_by(motion, motion.admitted_by),
        "sponsors": signed,
        "support": support,
        "amendments": queries.amendments(motion.id),
        "recusals": recusals,
        "challenges": challenges,
        "named_by": words.led_by(motion, motion.matter_by),
        "carried": queries.carried_to(motion.id) if can_follow else None,
        "rule": rule(motion),
        "resolution": resolutions.of_source("meetings.motion", motion.id),
        "progress": queries.progress(motion) if motion.opened_at else None,
        "voices": voices,
        "log": _log(motion) if voices else {},
        "result": result,
        "files": boxes.files(motion.box_id) if motion.box_id and motion.is_decided else [],
        "chain": _chain(motion),
        **_for_me(motion, me, {one.person_id for one in signed}, challenges, now),
    }


def _chain(motion: Motion) -> list[dict[str, object]]:
    """The story of the topic that it takes up; nothing where it takes up none."""
    if motion.item is None or motion.item.topic_id is None:
        return []
    return chain.links(chain.Keys(topic_id=motion.item.topic_id), chain.Stage.MOTION)


def rule(motion: Motion) -> dict[str, str]:
    """What it takes, in words, with its article."""
    kind = motion.meeting.body.sort
    base, majority = closing.rule_of(motion)
    return {
        "form": str(words.FORM_NAMES[rules.Form(motion.form)]),
        "majority": words.rule_words(base, majority),
        "quorum": words.quorum_words(kind),
        "basis": words.basis(kind),
    }


def named_voices(motion: Motion) -> list[MotionVoter]:
    """Who voted how, of a named vote that is decided; nothing while it runs, and nobody of a
    meeting whose people are not named.
    """
    if motion.is_secret or not motion.is_decided or not naming.names_people(motion.meeting):
        return []
    return queries.roll(motion.id)


def _log(motion: Motion) -> dict[int, MotionEntry]:
    """Person → the last hand that was entered for them, also where they overrode it."""
    if motion.objections_until is None:
        return {}
    return {one.person_id: one for one in queries.entries(motion) if one.what == Entry.HAND}


def _for_me(
    motion: Motion,
    me: Asker | None,
    signed: set[int],
    challenges: Sequence[Challenge],
    now: datetime,
) -> dict[str, Any]:
    """Which buttons this visitor sees, from the predicates that the actions ask too."""
    if me is None:
        return {"can": {}, "mine": []}
    row = queries.attendance(motion.meeting_id, me.person_id)
    member = row is not None and row.votes
    is_mover = motion.mover_id == me.person_id
    return {
        "can": {
            "sign": moving.cannot_sign(motion, me.person_id, now) is None
            and me.person_id not in signed,
            "unsign": motion.stage is State.SUBMITTED and me.person_id in signed,
            "submit": is_mover and rules.allowed(motion.stage, Move.SUBMIT),
            "rewrite": reading.may_rewrite(motion, me.person_id),
            "rewrite_stale": amending.may_rewrite(motion, me.person_id),
            "carry": carrying.may_carry(motion, me.person_id),
            "again": carrying.may_put_again(motion, me.person_id, now),
            "answer": me.can(Can.ANSWER_OBJECTIONS)
            and any(matters.may_answer(motion, one, me.person_id) for one in challenges),
            "challenge": is_in_the_room(row)
            and motion.amends_id is None
            and motion.is_read
            and rules.may_recuse(motion.stage),
            "withdraw": is_mover and rules.allowed(motion.stage, Move.WITHDRAW),
            "recuse": member and rules.may_recuse(motion.stage),
            "amend": motion.amends_id is None
            and rules.may_amend(motion.stage)
            and moving.may_move(motion.meeting, me.person_id, now) is not None,
            "lead": leads(motion, me)
            and motion.number is not None
            and motion.stage not in rules.OVER,
        },
        "mine": voting.own_voices(motion, me.person_id) if motion.opened_at else [],
    }


def leading(motion: Motion, me: int, among: Sequence[Delegation] | None = None) -> dict[str, Any]:
    """The page of whoever leads the vote: what it waits for, who has spoken, never how; whether
    this one is in the chair, or keeps the minutes. ``among``: all delegations, where the caller has
    asked for them already.
    """
    roll = queries.roll(motion.id) if motion.opened_at else []
    meeting = motion.meeting
    spoken = queries.spoken(motion, roll)
    answers = queries.answers(motion.id) if roll else {}
    denied = {who for who, said in answers.items() if not said.meant}
    silent = [one for one in roll if not one.recused and spoken.get(one.person_id) is None]
    slips = [one for one in roll if spoken.get(one.person_id) == Channel.PAPER]
    recusals = queries.recusals_around(motion)
    may_open = rules.allowed(motion.stage, Move.OPEN)
    return {
        "motion": motion,
        "rule": rule(motion),
        "recusals": recusals,
        "members": queries.members(motion.meeting_id) if rules.may_recuse(motion.stage) else [],
        "chairs": rules.chairs(me, meeting.chair_id, meeting.stand_in_id),
        "clerks": me == meeting.clerk_id,
        "now": clock.now(),
        "wait": entered.waiting(motion, roll, spoken, answers)
        if motion.stage is State.OPEN
        else None,
        "denied": [one for one in roll if one.person_id in denied],
        "silent": silent,
        "free": [one for one in silent if motion.is_secret or one.person_id not in denied],
        "entered": [one for one in roll if one.via == Via.CLERK],
        "slips": slips,
        "matter": matter_of(motion),
        "rests_on": rests_on(motion, clock.today(), among),
        "challenges": queries.challenges(motion.id),
        "overfull": closing.is_overfull(motion),
        "progress": queries.progress(motion) if motion.opened_at else None,
        "paper": len(slips),
        "may_open": may_open,
        "may_put": moving.may_put(motion),
        **(_before_opening(motion, {one.person_id for one in recusals}, among) if may_open else {}),
    }


def _before_opening(
    motion: Motion, stepped: set[int], among: Sequence[Delegation] | None
) -> dict[str, Any]:
    """Who is there, who is needed, and why the vote cannot be opened yet."""
    voices = presence.voices(motion.meeting_id)
    facts = facts_of(motion, voices, stepped_back(voices, stepped))
    refused = rules.cannot_open(facts) or hindrance(motion, voices, clock.now(), among=among)
    return {
        "facts": facts,
        "needed": quorum.quorum_needed(facts.kind, facts.entitled),
        "cannot_open": words.refusal(refused) if refused else None,
    }


def paper(motion: Motion, person_id: int) -> dict[str, Any]:
    """Where the count of the paper stands; whether this person's agrees with another's."""
    counts = queries.paper_counts(motion.id)
    return {
        "motion": motion,
        "marks": queries.paper_marks(motion.box_id or 0),
        "own": counts.get(person_id),
        "others": len([one for one in counts if one != person_id]),
        "differs": len(counts) > 1 and rules.agreed(counts) is None,
        "alike": rules.agreed(counts) is not None,
        "overfull": closing.is_overfull(motion),
        "settled": closing.paper_is_settled(motion),
    }
