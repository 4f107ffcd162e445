"""Who may accept a project, what comes of what they sign, and how a fault is mended
(DOMAIN §3: carry out under supervision, appraise and mend).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FEWEST_SUPERVISORS = 1
FINDING_MAX, TEXT_MAX = 500, 1000


class Part(StrEnum):
    """In what capacity somebody accepts."""

    RESIDENT = "resident"
    SUPERVISOR = "supervisor"


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    FINDINGS = "findings"


class Refusal(StrEnum):
    """Why somebody is not asked, or does not sign. Each has its own sentence."""

    NOT_FINISHED = "not_finished"  # the project does not wait for its acceptance
    NOT_ADULT = "not_adult"
    NOT_HERE = "not_here"  # moved away, or lives in no grid that benefits
    NOT_IN_OFFICE = "not_in_office"
    MANAGER = "manager"
    MANAGERS_HOME = "managers_home"
    CONTRACTOR = "contractor"
    CONTRACTORS_HOME = "contractors_home"
    ASKED_ALREADY = "asked_already"
    TOO_FEW_RESIDENTS = "too_few_residents"
    NO_SUPERVISOR = "no_supervisor"
    PAST = "past"  # nobody is called for yesterday
    TOO_EARLY = "too_early"  # nobody signs before the day
    SIGNED = "signed"
    NOT_DECLARED = "not_declared"  # that they have no tie with contractor or manager
    NO_FINDING = "no_finding"  # findings without a word
    MEND_PAST = "mend_past"  # nothing is mended by yesterday
    OWN = "own"  # nobody accepts and puts in signatures from paper
    NOT_NAMELESS = "not_nameless"  # supervisors are always named
    NO_WORDS = "no_words"  # what is missing, where something is not mended
    MAY_STAY = "may_stay"  # nobody is released who may accept and was not silent
    NO_REASON = "no_reason"


@dataclass(frozen=True)
class Candidate:
    """Somebody who could accept; rows by their numbers. ``grid_id``: where they live, None for
    nowhere here.
    """

    person_id: int
    household_id: int | None
    grid_id: int | None
    is_adult: bool
    lives_here: bool
    in_office: bool  # of a supervisor


@dataclass(frozen=True)
class Interests:
    """Whose own work it is, and whom it benefits; no grids: the whole community. ``managers``:
    whoever is or was responsible, founded it, contracted or reported the work, and where they live;
    ``contractors``: those who do the work, ``contractors_homes`` their households.
    """

    managers: frozenset[int]
    managers_homes: frozenset[int]
    contractors_homes: frozenset[int]
    grids: frozenset[int]
    contractors: frozenset[int] = frozenset()


def ask_refusal(who: Candidate, part: Part, of: Interests) -> Refusal | None:
    """None if this person may accept in this capacity. Nobody accepts their own work, nor does
    anyone who lives with those whose work it is.
    """
    if who.person_id in of.managers:
        return Refusal.MANAGER
    if who.person_id in of.contractors:
        return Refusal.CONTRACTOR
    if who.household_id is not None:
        if who.household_id in of.managers_homes:
            return Refusal.MANAGERS_HOME
        if who.household_id in of.contractors_homes:
            return Refusal.CONTRACTORS_HOME
    if part is Part.SUPERVISOR:
        return None if who.in_office else Refusal.NOT_IN_OFFICE
    if not who.is_adult:
        return Refusal.NOT_ADULT
    benefits = who.grid_id is not None and (not of.grids or who.grid_id in of.grids)
    return None if who.lives_here and benefits else Refusal.NOT_HERE


def call_refusal(
    parts: Iterable[Part], fewest_residents: int, on: date, today: date
) -> Refusal | None:
    """None if the acceptance may be called: enough people, and a day that has not passed."""
    asked = list(parts)
    if asked.count(Part.RESIDENT) < fewest_residents:
        return Refusal.TOO_FEW_RESIDENTS
    if asked.count(Part.SUPERVISOR) < FEWEST_SUPERVISORS:
        return Refusal.NO_SUPERVISOR
    return Refusal.PAST if on < today else None


def sign_refusal(
    verdict: Verdict, findings: int, declared: bool, signed: bool, on: date, today: date
) -> Refusal | None:
    """None if somebody who was asked may sign: once, from the day on, and with words where
    something is wrong.
    """
    if signed:
        return Refusal.SIGNED
    if today < on:
        return Refusal.TOO_EARLY
    if not declared:
        return Refusal.NOT_DECLARED
    if verdict is Verdict.FINDINGS and not findings:
        return Refusal.NO_FINDING
    return None


def may_disown(
    entered: bool, signed_on: date | None, is_over: bool, days: int, today: date
) -> bool:
    """Whether somebody may say that what was put in for them from paper was not theirs: until the
    round is over, and where it is over by now, for so many days.
    """
    if not entered or signed_on is None:
        return False
    return not is_over or (today - signed_on).days <= days


def is_accepted(verdicts: Iterable[Verdict | None]) -> bool:
    """Whether all have signed, and none found anything; None: not signed yet."""
    given = list(verdicts)
    return bool(given) and all(one is Verdict.ACCEPTED for one in given)


class Stage(StrEnum):
    """How a finding stands."""

    OPEN = "open"
    MENDED = "mended"  # so the manager says; whoever found it has not looked yet
    CHECKED = "checked"


class Act(StrEnum):
    MEND = "mend"
    CHECK = "check"
    REJECT = "reject"  # not mended: it is open again


MOVES: Mapping[tuple[Stage, Act], Stage] = {
    (Stage.OPEN, Act.MEND): Stage.MENDED,
    (Stage.MENDED, Act.CHECK): Stage.CHECKED,
    (Stage.MENDED, Act.REJECT): Stage.OPEN,
}


def may(act: Act, stage: Stage, is_manager: bool, is_finder: bool) -> bool:
    """The manager reports a fault mended; only whoever found it says whether it is."""
    if (stage, act) not in MOVES:
        return False
    return is_manager if act is Act.MEND else is_finder and not is_manager


def may_stand_in(finder_is_gone: bool, may_accept: bool) -> bool:
    """Whether another of those who were asked looks at what was mended, in the finder's stead: who
    takes part in the round and may accept today, once whoever found it is gone.
    """
    return finder_is_gone and may_accept


def is_overdue(stage: Stage, due: date, today: date) -> bool:
    """From the day after; what was reported mended in time is not late while it waits."""
    return stage is Stage.OPEN and today > due


def all_mended(stages: Iterable[Stage]) -> bool:
    return all(one is Stage.CHECKED for one in stages)
