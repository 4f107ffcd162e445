from datetime import datetime

import click

from portal.accounts import actions, queries, rules
from portal.accounts.actions import AlreadySo, SlipGone, TermRefused
from portal.accounts.models import Account
from portal.accounts.rules import Term
from portal.accounts.second.actions import CannotReset, reset
from portal.core import clock, text
from portal.core.access import Role
from portal.core.commands import CommandGroup
from portal.core.db import writing

accounts = CommandGroup("accounts", help="Accounts, and the offices that their holders have.")

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
            person_id = _account_with(phone_or_number).person_id
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
        person_id = _account_with(phone_or_number).person_id
        terms = queries.running_terms(person_id, role, clock.today())
        if not terms:
            raise click.ClickException("This person holds no such office now or later.")
        for term in terms:
            actions.end_role(term.id, last.date(), None, clock.now())
    click.echo("Ended.")


@accounts.command()
@click.argument("phone_or_number")
@click.option("--reason", required=True, help="Why, for the record; it is not public.")
def disable(phone_or_number: str, reason: str) -> None:
    """Keep the holder of an account out, at once and on every device."""
    why = text.clean_line(reason)
    if not why:
        raise click.ClickException("It takes a reason, for the record.")
    try:
        with writing():
            actions.disable(_account_with(phone_or_number), why, None, clock.now())
    except AlreadySo:
        raise click.ClickException("This account is disabled already.") from None
    click.echo("Disabled; it is signed out everywhere.")


@accounts.command()
@click.argument("phone_or_number")
def enable(phone_or_number: str) -> None:
    """Let the holder of a disabled account sign in again."""
    try:
        with writing():
            actions.enable(_account_with(phone_or_number), None, clock.now())
    except AlreadySo:
        raise click.ClickException("This account is not disabled.") from None
    click.echo("Enabled.")


@accounts.command("reset-second")
@click.argument("phone_or_number")
@click.option("--reason", required=True, help="Why, for the record and for the person.")
def reset_second(phone_or_number: str, reason: str) -> None:
    """Free somebody who lost the app and the backup codes, such as the only administrator."""
    why = text.clean_line(reason)
    if not why:
        raise click.ClickException("It takes a reason, for the record.")
    try:
        with writing():
            reset(_account_with(phone_or_number).person_id, why, None, clock.now())
    except CannotReset:
        raise click.ClickException("This account has no second step.") from None
    click.echo("Reset; it is signed out everywhere.")


def _account_with(phone_or_number: str) -> Account:
    """The one account meant, disabled or not. ClickException where there is none, or several."""
    typed = text.phone_key(phone_or_number)
    found = queries.accounts_by(typed)
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(f"{one.person.name} {one.login_number}" for one in found)
        raise click.ClickException(f"Several people share it; give the number of one: {several}")
    copied = "" if rules.is_phone(typed) or rules.is_number(typed) else " It may be miscopied."
    raise click.ClickException(f"No account has {typed}.{copied}")
