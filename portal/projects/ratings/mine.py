"""How somebody rated projects: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from portal.accounts import mine
from portal.accounts.mine import Done, Leaver, Row, Section, carry_out
from portal.core import clock
from portal.core.db import db
from portal.core.words import moment
from portal.moderation.mine import forget
from portal.moderation.models import Item
from portal.projects.models import Project
from portal.projects.ratings.models import SHOWN, Rating
from portal.projects.ratings.words import LEVELS


def _rated(person_id: int) -> list[Row]:
    own = select(Rating).options(joinedload(Rating.project)).where(Rating.person_id == person_id)
    return [
        {
            _("项目"): one.project.title,
            _("评价"): str(LEVELS[one.stars]),
            _("写的话"): one.text or "—",
            _("时间"): moment(one.rated_at),
        }
        for one in db.session.scalars(own.order_by(Rating.id))
    ]


def _erase(leaver: Leaver) -> Done:
    """What nobody has read goes; stars that were counted, and public words, stay without a name."""
    own = Rating.person_id == leaver.person_id
    unread = select(Rating.item_id).join(Rating.item).where(own, Item.state.not_in(SHOWN))
    items = [one for one in db.session.scalars(unread) if one is not None]
    its = Rating.item_id.in_(items)
    carry_out(update(Rating).where(its).values(text="", item_id=None))
    forget(items)
    open_ = select(Project.id).where(Project.rate_until >= clock.local(leaver.now).date())
    gone = delete(Rating).where(own, Rating.project_id.in_(open_), Rating.item_id.is_(None))
    erased = carry_out(gone)
    kept = carry_out(update(Rating).where(own).values(person_id=None))
    db.session.expire_all()
    return Done(erased, kept)


mine.register(
    Section(
        "project_ratings",
        _l("评过的项目"),
        _l("受益的居民评项目，每人一次"),
        _l("一直保存"),
        _rated,
        ("project_rating.person_id",),
        erased=_l("还在评的项目，您的评价删掉；没公开的话也删掉。"),
        kept=_l("已经公布的星数和公开过的话留着，不再连着您。"),
        erase=_erase,
    )
)
mine.apart(mine.OFFICE, "project_rating.replied_by")
