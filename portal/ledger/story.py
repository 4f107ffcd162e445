"""An entry's link in the story: from the project or resolution that it is paid by, and back."""

from dataclasses import replace

from flask_babel import gettext as _

from portal.core.db import db
from portal.ledger import queries
from portal.ledger.models import Entry
from portal.story import chain
from portal.story.chain import Keys, Link, Stage

PAGE = "/ledger/entries/%d/"
SHOWN = 3


def links(keys: Keys) -> list[Link]:
    """The entry itself; of a project, or a resolution's items, the newest few."""
    if keys.entry_id is not None:
        own = db.session.get(Entry, keys.entry_id)
        return [link(own)] if own else []
    if keys.paid is not None:
        return list(keys.paid)
    if keys.project_id is not None:
        return [link(one) for one in queries.of_project(keys.project_id, SHOWN)]
    if keys.resolution_id is not None:
        return [link(one) for one in queries.of_resolution(keys.resolution_id, SHOWN)]
    return []


def complete(keys: Keys) -> Keys:
    """An entry knows its project or its resolution."""
    entry = db.session.get(Entry, keys.entry_id) if keys.entry_id is not None else None
    if entry is None:
        return keys
    resolution = entry.item.resolution_id if entry.item else keys.resolution_id
    return replace(keys, project_id=entry.project_id, resolution_id=resolution)


def link(entry: Entry) -> Link:
    name = _("第 %(n)s 笔 %(what)s", n=entry.position, what=entry.summary)
    return Link(Stage.ENTRY, name, PAGE % entry.id)


def of(entry: Entry) -> list[dict[str, object]]:
    """The story of one entry; nothing for one that nothing decided leads to."""
    if entry.project_id is None and entry.item_id is None:
        return []
    return chain.links(Keys(entry_id=entry.id), Stage.ENTRY)


chain.register(links, complete)
