"""The committee examines: in its turn, in time, each decision with its reason in public."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.budget import queries as rounds
from portal.budget.rules import ProjectKind
from portal.core import clock, settings
from portal.core.access import Role
from portal.core.db import db, writing
from portal.proposals import habits, kinds, queries
from portal.proposals.actions import screening, supporting
from portal.proposals.actions.screening import OwnProposal, ReasonMissing
from portal.proposals.rules import Ground, State
from tests.budget.conftest import RoundInTest
from tests.proposals import making
from tests.proposals.making import collecting_round, endorse, get, published, screened, told
from tests.proposals.screening import COST, act, decide, merged, public_page
from tests.world import World, post, token


@pytest.fixture
def made(world: World) -> RoundInTest:
    return collecting_round(world, needed=2)


@pytest.fixture
def committee(world: World) -> FlaskClient:
    return world.staff(Role.COMMITTEE_MEMBER)


# ---- The queue


def test_what_is_due_first_stands_first_and_what_waits_for_its_author_last(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    asked, late, soon, later = (
        screened(made, world, title=title) for title in ("请改的", "过期的", "快到期", "不急的")
    )
    with writing():
        for one, days in ((asked, -3), (late, -1), (soon, 1), (later, 5)):
            queries.locked(one).due_at = clock.now() + timedelta(days=days)
    with writing():
        screening.ask(act(asked, world.person().id))
    desk = committee.get("/desk/screening/").get_data(as_text=True)
    in_order = re.findall(r'href="/desk/screening/(\d+)/"', desk)
    assert [int(one) for one in in_order] == [late, soon, later, asked]
    assert desk.count("已超期") == 1
    assert "已超期" in public_page(world, late)
    assert "已超期" not in public_page(world, soon)


# ---- A reason, always


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("accept", {"cost_fen": "100", "cost_basis": "报价"}),
        ("refuse", {"ground": "not_feasible"}),
        ("ask", {}),
        ("merge", {}),
    ],
)
@pytest.mark.parametrize("reason", ["", "  　\u200b\n"])
def test_nothing_is_decided_without_a_reason(
    world: World,
    made: RoundInTest,
    committee: FlaskClient,
    name: str,
    fields: dict[str, object],
    reason: str,
) -> None:
    proposal_id, other = screened(made, world), published(made, world, title="另外一份")
    if name == "merge":
        fields = {"into": other}
    status, page = decide(committee, proposal_id, name, **fields, reason=reason)
    assert status == 422
    assert "请写明理由" in page
    assert get(proposal_id).state == State.SCREENING
    assert queries.steps(proposal_id) == []


def test_nor_by_any_other_door(world: World, made: RoundInTest) -> None:
    proposal_id = screened(made, world)
    with pytest.raises(ReasonMissing):
        screening.refuse(act(proposal_id, world.person().id, " \n"), Ground.CASH)


# ---- Not on the list


def test_a_refusal_names_its_ground_and_its_reason_to_everyone(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    proposal_id = screened(made, world)
    behind = queries.endorsers(proposal_id)
    status, page = decide(committee, proposal_id, "refuse", reason="聚餐不能用")
    assert status == 422
    assert "请选一项" in page
    status, page = decide(committee, proposal_id, "refuse", ground="dance", reason="聚餐不能用")
    assert status == 422
    assert "聚餐不能用" in page  # what was typed is kept
    status, _page = decide(
        committee, proposal_id, "refuse", ground="entertainment", reason="聚餐不能用"
    )
    assert status == 303
    assert get(proposal_id).state == State.REFUSED
    shown = public_page(world, proposal_id)
    assert "吃喝招待" in shown
    assert "聚餐不能用" in shown
    assert told(kinds.TOLD_REFUSED) == sorted([get(proposal_id).author_id, *behind])
    log = world.app.test_client().get("/audit/").get_data(as_text=True)
    assert "依据：吃喝招待，理由：聚餐不能用" in log


# ---- Feasible


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cost_fen": ""}, "请填写核定的金额"),
        ({"cost_fen": "很多"}, "请填写金额"),
        ({"cost_fen": "0"}, "金额要大于零"),
        ({"cost_fen": "-5"}, "请填写金额"),
        ({"cost_basis": ""}, "请写明依据"),
        ({"cost_fen": "60000"}, "这一类项目一般不超过"),
        ({"cost_fen": "100001"}, "超过了这一轮的资金总额"),
    ],
)
def test_what_is_feasible_has_a_costed_estimate_within_the_cap(
    world: World,
    made: RoundInTest,
    committee: FlaskClient,
    changes: dict[str, str],
    words: str,
) -> None:
    with writing():
        settings.change(habits.CAPS[ProjectKind.WORKS], 5_000_000, clock.now())
    proposal_id = screened(made, world)
    status, page = decide(committee, proposal_id, "accept", **{**COST, **changes})
    assert status == 422
    assert words in page
    assert COST["reason"] in page
    assert get(proposal_id).state == State.SCREENING
    assert made.projects() == []


def test_it_goes_onto_the_price_list_with_its_number_and_basis(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    proposal_id = screened(made, world)
    behind = queries.endorsers(proposal_id)
    assert decide(committee, proposal_id, "accept", **COST)[0] == 303
    after, (project,) = get(proposal_id), made.projects()
    assert after.state == State.FEASIBLE
    assert after.listed_id == project.id
    listed = (project.code, project.title, project.cost_fen, project.kind, project.place)
    assert listed == ("P001", after.title, 4_800_000, after.kind, after.place)
    shown = public_page(world, proposal_id)
    assert "三家报价取中" in shown
    assert "急需，能做" in shown
    assert told(kinds.TOLD_ACCEPTED) == sorted([after.author_id, *behind])


def test_a_decision_is_taken_back_in_public_and_listed_anew(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    proposal_id = screened(made, world)
    assert decide(committee, proposal_id, "accept", **COST)[0] == 303
    assert decide(committee, proposal_id, "reopen", reason="")[0] == 422
    assert decide(committee, proposal_id, "reopen", reason="报价作废")[0] == 303
    reopened = get(proposal_id)
    assert (reopened.state, reopened.listed_id) == (State.SCREENING, None)
    assert reopened.due_at is not None
    assert reopened.due_at > clock.now()
    (first,) = rounds.listed(made.id)
    assert first.withdrawn_reason == "报价作废"
    assert decide(committee, proposal_id, "accept", **{**COST, "cost_fen": "50000"})[0] == 303
    assert [p.code for p in rounds.listed(made.id)] == ["P001", "P001-2"]
    shown = public_page(world, proposal_id)
    assert shown.index("报价作废") > shown.index("急需，能做")


def test_a_sealed_round_takes_no_more_and_says_so(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    first, late = screened(made, world), screened(made, world, title="晚到的一份")
    assert decide(committee, first, "accept", **COST)[0] == 303
    making.stop_collecting(made)
    made.seal()
    for one, name, fields in ((late, "accept", COST), (first, "reopen", {"reason": "再看看"})):
        status, page = decide(committee, one, name, **fields)
        assert status == 422
        assert "已经封箱" in page
    assert [get(one).state for one in (first, late)] == [State.FEASIBLE, State.SCREENING]


# ---- Asked to change, and back


def test_the_author_is_asked_changes_it_and_it_comes_back_with_new_days(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    author, moderator = world.account(), world.person().id
    proposal_id = making.submitted(made, author.person_id)
    making.read(proposal_id, moderator)
    endorse(proposal_id, *[world.person().id for _ in range(2)])
    with writing():
        queries.locked(proposal_id).due_at = clock.now() - timedelta(hours=1)
    assert decide(committee, proposal_id, "ask", reason="请写明装在哪几层")[0] == 303
    assert get(proposal_id).state == State.REVISING
    assert told(kinds.TOLD_ASKED) == [author.person_id]
    client = world.client(author)
    page = f"/proposals/{proposal_id}/edit/"
    assert "请写明装在哪几层" in client.get(page).get_data(as_text=True)
    changed = {**making.NEED, "need": "一到三层都没有扶手，老人上下楼没有地方扶。"}
    details = post(client, page, **changed)
    checked = post(client, details.location, **making.DETAILS)
    assert post(client, checked.location, why="").status_code == 422
    assert post(client, checked.location, why="写明了楼层").status_code == 303
    assert "一到三层" not in public_page(world, proposal_id)  # nobody has read it yet
    making.read(proposal_id, moderator)
    after = get(proposal_id)
    assert (after.state, after.need) == (State.SCREENING, changed["need"])
    assert after.due_at is not None
    assert after.due_at > clock.now()
    behind = queries.endorsers(proposal_id)
    assert told(kinds.TOLD_REVISED) == sorted(behind)  # its author knows
    history = client.get(f"/proposals/{proposal_id}/history/").get_data(as_text=True)
    assert "写明了楼层" in history
    assert decide(committee, proposal_id, "accept", **COST)[0] == 303


# ---- Two screeners


def test_of_two_screeners_the_second_sees_what_the_first_did_and_loses_nothing(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    proposal_id, other = screened(made, world), world.staff(Role.DIRECTOR)
    seen = get(proposal_id).version
    assert decide(other, proposal_id, "ask", reason="请写明楼层")[0] == 303
    status, page = decide(
        committee, proposal_id, "refuse", version=seen, ground="cash", reason="我写了很久的理由"
    )
    assert status == 409
    assert "我写了很久的理由" in page
    assert "请写明楼层" in page
    assert f'value="{get(proposal_id).version}"' in page
    assert get(proposal_id).state == State.REVISING
    assert told(kinds.TOLD_REFUSED) == []


def test_two_at_the_same_moment_decide_once(world: World, made: RoundInTest) -> None:
    proposal_id = screened(made, world)
    screeners = [world.staff(Role.COMMITTEE_MEMBER) for _ in range(4)]
    page, version = f"/desk/screening/{proposal_id}/", get(proposal_id).version
    tokens = [token(one, page) for one in screeners]
    db.session.rollback()

    def refuse(pair: tuple[FlaskClient, str]) -> int:
        data = {"csrf_token": pair[1], "version": version, "ground": "cash", "reason": "现金"}
        return pair[0].post(f"{page}refuse/", data=data).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(refuse, zip(screeners, tokens, strict=True)))
    assert Counter(answers) == {303: 1, 409: 3}
    assert len(queries.steps(proposal_id)) == 1
    assert Counter(told(kinds.TOLD_REFUSED)).most_common(1)[0][1] == 1


@pytest.mark.parametrize("version", ["", "abc", "-1", "99999999999999999999", "1 OR 1=1"])
def test_a_version_that_nobody_saw_decides_nothing(
    world: World, made: RoundInTest, committee: FlaskClient, version: str
) -> None:
    proposal_id = screened(made, world)
    status, _page = decide(
        committee, proposal_id, "refuse", version=version, ground="cash", reason="现金"
    )
    assert status in (409, 422)
    assert get(proposal_id).state == State.SCREENING


def test_the_desk_shows_each_step_with_its_ground_its_amount_and_its_basis(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    proposal_id, by = screened(made, world), world.person().id
    deed = act(proposal_id, by, "看过现场")
    with writing():
        screening.accept(deed, 4_800_000, "三家报价取中")
    deed = act(proposal_id, by, "算漏了")
    with writing():
        screening.reopen(deed)
    deed = act(proposal_id, by, "是发钱")
    with writing():
        screening.refuse(deed, Ground.CASH)
    desk = committee.get(f"/desk/screening/{proposal_id}/").get_data(as_text=True)
    for words in ("48,000", "三家报价取中", "依据：发放现金"):
        assert words in desk


def test_where_nothing_is_left_to_decide_the_desk_offers_nothing(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    source = screened(made, world)
    assert "给出结论" in committee.get(f"/desk/screening/{source}/").get_data(as_text=True)
    merged(world, source, published(made, world, title="楼道要扶手"))
    assert "给出结论" not in committee.get(f"/desk/screening/{source}/").get_data(as_text=True)


def the_way(world: World, proposal_id: int) -> list[str]:
    """The steps of 走到哪一步, as they are called."""
    shown = public_page(world, proposal_id)
    shown = shown[shown.index("走到哪一步") :]
    return [one.strip() for one in re.findall(r'class="steps-label">([^<]+)', shown)]


def test_what_is_over_is_told_in_past_words_and_the_present_step_says_what_is_going_on(
    world: World, made: RoundInTest
) -> None:
    proposal_id, by = published(made, world), world.person().id
    rest = ["正在筛选", "可行，列入清单"]
    assert the_way(world, proposal_id) == ["审核通过", "正在联名", *rest]
    endorse(proposal_id, *[world.person().id for _ in range(2)])
    assert the_way(world, proposal_id) == ["审核通过", "联名够数", *rest]
    deed = act(proposal_id, by)
    with writing():
        screening.ask(deed)
    after = ["审核通过", "联名够数", "提案人修改中", "可行，列入清单"]
    assert the_way(world, proposal_id) == after
    deed = act(proposal_id, by)
    with writing():
        screening.refuse(deed, Ground.CASH)
    assert the_way(world, proposal_id) == ["审核通过", "联名够数", "筛选结束", "未通过筛选"]
    early = published(made, world, title="楼道要灯")
    merged(world, early, screened(made, world, title="楼道要扶手"))
    assert the_way(world, early) == ["审核通过", "联名结束", "已并入别的提案"]


# ---- Nobody on their own


def test_nobody_decides_on_their_own(world: World, made: RoundInTest) -> None:
    screener = world.account(None, Role.COMMITTEE_MEMBER)
    proposal_id = making.submitted(made, screener.person_id)
    making.read(proposal_id, world.person().id)
    endorse(proposal_id, *[world.person().id for _ in range(2)])
    client = world.client(screener)
    assert "请别的委员来定" in client.get(f"/desk/screening/{proposal_id}/").get_data(as_text=True)
    assert decide(client, proposal_id, "refuse", ground="cash", reason="现金")[0] == 403
    assert get(proposal_id).state == State.SCREENING


def test_nor_on_what_they_write_with_others(world: World, made: RoundInTest) -> None:
    proposal_id, screener = screened(made, world), world.person().id
    with writing():
        one = queries.locked(proposal_id)
        supporting.invite(one, one.author_id, screener, clock.now())
        supporting.accept(one, screener, False, clock.now())
    with pytest.raises(OwnProposal):
        screening.refuse(act(proposal_id, screener), Ground.CASH)


def test_nor_by_merging_a_neighbours_into_their_own(world: World, made: RoundInTest) -> None:
    screener = world.account(None, Role.COMMITTEE_MEMBER)
    own, source = making.submitted(made, screener.person_id), screened(made, world)
    making.read(own, world.person().id)
    other = published(made, world, title="楼道要扶手")
    client = world.client(screener)
    desk = client.get(f"/desk/screening/{source}/").get_data(as_text=True)
    assert f'<option value="{other}"' in desk
    assert f'<option value="{own}"' not in desk
    assert decide(client, source, "merge", into=own, reason="同一件事")[0] == 422
    with pytest.raises(OwnProposal):
        screening.merge(act(source, screener.person_id), own)
    db.session.rollback()
    assert get(source).state == State.SCREENING


@pytest.mark.parametrize("role", [None, Role.SUPERVISOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("name", ["accept", "refuse", "ask", "merge", "reopen"])
def test_only_the_committee_decides(
    world: World, made: RoundInTest, role: Role | None, name: str
) -> None:
    proposal_id = screened(made, world)
    client = world.client(world.account(None, *([role] if role else [])))
    data = {"csrf_token": token(client, "/me/inbox/"), "version": 3, "reason": "理由"}
    address = f"/desk/screening/{proposal_id}/{name}/"
    assert client.post(address, data=data).status_code == 403
    assert get(proposal_id).state == State.SCREENING
