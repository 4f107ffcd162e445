"""Bodies with members, and meetings at any stage, by one line each."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.accounts.models import Account
from portal.bodies.models import Body, Membership, Seat, Term
from portal.bodies.rules import Base, How, Kind, Post
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.meetings import calling, door, queries
from portal.meetings.kinds import DOOR_MINUTES
from portal.meetings.models import AgendaItem, Attendance, Meeting
from portal.roster.models import Person
from tests.world import Member, World, post

MOTION = {
    "title": "在北门装两盏路灯",
    "text": "由居委会在四月底以前装好两盏路灯。",
    "amount_fen": "3600",
    "form": "named",
    "majority": "half",
    "annuls_id": "",
    "matter": "ordinary",
}
FOUNDED = date(2024, 1, 1)
HOUR = timedelta(hours=1)


def make_body(
    world: World,
    members: int = 3,
    kind: Kind = Kind.COUNCIL,
    silent: int = 0,
    proxies: bool = False,
    notice_days: int = 3,
    papers_days: int = 3,
    name: str = "",
    base: Base = Base.PRESENT,
) -> Body:
    """A body in its first term with so many members who have a vote, and ``silent`` without."""
    body = Body(
        kind=kind,
        name=name or f"{kind.value} {clock.now().timestamp()}",
        base=base,
        proxies=proxies,
        notice_days=notice_days,
        papers_days=papers_days,
        founded_on=FOUNDED,
    )
    term = Term(body=body, number=1, starts_on=FOUNDED, ends_on=date(2099, 12, 31))
    db.session.add(term)
    db.session.commit()
    for place in range(members + silent):
        seat_somebody(world, body, votes=place < members)
    return body


def seat_somebody(
    world: World, body: Body, person_id: int | None = None, votes: bool = True
) -> Membership:
    """One more seat in the body's term, and who sits on it; commits."""
    term = db.session.query(Term).filter_by(body_id=body.id).one()
    number = db.session.query(Seat).filter_by(term_id=term.id).count() + 1
    if person_id is None:
        person_id = world.person(f"代表{number}").id
    seat = Seat(term_id=term.id, number=number, votes=votes)
    one = Membership(
        seat=seat,
        person_id=person_id,
        post=Post.MEMBER,
        how=How.ELECTED,
        starts_on=FOUNDED,
        entered_at=clock.now(),
    )
    db.session.add(one)
    db.session.commit()
    return one


def people_of(body: Body) -> list[int]:
    """The persons on the seats of a body, by seat number."""
    wanted = db.session.query(Membership).join(Seat).join(Term).filter(Term.body_id == body.id)
    return [one.person_id for one in wanted.order_by(Seat.number)]


@dataclass
class MeetingInTest:
    """A meeting, and the people of it."""

    world: World
    id: int

    @property
    def row(self) -> Meeting:
        db.session.rollback()
        return queries.meeting(self.id) or _missing(self.id)

    @property
    def address(self) -> str:
        return f"/meetings/{self.id}/"

    @property
    def desk(self) -> str:
        return f"/desk/meetings/{self.id}/"

    @property
    def voters(self) -> list[int]:
        rows = db.session.query(Attendance).filter_by(meeting_id=self.id, votes=True)
        return [one.person_id for one in rows.order_by(Attendance.id)]

    def chair(self) -> FlaskClient:
        return self.browser(self.row.chair_id)

    def browser(self, person_id: int) -> FlaskClient:
        """That person, signed in; they get an account where they have none."""
        return browser(self.world, person_id)

    def sign_in(self, *person_ids: int, via: str = "door") -> "MeetingInTest":
        """These people are in the room: their rows say so, whatever the hour."""
        for person_id in person_ids:
            row = queries.attendance(self.id, person_id)
            assert row is not None
            row.arrived_at, row.via, row.left_at = clock.now(), via, None
        db.session.commit()
        return self

    def open(self) -> "MeetingInTest":
        row = self.row
        row.starts_at, row.ends_at = clock.now() - HOUR, clock.now() + 2 * HOUR
        row.opened_at = clock.now()
        db.session.commit()
        return self

    def item(self, position: int = 1) -> AgendaItem:
        return queries.items(self.id)[position - 1]


def _missing(meeting_id: int) -> Meeting:
    raise LookupError(meeting_id)


def browser(world: World, person_id: int, *roles: Role) -> FlaskClient:
    """A browser signed in as somebody; they get an account where they have none."""
    db.session.rollback()
    account = db.session.query(Account).filter_by(person_id=person_id).one_or_none()
    if account is None:
        return world.client(world.account(db.session.get_one(Person, person_id), *roles))
    return world.client(Member(person_id, account.id, account.phone or ""))


def draft_meeting(
    world: World,
    body: Body | None = None,
    starts_at: datetime | None = None,
    items: tuple[str, ...] = ("修电梯",),
    electorate: str = "members",
    observers: bool = True,
    clerk_id: int | None = None,
) -> MeetingInTest:
    """A draft in five days' time; the first member is its chair, somebody else its clerk."""
    body = body or make_body(world)
    starts_at = starts_at or clock.now() + timedelta(days=5)
    people = people_of(body) or [world.person("主持").id]
    clerk_id = clerk_id or world.person("记录").id
    meeting = Meeting(
        body_id=body.id,
        title="第一次会议",
        place="社区活动室",
        starts_at=starts_at,
        ends_at=starts_at + 2 * HOUR,
        electorate=electorate,
        chair_id=people[0],
        clerk_id=clerk_id,
        observers=observers,
        door_secret="secret-of-the-door",
        drafted_by=clerk_id,
    )
    db.session.add(meeting)
    db.session.flush()
    for place, title in enumerate(items, 1):
        db.session.add(AgendaItem(meeting_id=meeting.id, position=place, title=title))
    db.session.commit()
    return MeetingInTest(world, meeting.id)


def called_meeting(world: World, body: Body | None = None, **more: object) -> MeetingInTest:
    """One that was called as the desk calls it: its roll is taken, its people are told."""
    made = draft_meeting(world, body, **more)  # type: ignore[arg-type]
    with writing():
        meeting = queries.locked(made.id)
        calling.call(meeting, meeting.drafted_by, clock.now())
    return made


def open_meeting(
    world: World, body: Body | None = None, signed_in: int | None = None, **more: object
) -> MeetingInTest:
    """One that is open, with so many of its members signed in; all of them where none is said."""
    made = called_meeting(world, body, **more)
    made.sign_in(*made.voters[:signed_in])
    return made.open()


# ---- Through the pages


def sent(answer: TestResponse) -> str:
    """Where a good form leads."""
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location


def convened(
    committee: FlaskClient, body_id: int, starts: datetime, item: dict[str, str], **said: object
) -> int:
    """Drafted at the desk for two hours from then, given one agenda item, checked and called."""
    at = {"starts_at": clock.local(starts), "ends_at": clock.local(starts) + 2 * HOUR}
    when = {name: f"{value:%Y-%m-%dT%H:%M}" for name, value in at.items()}
    typed = {"place": "社区活动室", "observers": "y", **when, **said}
    page = f"/desk/meetings/new/?body={body_id}"
    desk = sent(post(committee, page, page, **typed))
    sent(post(committee, f"{desk}items/new/", **item, text=""))
    sent(post(committee, f"{desk}check/", urgent_reason=""))
    return int(desk.rstrip("/").rpartition("/")[2])


def in_the_room(world: World, meeting_id: int, people: list[int]) -> dict[int, FlaskClient]:
    """Everyone scans the code on the door and presses the button."""
    meeting = queries.meeting(meeting_id)
    assert meeting is not None
    code = door.code(meeting.door_secret, meeting_id, clock.now(), DOOR_MINUTES())
    phones = {one: browser(world, one) for one in people}
    page = f"/meetings/{meeting_id}/sign-in/"
    for phone in phones.values():
        sent(post(phone, page, f"{page}?code={code}", code=code))
    return phones


def moved(mover: FlaskClient, item_id: int, **more: object) -> int:
    """Written and handed in on the mover's phone; the motion's number in the address."""
    form = f"/motions/new/?item={item_id}"
    page = sent(post(mover, form, form, **MOTION, **more))
    on_page = re.search(r'name="version"[^>]*value="(\d+)"', mover.get(page).get_data(as_text=True))
    assert on_page
    sent(post(mover, f"{page}submit/", page, version=on_page[1]))
    return int(page.rstrip("/").rpartition("/")[2])
