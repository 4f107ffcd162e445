"""Votes that wait for somebody's voice."""

from sqlalchemy import exists, select

from portal.ballots.models import RollRow
from portal.core.db import db
from portal.meetings.motions.models import Motion, MotionVoter
from portal.meetings.motions.rules import State


def for_person(person_id: int) -> list[Motion]:
    """Motions under vote in which somebody has a voice to give yet, their own or one that was lent
    to them. One query.
    """
    said = exists().where(
        RollRow.box_id == Motion.box_id,
        RollRow.person_id == MotionVoter.person_id,
        RollRow.marked.is_not(None),
    )
    waits = exists().where(
        MotionVoter.motion_id == Motion.id,
        MotionVoter.holder_id == person_id,
        MotionVoter.recused.is_(False),
        MotionVoter.choice.is_(None),
        ~said,
    )
    wanted = select(Motion).where(Motion.state == State.OPEN, waits).order_by(Motion.id)
    return list(db.session.scalars(wanted))
