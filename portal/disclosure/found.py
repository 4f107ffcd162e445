"""What the search finds of this room: registered at import."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.disclosure import words
from portal.disclosure.kinds import POSTING
from portal.disclosure.models import Disclosure
from portal.notices.models import Posting
from portal.search import registry
from portal.search.registry import Found, Hit


def find(key: str, most: int) -> Found:
    """Public postings alone: no draft, and nothing that was taken back."""
    posted = (Posting.kind == POSTING) & (Posting.subject_id == Disclosure.id)
    matching = Posting.taken_back_at.is_(None), Disclosure.match_key.contains(key, autoescape=True)
    wanted = select(Disclosure, Posting).join(Posting, posted).where(*matching)
    newest = wanted.order_by(Posting.posted_at.desc(), Posting.id.desc()).limit(most)
    counted = select(func.count()).select_from(Disclosure).join(Posting, posted).where(*matching)
    hits = [
        Hit(
            posting.title,
            posting.path,
            clock.local(posting.posted_at).date(),
            str(words.CATEGORIES[one.category]),
        )
        for one, posting in db.session.execute(newest)
    ]
    return Found(hits, db.session.scalar(counted) or 0)


registry.register("disclosure", _l("居务公开"), "/disclosure/?q=%(q)s", find)
