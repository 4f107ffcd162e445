"""The consultations to which one person was invited: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from portal.accounts import mine
from portal.accounts.mine import Done, Leaver, Row, Section, carry_out
from portal.core.db import db
from portal.core.words import moment
from portal.roster.nameless import NAME
from portal.topics.consultations.models import Consultation, Party


def _parties(person_id: int) -> list[Row]:
    whole = joinedload(Party.consultation).joinedload(Consultation.topic)
    own = select(Party).where(Party.person_id == person_id).options(whole).order_by(Party.id)
    return [
        {
            _("协商"): one.consultation.topic.title,
            _("时间"): moment(one.consultation.starts_at),
            _("身份"): one.capacity,
            _("记下的意见"): one.position or "—",
        }
        for one in db.session.scalars(own)
    ]


def _unname(leaver: Leaver) -> Done:
    own = select(Party.id).where(Party.person_id == leaver.person_id)
    ids = list(db.session.scalars(own))
    for number in ids:  # names are unique within a consultation
        named = {"person_id": None, "name": f"{NAME}（{number}）"}
        carry_out(update(Party).where(Party.id == number).values(named))
    return Done(kept=len(ids))


mine.register(
    Section(
        "consultations",
        _l("参加的协商"),
        _l("谁来协商、说了什么，要公开"),
        _l("一直保存"),
        _parties,
        ("consultation_party.person_id",),
        kept=_l("记下的意见留着，姓名去掉：协商的结果靠它。"),
        erase=_unname,
    )
)
mine.apart(mine.OFFICE, "consultation.convened_by", "consultation_step.by_id")
