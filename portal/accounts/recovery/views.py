"""Getting back in with a code from the desk: the code, then a new password."""

from flask import Blueprint, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import passwords, seals, sessions
from portal.accounts import queries as accounts
from portal.accounts.actions import PhoneTaken
from portal.accounts.entering import address, device, enter, former_token
from portal.accounts.models import Account
from portal.accounts.recovery import actions, queries, words
from portal.accounts.recovery.actions import Gone
from portal.accounts.recovery.forms import CodeForm, RenewForm
from portal.accounts.recovery.models import Recovery
from portal.accounts.recovery.rules import Refusal, State
from portal.accounts.second import keys as second_keys
from portal.accounts.second.forms import CodeForm as SecondForm
from portal.core import clock
from portal.core.access import public
from portal.core.db import db, writing
from portal.core.page import page, refused, see_other

bp = Blueprint("recovery", __name__, url_prefix="/recover")
_TICKET = "recovery"


@bp.get("/")
@public
def start() -> Response:
    """What to do without password or telephone; and the place for the code."""
    return page("recovery/start.html", form=CodeForm(formdata=None))


@bp.post("/")
@public
def check() -> Response:
    """A code that fits is answered with the next step; from here on a signed ticket carries it."""
    form = CodeForm()
    if not form.validate():
        return refused("recovery/start.html", form=form)
    with writing():
        found, refusal = actions.try_code(form.phone.data, form.code.data, address(), clock.now())
    if found is None:
        form.form_errors.append(words.REFUSALS[refusal or Refusal.NO_MATCH])
        return refused("recovery/start.html", form=form)
    renewal = RenewForm(formdata=None, ticket=seals.ticket(found.id, _TICKET))
    return page("recovery/renew.html", form=renewal, account=accounts.account_of(found.person_id))


@bp.get("/password/")
@public
def restart() -> Response:
    """A browser that restores the second step by its address begins again."""
    return see_other(".start")


@bp.post("/password/")
@public
def renew() -> Response:
    """Sets the new password, signs out everywhere else, and signs in here."""
    form = RenewForm()
    found = queries.by_id(seals.row_of(form.ticket.data or "", _TICKET) or 0)
    account = accounts.account_of(found.person_id) if found else None
    if found is None or account is None or queries.state(found, clock.now()) is not State.OPEN:
        return _begin_again(found)
    form.own_numbers = frozenset({account.login_number, account.phone or ""})
    if not form.validate():
        return refused("recovery/renew.html", form=form, account=account)
    try:
        token, second = _renewed(form, found)
    except Gone:
        return _begin_again(queries.by_id(found.id))
    except PhoneTaken:
        form.fail("phone", _("这个手机号下已经有一个同名的账号，请换一个手机号，或者不填。"))
        return refused("recovery/renew.html", form=form, account=account)
    if token is not None:
        enter(token)
    flash(_how_from_now_on(accounts.account_of(account.person_id)), "good")
    if second is not None:
        return page("second/login.html", form=SecondForm(formdata=None, ticket=second))
    return see_other("front.me")


def _renewed(form: RenewForm, found: Recovery) -> tuple[str | None, str | None]:
    """The token of the new session, or the ticket of the second step; the password is hashed with
    no transaction open.
    """
    recovery_id, phone = found.id, form.phone.data
    db.session.rollback()
    hashed = passwords.hashed(form.password.data)
    with writing():
        outcome = actions.recover(recovery_id, phone, hashed, device(), clock.now())
        sessions.end(former_token(), clock.now())
        ticket = second_keys.ticket(outcome.pending) if outcome.pending else None
        return outcome.token, ticket


def _begin_again(found: Recovery | None) -> Response:
    """The first step, with what became of the code since: whoever comes here once held it."""
    form = CodeForm(formdata=None)
    state = queries.state(found, clock.now()) if found else State.OPEN
    refusal = Refusal.NO_MATCH if state is State.OPEN else Refusal(state.value)
    form.form_errors.append(words.REFUSALS[refusal])
    return refused("recovery/start.html", form=form)


def _how_from_now_on(account: Account | None) -> str:
    if account is None or not account.phone:
        return _("新密码设好了，别的手机、电脑上的登录都退出了。以后用编号和新密码登录。")
    if account.name_key:
        return _(
            "新密码设好了，别的手机、电脑上的登录都退出了。"
            "以后登录时填手机号 %(phone)s、您的姓名和新密码。",
            phone=account.phone,
        )
    return _(
        "新密码设好了，别的手机、电脑上的登录都退出了。以后登录时填手机号 %(phone)s 和新密码。",
        phone=account.phone,
    )
