"""Getting the demo ready: ``make run`` and ``make demo-reset`` call these."""

import shutil
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.demo.load import PASSWORD, NotADemo, load
from portal.demo.people import LOGINS
from portal.roster.models import Community, Person

demo = AppGroup("demo", help="The demo community.")


@demo.command()
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8000, type=int)
def prepare(host: str, port: int) -> None:
    """Bring the database up to date, load the demo into an empty one, say how to get in."""
    upgrade()
    if _is_empty():
        _refuse_in_production()
        click.echo("Loading the demo community, about twenty seconds …")
        load(current_app.config["PORTAL"].keys, clock.now())
    click.echo(f"\n  里仁 is at  http://{host}:{port}/\n")
    place = db.session.get(Community, 1)
    if place is not None and place.is_demo:
        _tell_logins()


def _refuse_in_production() -> None:
    if current_app.config["PORTAL"].production:
        raise click.ClickException(
            "PORTAL_MODE=production: no demo is loaded. Begin with `flask roster community`."
        )


def _is_empty() -> bool:
    nobody = db.session.scalar(select(Person.id).limit(1)) is None
    return nobody and db.session.get(Community, 1) is None


def _tell_logins() -> None:
    click.echo(f"  Demo log-ins (password {PASSWORD}):")
    for login in LOGINS:
        roles = ", ".join(login.roles) or "resident"
        click.echo(f"    {login.phone}  {login.who}  ({roles})")
    click.echo("")


@demo.command()
@click.confirmation_option(prompt="Throw the demo's data away and begin anew?")
def reset() -> None:
    """Throw the demo's data away and load it anew. Refused where the data is not a demo's."""
    upgrade()
    place = db.session.get(Community, 1)
    if place is None or not place.is_demo:
        raise click.ClickException("This database is not a demo's; nothing was changed.")
    _empty()
    try:
        load(current_app.config["PORTAL"].keys, clock.now())
    except NotADemo:
        raise click.ClickException("The database was not emptied.") from None
    click.echo("The demo is as new.")


def _empty() -> None:
    """Drops every table, key and photo, and makes the tables again."""
    db.session.remove()
    downgrade(revision="base")
    upgrade()
    for folder in (current_app.config["PORTAL"].keys, current_app.config["PORTAL"].uploads):
        shutil.rmtree(Path(folder), ignore_errors=True)
