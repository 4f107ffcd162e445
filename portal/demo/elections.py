"""The demo's elections of the committee: the last one, with its run-off, and a by-election that
takes nominations now.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from portal.bodies import queries as bodies
from portal.bodies.models import Body
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.db import db, writing
from portal.elections import queries
from portal.elections.actions import checks, counting, nominations, roll, steps
from portal.elections.models import Election, ElectionSeating, Nomination
from portal.elections.nominating import Source
from portal.elections.outcome import Figures
from portal.elections.rules import Complaint, Electorate
from portal.moderation import actions as moderation
from portal.moderation.rules import Move
from portal.roster.models import Person

DIRECTOR, FIRST = "13800000008", "13800000003"
LEADER, RUNNER, CHECKER = "13800000014", "13800000011", "13800000012"
AGAIN, HANDOVER = 7, 6  # days from the poll to the run-off, and from it to the handover
WITNESSED = "公布前一天抽签，监票人郭永德、赵志强在场"
SIGNED_BY = "监票人郭永德、赵志强，计票人周丽华"
WORDS = (
    "我在社区做了八年，往后五年想把老楼加装电梯的事一件件办下来。",
    "我管审核，也愿意天天在窗口坐着，听大家把话说完。",
    "年轻人下班晚，我想让社区晚上也开着门。",
    "我退休前是电工，楼道里的灯，我先一盏盏看过去。",
    "我家三代住在里仁里，想把院子里的树护好。",
    "我带过十二年的孩子，想把放学后的两小时管起来。",
    "我会用轮椅，知道哪一级台阶过不去。",
    "我做过会计，账要让每个人都看得懂。",
    "我想把志愿队的事接着办下去。",
)
FIRST_ROUND = (1382, 1341, 1207, 1165, 1098, 1011, 842, 791, 466)
RUN_OFF = (864, 702)


# ---- The last one


def load_last(now: datetime, ids: dict[str, int]) -> None:
    """Seven seats, nine candidates; six elected at once, the seventh in a run-off. Nobody who stood
    ran it, and the term began on the day of the handover.
    """
    today, by = clock.local(now).date(), ids[RUNNER]
    day = date(today.year - 2, 1, 1) - timedelta(days=AGAIN + HANDOVER)
    title = f"{day.year} 年居委会换届选举"
    election_id = _announced(day, 7, title, Electorate.DELEGATES, timedelta(days=40), by)
    posted = _at(day, -25)
    with writing():
        roll.post(queries.locked(election_id), by, posted)
    with writing():
        elected = [one.person_id for one in bodies.sitting(_committee(today).id, today)]
    people = [*elected, *_neighbours(2, frozenset(ids.values()) | set(elected), 1966)]
    clerks = ids["13800000005"], ids["13800000006"]
    order = [
        _candidate(election_id, person, place, day, clerks[0], ids)
        for place, person in enumerate(people)
    ]
    with writing():
        one = queries.locked(election_id)
        steps.post_candidates(one, "lot", WITNESSED, order, by, _at(day, -6))
    votes = dict(zip(order, FIRST_ROUND, strict=True))
    _count(election_id, Figures(2104, 1987, 1952, 23, 12, votes), clerks, _evening(day))
    again = day + timedelta(days=AGAIN)
    with writing():
        counting.call_run_off(queries.locked(election_id), again, by, _evening(day))
    votes = dict(zip(order[6:8], RUN_OFF, strict=True))
    _count(election_id, Figures(1720, 1611, 1580, 19, 12, votes), clerks, _evening(again))
    with writing():
        one = queries.locked(election_id)
        counting.certify(one, by, _at(again, 1))
        words = "移交印章两枚、档案四十一盒、账目和固定资产清册。"
        steps.hand_over(one, again + timedelta(days=HANDOVER), words, by, _at(again, HANDOVER))
        term = bodies.terms(one.body_id)[0]
        seating = {"seated_by": by, "seated_at": _at(again, HANDOVER)}
        db.session.add(ElectionSeating(election_id=one.id, term_id=term.id, **seating))


def _at(day: date, days: int) -> datetime:
    """Ten in the morning, so many days from a day."""
    return clock.start_of(day + timedelta(days=days)) + timedelta(hours=10)


def _evening(day: date) -> datetime:
    """When the ballots were cast and counted."""
    return _at(day, 0) + timedelta(hours=10)


def _announced(
    day: date, seats: int, title: str, who: Electorate, ahead: timedelta, by: int
) -> int:
    then = _at(day - ahead, 0)
    with writing():
        made = Election(
            body=_committee(clock.local(clock.now()).date()),
            title=title,
            day=day,
            seats=seats,
            electorate=who,
            is_by_election=seats < 5,
            named=bodies.vacant(_committee(day).id, day)[:seats] if seats < 5 else [],
            place="社区活动室（里仁里 6 号楼底层）",
            hours="8:00—16:00",
            nomination_days=10,
            candidate_days=5,
            drafted_by=by,
        )
        steps.announce(steps.draft(made, by, then), by, then)
        return made.id


def _committee(today: date) -> Body:
    found = bodies.of_kind(Kind.COMMITTEE, today)
    if found is None:
        raise LookupError(Kind.COMMITTEE)
    return found


def _neighbours(number: int, taken: frozenset[int], born: int) -> list[int]:
    wanted = select(Person.id).where(Person.birth_year == born, Person.id.not_in(taken))
    wanted = wanted.where(Person.household_id.is_not(None))
    return list(db.session.scalars(wanted.order_by(Person.id).limit(number)))


def _candidate(
    election_id: int, person_id: int, place: int, day: date, clerk: int, ids: dict[str, int]
) -> int:
    """Nominated on paper, by the party organization or by twelve voters, willing and checked."""
    with writing():
        one = queries.locked(election_id)
        person = db.session.get_one(Person, person_id)
        if place < 4:
            made = nominations.put(one, person, ids[RUNNER], _at(day, -20))
        else:
            numbers = list(range(100 * place, 100 * place + 12))
            voters = Source.VOTERS
            made = nominations.from_paper(one, person, voters, numbers, clerk, _at(day, -20))
        nominations.answer(one, made, True, WORDS[place], clerk, True, _at(day, -14))
        _read(made, ids[RUNNER], _at(day, -13))
        checks.check(one, made, True, "", ids[CHECKER], _at(day, -9))
        return made.id


def _read(made: Nomination, reader: int, then: datetime) -> None:
    """By somebody who is not nominated."""
    if made.item_id is not None:
        moderation.decide(made.item_id, 1, Move.APPROVE, "", reader, then)


def _count(election_id: int, made: Figures, clerks: Sequence[int], then: datetime) -> None:
    for clerk in clerks:
        with writing():
            counting.enter(queries.locked(election_id), made, SIGNED_BY, clerk, then)


# ---- The next one


def load_coming(now: datetime, ids: dict[str, int]) -> None:
    """One seat fell free: the roll is posted and open to objections, and nominations come in."""
    day = clock.local(now).date() + timedelta(days=24)
    election_id = _announced(
        day, 1, "居委会委员补选", Electorate.VOTERS, timedelta(days=30), ids[DIRECTOR]
    )
    posted = now - timedelta(days=2)
    with writing():
        roll.post(queries.locked(election_id), ids[DIRECTOR], posted)
    taken = frozenset(ids.values())
    first, second, objector, *crowd = _neighbours(24, taken, 1972)
    with writing():
        _willing(queries.locked(election_id), ids, now)
        for nominee, supporters in ((first, crowd[:6]), (second, crowd[6:17])):
            _gather(queries.locked(election_id), nominee, supporters, now)
        one, text = queries.locked(election_id), "我的姓写错了，请核对。"
        roll.object_to(one, objector, Complaint.OTHER, 0, text, now - timedelta(hours=20))


def load_draft(now: datetime, ids: dict[str, int]) -> None:
    """The next whole election, which the desk has begun to write down."""
    day = clock.local(now).date() + timedelta(days=400)
    with writing():
        made = Election(
            body=_committee(clock.local(now).date()),
            title=f"{day.year} 年居委会换届选举",
            day=day,
            seats=7,
            electorate=Electorate.DELEGATES,
            place="社区活动室（里仁里 6 号楼底层）",
            hours="8:00—16:00",
            nomination_days=10,
            candidate_days=5,
            drafted_by=ids[DIRECTOR],
        )
        steps.draft(made, ids[DIRECTOR], now - timedelta(days=1))


def _willing(one: Election, ids: dict[str, int], now: datetime) -> None:
    leader, clerk = db.session.get_one(Person, ids[LEADER]), ids["13800000005"]
    then = now - timedelta(hours=30)
    made = nominations.put(one, leader, ids[RUNNER], then)
    words = "当了九年组长，每家每户我都认得。"
    nominations.answer(one, made, True, words, clerk, True, then)
    _read(made, ids[FIRST], now - timedelta(hours=28))


def _gather(one: Election, nominee: int, supporters: Sequence[int], now: datetime) -> None:
    """Begun by the first of them, joined by the others."""
    then = now - timedelta(hours=26)
    person = db.session.get_one(Person, nominee)
    made = nominations.nominate(one, person, supporters[0], then)
    for place, neighbour in enumerate(supporters[1:], 1):
        nominations.support(one, made, neighbour, then + timedelta(minutes=20 * place))
