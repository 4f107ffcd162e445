"""A finished project under acceptance, for the walk through the pages: a fault waits to be mended,
another to be looked at, one who is asked has not signed.
"""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Account
from portal.core import clock
from portal.core.db import db, writing
from portal.projects import actions, founding, open_items
from portal.projects.acceptance import calling, mending, signing
from portal.projects.acceptance.models import Acceptance, Acceptor
from portal.projects.acceptance.rules import Part, Verdict
from portal.projects.acceptance.signing import Fault, Signature
from portal.projects.founding import Plan
from portal.projects.rules import State
from tests.journeys.demo import COMMITTEE, HOUSEMATE, RESIDENT, SUPERVISOR


def _person(phone: str) -> int:
    return db.session.scalars(select(Account.person_id).where(Account.phone == phone)).one()


def stage(app: Flask) -> dict[str, object]:
    """What the stops' addresses call the project."""
    with app.app_context():
        return {"accepting": _stage()}


def _stage() -> int:
    now, today = clock.now(), clock.today()
    manager, resident, mate, supervisor = (
        _person(phone) for phone in (COMMITTEE, RESIDENT, HOUSEMATE, SUPERVISOR)
    )
    item = open_items.to_found(now, 50)[-1].id
    plan = Plan("验收中的车棚", "works", manager, today, today, "建一座车棚。", "北侧")
    with writing():
        project = founding.found(item, plan, manager, now)
        project.state, project.finished_on = State.FINISHED, today
        made = Acceptance(project_id=project.id, round=1, state="open", on=today)
        made.acceptors = [
            Acceptor(person_id=resident, part=Part.RESIDENT),
            Acceptor(person_id=mate, part=Part.RESIDENT),
            Acceptor(person_id=supervisor, part=Part.SUPERVISOR),
        ]
        db.session.add(made)
        found = project.id
    with writing():
        project = actions.held(found)
        faults = [Fault("顶棚漏水。", today), Fault("插座松动。", today + timedelta(7))]
        signing.sign(project, resident, Signature(Verdict.FINDINGS, True, faults), now)
        one = calling.opened(project)
        mending.mend(project, one.findings[1].id, "换了新的插座。", manager, now)
    return found
