"""Who stands in public for somebody who had their data erased: an entry without a name.

Each erasure has one of its own, so that what one person said stays one person's, and no two of
them are taken for the same. It lives nowhere, is on no roll and holds nothing else.
"""

from datetime import date

from portal.core.db import db
from portal.core.text import match_key
from portal.roster.models import Person
from portal.roster.rules import Leaving

NAME = "已注销的居民"  # kept in the table like any name, whatever the reader's language


def make(today: date) -> int:
    """A new entry, in the caller's transaction; its id."""
    entry = Person(
        name=NAME, name_key=match_key(NAME), left_on=today, left_why=Leaving.NAMELESS.value
    )
    db.session.add(entry)
    db.session.flush()
    return entry.id
