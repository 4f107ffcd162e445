"""The demo's bodies are what the law asks of them."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import select

from portal.bodies import queries
from portal.bodies.models import Membership, ResidentsGroup
from portal.bodies.rules import How
from portal.core import clock
from portal.core.db import db, writing
from portal.demo import bodies
from portal.demo.load import _open_accounts, _second_supervisor, _settle
from portal.demo.people import LOGINS
from portal.roster.models import Person


@pytest.fixture
def made(app: Flask) -> dict[str, int]:
    """The demo's people and its bodies, without its rounds."""
    now = clock.now()
    with writing():
        _settle(now)
        ids = _open_accounts({one.phone: "x" for one in LOGINS}, now)
        _second_supervisor(frozenset(ids.values()))
    return bodies.load(now, ids)


def sitting(body_id: int) -> list[Membership]:
    return queries.sitting(body_id, clock.today())


def phones(memberships: list[Membership]) -> set[str]:
    return {one.person.phone or "" for one in memberships} & {one.phone for one in LOGINS}


def test_fifty_one_vote_in_the_assembly_and_more_than_four_fifths_represent(
    made: dict[str, int],
) -> None:
    """Art. 28."""
    assembly = queries.voting(sitting(made["assembly"]))
    assert len({one.person_id for one in assembly}) == 51
    hows = Counter(one.how for one in assembly)
    assert hows == {How.ELECTED: 43, How.BY_ELECTION: 1, How.EX_OFFICIO: 7}
    committee = {one.person_id for one in sitting(made["committee"])}
    assert {one.person_id for one in assembly if one.how == How.EX_OFFICIO} == committee


def test_each_group_of_20_to_50_households_has_one_representative_who_lives_in_its_grid(
    made: dict[str, int],
) -> None:
    """Art. 13."""
    groups = db.session.scalars(select(ResidentsGroup)).all()
    assert len(groups) == 44
    assert [one.name for one in groups if not 20 <= one.households <= 50] == []
    represented = [one for one in sitting(made["assembly"]) if one.seat.group]
    assert {one.seat.group_id for one in represented} == {one.id for one in groups}
    for one in represented:
        assert one.person.household
        assert one.seat.group
        assert one.person.household.grid_id == one.seat.group.grid_id


def test_the_log_ins_sit_where_they_are_said_to_sit(made: dict[str, int]) -> None:
    where = {name: phones(sitting(body_id)) for name, body_id in made.items()}
    assert where["committee"] == {"13800000003", "13800000008", "13800000013"}
    assert where["assembly"] == {"13800000002", "13800000014", *where["committee"]}
    assert where["council"] >= {"13800000002"}
    assert where["supervisors"] == {"13800000004"}
    chairs = {
        one.person.phone
        for name in ("committee", "supervisors")
        for one in sitting(made[name])
        if one.post == "chair"
    }
    assert chairs == {"13800000004", "13800000008"}


def test_supervisors_share_no_home_with_the_committee(made: dict[str, int]) -> None:
    """Art. 36, 37."""
    homes = [
        {one.person.household_id for one in sitting(made[name])}
        for name in ("committee", "supervisors")
    ]
    assert not homes[0] & homes[1]
    assert (len(sitting(made["committee"])), len(sitting(made["supervisors"]))) == (7, 3)


def test_council_and_its_group_are_chosen_from_the_assembly(made: dict[str, int]) -> None:
    assembly, council, parking = (
        {one.person_id for one in sitting(made[name])}
        for name in ("assembly", "council", "parking")
    )
    assert (len(council), len(parking)) == (20, 5)
    assert parking < council < assembly


def test_joint_meetings_mix_seats_with_and_without_a_vote(made: dict[str, int]) -> None:
    for name in ("elder_care", "property", "subdistrict"):
        assert {one.seat.votes for one in sitting(made[name])} == {True, False}


def test_the_same_people_sit_at_every_load(made: dict[str, int]) -> None:
    chair = next(one for one in sitting(made["council"]) if one.post == "chair")
    assert db.session.get_one(Person, chair.person_id).name == "谢永"
