import click
from flask_babel import force_locale

from portal.core.commands import CommandGroup
from portal.ledger import checks, words
from portal.ledger.checked import Checked

ledger = CommandGroup("ledger", help="The open ledger.")


@ledger.command()
@click.option("--json", "as_json", is_flag=True, help="The same, for a program.")
def check(as_json: bool) -> None:
    """Check the books, one sentence a check; exit 1 where something does not hold."""
    found = checks.run()
    if as_json:
        click.echo(checks.as_json(found))
    else:
        _tell(found)
    if not all(one.holds for one in found):
        raise SystemExit(1)


def _tell(found: list[Checked]) -> None:
    with force_locale("en"):
        for one in found:
            click.echo(f"{'ok  ' if one.holds else 'FAIL'} {words.check(one)}")
            for where in one.faults:
                click.echo(f"       {where}")
