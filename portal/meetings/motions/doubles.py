"""What a vote has against making two roster entries one."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.meetings.motions.models import MotionVoter
from portal.roster.merging import obstacle
from portal.roster.upkeep import By


def _both_had_a_voice(keep_id: int, drop_id: int, by: By) -> bool:
    """Two voices in one vote: what was counted stays as it was counted."""
    mine, theirs = aliased(MotionVoter), aliased(MotionVoter)
    both = (
        exists()
        .where(mine.motion_id == theirs.motion_id)
        .where(mine.person_id == keep_id, theirs.person_id == drop_id)
    )
    return bool(db.session.scalar(select(both)))


obstacle(
    _l("两条登记在同一次表决里各有一票，不会是同一个人。请再核对。"),
    _both_had_a_voice,
)
