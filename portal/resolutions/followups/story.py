"""A follow-up's link in the story, after what it carries out."""

from flask import url_for

from portal.core.db import db
from portal.resolutions.followups.models import FollowUp
from portal.resolutions.kinds import SOURCE
from portal.story import chain
from portal.story.chain import Keys, Link, Stage


def links(keys: Keys) -> list[Link]:
    one = db.session.get(FollowUp, keys.followup_id) if keys.followup_id else None
    if one is None:
        return []
    return [Link(Stage.FOLLOW_UP, one.what, url_for("followups.show", followup_id=one.id))]


def of(followup: FollowUp) -> list[dict[str, object]]:
    """The story of the resolution that it carries out; nothing where it is a meeting's own."""
    if followup.source_kind != SOURCE:
        return []
    keys = Keys(resolution_id=followup.source_id, followup_id=followup.id)
    return chain.links(keys, Stage.FOLLOW_UP)


chain.register(links)
