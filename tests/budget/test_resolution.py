"""A certified round becomes one numbered resolution, in the same transaction."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from portal.audit import queries as audit
from portal.ballots.rules import Voters
from portal.budget import queries as rounds
from portal.budget.actions import closing
from portal.budget.decision import SOURCE
from portal.budget.pages import state_of
from portal.budget.rules import State
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.notices.rules import Act
from portal.resolutions import queries
from portal.resolutions.models import Resolution
from tests.budget.conftest import RoundInTest
from tests.budget.posted import answer, certify, end_posting, object_to, settle, witness
from tests.budget.test_electorate import choose
from tests.world import World, token


@pytest.fixture
def ready_round(world: World, resident: FlaskClient, open_round: RoundInTest) -> RoundInTest:
    """One of two voted, for A and C; objections: one upheld and settled, one dismissed. Nothing
    is wanted but the director.
    """
    open_round.vote(resident, *open_round.ids("A", "C"))
    open_round.close()
    upheld, dismissed = object_to(world, open_round), object_to(world, open_round)
    answer(world, upheld, Act.UPHOLD)
    settle(world, upheld)
    answer(world, dismissed, Act.DISMISS)
    witness(world, open_round)
    end_posting(open_round)
    return open_round


@pytest.fixture
def director(world: World) -> FlaskClient:
    return world.client(world.account(world.person("刘文静"), Role.DIRECTOR))


def resolution(made: RoundInTest) -> Resolution:
    db.session.rollback()
    found = queries.of_source(SOURCE, made.id)
    assert found is not None
    return found


def text(client: FlaskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def address(made: RoundInTest) -> str:
    found = resolution(made)
    return f"/resolutions/{found.year}/{found.serial}/"


def test_the_resolution_names_round_rule_figures_and_digests(
    ready_round: RoundInTest, director: FlaskClient
) -> None:
    head = audit.head()
    assert certify(director, ready_round) == 303
    found = resolution(ready_round)
    box = ready_round.row.box
    assert box is not None
    assert found.title == "关于《2026年民生项目》投票结果的决议"
    assert found.rule == "每人一票：年满 18 周岁的居民；全社区；得票优先"
    assert "第三十四条" in found.basis
    assert found.digest == box.final_digest
    assert found.facts == {
        "entitled": 1,
        "voters": "residents",
        "voted": 1,
        "blank": 0,
        "objections": 2,
        "objections_upheld": 1,
        "objections_dismissed": 1,
        "objections_withdrawn": 0,
        "opening_digest": box.opening_digest,
    }
    assert (found.head_line, found.head_hash) == head
    selected = rounds.outcomes(ready_round.id)[True].body["selected"]
    by_code = {p.code: p for p in ready_round.projects()}
    assert [(i.title, i.amount_fen, i.subject_id) for i in found.items] == [
        (by_code[code].title, by_code[code].cost_fen, by_code[code].id) for code in selected
    ]


def test_round_result_and_winning_projects_lead_to_it(
    ready_round: RoundInTest, director: FlaskClient, client: FlaskClient
) -> None:
    certify(director, ready_round)
    base = f"/budget/{ready_round.id}/"
    won, lost = ready_round.ids("A", "B")
    there = [base, f"{base}result/", f"{base}projects/{won}/", f"/desk/rounds/{ready_round.id}/"]
    for path in there:
        assert address(ready_round) in text(director, path), path
    assert address(ready_round) not in text(client, f"{base}projects/{lost}/")
    assert "已确认" in text(client, base)


def test_the_sheet_leads_back_and_tells_of_the_objections(
    ready_round: RoundInTest, director: FlaskClient, client: FlaskClient
) -> None:
    certify(director, ready_round)
    page = text(client, address(ready_round))
    (won,) = ready_round.ids("A")
    for path in ("", "result/", f"projects/{won}/"):
        assert f'href="/budget/{ready_round.id}/{path}"' in page
    assert "公示期内收到异议 2 条：成立 1 条，不成立 1 条，撤回 0 条" in page
    assert "刘文静" in page


def test_a_resolution_is_chinese_whatever_the_director_s_language(
    ready_round: RoundInTest, director: FlaskClient
) -> None:
    director.set_cookie("lang", "en")
    assert certify(director, ready_round) == 303
    found = resolution(ready_round)
    assert (found.rule[-4:], found.title[:3]) == ("得票优先", "关于《")


def test_two_who_certify_at_once_make_one_resolution_with_one_number(
    world: World, ready_round: RoundInTest
) -> None:
    directors = [world.staff(Role.DIRECTOR) for _ in range(4)]
    tokens = [token(client, "/me/") for client in directors]

    def send(place: int) -> int:
        path = f"/desk/rounds/{ready_round.id}/certify/"
        return directors[place].post(path, data={"csrf_token": tokens[place]}).status_code

    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert Counter(answers) == {303: 1, 422: 3}
    assert [one.serial for one in queries.everything()] == [1]


def test_a_certifying_that_fails_leaves_no_resolution(
    director: FlaskClient, ready_round: RoundInTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: object, **_more: object) -> int:
        raise OperationalError("record", {}, Exception())

    with monkeypatch.context() as patched:
        patched.setattr(closing, "record_of", fails)
        assert certify(director, ready_round) == 503
    assert queries.everything() == []
    assert state_of(ready_round.row, clock.now()) is State.POSTED


def test_a_round_certified_before_there_were_numbers_says_so(
    ready_round: RoundInTest, client: FlaskClient
) -> None:
    with writing():
        ready_round.row.certified_at = clock.now()
    assert "决议还没有编号" in text(client, f"/budget/{ready_round.id}/")


def test_a_round_in_which_nothing_won_is_resolved_upon_too(
    world: World, open_round: RoundInTest, director: FlaskClient, client: FlaskClient
) -> None:
    open_round.close()
    witness(world, open_round)
    end_posting(open_round)
    assert certify(director, open_round) == 303
    page = text(client, address(open_round))
    assert "没有项目入选" in page
    assert "没有人提出异议" in page


@pytest.mark.parametrize(
    ("voters", "grids", "said", "counted"),
    [
        ("residents", False, "每人一票：年满 18 周岁的居民；全社区；得票优先", "人有权投票"),
        ("households", True, "每户一票：由户代表投；第一网格；得票优先", "户有权投票"),
    ],
)
def test_it_says_who_voted(
    world: World,
    draft_round: RoundInTest,
    director: FlaskClient,
    voters: str,
    grids: bool,
    said: str,
    counted: str,
) -> None:
    world.person("户主", 1960, is_delegate=True)
    choose(draft_round, Voters(voters), *([world.grid_row] if grids else [])).open().close()
    witness(world, draft_round)
    end_posting(draft_round)
    certify(director, draft_round)
    found = resolution(draft_round)
    assert (found.rule, found.facts["voters"]) == (said, voters)
    assert counted in text(director, address(draft_round))
