import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import click

from portal.core import clock
from portal.core.commands import CommandGroup
from portal.elections import habits, queries, rules
from portal.elections.models import Election

elections = CommandGroup("elections", help="The committee's elections.")

_STEPS = {
    "roll_by": "the roll is posted at the latest [art. 17]",
    "objections_until": "objections to it, if it is posted on that day [art. 17]",
    "rulings_until": "the last rulings on them [art. 17]",
    "nominations_until": "nominations end [art. 18; the place's own day]",
    "candidates_by": "the candidates are posted at the latest [the place's own day]",
    "day": "the election, on paper, in a secret booth [art. 19]",
    "handover_by": "the old committee has handed over [art. 25]",
    "term_ends": "the last day of the new term [art. 14]",
}


@elections.command("calendar")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
def calendar(day: datetime) -> None:
    """Print the days of an election that is held on DAY (2026-05-01)."""
    try:
        found = asdict(_calendar(day.date()))
    except OverflowError:
        raise click.BadParameter("no calendar reaches that far", param_hint="DAY") from None
    for name, said in _STEPS.items():
        click.echo(f"{found[name]}  {said}")


def _calendar(day: date) -> rules.Calendar:
    try:
        return rules.calendar(day, habits.NOMINATION_DAYS(), habits.CANDIDATE_DAYS())
    except ValueError:
        raise OverflowError(day) from None


@elections.command("list")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def list_(as_json: bool) -> None:
    """List the elections, the latest first: number, day, phase, title."""
    found = [_row(one) for one in queries.everything()]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        for one in found:
            click.echo(f"{one['id']:>3}  {one['day']}  {one['phase']:<12}  {one['title']}")


def _row(one: Election) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "body": one.body.name,
        "day": one.day.isoformat(),
        "phase": rules.phase_at(queries.facts(one), clock.today()),
        "seats": one.seats,
        "electorate": one.electorate,
        "by_election": one.is_by_election,
        "entitled": queries.entitled(one.id),
        "polls": [{"number": p.number, "day": p.day.isoformat()} for p in one.polls],
    }
