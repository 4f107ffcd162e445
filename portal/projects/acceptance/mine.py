"""What somebody was asked to accept, and signed: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from portal.accounts import mine
from portal.accounts.mine import Done, Leaver, Row, Section, carry_out
from portal.core.db import db
from portal.core.words import moment
from portal.projects.acceptance.models import Acceptance, Acceptor, Answer, Finding
from portal.projects.acceptance.words import ANSWERS, VERDICTS


def _signed(person_id: int) -> list[Row]:
    whole = joinedload(Acceptor.acceptance).joinedload(Acceptance.project)
    own = select(Acceptor).where(Acceptor.person_id == person_id).options(whole)
    found = list(db.session.scalars(own.order_by(Acceptor.id)))
    texts: dict[int, list[str]] = {}
    wanted = select(Finding).where(Finding.acceptor_id.in_([one.id for one in found]))
    for each in db.session.scalars(wanted.order_by(Finding.id)):
        texts.setdefault(each.acceptor_id, []).append(each.text)
    return [
        {
            _("项目"): one.acceptance.project.title,
            _("回话"): str(ANSWERS[one.answer]),
            _("意见"): str(VERDICTS[one.verdict]) if one.verdict else "—",
            _("时间"): moment(one.signed_at) if one.signed_at else "—",
            _("指出的问题"): "；".join(texts.get(one.id, [])) or "—",
        }
        for one in found
    ]


def _unname(leaver: Leaver) -> Done:
    """What was signed stays, without a name; whoever has not signed is not waited for."""
    own = Acceptor.person_id == leaver.person_id
    if not db.session.scalars(select(Acceptor.id).where(own).limit(1)).first():
        return Done()
    carry_out(
        update(Acceptor).where(own, Acceptor.verdict.is_(None)).values(answer=Answer.DECLINED)
    )
    return Done(kept=carry_out(update(Acceptor).where(own).values(person_id=leaver.stand_in)))


mine.register(
    Section(
        "acceptances",
        _l("验收的项目"),
        _l("谁验收、说了什么，要公开"),
        _l("一直保存"),
        _signed,
        ("acceptor.person_id",),
        kept=_l("验收的意见留着，姓名去掉：项目靠它验收。"),
        erase=_unname,
    )
)
mine.apart(mine.OFFICE, "acceptance.called_by", "acceptor.entered_by", "finding.mended_by")
