import click
from flask import current_app

from portal.core import clock
from portal.core.commands import CommandGroup
from portal.inbox import delivery

outbox = CommandGroup("outbox", help="Messages that go out by mail.")


@outbox.command()
def run() -> None:
    """Send every mail that is due; tick does the same, a little at a time."""
    mail = current_app.config["PORTAL"].mail
    if mail is None:
        raise click.ClickException("No mail goes out here: PORTAL_SMTP_URL is not set.")
    done = delivery.run(mail, delivery.going_on_from(clock.now()))
    ends = ("sent", "needless", "put_off", "given_up")
    click.echo(", ".join(f"{end.replace('_', ' ')}: {done[end]}" for end in ends))
