"""How the moderators' queue reads what nominees say of themselves: registered at import.

Nobody who is nominated decides what a rival may say; whoever decides it stands for nothing in the
election any more.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.db import db
from portal.elections import queries, runners
from portal.elections.actions.nominations import STATEMENT
from portal.elections.models import Nomination
from portal.moderation.actions import Conflict
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
            context=_("谁来决定，谁在这次选举里就不能再被提名。"),
        )
        for one in found
        if one.item_id is not None
    }


def _hold(item: Item) -> None:
    """Under the election's lock: who decides, and who comes to stand, do it one after the other.
    Conflict where its nominee said something else meanwhile.
    """
    found = _of(item)
    if found is None:
        raise Conflict(item)
    queries.locked(found.election_id)


def _of(item: Item) -> Nomination | None:
    return db.session.scalar(select(Nomination).where(Nomination.item_id == item.id))


def _is_an_officer(item: Item, move: Move, now: datetime) -> None:
    """The page asks the item itself; whoever decided on it is noted."""
    found = _of(item)
    if found is not None:
        runners.note_officer(found.election, item.decided_by)


register(Kind(STATEMENT, _l("被提名人的话"), _statements, _is_an_officer, hold=_hold))
