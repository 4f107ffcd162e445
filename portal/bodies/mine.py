"""The seats that one person holds and held: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from portal.accounts import mine
from portal.accounts.mine import Done, Leaver, Row, Section
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


def _erase(leaver: Leaver) -> Done:
    """How they wished to be reached goes; that they sat there is history."""
    own = Membership.person_id == leaver.person_id
    asked = update(Membership).where(own, Membership.reach != "").values(reach="")
    erased = mine.carry_out(asked)
    sat = select(func.count(Membership.id)).where(own)
    return Done(erased=erased, kept=db.session.scalar(sat) or 0)


mine.register(
    Section(
        "seats",
        _l("席位"),
        _l("谁代表谁、任到哪天，要向居民公开"),
        _l("一直保存"),
        _seats,
        ("membership.person_id",),
        erased=_l("公开的联系办法删去"),
        erase=_erase,
        kept=_l("谁坐过哪个席位是公开的历史，留着。"),
    )
)
mine.apart(
    mine.OFFICE,
    "membership.entered_by",
    "membership.ended_by",
    "seat_paper.entered_by",
    "seat_paper.seen_by",
    "seat_paper.struck_by",
)
