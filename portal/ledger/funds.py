"""Opening, describing and closing a fund, each with a public line on record."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.audit.actions import record
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import official
from portal.core.money import yuan
from portal.ledger import actions, hands, kinds
from portal.ledger.actions import Draft
from portal.ledger.models import Entry, Fund
from portal.ledger.refusing import Changed, Refused
from portal.ledger.rules import ON_ITS_WAY, Category, Nature, Refusal, State


@dataclass(frozen=True)
class About:
    """What may be said anew of a fund; its name, its opening day and balance stay."""

    purpose: str
    source: str
    sweep_on: date | None


def open_fund(
    name: str, about: About, opened_on: date, opening_fen: int, actor_id: int, now: datetime
) -> tuple[Fund, Entry | None]:
    """Begins the books of a fund, and writes down what is in it already: an entry that three people
    see to like any other, None for nothing. Refused where the name is taken or the days make no
    sense.
    """
    today = clock.local(now).date()
    _demand_keeper(actor_id, today)
    if opened_on > today:
        raise Refused(Refusal.FUTURE)
    _demand_later(about.sweep_on, opened_on)
    if db.session.scalar(select(Fund.id).where(Fund.name == name)) is not None:
        raise Refused(Refusal.NAME_TAKEN)
    fund = Fund(
        name=name,
        opened_on=opened_on,
        opening_fen=0,
        balance_fen=0,
        last_position=0,
        last_chain="",
        **vars(about),
    )
    db.session.add(fund)
    db.session.flush()
    told = {"day": opened_on.isoformat(), "opening": yuan(opening_fen)}
    record(kinds.FUND_OPENED, actor_id, now, number=fund.id, fund=name, **told)
    return fund, _opening(fund, opening_fen, actor_id, now) if opening_fen else None


def _opening(fund: Fund, fen: int, actor_id: int, now: datetime) -> Entry:
    with official():
        summary = _("开始记账时已有的钱")
    draft = Draft(
        fund_id=fund.id,
        nature=Nature.INCOME,
        booked_on=fund.opened_on,
        voucher_no=actions.next_voucher(fund.id, fund.opened_on.year),
        summary=summary,
        amount_fen=fen,
        category=Category.OPENING,
        counterparty=fund.source,
    )
    return actions.prepare(draft, actor_id, now)


def change(fund: Fund, about: About, actor_id: int, now: datetime) -> None:
    """Says anew what a fund, locked by the caller, is for and when it is swept."""
    _demand_keeper(actor_id, clock.local(now).date())
    _demand_later(about.sweep_on, fund.opened_on)
    was = {name: getattr(fund, name) for name in vars(about)}
    new = {name: value for name, value in vars(about).items() if value != was[name]}
    if not new:
        return
    for name, value in new.items():
        setattr(fund, name, value)
    what = "；".join(f"{was[name] or '—'} → {value or '—'}" for name, value in new.items())
    record(kinds.FUND_CHANGED, actor_id, now, number=fund.id, fund=fund.name, what=what)


def close(fund: Fund, closed_on: date, actor_id: int, now: datetime) -> None:
    """No entry of a later day comes into the books of a fund, locked by the caller. Refused while
    entries are on their way.
    """
    _demand_keeper(actor_id, clock.local(now).date())
    if fund.closed_on is not None:
        raise Changed
    if closed_on > clock.local(now).date():
        raise Refused(Refusal.FUTURE)
    own = Entry.fund_id == fund.id
    if db.session.scalar(select(Entry.id).where(own, Entry.state.in_(ON_ITS_WAY)).limit(1)):
        raise Refused(Refusal.UNDER_WAY)
    last = select(func.max(Entry.booked_on)).where(own, Entry.state == State.POSTED)
    if closed_on < (db.session.scalar(last) or fund.opened_on):
        raise Refused(Refusal.BEFORE_LAST_ENTRY)
    fund.closed_on = closed_on
    told = {"number": fund.id, "fund": fund.name, "day": closed_on.isoformat()}
    record(kinds.FUND_CLOSED, actor_id, now, **told)


def _demand_keeper(actor_id: int, today: date) -> None:
    if not hands.hand(actor_id, today).keeps:
        raise Refused(Refusal.NO_OFFICE)


def _demand_later(sweep_on: date | None, opened_on: date) -> None:
    if sweep_on is not None and sweep_on <= opened_on:
        raise Refused(Refusal.SWEEP_TOO_EARLY)
