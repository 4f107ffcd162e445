"""Pabulib files: nothing is lost, and what makes no sense is refused with its line."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.budget.pabulib import (
    VOTE_TYPES,
    Election,
    PabulibError,
    amount,
    discrepancies,
    dump,
    parse,
)
from portal.budget.tally import Project
from tests.budget.election_strategies import shared_files

TEXT = '''\
META
key;value
description;"Lamps; and ""more"""
budget;1000.50
vote_type;approval
colour;green
PROJECTS
project_id;cost;name;selected
7;600;Lamps;1
3;400.25;"two
lines";0
VOTES
voter_id;vote;age
a;7,3;30
b;;41
'''


def with_votes(vote_type: str, votes: str) -> Election:
    head = TEXT[: TEXT.index("voter_id")].replace("approval", vote_type)
    return parse(head + votes)


def test_keys_columns_and_cells_are_kept_in_order() -> None:
    election = parse(TEXT)
    assert list(election.meta.items()) == [
        ("description", 'Lamps; and "more"'),
        ("budget", "1000.50"),
        ("vote_type", "approval"),
        ("colour", "green"),
    ]
    assert election.project_columns == ["project_id", "cost", "name", "selected"]
    assert election.projects[1] == {
        "project_id": "3",
        "cost": "400.25",
        "name": "two\nlines",
        "selected": "0",
    }
    assert election.vote_columns == ["voter_id", "vote", "age"]
    assert election.votes[1] == {"voter_id": "b", "vote": "", "age": "41"}


def test_text_comes_back_as_it_was() -> None:
    assert dump(parse(TEXT)) == TEXT


def test_amounts_are_exact_and_the_order_of_projects_is_the_ballot_number() -> None:
    election = parse(TEXT)
    assert election.budget == Fraction("1000.50")
    assert election.price_list() == [Project("7", 600, 1), Project("3", Fraction("400.25"), 2)]


@pytest.mark.parametrize(
    "variant",
    [
        "\ufeff" + TEXT,
        TEXT.replace("\nMETA", "\r\nMETA").replace(";1\n", ";1\r\n"),
        TEXT + "\n\n;;\n",
        TEXT.replace("VOTES\n", "\nVOTES;;;\n"),
        TEXT.replace("b;;41", "b;;41;;"),
    ],
    ids=["byte-order mark", "mixed line ends", "blank tail", "padded heading", "padded row"],
)
def test_habits_of_editors_and_spreadsheets_are_tolerated(variant: str) -> None:
    assert parse(variant) == parse(TEXT)


def test_windows_line_ends_are_tolerated() -> None:
    lines = TEXT.replace("two\nlines", "two lines")
    assert parse(lines.replace("\n", "\r\n")) == parse(lines)


def test_short_row_is_filled_with_empty_cells() -> None:
    assert with_votes("approval", "voter_id;vote;age\na\n").votes == [
        {"voter_id": "a", "vote": "", "age": ""}
    ]


def test_ballots_of_each_type() -> None:
    points = "voter_id;vote;points\na;7,3;2,1.5\nb;;\n"
    assert parse(TEXT).ballots() == [frozenset({"7", "3"}), frozenset()]
    assert with_votes("choose-1", "voter_id;vote\na;3\n").ballots() == [frozenset({"3"})]
    assert with_votes("cumulative", points).ballots() == [{"7": 2, "3": Fraction(3, 2)}, {}]
    assert with_votes("scoring", points).ballots() == [{"7": 2, "3": Fraction(3, 2)}, {}]
    assert with_votes("ordinal", "voter_id;vote\na;3, 7\n").ballots() == [("3", "7")]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("META\n", "", "line 1: the file must begin with META"),
        ("VOTES\n", "", "line 14: the file ends, but VOTES has not come"),
        ("PROJECTS\n", "", "line 14: the file ends, but PROJECTS has not come"),
        ("budget;1000.50\n", "", "line 2: META does not give the budget"),
        ("vote_type;approval\n", "", "line 2: META does not give the vote_type"),
        ("1000.50", "1,000", "line 4: the budget must be a number, not '1,000'"),
        ("1000.50", "-1", "line 4: the budget cannot be negative (-1)"),
        ("colour;", "budget;", "line 6: META key budget stands already on line 4"),
        ("project_id;cost", "project_id;price", "line 8: PROJECTS has no column named cost"),
        ("name;selected", "name;name", "line 8: PROJECTS has two columns named 'name'"),
        ("7;600", "7;many", "line 9: the cost of project 7 must be a number, not 'many'"),
        ("7;600", "7;0", "line 9: the cost of project 7 must be above zero"),
        ("7;600", ";600", "line 9: the project has no name"),
        ("3;400.25", "7;400.25", "line 10: project 7 stands already on line 9"),
        ("3;400.25", '"3,4";400.25', "line 10: project id 3,4 has a comma"),
        ("voter_id;vote", "voter_id;choice", "line 13: VOTES has no column named vote"),
        ("a;7,3;30", "a;7,5;30", "line 14: the vote names project '5', which is not in"),
        ("a;7,3;30", "a;7,7;30", "line 14: the vote names a project twice"),
        ("b;;41", "b;;41;x", "line 15: the row has 4 cells, but there are 3 columns"),
        ("b;;41", ";;41", "line 15: the vote has no voter_id"),
        ("b;;41", 'b;;"41', "line 15: the row cannot be read"),
        ("approval", "choose-1", "line 14: the vote names 2 projects, but choose-1 allows one"),
        ("approval", "cumulative", "line 13: VOTES has no column named points"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_line(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(PabulibError) as caught:
        parse(TEXT.replace(old, new, 1))
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("points", ["1", "1,x", "1,2,3"])
def test_each_project_of_a_vote_needs_its_points(points: str) -> None:
    with pytest.raises(PabulibError, match="line 14: "):
        with_votes("cumulative", f"voter_id;vote;points\na;7,3;{points}\n")


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), (" 12.50 ", Fraction(25, 2)), ("12,5", Fraction(25, 2)), ("0", 0)],
)
def test_amount_is_a_decimal_number(text: str, value: Fraction) -> None:
    assert amount(text, "it") == value


@pytest.mark.parametrize("text", ["", "1e3", "1_000", "1/3", "1.000,50", "٣", "inf", "-1"])
def test_nothing_else_is_an_amount(text: str) -> None:
    with pytest.raises(PabulibError, match="it "):
        amount(text, "it")


def test_numbers_that_meta_gives_differently_are_noticed() -> None:
    text = TEXT.replace("colour;green", "num_votes;3\nnum_projects;2")
    assert discrepancies(parse(text)) == ["META says num_votes is 3, but the file has 2"]


@pytest.mark.parametrize("path", shared_files())
def test_real_file_comes_back_whole(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    election = parse(text)
    assert parse(dump(election)) == election
    assert dump(parse(dump(election))) == dump(election)
    assert discrepancies(election) == []


cells = st.text(alphabet=st.sampled_from("aé汉 ;\",\r\n\t'=")) | st.text(
    alphabet=st.characters(exclude_categories=["Cs"])
)
names = st.text(alphabet="abcdefgh_", min_size=1, max_size=8)


@st.composite
def elections(draw: st.DrawFn) -> Election:
    vote_type = draw(st.sampled_from(sorted(VOTE_TYPES)))
    more = draw(st.dictionaries(names, cells, max_size=3))
    project_columns = ["project_id", "cost", *draw(st.sets(names, max_size=2))]
    ids = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    projects = [
        {name: draw(cells) for name in project_columns} | {"project_id": id_, "cost": "12.5"}
        for id_ in ids
    ]
    vote_columns = ["voter_id", "vote", "points", *draw(st.sets(names, max_size=2))]
    votes = [draw(_vote(vote_type, ids, vote_columns)) for _ in range(draw(st.integers(0, 4)))]
    meta = {**more, "budget": "100", "vote_type": vote_type}
    return Election(meta, project_columns, projects, vote_columns, votes)


@st.composite
def _vote(draw: st.DrawFn, vote_type: str, ids: list[str], columns: list[str]) -> dict[str, str]:
    most = 1 if vote_type == "choose-1" else len(ids)
    chosen = draw(st.lists(st.sampled_from(ids), max_size=most, unique=True))
    row = {name: draw(cells) for name in columns}
    points = ",".join("2" for _ in chosen)
    return row | {"voter_id": "v", "vote": ",".join(chosen), "points": points}


@given(elections())
def test_any_election_comes_back_whole(election: Election) -> None:
    again = parse(dump(election))
    assert again == election
    assert list(again.meta) == list(election.meta)
    assert dump(again) == dump(election)
