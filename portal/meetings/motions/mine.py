"""The motions that somebody moved or signed, and the votes that they took part in: registered at
import; and which boxes are of motions.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts import mine
from portal.accounts.mine import Done, Leaver, Row, Section
from portal.ballots import practice
from portal.core.db import db
from portal.core.money import yuan
from portal.core.words import moment
from portal.meetings.motions import queries, words
from portal.meetings.motions.models import (
    Challenge,
    Motion,
    MotionSponsor,
    MotionVoter,
    Recusal,
)
from portal.meetings.motions.rules import Choice, State


def _moved(person_id: int) -> list[Row]:
    own = select(Motion).where(Motion.mover_id == person_id).options(joinedload(Motion.meeting))
    return [
        {
            _("会议"): one.meeting.title,
            _("动议"): one.title,
            _("内容"): one.text,
            _("金额"): yuan(one.amount_fen) if one.amount_fen else "—",
            _("状态"): str(words.STATES[one.stage]),
            _("开始写"): moment(one.drafted_at),
        }
        for one in db.session.scalars(own.order_by(Motion.id))
    ]


def _signed(person_id: int) -> list[Row]:
    own = (
        select(MotionSponsor, Motion.title)
        .join(Motion, Motion.id == MotionSponsor.motion_id)
        .where(MotionSponsor.person_id == person_id)
        .order_by(MotionSponsor.at)
    )
    return [{_("动议"): title, _("时间"): moment(one.at)} for one, title in db.session.execute(own)]


def _votes(person_id: int) -> list[Row]:
    """Of a secret vote, that somebody was on its roll, and nothing more: there is nothing more."""
    own = (
        select(MotionVoter, Motion.title)
        .join(Motion, Motion.id == MotionVoter.motion_id)
        .where(or_(MotionVoter.person_id == person_id, MotionVoter.holder_id == person_id))
        .order_by(MotionVoter.id)
    )
    return [
        {
            _("动议"): title,
            _("谁的一票"): _("自己的") if one.person_id == one.holder_id else _("委托的"),
            _("投了什么"): _said(one),
        }
        for one, title in db.session.execute(own)
    ]


def _said(one: MotionVoter) -> str:
    if one.recused:
        return _("回避")
    if one.secret:
        return _("无记名，没有人知道")
    return str(words.CHOICES[Choice(one.choice)]) if one.choice else _("没有投")


def _recusals(person_id: int) -> list[Row]:
    own = (
        select(Recusal, Motion.title)
        .join(Motion, Motion.id == Recusal.motion_id)
        .where(Recusal.person_id == person_id)
        .order_by(Recusal.at)
    )
    return [
        {_("动议"): title, _("原因"): one.reason, _("时间"): moment(one.at)}
        for one, title in db.session.execute(own)
    ]


def _challenges(person_id: int) -> list[Row]:
    own = (
        select(Challenge, Motion.title)
        .join(Motion, Motion.id == Challenge.motion_id)
        .where(Challenge.person_id == person_id)
        .order_by(Challenge.at)
    )
    return [
        {_("动议"): title, _("原因"): one.reason, _("时间"): moment(one.at)}
        for one, title in db.session.execute(own)
    ]


def _erase_drafts(leaver: Leaver) -> Done:
    """What nobody else has read goes; what was handed in belongs to its meeting."""
    drafts = Motion.mover_id == leaver.person_id, Motion.number.is_(None)
    erased = mine.carry_out(delete(Motion).where(*drafts))
    return Done(erased, len(_moved(leaver.person_id)))


def _erase_signatures(leaver: Leaver) -> Done:
    """A name under a motion that still gathers is taken back; later it is what admitted it."""
    gathering = select(Motion.id).where(Motion.state == State.SUBMITTED)
    own = MotionSponsor.person_id == leaver.person_id
    erased = mine.carry_out(
        delete(MotionSponsor).where(own, MotionSponsor.motion_id.in_(gathering))
    )
    return Done(erased, len(_signed(leaver.person_id)))


_RECORD = _l("表决是会议记录的一部分，要有据可查")
_KEPT = _l("和会议记录一起保存")
mine.register(
    Section(
        "motions",
        _l("提的动议"),
        _l("动议要写明是谁提的"),
        _KEPT,
        _moved,
        ("motion.mover_id",),
        erased=_l("没有提交的草稿删去。"),
        kept=_l("提交过的动议是会议记录的一部分，留着。"),
        erase=_erase_drafts,
    )
)
mine.register(
    Section(
        "motion-sponsors",
        _l("联名的动议"),
        _l("动议要有人联名才能表决"),
        _KEPT,
        _signed,
        ("motion_sponsor.person_id",),
        erased=_l("还在联名的动议上，您的名字去掉。"),
        kept=_l("已经列入表决的，联名是它的依据，留着。"),
        erase=_erase_signatures,
    )
)
mine.register(
    Section(
        "motion-votes",
        _l("参加的表决"),
        _RECORD,
        _KEPT,
        _votes,
        (
            "motion_voter.person_id",
            "motion_voter.holder_id",
            "motion_entry.person_id",
            "motion_answer.person_id",
        ),
        kept=_l("记名表决是公开的记录，留着；无记名的，没有记您投了什么。"),
    )
)
mine.register(
    Section(
        "recusals",
        _l("回避"),
        _RECORD,
        _KEPT,
        _recusals,
        ("recusal.person_id",),
        kept=_l("谁回避了是会议记录的一部分，留着。"),
    )
)
mine.register(
    Section(
        "motion-challenges",
        _l("对动议属于哪一类的异议"),
        _RECORD,
        _KEPT,
        _challenges,
        ("motion_challenge.person_id",),
        kept=_l("谁提了异议是会议记录的一部分，留着。"),
    )
)
mine.apart(
    mine.OFFICE,
    "motion.matter_by",
    "motion.admitted_by",
    "motion.opened_by",
    "motion.closed_by",
    "motion_paper.person_id",
    "motion_voter.entered_by",
    "motion_entry.by_id",
    "motion_answer.by_id",
    "motion_challenge.answered_by",
    "recusal.by_id",
)
practice.register(queries.holds_box)
