"""Two at once: the last two signatures, the first two faults, the same person twice."""

from collections import Counter

import pytest
from sqlalchemy.exc import IntegrityError

from portal.core.db import db
from portal.projects.acceptance.models import Acceptance
from tests.projects.acceptance.making import Work, day
from tests.projects.making import acts_of
from tests.projects.test_races import at_once, press
from tests.world import World


def test_the_last_who_sign_at_once_accept_it_once(world: World) -> None:
    work = Work(world).called()
    clients = [world.client(one) for one in work.all]
    typed = {"verdict": "accepted", "declared": "y"}
    assert at_once([press(one, f"{work.phone}sign/", **typed) for one in clients]) == [303] * 3
    assert work.state == "accepted"
    assert acts_of(work.id).count("accept") == 1


def test_the_first_who_find_faults_at_once_move_it_once(world: World) -> None:
    work = Work(world).called()
    clients = [world.client(one) for one in work.all]
    typed = {"verdict": "findings", "declared": "y", "text_1": "漏水", "mend_by_1": day(2)}
    assert at_once([press(one, f"{work.phone}sign/", **typed) for one in clients]) == [303] * 3
    assert Counter(acts_of(work.id))["find_faults"] == 1
    assert len(work.findings) == 3
    assert work.state == "mending"


def test_one_who_signs_many_times_at_once_signs_once(world: World) -> None:
    work = Work(world).called()
    phones = [world.client(work.residents[0]) for _ in range(3)]
    typed = {"verdict": "findings", "declared": "y", "text_1": "漏水", "mend_by_1": day(2)}
    asks = [press(one, f"{work.phone}sign/", **typed, n=n) for n, one in enumerate(phones)]
    assert Counter(at_once(asks)) == {303: 1, 422: 2}
    assert len(work.findings) == 1


def test_two_who_ask_the_same_person_at_once_ask_once(world: World) -> None:
    work = Work(world)
    desks = [world.client(work.manager) for _ in range(3)]
    address = f"{work.page}add/resident/{work.residents[0].person_id}/"
    at_once([press(one, address, n=n) for n, one in enumerate(desks)])
    assert len(work.rounds) == 1
    assert len(work.rounds[0].acceptors) == 1


def test_the_table_holds_one_open_acceptance_a_project(world: World) -> None:
    work = Work(world).called()
    db.session.add(Acceptance(project_id=work.id, round=2, state="preparing"))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
