"""Doors to the mail: giving an address, how often to write, and the link that ends it."""

import secrets

from flask import Blueprint, abort, current_app, flash, request, session
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from portal.config import Mail
from portal.core import clock
from portal.core.access import Can, asker, needs, public
from portal.core.db import db, writing
from portal.core.i18n import language
from portal.core.page import page, refused, see_other
from portal.inbox import actions, hours, letters, queries, seals, words
from portal.inbox.actions import Proof
from portal.inbox.forms import AddressForm, PaceForm, ProofForm
from portal.inbox.models import MailAddress
from portal.inbox.postman import Postman, Refused, Unreachable
from portal.inbox.rules import Pace

bp = Blueprint("mailing", __name__)
TICKET = "mail_ticket"
"""Where the browser keeps what it waits to prove."""


# ---- How often ----


@bp.get("/me/inbox/settings/")
@needs(Can.USE_OWN_PAGES)
def settings() -> Response:
    address = queries.address_of(asker().person_id)
    chosen = {"mine": address.mine, "rounds": address.rounds} if address else {}
    return _settings_page(PaceForm(formdata=None, data=chosen), 200)


@bp.post("/me/inbox/settings/")
@needs(Can.USE_OWN_PAGES)
def choose() -> Response:
    form = PaceForm()
    if not form.validate():
        return _settings_page(form, 422)
    with writing():
        address = queries.address_of(asker().person_id) or abort(404)
        actions.choose(address, Pace(form.mine.data), Pace(form.rounds.data), language())
    flash(_("记下了，从下一封邮件起照这样办。"), "good")
    return see_other(".settings")


@bp.post("/me/inbox/settings/withdraw/")
@needs(Can.USE_OWN_PAGES)
def withdraw() -> Response:
    """As easy as it was to agree (PIPL 15)."""
    with writing():
        address = queries.address_of(asker().person_id) or abort(404)
        actions.withdraw(address, clock.now())
    flash(_("邮箱已经删除，不会再给您发邮件。消息仍然在这里看。"), "good")
    return see_other(".settings")


def _settings_page(form: PaceForm, status: int) -> Response:
    address = queries.address_of(asker().person_id)
    return page(
        "inbox/settings.html",
        status=status,
        form=form,
        address=address,
        given_up_at=queries.last_was_given_up(address) if address else None,
        mail_goes_out=_mail() is not None,
        digest_at=hours.DIGEST_AT(),
        quiet=(hours.QUIET_FROM(), hours.QUIET_UNTIL()),
    )


def _mail() -> Mail | None:
    mail: Mail | None = current_app.config["PORTAL"].mail
    return mail


# ---- Where to ----


@bp.get("/me/inbox/settings/address/")
@needs(Can.USE_OWN_PAGES)
def ask_address() -> Response:
    _mail() or abort(404)
    return page("inbox/address.html", form=AddressForm())


@bp.post("/me/inbox/settings/address/")
@needs(Can.USE_OWN_PAGES)
def send_code() -> Response:
    """Sends the code while its reader waits: an address that takes no mail is known at once."""
    mail, form = _mail() or abort(404), AddressForm()
    if not form.validate():
        return refused("inbox/address.html", form=form)
    person_id, address, now = asker().person_id, form.address.data, clock.now()
    with writing():
        allowed = actions.may_send_code(person_id, address, now)
    ticket = seals.ticket(person_id, address)
    trouble = _sending_fault(mail, address, ticket) if allowed else _too_many()
    if trouble:
        form.fail("address", trouble)
        return refused("inbox/address.html", form=form)
    session[TICKET] = ticket
    return see_other(".ask_code")


def _sending_fault(mail: Mail, address: str, ticket: str) -> str | None:
    letter = letters.proof(
        address, seals.code(ticket), language(), secrets.token_hex(16), clock.now()
    )
    db.session.rollback()
    try:
        with Postman(mail) as postman:
            postman.hand_over(letter)
    except Refused as refusal:
        if refusal.for_good:
            return _("这个邮箱收不了信，请看看有没有写错")
        return _("邮件现在发不出去，请过一会儿再试")
    except Unreachable:
        return _("邮件现在发不出去，请过一会儿再试")
    return None


def _too_many() -> str:
    return _("发的次数太多了，请一小时以后再试")


@bp.get("/me/inbox/settings/code/")
@needs(Can.USE_OWN_PAGES)
def ask_code() -> Response:
    address = _waiting_address()
    if address is None:
        return see_other(".settings")
    return page("inbox/code.html", form=ProofForm(), address=address)


@bp.post("/me/inbox/settings/code/")
@needs(Can.USE_OWN_PAGES)
def check_code() -> Response:
    form, address = ProofForm(), _waiting_address()
    if address is None:
        flash(str(words.PROOFS[Proof.STALE]), "waiting")
        return see_other(".settings")
    if not form.validate():
        return refused("inbox/code.html", form=form, address=address)
    person_id, ticket = asker().person_id, session[TICKET]
    try:
        with writing():
            proof = actions.prove(person_id, ticket, form.code.data, language(), clock.now())
    except IntegrityError:  # another tab gave an address at the same moment
        proof = Proof.STALE
    if proof is not Proof.RIGHT:
        form.fail("code", words.PROOFS[proof])
        return refused("inbox/code.html", form=form, address=address)
    del session[TICKET]
    flash(_("邮箱验证好了。往后的消息会发到那里，怎么发由您定。"), "good")
    return see_other(".settings")


def _waiting_address() -> str | None:
    return seals.address_of(session.get(TICKET, ""), asker().person_id)


# ---- The link that ends it ----


@bp.get("/mail/unsubscribe/<token>/")
@public
def unsubscribe(token: str) -> Response:
    """Asks: programs that only look where links lead end nobody's mail (RFC 8058)."""
    address = _address_meant(token)
    gets_news = address is not None and address.gets_news
    return page("inbox/unsubscribe.html", token=token, gets_news=gets_news)


@bp.post("/mail/unsubscribe/<token>/")
@public
def stop(token: str) -> Response:
    """One click, without signing in; a mail program's click is not sent elsewhere (RFC 8058)."""
    with writing():
        address = _address_meant(token)
        if address:
            actions.unsubscribe(address)
    if "List-Unsubscribe" in request.form:
        return page("inbox/unsubscribe.html", token=token, gets_news=False)
    return see_other(".unsubscribe", token=token)


def _address_meant(token: str) -> MailAddress | None:
    """None where the address was taken back since: then there is nothing to end."""
    found = seals.stops(token) or abort(404)
    address = queries.address_of(found[0])
    return address if address and seals.is_of(found, address) else None
