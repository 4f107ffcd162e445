"""The rules of a budget round: its phases, what makes it ready, and what a ballot may hold."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from portal.core.text import match_key

MIN_POSTING_DAYS = 15  # 居民委员会组织法 art. 34
MAX_PROJECTS = 500
MAX_POSTING_DAYS = 365
FARTHEST = timedelta(days=5 * 366)  # a later year is a slip of the pen


class State(StrEnum):
    DRAFT = "draft"
    PROPOSING = "proposing"
    SCREENING = "screening"
    VOTING = "voting"
    COUNTING = "counting"
    POSTED = "posted"
    CERTIFIED = "certified"
    VOID = "void"


class BallotForm(StrEnum):
    APPROVE = "approve"  # tick up to k
    KNAPSACK = "knapsack"  # as many as fit the money (购物车)
    POINTS = "points"  # share out so many points (分点数)


class ProjectKind(StrEnum):
    WORKS = "works"
    GOODS = "goods"
    SERVICES = "services"


@dataclass(frozen=True)
class Timetable:
    """Instants in UTC; a phase that the round leaves out is None."""

    proposing_from: datetime | None
    screening_from: datetime | None
    voting_from: datetime
    voting_until: datetime

    @property
    def times(self) -> list[datetime]:
        """Those that the round has, in the order in which they must come."""
        given = [self.proposing_from, self.screening_from, self.voting_from, self.voting_until]
        return [at for at in given if at is not None]

    @property
    def in_order(self) -> bool:
        return all(a < b for a, b in pairwise(self.times))


def too_far(at: datetime, now: datetime) -> bool:
    return at - now > FARTHEST


@dataclass(frozen=True)
class Facts:
    """What people and the machine have done so far."""

    announced: bool = False
    sealed: bool = False
    posted: bool = False
    certified: bool = False
    voided: bool = False
    rehearsal: bool = False


def state_at(timetable: Timetable, facts: Facts, now: datetime) -> State:
    """The state of a round: acts first, then the clock. Without a sealed box nothing opens."""
    if facts.voided:
        return State.VOID
    if facts.certified:
        return State.CERTIFIED
    if facts.posted:
        return State.POSTED
    if not facts.announced:
        return State.DRAFT
    if facts.sealed and now >= timetable.voting_until:
        return State.COUNTING
    if facts.sealed and now >= timetable.voting_from:
        return State.VOTING
    proposing_until = timetable.screening_from or timetable.voting_from
    if timetable.proposing_from is not None and now < proposing_until:
        return State.PROPOSING
    return State.SCREENING


class Lack(StrEnum):
    """What keeps a round from being announced or sealed."""

    NO_PROJECTS = "no_projects"
    NO_MONEY = "no_money"
    PROJECT_OVER_AMOUNT = "project_over_amount"
    TIMETABLE_ORDER = "timetable_order"
    VOTING_IN_PAST = "voting_in_past"
    TOO_FAR_AHEAD = "too_far_ahead"
    POSTING_TOO_SHORT = "posting_too_short"
    TOO_MANY_PROJECTS = "too_many_projects"


def lacks(
    amount_fen: int,
    costs_fen: Sequence[int],
    timetable: Timetable,
    posting_days: int,
    needs_projects: bool,
    now: datetime,
) -> list[Lack]:
    """Everything still to mend before a round may be announced or sealed; empty when it is ready.

    A round that collects proposals is announced without projects, and sealed with them.
    """
    checks = {
        Lack.NO_PROJECTS: needs_projects and not costs_fen,
        Lack.TOO_MANY_PROJECTS: len(costs_fen) > MAX_PROJECTS,
        Lack.NO_MONEY: amount_fen <= 0,
        Lack.PROJECT_OVER_AMOUNT: any(cost > amount_fen for cost in costs_fen),
        Lack.TIMETABLE_ORDER: not timetable.in_order,
        Lack.VOTING_IN_PAST: timetable.voting_until <= now,
        Lack.TOO_FAR_AHEAD: any(too_far(at, now) for at in timetable.times),
        Lack.POSTING_TOO_SHORT: posting_days < MIN_POSTING_DAYS,
    }
    return [lack for lack, found in checks.items() if found]


def may_edit(facts: Facts) -> bool:
    """A round can be changed until it is sealed; then everything is frozen."""
    return not facts.sealed and not facts.voided


def may_discard(facts: Facts) -> bool:
    """A draft that never was announced; what was public stays public."""
    return not (facts.announced or facts.sealed or facts.voided or facts.rehearsal)


def may_rehearse(facts: Facts, projects: int) -> bool:
    """A real round with projects, until it is sealed."""
    return may_edit(facts) and not facts.rehearsal and projects > 0


def may_void(facts: Facts, upheld: bool) -> bool:
    """A round can be voided, openly, until its result is posted; after that only where an
    objection to the result was upheld, and never once it is certified.
    """
    if facts.voided or facts.certified or facts.rehearsal:
        return False
    return upheld if facts.posted else facts.announced


class Want(StrEnum):
    """What a posted round still needs before it can be certified."""

    POSTING_PERIOD = "posting_period"
    WITNESSES = "witnesses"
    ANSWERS = "answers"
    REMEDIES = "remedies"


@dataclass(frozen=True)
class Ending:
    """What bears on the end of a round: how long its result stands posted, how many supervisors
    saw the key destroyed, and where the objections stand.
    """

    posted_until: datetime | None = None
    witnesses: int = 0
    waiting: int = 0
    unsettled: int = 0
    upheld: int = 0


def wants(ending: Ending, witnesses_needed: int, now: datetime) -> list[Want]:
    """Everything still missing: the posting period (居民委员会组织法 art. 34), the supervisors'
    record that the printed key is destroyed, an answer to every objection, and a remedy for every
    one that was upheld.
    """
    until = ending.posted_until
    checks = {
        Want.POSTING_PERIOD: until is None or now < until,
        Want.WITNESSES: ending.witnesses < witnesses_needed,
        Want.ANSWERS: ending.waiting > 0,
        Want.REMEDIES: ending.unsettled > 0,
    }
    return [want for want, missing in checks.items() if missing]


def may_certify(facts: Facts, wanted: Sequence[Want]) -> bool:
    """A posted round of which nothing is wanted any more, once; a rehearsal never."""
    ended = facts.certified or facts.voided or facts.rehearsal
    return facts.posted and not ended and not wanted


class Fault(StrEnum):
    """Why a set of choices is no ballot of this round. Each has its own sentence."""

    OVER_BUDGET = "over_budget"
    TOO_MANY = "too_many"
    OVER_POINTS = "over_points"
    NOT_WHOLE = "not_whole"
    NEGATIVE = "negative"
    DUPLICATE = "duplicate"
    FOREIGN = "foreign"
    HIDDEN = "hidden"
    FORGED_FIELD = "forged_field"


@dataclass(frozen=True)
class PriceList:
    """What a ballot may hold: project id → cost in fen, and the ids withdrawn before voting."""

    costs_fen: Mapping[int, int]
    withdrawn: frozenset[int]
    amount_fen: int
    form: BallotForm
    max_choices: int
    points: int


def fault_in(choices: Sequence[str], prices: PriceList, elsewhere: frozenset[int]) -> Fault | None:
    """None if these fields make a ballot; an empty one is a blank ballot.

    ``choices`` are the raw field values; ``elsewhere`` are ids, among those asked for, that
    exist in other rounds. Ballots that share out points are asked about in ``points``.
    """
    for choice in choices:
        fault = stranger(choice, prices, elsewhere)
        if fault:
            return fault
    ids = [int(choice) for choice in choices]
    if len(set(ids)) < len(ids):
        return Fault.DUPLICATE
    return _too_much(ids, prices)


def _plain_id(choice: str) -> bool:
    return (
        choice.isascii() and choice.isdigit() and len(choice) <= 18 and not choice.startswith("0")
    )


def stranger(choice: str, prices: PriceList, elsewhere: frozenset[int]) -> Fault | None:
    """None for the raw id of a project on this ballot; else what it is."""
    if not _plain_id(choice):
        return Fault.FORGED_FIELD
    project_id = int(choice)
    if project_id in prices.costs_fen:
        return None
    if project_id in prices.withdrawn:
        return Fault.HIDDEN
    return Fault.FOREIGN if project_id in elsewhere else Fault.FORGED_FIELD


def _too_much(ids: Sequence[int], prices: PriceList) -> Fault | None:
    if prices.form is BallotForm.APPROVE:
        return Fault.TOO_MANY if len(ids) > prices.max_choices else None
    over = sum(prices.costs_fen[i] for i in ids) > prices.amount_fen
    return Fault.OVER_BUDGET if over else None


def code_fits(code: str) -> bool:
    """Whether a project code can stand in the files that are posted: a comma separates codes."""
    return bool(code) and "," not in code and code == code.strip()


def code_key(code: str) -> str:
    """The key under which spellings are one code: ``A0``, ``a0`` and the full-width ``Ａ０``."""
    return match_key(code)


def shuffled(seed: str, codes: Iterable[str]) -> list[str]:
    """The order of the price list: by SHA-256 of ``seed:code``. The seed is drawn once at
    sealing and published, so anyone can check that nobody was put first.
    """
    return sorted(codes, key=lambda code: hashlib.sha256(f"{seed}:{code}".encode()).hexdigest())
