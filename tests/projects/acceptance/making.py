"""A finished project, its manager, and those who accept it."""

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.projects import actions
from portal.projects.acceptance import calling
from portal.projects.acceptance.models import Acceptance, Acceptor, Finding
from portal.projects.acceptance.rules import Part
from portal.projects.models import Contract, Project
from portal.projects.rules import State
from tests.projects.making import founded, get, manager
from tests.world import Member, World, post


def day(plus: int = 0) -> str:
    return (clock.today() + timedelta(days=plus)).isoformat()


class Work:
    """A finished project for all, two residents and a supervisor, and their phones."""

    def __init__(self, world: World, contractor: str = "甲公司") -> None:
        self.world = world
        self.manager = manager(world)
        self.desk = world.client(self.manager)
        self.id = founded(world, self.manager)
        self._finish(contractor)
        self.residents = [world.account(world.person(name)) for name in ("李桂兰", "陈大明")]
        self.supervisor = world.account(world.person("孙丽"), Role.SUPERVISOR)
        self.clerk = world.account(world.person("赵国强"), Role.SUPERVISOR)  # accepts nothing
        self.page, self.phone = (
            f"/desk/projects/{self.id}/acceptance/",
            f"/projects/{self.id}/acceptance/",
        )

    def _finish(self, contractor: str) -> None:
        now, today = clock.now(), clock.today()
        project = db.session.get_one(Project, self.id)
        project.state, project.begun_on, project.finished_on = State.FINISHED, today, today
        db.session.add(
            Contract(
                project_id=self.id,
                contractor=contractor,
                choice="lot",
                fen=100,
                signed_on=today,
                by_id=self.manager.person_id,
                at=now,
            )
        )
        db.session.commit()

    @property
    def all(self) -> list[Member]:
        return [*self.residents, self.supervisor]

    def ask(self, who: Member, part: str = "resident") -> int:
        address = f"{self.page}add/{part}/{who.person_id}/"
        return post(self.desk, address, "/me/").status_code

    def call(self, on: str | None = None) -> int:
        return self.on_desk("call/", on=on or day())

    def on_desk(self, address: str, **typed: Any) -> int:
        return post(self.desk, self.page + address, "/me/", **typed).status_code

    def called(self) -> "Work":
        """Asked and called for today, by the actions themselves."""
        parts = [Part.RESIDENT, Part.RESIDENT, Part.SUPERVISOR]
        with writing():
            project, now = actions.held(self.id), clock.now()
            for who, part in zip(self.all, parts, strict=True):
                calling.add(project, who.person_id, part, self.manager.person_id, now)
            calling.call(project, clock.today(), self.manager.person_id, now)
        return self

    def say(self, client: FlaskClient, address: str, **typed: Any) -> int:
        return post(client, self.phone + address, "/me/", **typed).status_code

    def accepts(self, who: Member) -> int:
        client = self.world.client(who)
        return self.say(client, "sign/", verdict="accepted", declared="y")

    def finds(self, who: Member, text: str = "顶棚漏水", on: str | None = None) -> int:
        told = {"verdict": "findings", "declared": "y", "text_1": text, "mend_by_1": on or day(7)}
        return self.say(self.world.client(who), "sign/", **told)

    def checks(self, who: Member, finding: int, mended: str = "yes", **typed: Any) -> int:
        client = self.world.client(who)
        return self.say(client, f"check/{finding}/", mended=mended, **typed)

    @property
    def state(self) -> str:
        return get(self.id).state

    @property
    def rounds(self) -> list[Acceptance]:
        db.session.rollback()
        return list(db.session.query(Acceptance).order_by(Acceptance.round))

    def row(self, who: Member) -> Acceptor:
        """Their part in the newest round."""
        return next(one for one in self.rounds[-1].acceptors if one.person_id == who.person_id)

    @property
    def findings(self) -> list[Finding]:
        db.session.rollback()
        return list(db.session.query(Finding).order_by(Finding.id))

    def text(self, client: FlaskClient, address: str, status: int = 200) -> str:
        answer = client.get(address)
        assert answer.status_code == status
        return answer.get_data(as_text=True)
