"""The demo's disclosure: a calendar that began a year ago, what was posted under it, objections,
the boards of paper, and complaints.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, writing
from portal.core.i18n import official
from portal.demo import disclosed, pictures
from portal.demo.days import at
from portal.demo.disclosed import SAID, Doubt
from portal.disclosure import actions, boards, calendar, duties, rhythms, words
from portal.disclosure.actions import Words
from portal.disclosure.complaints import actions as complaints
from portal.disclosure.complaints.actions import Answer, Said
from portal.disclosure.complaints.rules import Ground
from portal.disclosure.complaints.rules import State as Complained
from portal.disclosure.kinds import POSTING
from portal.disclosure.models import Board
from portal.disclosure.periods import calendar_span
from portal.disclosure.rules import Category
from portal.ledger.statements.kinds import POSTING as STATEMENT
from portal.notices import actions as notices
from portal.notices.models import Posting

COMMITTEE, SECOND, SUPERVISOR = "13800000003", "13800000013", "13800000004"
RESIDENT, HOUSEMATE, LEADER = "13800000001", "13800000009", "13800000014"
QUARTERS = 4
PLACES = ("服务站门口", "和风苑 1 号楼大堂", "电机厂宿舍南门")
LATE_DAYS, DAY = 22, timedelta(days=1)
MISSED = Category.FACILITIES
"""Of this head the last quarter whose day has passed is overdue."""


@dataclass(frozen=True)
class Told:
    """A posting that was made; ``where``: its head and quarter, None for all others."""

    posting_id: int
    on: date
    where: tuple[Category, int] | None


def load(now: datetime, ids: dict[str, int]) -> None:
    """The books are there already, and are posted."""
    today = clock.local(now).date()
    quarters = last_quarters(today)
    with writing():
        rhythms.begin(at(quarters[0][0]))
    missed = overdue_of(quarters, today)
    with official():
        told = [*_regular(quarters, missed, now, ids), *_big(today, ids)]
    for doubt, phone in zip(disclosed.DOUBTS, (RESIDENT, HOUSEMATE, LEADER, RESIDENT), strict=True):
        _object(doubt, told, ids[phone], ids)
    _put_up(now, ids)
    _complain(told, _key(*missed), now, ids)


def last_quarters(today: date) -> list[tuple[date, date]]:
    """The four before the one that runs, the earliest first."""
    found, day = [], today
    for _one in range(QUARTERS):
        day = calendar_span(day, 3)[0] - DAY
        found.append(calendar_span(day, 3))
    return found[::-1]


def overdue_of(quarters: list[tuple[date, date]], today: date) -> tuple[Category, date]:
    """The head and the first day of what is overdue."""
    days = duties.all_kinds()[MISSED].days
    late = [starts for starts, ends in quarters if ends + timedelta(days=days) < today]
    return MISSED, late[-1]


# ---- Posted


def _regular(
    quarters: list[tuple[date, date]],
    missed: tuple[Category, date],
    now: datetime,
    ids: dict[str, int],
) -> Iterator[Told]:
    """Every head and quarter, some days after it ended; one too late, and of one only a draft."""
    for place, (category, texts) in enumerate(SAID.items()):
        for number, (text, (starts, ends)) in enumerate(zip(texts, quarters, strict=True)):
            where, title = (category, number), _title(category, starts, ends)
            day = ends + timedelta(days=LATE_DAYS if where == disclosed.SLOW else 4 + place)
            if (category, starts) == missed:
                _draft(_key(*missed), title, ids[COMMITTEE], now)
            elif at(day) <= now:
                yield Told(_post(_key(category, starts), title, text, day, ids), day, where)


def _title(category: Category, starts: date, ends: date) -> str:
    return f"{words.CATEGORIES[category]}（{words.period(starts, ends)}）"


def _key(category: Category, starts: date) -> str:
    return f"{category}:0:{starts.isoformat()}"


def _post(key: str, title: str, text: str, day: date, ids: dict[str, int]) -> int:
    """Drafted by one of the committee, and posted by another."""
    with writing():
        slot = actions.slot(key, at(day))
        made = actions.draft(slot, Words(title, text), ids[SECOND], at(day))
        return actions.post(made, made.version, ids[COMMITTEE], at(day)).id


def _big(today: date, ids: dict[str, int]) -> Iterator[Told]:
    """What was posted at once, on the next day."""
    for category, title, days, text in disclosed.BIG:
        happened = today - timedelta(days=days)
        day = happened + DAY
        with writing():
            made = actions.note_big(category, title, happened, ids[COMMITTEE], at(day)).id
        key = f"{calendar.BIG}:{made}:{happened.isoformat()}"
        yield Told(_post(key, title, text, day, ids), day, None)


def _draft(key: str, title: str, by: int, now: datetime) -> None:
    """What is overdue lies on the desk, half written."""
    with writing():
        slot = actions.slot(key, now)
        actions.draft(slot, Words(title, disclosed.DRAFTED), by, now)


# ---- Objections


def _object(doubt: Doubt, told: list[Told], by: int, ids: dict[str, int]) -> None:
    """Three days after it was posted; answered a week later, and set right where it was wrong."""
    one = _told(told, doubt.where) if doubt.where else _of_the_books()
    made, answered, settled = (at(one.on + timedelta(days=days)) for days in (3, 9, 11))
    supervisor = ids[SUPERVISOR]
    with writing():
        posting = notices.locked(one.posting_id)
        found = notices.object_to(posting, by, doubt.text, doubt.named, made)
        notices.answer(found, doubt.act, doubt.answer, found.version, supervisor, answered)
        objection_id, subject_id = found.id, posting.subject_id
    if doubt.where == disclosed.WRONG:
        _correct(subject_id, settled, ids)
    if doubt.remedy:
        with writing():
            found = notices.locked_objection(objection_id)
            notices.settle(found, doubt.remedy, found.version, supervisor, settled)


def _told(told: list[Told], where: tuple[Category, int]) -> Told:
    return next(one for one in told if one.where == where)


def _of_the_books() -> Told:
    """The statement of half a year ago."""
    wanted = select(Posting).where(Posting.kind == STATEMENT).order_by(Posting.posted_at.desc())
    one = db.session.scalars(wanted.offset(5).limit(1)).one()
    return Told(one.id, clock.local(one.posted_at).date(), None)


def _correct(disclosure_id: int, then: datetime, ids: dict[str, int]) -> None:
    with writing():
        wrong = actions.locked(disclosure_id)
        made = actions.correct(wrong, ids[COMMITTEE], then)
        said = Words(wrong.title, disclosed.SET_RIGHT, disclosed.WHY)
        actions.edit(made, None, said, made.version)
        actions.post(made, made.version, ids[COMMITTEE], then)


# ---- On paper


def _put_up(now: datetime, ids: dict[str, int]) -> None:
    """Everything but the newest hung before the station, and all over the place some; what stood
    open long enough came down again.
    """
    by, today = ids[COMMITTEE], clock.local(now).date()
    photos = [pictures.kept(pictures.board(number)) for number in range(len(PLACES))]
    with writing():
        begun = at(today - timedelta(days=380))
        hung = [boards.add(place, by, begun).id for place in PLACES]
        for number, posting in enumerate(_to_hang(today)):
            up = clock.local(posting.posted_at).date() + DAY
            for place in range(len(PLACES) if number % 4 == 0 else 1):
                board = boards.locked(Board, hung[place])
                seen = boards.put_up(posting, board, up, photos[place], by, at(up))
                down = words.last_day(posting.until) + 3 * DAY
                if down < today:
                    boards.take_down(seen, down, by, at(down))


def _to_hang(today: date) -> list[Posting]:
    """The committee's own postings and the books, but what was posted in the last three days."""
    until = at(today - timedelta(days=3))
    wanted = select(Posting).where(Posting.kind.in_((POSTING, STATEMENT)))
    return list(db.session.scalars(wanted.where(Posting.posted_at < until).order_by(Posting.id)))


# ---- Complaints


def _complain(told: list[Told], missed: str, now: datetime, ids: dict[str, int]) -> None:
    """One was answered; another, about what is overdue, lies with the supervisors."""
    slow = _told(told, disclosed.SLOW)
    text, answer = disclosed.SLOWLY
    about, made_on = f"posting:{slow.posting_id}", at(slow.on + 4 * DAY)
    made = _complained(about, Said(Ground.LATE, text, True), ids[LEADER], made_on)
    with writing():
        one = complaints.locked(made)
        said = Answer(Complained.FOUNDED, answer, False)
        complaints.answer(one, said, one.version, ids[SUPERVISOR], at(slow.on + 10 * DAY))
    _complained(missed, Said(Ground.MISSING, disclosed.MISSING, True), ids[HOUSEMATE], now)


def _complained(about: str, said: Said, by: int, then: datetime) -> int:
    with writing():
        target = complaints.target(about, then)
        if target is None:
            raise LookupError(about)
        return complaints.complain(target, said, by, then).id
