import json
from typing import Any

import click

from portal.core import clock
from portal.core.commands import CommandGroup
from portal.core.money import decimal_yuan
from portal.resolutions import queries
from portal.resolutions.followups import queries as followups
from portal.resolutions.followups.models import FollowUp
from portal.resolutions.kinds import SOURCE
from portal.resolutions.models import Resolution

resolutions = CommandGroup("resolutions", help="Numbered resolutions.")


@resolutions.command("list")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def list_(as_json: bool) -> None:
    """List the resolutions, newest first: number, day, title."""
    found = queries.everything()
    if as_json:
        promised = followups.of_sources(SOURCE, [one.id for one in found])
        rows = [_row(one, promised[one.id]) for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for one in found:
            click.echo(f"{one.number}  {one.adopted_on}  {one.title}")


def _row(one: Resolution, promised: list[FollowUp]) -> dict[str, Any]:
    """Amounts are decimal strings in yuan; ``body`` is None for the result of a round."""
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
        "body": {"id": one.body.id, "name": one.body.name} if one.body else None,
        "text": one.text,
        "follow_ups": [_follow_up(each) for each in promised],
    }


def _follow_up(one: FollowUp) -> dict[str, Any]:
    return {
        "id": one.id,
        "what": one.what,
        "responsible": one.responsible,
        "due_on": one.due_on.isoformat(),
        "state": one.state,
        "overdue": one.is_overdue(clock.today()),
    }
