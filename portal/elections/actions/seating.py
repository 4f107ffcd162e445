"""The elected reach their seats."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from portal.bodies import queries as bodies
from portal.bodies import rules as body_rules
from portal.bodies import seating, terms
from portal.bodies.eligibility import Basis
from portal.bodies.models import Seat, Term
from portal.bodies.rules import How, Post, Whom
from portal.bodies.seating import Entry
from portal.bodies.terms import SeatPlan
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import official
from portal.elections import kinds, queries, rules, runners, words
from portal.elections.actions import counting, steps
from portal.elections.models import Election, ElectionSeating
from portal.elections.rules import Refusal, Refused


@dataclass(frozen=True)
class Choice:
    """As what somebody elected sits, and in a by-election on which of its seats. ``declared``: no
    near relative of theirs sits on the other side (art. 36, 37).
    """

    post: Post
    declared: bool
    seat_id: int | None = None


class NotSeated(Exception):
    """Nobody was seated; ``reasons``: of each nomination that stands in the way."""

    def __init__(self, reasons: dict[int, body_rules.Refusal]) -> None:
        super().__init__(reasons)
        self.reasons = reasons


def elected(one: Election) -> list[int]:
    """The nominations of everyone elected, once the result is certified."""
    if one.certified_at is None:
        return []
    return counting.elected(counting.counted(one, queries.entitled(one.id)))


def seats_to_fill(one: Election) -> list[Seat]:
    """Of a by-election: the seats that it named; all that are vacant, where it was drafted before
    by-elections named any.
    """
    return list(one.named) or bodies.vacant(one.body_id, seated_from(one) or one.day)


def seated_from(one: Election) -> date | None:
    """The first day: that of the handover, or that on which a by-election was certified."""
    if not one.is_by_election:
        return one.handed_over_on
    return clock.local(one.certified_at).date() if one.certified_at else None


def seated_by_hand(one: Election) -> bool:
    """A later term was begun without this election's word."""
    if one.is_by_election:
        return False
    last = next(iter(bodies.terms(one.body_id)), None)
    return last is not None and last.starts_on > one.polls[-1].day


def check(one: Election, number: int) -> None:
    """Refused where ``number`` people elected cannot be seated now; once only."""
    seated = one.seating is not None
    rules.check_seating(queries.facts(one), one.is_by_election, number, seated)
    if seated_by_hand(one):
        raise Refused(Refusal.SEATED)


def seat_elected(one: Election, choices: dict[int, Choice], by: int, now: datetime) -> Term:
    """Seats everyone elected, in a new term or on the seats that a by-election fills.

    ``choices``: by nomination, of everyone elected. All of them sit, or nobody: NotSeated tells
    of each who cannot; the bodies' own Refused where no term can begin.
    """
    runners.check(one, by)
    chosen = elected(one)
    check(one, len(chosen))
    if set(choices) != set(chosen):
        raise Refused(Refusal.MOVE)
    first = seated_from(one)
    if first is None:
        raise Refused(Refusal.NOT_HANDED_OVER)
    order = sorted(chosen, key=lambda n: list(Post).index(choices[n].post))
    if one.is_by_election:
        places = {n: choices[n].seat_id or 0 for n in order}
    else:
        made = _new_term(one, first, [choices[n].post for n in order], by, now)
        places = dict(zip(order, (seat.id for seat in bodies.seats(made.id)), strict=False))
    _seat_all(one, choices, places, first, by, now)
    term = bodies.seat(places[order[0]]).term  # type: ignore[union-attr]
    _once(one, term, by, now)
    steps.note(one, kinds.SEATED, by, now, count=len(chosen), day=first.isoformat())
    return term


def _new_term(one: Election, first: date, posts: Sequence[Post], by: int, now: datetime) -> Term:
    """The next term of the body, with as many seats as the election was for, the posts' first."""
    ends = body_rules.last_day(first)
    term = terms.begin(one.body_id, first, ends, copy=False, by=by, now=now, certified=True)
    free = one.seats - len(posts)
    wanted = {post: posts.count(post) + (free if post is Post.MEMBER else 0) for post in Post}
    for post, count in wanted.items():
        if count:
            with official():
                label = str(words.TITLES[post])
            plan = SeatPlan(Whom.WHOLE, None, count, label, votes=True, ex_officio=False)
            terms.add_seats(term.id, plan, by, now)
    return term


def _seat_all(
    one: Election,
    choices: dict[int, Choice],
    places: dict[int, int],
    first: date,
    by: int,
    now: datetime,
) -> None:
    """Each by the bodies' own rules; one who cannot sit leaves all unseated, and all are named."""
    people = {n.id: n.nominee_id for n in queries.nominations(one.id)}
    how = How.BY_ELECTION if one.is_by_election else How.ELECTED
    allowed = _ids(seats_to_fill(one)) if one.is_by_election else set(places.values())
    reasons: dict[int, body_rules.Refusal] = {}
    basis = Basis(one.title, clock.local(one.certified_at or now).date())
    for nomination, seat_id in places.items():
        choice = choices[nomination]
        entry = Entry(
            choice.post, how, first, declared=choice.declared, basis=basis, certified=True
        )
        try:
            if seat_id not in allowed:
                raise body_rules.Refused(body_rules.Refusal.SEAT_TAKEN)
            with db.session.begin_nested():
                seating.seat_person(seat_id, people[nomination], entry, by, now)
        except body_rules.Refused as no:
            reasons[nomination] = no.reason
        allowed = allowed - {seat_id}
    if reasons:
        raise NotSeated(reasons)


def _ids(seats: Iterable[Seat]) -> set[int]:
    return {seat.id for seat in seats}


def _once(one: Election, term: Term, by: int, now: datetime) -> None:
    """The database's last word that it is done once."""
    db.session.add(
        ElectionSeating(election_id=one.id, term_id=term.id, seated_by=by, seated_at=now)
    )
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(Refusal.SEATED) from None
