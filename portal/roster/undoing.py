"""Undoing an import, as long as nothing later depends on it: what it added goes, what it changed is
again as it was. Nobody else is ever deleted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    exists,
    literal,
    not_,
    or_,
    select,
    union_all,
    update,
)

from portal.audit import kinds as audit_kinds
from portal.audit.actions import record
from portal.audit.models import AuditFact
from portal.core import settings
from portal.core.db import Model, db
from portal.roster import kinds
from portal.roster.changes import KEPT, ids_added, ids_touched, restored
from portal.roster.models import (
    Building,
    Grid,
    Household,
    Person,
    RosterChange,
    RosterImport,
)
from portal.roster.rules import Hindrance
from portal.roster.standing import hold_still
from portal.roster.ties import columns_to

DAYS = settings.number("roster.undo_days", _l("导入名册后多少天内可以撤销"), 30, 1, 365)
UNDONE = audit_kinds.kind(
    "roster.import_undone",
    _l("撤销了一次导入名册：移除 %(removed)s 人、恢复 %(restored)s 人；文件摘要 %(sha256)s"),
)


@dataclass(frozen=True)
class Obstacle:
    """Why an import cannot be undone. ``whom``: the people it is about; ``about``: the name of a
    file, or of the table that refers to them.
    """

    why: Hindrance
    whom: tuple[str, ...] = ()
    about: str = ""


class CannotUndo(Exception):
    """Something depends on the import; nothing was changed."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        super().__init__(*(one.why for one in obstacles))
        self.obstacles = obstacles


def kept_until(confirmed_at: datetime) -> datetime:
    return confirmed_at + timedelta(days=DAYS())


def obstacles(upload: RosterImport, now: datetime) -> list[Obstacle]:
    """Everything that stands against undoing it; an empty list means that it can be undone."""
    state = _state(upload, now)
    if state:
        return [Obstacle(state)]
    return [*_later_imports(upload), *_changed_since(upload), *_referred(upload)]


def _state(upload: RosterImport, now: datetime) -> Hindrance | None:
    if upload.confirmed_at is None:
        return Hindrance.WAITS
    if upload.undone_at is not None:
        return Hindrance.UNDONE
    if now > kept_until(upload.confirmed_at):
        return Hindrance.TOO_LATE
    return None if upload.covers else Hindrance.NOT_KEPT


def _later_imports(upload: RosterImport) -> list[Obstacle]:
    """Later sheets that list buildings where this one changed something."""
    later = db.session.execute(
        select(RosterImport.file_name, RosterImport.covers)
        .where(_after(upload), RosterImport.undone_at.is_(None))
        .order_by(RosterImport.confirmed_at, RosterImport.id)
    ).all()
    touched = _touched(upload.id) if later else []
    found = []
    for file_name, covers in later:
        theirs = {*covers}
        whom = [name for building, name in touched if building in theirs]
        if whom:
            found.append(Obstacle(Hindrance.LATER_IMPORT, tuple(filter(None, whom)), file_name))
    return found


def _after(upload: RosterImport) -> ColumnElement[bool]:
    at = RosterImport.confirmed_at
    together = and_(at == upload.confirmed_at, RosterImport.id > upload.id)
    return or_(at > upload.confirmed_at, together)


def _touched(import_id: int) -> list[tuple[int, str]]:
    """The building of everything that the import touched, with a person's name."""
    people = (
        select(Household.building_id, Person.name)
        .join(Person.household)
        .where(Person.id.in_(ids_touched(import_id, Person)))
        .order_by(Person.id)
    )
    homes = select(Household.building_id, literal("")).where(
        Household.id.in_(ids_touched(import_id, Household))
    )
    buildings = select(Building.id, literal("")).where(
        Building.id.in_(ids_touched(import_id, Building))
    )
    return [
        (building, name)
        for wanted in (people, homes, buildings)
        for building, name in db.session.execute(wanted)
    ]


def _changed_since(upload: RosterImport) -> list[Obstacle]:
    """People of the import to whom somebody has done something by hand since."""
    acts = select(AuditFact.payload).where(
        AuditFact.kind.in_(kinds.ABOUT_PEOPLE), AuditFact.at >= upload.confirmed_at
    )
    ids = {
        payload[key] for payload in db.session.scalars(acts) for key in ("person", "other")
        if key in payload
    }  # fmt: skip
    if not ids:
        return []
    wanted = select(Person.id, Person.name).where(Person.id.in_(ids_touched(upload.id, Person)))
    people = db.session.execute(wanted.order_by(Person.id))
    names = tuple(name for id_, name in people if id_ in ids)
    return [Obstacle(Hindrance.CHANGED_SINCE, names)] if names else []


def _referred(upload: RosterImport) -> list[Obstacle]:
    """Added people to whom something refers by now: an account, a roll, an office… In one query."""
    added = ids_added(upload.id, Person)
    uses = union_all(
        *(
            select(literal(column.table.name).label("used_in"), column.label("person_id")).where(
                column.in_(added)
            )
            for column in columns_to(Person)
        )
    ).subquery()
    found: dict[str, dict[str, None]] = {}
    rows = db.session.execute(
        select(uses.c.used_in, Person.id, Person.name)
        .join(Person, Person.id == uses.c.person_id)
        .distinct()
        .order_by(uses.c.used_in, Person.id)
    )
    for table, _id, name in rows:
        found.setdefault(table, {})[name] = None
    return [Obstacle(Hindrance.REFERRED, tuple(names), table) for table, names in found.items()]


# ---- The act ----


def undo(import_id: int, actor_id: int, now: datetime) -> None:
    """Takes an import back, in the caller's transaction. LookupError for none; CannotUndo."""
    upload = db.session.get(RosterImport, import_id, with_for_update=True)
    if upload is None:
        raise LookupError(import_id)
    hold_still()
    against = obstacles(upload, now)
    if against:
        raise CannotUndo(against)
    restored_people = sum(_restore(upload.id, model) for model in KEPT)
    removed = _remove_people(upload.id)
    for model in (Household, Building, Grid):
        _remove_unused(upload.id, model)
    db.session.execute(delete(RosterChange).where(RosterChange.import_id == upload.id))
    upload.undone_at, upload.undone_by = now, actor_id
    db.session.flush()
    told = {"removed": removed, "restored": restored_people, "sha256": upload.sha256}
    record(UNDONE, actor_id, now, **told)


def _restore(import_id: int, model: type[Model]) -> int:
    """Puts back what was changed of a table's rows; how many people that is."""
    changed = select(RosterChange.row_id, RosterChange.before).where(
        RosterChange.import_id == import_id,
        RosterChange.what == model.__tablename__,
        RosterChange.before.is_not(None),
    )
    rows = [{"id": id_, **restored(was)} for id_, was in db.session.execute(changed)]
    if rows:
        db.session.execute(update(model), rows)
    return len(rows) if model is Person else 0


def _remove_people(import_id: int) -> int:
    added = Person.id.in_(ids_added(import_id, Person))
    removed = db.session.execute(
        delete(Person).where(added).execution_options(synchronize_session=False)
    )
    return int(removed.rowcount)  # type: ignore[attr-defined]


def _remove_unused(import_id: int, model: type[Model]) -> None:
    """Added places go, where nobody has begun to use them meanwhile."""
    row_id = model.__table__.c.id
    unused = (not_(exists().where(column == row_id)) for column in columns_to(model))
    db.session.execute(
        delete(model)
        .where(row_id.in_(ids_added(import_id, model)), *unused)
        .execution_options(synchronize_session=False)
    )


def forget(now: datetime) -> None:
    """Throws away what would undo imports that are too old to be undone."""
    old = select(RosterImport.id).where(RosterImport.confirmed_at < now - timedelta(days=DAYS()))
    db.session.execute(delete(RosterChange).where(RosterChange.import_id.in_(old)))
