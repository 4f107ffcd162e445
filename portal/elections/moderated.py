"""How the moderators' queue reads what nominees say of themselves: registered at import.

Nobody who is nominated decides what a rival may say.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.db import db
from portal.elections import runners
from portal.elections.actions.nominations import STATEMENT
from portal.elections.models import Nomination
from portal.moderation.models import Item
from portal.moderation.registry import Kind, Preview, register
from portal.moderation.rules import Move


def _statements(ids: Sequence[int]) -> Mapping[int, Preview]:
    whole = joinedload(Nomination.election), joinedload(Nomination.nominee)
    wanted = select(Nomination).options(*whole).where(Nomination.item_id.in_(ids))
    found = db.session.scalars(wanted).all()
    rivals = runners.involved_in({one.election_id for one in found})
    return {
        one.item_id: Preview(
            title=_(
                "%(name)s 在《%(title)s》中的话", name=one.nominee.name, title=one.election.title
            ),
            text=one.statement,
            href=f"/elections/{one.election_id}/nominations/{one.id}/",
            authors=rivals[one.election_id] | {one.nominee_id},
        )
        for one in found
        if one.item_id is not None
    }


def _nothing_more(item: Item, move: Move, now: datetime) -> None:
    """The page asks the item itself."""


register(Kind(STATEMENT, _l("被提名人的话"), _statements, _nothing_more))
