"""Entries that the search finds: those in the books, by their words and numbers."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from portal.core.db import db
from portal.core.money import yuan
from portal.ledger.models import Entry
from portal.ledger.queries import IS_POSTED
from portal.search import registry
from portal.search.registry import Found, Hit


def _find(key: str, most: int) -> Found:
    wanted = IS_POSTED, Entry.match_key.contains(key, autoescape=True)
    total = db.session.scalar(select(func.count()).select_from(Entry).where(*wanted)) or 0
    newest = Entry.booked_on.desc(), Entry.id.desc()
    rows = db.session.scalars(select(Entry).where(*wanted).order_by(*newest).limit(most))
    hits = [
        Hit(one.summary, f"/ledger/entries/{one.id}/", one.booked_on, yuan(one.amount_fen))
        for one in rows
    ]
    return Found(hits, total)


registry.register("ledger", _l("账目"), "/ledger/rows/?q=%(q)s", _find)
