"""The posted files of a round, byte for byte: rules and price list at the opening, ballots at
the close. Amounts are decimal strings in yuan.
"""

import json
from collections import Counter
from collections.abc import Sequence

from portal.audit.chain import canonical_instant, canonical_json
from portal.ballots import canon
from portal.ballots.rules import Electorate, Voters
from portal.ballots.sealing import Opened
from portal.budget import pabulib
from portal.budget.counting import STEP_FEN
from portal.budget.models import ListedProject, Round
from portal.budget.rules import BallotForm
from portal.budget.tally import Rule, TieBreak
from portal.core import clock
from portal.core.money import decimal_yuan

RULES = "rules.json"
PRICE_LIST = "price-list.json"
BALLOTS = "ballots.pb"
VOTERS = {
    Voters.RESIDENTS: "residents 18+",
    Voters.HOUSEHOLDS: "households, by one delegate of 18+ each",
}


def content(chosen: Sequence[ListedProject]) -> str:
    """A ballot's content: the codes of the chosen projects in ballot order, canonical JSON."""
    ordered = sorted(chosen, key=lambda project: project.number or 0)
    return canonical_json([project.code for project in ordered]).decode()


def longest_content(projects: Sequence[ListedProject]) -> str:
    """No ballot of these projects is longer than the one that chooses them all."""
    return content(projects)


def opening(
    round_: Round, projects: Sequence[ListedProject], left_out: int = 0
) -> dict[str, bytes]:
    """What is fixed when the round is sealed: its rules and its price list in ballot order.

    ``left_out``: how many households are not on the roll for want of one delegate.
    """
    return {
        RULES: canon.json_file(_rules(round_, round_.electorate, left_out)),
        PRICE_LIST: canon.json_file([_price(project) for project in projects]),
    }


def _rules(round_: Round, electorate: Electorate, left_out: int) -> dict[str, object]:
    return {
        "scheme": "liren-round-2",
        "title": round_.title,
        "purpose": round_.purpose,
        "fund": round_.fund,
        "amount": decimal_yuan(round_.amount_fen),
        "voters": VOTERS[electorate.voters],
        "grids": None if electorate.grids is None else sorted(electorate.grids),
        "households_left_out": left_out if electorate.by_household else None,
        "form": round_.form,
        "max_choices": round_.max_choices if round_.form == BallotForm.APPROVE else None,
        "rule": round_.rule,
        "completion": round_.completion,
        "step": decimal_yuan(STEP_FEN),
        "tie_break": TieBreak.PUBLISHED,
        "min_support": round_.min_support,
        "receipts": round_.receipts,
        "order_seed": round_.order_seed,
        "voting_from": canonical_instant(round_.voting_from),
        "voting_until": canonical_instant(round_.voting_until),
        "posting_days": round_.posting_days,
    }


def _price(project: ListedProject) -> dict[str, object]:
    return {
        "number": project.number,
        "code": project.code,
        "title": project.title,
        "summary": project.summary,
        "kind": project.kind,
        "place": project.place,
        "cost": decimal_yuan(project.cost_fen),
    }


def ballots(
    round_: Round, projects: Sequence[ListedProject], opened: Sequence[Opened]
) -> dict[str, bytes]:
    """The ballots in their order as a Pabulib file, with the grid where the box kept it."""
    columns = ("voter_id", "vote", "neighborhood")
    support = Counter(code for ballot in opened for code in json.loads(ballot.content))
    election = pabulib.Election(
        meta=_meta(round_, len(projects), len(opened)),
        project_columns=("project_id", "cost", "votes", "name", "category"),
        projects=[_row(project, support[project.code]) for project in projects],
        vote_columns=columns if any(ballot.grid_code for ballot in opened) else columns[:2],
        votes=[_vote(number, ballot) for number, ballot in enumerate(opened, 1)],
    )
    return {BALLOTS: pabulib.dump(election).encode()}


def _meta(round_: Round, projects: int, cast: int) -> dict[str, str]:
    amount = decimal_yuan(round_.amount_fen)
    approve, support = round_.form == BallotForm.APPROVE, round_.min_support
    first, last = (clock.local(at) for at in (round_.voting_from, round_.voting_until))
    return {
        "description": round_.title,
        "country": "China",
        "unit": round_.fund,
        "instance": str(first.year),
        "num_projects": str(projects),
        "num_votes": str(cast),
        "budget": amount,
        "vote_type": "approval",
        "rule": "greedy" if round_.rule == Rule.MOST_VOTES else f"equalshares/{round_.completion}",
        "date_begin": first.strftime("%d.%m.%Y"),
        "date_end": last.strftime("%d.%m.%Y"),
        "language": "zh",
        "currency": "CNY",
        "min_length": "0",
        **({"min_project_score_threshold": str(support)} if support else {}),
        **({"max_length": str(round_.max_choices)} if approve else {"max_sum_cost": amount}),
    }


def _row(project: ListedProject, votes: int) -> dict[str, str]:
    return {
        "project_id": project.code,
        "cost": decimal_yuan(project.cost_fen),
        "votes": str(votes),
        "name": project.title,
        "category": project.kind,
    }


def _vote(number: int, ballot: Opened) -> dict[str, str]:
    return {
        "voter_id": str(number),
        "vote": ",".join(json.loads(ballot.content)),
        "neighborhood": ballot.grid_code,
    }
