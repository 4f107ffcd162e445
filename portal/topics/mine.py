"""The topics that one person raised: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from portal.accounts import mine
from portal.accounts.mine import Done, Leaver, Row, Section, carry_out
from portal.core.db import db
from portal.core.words import moment
from portal.topics.models import Topic


def _topics(person_id: int) -> list[Row]:
    own = select(Topic).where(Topic.raised_by == person_id).order_by(Topic.id)
    return [
        {_("议题"): one.title, _("提出"): moment(one.raised_at), _("内容"): one.text}
        for one in db.session.scalars(own)
    ]


def _hand_over(leaver: Leaver) -> Done:
    """A topic is the community's once it was raised; it stays without a name."""
    own = Topic.raised_by == leaver.person_id
    if db.session.scalar(select(Topic.id).where(own).limit(1)) is None:
        return Done()
    return Done(kept=carry_out(update(Topic).where(own).values(raised_by=leaver.stand_in)))


mine.register(
    Section(
        "topics",
        _l("议题"),
        _l("您提出的议题"),
        _l("一直保存"),
        _topics,
        ("topic.raised_by",),
        kept=_l("议题留着，署名改成“已注销的居民”。"),
        erase=_hand_over,
    )
)
