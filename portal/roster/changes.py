"""What an import changed, kept for a time to undo it by: rows added, and others as they were."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, insert, literal, null, select

from portal.core.db import Model, db
from portal.roster.models import Building, Grid, Household, Person, RosterChange
from portal.roster.plan import Plan
from portal.roster.standing import building_ids, grid_ids, household_ids

TABLES: dict[str, type[Model]] = {
    "person": Person,
    "household": Household,
    "building": Building,
    "grid": Grid,
}
KEPT: dict[type[Model], tuple[str, ...]] = {
    Person: (
        "household_id", "name", "name_key", "birth_year", "phone", "residence_kind",
        "is_delegate", "missing_since",
    ),
    Household: ("grid_id",),
    Building: ("grid_id",),
}  # fmt: skip


@dataclass(frozen=True)
class Stood:
    """How it stood before: the last person's id, and whatever is going to change."""

    last_person: int
    rows: list[dict[str, Any]]


def before(steps: Plan) -> Stood:
    """Read before anything is written."""
    people = {edit.person.id for edit in steps.edits}
    people |= {pair.person.id for pair in steps.kept}
    people |= {known.id for known in (*steps.marked, *steps.unmarked)}
    homes, buildings = household_ids(), building_ids()
    return Stood(
        last_person=db.session.scalar(select(func.max(Person.id))) or 0,
        rows=[
            *_as_they_are(Person, people),
            *_as_they_are(Household, (homes[key] for key in steps.moved_households)),
            *_as_they_are(Building, (buildings[key] for key in steps.moved_buildings)),
        ],
    )


def _as_they_are(model: type[Model], ids: Iterable[int]) -> list[dict[str, Any]]:
    """One query over the whole table: an engine takes only so many ids in a statement."""
    wanted, names = set(ids), KEPT[model]
    if not wanted:
        return []
    rows = db.session.execute(select(*(getattr(model, name) for name in ("id", *names))))
    what = model.__tablename__
    return [
        {"what": what, "row_id": id_, "before": dict(zip(names, map(_plain, facts), strict=True))}
        for id_, *facts in rows
        if id_ in wanted
    ]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def restored(before: dict[str, Any]) -> dict[str, Any]:
    """The facts of :func:`before`, as the table holds them."""
    since = before.get("missing_since")
    return {**before, "missing_since": date.fromisoformat(since)} if since else before


def keep(import_id: int, steps: Plan, stood: Stood) -> None:
    """Written after everything: what stood, and what is new."""
    grids, buildings, homes = grid_ids(), building_ids(), household_ids()
    rows = [
        *stood.rows,
        *_added(Grid, (grids[code] for code in steps.new_grids)),
        *_added(Building, (buildings[key] for key in steps.new_buildings)),
        *_added(Household, (homes[key] for key in steps.new_households)),
    ]
    if rows:
        given = [{"import_id": import_id, **row} for row in rows]
        db.session.execute(insert(RosterChange), given, execution_options={"render_nulls": True})
    newcomers = select(literal(import_id), literal("person"), Person.id, null())
    names = ["import_id", "what", "row_id", "before"]
    newer = newcomers.where(Person.id > stood.last_person)
    db.session.execute(insert(RosterChange).from_select(names, newer))


def _added(model: type[Model], ids: Iterable[int]) -> list[dict[str, Any]]:
    return [{"what": model.__tablename__, "row_id": id_, "before": None} for id_ in ids]


def ids_added(import_id: int, model: type[Model]) -> Select[int]:
    """The ids of the rows that an import added to a table."""
    return _ids(import_id, model).where(RosterChange.before.is_(None))


def ids_touched(import_id: int, model: type[Model]) -> Select[int]:
    """The ids of all rows of a table that an import added or changed."""
    return _ids(import_id, model)


def _ids(import_id: int, model: type[Model]) -> Select[int]:
    return select(RosterChange.row_id).where(
        RosterChange.import_id == import_id, RosterChange.what == model.__tablename__
    )
