"""The posted files of a round, byte for byte: rules and price list at the opening, ballots at
the close. Amounts are decimal strings in yuan.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from portal.audit.chain import canonical_instant, canonical_json
from portal.ballots import canon
from portal.ballots.sealing import Opened
from portal.budget import pabulib, points
from portal.budget.counting import STEP_FEN
from portal.budget.models import ListedProject, Round
from portal.budget.points import shares_in
from portal.budget.rules import BallotForm
from portal.budget.tally import Rule, TieBreak
from portal.core import clock
from portal.core.money import decimal_yuan

RULES = "rules.json"
PRICE_LIST = "price-list.json"
BALLOTS = "ballots.pb"


@dataclass(frozen=True)
class Pick:
    """A project on somebody's ballot, and the points it was given; a tick gives one."""

    project: ListedProject
    points: int = 1


def content(round_: Round, picks: Sequence[Pick]) -> str:
    """A ballot's content, canonical JSON in ballot order: the codes of the chosen projects, or
    ``[code, points]`` of each that was given points.
    """
    ordered = sorted(picks, key=lambda pick: pick.project.number or 0)
    if round_.form == BallotForm.POINTS:
        return _json([[pick.project.code, pick.points] for pick in ordered])
    return _json([pick.project.code for pick in ordered])


def _json(value: object) -> str:
    return canonical_json(value).decode()


def longest_content(round_: Round, projects: Sequence[ListedProject]) -> str:
    """No ballot is longer than the one that chooses all projects; where points are shared out,
    than one that gives something to those of the longest codes, as in an envelope.
    """
    if round_.form != BallotForm.POINTS:
        return content(round_, [Pick(project) for project in projects])
    by_length = sorted(projects, key=lambda p: len(_json(_json(p.code)).encode()), reverse=True)
    given = points.longest(len(projects), round_.points)
    return content(round_, [Pick(p, n) for p, n in zip(by_length, given, strict=False)])


def opening(round_: Round, projects: Sequence[ListedProject]) -> dict[str, bytes]:
    """What is fixed when the round is sealed: its rules and its price list in ballot order."""
    return {
        RULES: canon.json_file(_rules(round_)),
        PRICE_LIST: canon.json_file([_price(project) for project in projects]),
    }


def _rules(round_: Round) -> dict[str, object]:
    return {
        "scheme": "liren-round-1",
        "title": round_.title,
        "purpose": round_.purpose,
        "fund": round_.fund,
        "amount": decimal_yuan(round_.amount_fen),
        "voters": "residents 18+",
        "form": round_.form,
        "max_choices": round_.max_choices if round_.form == BallotForm.APPROVE else None,
        "points": round_.points if round_.form == BallotForm.POINTS else None,
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
    """The ballots in their order as a Pabulib file, with points where they were shared out, and
    with the grid where the box kept it.
    """
    shared = round_.form == BallotForm.POINTS
    shares = [shares_in(ballot.content) for ballot in opened]
    support = Counter(code for share in shares for code in share)
    score: Counter[str] = sum((Counter(share) for share in shares), Counter())
    with_grid = any(ballot.grid_code for ballot in opened)
    election = pabulib.Election(
        meta=_meta(round_, len(projects), len(opened)),
        project_columns=_columns(
            ("project_id", "cost", "votes", "score", "name", "category"), score=shared
        ),
        projects=[
            _row(project, support[project.code], score[project.code]) for project in projects
        ],
        vote_columns=_columns(
            ("voter_id", "vote", "points", "neighborhood"), points=shared, neighborhood=with_grid
        ),
        votes=[_vote(number, ballot) for number, ballot in enumerate(opened, 1)],
    )
    return {BALLOTS: pabulib.dump(election).encode()}


def _columns(names: Sequence[str], **kept: bool) -> list[str]:
    return [name for name in names if kept.get(name, True)]


def _meta(round_: Round, projects: int, cast: int) -> dict[str, str]:
    amount = decimal_yuan(round_.amount_fen)
    support = round_.min_support
    limits = {
        BallotForm.APPROVE: ("max_length", str(round_.max_choices)),
        BallotForm.KNAPSACK: ("max_sum_cost", amount),
        BallotForm.POINTS: ("max_sum_points", str(round_.points)),
    }
    first, last = (clock.local(at) for at in (round_.voting_from, round_.voting_until))
    return {
        "description": round_.title,
        "country": "China",
        "unit": round_.fund,
        "instance": str(first.year),
        "num_projects": str(projects),
        "num_votes": str(cast),
        "budget": amount,
        "vote_type": "cumulative" if round_.form == BallotForm.POINTS else "approval",
        "rule": "greedy" if round_.rule == Rule.MOST_VOTES else f"equalshares/{round_.completion}",
        "date_begin": first.strftime("%d.%m.%Y"),
        "date_end": last.strftime("%d.%m.%Y"),
        "language": "zh",
        "currency": "CNY",
        "min_length": "0",
        **({"min_project_score_threshold": str(support)} if support else {}),
        **dict([limits[BallotForm(round_.form)]]),
    }


def _row(project: ListedProject, votes: int, score: int) -> dict[str, str]:
    return {
        "project_id": project.code,
        "cost": decimal_yuan(project.cost_fen),
        "votes": str(votes),
        "score": str(score),
        "name": project.title,
        "category": project.kind,
    }


def _vote(number: int, ballot: Opened) -> dict[str, str]:
    shares = shares_in(ballot.content)
    return {
        "voter_id": str(number),
        "vote": ",".join(shares),
        "points": ",".join(str(points) for points in shares.values()),
        "neighborhood": ballot.grid_code,
    }
