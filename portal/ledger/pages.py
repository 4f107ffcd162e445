"""What the desk's doors of the books share: who may look, what a page is told, how a form's refusal
comes back to it.
"""

from flask import abort
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker
from portal.core.db import db
from portal.core.forms import Form
from portal.core.page import page
from portal.ledger import actions, hands, limits, queries, rules, words
from portal.ledger.forms import ReasonForm, VoucherForm
from portal.ledger.models import Entry, EntryStep
from portal.ledger.refusing import Refused
from portal.ledger.rules import Move, State

READERS = (Can.KEEP_BOOKS, Can.APPROVE_ENTRIES, Can.SIGN_ENTRIES)
BY_REASON = (Move.RETURN, Move.DROP)


def demand_reader() -> None:
    """403 to staff who neither keep, approve nor sign."""
    if not any(asker().can(one) for one in READERS):
        abort(403)


def found(entry_id: int) -> Entry:
    demand_reader()
    return queries.by_id(entry_id) or abort(404)


def show(entry: Entry, form: Form | None = None, said: str = "", status: int = 200) -> Response:
    """The entry with the moves that its state and the asker allow; ``form``: one to be mended."""
    hand, task = hands.hand(asker().person_id, clock.today()), actions.task_of(entry)
    may = [one for one in Move if rules.may(one, task, hand)]
    hindered = _hindered(task, hand)
    left, too_much = _room(entry) if entry.state in rules.ON_ITS_WAY else (None, "")
    return page(
        "ledger/desk/entry.html",
        status=status,
        entry=entry,
        may=may,
        hindered=hindered,
        said=said,
        steps=steps(entry),
        left=left,
        too_much=too_much,
        form=form,
        reasons={one: _reason(one, form, entry) for one in BY_REASON if one in may},
        photo=form if isinstance(form, VoucherForm) else VoucherForm(formdata=None),
        may_correct=_may_correct(entry, hand),
        keeps=hand.keeps,
    )


def _room(entry: Entry) -> tuple[int | None, str]:
    """What may still be paid, in fen, None where nothing binds it; why this is too much."""
    room = limits.room(entry)
    if room is None:
        return None, ""
    left, refused = room
    return left, words.refusal(refused)[1] if refused else ""


def _reason(move: Move, form: Form | None, entry: Entry) -> Form:
    if isinstance(form, ReasonForm) and form.move == move:
        return form
    blank = ReasonForm(formdata=None, version=entry.version, prefix=move)
    blank.move = move
    return blank


def _hindered(task: rules.Task, hand: rules.Hand) -> str:
    """Why somebody who has the office for the next move may not make it."""
    following = {
        State.PREPARED: (Move.APPROVE, hand.approves),
        State.APPROVED: (Move.SIGN, hand.signs),
    }
    move, has_office = following.get(task.state, (Move.POST, False))
    refusal = rules.who_refusal(move, task, hand) if has_office else None
    return words.refusal(Refused(refusal))[1] if refusal else ""


def _may_correct(entry: Entry, hand: rules.Hand) -> bool:
    is_plain = entry.corrects_id is None and entry.corrected_by is None
    return hand.keeps and entry.state == State.POSTED and is_plain


def steps(entry: Entry) -> list[EntryStep]:
    wanted = select(EntryStep).where(EntryStep.entry_id == entry.id)
    whole = wanted.options(joinedload(EntryStep.person)).order_by(EntryStep.version)
    return list(db.session.scalars(whole))


def fail(form: Form, no: Refused) -> str:
    """Puts a refusal at its field; what it says where the form has no such field."""
    field, sentence = words.refusal(no)
    if field and field in form:
        form.fail(field, sentence)
        return ""
    return sentence


def changed(entry_id: int) -> Response:
    """Somebody else was faster: the entry as it stands now (409)."""
    db.session.rollback()
    entry = found(entry_id)
    return show(
        entry, said=_("别人刚刚动过这笔账，您看到的页面旧了。请看清楚现在的样子再办。"), status=409
    )
