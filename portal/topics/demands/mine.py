"""The demands to convene that one person started and signed: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update

from portal.accounts import mine
from portal.accounts.mine import Done, Leaver, Row, Section, carry_out
from portal.core.db import db
from portal.core.words import moment
from portal.moderation.mine import forget
from portal.topics.demands.models import Demand, Signatory
from portal.topics.demands.rules import State


def _demands(person_id: int) -> list[Row]:
    own = select(Demand).where(Demand.raised_by == person_id).order_by(Demand.id)
    return [
        {_("要求开会"): one.subject, _("提出"): moment(one.raised_at), _("内容"): one.text}
        for one in db.session.scalars(own)
    ]


def _signatures(person_id: int) -> list[Row]:
    own = select(Demand.subject, Signatory.signed_at).join(Demand, Demand.id == Signatory.demand_id)
    rows = db.session.execute(own.where(Signatory.person_id == person_id).order_by(Demand.id))
    return [{_("要求开会"): subject, _("签名"): moment(at)} for subject, at in rows]


def _let_go(leaver: Leaver) -> Done:
    own, done = Demand.raised_by == leaver.person_id, Done()
    unread = select(Demand).where(own, Demand.opened_at.is_(None))
    for demand in db.session.scalars(unread).all():
        item_id = demand.item_id
        carry_out(delete(Demand).where(Demand.id == demand.id))
        forget([item_id] if item_id else [])
        done.erased += 1
    if db.session.scalar(select(Demand.id).where(own).limit(1)) is not None:
        done.kept = carry_out(update(Demand).where(own).values(raised_by=leaver.stand_in))
    return done


def _take_names_off(leaver: Leaver) -> Done:
    """A signature that still counts towards the number is taken back; one that was reached with
    stays as a number. How many are entitled was frozen, and stays too.
    """
    own = Signatory.person_id == leaver.person_id
    reached = select(Demand.id).where(Demand.state.in_([State.DUE, State.MET]))
    counts = Signatory.signed_at.is_not(None), Signatory.demand_id.in_(reached)
    kept = 0
    if db.session.scalar(select(Signatory.demand_id).where(own, *counts).limit(1)) is not None:
        unnamed = {"person_id": leaver.stand_in, "household_id": None}
        kept = carry_out(update(Signatory).where(own, *counts).values(unnamed))
    return Done(carry_out(delete(Signatory).where(own)), kept)


mine.register(
    Section(
        "demands",
        _l("要求开会"),
        _l("谁发起的，审核要知道；公开时只写姓"),
        _l("公开过的一直保存，没公开的到您注销为止"),
        _demands,
        ("demand.raised_by",),
        erased=_l("没公开过的要求"),
        kept=_l("公开过的要求留着，发起人写成“已注销的居民”。"),
        erase=_let_go,
    )
)
mine.register(
    Section(
        "demand_signatures",
        _l("要求开会的签名名册"),
        _l("谁有权签名、签没有签；只公开人数，不公开姓名"),
        _l("一直保存"),
        _signatures,
        ("demand_roll.person_id",),
        erased=_l("还没够数的，您的签名收回，名册上去掉您"),
        kept=_l("已经够数的，签名的人数不变，名字去掉。"),
        erase=_take_names_off,
    )
)
