"""How the moderators' queue reads topics and the reasons of those that were taken back."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.core.db import db
from portal.moderation.registry import Kind, Preview, register
from portal.topics import queries
from portal.topics.actions import raising, reading
from portal.topics.models import Step, Topic


def _page(topic_id: int) -> str:
    """Written out: decisions are made by commands too, where no request gives addresses."""
    return f"/topics/{topic_id}/"


def _topics(ids: Sequence[int]) -> Mapping[int, Preview]:
    return {
        one.item_id: Preview(
            one.title, one.text, _page(one.id), frozenset({one.raised_by}), number=one.number
        )
        for one in queries.by_items(ids)
        if one.item_id is not None
    }


def _reasons(ids: Sequence[int]) -> Mapping[int, Preview]:
    found = select(Step, Topic).join(Topic, Topic.id == Step.topic_id).where(Step.item_id.in_(ids))
    return {
        step.item_id: Preview(
            _("撤回的原因：%(title)s", title=topic.title),
            step.reason,
            _page(topic.id),
            frozenset({topic.raised_by}),
        )
        for step, topic in db.session.execute(found)
        if step.item_id is not None
    }


register(Kind(raising.KIND, _l("议题"), _topics, reading.decided))
register(Kind(raising.REASON, _l("撤回议题的原因"), _reasons, reading.nothing_more))
