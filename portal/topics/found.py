"""Topics in the search."""

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from portal.moderation.models import Item
from portal.moderation.rules import State as Reading
from portal.search import asking, registry
from portal.search.registry import Found, Hit
from portal.topics import words
from portal.topics.models import Topic
from portal.topics.rules import State


def find(key: str, most: int) -> Found:
    """Public ones by their words, newest first; what is hidden is not found."""
    shown = or_(Item.id.is_(None), Item.state != Reading.HIDDEN)
    wanted = select(Topic).outerjoin(Topic.item).where(Topic.published_at.is_not(None), shown)
    wanted = wanted.where(Topic.search_key.contains(key, autoescape=True))
    return asking.first(wanted.order_by(Topic.id.desc()), most, _told)


def _told(one: Topic) -> Hit:
    href = url_for("topics.show", topic_id=one.id)
    return Hit(one.title, href, note=str(words.STATES[State(one.state)]))


registry.register("topics", _l("议题"), "/topics/?q=%(q)s", find)
