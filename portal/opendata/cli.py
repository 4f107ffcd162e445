import json

import click

from portal.core import clock
from portal.core.commands import CommandGroup
from portal.core.db import writing
from portal.opendata import actions

opendata = CommandGroup("opendata", help="Everything public, as files.")


@opendata.command("build")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def build(as_json: bool) -> None:
    """Make the bundle now, and say where it lies and what its digest is."""
    with writing():
        actions.ask(None, clock.now())
    made = actions.make()
    if made is None or made.digest is None:
        raise click.ClickException("Another process is making a bundle: try again in a minute.")
    path = actions.path(made.digest)
    if as_json:
        told = {"path": str(path), "sha256": made.digest, "bytes": made.size, "rows": made.total}
        click.echo(json.dumps(told))
    else:
        click.echo(f"{path}\n{made.total} rows, {made.size} bytes, SHA-256 {made.digest}")
