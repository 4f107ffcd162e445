"""When each step of the committee's election may be taken, and by whom (居民委员会组织法, in force
since 2026-01-01). Ballots are cast on paper, in a secret booth [art. 19]: the portal takes none.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ROLL_DAYS = 20  # the roll is posted so many days ahead, or more [art. 17]
OBJECTION_DAYS = 5  # from its posting [art. 17]
RULING_DAYS = 3  # from the objection [art. 17]
SUPPORTERS = 10  # voters who nominate together [art. 18]
HANDOVER_DAYS = 10  # the old committee hands over [art. 25]
LAW_SINCE = date(2026, 1, 1)
"""Elections before this day went by another law: no article of this one is cited for them."""
SEATS_MIN, SEATS_MAX = 5, 9  # of a whole committee [art. 8]
TERM_YEARS = 5  # [art. 14]
TEXT_MAX = 1000
STATEMENT_MAX = 500
ORDER_NOTE_MAX = 100


class Electorate(StrEnum):
    """Who elects [art. 19]."""

    VOTERS = "voters"
    DELEGATES = "delegates"  # one of each household
    REPRESENTATIVES = "representatives"


class Complaint(StrEnum):
    """What an objection to the roll says [art. 17]."""

    MISSING = "missing"  # I am not on it
    WRONG = "wrong"  # somebody is on it who should not be
    OTHER = "other"


class Phase(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    OBJECTIONS = "objections"  # the roll is open to objections, and nominations come in
    NOMINATIONS = "nominations"
    CHECKING = "checking"
    CANDIDATES = "candidates"
    VOTING = "voting"
    COUNTING = "counting"
    RUN_OFF = "run_off"
    CERTIFIED = "certified"
    HANDED_OVER = "handed_over"
    INVALID = "invalid"  # too few took part: it has to be held again [art. 19]
    MISSED = "missed"  # a step that the law asks for was not taken in time
    CALLED_OFF = "called_off"


ORDER = (
    Phase.ANNOUNCED,
    Phase.OBJECTIONS,
    Phase.NOMINATIONS,
    Phase.CHECKING,
    Phase.CANDIDATES,
    Phase.VOTING,
    Phase.COUNTING,
    Phase.RUN_OFF,
    Phase.CERTIFIED,
    Phase.HANDED_OVER,
)


class Refusal(StrEnum):
    """Why a step is not taken. Each has its own sentence; some name a day."""

    CALLED_OFF = "called_off"
    CERTIFIED = "certified"
    NOT_NOW = "not_now"
    TOO_SOON = "too_soon"  # no roll could be posted in time for this day
    ROLL_TOO_LATE = "roll_too_late"
    EMPTY_ROLL = "empty_roll"
    OBJECTIONS_NOT_OPEN = "objections_not_open"
    OBJECTIONS_OVER = "objections_over"
    OBJECTION_WAITS = "objection_waits"
    NOT_A_RESIDENT = "not_a_resident"
    RULED_ALREADY = "ruled_already"
    OWN_OBJECTION = "own_objection"
    ON_ROLL = "on_roll"
    NOT_ON_ROLL = "not_on_roll"
    NOT_IN_GRID = "not_in_grid"  # of whoever objects
    STRUCK_BY_YOU = "struck_by_you"
    NOT_ENTITLED = "not_entitled"
    ROLL_FIXED = "roll_fixed"
    NOMINATIONS_NOT_OPEN = "nominations_not_open"
    NOMINATIONS_OVER = "nominations_over"
    NOMINATED_ALREADY = "nominated_already"
    DECLINED_YOURS = "declined_yours"  # another voter may put them up
    STANDS_ALREADY = "stands_already"  # by another nomination
    REFUSED_BEFORE = "refused_before"
    NOT_TO_BE_ELECTED = "not_to_be_elected"
    TOO_FEW_SUPPORTERS = "too_few_supporters"
    MOVE = "move"  # the nomination has moved on meanwhile
    OWN_NOMINATION = "own_nomination"
    ENTERED = "entered"  # by whoever would check it
    SAME_LOOK = "same_look"  # whoever refused does not look a second time
    LOOKED_TWICE = "looked_twice"
    REFUSED_TODAY = "refused_today"  # and may still ask for a second look
    NOT_ENDORSED = "not_endorsed"  # by the party organization
    OFFICER = "officer"  # who decided something in it stands for nothing in it
    INVOLVED = "involved"  # a nominee runs nothing of the election
    SUPPORTS_ENOUGH = "supports_enough"  # as many nominees as there are seats
    SIGNER_SUPPORTS_ENOUGH = "signer_supports_enough"
    RULINGS_WAIT = "rulings_wait"
    CHECKS_WAIT = "checks_wait"
    TOO_FEW_CANDIDATES = "too_few_candidates"
    CANDIDATES_LATE = "candidates_late"
    NOT_THE_DAY = "not_the_day"
    SETTLED = "settled"
    RUN_OFF_DUE = "run_off_due"
    NO_RUN_OFF = "no_run_off"
    SEATS_NOT_NAMED = "seats_not_named"  # of a by-election
    NOT_HANDED_OVER = "not_handed_over"
    NOBODY_ELECTED = "nobody_elected"
    SEATED = "seated"
    NOT_SEATED = "not_seated"
    STILL_VOTING = "still_voting"
    VOTING_BEGUN = "voting_begun"  # others call it off then
    RUN_OFF_TOO_LATE = "run_off_too_late"
    INVALID = "invalid"


class Refused(Exception):
    """A step was not taken, and nothing was changed. ``day``: the one that the sentence names."""

    def __init__(self, reason: Refusal, day: date | None = None) -> None:
        super().__init__(reason)
        self.reason, self.day = reason, day


# ---- The calendar


@dataclass(frozen=True)
class Calendar:
    """The last day of each step; each day counts whole, on the community's calendar."""

    day: date
    roll_by: date
    objections_until: date
    rulings_until: date
    nominations_until: date
    candidates_by: date
    handover_by: date
    term_ends: date


def calendar(
    day: date, nomination_days: int, candidate_days: int, roll_posted: date | None = None
) -> Calendar:
    """Backwards from the election day: the roll at least 20 days ahead, objections within 5 days
    of it, each ruled on within 3 [art. 17]; forwards: handover within 10 days [art. 25], a term of
    5 years [art. 14]. ``nomination_days`` and ``candidate_days``: how many days ahead nominations
    end and the candidates are posted, which the law leaves to the place.
    """
    roll_by = day - timedelta(days=ROLL_DAYS)
    objections = (roll_posted or roll_by) + timedelta(days=OBJECTION_DAYS)
    return Calendar(
        day=day,
        roll_by=roll_by,
        objections_until=objections,
        rulings_until=objections + timedelta(days=RULING_DAYS),
        nominations_until=day - timedelta(days=nomination_days),
        candidates_by=day - timedelta(days=candidate_days),
        handover_by=day + timedelta(days=HANDOVER_DAYS),
        term_ends=term_end(day),
    )


def term_end(starts: date) -> date:
    """The last day of a term of five years [art. 14]."""
    years = starts.year + TERM_YEARS
    try:
        return starts.replace(year=years) - timedelta(days=1)
    except ValueError:  # from 29 February
        return date(years, 2, 28)


def ruling_due(made: date) -> date:
    """The last day on which an objection to the roll is ruled on in time [art. 17]."""
    return made + timedelta(days=RULING_DAYS)


def struck_until(struck: date, day: date) -> date:
    """The last day on which somebody who was struck off the roll objects to that: as many days as
    a ruling has [art. 17], and before the election ``day``.
    """
    return min(struck + timedelta(days=RULING_DAYS), day - timedelta(days=1))


def seats_fit(seats: int, is_by_election: bool) -> bool:
    """A committee has 5 to 9 people [art. 8]; a by-election fills some of their seats."""
    return (1 if is_by_election else SEATS_MIN) <= seats <= SEATS_MAX


def check_named(seats: int, is_by_election: bool, named: int, all_vacant: bool) -> None:
    """A by-election names the seats it fills, all of them vacant; another one names none."""
    if named != (seats if is_by_election else 0) or not all_vacant:
        raise Refused(Refusal.SEATS_NOT_NAMED)


# ---- Who may act


def may_run(person_id: int, involved: Collection[int]) -> bool:
    """Whoever is nominated, or a candidate, runs nothing of the own election."""
    return person_id not in involved


def may_support_more(supported: int, seats: int) -> bool:
    """A voter stands behind as many nominees as there are seats, or fewer. ``supported``: behind
    how many others already.
    """
    return supported < seats


# ---- Where it stands


@dataclass(frozen=True)
class Facts:
    """The dated acts of an election. ``polls``: the days of the first poll and its run-offs;
    ``settled``: how many of them are counted. ``valid``: enough people took part.
    """

    dates: Calendar
    announced: bool = False
    roll_posted: bool = False
    candidates_posted: bool = False
    polls: tuple[date, ...] = ()
    settled: int = 0
    certified: bool = False
    valid: bool = True
    handed_over: bool = False
    called_off: bool = False


def phase_at(facts: Facts, today: date) -> Phase:
    """Where an election stands on a day."""
    if facts.called_off:
        return Phase.CALLED_OFF
    if facts.certified and not facts.valid:
        return Phase.INVALID
    if facts.certified:
        return Phase.HANDED_OVER if facts.handed_over else Phase.CERTIFIED
    if not facts.announced:
        return Phase.DRAFT
    if facts.candidates_posted:
        return _around_the_polls(facts, today)
    return _before_the_candidates(facts, today)


def _before_the_candidates(facts: Facts, today: date) -> Phase:
    if not facts.roll_posted:
        return Phase.ANNOUNCED if today <= facts.dates.roll_by else Phase.MISSED
    if today >= facts.dates.day:
        return Phase.MISSED
    if today <= facts.dates.objections_until:
        return Phase.OBJECTIONS
    return Phase.NOMINATIONS if today <= facts.dates.nominations_until else Phase.CHECKING


def _around_the_polls(facts: Facts, today: date) -> Phase:
    if today < facts.polls[0]:
        return Phase.CANDIDATES
    if facts.settled == len(facts.polls) or today > facts.polls[-1]:
        return Phase.COUNTING
    return Phase.RUN_OFF if len(facts.polls) > 1 else Phase.VOTING


def refuse_if_over(facts: Facts) -> None:
    """What is certified or called off does not change any more."""
    if facts.called_off:
        raise Refused(Refusal.CALLED_OFF)
    if facts.certified:
        raise Refused(Refusal.CERTIFIED)


def check_roll(facts: Facts, today: date) -> None:
    """The roll is posted once, after the announcement, at least 20 days ahead [art. 17]."""
    refuse_if_over(facts)
    if not facts.announced or facts.roll_posted:
        raise Refused(Refusal.NOT_NOW)
    if today > facts.dates.roll_by:
        raise Refused(Refusal.ROLL_TOO_LATE, facts.dates.roll_by)


def check_objecting(facts: Facts, today: date, struck: date | None = None) -> None:
    """Within 5 days of the roll's posting [art. 17]; whoever was ``struck`` off it, longer."""
    refuse_if_over(facts)
    if not facts.roll_posted:
        raise Refused(Refusal.OBJECTIONS_NOT_OPEN)
    if struck is not None and today <= struck_until(struck, facts.dates.day):
        return
    if today > facts.dates.objections_until:
        raise Refused(Refusal.OBJECTIONS_OVER, facts.dates.objections_until)


def check_nominating(facts: Facts, today: date) -> None:
    """From the roll's posting on, until the last day that the election set [art. 18]."""
    refuse_if_over(facts)
    if not facts.roll_posted:
        raise Refused(Refusal.NOMINATIONS_NOT_OPEN)
    if today > facts.dates.nominations_until:
        raise Refused(Refusal.NOMINATIONS_OVER, facts.dates.nominations_until)


def check_candidates(
    facts: Facts, candidates: int, seats: int, unruled: int, unchecked: int, today: date
) -> None:
    """More candidates than seats [art. 18], when nominations are over, every objection to the
    roll is ruled on, and everyone who accepted was checked.
    """
    refuse_if_over(facts)
    if not facts.roll_posted or facts.candidates_posted:
        raise Refused(Refusal.NOT_NOW)
    if today <= max(facts.dates.nominations_until, facts.dates.objections_until):
        last = max(facts.dates.nominations_until, facts.dates.objections_until)
        raise Refused(Refusal.NOT_THE_DAY, last + timedelta(days=1))
    if today >= facts.dates.day:
        raise Refused(Refusal.CANDIDATES_LATE, facts.dates.day - timedelta(days=1))
    if unruled:
        raise Refused(Refusal.RULINGS_WAIT)
    if unchecked:
        raise Refused(Refusal.CHECKS_WAIT)
    if candidates <= seats:
        raise Refused(Refusal.TOO_FEW_CANDIDATES)


def check_refusals(today: date, candidates_by: date, refused_today: int) -> None:
    """Whoever was refused has a day to ask for a second look, while there is one left."""
    if refused_today and today < candidates_by:
        raise Refused(Refusal.REFUSED_TODAY)


def check_call_off(facts: Facts, voting_begun: bool, by_others: bool) -> None:
    """From the first hour of voting on, those who run an election do not end it, however it goes:
    what happened is for its result, and for holding it again [art. 19]; others may
    (``by_others``), who have no part in it.
    """
    refuse_if_over(facts)
    if voting_begun and not by_others:
        raise Refused(Refusal.VOTING_BEGUN)
    if by_others and not voting_begun:
        raise Refused(Refusal.NOT_NOW)


def check_entering(facts: Facts, today: date, was_voted: bool) -> None:
    """Figures are entered when the hours of the poll are over, until both entries agree."""
    refuse_if_over(facts)
    if not facts.candidates_posted or facts.settled == len(facts.polls):
        raise Refused(Refusal.SETTLED if facts.candidates_posted else Refusal.NOT_NOW)
    if today < facts.polls[-1]:
        raise Refused(Refusal.NOT_THE_DAY, facts.polls[-1])
    if not was_voted:
        raise Refused(Refusal.STILL_VOTING)


def check_seating(facts: Facts, is_by_election: bool, elected: int, seated: bool) -> None:
    """The elected sit once: a new committee from the handover on [art. 25], those of a by-election
    as soon as the result is certified.
    """
    if facts.called_off or not facts.certified:
        raise Refused(Refusal.NOT_NOW)
    if seated:
        raise Refused(Refusal.SEATED)
    if not elected:
        raise Refused(Refusal.NOBODY_ELECTED)
    if not is_by_election and not facts.handed_over:
        raise Refused(Refusal.NOT_HANDED_OVER)
