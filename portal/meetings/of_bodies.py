"""What meetings mean for the body that holds them: registered at import."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.bodies import panels
from portal.core.db import db
from portal.meetings.models import Meeting

NOT_OVER = _l("这个组织还有没开完的会：先开完并闭会，或者取消会议，再撤销")


def hindrance(body_id: int) -> LazyString | None:
    """A body is not dissolved over a meeting that is called or open."""
    not_over = (
        Meeting.body_id == body_id,
        Meeting.called_at.is_not(None),
        Meeting.cancelled_at.is_(None),
        Meeting.closed_at.is_(None),
    )
    found = db.session.scalar(select(Meeting.id).where(*not_over).limit(1))
    return NOT_OVER if found is not None else None


panels.register_hindrance("meetings", hindrance)
