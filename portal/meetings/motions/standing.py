"""What was entered for somebody else: how long the close waits for their answer, and what a result
is worth that rests on it. Pure answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from portal.bodies.rules import Base
from portal.meetings import quorum
from portal.meetings.motions.rules import Tally
from portal.meetings.quorum import Count, Majority, Outcome


@dataclass(frozen=True)
class Entered:
    """A voice for which somebody else entered a hand or handed out a slip, and whose owner has not
    answered; or who said that it was not so, and has not voted since. ``at``: when.
    """

    person_id: int
    at: datetime


def may_close_at(waiting: Iterable[Entered], minutes: int) -> datetime | None:
    """From when on the vote may be closed: so many minutes after the last of them. None for at
    once: nobody is waited for.
    """
    last = max((one.at for one in waiting), default=None)
    return None if last is None else last + timedelta(minutes=minutes)


class Standing(StrEnum):
    """What a result is worth, in which hands count that somebody else entered."""

    STANDS = "stands"
    WAITS = "waits"  # those who have not answered yet could still turn it
    TURNED = "turned"  # without the hands that were not meant it would be another


def standing(
    count: Count, base: Base, majority: Majority, denied: Tally, silent: Tally
) -> Standing:
    """``denied``: the hands whose owners say that they did not mean them; ``silent``: those whose
    owners have not answered, and still may. A hand that is taken away has said nothing.
    """
    said = quorum.outcome(count, base, majority)
    left = _without(count, denied)
    if quorum.outcome(left, base, majority) is not said:
        return Standing.TURNED
    at_worst = _without(left, Tally(silent.for_, 0, 0))
    lost = quorum.outcome(at_worst, base, majority) is not said
    return Standing.WAITS if said is Outcome.ADOPTED and lost else Standing.STANDS


def _without(count: Count, taken: Tally) -> Count:
    return replace(
        count,
        for_=count.for_ - taken.for_,
        against=count.against - taken.against,
        abstain=count.abstain - taken.abstain,
    )
