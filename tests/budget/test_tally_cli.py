"""The counting command: what it prints, and how it refuses."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from portal.budget.tally_cli import tally_command

ELECTION = """\
META
key;value
budget;100.5
vote_type;approval
num_votes;3
PROJECTS
project_id;cost;name
p1;60;Lamps
p2;50.25;Benches
p3;9;Seeds
p4;1;Paint
VOTES
voter_id;vote
1;p1,p2
2;p1,p3
3;
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "election.pb"
    path.write_text(ELECTION, "utf-8")
    return path


def tally(file: Path, *options: str) -> Result:
    return CliRunner().invoke(tally_command, [str(file), *options])


def counted(file: Path, *options: str) -> Any:
    result = tally(file, "--json", *options)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def explanations(report: Any) -> list[str]:
    return [project["explanation"] for project in report["projects"]]


def test_json_gives_the_winners_in_order_with_amounts_as_decimal_strings(file: Path) -> None:
    report = counted(file, "--rule", "most-votes")
    assert report["selected"] == ["p1", "p3"]
    assert {key: report[key] for key in ("rule", "completion", "tie_break", "budget", "cost")} == {
        "rule": "most-votes",
        "completion": "none",
        "tie_break": "published",
        "budget": "100.5",
        "cost": "69",
    }
    assert (report["ballots"], report["blank_ballots"]) == (3, 1)


def test_each_project_is_explained_in_one_sentence_by_most_votes(file: Path) -> None:
    assert explanations(counted(file, "--rule", "most-votes")) == [
        "Won: 2 supporters; its cost of 60 fitted into 100.5 left.",
        "Lost: 1 supporter; it cost 50.25, but only 31.5 was left.",
        "Won: 1 supporter; its cost of 9 fitted into 40.5 left.",
        "Lost: nobody supported it.",
    ]


def test_each_project_is_explained_in_one_sentence_by_equal_shares(file: Path) -> None:
    report = counted(file, "--rule", "equal-shares", "--completion", "none")
    assert report["selected"] == ["p1"]
    assert report["voter_share"] == "33.5"
    assert explanations(report) == [
        "Won: its 2 supporters bought it for 60; nobody paid more than 30.",
        "Lost: it cost 50.25, but its 1 supporter had 3.5 left together.",
        "Lost: it cost 9, but its 1 supporter had 3.5 left together.",
        "Lost: nobody supported it.",
    ]


def test_completion_is_add1_utilitarian_unless_told_otherwise(file: Path) -> None:
    report = counted(file, "--rule", "equal-shares")
    assert (report["completion"], report["add1_steps"]) == ("add1-utilitarian", 6)
    assert report["selected"] == ["p1", "p3"]


def test_minimum_support_is_explained(file: Path) -> None:
    report = counted(file, "--rule", "most-votes", "--min-support", "2")
    assert explanations(report)[1] == "Lost: 1 supporter, but at least 2 were needed."


def test_table_lists_the_winners_first(file: Path) -> None:
    result = tally(file, "--rule", "most-votes")
    assert result.exit_code == 0
    assert [line.split()[:2] for line in result.stdout.splitlines()[2:]] == [
        ["1", "p1"],
        ["3", "p3"],
        ["2", "p2"],
        ["4", "p4"],
    ]


def test_file_that_was_cut_off_is_counted_with_a_note(file: Path) -> None:
    file.write_text(ELECTION.removesuffix("3;\n"), "utf-8")
    note = "META says num_votes is 3, but the file has 2"
    assert counted(file, "--rule", "most-votes")["notes"] == [note]
    assert tally(file, "--rule", "most-votes").stderr == f"Note: {note}.\n"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("60;Lamps", "sixty;Lamps", "line 8: the cost of project p1 must be a number"),
        ("2;p1,p3", "2;p1,p9", "line 15: the vote names project 'p9'"),
        ("vote_type;approval", "vote_type;loud", "line 4: the vote_type 'loud' is none of"),
    ],
)
def test_bad_file_is_refused_naming_the_line(file: Path, old: str, new: str, message: str) -> None:
    file.write_text(ELECTION.replace(old, new), "utf-8")
    result = tally(file, "--rule", "most-votes", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr


def test_file_that_is_not_utf8_is_refused_naming_the_line(file: Path) -> None:
    file.write_bytes(ELECTION.replace("Benches", "Bänke").encode("latin-1"))
    result = tally(file, "--rule", "most-votes")
    assert result.exit_code == 1
    assert "line 9: the text is not UTF-8" in result.stderr


@pytest.mark.parametrize(
    ("vote_type", "rule", "message"),
    [
        ("cumulative", "equal-shares", "equal shares counts approvals, not points"),
        ("ordinal", "most-votes", "ranked (ordinal) ballots"),
        ("ordinal", "equal-shares", "ranked (ordinal) ballots"),
    ],
)
def test_ballots_that_the_rule_does_not_count_are_refused(
    file: Path, vote_type: str, rule: str, message: str
) -> None:
    lines = "voter_id;vote;points\n1;p1;2\n2;p3;1\n3;;\n"
    text = ELECTION[: ELECTION.index("voter_id")].replace("approval", vote_type) + lines
    file.write_text(text, "utf-8")
    result = tally(file, "--rule", rule)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr


@pytest.mark.parametrize("options", [[], ["--rule", "loudest"]])
def test_wrong_usage_exits_with_2(file: Path, options: list[str]) -> None:
    assert tally(file, *options).exit_code == 2
