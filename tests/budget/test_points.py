"""A round whose voters share out points: typed, checked, cast, counted, posted."""

from fractions import Fraction
from itertools import product

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from portal.audit.chain import canonical_json
from portal.ballots import queries as boxes
from portal.ballots.sealing import Opened, payload
from portal.budget import files, pabulib, points, queries, words
from portal.budget.files import Pick
from portal.budget.models import ListedProject, Round
from portal.budget.rules import BallotForm, Fault, PriceList
from portal.budget.tally import Rule, count
from portal.core.access import Role
from portal.core.db import db
from tests.budget.conftest import RoundInTest, list_project, make_round
from tests.budget.test_desk import settings
from tests.budget.test_voting import cast_so_far, says
from tests.world import World, fields, post

PRICES = PriceList(
    costs_fen={1: 600, 2: 500, 3: 400},
    withdrawn=frozenset({9}),
    amount_fen=1000,
    form=BallotForm.POINTS,
    max_choices=2,
    points=10,
)

# ---- the rule


@pytest.mark.parametrize(
    ("shares", "fault"),
    [
        ([], None),
        ([("1", "10")], None),
        ([("1", "5"), ("2", "5")], None),
        ([("1", "0"), ("2", "")], None),
        ([("1", "007")], None),
        ([("1", "11")], Fault.OVER_POINTS),
        ([("1", "5"), ("2", "6")], Fault.OVER_POINTS),
        ([("1", "999999999")], Fault.OVER_POINTS),
        ([("1", "9999999999")], Fault.NOT_WHOLE),
        ([("1", "2.5")], Fault.NOT_WHOLE),
        ([("1", "三")], Fault.NOT_WHOLE),
        ([("1", "1e1")], Fault.NOT_WHOLE),
        ([("1", "-")], Fault.NOT_WHOLE),
        ([("1", "²")], Fault.NOT_WHOLE),
        ([("1", "-1"), ("2", "11")], Fault.NEGATIVE),
        ([("1", "3"), ("1", "3")], Fault.DUPLICATE),
        ([("9", "1")], Fault.HIDDEN),
        ([("7", "1")], Fault.FOREIGN),
        ([("8", "1")], Fault.FORGED_FIELD),
        ([("01", "1")], Fault.FORGED_FIELD),
        ([("", "1")], Fault.FORGED_FIELD),
    ],
)
def test_what_makes_a_ballot_of_points(shares: list[points.Typed], fault: Fault | None) -> None:
    assert points.fault_in(shares, PRICES, frozenset({7})) is fault


@given(st.lists(st.tuples(st.sampled_from("123"), st.integers(0, 12)), unique_by=lambda s: s[0]))
def test_a_ballot_stands_exactly_while_its_sum_does(shares: list[tuple[str, int]]) -> None:
    typed = [(project, str(given)) for project, given in shares]
    over = sum(given for _project, given in shares) > PRICES.points
    assert points.fault_in(typed, PRICES, frozenset()) is (Fault.OVER_POINTS if over else None)


@given(st.text(max_size=12))
def test_whatever_is_typed_is_points_or_is_named(typed: str) -> None:
    read = points.read(typed)
    assert isinstance(read, Fault) or 0 <= read < 10**9


# ---- the envelope


def _made(form: str, total: int, codes: list[str]) -> tuple[Round, list[ListedProject]]:
    round_ = Round(form=form, points=total)
    return round_, [ListedProject(code=code, number=n) for n, code in enumerate(codes, 1)]


@pytest.mark.parametrize("total", [2, 3, 9, 10, 11, 12, 19, 20, 21, 30])
@pytest.mark.parametrize("codes", [["A"], ["A", "长名字"], ['Q"', "\\", "ABCD"]])
def test_no_ballot_is_longer_than_the_longest(total: int, codes: list[str]) -> None:
    round_, projects = _made("points", total, codes)
    room = len(payload(Opened(files.longest_content(round_, projects), "", "", None)))
    sizes = set()
    for shares in product(range(total + 1), repeat=len(codes)):
        if sum(shares) <= total:
            picks = [Pick(p, n) for p, n in zip(projects, shares, strict=True) if n]
            sizes.add(len(payload(Opened(files.content(round_, picks), "", "", None))))
    assert max(sizes) == room


def test_the_longest_share_of_a_hundred_points_has_three_digits() -> None:
    assert points.longest(1, 100) == [100]
    assert points.longest(2, 100) == [10, 10]
    assert points.longest(500, 100) == [1] * 100


# ---- from the phone to the posted file


@pytest.fixture
def points_round(world: World, resident: FlaskClient) -> RoundInTest:
    """Three projects of 60,000, 50,000 and 40,000 yuan for 100,000; ten points each."""
    made = make_round(world, form="points", points=10)
    for code, yuan in (("A", 60_000), ("B", 50_000), ("C", 40_000)):
        list_project(made, code, yuan * 100)
    return made.open()


def review(
    made: RoundInTest, client: FlaskClient, shares: dict[str, object], **more: object
) -> TestResponse:
    shown = fields(client.get(made.address))
    ids = {p.code: p.id for p in made.projects()}
    typed = {f"points-{ids[code]}": given for code, given in shares.items()}
    return client.post(made.address, data={**shown, **typed, **more})


def give(made: RoundInTest, client: FlaskClient, **shares: object) -> TestResponse:
    reviewed = review(made, client, shares)
    assert reviewed.status_code == 200, reviewed.get_data(as_text=True)
    return client.post(f"{made.address}cast/", data=fields(reviewed))


def test_a_resident_shares_out_points(resident: FlaskClient, points_round: RoundInTest) -> None:
    page = resident.get(points_round.address).get_data(as_text=True)
    assert page.count('inputmode="numeric"') == 3
    assert "您有 10 点" in page
    reviewed = review(points_round, resident, {"A": "7", "C": "２", "B": ""})
    html = reviewed.get_data(as_text=True)
    assert "7 点" in html
    assert "共 2 项，给出 9 点（总共 10 点）" in html
    assert "还有 1 点没有用" in html
    cast = resident.post(f"{points_round.address}cast/", data=fields(reviewed))
    assert cast.status_code == 303
    assert cast_so_far() == (1, 1)


def test_a_ballot_without_points_is_blank(resident: FlaskClient, points_round: RoundInTest) -> None:
    assert "空白票" in review(points_round, resident, {"A": "0"}).get_data(as_text=True)
    assert give(points_round, resident).status_code == 303
    points_round.close()
    body = queries.outcomes(points_round.id)[True].body
    assert (body["ballots"], body["blank"], body["selected"]) == (1, 1, [])


@pytest.mark.parametrize(
    ("shares", "reason"),
    [
        ({"A": "7", "B": "4"}, Fault.OVER_POINTS),
        ({"A": "1.5"}, Fault.NOT_WHOLE),
        ({"A": "-2", "B": "12"}, Fault.NEGATIVE),
        ({"A": ["3", "3"]}, Fault.DUPLICATE),
        ({"A": "<b>"}, Fault.NOT_WHOLE),
    ],
)
def test_what_is_no_ballot_is_named_and_what_was_typed_stays(
    resident: FlaskClient, points_round: RoundInTest, shares: dict[str, object], reason: Fault
) -> None:
    answer = review(points_round, resident, shares)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert says(answer, reason)
    first = shares["A"][0] if isinstance(shares["A"], list) else shares["A"]
    assert f'value="{str(first).replace("<", "&lt;").replace(">", "&gt;")}"' in html
    pointed = reason in (Fault.NOT_WHOLE, Fault.NEGATIVE)
    assert ('aria-invalid="true"' in html) is pointed
    assert cast_so_far() == (0, 0)


def test_points_are_no_ticks_and_ticks_are_no_points(
    resident: FlaskClient, points_round: RoundInTest, world: World
) -> None:
    (ticked,) = points_round.ids("A")
    assert says(review(points_round, resident, {}, choice=ticked), Fault.FORGED_FIELD)
    other = make_round(world, form="approve")
    list_project(other, "X", 100)
    other.open()
    assert says(review(other, resident, {"X": "1"}), Fault.FORGED_FIELD)
    foreign = {f"points-{other.ids('X')[0]}": "1"}
    assert says(review(points_round, resident, {}, **foreign), Fault.FOREIGN)


def test_without_scripts_the_server_adds_up(
    resident: FlaskClient, points_round: RoundInTest
) -> None:
    html = review(points_round, resident, {"A": "3", "B": "9"}, recount="1").get_data(as_text=True)
    assert "<b data-total-excess>2</b>" in html
    html = review(points_round, resident, {"A": "3"}, change="1").get_data(as_text=True)
    assert "<b data-total-left>7</b>" in html
    note = '<p class="soft" data-recount>这是上一次“算一算”的数，改了请再按一次</p>'
    assert note in resident.get(points_round.address).get_data(as_text=True)


@pytest.fixture
def counted(world: World, points_round: RoundInTest, resident: FlaskClient) -> RoundInTest:
    """B gets 11 points from two, A 6 from two, C 3 from three."""
    voters = [world.client(world.account()) for _ in range(2)]
    made = make_round(world, form="points", points=10, title="第二轮")
    for code, yuan in (("A", 60_000), ("B", 50_000), ("C", 40_000)):
        list_project(made, code, yuan * 100)
    made.open()
    give(made, resident, A="4", B="5", C="1")
    give(made, voters[0], B="6", C="1")
    give(made, voters[1], A="2", C="1")
    made.close()
    return made


def test_points_are_summed_and_the_result_says_from_how_many(
    counted: RoundInTest, client: FlaskClient
) -> None:
    outcomes = queries.outcomes(counted.id)
    assert set(outcomes) == {True}
    assert outcomes[True].body["selected"] == ["B", "C"]
    page = client.get(f"/budget/{counted.id}/result/").get_data(as_text=True)
    assert "11 点，来自 2 人" in page
    assert "2 人一共给了 11 点；轮到它时还剩 ¥100,000，够付 ¥50,000，入选。" in page
    assert "2 人一共给了 6 点；轮到它时只剩 ¥50,000，不够付 ¥60,000，未入选。" in page
    assert "如果用另一种规则呢" not in page
    shown = client.get(f"/budget/{counted.id}/").get_data(as_text=True)
    assert "每人 10 点，分给想要的项目" in shown


def test_the_posted_files_tell_the_points_and_can_be_recounted(counted: RoundInTest) -> None:
    box_id = counted.row.box_id or 0
    rules = boxes.file(box_id, "rules.json")
    assert rules is not None
    assert b'"max_choices":null' in rules.body
    assert b'"points":10' in rules.body
    posted = boxes.file(box_id, "ballots.pb")
    assert posted is not None
    text = posted.body.decode()
    election = pabulib.parse(text)
    assert pabulib.dump(election) == text
    assert (election.vote_type, election.meta["max_sum_points"]) == ("cumulative", "10")
    assert "max_sum_cost" not in election.meta
    assert {row["project_id"]: (row["votes"], row["score"]) for row in election.projects} == {
        "A": ("2", "6"),
        "B": ("2", "11"),
        "C": ("3", "3"),
    }
    recounted = count(
        election.price_list(), election.ballots(), election.budget, Rule.MOST_VOTES, step=1
    )
    assert list(recounted.selected) == ["B", "C"]


@given(st.lists(st.dictionaries(st.sampled_from("ABC"), st.integers(1, 3)), max_size=6))
def test_points_survive_the_file(ballots: list[dict[str, int]]) -> None:
    project_rows = [{"project_id": code, "cost": "10"} for code in "ABC"]
    round_, projects = _made("points", 10, list("ABC"))
    opened = [
        Opened(
            files.content(round_, [Pick(p, b[p.code]) for p in projects if p.code in b]),
            "",
            "",
            None,
        )
        for b in ballots
    ]
    votes = [files._vote(n, one) for n, one in enumerate(opened, 1)]
    columns = ["voter_id", "vote", "points"]
    election = pabulib.Election(
        {"budget": "20", "vote_type": "cumulative"},
        ["project_id", "cost"],
        project_rows,
        columns,
        votes,
    )
    back = pabulib.parse(pabulib.dump(election))
    assert back.ballots() == ballots
    outcome = count(back.price_list(), back.ballots(), Fraction(20), Rule.MOST_VOTES, step=1)
    sums = {code: sum(b.get(code, 0) for b in ballots) for code in "ABC"}
    assert {fate.id: fate.score for fate in outcome.projects} == sums


def test_the_minimum_counts_supporters_not_points(world: World, resident: FlaskClient) -> None:
    made = make_round(world, form="points", points=10, min_support=2)
    list_project(made, "A", 100)
    made.open()
    give(made, resident, A="10")
    made.close()
    (fate,) = queries.outcomes(made.id)[True].body["projects"]
    assert words.sentence(fate) == "1 人一共给了 10 点，支持的人数没有达到最低支持数，未入选。"


# ---- on the desk


def test_equal_shares_and_points_are_refused_at_the_field(world: World) -> None:
    staff = world.staff(Role.COMMITTEE_MEMBER)
    typed = settings(form="points", rule="equal-shares")
    answer = post(staff, "/desk/rounds/new/", "/me/", **typed)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="rule-error"' in html
    assert "均等份额法不能数" in html
    made = post(staff, "/desk/rounds/new/", "/me/", **{**typed, "rule": "most-votes"})
    assert made.status_code == 303


@pytest.mark.parametrize("typed", ["1", "101", "", "-3", "十"])
def test_a_round_has_two_to_a_hundred_points(world: World, typed: str) -> None:
    staff = world.staff(Role.COMMITTEE_MEMBER)
    answer = post(staff, "/desk/rounds/new/", "/me/", **settings(form="points", points=typed))
    assert answer.status_code == 422
    assert 'id="points-error"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("wrong", [{"points": 1}, {"points": 101}, {"rule": "equal-shares"}])
def test_the_database_holds_it_too(world: World, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        make_round(world, **{"form": "points", **wrong})
    db.session.rollback()


def test_content_is_canonical() -> None:
    round_, (a, b) = _made("points", 10, ["A", "B"])
    assert (
        files.content(round_, [Pick(b, 3), Pick(a, 7)])
        == canonical_json([["A", 7], ["B", 3]]).decode()
    )
