"""The calendar of duties: every period that has begun, and whether it was accounted for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.disclosure import duties, periods, words
from portal.disclosure.duties import Kind, Source, Standing, Subject, Told
from portal.disclosure.kinds import POSTING
from portal.disclosure.models import BigItem, Disclosure, DutyRhythm, Sighting
from portal.disclosure.periods import Period, Posted, Rhythm, State
from portal.disclosure.rules import Category
from portal.notices.models import Posting

BIG = "big"
"""The code of what is posted at once."""

OUTSTANDING = State.OVERDUE, State.DUE, State.COMING
_FIRST = {state: rank for rank, state in enumerate((*OUTSTANDING, State.LATE, State.DONE))}


@dataclass(frozen=True)
class Duty:
    """One thing to be posted, as it stands today."""

    code: str
    subject_id: int
    label: str
    starts_on: date
    ends_on: date
    due_on: date
    met: Posted | None
    today: date

    @property
    def key(self) -> str:
        """Names it in addresses and reminders."""
        return f"{self.code}:{self.subject_id}:{self.starts_on.isoformat()}"

    @property
    def met_on(self) -> date | None:
        return self.met.on if self.met else None

    @property
    def state(self) -> State:
        return periods.state_at(self.ends_on, self.due_on, self.met_on, self.today)

    @property
    def days_late(self) -> int:
        return periods.days_late(self.due_on, self.met_on, self.today)

    @property
    def title(self) -> str:
        """In the reader's language."""
        if self.code == BIG:
            return self.label
        return f"{self.label} {words.period(self.starts_on, self.ends_on)}"

    @property
    def is_written_here(self) -> bool:
        """Whether the committee writes it under its own heads; else another room posts it."""
        return self.code == BIG or self.code in set(Category)


# ---- all of them


def rhythms() -> dict[str, list[Rhythm]]:
    """By kind of duty, in the order in which they begin."""
    found: dict[str, list[Rhythm]] = {}
    for one in db.session.scalars(select(DutyRhythm).order_by(DutyRhythm.code, DutyRhythm.begins)):
        found.setdefault(one.code, []).append(Rhythm(one.begins, one.months, one.days))
    return found


def all_duties(today: date) -> list[Duty]:
    """Every duty whose period has begun, and every big item. A constant number of queries."""
    held = rhythms()
    regular = [duty for source in duties.sources() for duty in _of(source, held, today)]
    return regular + _big(today)


def _of(source: Source, held: dict[str, list[Rhythm]], today: date) -> Iterable[Duty]:
    told = source.tell()
    for kind in source.kinds:
        spans = list(periods.periods(held.get(kind.code, []), today))
        for subject in told.subjects:
            yield from _of_subject(kind, subject, spans, told.posted, today)


def _of_subject(
    kind: Kind, subject: Subject, spans: Sequence[Period], standing: Standing, today: date
) -> Iterable[Duty]:
    posted = standing.get((kind.code, subject.id), [])
    for span in spans:
        lasted = _while_it_lasted(span, subject)
        if lasted is None:
            continue
        yield Duty(
            kind.code,
            subject.id,
            f"{kind.label}：{subject.name}" if subject.name else str(kind.label),
            span.starts_on,
            span.ends_on,
            span.due_on,
            periods.met_by(lasted, posted),
            today,
        )


def _while_it_lasted(span: Period, subject: Subject) -> Period | None:
    """The days of a period on which its subject was there; None for none."""
    first = max(span.starts_on, subject.from_on or span.starts_on)
    last = min(span.ends_on, subject.to_on or span.ends_on)
    return replace(span, starts_on=first, ends_on=last) if first <= last else None


def _big(today: date) -> list[Duty]:
    first = func.min(Posting.posted_at), func.min(Posting.id)
    wanted = (
        select(BigItem, *first)
        .outerjoin(Disclosure, Disclosure.big_item_id == BigItem.id)
        .outerjoin(
            Posting,
            (Posting.kind == POSTING)
            & (Posting.subject_id == Disclosure.id)
            & Posting.taken_back_at.is_(None),
        )
        .group_by(BigItem.id)
        .order_by(BigItem.id)
    )
    return [_of_big(one, at, posting, today) for one, at, posting in db.session.execute(wanted)]


def _of_big(one: BigItem, at: datetime | None, posting_id: int | None, today: date) -> Duty:
    day = one.happened_on
    met = None
    if at is not None and posting_id is not None:
        met = Posted(day, day, clock.local(at), posting_id)
    return Duty(BIG, one.id, one.title, day, day, one.due_on, met, today)


def posted_here() -> Told:
    """The committee's own postings that stand and say for which period they are, by category."""
    span = Disclosure.category, Disclosure.starts_on, Disclosure.ends_on
    wanted = (
        select(*span, Posting.posted_at, Posting.id)
        .join(Posting, (Posting.kind == POSTING) & (Posting.subject_id == Disclosure.id))
        .where(Posting.taken_back_at.is_(None), Disclosure.big_item_id.is_(None))
    )
    found: dict[tuple[str, int], list[Posted]] = {}
    for category, starts_on, ends_on, at, posting_id in db.session.execute(wanted):
        one = Posted(starts_on, ends_on, clock.local(at), posting_id)
        found.setdefault((category, 0), []).append(one)
    return Told(found)


HERE = Source(
    tuple(Kind(one, words.CATEGORIES[one], 3, 15, (1, 3, 6)) for one in Category), posted_here
)
duties.register(HERE)


# ---- parts of them


def in_order(found: Iterable[Duty]) -> list[Duty]:
    """Overdue first, what is late longest before the rest."""
    return sorted(found, key=lambda one: (_FIRST[one.state], one.due_on, one.code, one.subject_id))


def overdue(found: Iterable[Duty]) -> list[Duty]:
    return in_order(one for one in found if one.state is State.OVERDUE)


def by_key(key: str, found: Iterable[Duty]) -> Duty | None:
    """The duty that an address names; None for nonsense too."""
    return next((one for one in found if one.key == key), None)


def met_with(posting_id: int, is_big: bool, today: date) -> Duty | None:
    """The committee's duty that one of its own postings met; two queries, or one."""
    found = _big(today) if is_big else _of(HERE, rhythms(), today)
    return next((one for one in found if one.met and one.met.posting_id == posting_id), None)


def of_quarter(found: Iterable[Duty], day: date) -> list[Duty]:
    """Those whose period ends in the quarter of that day, in the order of their days."""
    first, last = periods.calendar_span(day, 3)
    within = [one for one in found if first <= one.ends_on <= last]
    return sorted(within, key=lambda one: (one.ends_on, one.due_on, one.code, one.subject_id))


@dataclass(frozen=True)
class Quarter:
    """How many duties of a quarter there are, and how many of them were met."""

    first: date
    met: int
    all: int
    overdue: int


def quarters(found: Sequence[Duty], limit: int) -> list[Quarter]:
    """The newest ones first."""
    told: dict[date, list[Duty]] = {}
    for one in found:
        told.setdefault(periods.calendar_span(one.ends_on, 3)[0], []).append(one)
    return [
        Quarter(
            first,
            sum(one.met is not None for one in told[first]),
            len(told[first]),
            sum(one.state is State.OVERDUE for one in told[first]),
        )
        for first in sorted(told, reverse=True)[:limit]
    ]


def hung(posting_ids: Iterable[int]) -> set[int]:
    """Which of these postings were ever seen on a board of paper."""
    wanted = select(Sighting.posting_id).where(Sighting.posting_id.in_(list(posting_ids)))
    return set(db.session.scalars(wanted))


def waiting_and_late(now: datetime) -> tuple[int, bool]:
    """For the desk: how many duties wait to be posted, and whether the day of any has passed."""
    states = [one.state for one in all_duties(clock.local(now).date())]
    late = states.count(State.OVERDUE)
    return late + states.count(State.DUE), late > 0
