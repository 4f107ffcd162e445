"""From the ballots of a round to its outcomes: the declared rule's, and the other's beside it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from portal.ballots.models import Ballot
from portal.budget import tally
from portal.budget.models import ListedProject, Outcome, Round
from portal.budget.queries import on_ballot
from portal.budget.tally import Completion, Rule, TieBreak

STEP_FEN = 100  # add1 goes up by one yuan a voter


@dataclass(frozen=True)
class Urn:
    """All that a count needs, read once and bound to no transaction. Amounts in fen."""

    round_id: int
    projects: tuple[tally.Project, ...]
    approvals: tuple[frozenset[str], ...]
    amount_fen: int
    rule: str
    completion: str
    min_support: int


def urn_of(round_: Round, projects: Iterable[ListedProject], ballots: Iterable[Ballot]) -> Urn:
    return Urn(
        round_id=round_.id,
        projects=tuple(
            tally.Project(p.code, p.cost_fen, p.number or 0) for p in on_ballot(projects)
        ),
        approvals=tuple(frozenset(json.loads(ballot.content)) for ballot in ballots),
        amount_fen=round_.amount_fen,
        rule=round_.rule,
        completion=round_.completion,
        min_support=round_.min_support,
    )


def count(urn: Urn) -> list[Outcome]:
    """Both rules' outcomes, the declared one in force. May take seconds: hold no lock."""
    return [
        Outcome(
            round_id=urn.round_id, rule=rule, in_force=rule == urn.rule, body=_counted(urn, rule)
        )
        for rule in Rule
    ]


def _counted(urn: Urn, rule: Rule) -> dict[str, Any]:
    return _body(
        tally.count(
            urn.projects,
            urn.approvals,
            urn.amount_fen,
            rule,
            Completion(urn.completion),
            TieBreak.PUBLISHED,
            urn.min_support,
            step=STEP_FEN,
        )
    )


def _body(counted: tally.Outcome) -> dict[str, Any]:
    return {
        "completion": counted.completion,
        "cost_fen": counted.cost,
        "selected": list(counted.selected),
        "ballots": counted.ballots,
        "blank": counted.blank,
        "share_fen": _whole(counted.share),
        "steps": counted.steps,
        "projects": [_fate(project) for project in counted.projects],
    }


def _fate(project: tally.ProjectOutcome) -> dict[str, Any]:
    """One project's fate with whole figures: what someone paid is rounded up, what is left down."""
    most_paid = project.most_paid
    return {
        "code": project.id,
        "number": project.number,
        "cost_fen": project.cost,
        "supporters": project.supporters,
        "reason": project.reason,
        "won": project.won,
        "money_left_fen": _whole(project.money_left),
        "most_paid_fen": None if most_paid is None else ceil(most_paid),
        "supporters_left_fen": _whole(project.supporters_left),
    }


def _whole(amount: int | Fraction | None) -> int | None:
    return None if amount is None else floor(amount)
