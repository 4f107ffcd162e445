"""Throwing a box away, with all that it held: for rehearsals alone."""

from sqlalchemy import delete

from portal.ballots.models import (
    Ballot,
    Box,
    BoxFile,
    Envelope,
    KeyWitness,
    Receipt,
    RollRow,
)
from portal.core.db import db


def discard(box: Box) -> None:
    """Deletes the box and all that it holds; its round lets go of it first."""
    for table in (Envelope, Receipt, Ballot, BoxFile, KeyWitness, RollRow):
        db.session.execute(delete(table).where(table.box_id == box.id))
    db.session.delete(box)
    db.session.flush()
