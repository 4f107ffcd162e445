"""The seats that one person holds and held: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts import mine
from portal.accounts.mine import Row, Section
from portal.bodies.models import Membership, Seat, Term
from portal.core.db import db
from portal.core.words import day


def _seats(person_id: int) -> list[Row]:
    whole = joinedload(Membership.seat).joinedload(Seat.term).joinedload(Term.body)
    own = select(Membership).where(Membership.person_id == person_id).options(whole)
    return [
        {
            _("组织"): one.seat.term.body.name,
            _("席位"): str(one.seat.number),
            _("从"): day(one.starts_on),
            _("到"): day(one.ends_on) if one.ends_on else "—",
            _("公开的联系办法"): one.reach or "—",
        }
        for one in db.session.scalars(own.order_by(Membership.id))
    ]


mine.register(
    Section(
        "seats",
        _l("席位"),
        _l("谁代表谁、任到哪天，要向居民公开"),
        _l("一直保存"),
        _seats,
        ("membership.person_id",),
        kept=_l("谁坐过哪个席位是公开的历史，留着。"),
    )
)
mine.apart(mine.OFFICE, "membership.entered_by")
