"""Ready to seal? What a round needs before it may be sealed, and what is better mended first."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.budget.rules import Lack


class Item(StrEnum):
    """The lines of the checklist, in the order in which they are read."""

    MONEY = "money"
    PROJECTS = "projects"
    PRICES = "prices"
    TIMETABLE = "timetable"
    POSTING = "posting"
    SCREENING = "screening"
    ANNOUNCED = "announced"
    ROLL = "roll"
    MISSING_PEOPLE = "missing_people"
    ACCOUNTS = "accounts"
    SUPERVISORS = "supervisors"
    KEYS = "keys"
    TICK = "tick"
    REHEARSAL = "rehearsal"


class Grade(StrEnum):
    DONE = "done"
    MISSING = "missing"  # not sealed without it
    WARNING = "warning"


@dataclass(frozen=True)
class Circumstances:
    """What stands around a round now; numbers of people, projects and proposals."""

    announced: bool
    projects: int
    undecided: int
    on_roll: int
    missing: int
    without_account: int
    without_slip: int
    supervisors: int
    supervisors_needed: int
    keys_writable: bool
    tick_alive: bool
    rehearsed: bool


@dataclass(frozen=True)
class Line:
    """One line: how it stands, how many are meant, and the lack that is behind it, if one is."""

    item: Item
    grade: Grade
    count: int = 0
    lack: Lack | None = None


LACKING = {
    Lack.NO_MONEY: Item.MONEY,
    Lack.NO_PROJECTS: Item.PROJECTS,
    Lack.TOO_MANY_PROJECTS: Item.PROJECTS,
    Lack.PROJECT_OVER_AMOUNT: Item.PRICES,
    Lack.TIMETABLE_ORDER: Item.TIMETABLE,
    Lack.VOTING_IN_PAST: Item.TIMETABLE,
    Lack.TOO_FAR_AHEAD: Item.TIMETABLE,
    Lack.POSTING_TOO_SHORT: Item.POSTING,
}


def checklist(lacks: Sequence[Lack], found: Circumstances) -> list[Line]:
    """Every line of the list. A round is sealed once it is announced, lacks nothing, somebody is
    on its roll and its key can be kept; the rest warns.
    """
    behind = {LACKING[lack]: lack for lack in reversed(lacks)}
    counts = {
        Item.PROJECTS: found.projects,
        Item.SCREENING: found.undecided,
        Item.ROLL: found.on_roll,
        Item.MISSING_PEOPLE: found.missing,
        Item.ACCOUNTS: found.without_account,
        Item.SUPERVISORS: found.supervisors,
    }
    missing = {
        Item.ANNOUNCED: not found.announced,
        Item.ROLL: found.on_roll == 0,
        Item.KEYS: not found.keys_writable,
    }
    warning = {
        Item.PROJECTS: found.projects == 0,
        Item.SCREENING: found.undecided > 0,
        Item.MISSING_PEOPLE: found.missing > 0,
        Item.ACCOUNTS: found.without_slip > 0,
        Item.SUPERVISORS: found.supervisors < found.supervisors_needed,
        Item.TICK: not found.tick_alive,
        Item.REHEARSAL: not found.rehearsed,
    }

    def grade(item: Item) -> Grade:
        if item in behind or missing.get(item, False):
            return Grade.MISSING
        return Grade.WARNING if warning.get(item, False) else Grade.DONE

    return [Line(item, grade(item), counts.get(item, 0), behind.get(item)) for item in Item]


def may_seal(lines: Sequence[Line]) -> bool:
    return all(line.grade is not Grade.MISSING for line in lines)
