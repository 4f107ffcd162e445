"""Changing the roster: what a sheet says is added and updated, nobody is ever deleted."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, insert, select, update

from portal.audit import kinds
from portal.audit.actions import record
from portal.core import clock
from portal.core.db import Model, db, writing
from portal.core.sheets import Progress, counted
from portal.core.text import match_key
from portal.roster import changes, undoing
from portal.roster.models import Building, Community, Grid, Household, Person, RosterImport
from portal.roster.packing import pack
from portal.roster.plan import Edit, Known, Pair, PairKey, Plan, new_facts, pair_key
from portal.roster.queries import community
from portal.roster.reading import (
    Report,
    RosterRow,
    household_key,
    key_text,
    read_rows,
)
from portal.roster.sheet import Sheet, write_refused
from portal.roster.standing import building_ids, grid_ids, hold_still, household_ids, standing

KEPT = timedelta(days=30)  # a sheet that waits, or what was refused of it

IMPORTED = kinds.kind(
    "roster.imported",
    _l(
        "导入名册：新增 %(people_added)s 人、更新 %(people_changed)s 人，"
        "退回 %(rows_refused)s 行；文件摘要 %(sha256)s"
    ),
)


class PairsChanged(Exception):
    """A pair that somebody confirmed is not proposed any more; nothing was changed."""


# ---- Reading and planning: no transaction is open while a sheet is read ----


def digest(content: bytes) -> str:
    """The SHA-256 of a file, by which the record names it."""
    return hashlib.sha256(content).hexdigest()


def read(sheet: Sheet, now: datetime, progress: Progress | None = None) -> Report:
    """What a sheet says, checked row by row."""
    return read_rows(
        sheet.rows,
        this_year=clock.local(now).year,
        dropped_columns=sheet.dropped_columns,
        progress=progress,
    )


def plan(
    report: Report,
    now: datetime,
    confirmed: frozenset[PairKey] = frozenset(),
    is_full: bool = False,
) -> Plan:
    """What the report would change of the roster as it stands now. Writes nothing."""
    return Plan(report, standing(clock.local(now).date()), confirmed, is_full)


# ---- Applying ----


def apply(
    report: Report,
    sha256: str,
    actor_id: int | None,
    now: datetime,
    progress: Progress | None = None,
    confirmed: frozenset[PairKey] = frozenset(),
    is_full: bool = False,
    import_id: int | None = None,
) -> Plan:
    """Adds and updates all that the report says, in the caller's transaction; returns what.

    ``sha256`` is the file's, for the record; ``progress`` hears the number of people added. Under
    ``import_id`` it is kept how things stood, to undo it by.
    What stands already is left alone, and where everything does there is nothing to record.
    PairsChanged where the roster is not any more as it was when a pair was confirmed.
    """
    hold_still()
    steps = plan(report, now, confirmed, is_full)
    if not steps.is_as_confirmed:
        raise PairsChanged
    if not steps.changes.is_empty:
        stood = changes.before(steps) if import_id else None
        _add_places(steps)
        _move_places(steps)
        _add_people(steps, progress)
        _edit_people(steps.edits)
        _keep_people(steps.kept)
        _mark(steps.marked, clock.local(now).date())
        _mark(steps.unmarked, None)
        if import_id and stood:
            changes.keep(import_id, steps, stood)
        record(IMPORTED, actor_id, now, **_figures(steps), sha256=sha256)
    return steps


def _add_places(steps: Plan) -> None:
    _insert(Grid, [{"code": code, "name": _grid_name(code)} for code in steps.new_grids])
    grids = grid_ids()
    _insert(
        Building,
        [
            {
                "grid_id": grids[steps.building_grids[key]],
                "estate": row.estate,
                "name": row.building,
                "key": key_text(key),
            }
            for key, row in steps.new_buildings.items()
        ],
    )
    buildings = building_ids()
    _insert(
        Household,
        [
            {
                "building_id": buildings[key[:2]],
                "grid_id": grids[steps.household_grids[key]],
                "unit": row.unit,
                "room": row.room,
                "key": key_text(key[2:]),
            }
            for key, row in steps.new_households.items()
        ],
    )


def _grid_name(code: str) -> str:
    return f"第{int(code[-3:])}网格"


def _move_places(steps: Plan) -> None:
    if steps.moved_buildings or steps.moved_households:
        grids = grid_ids()
        _move(Building, steps.moved_buildings, building_ids(), grids)
        _move(Household, steps.moved_households, household_ids(), grids)


def _move(
    table: type[Model], moved: Mapping[Any, str], ids: Mapping[Any, int], grids: Mapping[str, int]
) -> None:
    _update(table, [{"id": ids[key], "grid_id": grids[code]} for key, code in moved.items()])


def _add_people(steps: Plan, progress: Progress | None) -> None:
    if steps.new_people:
        homes = household_ids()
        new = counted(steps.new_people.items(), progress)
        _insert(Person, [_person(row, homes[key[:4]]) for key, row in new])


def _person(row: RosterRow, household_id: int) -> dict[str, Any]:
    return {
        "household_id": household_id,
        "name": row.name,
        "name_key": match_key(row.name),
        "birth_year": row.birth_year,
        "phone": row.phone,
        "residence_kind": row.residence_kind.value,
        "is_delegate": row.is_delegate,
    }


def _edit_people(edits: list[Edit]) -> None:
    _update(Person, [{"id": edit.person.id, **asdict(edit.new)} for edit in edits])


def _keep_people(kept: list[Pair]) -> None:
    """The same people, at the address and under the name that the sheet gives them."""
    if kept:
        homes = household_ids()
        _update(Person, [_kept(pair, homes[household_key(pair.row)]) for pair in kept])


def _kept(pair: Pair, household_id: int) -> dict[str, Any]:
    """A proven date of birth outweighs the sheet's year."""
    person, row = pair.person, pair.row
    return {
        "id": person.id,
        **_person(row, household_id),
        **asdict(new_facts(row, person)),
        "birth_year": person.born_on.year if person.born_on else row.birth_year,
        "missing_since": None,
    }


def _mark(people: list[Known], since: date | None) -> None:
    _update(Person, [{"id": known.id, "missing_since": since} for known in people])


def _insert(table: type[Model], rows: list[dict[str, Any]]) -> None:
    """One statement, with its empty cells too: else each run of them would be its own."""
    if rows:
        db.session.execute(insert(table), rows, execution_options={"render_nulls": True})


def _update(table: type[Model], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(update(table), rows)


def _figures(steps: Plan) -> dict[str, int]:
    return {**asdict(steps.changes), "rows_refused": len(steps.report.errors)}


# ---- On the desk: handed in, then confirmed or thrown away ----


def hand_in(
    sheet: Sheet, file_name: str, sha256: str, actor_id: int, now: datetime
) -> RosterImport:
    """Keeps a sheet for its confirmation, in the caller's transaction.

    The same file again, while it waits, is the same.
    """
    same = RosterImport.sha256 == sha256, RosterImport.confirmed_at.is_(None)
    waiting = db.session.scalars(select(RosterImport).where(*same)).first()
    if waiting is not None:
        return waiting
    upload = RosterImport(
        file_name=file_name,
        sha256=sha256,
        body=pack(sheet),
        uploaded_by=actor_id,
        uploaded_at=now,
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def decide(import_id: int, shown: frozenset[PairKey], same: frozenset[PairKey]) -> bool:
    """Keeps which of the pairs shown are one person; the others are two. False for a sheet that
    does not wait any more.
    """
    upload = _waiting(import_id)
    if upload is None:
        return False
    kept = {(person, row) for person, row in upload.pairs}
    upload.pairs = sorted((kept - shown) | (same & shown))
    return True


def forget_stale_pairs(import_id: int, report: Report, now: datetime) -> None:
    """Of the confirmed pairs, only those stay that the roster still bears out."""
    upload = _waiting(import_id)
    if upload:
        confirmed = frozenset((person, row) for person, row in upload.pairs)
        upload.pairs = sorted(pair_key(pair) for pair in plan(report, now, confirmed).kept)


def _waiting(import_id: int) -> RosterImport | None:
    upload = db.session.get(RosterImport, import_id, with_for_update=True)
    return upload if upload and upload.confirmed_at is None else None


def confirm(import_id: int, report: Report, is_full: bool, actor_id: int, now: datetime) -> bool:
    """Applies a sheet that was handed in, once; False if it was done or thrown away before.

    Of the sheet only the refused rows are kept, to be fetched. PairsChanged as :func:`apply`.
    """
    upload = _waiting(import_id)
    if upload is None:
        return False
    _carry_out(upload, report, is_full, actor_id, now)
    upload.body = write_refused(report.refused, report.reasons()) if report.refused else None
    return True


def import_at_once(
    report: Report,
    file_name: str,
    sha256: str,
    now: datetime,
    progress: Progress | None = None,
    confirmed: frozenset[PairKey] = frozenset(),
    is_full: bool = False,
) -> Plan:
    """From the command line: applied without waiting, and to be undone on the desk like any other.
    PairsChanged as :func:`apply`.
    """
    upload = RosterImport(file_name=file_name, sha256=sha256, uploaded_at=now)
    upload.pairs = sorted(confirmed)
    db.session.add(upload)
    db.session.flush()
    return _carry_out(upload, report, is_full, None, now, progress)


def _carry_out(
    upload: RosterImport,
    report: Report,
    is_full: bool,
    actor_id: int | None,
    now: datetime,
    progress: Progress | None = None,
) -> Plan:
    confirmed = frozenset((person, row) for person, row in upload.pairs)
    steps = apply(report, upload.sha256, actor_id, now, progress, confirmed, is_full, upload.id)
    buildings = building_ids()
    upload.covers = sorted(buildings[key] for key in steps.coverage.buildings)
    upload.result, upload.confirmed_at = _figures(steps), now
    return steps


def clear(import_id: int) -> None:
    """Throws away what is kept of a sheet; of a confirmed one the figures stay."""
    waiting = RosterImport.confirmed_at.is_(None)
    this = RosterImport.id == import_id
    db.session.execute(delete(RosterImport).where(this, waiting))
    db.session.execute(update(RosterImport).where(this).values(body=None))


def tick(now: datetime) -> None:
    """Sheets are personal data: what was left lying for 30 days is thrown away; so is what would
    undo an import, in its time.
    """
    old = RosterImport.uploaded_at < now - KEPT
    with writing():
        undoing.forget(now)
        db.session.execute(delete(RosterImport).where(old, RosterImport.confirmed_at.is_(None)))
        db.session.execute(update(RosterImport).where(old).values(body=None))


# ---- The place itself ----


def name_community(**facts: str | bool) -> Community:
    """Sets what the place is called and how it is reached; what is not given stays."""
    place = community()
    for name, value in facts.items():
        setattr(place, name, value)
    db.session.add(place)
    return place
