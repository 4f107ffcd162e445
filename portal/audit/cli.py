import click

from portal.audit import actions, chain, queries
from portal.core import clock
from portal.core.commands import CommandGroup
from portal.core.db import writing

audit = CommandGroup("audit", help="The append-only record.")

SENTENCES = {
    chain.Fault.GAP: "line {n} is missing",
    chain.Fault.BROKEN_LINK: "line {n} does not follow from the line before it",
    chain.Fault.CHANGED_FACT: "what line {n} says was changed afterwards",
    chain.Fault.UNEXPLAINED_ERASURE: "what line {n} said is gone, and no line says why",
    chain.Fault.WRONG_HEAD: "the record says it ends at line {n}, and it does not",
    chain.Fault.FACT_WITHOUT_LINE: "something is told under number {n}, and no line vouches for it",
}


@audit.command()
def verify() -> None:
    """Check the whole chain; exit 1 and name each faulty line if it does not hold."""
    number, digest = queries.head()
    try:
        findings = queries.findings()
    except ValueError as error:
        raise click.ClickException(f"The record cannot be read: {error}") from None
    for finding in findings:
        click.echo(SENTENCES[finding.fault].format(n=finding.number))
    if findings:
        raise SystemExit(1)
    click.echo(f"The record holds: {number} lines, head {digest}.")


@audit.command()
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@click.option("--reason", required=True, help="Why, for the record and the public page.")
def erase(number: int, reason: str) -> None:
    """Erase what line NUMBER says (personal data); the erasure itself becomes a line."""
    try:
        with writing():
            actions.erase(number, reason, None, clock.now())
    except LookupError:
        raise click.ClickException(f"Line {number} has nothing to erase.") from None
    except ValueError:
        raise click.ClickException("An erasure needs a reason, and is not erased itself.") from None
    click.echo(f"Line {number} was erased, and a line says so.")
