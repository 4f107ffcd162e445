"""Two entries of one person become one: the other one stays, and says which stands for it.

Account, offices, places on rolls and whatever else refers to the other entry is handed over. What
would clash is for the room to say that knows it: it names its obstacle at import.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask_babel import LazyString
from sqlalchemy import Column, Table, UniqueConstraint, exists, literal, select, update

from portal.core.db import db
from portal.roster import kinds, rules
from portal.roster.models import Person
from portal.roster.queries import hold_office
from portal.roster.rules import Act, Leaving, Refusal, Refused, Status
from portal.roster.ties import columns_to
from portal.roster.upkeep import By, facts, recorded, status, taken

Stands = Callable[[int, int, By], bool]


@dataclass(frozen=True)
class Obstacle:
    """``stands``: whether it stands against making the second person part of the first."""

    sentence: LazyString
    stands: Stands


_OBSTACLES: list[Obstacle] = []


class CannotMerge(Exception):
    """Something of the two clashes; nothing was changed."""

    def __init__(self, sentence: LazyString) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def obstacle(sentence: LazyString, stands: Stands) -> None:
    """Names what stands against a merger, and what to do about it."""
    _OBSTACLES.append(Obstacle(sentence, stands))


def merge(keep_id: int, drop_id: int, seals: tuple[str, str], by: By) -> None:
    """Makes ``drop`` part of ``keep``, in the caller's transaction.

    Both are known by one name or one birth year. An entry with an office is merged by whoever gives
    offices: its name stands under public acts. LookupError for nobody; Refused, or CannotMerge with
    a sentence.
    """
    if keep_id == drop_id:
        raise Refused(Refusal.SAME_ENTRY)
    keep, drop = _taken(keep_id, drop_id, seals, by)
    if status(keep, by.today) is Status.GONE and status(drop, by.today) is not Status.GONE:
        raise Refused(Refusal.KEEP_THE_OTHER)
    if not rules.alike(keep, drop):
        raise Refused(Refusal.NOT_ALIKE)
    if hold_office([keep.id, drop.id], by.today) and not by.gives_offices:
        raise Refused(Refusal.HOLDS_OFFICE)
    for one in _OBSTACLES:
        if one.stands(keep.id, drop.id, by):
            raise CannotMerge(one.sentence)
    before = facts(keep)
    _take_over(keep, drop)
    was, now_is = rules.changed(before, facts(keep))
    with recorded(drop, kinds.MERGED, by, other=keep.id, kept={"before": was, "after": now_is}):
        drop.left_on, drop.left_why = drop.left_on or by.today, Leaving.MERGED.value
        drop.is_delegate, drop.missing_since, drop.merged_into_id = False, None, keep.id


def _taken(keep_id: int, drop_id: int, seals: tuple[str, str], by: By) -> tuple[Person, Person]:
    """Both under lock, the smaller number first, so that no two wait for each other."""
    wanted = dict(zip((keep_id, drop_id), seals, strict=True))
    people = {id_: taken(id_, Act.MERGE, wanted[id_], by) for id_ in sorted(wanted)}
    return people[keep_id], people[drop_id]


def _take_over(keep: Person, drop: Person) -> None:
    """What only the other entry has, and everything that refers to it."""
    keep.phone = keep.phone or drop.phone
    keep.born_on = keep.born_on or (
        drop.born_on if drop.born_on and drop.born_on.year == keep.birth_year else None
    )
    keep.is_delegate |= drop.is_delegate and drop.household_id == keep.household_id
    db.session.flush()
    for column in columns_to(Person):
        _hand_over(column, keep.id, drop.id)
    db.session.flush()


def _hand_over(column: Column[int], keep_id: int, drop_id: int) -> None:
    """All rows that point at one person point at the other; those stay that would be twins."""
    wanted = update(column.table).where(column == drop_id)
    for others in _unique_beside(column):
        twin = column.table.alias()
        same = (twin.c[one.name] == one for one in others)
        twins = select(literal(1)).where(twin.c[column.name] == keep_id, *same)
        wanted = wanted.where(~exists(twins))
    db.session.execute(wanted.values({column: keep_id}))


def _unique_beside(column: Column[int]) -> Iterator[list[Column[object]]]:
    """For each rule of uniqueness that the column is part of, the other columns."""
    table: Table = column.table
    keys = [table.primary_key, *(c for c in table.constraints if isinstance(c, UniqueConstraint))]
    sets = [[*key.columns] for key in keys]
    sets += [[*index.columns] for index in table.indexes if index.unique]
    for columns in sets:
        if column in columns:
            yield [one for one in columns if one is not column]
