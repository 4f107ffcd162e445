import json
from typing import Any

import click

from portal.core.commands import CommandGroup
from portal.core.money import decimal_yuan
from portal.resolutions import queries
from portal.resolutions.models import Resolution

resolutions = CommandGroup("resolutions", help="Numbered resolutions.")


@resolutions.command("list")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def list_(as_json: bool) -> None:
    """List the resolutions, newest first: number, day, title."""
    found = queries.everything()
    if as_json:
        click.echo(json.dumps([_row(one) for one in found], ensure_ascii=False))
    else:
        for one in found:
            click.echo(f"{one.number}  {one.adopted_on}  {one.title}")


def _row(one: Resolution) -> dict[str, Any]:
    """Amounts are decimal strings in yuan."""
    return {
        "number": one.number,
        "year": one.year,
        "serial": one.serial,
        "title": one.title,
        "source": {"kind": one.source_kind, "id": one.source_id},
        "adopted_on": one.adopted_on.isoformat(),
        "rule": one.rule,
        "digest": one.digest,
        "head": {"line": one.head_line, "hash": one.head_hash},
        "facts": one.facts,
        "annulled": one.annulled_by is not None,
        "items": [{"title": i.title, "amount": decimal_yuan(i.amount_fen)} for i in one.items],
    }
