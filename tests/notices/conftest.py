"""A posting that stands open, and people who read it."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from flask_babel import lazy_gettext as _l
from werkzeug.test import TestResponse

from portal.core import clock
from portal.core.db import db, writing
from portal.notices import actions, queries, registry
from portal.notices.models import Objection, Posting
from tests.world import World, fields, post

SHEET = registry.kind("test.sheet", _l("结果"), "/budget/?sheet=%(subject)s")
TEXT = "第三项的报价比市场价高出一倍，请说明理由。\n附近小区只要一半。"
ANSWER = "报价含五年维修，已附合同和三家比价单。"


@dataclass
class PostingInTest:
    """A posting, by its id; every act goes through the browser."""

    world: World
    id: int

    @property
    def row(self) -> Posting:
        db.session.rollback()
        found = queries.posting_by_id(self.id)
        assert found is not None
        return found

    @property
    def address(self) -> str:
        return f"/notices/{self.id}/objections/"

    @property
    def form(self) -> str:
        return f"/notices/{self.id}/object/"

    def read(self, client: FlaskClient) -> str:
        return client.get(self.address).get_data(as_text=True)

    def end(self) -> None:
        """Moves the posting's period into the past: nobody can, but a test may."""
        with writing():
            row = actions.locked(self.id)
            row.posted_at = clock.now() - timedelta(days=16)
            row.until = clock.now() - timedelta(seconds=1)

    def review(self, client: FlaskClient, text: str = TEXT, **more: object) -> TestResponse:
        return post(client, self.form, "/me/", text=text, **{"signed": "neighbour", **more})

    def object(self, client: FlaskClient, text: str = TEXT, **more: object) -> TestResponse:
        """Form, review, send, as a phone would."""
        reviewed = self.review(client, text, **more)
        assert reviewed.status_code == 200, reviewed.get_data(as_text=True)
        return client.post(f"{self.form}send/", data=fields(reviewed))

    def objections(self) -> list[Objection]:
        db.session.rollback()
        return queries.objections(self.id, 1, 50).items

    @property
    def last(self) -> Objection:
        return self.objections()[-1]


def post_sheet(world: World, subject: int = 7, title: str = "今年的结果") -> PostingInTest:
    now = clock.now()
    with writing():
        made = actions.post(SHEET, subject, title, now + timedelta(days=15), now)
        return PostingInTest(world, made.id)


@pytest.fixture
def posting(world: World) -> PostingInTest:
    """Open for fifteen days from now."""
    return post_sheet(world)


@pytest.fixture
def resident(world: World) -> FlaskClient:
    return world.client(world.account(world.person("王秀英")))


def step(client: FlaskClient, one: Objection, act: str, **typed: object) -> TestResponse:
    """A supervisor's step; the version as the page shows it unless ``version`` is given."""
    address = f"/desk/objections/{one.id}/{act}/"
    return post(client, address, "/me/", **{"version": one.version, **typed})


def uphold(client: FlaskClient, one: Objection, answer: str = ANSWER) -> TestResponse:
    return step(client, one, "answer", verdict="uphold", answer=answer)


def dismiss(client: FlaskClient, one: Objection, answer: str = ANSWER) -> TestResponse:
    return step(client, one, "answer", verdict="dismiss", answer=answer)
