"""``flask roster``: importing a sheet, and naming the place."""

import json
import os
import stat
import sys
import time
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask_migrate import upgrade
from sqlalchemy import inspect

from portal.core import clock
from portal.core.commands import CommandGroup
from portal.core.db import db, writing
from portal.core.sheets import Progress, SheetError
from portal.core.text import clean_line
from portal.roster import actions
from portal.roster.naming import in_words, named
from portal.roster.plan import NOTHING, PairKey, Plan
from portal.roster.reading import Report, RosterWarning
from portal.roster.sheet import read_sheet, write_refused

roster = CommandGroup("roster", help="The roster of residents.")

NO_SUCH_PAIR = "A pair is not proposed: see the pairs that --dry-run names."


class PairType(click.ParamType[PairKey]):
    """``12-345``: a person's number and a row's."""

    name = "pair"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> PairKey:
        person, _, row = str(value).partition("-")
        if not (person.isdecimal() and row.isdecimal()):
            self.fail(f"{value!r} is no PERSON-ROW, such as 12-345", param, ctx)
        return int(person), int(row)


NAME_LENGTH = 200  # of a file, as it is kept
_INPUT = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUTPUT = click.Path(dir_okay=False, path_type=Path)


@roster.command("import")
@click.argument("file", type=_INPUT)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.option("--full", is_flag=True, help="FILE lists everyone who lives in its buildings.")
@click.option(
    "--pair",
    "pairs",
    multiple=True,
    type=PairType(),
    metavar="PERSON-ROW",
    help="A proposed pair that is one person; may be given again.",
)
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON on stdout.")
@click.option("--refused", type=_OUTPUT, help="Where refused rows go [./NAME-refused.xlsx].")
def import_(
    file: Path,
    dry_run: bool,
    full: bool,
    pairs: tuple[PairKey, ...],
    as_json: bool,
    refused: Path | None,
) -> None:
    """Add and update residents from FILE, an .xlsx; nobody is ever deleted.

    Good rows are applied in one transaction. Refused rows come back in a workbook with a column
    of reasons, NAME-refused.xlsx in the current directory unless --refused says where; a dry run
    writes it only where --refused is given. A dry run names who would be new, changed or missing,
    and pairs that may be one person. Tells its progress on stderr. Exit 1: FILE cannot be read, or
    a pair is none, and nothing was done.
    """
    started, now = time.monotonic(), clock.now()
    content = file.read_bytes()
    report = _read(content, now)
    said = frozenset(pairs), full
    steps = _planned(report, now, *said) if dry_run else _applied(report, file, content, now, *said)
    target = refused or (None if dry_run else Path(f"{file.stem}-refused.xlsx"))
    if target and report.refused:
        _hand_back(report, target)
    answer = _answer(steps, not dry_run, time.monotonic() - started)
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _in_words(answer, report))


def _read(content: bytes, now: datetime) -> Report:
    try:
        sheet = read_sheet(content, _progress("rows read"))
    except SheetError as error:
        raise click.ClickException(str(error)) from None
    return actions.read(sheet, now, _progress("rows checked"))


def _planned(report: Report, now: datetime, pairs: frozenset[PairKey], full: bool) -> Plan:
    steps = (
        actions.plan(report, now, pairs, full)
        if _has_tables()
        else Plan(report, NOTHING, pairs, full)
    )
    if not steps.is_as_confirmed:
        raise click.ClickException(NO_SUCH_PAIR)
    return steps


def _applied(
    report: Report,
    file: Path,
    content: bytes,
    now: datetime,
    pairs: frozenset[PairKey],
    full: bool,
) -> Plan:
    if not _has_tables():
        upgrade()
    sha256, progress = actions.digest(content), _progress("people added")
    try:
        with writing():
            return actions.import_at_once(
                report, clean_line(file.name)[:NAME_LENGTH], sha256, now, progress, pairs, full
            )
    except actions.PairsChanged:
        raise click.ClickException(NO_SUCH_PAIR) from None


def _has_tables() -> bool:
    return bool(inspect(db.engine).get_table_names())


def _hand_back(report: Report, target: Path) -> None:
    """The import is done by now: a folder that cannot be written to is no reason to fail it."""
    try:
        _write_privately(target, write_refused(report.refused, report.reasons()))
    except OSError as error:
        click.echo(f"The refused rows could not be written: {error}. See --refused.", err=True)
    else:
        click.echo(f"{len(report.refused)} refused rows, with reasons: {target}", err=True)


def _write_privately(target: Path, content: bytes) -> None:
    """Personal data: a file that is ours alone from the first byte, even where one lay before."""
    with open(target, "wb", opener=partial(os.open, mode=0o600)) as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            os.fchmod(file.fileno(), 0o600)
        file.write(content)


def _answer(steps: Plan, applied: bool, seconds: float) -> dict[str, Any]:
    return {
        **steps.report.summary(),
        "warnings": [_warning(one) for one in steps.warnings],
        "dropped_columns": list(steps.report.dropped_columns),
        "changes": asdict(steps.changes),
        **({} if applied else {"people": named(steps)}),
        "applied": applied,
        "seconds": round(seconds, 2),
    }


def _warning(one: RosterWarning) -> dict[str, Any]:
    """``rows`` are the sheet's; a grid's size has a grid code and a number instead."""
    about = {"grid_code": one.grid_code, "households": one.households} if one.grid_code else {}
    return {"kind": one.kind.value, "rows": list(one.rows), **about, "message": one.message}


def _in_words(answer: dict[str, Any], report: Report) -> str:
    figures = [f"{n:>8,}  {name.replace('_', ' ')}" for name, n in answer["changes"].items()]
    refused = [f"{row}: {reason}" for row, reason in report.reasons().items()]
    warned = [one["message"] for one in answer["warnings"]]
    return "\n".join(
        [
            f"{answer['rows_with_data']:,} rows with data, {answer['blank_rows']} blank, "
            f"{answer['exact_duplicate_rows']} said twice.",
            *(["Not kept: " + "、".join(report.dropped_columns)] if report.dropped_columns else []),
            *_listed("Refused rows:", refused),
            *_listed("Please look into:", warned),
            *(in_words(answer["people"]) if "people" in answer else []),
            *_listed("Applied:" if answer["applied"] else "Would be applied:", figures),
            f"{answer['seconds']} seconds.",
        ]
    )


def _listed(title: str, lines: list[str]) -> list[str]:
    return [title, *(f"  {line}" for line in lines)] if lines else []


def _progress(what: str) -> Progress:
    """Tells how far it has come: in place on a terminal, line by line in a log."""
    in_place = sys.stderr.isatty()

    def tell(done: int) -> None:
        click.echo(
            f"\r{done:,} {what}  " if in_place else f"{done} {what}", err=True, nl=not in_place
        )

    return tell


@roster.command()
@click.option("--name", help="What the community is called, such as 里仁社区.")
@click.option("--subdistrict", help="Its subdistrict, such as 和风街道.")
@click.option("--phone", help="The number that residents call.")
@click.option("--complaint-phone", help="The number for complaints.")
@click.option("--counter", help="Where the service counter is, and when it is open.")
@click.option("--icp", help="The ICP filing number, for the foot of each page.")
@click.option("--police-filing", help="The police filing number.")
def community(**given: str | None) -> None:
    """Name the place that this portal serves; what is not given stays as it is."""
    facts = {name: clean_line(value) for name, value in given.items() if value is not None}
    with writing():
        place = actions.name_community(**facts)
        said = f"{place.name} ({place.subdistrict or '—'}) {place.phone}"
    click.echo(said)
