"""What every room's commands have in common."""

from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

NO_TABLES = "The database has no tables yet: run flask db upgrade, or make run."
_UNDEFINED_TABLE = "42P01"  # PostgreSQL's code


class CommandGroup(AppGroup):
    """The commands of a room; on a data folder without tables they say so in one sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DBAPIError as error:
            if not _lacks_table(error):
                raise
            raise click.ClickException(NO_TABLES) from None


def _lacks_table(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlstate", None)
    return code == _UNDEFINED_TABLE or "no such table" in str(error.orig)
