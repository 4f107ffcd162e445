"""Signing in and out, activation by a slip, and the privacy notice."""

from flask import Blueprint, request, session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import actions, idle, passwords, queries, rules, seals, sessions
from portal.accounts.actions import Attempt, PhoneTaken, SlipGone
from portal.accounts.entering import address, device, enter, former_token, onward
from portal.accounts.forms import ActivationForm, CodeForm, LoginForm
from portal.accounts.models import Slip
from portal.accounts.second import keys as second_keys
from portal.accounts.second.forms import CodeForm as SecondForm
from portal.core import clock
from portal.core.access import Can, asker, asker_or_none, needs, public
from portal.core.db import db, writing
from portal.core.page import page, refused, see_other
from portal.core.text import match_key

bp = Blueprint("accounts", __name__)
bp.add_app_template_filter(rules.masked, "masked")


# ---- Signing in and out ----


@bp.get("/login/")
@public
def login() -> Response:
    """The log-in; whoever is signed in already goes straight on."""
    if asker_or_none():
        return onward(request.args.get("next"))
    form = LoginForm(next=request.args.get("next"))
    return page("accounts/login.html", form=form, was_idle=idle.was_idle())


@bp.post("/login/")
@public
def log_in() -> Response:
    """One hash a try, whatever was typed; every failure reads the same."""
    form = LoginForm()
    if not form.validate():
        return refused("accounts/login.html", form=form)
    attempt = Attempt(form.phone.data, match_key(form.name.data), address())
    meant = queries.credentials(attempt.identity, attempt.name_key)
    db.session.rollback()
    right = passwords.matches(meant.password_hash, form.password.data)
    with writing():
        outcome = actions.sign_in(attempt, meant, right, device(), clock.now())
        if outcome.token:
            sessions.end(former_token(), clock.now())
        ticket = second_keys.ticket(outcome.pending) if outcome.pending else None
    if ticket:
        code_form = SecondForm(formdata=None, ticket=ticket, next=form.next.data)
        return page("second/login.html", form=code_form)
    if outcome.token is None:
        form.form_errors.append(_must_wait() if outcome.must_wait else _not_matching())
        return refused("accounts/login.html", form=form)
    enter(outcome.token)
    return onward(form.next.data)


@bp.post("/logout/")
@needs(Can.USE_OWN_PAGES)
def logout() -> Response:
    """Ends this device's session, here and in the database."""
    token = asker().session_token
    with writing():
        sessions.end(token, clock.now())
    session.clear()
    return see_other("front.home")


def _not_matching() -> str:
    return _("手机号（或编号）、姓名、密码对不上。请核对后再试；连续五次不对，要等五分钟。")


def _must_wait() -> str:
    return _("试的次数太多了，请等几分钟再试。记不清密码，请打电话或到服务台问一问。")


# ---- Activation ----


@bp.get("/activate/")
@public
def activate() -> Response:
    """Asks for the code; a scanned one is filled in already."""
    return page("accounts/activate.html", form=CodeForm(code=request.args.get("code")))


@bp.post("/activate/")
@public
def check_code() -> Response:
    """A code that fits is answered with the next step; from here on a signed ticket carries it."""
    form = CodeForm()
    if not form.validate():
        return refused("accounts/activate.html", form=form)
    with writing():
        slip, must_wait = actions.try_code(form.code.data, address(), clock.now(), clock.today())
    if slip is None:
        form.fail("code", _must_wait() if must_wait else _no_such_code())
        return refused("accounts/activate.html", form=form)
    account = ActivationForm(formdata=None, ticket=seals.ticket(slip.id))
    return page("accounts/account.html", form=account, slip=slip)


@bp.get("/activate/account/")
@public
def restart() -> Response:
    """A browser that restores the second step by its address begins again."""
    return see_other("accounts.activate")


@bp.post("/activate/account/")
@public
def open_account() -> Response:
    """Opens the account, signs in, and goes on to how one signs in from now on."""
    form = ActivationForm()
    slip = queries.usable_slip(seals.slip_of(form.ticket.data or "") or 0, clock.today())
    if slip is None:
        return _begin_again()
    form.own_number = slip.number
    if not form.validate():
        return refused("accounts/account.html", form=form, slip=slip)
    try:
        enter(_opened(form, slip))
    except SlipGone:
        return _begin_again()
    except PhoneTaken:
        form.fail("phone", _phone_taken(slip.number))
        return refused("accounts/account.html", form=form, slip=slip)
    return see_other("accounts.activated")


def _opened(form: ActivationForm, slip: Slip) -> str:
    """The token of the first session; the password is hashed with no transaction open."""
    slip_id = slip.id
    db.session.rollback()
    hashed = passwords.hashed(form.password.data)
    with writing():
        return actions.activate(
            slip_id, form.phone.data, hashed, device(), clock.now(), clock.today()
        )


def _begin_again() -> Response:
    form = CodeForm(formdata=None)
    form.form_errors.append(_no_such_code())
    return refused("accounts/activate.html", form=form)


def _no_such_code() -> str:
    return _(
        "这个激活码打不开账号：可能抄错了，或者已经用过、作废了。"
        "请对照纸条再看一遍；还不行，就打电话或到服务台换一张。"
    )


def _phone_taken(number: str) -> str:
    return _(
        "这个手机号下已经有一个同名的账号。请换一个手机号，或者不填，用编号 %(number)s 登录。",
        number=number,
    )


@bp.get("/activate/done/")
@needs(Can.USE_OWN_PAGES)
def activated() -> Response:
    """How to sign in from now on."""
    return page("accounts/activated.html", account=queries.account_of(asker().person_id))


@bp.get("/privacy/")
@public
def privacy() -> Response:
    return page("accounts/privacy.html", version=rules.PRIVACY_VERSION)
