"""Somebody with a second step, and what their app and their paper show."""

import re
from dataclasses import dataclass

import pyotp
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.accounts.second import keys
from portal.accounts.second.models import SecondFactor
from portal.core import clock
from portal.core.db import db
from tests.world import PASSWORD, Member, World, fields, post


@dataclass
class App:
    """The authenticator on a phone."""

    secret: str

    def code(self, seconds: int = 0) -> str:
        """What it shows now, or so many seconds later."""
        return pyotp.TOTP(self.secret).at(int(clock.now().timestamp()) + seconds)


def scanned(client: FlaskClient) -> App:
    """The app that read the page of setting up."""
    shown = re.search(r'receipt-code">([A-Z2-7 ]+)<', client.get("/me/second/on/").text)
    assert shown
    return App(shown[1].replace(" ", ""))


def turn_on(client: FlaskClient) -> tuple[App, list[str]]:
    """The app and the backup codes of somebody who has set it up just now."""
    app = scanned(client)
    answer = post(client, "/me/second/on/", code=app.code(-30), password=PASSWORD)
    codes = re.findall(r'<code class="code">([0-9A-Z-]{17})</code>', answer.text)
    assert (answer.status_code, len(set(codes))) == (200, 10)
    return app, codes


def give_password(client: FlaskClient, member: Member, **more: str) -> TestResponse:
    return post(client, "/login/", phone=member.phone, password=PASSWORD, **more)


def give_code(
    client: FlaskClient, asked: TestResponse, code: str = "", **more: str
) -> TestResponse:
    """Fills in the second page of the log-in."""
    return client.post("/login/second/", data={**fields(asked), "code": code, **more})


def kept(world: World) -> str:
    """The one secret in the table, as the house reads it."""
    db.session.rollback()
    return keys.unsealed(db.session.scalars(select(SecondFactor.sealed)).one()) or ""
