"""`flask budget tally FILE.pb`: count an election file, as anyone may do at home."""

import json
from collections.abc import Callable
from enum import StrEnum
from math import ceil, floor
from pathlib import Path
from typing import Any

import click

from portal.budget.pabulib import Election, PabulibError, discrepancies, parse
from portal.budget.tally import (
    Completion,
    Exact,
    Outcome,
    ProjectOutcome,
    Reason,
    Rule,
    TallyError,
    TieBreak,
    count,
)

STEP = 1
"""Files count in units of their currency, and add1 goes up by one of them a voter."""


def _choice(kind: type[StrEnum]) -> click.Choice[str]:
    return click.Choice([member.value for member in kind])


@click.command("tally")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rule", type=_choice(Rule), required=True, help="How the winners are found.")
@click.option(
    "--completion",
    type=_choice(Completion),
    default=Completion.ADD1_UTILITARIAN.value,
    show_default=True,
    help="What equal shares does with money left over.",
)
@click.option(
    "--tie-break",
    type=_choice(TieBreak),
    default=TieBreak.PUBLISHED.value,
    show_default=True,
    help="More supporters, then lower cost, then ballot number; or the smaller project id.",
)
@click.option(
    "--min-support",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Projects with fewer supporters leave before the count.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON; amounts are decimal strings.")
def tally_command(
    file: Path, rule: str, completion: str, tie_break: str, min_support: int, as_json: bool
) -> None:
    """Count a Pabulib FILE and say of each project why it won or lost."""
    try:
        election = parse(_text(file))
        outcome = count(
            election.price_list(),
            election.ballots(),
            election.budget,
            Rule(rule),
            Completion(completion),
            TieBreak(tie_break),
            min_support,
            step=STEP,
        )
    except (PabulibError, TallyError) as error:
        raise click.ClickException(f"{file}: {error}") from error
    if as_json:
        click.echo(json.dumps(_report(election, outcome), ensure_ascii=False, indent=2))
    else:
        _print_table(election, outcome)


def _text(file: Path) -> str:
    raw = file.read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PabulibError("the text is not UTF-8", line) from error


def _report(election: Election, outcome: Outcome) -> dict[str, Any]:
    return {
        "rule": outcome.rule,
        "completion": outcome.completion,
        "tie_break": outcome.tie_break,
        "min_support": outcome.min_support,
        "budget": _decimal(outcome.budget),
        "cost": _decimal(outcome.cost),
        "selected": outcome.selected,
        "ballots": outcome.ballots,
        "blank_ballots": outcome.blank,
        "voter_share": _optional(outcome.share),
        "add1_steps": outcome.steps,
        "projects": [_project_report(fate, outcome) for fate in outcome.projects],
        "notes": discrepancies(election),
    }


def _project_report(fate: ProjectOutcome, outcome: Outcome) -> dict[str, Any]:
    return {
        "project_id": fate.id,
        "number": fate.number,
        "cost": _decimal(fate.cost),
        "supporters": fate.supporters,
        "score": _decimal(fate.score),
        "won": fate.won,
        "reason": fate.reason,
        "money_left": _optional(fate.money_left),
        "price": _optional(fate.price, ceil),
        "most_paid": _optional(fate.most_paid, ceil),
        "supporters_left": _optional(fate.supporters_left),
        "explanation": explain(fate, outcome.min_support),
    }


def explain(fate: ProjectOutcome, min_support: int) -> str:
    """One plain sentence with the figures. What was paid is rounded up, what is left down."""
    cost = _decimal(fate.cost)
    supporters = f"{fate.supporters} supporter{'' if fate.supporters == 1 else 's'}"
    money = _short(fate.money_left, floor)
    had = _short(fate.supporters_left, floor)
    match fate.reason:
        case Reason.WON_FITS:
            return f"Won: {_votes(fate, supporters)}; its cost of {cost} fitted into {money} left."
        case Reason.LOST_NO_LONGER_FITS:
            return f"Lost: {_votes(fate, supporters)}; it cost {cost}, but only {money} was left."
        case Reason.WON_SHARES:
            paid = _short(fate.most_paid, ceil)
            return f"Won: its {supporters} bought it for {cost}; nobody paid more than {paid}."
        case Reason.WON_COMPLETION:
            return (
                f"Won: its {supporters} had {had} left together and could not pay its cost "
                f"of {cost}, but it fitted into the {money} left over."
            )
        case Reason.LOST_SUPPORTERS_CANNOT_PAY:
            beside = f", and only {money} was left over" if fate.money_left is not None else ""
            return f"Lost: it cost {cost}, but its {supporters} had {had} left together{beside}."
        case Reason.LOST_BELOW_MINIMUM:
            return f"Lost: {supporters}, but at least {min_support} were needed."
        case Reason.LOST_NO_SUPPORT:
            return "Lost: nobody supported it."


def _votes(fate: ProjectOutcome, supporters: str) -> str:
    if fate.score == fate.supporters:
        return supporters
    return f"{_decimal(fate.score)} points from {supporters}"


def _decimal(value: Exact) -> str:
    """All digits of a number that has finitely many."""
    places = 0
    while (value * 10**places) % 1:
        places += 1
    return _places(value, places, floor)


def _optional(value: Exact | None, rounded: Callable[[Exact], int] = floor) -> str | None:
    """Six places, for a share or a price may have endlessly many."""
    return None if value is None else _places(value, 6, rounded)


def _short(value: Exact | None, rounded: Callable[[Exact], int]) -> str:
    """Two places, for a sentence."""
    return "" if value is None else _places(value, 2, rounded)


def _places(value: Exact, places: int, rounded: Callable[[Exact], int]) -> str:
    digits = rounded(abs(value) * 10**places)
    whole, part = divmod(digits, 10**places)
    decimals = f".{part:0{places}}".rstrip("0") if part else ""
    return f"{'-' if value < 0 else ''}{whole}{decimals}"


def _print_table(election: Election, outcome: Outcome) -> None:
    for note in discrepancies(election):
        click.echo(f"Note: {note}.", err=True)
    used = (
        outcome.rule if outcome.rule is Rule.MOST_VOTES else f"{outcome.rule}/{outcome.completion}"
    )
    click.echo(f"{used}, ties by {outcome.tie_break}: {_turnout(outcome)}")
    click.echo(f"Bought for {_decimal(outcome.cost)} of {_decimal(outcome.budget)}:")
    for fate in sorted(outcome.projects, key=lambda fate: _place(fate, outcome)):
        click.echo(f"  {fate.number:>4}  {fate.id}  {explain(fate, outcome.min_support)}")


def _turnout(outcome: Outcome) -> str:
    return f"{outcome.ballots} ballots, {outcome.blank} of them blank"


def _place(fate: ProjectOutcome, outcome: Outcome) -> tuple[bool, int]:
    """Winners in the order they were bought, then the others by number."""
    return not fate.won, outcome.selected.index(fate.id) if fate.won else fate.number
