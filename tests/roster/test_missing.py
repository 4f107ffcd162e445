"""Whoever a full sheet does not list joins no new roll until somebody has asked."""

import pytest

from portal.ballots import queries as boxes
from portal.ballots.rules import Refusal
from portal.budget import words
from portal.core import clock
from portal.core.db import db, writing
from portal.roster.models import Person
from tests.budget.conftest import list_project, make_round
from tests.world import World


@pytest.mark.parametrize("is_missing", [True, False])
def test_whoever_is_missing_at_the_sealing_is_not_on_the_roll_and_reads_why(
    world: World, is_missing: bool
) -> None:
    world.person("李芳")
    member = world.account(world.person("王小明"))
    client = world.client(member)
    if is_missing:
        with writing():
            db.session.get_one(Person, member.person_id).missing_since = clock.today()
    made = make_round(world)
    list_project(made, "A", 100_000)
    made.open()
    sentence = str(words.REFUSALS[Refusal.MISSING])
    assert (sentence in client.get(made.address).text) is is_missing
    db.session.rollback()
    assert boxes.turnout(made.row.box_id or 0) == (0, 1 if is_missing else 2)


def test_whoever_is_marked_after_the_sealing_keeps_the_vote(world: World) -> None:
    member = world.account(world.person("王小明"))
    client = world.client(member)
    made = make_round(world)
    list_project(made, "A", 100_000)
    made.open()
    with writing():
        db.session.get_one(Person, member.person_id).missing_since = clock.today()
    assert made.vote(client, *made.ids("A")).status_code == 303
