"""What screening put on the price list is changed by screening alone."""

import pytest
from flask.testing import FlaskClient

from portal.budget import queries as rounds
from portal.core.access import Role
from portal.core.db import db, writing
from portal.proposals.actions import screening
from portal.proposals.rules import State
from tests.budget.conftest import RoundInTest, list_project
from tests.budget.test_price_sheet import hand_in
from tests.proposals.making import collecting_round, get, published, screened
from tests.proposals.screening import act, decide
from tests.world import World, post


@pytest.fixture
def made(world: World) -> RoundInTest:
    return collecting_round(world, needed=2)


@pytest.fixture
def committee(world: World) -> FlaskClient:
    return world.staff(Role.COMMITTEE_MEMBER)


def listed_by(made: RoundInTest, world: World) -> tuple[int, int]:
    """A proposal that was accepted, and its project on the price list."""
    proposal_id = screened(made, world)
    deed = act(proposal_id, world.person().id)
    with writing():
        screening.accept(deed, 4_800_000, "三家报价取中")
    listed_id = get(proposal_id).listed_id
    assert listed_id is not None
    return proposal_id, listed_id


# ---- Merging


def test_what_screening_settled_is_changed_by_screening_alone(
    made: RoundInTest, world: World, committee: FlaskClient
) -> None:
    """No hand rewrites it on the price list, nor takes it off; the page says where to go."""
    proposal_id, listed_id = listed_by(made, world)
    page = f"/desk/rounds/{made.id}/projects/{listed_id}/"
    changed = {"code": "P001", "title": "另一件事", "kind": "works", "cost_fen": "99999"}
    answers = [
        committee.get(page),
        post(committee, page, "/me/", **changed),
        post(committee, f"{page}withdraw/", "/me/", reason="不做了"),
    ]
    assert [answer.status_code for answer in answers] == [200, 422, 422]
    for answer in answers:
        html = answer.get_data(as_text=True)
        assert f'href="/desk/screening/{proposal_id}/"' in html
        assert "这个项目来自居民提案" in html
        assert 'name="cost_fen"' not in html
        assert "撤下的项目不上选票" not in html
    db.session.rollback()
    (there,) = made.projects()
    assert (there.title, there.cost_fen, there.withdrawn_at) == ("楼道加装扶手", 4_800_000, None)
    assert get(proposal_id).state == State.FEASIBLE
    assert decide(committee, proposal_id, "reopen", reason="报价有误")[0] == 303
    assert [one.withdrawn_reason for one in made.projects()] == ["报价有误"]


def test_a_sheet_does_not_change_what_screening_settled(
    made: RoundInTest, world: World, committee: FlaskClient
) -> None:
    _proposal_id, listed_id = listed_by(made, world)
    there = rounds.project_of(made.id, listed_id)
    assert there is not None
    row = ("P001", there.title, there.summary, "工程", there.place)
    same = hand_in(committee, made, (*row, 48_000)).get_data(as_text=True)
    assert "没有变化" in same
    html = hand_in(committee, made, (*row, 52_000)).get_data(as_text=True)
    assert "造价：“52000” 这个项目来自居民提案" in html
    assert "确认，写入清单" not in html


def test_a_proposal_gets_a_code_that_nobody_has_in_any_spelling(
    made: RoundInTest, world: World
) -> None:
    list_project(made, "ｐ001", 100)
    _proposal_id, listed_id = listed_by(made, world)
    there = rounds.project_of(made.id, listed_id)
    assert there is not None
    assert there.code == "P001-2"


def test_a_draft_with_proposals_is_not_thrown_away(
    made: RoundInTest, world: World, committee: FlaskClient
) -> None:
    published(made, world)
    with writing():
        made.row.announced_at = None
    assert post(committee, f"/desk/rounds/{made.id}/discard/", "/me/").status_code == 303
    html = committee.get(f"/desk/rounds/{made.id}/").get_data(as_text=True)
    assert "已经有提案" in html
    assert made.row.title in html
