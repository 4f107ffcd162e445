"""The figures of the polls, as two people enter them from the signed minutes, and what follows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.core import clock, outbox
from portal.core.db import db
from portal.elections import habits, kinds, outcome, polling, queries, rules, runners
from portal.elections.actions import steps
from portal.elections.models import Election, Poll, PollCount
from portal.elections.outcome import Figures, Outcome
from portal.elections.rules import Refusal, Refused


def figures(count: PollCount) -> Figures:
    votes = {int(nomination): number for nomination, number in count.votes.items()}
    return Figures(count.issued, count.returned, count.valid, count.spoilt, count.blank, votes)


@dataclass(frozen=True)
class Counted:
    """A poll on whose figures two people agree, and what came of it."""

    poll: Poll
    figures: Figures
    outcome: Outcome

    @property
    def is_run_off(self) -> bool:
        return self.poll.number > 1

    @property
    def run_off(self) -> list[int]:
        """Who stands in the next poll; empty where none is needed."""
        if not outcome.needs_run_off(self.outcome, self.poll.seats, self.is_run_off):
            return []
        return outcome.run_off(self.outcome, self.figures.votes, self.poll.seats)

    @property
    def seats_left(self) -> int:
        return self.poll.seats - len(self.outcome.elected)


def counted(one: Election, entitled: int) -> list[Counted]:
    """Every settled poll in order."""
    found = []
    for poll in one.polls:
        if poll.settled:
            made = figures(poll.counts[0])
            came = outcome.decide(made, one.who_elects, entitled, poll.seats, poll.number > 1)
            found.append(Counted(poll, made, came))
    return found


def elected(counted_polls: list[Counted]) -> list[int]:
    """The nominations of everyone who is elected, poll by poll, most votes first."""
    return [one for poll in counted_polls for one in poll.outcome.elected]


class Entry(StrEnum):
    """What an entry of figures was."""

    FIRST = "first"
    SETTLED = "settled"  # the second, equal to another person's
    DIFFERENT = "different"  # both entries are void


def enter(one: Election, made: Figures, signed_by: str, by: int, now: datetime) -> Entry:
    """Enters the figures of the last poll; the own first entry is replaced. Where two people's
    differ, neither stays, everyone reads so, and both enter again: nobody tries until it fits.
    """
    runners.check(one, by)
    rules.check_entering(queries.facts(one), clock.local(now).date(), queries.may_count(one, now))
    poll = one.polls[-1]
    runners.note_officer(one, by)
    first = poll.counts[0] if poll.counts else None
    if first is None or first.entered_by == by:
        _write(poll, made, signed_by, by, now, 1)
        steps.note(one, kinds.ENTERED, by, now, round=poll.number)
        return Entry.FIRST
    if figures(first) != made:
        poll.counts.clear()
        steps.note(one, kinds.DIFFERED, by, now, round=poll.number)
        return Entry.DIFFERENT
    _write(poll, made, signed_by, by, now, 2)
    steps.note(one, kinds.SETTLED, by, now, round=poll.number)
    return Entry.SETTLED


def _write(poll: Poll, made: Figures, signed_by: str, by: int, now: datetime, place: int) -> None:
    count = next((one for one in poll.counts if one.place == place), None)
    if count is None:
        count = PollCount(place=place)
        poll.counts.append(count)
    count.entered_by, count.entered_at, count.signed_by = by, now, signed_by
    count.issued, count.returned, count.valid = made.issued, made.returned, made.valid
    count.spoilt, count.blank = made.spoilt, made.blank
    count.votes = {str(nomination): number for nomination, number in made.votes.items()}
    db.session.flush()


def call_run_off(one: Election, day: date, by: int | None, now: datetime) -> None:
    """A poll more for the seats left, on a later day [art. 19]."""
    runners.check(one, by)
    last = _last(one)
    if not last.run_off:
        raise Refused(Refusal.NO_RUN_OFF)
    today = clock.local(now).date()
    polling.check_run_off(day, last.poll.day, today, habits.RUN_OFF_DAYS())
    places = {place.nomination_id: place.position for place in last.poll.standing}
    order = sorted(last.run_off, key=places.__getitem__)
    steps.set_run_off(one, day, order, last.seats_left, by, now)


def _last(one: Election) -> Counted:
    """The last poll, counted. Refused where there is none, or all is over."""
    facts = queries.facts(one)
    rules.refuse_if_over(facts)
    if not facts.polls or facts.settled < len(facts.polls):
        raise Refused(Refusal.NOT_NOW)
    return counted(one, queries.entitled(one.id))[-1]


def call_off(
    one: Election, reason: str, by: int | None, now: datetime, by_others: bool = False
) -> None:
    """Ends it for a reason that is public; whoever was nominated, or stood behind, is told. Once
    voting began only ``by_others`` than who run it, and what was counted stays public.
    """
    runners.check(one, by)
    rules.check_call_off(queries.facts(one), queries.voting_begun(one, now), by_others)
    polls = counted(one, queries.entitled(one.id))
    steps.end_early(one, reason, told(polls), by, now)


def certify(one: Election, by: int | None, now: datetime) -> None:
    """Posts the result, which never changes any more. Refused while a run-off is due."""
    runners.check(one, by)
    if _last(one).run_off:
        raise Refused(Refusal.RUN_OFF_DUE)
    entitled = queries.entitled(one.id)
    polls = counted(one, entitled)
    one.certified_at, one.certified_by = now, by
    one.valid = polls[0].outcome.valid
    facts = {
        "valid": one.valid,
        "electorate": one.electorate,
        "entitled": entitled,
        "seats": one.seats,
        "elected": elected(polls),
        "polls": told(polls),
    }
    steps.post_notice(one, "result", facts, now)
    outbox.tell(steps.concerned(one), kinds.TELL_RESULT, now, **steps.named(one))
    steps.note(one, kinds.CERTIFIED, by, now, elected=len(elected(polls)))


def told(polls: list[Counted]) -> list[dict[str, object]]:
    """The figures of polls as a notice keeps them."""
    return [_told(poll) for poll in polls]


def _told(one: Counted) -> dict[str, object]:
    made = one.figures
    return {
        "number": one.poll.number,
        "day": one.poll.day.isoformat(),
        "issued": made.issued,
        "returned": made.returned,
        "valid": made.valid,
        "spoilt": made.spoilt,
        "blank": made.blank,
        "took_part": one.outcome.valid,
        "votes": sorted(made.votes.items(), key=lambda pair: (-pair[1], pair[0])),
        "elected": list(one.outcome.elected),
        "signed_by": one.poll.counts[0].signed_by,
    }
