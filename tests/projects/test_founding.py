"""Founding from what was decided, and what is decided later."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import select

from portal.audit.models import AuditFact
from portal.core import clock
from portal.core.db import db, writing
from portal.projects import actions, deciding, founding
from portal.projects.actions import Changed, Refused
from portal.projects.models import Project, ProjectDecision, ProjectStep
from portal.projects.rules import MOVES, Move, State
from portal.resolutions.models import WrittenForGood
from tests.projects.making import acts_of, annul, founded, get, manager, plan, resolution
from tests.world import World


def refused(act: Any, *given: Any, **more: Any) -> StrEnum | None:
    try:
        with writing():
            act(*given, **more)
    except Refused as no:
        return no.reason
    return None


def test_projects_are_numbered_in_their_year_without_gaps(world: World) -> None:
    who, made = manager(world), resolution(world, 100, 200, 300)
    items = [item.id for item in made.items]
    late = plan(who.person_id, due_on=clock.today() - timedelta(days=1))
    for item in items[:2]:
        with writing():
            founding.found(item, plan(who.person_id), who.person_id, clock.now())
    assert refused(founding.found, items[2], late, who.person_id, clock.now()) is not None
    with writing():
        founding.found(items[2], plan(who.person_id), who.person_id, clock.now())
    year = clock.today().year
    numbers = [one.number for one in db.session.scalars(select(Project).order_by(Project.id))]
    assert numbers == [f"{year}-01", f"{year}-02", f"{year}-03"]


def test_an_item_founds_one_project(world: World) -> None:
    who, other = manager(world), manager(world, "赵敏")
    item = resolution(world, 100).items[0].id
    with writing():
        one = founding.found(item, plan(who.person_id), who.person_id, clock.now()).id
    with writing():
        again = founding.found(item, plan(who.person_id), who.person_id, clock.now()).id
    assert one == again
    found = refused(founding.found, item, plan(who.person_id), other.person_id, clock.now())
    assert found is deciding.Refusal.TAKEN


def test_what_is_posted_founds_nothing_yet(world: World) -> None:
    who, item = manager(world), resolution(world, 100, now=clock.now()).items[0].id
    found = refused(founding.found, item, plan(who.person_id), who.person_id, clock.now())
    assert found is deciding.Refusal.NOT_IN_FORCE


def test_only_a_member_of_the_committee_is_responsible(world: World) -> None:
    who, item = manager(world), resolution(world, 100).items[0].id
    nobody = plan(world.person("路人").id)
    found = refused(founding.found, item, nobody, who.person_id, clock.now())
    assert found is deciding.Refusal.NOT_A_MANAGER


def test_a_supplement_adds_its_item_once(world: World) -> None:
    who = manager(world)
    project_id, more = founded(world, who, 5_000_000), resolution(world, 700_000).items[0].id
    asked = (project_id, more, "涨价", who.person_id, clock.now())
    assert refused(founding.supplement, *asked) is None
    assert get(project_id).decided_fen == 5_700_000
    assert refused(founding.supplement, *asked) is deciding.Refusal.TAKEN
    assert get(project_id).decided_fen == 5_700_000
    assert acts_of(project_id) == ["found", "supplement"]


def test_what_is_changed_or_stopped_names_its_resolution_once(world: World) -> None:
    who, project_id = manager(world), founded(world)
    words = resolution(world).id
    asked = (project_id, words, "改为两层", who.person_id, clock.now(), None)
    assert refused(founding.change_scope, *asked) is None
    assert refused(founding.change_scope, *asked) is deciding.Refusal.TAKEN
    assert refused(founding.stop, *asked) is None
    stopped = get(project_id)
    assert (stopped.state, stopped.stopped_on) == (State.STOPPED, clock.today())
    assert acts_of(project_id) == ["found", "scope", "stop"]


def test_when_the_founding_resolution_is_annulled_no_money_is_left(world: World) -> None:
    who, made = manager(world), resolution(world, 5_000_000)
    project_id = founded(world, who, of=made)
    more = resolution(world, 700_000).items[0].id
    with writing():
        founding.supplement(project_id, more, "涨价", who.person_id, clock.now())
    annul(world, made.id)
    assert get(project_id).decided_fen == 0
    assert acts_of(project_id) == ["found", "supplement", "annulled"]
    another = resolution(world, 100).items[0].id
    asked = (project_id, another, "再加", who.person_id, clock.now())
    assert refused(founding.supplement, *asked) is deciding.Refusal.FOUNDATION_GONE


def test_when_a_supplement_is_annulled_the_rest_stands(world: World) -> None:
    who, project_id = manager(world), founded(world, fen=5_000_000)
    more = resolution(world, 700_000)
    with writing():
        founding.supplement(project_id, more.items[0].id, "涨价", who.person_id, clock.now())
    annul(world, more.id)
    assert get(project_id).decided_fen == 5_000_000


def test_when_the_stop_is_annulled_the_project_goes_on(world: World) -> None:
    who, project_id, words = manager(world), founded(world), resolution(world)
    with writing():
        founding.stop(project_id, words.id, "不做了", who.person_id, clock.now(), None)
    annul(world, words.id)
    found = get(project_id)
    assert (found.state, found.stopped_on) == (State.PLANNED, None)
    assert acts_of(project_id) == ["found", "stop", "annulled", "resumed"]


def test_only_what_the_table_allows_follows(world: World) -> None:
    project_id, who = founded(world), manager(world)
    for state in State:
        for move in Move:
            db.session.rollback()
            project = actions.locked(project_id)
            assert project is not None
            project.state = state
            project.accepted_on = clock.today() if state is State.ACCEPTED else None
            project.stopped_on = clock.today() if state is State.STOPPED else None
            db.session.flush()
            asked = (project, move, "", who.person_id, clock.now(), clock.today())
            if (state, move) in MOVES:
                actions.step(*asked)
                assert project.state == MOVES[state, move]
            else:
                with pytest.raises(Changed):
                    actions.step(*asked)
                assert project.state == state
    db.session.rollback()


def test_steps_and_decisions_are_written_for_good(world: World) -> None:
    founded(world)
    for table in (ProjectStep, ProjectDecision):
        row = db.session.scalars(select(table)).one()
        row.text = "别的"
        with pytest.raises(WrittenForGood):
            db.session.flush()
        db.session.rollback()
        db.session.delete(db.session.scalars(select(table)).one())
        with pytest.raises(WrittenForGood):
            db.session.flush()
        db.session.rollback()


def test_each_step_is_a_line_of_the_public_record(world: World) -> None:
    who, project_id = manager(world), founded(world)
    with writing():
        project = actions.locked(project_id)
        assert project is not None
        actions.note(project, "note", "备料", who.person_id, clock.now())
    kinds = [
        one.kind
        for one in db.session.scalars(select(AuditFact).order_by(AuditFact.number))
        if one.kind.startswith("projects.")
    ]
    assert kinds == ["projects.found", "projects.note"]
