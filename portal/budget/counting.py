"""From the ballots of a round to its outcomes: the declared rule's, and the other's beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from portal.ballots.models import Ballot
from portal.budget import tally
from portal.budget.models import ListedProject, Outcome, Round
from portal.budget.points import shares_in
from portal.budget.queries import on_ballot
from portal.budget.rules import BallotForm
from portal.budget.tally import Completion, Rule, TieBreak

STEP_FEN = 100  # add1 goes up by one yuan a voter


@dataclass(frozen=True)
class Urn:
    """All that a count needs, read once and bound to no transaction. Amounts in fen."""

    round_id: int
    projects: tuple[tally.Project, ...]
    ballots: tuple[tally.Ballot, ...]
    amount_fen: int
    rule: str
    completion: str
    min_support: int
    shares_points: bool = False


def urn_of(round_: Round, projects: Iterable[ListedProject], ballots: Iterable[Ballot]) -> Urn:
    return Urn(
        round_id=round_.id,
        projects=tuple(
            tally.Project(p.code, p.cost_fen, p.number or 0) for p in on_ballot(projects)
        ),
        ballots=tuple(_ballot(round_, ballot.content) for ballot in ballots),
        amount_fen=round_.amount_fen,
        rule=round_.rule,
        completion=round_.completion,
        min_support=round_.min_support,
        shares_points=round_.form == BallotForm.POINTS,
    )


def _ballot(round_: Round, content: str) -> tally.Ballot:
    shares = shares_in(content)
    return shares if round_.form == BallotForm.POINTS else frozenset(shares)


def count(urn: Urn) -> list[Outcome]:
    """The outcomes of every rule that counts such ballots, the declared one in force. May take
    seconds: hold no lock.
    """
    rules = (Rule.MOST_VOTES,) if urn.shares_points else Rule
    return [
        Outcome(
            round_id=urn.round_id, rule=rule, in_force=rule == urn.rule, body=_counted(urn, rule)
        )
        for rule in rules
    ]


def _counted(urn: Urn, rule: Rule) -> dict[str, Any]:
    counted = tally.count(
        urn.projects,
        urn.ballots,
        urn.amount_fen,
        rule,
        Completion(urn.completion),
        TieBreak.PUBLISHED,
        urn.min_support,
        step=STEP_FEN,
    )
    return {
        "completion": counted.completion,
        "cost_fen": counted.cost,
        "selected": list(counted.selected),
        "ballots": counted.ballots,
        "blank": counted.blank,
        "share_fen": _whole(counted.share),
        "steps": counted.steps,
        "projects": [_fate(project, urn.shares_points) for project in counted.projects],
    }


def _fate(project: tally.ProjectOutcome, shares_points: bool) -> dict[str, Any]:
    """One project's fate with whole figures: what someone paid is rounded up, what is left down.
    Points only where they were shared out.
    """
    most_paid = project.most_paid
    return {
        "code": project.id,
        "number": project.number,
        "cost_fen": project.cost,
        "supporters": project.supporters,
        "points": _whole(project.score) if shares_points else None,
        "reason": project.reason,
        "won": project.won,
        "money_left_fen": _whole(project.money_left),
        "most_paid_fen": None if most_paid is None else ceil(most_paid),
        "supporters_left_fen": _whole(project.supporters_left),
    }


def _whole(amount: int | Fraction | None) -> int | None:
    return None if amount is None else floor(amount)
