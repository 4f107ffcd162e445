"""A topic's links in the story: itself, and the consultations on it. The meetings' room adds what
came of it there.
"""

from flask import url_for
from flask_babel import gettext as _

from portal.core.db import db
from portal.story.chain import Keys, Link, Stage, register
from portal.topics import queries
from portal.topics.consultations import queries as consultations
from portal.topics.consultations.rules import PUBLIC
from portal.topics.models import Topic


def links(keys: Keys) -> list[Link]:
    topic = db.session.get(Topic, keys.topic_id) if keys.topic_id else None
    if topic is None or topic.published_at is None:
        return []
    title = _("（已隐藏）") if queries.hidden(topic) else topic.title
    held = [one for one in consultations.on_topic(topic.id) if one.state in PUBLIC]
    return [
        Link(Stage.TOPIC, title, url_for("topics.show", topic_id=topic.id)),
        *(
            Link(
                Stage.CONSULTATION,
                _("第 %(n)s 号协商", n=one.id),
                url_for("consultations.show", consultation_id=one.id),
            )
            for one in held
        ),
    ]


register(links)
