"""A slip in a test's hand, and the way from it to an account."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.accounts import actions, queries
from portal.accounts.actions import FreshSlip
from portal.core import clock
from portal.core.db import db, writing
from portal.roster.models import Person
from tests.world import post

SENTENCE = "竹子 每年 长新笋"  # somebody's password


def slip_for(person: Person) -> FreshSlip:
    """Prints a slip for one person."""
    person_id = person.id
    with writing():
        adults = queries.adults(clock.today())
        chosen = [adult for adult in adults if adult.person_id == person_id]
        return actions.print_slips("1号楼", chosen, None, clock.now())[0]


def ticket_of(client: FlaskClient, code: str) -> str:
    """Types the code; the hidden ticket of the second step."""
    answer = post(client, "/activate/", code=code)
    assert answer.status_code == 200, answer.text
    found = re.search(r'name="ticket"[^>]*value="([^"]+)"', answer.text)
    assert found
    return found[1]


def fill_in(client: FlaskClient, ticket: str, **fields: str) -> TestResponse:
    """Sends the second step, rightly filled in but for ``fields``."""
    form = {"phone": "", "password": SENTENCE, "again": SENTENCE, "consent": "y", **fields}
    return post(client, "/activate/account/", page="/activate/", ticket=ticket, **form)


def activate(client: FlaskClient, person: Person, **fields: str) -> TestResponse:
    """From a fresh slip to the confirmation."""
    answer = fill_in(client, ticket_of(client, slip_for(person).code), **fields)
    db.session.rollback()
    return answer
