"""Readers who agreed to mail, and a server that takes it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.core import outbox
from portal.core.db import db, writing
from portal.core.outbox import Group
from portal.inbox import delivery
from portal.inbox.models import Delivery, MailAddress
from portal.inbox.rules import Pace
from tests.inbox.mailbox import Mailbox, mail_server
from tests.world import Member, World, utc

BASE = "https://liren.example"

NEWS = outbox.kind("test.news", _l("《%(title)s》有了进展"), "/budget/%(round)s/")
URGENT = outbox.kind("test.urgent", _l("《%(title)s》今天截止"), urgent=True)
RESULT = outbox.kind("test.result", _l("《%(title)s》有结果了"), group=Group.ROUNDS)
ALARM = outbox.kind("test.alarm", _l("%(title)s登录了您的账号"), group=Group.ACCOUNT)

AGREED = utc(2026, 5, 1)


@dataclass
class Post:
    """The house's post in a test: who is told what when, and what the server then has."""

    world: World
    box: Mailbox

    def reader(
        self,
        name: str = "wang",
        mine: Pace = Pace.DAILY,
        rounds: Pace = Pace.DAILY,
        language: str = "zh",
    ) -> int:
        """The person id of somebody who agreed to mail on the first of May."""
        person_id = self.world.account().person_id
        with writing():
            db.session.add(
                MailAddress(
                    person_id=person_id,
                    address=f"{name}@mail.example",
                    language=language,
                    mine=mine,
                    rounds=rounds,
                    confirmed_at=AGREED,
                )
            )
        return person_id

    def tell(self, person_id: int, kind: str, at: datetime, *titles: str) -> None:
        with writing():
            for title in titles or ("修路灯",):
                outbox.tell([person_id], kind, at, title=title, round=7)

    def run(self, now: datetime) -> Counter[str]:
        return delivery.run(self.box.mail(), lambda: now)

    def deliveries(self) -> list[Delivery]:
        db.session.rollback()
        return list(db.session.scalars(select(Delivery).order_by(Delivery.id)))


@pytest.fixture
def me(world: World) -> Member:
    """Somebody with an account."""
    return world.account()


@pytest.fixture
def client(world: World, me: Member) -> FlaskClient:
    """That person's browser."""
    return world.client(me)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def post(world: World, box: Mailbox) -> Post:
    config = world.app.config["PORTAL"]
    world.app.config["PORTAL"] = replace(config, mail=box.mail(), base_url=BASE)
    return Post(world, box)
