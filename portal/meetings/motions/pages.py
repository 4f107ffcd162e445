"""What the pages of a motion need, gathered in a constant number of queries."""

from datetime import datetime
from typing import Any

from portal.ballots import queries as boxes
from portal.core.access import Asker
from portal.meetings import presence, quorum
from portal.meetings.motions import queries, rules, words
from portal.meetings.motions.actions import closing, moving, voting
from portal.meetings.motions.actions.opening import facts_of
from portal.meetings.motions.models import Motion, MotionVoter
from portal.meetings.motions.rules import Move, Refused, State, Support
from portal.resolutions import queries as resolutions


def may_read(motion: Motion, me: Asker | None, now: datetime) -> bool:
    """A draft is its mover's alone; what gathers signatures is for those who may sign; all that
    came to be put to the vote is public for good.
    """
    if motion.admitted_at is not None:
        return True
    if me is None:
        return False
    if motion.mover_id == me.person_id:
        return True
    return motion.stage is not State.DRAFT and _takes_part(motion, me, now)


def _takes_part(motion: Motion, me: Asker, now: datetime) -> bool:
    meeting = motion.meeting
    if rules.leads(me.person_id, meeting.chair_id, meeting.clerk_id):
        return True
    if queries.attendance(meeting.id, me.person_id) is not None:
        return True
    return meeting.body.resident_sponsors > 0 and moving.is_adult_resident(me.person_id, now)


def leads(motion: Motion, me: Asker | None) -> bool:
    meeting = motion.meeting
    return me is not None and rules.leads(me.person_id, meeting.chair_id, meeting.clerk_id)


def whole(motion: Motion, me: Asker | None, now: datetime) -> dict[str, Any]:
    """The page of one motion."""
    signed, recusals = queries.sponsors(motion.id), queries.recusals(motion.id)
    support = Support(motion.mover_votes, sum(one.votes for one in signed), len(signed))
    return {
        "motion": motion,
        "sponsors": signed,
        "support": support,
        "amendments": queries.amendments(motion.id),
        "recusals": recusals,
        "rule": rule(motion),
        "resolution": resolutions.of_source("meetings.motion", motion.id),
        "progress": queries.progress(motion) if motion.opened_at else None,
        "voices": named_voices(motion),
        "files": boxes.files(motion.box_id) if motion.box_id and motion.is_decided else [],
        **_for_me(motion, me, {one.person_id for one in signed}, now),
    }


def rule(motion: Motion) -> dict[str, str]:
    """What it takes, in words, with its article."""
    kind = motion.meeting.body.sort
    return {
        "form": str(words.FORM_NAMES[rules.Form(motion.form)]),
        "majority": words.rule_words(closing.base_of(motion), closing.majority_of(motion)),
        "quorum": words.quorum_words(kind),
        "basis": words.basis(kind),
    }


def named_voices(motion: Motion) -> list[MotionVoter]:
    """Who voted how, of a named vote that is decided; nothing while it runs."""
    return [] if motion.is_secret or not motion.is_decided else queries.roll(motion.id)


def _for_me(motion: Motion, me: Asker | None, signed: set[int], now: datetime) -> dict[str, Any]:
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
            "withdraw": is_mover and rules.allowed(motion.stage, Move.WITHDRAW),
            "recuse": member and rules.may_recuse(motion.stage),
            "amend": motion.amends_id is None
            and rules.may_amend(motion.stage)
            and moving.may_move(motion.meeting, me.person_id, now) is not None,
            "lead": leads(motion, me) and motion.number is not None and not motion.is_decided,
        },
        "mine": voting.own_voices(motion, me.person_id) if motion.opened_at else [],
    }


def leading(motion: Motion) -> dict[str, Any]:
    """The page of whoever leads the vote: what it waits for, who has spoken, never how."""
    voices = presence.voices(motion.meeting_id)
    recusals = queries.recusals(motion.id)
    stepped = {one.person_id for one in recusals}
    facts = facts_of(motion, voices, {w for w, holder in voices.items() if {w, holder} & stepped})
    roll = queries.roll(motion.id)
    spoken = queries.spoken(motion, roll)
    return {
        "motion": motion,
        "rule": rule(motion),
        "facts": facts,
        "needed": quorum.quorum_needed(facts.kind, facts.entitled),
        "cannot_open": _in_words(rules.cannot_open(facts)),
        "may_open": rules.allowed(motion.stage, Move.OPEN),
        "recusals": recusals,
        "members": presence.roll(motion.meeting_id) if rules.may_recuse(motion.stage) else [],
        "roll": roll,
        "silent": [one for one in roll if not one.recused and spoken.get(one.person_id) is None],
        "progress": queries.progress(motion) if motion.opened_at else None,
        "paper": queries.paper_marks(motion.box_id) if motion.box_id else 0,
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
        "settled": rules.agreed(counts) is not None,
    }


def _in_words(refused: Refused | None) -> str | None:
    return words.refusal(refused) if refused else None
