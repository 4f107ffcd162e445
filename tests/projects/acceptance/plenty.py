"""An acceptance to which many are asked, who found much."""

from datetime import date

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.projects.acceptance.models import Acceptance, Acceptor, Finding
from portal.projects.acceptance.rules import Part
from portal.projects.models import Project
from portal.projects.rules import State
from tests.world import World

MOST = 20
"""Nobody asks more to one project."""


def fill(world: World, size: int) -> None:
    """Of the newest projects ``size`` people are asked to the second, and half of them found
    something; all others but the first and the last are under acceptance too.
    """
    today = clock.today()
    newest = db.session.scalars(select(Project).order_by(Project.id.desc()).limit(size))
    projects = list(newest)[::-1]
    people = [world.person(f"验收人{n}").id for n in range(min(size, MOST))]
    for one in projects[2:-1]:
        one.state = State.FINISHED
        db.session.add(_acceptance(one.id, today, people[:1]))
    busy = projects[1]
    busy.state, made = State.MENDING, _acceptance(busy.id, today, people)
    db.session.add(made)
    db.session.flush()
    for each in made.acceptors[::2]:
        each.verdict, each.signed_at, each.declared = "findings", clock.now(), True
        made.findings.append(Finding(acceptor_id=each.id, text="漏水", mend_by=today))
    db.session.commit()


def _acceptance(project_id: int, on: date, people: list[int]) -> Acceptance:
    made = Acceptance(project_id=project_id, round=1, on=on, state="open")
    made.acceptors = [Acceptor(person_id=one, part=Part.RESIDENT) for one in people]
    return made


def addresses() -> dict[str, int]:
    """The project in which the most was found."""
    last = select(func.max(Finding.acceptance_id)).scalar_subquery()
    wanted = select(Acceptance.project_id).where(Acceptance.id == last)
    return {"accepting": db.session.scalars(wanted).one()}
