"""How the moderators' queue reads residents' motions."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l

from portal.meetings.motions import queries
from portal.meetings.motions.actions import moving, reading
from portal.meetings.motions.rules import State
from portal.moderation.models import Item
from portal.moderation.registry import Kind, Preview, register
from portal.moderation.rules import Move


def _motions(ids: Sequence[int]) -> Mapping[int, Preview]:
    """Addresses written out: decisions are made by commands too, where no request gives them."""
    return {
        one.post_id: Preview(
            one.title,
            one.text,
            f"/motions/{one.id}/",
            frozenset({one.mover_id}),
            context=one.meeting.title,
        )
        for one in queries.of_posts(ids)
        if one.post_id is not None
    }


def _decided(item: Item, move: Move, now: datetime) -> None:
    """Once read, it goes to the vote by itself where nobody need sign any more."""
    motion = queries.locked_of_post(item.id)
    if move is Move.APPROVE and motion.stage is State.SUBMITTED:
        moving.admit_if_enough(motion, now)


register(Kind(reading.KIND, _l("居民动议"), _motions, _decided))
