from datetime import datetime

import click
from flask.cli import AppGroup

from portal.accounts import actions, queries, rules
from portal.accounts.actions import SlipGone, TermRefused
from portal.accounts.rules import Term
from portal.core import clock, text
from portal.core.access import Role
from portal.core.db import writing

accounts = AppGroup("accounts", help="Accounts of officials, and the offices they hold.")

ROLE = click.Choice([role.value for role in Role if role is not Role.RESIDENT])
DAY = click.DateTime(["%Y-%m-%d"])


@accounts.command("create-staff")
@click.argument("name")
@click.argument("phone")
@click.argument("role", type=ROLE)
def create_staff(name: str, phone: str, role: str) -> None:
    """Enter an official who does not live here, and print a one-time activation code.

    This is how the first administrator comes to be. Run it again for a new code.
    """
    digits = text.phone_key(phone)
    if not text.match_key(name) or not rules.is_phone(digits):
        raise click.ClickException("It takes a name, and a mobile number or one with area code.")
    try:
        with writing():
            slip = actions.create_staff(name, digits, Role(role), clock.now(), clock.today())
    except SlipGone:
        raise click.ClickException(f"{name} has an account already.") from None
    click.echo(f"Number: {slip.number}\nCode:   {slip.code}\nOpen /activate/ and enter the code.")


@accounts.command()
@click.argument("phone_or_number")
@click.argument("role", type=ROLE)
@click.option("--from", "starts", type=DAY, required=True, help="First day, YYYY-MM-DD.")
@click.option("--to", "ends", type=DAY, help="Last day; without it the office has no end.")
def grant(phone_or_number: str, role: str, starts: datetime, ends: datetime | None) -> None:
    """Give an office to the holder of an account."""
    term = Term(role, starts.date(), ends.date() if ends else None)
    try:
        with writing():
            person_id = _person_with(phone_or_number)
            actions.grant_role(person_id, term, None, clock.now())
    except TermRefused as refusal:
        raise click.ClickException(f"Not granted: {refusal.fault.replace('_', ' ')}.") from None
    click.echo("Granted.")


@accounts.command("end-role")
@click.argument("phone_or_number")
@click.argument("role", type=ROLE)
@click.option("--on", "last", type=DAY, required=True, help="Last day, YYYY-MM-DD.")
def end_role(phone_or_number: str, role: str, last: datetime) -> None:
    """End an office; the day named is its last."""
    with writing():
        person_id = _person_with(phone_or_number)
        terms = queries.running_terms(person_id, role, clock.today())
        if not terms:
            raise click.ClickException("This person holds no such office now or later.")
        for term in terms:
            actions.end_role(term.id, last.date(), None, clock.now())
    click.echo("Ended.")


def _person_with(phone_or_number: str) -> int:
    """The one account holder meant. ClickException where there is none, or several."""
    typed = text.phone_key(phone_or_number)
    found = queries.accounts_by(typed)
    if len(found) == 1:
        return found[0].person_id
    if found:
        several = ", ".join(f"{one.person.name} {one.login_number}" for one in found)
        raise click.ClickException(f"Several people share it; give the number of one: {several}")
    copied = "" if rules.is_phone(typed) or rules.is_number(typed) else " It may be miscopied."
    raise click.ClickException(f"Nobody signs in with {typed}.{copied}")
