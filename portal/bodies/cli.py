import json
from typing import Any

import click

from portal.bodies import queries
from portal.bodies.models import Body
from portal.core import clock
from portal.core.commands import CommandGroup

bodies = CommandGroup("bodies", help="The bodies in which residents govern themselves.")


@bodies.command("list")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def list_(as_json: bool) -> None:
    """List the bodies: name, seats, how many are filled, the last day of the term."""
    today = clock.today()
    filled = queries.filled(today)
    found = [_row(one, *filled.get(one.id, (0, 0, None))) for one in queries.bodies(today)]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        for row in found:
            ends = row["term_ends_on"] or "-"
            click.echo(f"{row['id']:>4}  {row['name']}  {row['filled']}/{row['seats']}  {ends}")


def _row(body: Body, seats: int, people: int, ends: Any) -> dict[str, Any]:
    """Of the term under way; a body without one has no seats."""
    return {
        "id": body.id,
        "kind": body.kind,
        "name": body.name,
        "seats": seats,
        "filled": people,
        "term_ends_on": ends.isoformat() if ends else None,
    }
