"""What a rating has against making two roster entries one: registered at import."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.projects.ratings.models import Rating
from portal.roster.merging import obstacle
from portal.roster.upkeep import By


def _both_rated(keep_id: int, drop_id: int, _by: By) -> bool:
    """Two ratings of one project: what was counted stays as it was counted."""
    mine, theirs = aliased(Rating), aliased(Rating)
    both = (
        exists()
        .where(mine.project_id == theirs.project_id)
        .where(mine.person_id == keep_id, theirs.person_id == drop_id)
    )
    return bool(db.session.scalar(select(both)))


obstacle(_l("两条登记评过同一个项目，不会是同一个人。请再核对。"), _both_rated)
