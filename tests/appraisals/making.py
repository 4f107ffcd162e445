"""Appraisals to test with, made, opened, answered and closed by the room's own acts."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.appraisals import due, queries
from portal.appraisals.actions import answering, preparing
from portal.appraisals.actions.answering import Draft
from portal.appraisals.actions.preparing import By, Plan
from portal.appraisals.models import Appraisal
from portal.appraisals.rules import Asked, Kind, No, Refused
from portal.ballots.models import Box, RollRow
from portal.bodies.models import Body
from portal.bodies.rules import Kind as BodyKind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.roster.models import Person
from tests.bodies.making import Bodies
from tests.world import World, fields, token

SECRET = "a secret for tests, long enough to be one"
DAY = timedelta(days=1)


def plan(**said: Any) -> Plan:
    today = clock.today()
    usual = Plan("服务站满意度", "", Asked.RESIDENTS, (), False, today, today + 7 * DAY)
    return replace(usual, **said)


class Room:
    """What supervisors, residents and ``tick`` do, one line each."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.supervisor = world.account(None, Role.SUPERVISOR)

    @property
    def keys(self) -> Path:
        return Path(self.world.app.config["PORTAL"].keys)

    def row(self, appraisal_id: int) -> Appraisal:
        db.session.rollback()
        found = queries.appraisal(appraisal_id)
        assert found is not None
        return found

    def by(self, appraisal_id: int, person_id: int | None = None) -> By:
        who = person_id or self.supervisor.person_id
        return By(who, self.row(appraisal_id).version, clock.now())

    def draft(
        self,
        kind: Kind = Kind.STATION,
        subjects: Sequence[str] = ("社区食堂",),
        year: int = 2026,
        for_elders: bool = False,
        **said: Any,
    ) -> int:
        with writing():
            made = preparing.begin(
                year, kind, plan(**said), self.supervisor.person_id, clock.now()
            ).id
        for name in subjects if kind is not Kind.COMMITTEE else ():
            by = self.by(made)
            with writing():
                preparing.add_subject(made, name, "", for_elders, by)
        return made

    def announced(self, **said: Any) -> int:
        made = self.draft(**said)
        by = self.by(made)
        with writing():
            preparing.announce(made, by)
        return made

    def opened(self, **said: Any) -> int:
        """Announced, and opened by ``tick``."""
        made = self.announced(**said)
        self.tick()
        assert self.row(made).state == "open"
        return made

    def tick(self, now: datetime | None = None) -> None:
        db.session.rollback()
        due.tick(now or clock.now())
        db.session.rollback()

    def close(self, appraisal_id: int) -> Appraisal:
        """Its time is up, and ``tick`` goes round."""
        self.tick(clock.end_of(self.row(appraisal_id).closes_on))
        return self.row(appraisal_id)

    def shut(self, appraisal_id: int) -> None:
        """Nobody can move the end of a box, but a test may."""
        with writing():
            box = db.session.get_one(Box, queries.locked(appraisal_id).box_id)
            box.opens_at, box.closes_at = clock.now() - 2 * DAY, clock.now() - DAY

    def drafted(self, appraisal_id: int, person_id: int, *answers: str, words: str = "") -> Draft:
        """What somebody has before them on the review page."""
        found = self.row(appraisal_id)
        offer = answering.offer(answering.row_of(found, person_id), SECRET)
        db.session.rollback()
        return Draft(list(answers), words, offer.code, offer.mark)

    def cast(self, appraisal_id: int, person_id: int, draft: Draft) -> str:
        """In a connection of its own; what became of it."""
        with self.world.app.app_context():
            try:
                with writing():
                    found = queries.appraisal(appraisal_id)
                    assert found is not None
                    now = clock.database_now(db.session)
                    answering.cast(found, person_id, draft, SECRET, now)
            except Refused as no:
                return no.reason
            finally:
                db.session.remove()
        return "cast"

    def answer(self, appraisal_id: int, person_id: int, *answers: str, words: str = "") -> str:
        draft = self.drafted(appraisal_id, person_id, *answers, words=words)
        return self.cast(appraisal_id, person_id, draft)

    def answers(self, appraisal_id: int, *given: Sequence[str]) -> None:
        """Given by the first of the roll, one after the other."""
        people = self.roll(appraisal_id)
        for person_id, answers in zip(people, given, strict=False):
            assert self.answer(appraisal_id, person_id, *answers) == "cast"

    def roll(self, appraisal_id: int) -> list[int]:
        box = self.row(appraisal_id).box_id
        rows = db.session.query(RollRow.person_id).filter_by(box_id=box).order_by(RollRow.id)
        return [person for (person,) in rows]

    def why_not_announced(self, **said: Any) -> No | None:
        try:
            self.announced(**said)
        except Refused as no:
            return no.reason
        return None


def committee(world: World, *people: Person) -> Body:
    """A committee on which these people sit."""
    desk = Bodies(world)
    members = people or (world.person("张建国"), world.person("李红"))
    ids = [one.id for one in members]
    body = desk.found(BodyKind.COMMITTEE, "居民委员会")
    body_id = body.id
    for seat, person_id in zip(desk.seats(desk.term(body), len(ids)), ids, strict=True):
        desk.seat_by_id(seat.id, person_id)
    return desk.body(body_id)


def review(client: FlaskClient, appraisal_id: int, *answers: str, words: str = "") -> TestResponse:
    """A phone fills in the form and presses 下一步."""
    address = f"/appraisals/{appraisal_id}/answer/"
    sent = {f"line-{at}": one for at, one in enumerate(answers)}
    data = {"csrf_token": token(client, address), "words": words, **sent}
    return client.post(address, data=data)


def send(client: FlaskClient, appraisal_id: int, checked: TestResponse) -> TestResponse:
    """And presses 交上去."""
    return client.post(f"/appraisals/{appraisal_id}/answer/cast/", data=fields(checked))


def text(answer: TestResponse) -> str:
    """A page as it is read: without tags, white space folded."""
    html = answer.get_data(as_text=True)
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<main") :]).split())


def typed(today: date, **said: object) -> dict[str, object]:
    """What somebody types to begin a draft."""
    return {
        "kind": "station",
        "year": "2026",
        "title": "服务站满意度",
        "asks": "residents",
        "opens_on": today.isoformat(),
        "closes_on": (today + 7 * DAY).isoformat(),
        **said,
    }
