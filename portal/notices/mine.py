"""One person's objections: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from portal.accounts import mine
from portal.accounts.mine import Done, Leaver, Row, Section, carry_out
from portal.core.db import db
from portal.core.words import moment
from portal.notices import words
from portal.notices.models import Objection
from portal.notices.rules import State


def _objections(person_id: int) -> list[Row]:
    own = select(Objection).where(Objection.person_id == person_id)
    with_postings = own.options(joinedload(Objection.posting)).order_by(Objection.id)
    return [
        {
            _("对什么"): one.posting.title,
            _("第几号"): str(one.number),
            _("提出"): moment(one.made_at),
            _("内容"): one.text,
            _("署名"): _("写姓名") if one.named else _("一位居民"),
            _("状态"): str(words.STATES[State(one.state)]),
            _("答复"): one.answer or "—",
            _("怎么处理的"): one.remedy or "—",
        }
        for one in db.session.scalars(with_postings)
    ]


def _hand_over(leaver: Leaver) -> Done:
    """Each was made in public and is answered in public; it stays, and nobody's name with it."""
    own = Objection.person_id == leaver.person_id
    if not db.session.scalar(select(func.count()).select_from(Objection).where(own)):
        return Done()
    return Done(kept=carry_out(update(Objection).where(own).values(person_id=leaver.stand_in)))


mine.register(
    Section(
        "objections",
        _l("异议"),
        _l("公示期内提的异议，都要公开答复"),
        _l("和公示一起保存"),
        _objections,
        ("objection.person_id",),
        kept=_l("异议和答复是公示的一部分，留着，署名改成“已注销的居民”；还没答复的照样公开答复。"),
        erase=_hand_over,
    )
)
mine.apart(mine.OFFICE, "objection.answered_by", "objection.settled_by")
