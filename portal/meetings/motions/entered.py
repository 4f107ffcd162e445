"""What was entered for others in a vote: for whom the close waits, and what the result is worth."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.ballots.models import Channel
from portal.bodies.rules import Base
from portal.meetings.motions import habits, queries, rules, standing, words
from portal.meetings.motions.models import Motion, MotionAnswer, MotionEntry, MotionVoter
from portal.meetings.motions.rules import Tally, Via
from portal.meetings.motions.standing import Entered, Standing
from portal.meetings.quorum import Majority


@dataclass(frozen=True)
class Waiting:
    """Who is asked about what was entered for them while a vote is open; until when its close waits
    for them and for those who have not spoken since it was opened (None for no longer); and who
    entered something for others: they do not close it.
    """

    people: Sequence[MotionVoter]
    until: datetime | None
    by: frozenset[int]

    @property
    def hour(self) -> str:
        """The first full minute at which it may be closed, here."""
        return words.hour(self.until) if self.until is not None else ""


def waiting(
    motion: Motion,
    roll: Sequence[MotionVoter],
    spoken: Mapping[int, str | None],
    answers: Mapping[int, MotionAnswer],
) -> Waiting:
    """``spoken``: how each voice came in. Two queries."""
    log = queries.entries(motion)
    voices = {one.person_id: one for one in roll if not one.recused}
    others = [one for one in log if not _is_own(one, voices.get(one.person_id))]
    last = {one.person_id: one for one in others}
    asked = {
        who: at
        for who in voices
        if (at := _asked_at(spoken.get(who), last.get(who), answers.get(who))) is not None
    }
    silent = [who for who in voices if spoken.get(who) is None]
    moments = [*asked.items(), *((who, motion.opened_at) for who in silent if motion.opened_at)]
    until = standing.may_close_at([Entered(who, at) for who, at in moments], habits.CLOSE_MINUTES())
    return Waiting([voices[who] for who in asked], until, frozenset(one.by_id for one in others))


def _is_own(one: MotionEntry, voice: MotionVoter | None) -> bool:
    return voice is not None and one.by_id in (voice.person_id, voice.holder_id)


def _asked_at(
    how: str | None, entry: MotionEntry | None, answer: MotionAnswer | None
) -> datetime | None:
    """Since when a voice may be answered for, or given anew; None where nobody waits for it."""
    if how in (Via.CLERK, Channel.PAPER):
        return None if entry is None or (answer is not None and answer.meant) else entry.at
    if how is not None:
        return None
    times = [one.at for one in (entry, answer) if one is not None]
    return max(times, default=None)


def others_hands(roll: Iterable[MotionVoter]) -> list[MotionVoter]:
    """The hands that count and that somebody else entered."""
    return [
        one
        for one in roll
        if one.via == Via.CLERK and one.entered_by not in (one.person_id, one.holder_id)
    ]


@dataclass(frozen=True)
class Result:
    """What a decided named vote is worth: how many say that the hand entered for them is not what
    they meant, how many have not answered.
    """

    standing: Standing
    denied: int
    silent: int


def result(motion: Motion, now: datetime) -> Result:
    """No query where nothing was entered for others."""
    if motion.objections_until is None:
        return Result(Standing.STANDS, 0, 0)
    hands, answers = others_hands(queries.roll(motion.id)), queries.answers(motion.id)
    said = {one.person_id: answers.get(one.person_id) for one in hands}
    denied = [one for one in hands if _is(said[one.person_id], meant=False)]
    still = now < motion.objections_until
    silent = [one for one in hands if still and said[one.person_id] is None]
    found = standing.standing(
        motion.count,
        Base(motion.ruled_base or ""),
        Majority(motion.ruled_majority or ""),
        _tally(denied),
        _tally(silent),
    )
    return Result(found, len(denied), len(silent))


def _is(answer: MotionAnswer | None, meant: bool) -> bool:
    return answer is not None and answer.meant is meant


def _tally(hands: Sequence[MotionVoter]) -> Tally:
    return rules.tally([one.choice for one in hands])
