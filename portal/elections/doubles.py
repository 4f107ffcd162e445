"""What an election has against making two roster entries one."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.elections.models import Election, ElectionVoter, Nomination
from portal.roster.merging import obstacle
from portal.roster.upkeep import By


def _both_on_a_roll(keep_id: int, drop_id: int, by: By) -> bool:
    """Which of two rows goes is for a ruling to say."""
    mine, theirs = aliased(ElectionVoter), aliased(ElectionVoter)
    both = (
        exists()
        .where(mine.election_id == Election.id, mine.person_id == keep_id)
        .where(theirs.election_id == Election.id, theirs.person_id == drop_id)
        .where(theirs.struck_at.is_(None))
        .where(Election.certified_at.is_(None), Election.called_off_at.is_(None))
    )
    return bool(db.session.scalar(select(both)))


def _both_nominated(keep_id: int, drop_id: int, by: By) -> bool:
    """One person stands once."""
    mine, theirs = aliased(Nomination), aliased(Nomination)
    both = (
        exists()
        .where(mine.election_id == Election.id, mine.nominee_id == keep_id)
        .where(theirs.election_id == Election.id, theirs.nominee_id == drop_id)
        .where(Election.certified_at.is_(None), Election.called_off_at.is_(None))
    )
    return bool(db.session.scalar(select(both)))


obstacle(
    _l("两条登记都在一次还没结束的居委会选举的选民名单上。请先按名单申诉移出一条，再来合并。"),
    _both_on_a_roll,
)
obstacle(_l("两条登记都在一次还没结束的居委会选举中被提名。请等选举结束再合并。"), _both_nominated)
