"""How the moderators' queue reads words of ratings: registered at import."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.db import db
from portal.moderation.models import Item
from portal.moderation.registry import Kind, Preview, register
from portal.moderation.rules import Move
from portal.projects.ratings.kinds import WORDS
from portal.projects.ratings.models import Rating


def _previews(ids: Sequence[int]) -> Mapping[int, Preview]:
    """Not for those to judge whose work it is."""
    wanted = select(Rating).options(joinedload(Rating.project)).where(Rating.item_id.in_(ids))
    return {
        one.item_id: Preview(
            title=_("对项目《%(title)s》的评价", title=one.project.title),
            text=one.text,
            href=f"/projects/{one.project_id}/ratings/",
            authors=frozenset({one.project.manager_id, one.person_id or one.project.manager_id}),
        )
        for one in db.session.scalars(wanted)
        if one.item_id is not None
    }


def _nothing_more(_item: Item, _move: Move, _now: datetime) -> None:
    """It appears, or is hidden, where it stands."""


register(Kind(WORDS, _l("对项目的评价"), _previews, _nothing_more))
