"""The committee examines: in its turn, in time, each decision with its reason in public."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.budget import queries as rounds
from portal.budget.rules import ProjectKind
from portal.core import clock, settings
from portal.core.access import Role
from portal.core.db import db, writing
from portal.proposals import habits, heard, kinds, paper, queries
from portal.proposals.actions import screening, supporting
from portal.proposals.actions import writing as acts
from portal.proposals.actions.screening import Act, OwnProposal, ReasonMissing
from portal.proposals.models import Endorsement, WishForm
from portal.proposals.rules import Ground, MoveRefused, State
from tests.budget.conftest import RoundInTest, list_project
from tests.budget.test_price_sheet import hand_in
from tests.proposals import making
from tests.proposals.making import collecting_round, endorse, get, published, screened, told
from tests.world import World, post, token

COST = {"cost_fen": "48000", "cost_basis": "三家报价取中", "reason": "急需，能做"}


@pytest.fixture
def made(world: World) -> RoundInTest:
    return collecting_round(world, needed=2)


@pytest.fixture
def committee(world: World) -> FlaskClient:
    return world.staff(Role.COMMITTEE_MEMBER)


def decide(client: FlaskClient, proposal_id: int, name: str, **fields: object) -> tuple[int, str]:
    """One decision on the version of now; (status, page)."""
    page = f"/desk/screening/{proposal_id}/"
    sent = {"version": get(proposal_id).version, **fields}
    answer = client.post(f"{page}{name}/", data={"csrf_token": token(client, page), **sent})
    return answer.status_code, answer.get_data(as_text=True)


def act(proposal_id: int, by: int, reason: str = "理由") -> Act:
    return Act(proposal_id, get(proposal_id).version, by, reason, clock.now())


def merged(world: World, source: int, into: int) -> None:
    deed = act(source, world.person().id, "同一件事")
    with writing():
        screening.merge(deed, into)


def public_page(world: World, proposal_id: int) -> str:
    return world.app.test_client().get(f"/proposals/{proposal_id}/").get_data(as_text=True)


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


# ---- Merging


def test_merging_keeps_everyone_and_counts_nobody_twice(world: World, made: RoundInTest) -> None:
    both, one_only, follower, co_author = (world.person().id for _ in range(4))
    into = published(made, world, title="楼道要扶手")
    source = published(made, world)
    endorse(source, both, one_only)
    endorse(into, both)
    now = clock.now()
    with writing():
        row = queries.locked(source)
        supporting.follow(row, follower)
        supporting.invite(row, row.author_id, co_author, now)
        supporting.accept(row, co_author, True, now)
    merged(world, source, into)
    gone, kept = get(source), get(into)
    assert (gone.state, gone.merged_into_id) == (State.MERGED, into)
    assert queries.endorsers(into) == sorted([both, one_only])
    assert queries.support_of(into) == 2
    via = select(Endorsement.via_id).where(
        Endorsement.proposal_id == into, Endorsement.person_id.in_([both, one_only])
    )
    rows = db.session.scalars(via.order_by(Endorsement.person_id)).all()
    assert rows == [None, source]
    everyone = {gone.author_id, kept.author_id, co_author}
    assert queries.authors_of(into) == everyone
    assert queries.concerned(into) == sorted({*everyone, both, one_only, follower})
    assert kept.state == State.SCREENING  # two stand behind it now
    shown = public_page(world, source)
    assert f'href="/proposals/{into}/"' in shown
    assert f'href="/proposals/{source}/"' in public_page(world, into)


def test_everyone_is_told_of_a_merger_once_and_those_who_took_it_in_too(
    world: World, made: RoundInTest
) -> None:
    both, one_only = world.person().id, world.person().id
    into, source = published(made, world, title="楼道要扶手"), published(made, world)
    with writing():
        made.row.endorsements_needed = 9
    endorse(source, both, one_only)
    endorse(into, both)
    merged(world, source, into)
    theirs, ours = get(source).author_id, get(into).author_id
    assert told(kinds.TOLD_MERGED) == sorted([theirs, both, one_only])
    assert told(kinds.TOLD_TOOK_IN) == [ours]


def test_who_wrote_the_one_and_endorsed_the_other_is_an_author_of_it(
    world: World, made: RoundInTest
) -> None:
    into, source = published(made, world, title="楼道要扶手"), published(made, world)
    theirs, ours = get(source).author_id, get(into).author_id
    endorse(into, theirs)
    endorse(source, ours)
    merged(world, source, into)
    assert queries.authors_of(into) == {theirs, ours}
    assert queries.endorsers(into) == []
    assert get(into).state == State.COLLECTING


def test_wishes_on_paper_come_along_and_a_household_counts_once(
    world: World, made: RoundInTest
) -> None:
    into, source = published(made, world, title="楼道要扶手"), published(made, world)
    with writing():
        made.row.endorsements_needed = 9
    at_home, clerk = world.person(), world.person().id
    form = WishForm(
        round_id=made.id,
        household_id=at_home.household_id,
        received_on=clock.now().date(),
        entered_by=clerk,
    )
    with writing():
        wishes = [("装扶手", "三单元"), ("还是装扶手", "四单元")]
        entered = paper.enter(form, wishes, clock.now()).id
    with writing():
        kept = heard.form(entered)
        assert kept is not None
        for wish, target in zip(kept.wishes, (source, into), strict=True):
            paper.carry(wish, queries.locked(target), clerk, clock.now())
    assert [queries.support_of(one) for one in (source, into)] == [1, 1]
    merged(world, source, into)
    assert queries.support_of(into) == 1
    assert {wish.proposal_id for wish in heard.form(entered).wishes} == {into}
    endorse(into, at_home.id)
    assert queries.support_of(into) == 1


def test_a_chain_of_mergers_leads_to_the_one_that_stands(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    last, middle, first = (
        published(made, world, title=title) for title in ("楼道要扶手", "上楼要扶手", "装上扶手")
    )
    person = world.person().id
    endorse(first, person)
    merged(world, first, middle)
    merged(world, middle, last)
    assert queries.endorsers(last) == [person]
    assert len(queries.authors_of(last)) == 3
    endorse(last, world.person().id)
    assert decide(committee, last, "accept", **COST)[0] == 303
    (project,) = made.projects()
    for one in (first, middle):
        shown = public_page(world, one)
        assert f'href="/budget/{made.id}/projects/{project.id}/"' in shown, one


def test_no_merger_goes_round_in_a_circle_to_itself_or_to_another_round(
    world: World, made: RoundInTest, committee: FlaskClient
) -> None:
    into, source = published(made, world, title="楼道要扶手"), screened(made, world)
    elsewhere = published(collecting_round(world, title="另一轮"), world, title="别轮的扶手")
    draft = making.submitted(made, world.person().id, title="没人读过的")
    for wrong in (source, elsewhere, draft, 999_999, "abc", ""):
        status, _page = decide(committee, source, "merge", into=wrong, reason="同一件事")
        assert status == 422, wrong
    for wrong_id in (source, elsewhere, draft):
        with pytest.raises(MoveRefused):
            screening.merge(act(source, world.person().id), wrong_id)
        db.session.rollback()
    merged(world, source, into)
    assert decide(committee, into, "merge", into=source, reason="反过来")[0] == 422
    assert get(into).merged_into_id is None


def test_two_that_are_merged_into_each_other_at_once_end_as_one(
    world: World, made: RoundInTest
) -> None:
    ids = [screened(made, world, title=title) for title in ("楼道要扶手", "上楼要扶手")]
    screeners = [world.staff(Role.COMMITTEE_MEMBER) for _ in ids]
    pages = [f"/desk/screening/{one}/" for one in ids]
    sent = [
        {
            "csrf_token": token(client, page),
            "version": get(one).version,
            "into": into,
            "reason": "同一件事",
        }
        for client, page, one, into in zip(screeners, pages, ids, ids[::-1], strict=True)
    ]
    db.session.rollback()
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(
            lambda n: screeners[n].post(f"{pages[n]}merge/", data=sent[n]).status_code, range(2)
        )
        statuses = sorted(answers)
    assert statuses[0] == 303
    assert statuses[1] in (409, 422)
    assert sorted(get(one).state for one in ids) == sorted([State.MERGED, State.SCREENING])


def test_a_change_that_waits_is_not_published_after_the_merger(
    world: World, made: RoundInTest
) -> None:
    moderator = world.person().id
    into, source = published(made, world, title="楼道要扶手"), published(made, world)
    now, author = clock.now(), get(source).author_id
    with writing():
        one = queries.locked(source)
        acts.save(one, author, {**making.TEXT, "need": "改过以后的需求，还没有人读。"}, now)
        acts.hand_in_change(one, author, "改了", now)
    merged(world, source, into)
    making.read(source, moderator)
    assert get(source).need == making.TEXT["need"]
    assert get(source).state == State.MERGED


def listed_by(made: RoundInTest, world: World) -> tuple[int, int]:
    """A proposal that was accepted, and its project on the price list."""
    proposal_id = screened(made, world)
    deed = act(proposal_id, world.person().id)
    with writing():
        screening.accept(deed, 4_800_000, "三家报价取中")
    listed_id = get(proposal_id).listed_id
    assert listed_id is not None
    return proposal_id, listed_id


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
