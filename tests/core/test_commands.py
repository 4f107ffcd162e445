"""A command that cannot work says so in one sentence."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from portal.core.commands import NO_TABLES, CommandGroup
from portal.core.db import db


class UndefinedTable(Exception):
    """As PostgreSQL tells it."""

    sqlstate = "42P01"


@pytest.mark.parametrize(
    "command",
    [
        "budget rounds --json",
        "budget seal 1",
        "audit verify",
        "audit erase 1 --reason why",
        "accounts grant 13800000001 director --from 2026-01-01",
        "accounts create-staff 赵管理 13800000010 administrator",
        "roster community --name 和平社区",
    ],
)
def test_a_command_on_a_folder_without_tables_says_what_to_run(app: Flask, command: str) -> None:
    db.drop_all()
    result = app.test_cli_runner().invoke(args=command.split())
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: {NO_TABLES}\n"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ProgrammingError("SELECT", {}, UndefinedTable()), True),
        (OperationalError("SELECT", {}, Exception("no such table: round")), True),
        (OperationalError("BEGIN", {}, Exception("database is locked")), False),
        (OperationalError("", {}, Exception('database "liren" does not exist')), False),
    ],
)
def test_only_missing_tables_are_told_as_such(
    app: Flask, error: OperationalError | ProgrammingError, told: bool
) -> None:
    group = CommandGroup("try")

    @group.command()
    def it() -> None:
        raise error

    app.cli.add_command(group)
    result = app.test_cli_runner().invoke(args=["try", "it"])
    assert (result.exit_code, NO_TABLES in result.stderr) == (1, told)
    assert (result.exception is error) is not told


def test_every_room_has_commands_that_say_so(app: Flask) -> None:
    rooms = {name for name, one in app.cli.commands.items() if isinstance(one, CommandGroup)}
    assert rooms == {
        "accounts",
        "audit",
        "bodies",
        "budget",
        "elections",
        "outbox",
        "ledger",
        "opendata",
        "projects",
        "resolutions",
        "roster",
    }


@pytest.mark.parametrize("number", ["0", "-1", "2147483648", "99999999999999999999"])
def test_a_line_that_no_table_can_hold_is_a_misuse(app: Flask, number: str) -> None:
    args = ["audit", "erase", "--reason", "why", "--", number]
    assert app.test_cli_runner().invoke(args=args).exit_code == 2
