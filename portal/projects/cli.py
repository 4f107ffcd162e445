import json
from collections.abc import Sequence
from typing import Any

import click

from portal.core import clock
from portal.core.commands import CommandGroup
from portal.core.money import decimal_yuan
from portal.projects import panels, queries
from portal.projects.models import Contract, Project
from portal.projects.queries import Wanted

projects = CommandGroup("projects", help="What was decided, under way.")


@projects.command("list")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def list_(as_json: bool) -> None:
    """List the projects, newest first: number, state, title."""
    found = queries.everything(Wanted(), clock.today())
    if as_json:
        click.echo(json.dumps(rows(found), ensure_ascii=False))
    else:
        for one in found:
            click.echo(f"{one.number}  {one.state}  {one.title}")


def rows(found: Sequence[Project]) -> list[dict[str, Any]]:
    ids = [one.id for one in found]
    contracts, paid = queries.contracts(ids), panels.spent(ids)
    return [_row(one, contracts.get(one.id), paid[one.id]) for one in found]


def _row(one: Project, contract: Contract | None, paid: int) -> dict[str, Any]:
    """Amounts are decimal strings in yuan, days ISO or None."""
    days = ("start_on", "due_on", "begun_on", "finished_on", "accepted_on", "stopped_on")
    return {
        "number": one.number,
        "id": one.id,
        "title": one.title,
        "kind": one.kind,
        "state": one.state,
        "late": one.is_late(clock.today()),
        "place": one.place,
        "grids": [grid.code for grid in one.grids],
        "manager": one.manager.name,
        "decided": decimal_yuan(one.decided_fen),
        "contract": decimal_yuan(contract.total_fen) if contract else None,
        "contractor": contract.contractor if contract else None,
        "paid": decimal_yuan(paid),
        **{name: _iso(getattr(one, name)) for name in days},
        "decisions": [
            {
                "resolution": made.resolution.number,
                "what": made.deciding,
                "amount": decimal_yuan(made.fen),
                "annulled": not made.stands,
            }
            for made in one.decisions
        ],
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
