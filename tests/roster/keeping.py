"""An entry of the roster as the desk keeps it, through the pages."""

import html as html_
import re

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.audit.models import AuditFact
from portal.core.db import db
from portal.roster import kinds, words
from portal.roster.models import Household, Person
from portal.roster.rules import Refusal
from tests.world import fields

PHONE, OTHER_PHONE = "13912345678", "13987654321"


REASON = "本人带户口簿到服务台"


def page_of(person: Person | int, task: str = "") -> str:
    person_id = person if isinstance(person, int) else person.id
    return f"/desk/roster/people/{person_id}/{task + '/' if task else ''}"


def do(client: FlaskClient, person: Person, task: str, **typed: object) -> TestResponse:
    """Opens the page of an act, fills it in, and sends it."""
    address = page_of(person, task)
    shown = client.get(address)
    return client.post(address, data={**filled(shown), "reason": REASON, **typed})


def filled(page: TestResponse) -> dict[str, object]:
    """What a browser sends back of the act's form as it was shown."""
    html = page.get_data(as_text=True)
    form = html[html.index("<form", html.index("<main")) :]
    values: dict[str, object] = {}
    for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', body)
        values |= {name: chosen[1]} if chosen else {}
    for tag in re.findall(r'<input[^>]*type="(?:text|date)"[^>]*>', form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value:
            values[name[1]] = value[1]
    told = {**fields(page), **values}
    return {name: html_.unescape(str(value)) for name, value in told.items()}


def now(person: Person) -> Person:
    db.session.rollback()
    return db.session.get_one(Person, person.id, populate_existing=True)


def facts() -> list[AuditFact]:
    db.session.rollback()
    wanted = select(AuditFact).where(AuditFact.kind.in_(kinds.ABOUT_PEOPLE))
    return list(db.session.scalars(wanted.order_by(AuditFact.number)))


def refused(answer: TestResponse, reason: Refusal) -> bool:
    return answer.status_code == 422 and str(words.REFUSALS[reason]) in answer.text


def door(home: Household) -> dict[str, object]:
    return {"building": home.building_id, "unit": home.unit, "room": home.room}


def name(client: FlaskClient, home: Household, person: Person, **typed: object) -> TestResponse:
    address = f"/desk/roster/households/{home.id}/"
    shown = fields(client.get(address))
    return client.post(address, data={**shown, "person": person.id, "reason": REASON, **typed})
