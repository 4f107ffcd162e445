"""Reading boxes: the own roll row, turnout, posted files. No tally before the close."""

from collections.abc import Sequence

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import joinedload

from portal.ballots.models import Ballot, Box, BoxFile, KeyWitness, RollRow
from portal.core.db import db


def roll_row(box_id: int, person_id: int) -> RollRow | None:
    wanted = select(RollRow).where(RollRow.box_id == box_id, RollRow.person_id == person_id)
    return db.session.scalar(wanted)


def household_row(box_id: int, household_id: int | None) -> RollRow | None:
    """The row that casts a household's ballot, with its person; None where residents vote."""
    if household_id is None:
        return None
    wanted = select(RollRow).options(joinedload(RollRow.person)).where(RollRow.box_id == box_id)
    return db.session.scalar(wanted.where(RollRow.household_id == household_id))


def has_box(public_key: str) -> bool:
    """Whether a box is sealed with this key."""
    return db.session.scalar(select(Box.id).where(Box.public_key == public_key)) is not None


def marks(person_id: int, household_id: int | None) -> dict[int, bool]:
    """Box id → has voted, for every roll that this person, or their household, stands on."""
    own = RollRow.person_id == person_id
    home = RollRow.household_id == household_id
    rows = db.session.execute(
        select(RollRow.box_id, RollRow.marked)
        .where(own if household_id is None else or_(own, home), RollRow.removed == false())
        .order_by(own)
    )
    return {box_id: marked is not None for box_id, marked in rows}


def turnout(box_id: int) -> tuple[int, int]:
    """(voters who have cast, voters on the roll)."""
    on_roll = RollRow.box_id == box_id, RollRow.removed == false()
    marked, entitled = db.session.execute(
        select(func.count(RollRow.marked), func.count()).where(*on_roll)
    ).one()
    return marked, entitled


def turnouts(box_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """The same for many boxes in one query."""
    rows = db.session.execute(
        select(RollRow.box_id, func.count(RollRow.marked), func.count())
        .where(RollRow.box_id.in_(box_ids), RollRow.removed == false())
        .group_by(RollRow.box_id)
    )
    return {box_id: (marked, entitled) for box_id, marked, entitled in rows}


def ballots(box: Box) -> list[Ballot]:
    """The opened ballots in their order; empty before the close."""
    return list(
        db.session.scalars(select(Ballot).where(Ballot.box_id == box.id).order_by(Ballot.number))
    )


def by_channel(box_id: int) -> dict[str, int]:
    """Ballots by channel, for a breakdown that ``rules.shown`` may allow."""
    rows = db.session.execute(
        select(Ballot.channel, func.count()).where(Ballot.box_id == box_id).group_by(Ballot.channel)
    )
    return dict(rows.all())


def files(box_id: int) -> list[tuple[str, str]]:
    """(name, digest) of every posted file."""
    rows = db.session.execute(
        select(BoxFile.name, BoxFile.digest).where(BoxFile.box_id == box_id).order_by(BoxFile.name)
    )
    return [(name, digest) for name, digest in rows]


def file(box_id: int, name: str) -> BoxFile | None:
    return db.session.get(BoxFile, (box_id, name))


def witnesses(box_id: int) -> int:
    """How many supervisors recorded that the printed key was destroyed."""
    counted = select(func.count()).select_from(KeyWitness).where(KeyWitness.box_id == box_id)
    return db.session.scalar(counted) or 0
