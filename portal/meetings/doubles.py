"""What a meeting has against making two roster entries one."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.meetings.models import Attendance, Meeting, Proxy
from portal.roster.merging import obstacle
from portal.roster.upkeep import By


def _both_have_a_vote(keep_id: int, drop_id: int, by: By) -> bool:
    """Two voices in one meeting that is not over."""
    mine, theirs = aliased(Attendance), aliased(Attendance)
    both = (
        exists()
        .where(mine.meeting_id == Meeting.id, mine.person_id == keep_id, mine.votes)
        .where(theirs.meeting_id == Meeting.id, theirs.person_id == drop_id, theirs.votes)
        .where(Meeting.closed_at.is_(None), Meeting.cancelled_at.is_(None))
    )
    return bool(db.session.scalar(select(both)))


def _one_spoke_for_the_other(keep_id: int, drop_id: int, by: By) -> bool:
    """Nobody gives a proxy to themselves, not afterwards either."""
    pair = (keep_id, drop_id)
    between = exists().where(Proxy.giver_id.in_(pair), Proxy.holder_id.in_(pair))
    return bool(db.session.scalar(select(between)))


obstacle(
    _l("两条登记在同一次还没开完的会上各有一票。请等散会以后再合并。"),
    _both_have_a_vote,
)
obstacle(
    _l("两条登记在一次会上有过委托，不会是同一个人。请再核对。"),
    _one_spoke_for_the_other,
)
