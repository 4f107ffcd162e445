"""An accepted project, and residents who rate it."""

from datetime import timedelta

from flask.testing import FlaskClient

from portal.core import clock
from portal.core.db import db, writing
from portal.moderation import actions as moderation
from portal.moderation.rules import Move
from portal.projects import actions
from portal.projects.ratings.models import Rating
from portal.projects.rules import Move as Step
from tests.projects.acceptance.making import Work
from tests.world import Member, World, post


class Rated:
    """A project for all that was accepted today."""

    def __init__(self, world: World) -> None:
        self.world, self.work = world, Work(world)
        self.id = self.work.id
        self.page, self.desk = f"/projects/{self.id}/", f"/desk/projects/{self.id}/ratings/"
        with writing():
            project = actions.held(self.id)
            actions.step(project, Step.ACCEPT, "", None, clock.now(), clock.today())

    def resident(self, name: str = "周建国") -> Member:
        return self.world.account(self.world.person(name))

    def rates(self, who: Member | FlaskClient, stars: object, text: str = "") -> int:
        client = self.world.client(who) if isinstance(who, Member) else who
        address = f"{self.page}rate/"
        return post(client, address, stars=stars, text=text).status_code

    def rated_by(self, *stars: int) -> list[Member]:
        """As many residents, each with these stars."""
        them = [self.resident(f"居民{n}") for n in range(len(stars))]
        for who, given in zip(them, stars, strict=True):
            assert self.rates(who, given) == 303
        return them

    @property
    def rows(self) -> list[Rating]:
        db.session.rollback()
        return list(db.session.query(Rating).order_by(Rating.id))

    def read(self, move: Move = Move.APPROVE, reason: str = "") -> None:
        """A moderator reads the newest words."""
        item = self.rows[-1].item
        assert item is not None
        with writing():
            moderation.decide(
                item.id, item.version, move, reason, self.world.person("审核").id, clock.now()
            )

    def answers(self, which: int, text: str) -> int:
        """The manager answers the words of one."""
        address = f"{self.desk}{self.rows[which].id}/"
        return post(self.work.desk, address, self.desk, text=text).status_code


AFTER = timedelta(days=61)
