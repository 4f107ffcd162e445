"""Bodies, terms, seats and members to test with, made by the room's own acts."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from portal.bodies import actions, ending, papers, queries, seating, terms
from portal.bodies.actions import GroupPlan, Settings
from portal.bodies.eligibility import ways
from portal.bodies.mandates import ENDS, Act, asks_for_ground
from portal.bodies.models import Body, Membership, ResidentsGroup, Seat, Term
from portal.bodies.papers import Scan
from portal.bodies.rules import Base, Kind, Post, Refusal, Refused, Whom, WhyEnded, last_day
from portal.bodies.seating import Entry
from portal.bodies.terms import SeatPlan
from portal.core import clock
from portal.core.db import db, writing
from portal.roster.models import Grid, Person
from tests.world import World

DAY = timedelta(days=1)
USUAL = Settings(
    name="议事会",
    purpose="商量日常的事。",
    contact="6 号楼底层",
    phone="010-55550100",
    base=Base.PRESENT,
    large_fen=None,
    sponsors=5,
    resident_sponsors=10,
    notice_days=10,
    papers_days=3,
    proxies=False,
)
SEAT = SeatPlan(Whom.WHOLE, None, 1, "", votes=True, ex_officio=False)


class Bodies:
    """What somebody at the desk does, one line each."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.by = world.person("经办人").id
        self.second = world.person("监督人").id
        self.numbers = count(1)

    @property
    def today(self) -> date:
        return clock.today()

    def found(self, kind: Kind, name: str = "", parent: Body | None = None, **said: Any) -> Body:
        wanted = replace(USUAL, name=name or f"{kind}一", **said)
        parent_id = parent.id if parent else None
        with writing():
            made = actions.found(kind, parent_id, wanted, self.by, clock.now()).id
        return self.body(made)

    def body(self, body_id: int) -> Body:
        body = queries.body(body_id)
        assert body
        return body

    def paper(self, act: Act, subject: Body | Membership, people: str = "", **said: Any) -> str:
        """A paper that a second person has seen; the code of the ground that it is."""
        paper_id = self.scan(act, subject, people, **said)
        with writing():
            papers.see(paper_id, self.second, False, clock.now())
        return f"paper:{paper_id}"

    def strike(self, code: str, reason: str = "不是这个人") -> None:
        """The second person says that a paper is not so."""
        paper_id = int(code.removeprefix("paper:"))
        with writing():
            papers.strike(paper_id, reason, self.second, False, clock.now())

    def scan(self, act: Act, subject: Body | Membership, people: str = "", **said: Any) -> int:
        """One that waits for the second person."""
        member = subject if isinstance(subject, Membership) else None
        body_id = member.seat.term.body_id if member else subject.id
        number = next(self.numbers)
        scan = Scan(
            act=act,
            membership_id=member.id if member else None,
            title=str(said.get("title", "街道关于选举结果的公告")),
            dated_on=said.get("dated_on", self.today),
            people=people,
            digest=f"{number:064x}",
            media="pdf",
        )
        with writing():
            return papers.put_down(body_id, scan, self.by, clock.now()).id

    def term(
        self,
        body: Body,
        starts: date | None = None,
        ends: date | None = None,
        copy: bool = False,
        ground: str | None = None,
    ) -> Term:
        """The first one, or the next on a paper that elects it, early where it must be."""
        first = starts or self.today - 100 * DAY
        body_id, last = body.id, next(iter(queries.terms(body.id)), None)
        if ground is None and last is not None and body.kind != Kind.RESIDENTS_MEETING:
            ground = self.paper(Act.RENEW if first <= last.ends_on else Act.ELECT, body)
        with writing():
            terms.begin(
                body_id, first, ends or last_day(first), copy, self.by, clock.now(), ground or ""
            )
        return queries.terms(body_id)[0]

    def seats(self, term: Term, count: int = 1, **said: Any) -> list[Seat]:
        """So many more seats; the new ones."""
        term_id, before = term.id, len(queries.seats(term.id))
        with writing():
            terms.add_seats(term_id, replace(SEAT, count=count, **said), self.by, clock.now())
        return queries.seats(term_id)[before:]

    def with_seats(self, kind: Kind, count: int, name: str = "", **said: Any) -> list[Seat]:
        """A body under way with so many seats that nobody sits on."""
        return self.seats(self.term(self.found(kind, name)), count, **said)

    def seat(self, seat: Seat, person: Person | None = None, **said: Any) -> Membership:
        """Somebody sits there from today on."""
        person_id, seat_id = (person or self.world.person()).id, seat.id
        return self.seat_by_id(seat_id, person_id, **said)

    def seat_by_id(self, seat_id: int, person_id: int, **said: Any) -> Membership:
        seat = queries.seat(seat_id)
        assert seat
        used = any(one.seat_id == seat.id for one in queries.of_term(seat.term_id))
        how = ways(seating.chair_of(seat, used))[0]
        entry = replace(Entry(Post.MEMBER, how, self.today, declared=True), **said)
        kind = seat.term.body.sort
        asks = asks_for_ground(kind, seat.votes, entry.how, entry.post)
        if asks and "ground" not in said:
            entry = replace(entry, ground=self.elected(seat, person_id))
        with writing():
            made = seating.seat_person(seat_id, person_id, entry, self.by, clock.now()).id
        found = queries.membership(made)
        assert found
        return found

    def elected(self, seat: Seat, person_id: int) -> str:
        """A paper that names them for a seat of its term."""
        person = db.session.get(Person, person_id)
        return self.paper(Act.FILL, self.body(seat.term.body_id), person.name if person else "")

    def end(
        self, member: Membership, why: Any, last: date | None = None, ground: str | None = None
    ) -> None:
        """On a paper of its kind, or the one said; who resigns does it by themselves."""
        member_id, day = member.id, last or self.today
        if why is WhyEnded.RESIGNED and ground is None:
            self.resign(member_id, day)
            return
        dated = min(day, self.today)
        rests_on = self.paper(ENDS[why], member, dated_on=dated) if ground is None else ground
        with writing():
            ending.end(member_id, day, why, self.by, clock.now(), rests_on)

    def resign(self, membership_id: int, last: date | None = None) -> None:
        one = queries.membership(membership_id)
        assert one
        with writing():
            ending.resign(membership_id, one.person_id, last or self.today, clock.now())

    def stand_again(self, membership_id: int, reason: str = "看错了人") -> None:
        with writing():
            ending.stand_again(membership_id, reason, self.by, clock.now())

    def group(
        self, name: str = "第一居民小组", households: int = 40, grid: Grid | None = None
    ) -> ResidentsGroup:
        grid_id = (grid or self.world.grid_row).id
        plan = GroupPlan(name, grid_id, "1 号楼", households)
        with writing():
            actions.form_group(plan, self.by, clock.now())
        return next(one for one in queries.groups() if one.name == name)


def refusal(act: Any, *said: Any, **more: Any) -> Refusal | None:
    """Why an act was refused; None where it was not."""
    try:
        act(*said, **more)
    except Refused as no:
        return no.reason
    return None
