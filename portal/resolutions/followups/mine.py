"""What one person promised, and is named for: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from portal.accounts import mine
from portal.accounts.mine import Done, Leaver, Row, Section, carry_out
from portal.core.db import db
from portal.core.words import day
from portal.resolutions.followups import words
from portal.resolutions.followups.models import FollowUp, FollowUpStep
from portal.roster.nameless import NAME


def _promised(person_id: int) -> list[Row]:
    own = select(FollowUp).where(FollowUp.responsible_id == person_id).order_by(FollowUp.id)
    return [
        {
            _("从哪里来"): one.source_title,
            _("答应办什么"): one.what,
            _("写的名字"): one.responsible,
            _("期限"): day(one.due_on),
            _("状态"): str(words.STATES[one.state]),
        }
        for one in db.session.scalars(own)
    ]


def _steps(person_id: int) -> list[Row]:
    own = select(FollowUpStep).where(FollowUpStep.by_id == person_id).order_by(FollowUpStep.id)
    return [
        {
            _("第几号"): str(one.followup_id),
            _("时间"): day(one.at),
            _("内容"): one.text,
        }
        for one in db.session.scalars(own)
    ]


def _hand_over(leaver: Leaver) -> Done:
    """A promise stays where it was decided; the name goes."""
    own = FollowUp.responsible_id == leaver.person_id
    if not db.session.scalar(select(func.count()).select_from(FollowUp).where(own)):
        return Done()
    values = {"responsible_id": None, "responsible": NAME}
    return Done(kept=carry_out(update(FollowUp).where(own).values(values)))


def _hand_over_steps(leaver: Leaver) -> Done:
    own = FollowUpStep.by_id == leaver.person_id
    if not db.session.scalar(select(func.count()).select_from(FollowUpStep).where(own)):
        return Done()
    reported = FollowUp.reported_by == leaver.person_id
    carry_out(update(FollowUp).where(reported).values(reported_by=leaver.stand_in))
    return Done(kept=carry_out(update(FollowUpStep).where(own).values(by_id=leaver.stand_in)))


mine.register(
    Section(
        "followups",
        _l("我负责的跟进事项"),
        _l("决定了的事由谁办、办到哪一步，要向居民公开"),
        _l("和决议一起保存"),
        _promised,
        ("followup.responsible_id",),
        kept=_l("跟进事项留着，名字改成“已注销的居民”。"),
        erase=_hand_over,
    )
)
mine.register(
    Section(
        "followup_steps",
        _l("跟进事项里写的话"),
        _l("办到哪一步、核实的结果，要向居民公开"),
        _l("和决议一起保存"),
        _steps,
        ("followup_step.by_id", "followup.reported_by"),
        kept=_l("写过的进展留着，名字改成“已注销的居民”。"),
        erase=_hand_over_steps,
    )
)
mine.apart(mine.OFFICE, "followup.checker_id", "followup.made_by")
