"""What a roll has against making two roster entries one."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from portal.ballots.models import Box, RollRow
from portal.core.db import db
from portal.roster.merging import obstacle
from portal.roster.upkeep import By


def _both_on_an_open_roll(keep_id: int, drop_id: int, by: By) -> bool:
    """Two rows of one roll stand for two ballots: which one goes is for the supervisors to say."""
    mine, theirs = aliased(RollRow), aliased(RollRow)
    both = (
        exists()
        .where(mine.box_id == Box.id, mine.person_id == keep_id)
        .where(theirs.box_id == Box.id, theirs.person_id == drop_id, theirs.removed.is_(False))
        .where(Box.stopped_at.is_(None), Box.voided_at.is_(None))
    )
    return bool(db.session.scalar(select(both)))


obstacle(
    _l("两条登记都在一轮还没截止的选民名册上。请先由居务监督委员会把要并掉的一条移出，再来合并。"),
    _both_on_an_open_roll,
)
