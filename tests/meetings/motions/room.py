"""A meeting with members of its roll, made straight from the tables."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.bodies.models import Body
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.db import db, writing
from portal.meetings.models import AgendaItem, Attendance, Meeting, Proxy
from portal.meetings.motions import queries
from portal.meetings.motions.actions import closing, moving, opening, voting
from portal.meetings.motions.actions.voting import Draft
from portal.meetings.motions.models import Motion, MotionVoter
from portal.meetings.motions.rules import No, Refused
from portal.roster.models import Person
from portal.topics.models import Delegation
from portal.topics.rules import Matter
from tests.world import World, fields

SECRET = "a secret for tests, long enough to be one"


@dataclass
class Room:
    """``members`` are entitled, in the order of the roll; the first chairs, the second keeps the
    minutes. Nobody is signed in at first.
    """

    world: World
    meeting_id: int
    members: list[int] = field(default_factory=list)
    _phones: dict[int, FlaskClient] = field(default_factory=dict)

    @property
    def keys(self) -> Path:
        return self.world.app.config["PORTAL"].keys

    @property
    def meeting(self) -> Meeting:
        return db.session.get_one(Meeting, self.meeting_id)

    @property
    def body(self) -> Body:
        return self.meeting.body

    @property
    def chair(self) -> int:
        return self.members[0]

    @property
    def clerk(self) -> int:
        return self.members[1]

    @property
    def item_id(self) -> int:
        return db.session.query(AgendaItem).filter_by(meeting_id=self.meeting_id).one().id

    def sign_in(self, count: int) -> None:
        """The first so many of the roll are there."""
        with writing():
            for person_id in self.members[:count]:
                row = queries.attendance(self.meeting_id, person_id)
                assert row is not None
                row.arrived_at, row.via = row.arrived_at or clock.now(), "desk"

    def lend(self, giver: int, holder: int) -> None:
        with writing():
            db.session.add(
                Proxy(
                    meeting_id=self.meeting_id,
                    giver_id=giver,
                    holder_id=holder,
                    given_at=clock.now(),
                )
            )

    def set(self, **columns: object) -> None:
        """Settings of the body, as if it had had them when the meeting was called."""
        with writing():
            for name, value in columns.items():
                setattr(self.body, name, value)
            self.meeting.keep_figures()

    def end(self) -> None:
        with writing():
            self.meeting.closed_at = clock.now()

    # motions, through the actions

    def draft(self, mover: int | None = None, **values: object) -> int:
        said = {
            "title": "在北门装两盏路灯",
            "text": "由居委会在三个月内装好两盏路灯。",
            "form": None,
            "majority": "half",
            "about_persons": False,
            "amount_fen": None,
            "item_id": None,
            "amends_id": None,
            "annuls_id": None,
            **values,
        }
        with writing():
            meeting = queries.locked_meeting(self.meeting_id)
            return moving.draft(meeting, said, mover or self.chair, clock.now()).id

    def submit(self, motion_id: int) -> None:
        with writing():
            motion = queries.locked(motion_id)
            moving.submit(motion, motion.mover_id, motion.version, clock.now())

    def sign(self, motion_id: int, *people: int) -> None:
        for person_id in people:
            with writing():
                moving.sign(queries.locked(motion_id), person_id, clock.now())

    def motion(self, mover: int | None = None, **values: object) -> int:
        """One that is admitted."""
        motion_id = self.draft(mover, **values)
        self.submit(motion_id)
        if self.row(motion_id).admitted_at is None:
            with writing():
                moving.put(queries.locked(motion_id), self.chair, "居委会的议案", clock.now())
        self.wait(motion_id)
        return motion_id

    def wait(self, motion_id: int, minutes: int = 5) -> None:
        """As if it had been put to the vote so much earlier: who is there had time to read it."""
        with writing():
            one = queries.locked(motion_id)
            if one.admitted_at is not None and not one.is_decided:
                one.admitted_at -= timedelta(minutes=minutes)

    def recuse(self, motion_id: int, *people: int) -> None:
        for person_id in people:
            with writing():
                one = queries.locked(motion_id)
                moving.recuse(one, person_id, "家里人承包", person_id, clock.now())

    def open(self, motion_id: int, by: int | None = None, contested: bool = False) -> None:
        self.wait(motion_id)
        opening.open_vote(motion_id, by or self.chair, self.keys, clock.now(), contested)

    def close(self, motion_id: int, by: int | None = None, minutes: int = 5) -> None:
        """``minutes``: how much later it is pressed; by then nobody who is silent is waited for."""
        now = clock.now() + timedelta(minutes=minutes)
        closing.close(motion_id, by or self.chair, self.keys, now)

    def row(self, motion_id: int) -> Motion:
        db.session.rollback()
        found = queries.motion(motion_id)
        assert found is not None
        return found

    def voice(self, motion_id: int, person_id: int) -> MotionVoter:
        return next(one for one in queries.roll(motion_id) if one.person_id == person_id)

    def vote(self, motion_id: int, choice: str, *people: int) -> None:
        """Each casts the own voice as a phone would."""
        for person_id in people:
            self.cast(motion_id, person_id, person_id, choice)

    def cast(self, motion_id: int, voice_of: int, by: int, choice: str) -> None:
        motion, row = self.row(motion_id), self.voice(motion_id, voice_of)
        code, mark = "", ""
        if motion.is_secret and not row.recused:
            made = voting.offer(motion, row, SECRET)
            code, mark = made.code, made.mark
        draft = Draft(row.id, choice, code, mark)
        with writing():
            one = queries.locked_alone(motion_id)
            voting.cast(one, by, draft, SECRET, clock.now())

    def figures(self, motion_id: int) -> tuple[int | None, ...]:
        """(entitled, present, for, against, abstain, recused), and the state."""
        one = self.row(motion_id)
        return (one.entitled, one.present, one.in_favour, one.against, one.abstain, one.recused)

    # through the browser

    def client(self, person_id: int) -> FlaskClient:
        if person_id not in self._phones:
            account = self.world.account(db.session.get_one(Person, person_id))
            self._phones[person_id] = self.world.client(account)
        return self._phones[person_id]


def make_room(
    world: World,
    kind: Kind = Kind.COUNCIL,
    size: int = 6,
    arrived: int | None = None,
    **body: object,
) -> Room:
    """A called meeting that is open; ``arrived``: how many are signed in, all by default."""
    now = clock.now()
    people = [world.person(f"成员{number}").id for number in range(size)]
    with writing():
        settings = {"name": f"{kind}", "founded_on": date(2020, 1, 1), **body}
        made = Body(kind=kind, **settings)
        meeting = Meeting(
            body=made,
            title="第三次会议",
            place="活动室",
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=2),
            electorate="members",
            chair_id=people[0],
            clerk_id=people[1],
            door_secret="0" * 32,
            drafted_by=people[0],
            called_at=now - timedelta(days=10),
            called_by=people[0],
            opened_at=now - timedelta(minutes=30),
        )
        db.session.add(meeting)
        db.session.flush()
        meeting.keep_figures()
        db.session.add(AgendaItem(meeting_id=meeting.id, position=1, title="北门照明"))
        if kind in (Kind.COUNCIL, Kind.SUBCOMMITTEE):
            db.session.add(_handed_down(*people[:2]))
        for person_id in people:
            db.session.add(Attendance(meeting_id=meeting.id, person_id=person_id, votes=True))
        meeting_id = meeting.id
    room = Room(world, meeting_id, people)
    room.sign_in(size if arrived is None else arrived)
    return room


def _handed_down(by: int, seen_by: int) -> Delegation:
    """What is ordinary, from the assembly to the council, before this site was begun (art. 30)."""
    return Delegation(
        matter=Matter.ORDINARY,
        body_kind=Kind.COUNCIL,
        basis="第三届居民代表会议第一次会议",
        resolved_on=date(2020, 1, 1),
        scan="0" * 64,
        scan_media="pdf",
        starts_on=date(2020, 1, 1),
        entered_by=by,
        entered_at=clock.now(),
        confirmed_by=seen_by,
        confirmed_at=clock.now(),
    )


def reviewed(client: FlaskClient, motion_id: int, choice: str) -> dict[str, object]:
    """The form of the page on which a vote is checked, ready to be sent."""
    address = f"/motions/{motion_id}/vote/"
    shown = fields(client.get(address))
    answer = client.post(address, data={**shown, "choice": choice})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return fields(answer)


def vote(client: FlaskClient, motion_id: int, choice: str) -> TestResponse:
    """Choose, check, cast, as a phone would with scripts off."""
    data = reviewed(client, motion_id, choice)
    return client.post(f"/motions/{motion_id}/vote/cast/", data=data)


def why_not(act: object, *args: object) -> tuple[No, dict[str, int | str]]:
    """The reason for which an act is refused, and its figures."""
    with pytest.raises(Refused) as no:
        act(*args)  # type: ignore[operator]
    db.session.rollback()
    return no.value.reason, no.value.figures
