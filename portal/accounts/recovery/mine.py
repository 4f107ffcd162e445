"""The codes that led somebody back into the account: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from portal.accounts import mine
from portal.accounts.mine import Done, Leaver, Row, Section
from portal.accounts.recovery.models import Recovery
from portal.accounts.recovery.rules import Check
from portal.accounts.recovery.words import CHECKS
from portal.core.db import db
from portal.core.words import moment


def _codes(person_id: int) -> list[Row]:
    own = select(Recovery).where(Recovery.person_id == person_id).order_by(Recovery.id)
    return [
        {
            _("发出"): moment(one.issued_at),
            _("怎么核对的"): str(CHECKS[Check(one.how)]),
            _("用过"): moment(one.used_at) or _("没有"),
            _("作废"): moment(one.revoked_at) or _("没有"),
        }
        for one in db.session.scalars(own)
    ]


def _revoke(leaver: Leaver) -> Done:
    """An open code leads nowhere; that it was handed out stays, should it have been abused."""
    still = Recovery.used_at.is_(None), Recovery.revoked_at.is_(None)
    own = update(Recovery).where(Recovery.person_id == leaver.person_id, *still)
    mine.carry_out(own.values(revoked_at=leaver.now))
    return Done()


mine.register(
    Section(
        "recovery",
        _l("找回码"),
        _l("谁给您发过找回码、怎么核对的，家人要能知道"),
        _l("一直保存"),
        _codes,
        ("recovery.person_id",),
        erased=_l("还没用的找回码作废"),
        kept=_l("发过找回码的记录留着：万一是别人冒领的，要查得到。"),
        erase=_revoke,
    )
)
mine.apart(_l("家人为别人作的证，是那张找回码的一部分"), "recovery.witness_id")
mine.apart(mine.OFFICE, "recovery.issued_by", "recovery.told_by")
