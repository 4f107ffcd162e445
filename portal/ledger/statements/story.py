"""From an entry to the month in which everyone could read it."""

from flask import url_for
from flask_babel import gettext as _

from portal.core.db import db
from portal.ledger.models import Entry
from portal.ledger.statements import queries, words
from portal.ledger.statements.rules import month_of
from portal.story.chain import Keys, Link, Stage, register


def links(keys: Keys) -> list[Link]:
    entry = db.session.get(Entry, keys.entry_id) if keys.entry_id else None
    if entry is None or entry.posted_at is None:
        return []
    month = month_of(entry.booked_on)
    found = queries.statement_of(entry.fund_id, month)
    locked = found is not None and found.locked_at is not None
    name = words.month_name(month)
    label = name if locked else _("%(month)s，还没有锁定", month=name)
    address = url_for("statements.show", statement_id=found.id) if found and locked else None
    return [Link(Stage.STATEMENT, label, address)]


register(links)
