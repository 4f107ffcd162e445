"""Commands of a round, run on the machine that holds the keys."""

import json
from pathlib import Path
from typing import Any

import click
from flask import current_app

from portal.ballots.sealing import WrongKey
from portal.budget import checklist, pabulib, queries, readiness, rules
from portal.budget.actions import closing, importing, preparing, voting
from portal.budget.models import Round
from portal.budget.pages import state_of
from portal.budget.readiness import Grade
from portal.budget.tally_cli import tally_command
from portal.core import clock
from portal.core.commands import CommandGroup
from portal.core.db import db, writing

budget = CommandGroup("budget", help="Budget rounds.")
budget.add_command(tally_command)


def _key_folder() -> Path:
    return Path(current_app.config["PORTAL"].keys)


def _round(round_id: int) -> Round:
    found = queries.round_by_id(round_id)
    if found is None:
        raise click.ClickException(f"There is no round {round_id}.")
    return found


def _text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(f"{file.name} is no UTF-8 text.") from None


@budget.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def rounds(as_json: bool) -> None:
    """List the rounds: id, title, state; in JSON, rehearsals too, with the round they are of."""
    now = clock.now()
    rows: list[dict[str, Any]] = [
        {"id": r.id, "title": r.title, "state": state_of(r, now), "rehearsal_of": r.rehearsal_of}
        for r in queries.all_rounds(with_rehearsals=as_json)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            click.echo(f"{row['id']:>4}  {row['state']:<10}  {row['title']}")


@budget.command("import")
@click.argument("round_id", type=click.IntRange(1, 2**31 - 1), metavar="ROUND")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(round_id: int, file: Path) -> None:
    """Put the projects of a Pabulib FILE on the price list of ROUND; all of them, or none."""
    try:
        election = pabulib.parse(_text_of(file))
        with writing():
            added = importing.import_projects(_round(round_id), election, clock.now())
    except (pabulib.PabulibError, importing.BadPriceList) as error:
        raise click.ClickException(str(error)) from None
    except preparing.Frozen:
        raise click.ClickException("This round is sealed; its price list is frozen.") from None
    click.echo(f"{added} projects were listed.")


MARKS = {Grade.DONE: "ok", Grade.MISSING: "MISSING", Grade.WARNING: "warning"}


def _check(round_: Round) -> None:
    if not rules.may_edit(round_.facts):
        return
    found = checklist.lines(round_, _key_folder(), clock.now())
    for one in checklist.said(found):
        click.echo(
            f"{MARKS[one.grade]:<8}{one.label}{'：' if one.text else ''}{one.text}", err=True
        )
    db.session.rollback()
    if not readiness.may_seal(found):
        raise click.ClickException("The round is not ready.")


@budget.command()
@click.argument("round_id", type=click.IntRange(1, 2**31 - 1), metavar="ROUND")
def seal(round_id: int) -> None:
    """Seal ROUND before it opens, and print its key once, for the supervisors' envelope.

    The checklist of the desk is printed first; what is missing refuses.
    """
    _check(_round(round_id))
    try:
        sealed = voting.seal(round_id, _key_folder(), clock.now())
    except preparing.NotReady:
        raise click.ClickException("The round is not ready.") from None
    except preparing.Frozen:
        raise click.ClickException("The round is not announced, or it is sealed already.") from None
    click.echo(f"Opening digest: {sealed.digest}")
    if sealed.left_out:
        who = "households" if sealed.left_out > 1 else "household"
        are = "are" if sealed.left_out > 1 else "is"
        click.echo(f"{sealed.left_out} {who} without exactly one delegate {are} not on the roll.")
    click.echo("Key, for the supervisors' sealed envelope; it is not shown again:")
    click.echo(sealed.key)


@budget.command()
@click.argument("round_id", type=click.IntRange(1, 2**31 - 1), metavar="ROUND")
@click.option("--printed-key", is_flag=True, help="Ask for the printed key (the file is lost).")
def close(round_id: int, printed_key: bool) -> None:
    """Close ROUND after the end of voting: open, erase the key, count, post. Can be repeated."""
    key = click.prompt("Printed key", hide_input=True) if printed_key else None
    try:
        closing.close(round_id, _key_folder(), clock.now(), key)
    except LookupError:
        raise click.ClickException(f"There is no round {round_id}.") from None
    except preparing.Frozen:
        raise click.ClickException("Voting has not ended, or the round is void.") from None
    except closing.KeyLost:
        raise click.ClickException(
            "The key file is not there. Type the printed key with --printed-key; if that is lost "
            "too, the round must be voided: flask budget void."
        ) from None
    except WrongKey:
        raise click.ClickException("This key does not open this round.") from None
    click.echo(f"Closed and posted. Digest: {_round(round_id).box.final_digest}")  # type: ignore[union-attr]


@budget.command()
@click.argument("round_id", type=click.IntRange(1, 2**31 - 1), metavar="ROUND")
@click.option("--reason", required=True, help="Why, for everyone to read.")
def void(round_id: int, reason: str) -> None:
    """Void ROUND openly, for example when both keys are lost."""
    try:
        with writing():
            closing.void(_round(round_id), reason, None, clock.now())
    except preparing.Frozen:
        raise click.ClickException("This round cannot be voided any more.") from None
    click.echo("The round is void, and the record says why.")
