"""The second step at the log-in, and on one's own pages: what it is, on, off, new backup codes."""

from flask import Blueprint, abort, flash, session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import changing, passwords, queries
from portal.accounts.changing import Proof
from portal.accounts.entering import address, device, enter, former_token, onward
from portal.accounts.forms import LoginForm
from portal.accounts.models import Account
from portal.accounts.second import actions, keys, rules, words
from portal.accounts.second import queries as seconds
from portal.accounts.second.actions import AlreadyOn, Stale
from portal.accounts.second.forms import CodeForm, ProofForm, SetUpForm
from portal.accounts.second.rules import Fault
from portal.core import clock
from portal.core.access import Can, asker, needs, public
from portal.core.db import db, writing
from portal.core.page import page, refused, see_other
from portal.core.qr import qr_svg
from portal.roster.queries import community

bp = Blueprint("second", __name__)
_NONCE = "second"


# ---- At the log-in ----


@bp.get("/login/second/")
@public
def restart() -> Response:
    """A browser that restores this step by its address begins again."""
    return see_other("accounts.login")


@bp.post("/login/second/")
@public
def log_in() -> Response:
    form = CodeForm()
    if not form.validate():
        return refused("second/login.html", form=form)
    ticket, typed = form.ticket.data or "", form.typed
    try:
        with writing():
            came = actions.sign_in(ticket, typed, address(), device(), clock.now(), former_token())
    except Stale:
        return _begin_again(form.next.data)
    if isinstance(came, Fault):
        form.fail("code" if form.code.data else "backup", words.FAULTS[came])
        return refused("second/login.html", form=form)
    enter(came)
    return onward(form.next.data)


def _begin_again(wanted: str | None) -> Response:
    form = LoginForm(formdata=None, next=wanted)
    form.form_errors.append(_("时间过得久了，或者账号有了变动，请从头登录一次。"))
    return refused("accounts/login.html", form=form)


# ---- On one's own pages ----


@bp.get("/me/second/")
@needs(Can.USE_OWN_PAGES)
def show() -> Response:
    me = asker()
    return page(
        "second/show.html",
        factor=seconds.factor_of(me.account_id),
        left=seconds.codes_left(me.account_id),
        demanded=seconds.demanded(),
        must_have=rules.must_have(me.is_on_duty, seconds.demanded()),
    )


@bp.get("/me/second/on/")
@needs(Can.USE_OWN_PAGES)
def set_up() -> Response:
    """The secret to scan. It stays the same until it is confirmed, and is kept nowhere before."""
    if seconds.factor_of(asker().account_id):
        return see_other(".show")
    session.setdefault(_NONCE, keys.new_nonce())
    return _set_up_page(SetUpForm(formdata=None))


@bp.post("/me/second/on/")
@needs(Can.USE_OWN_PAGES)
def turn_on() -> Response:
    """Asks for the password too: whoever finds an open session must not shut its owner out."""
    if _NONCE not in session:
        return see_other(".set_up")
    form = SetUpForm()
    if not form.validate():
        return _set_up_page(form, 422)
    try:
        codes = _turned_on(form)
    except AlreadyOn:
        return see_other(".show")
    if codes is None:
        return _set_up_page(form, 422)
    session.pop(_NONCE)
    return _codes_page(codes)


def _turned_on(form: SetUpForm) -> list[str] | None:
    """The backup codes; None where the form was marked with what is wrong."""
    me, meant, right = asker(), *_checked(form.password.data)
    secret = keys.secret(me.account_id, session[_NONCE])
    with writing():
        proof = changing.prove(meant, right, address(), clock.now())
        codes = (
            actions.turn_on(proof.account, secret, form.digits, me.session_id, clock.now())
            if proof.account
            else None
        )
    if not _marked(form, proof) and codes is None:
        form.fail("code", _("数字不对。请看一看手机的时间准不准，再填验证器里最新的 6 位数字。"))
    return codes


def _set_up_page(form: SetUpForm, status: int = 200) -> Response:
    me = asker()
    account = _own_account()
    secret = keys.secret(me.account_id, session[_NONCE])
    in_app = rules.address(secret, account.login_number, community().name)
    return page(
        "second/on.html",
        status=status,
        form=form,
        picture=qr_svg(in_app),
        address=in_app,
        secret=rules.in_fours(secret),
        must_have=rules.must_have(me.is_on_duty, seconds.demanded()),
    )


@bp.get("/me/second/codes/")
@needs(Can.USE_OWN_PAGES)
def ask_codes() -> Response:
    if not seconds.factor_of(asker().account_id):
        return see_other(".show")
    return page("second/codes.html", form=ProofForm(formdata=None))


@bp.post("/me/second/codes/")
@needs(Can.USE_OWN_PAGES)
def renew_codes() -> Response:
    """New backup codes, answered once and kept nowhere."""
    form = ProofForm()
    if not form.validate():
        return refused("second/codes.html", form=form)
    meant, right = _checked(form.password.data)
    with writing():
        account = _twice_proven(form, meant, right)
        fresh = actions.renew_codes(account, clock.now()) if account else None
    return _codes_page(fresh) if fresh else refused("second/codes.html", form=form)


@bp.get("/me/second/off/")
@needs(Can.USE_OWN_PAGES)
def ask_off() -> Response:
    if not seconds.factor_of(asker().account_id) or _must_have():
        return see_other(".show")
    return page("second/off.html", form=ProofForm(formdata=None))


@bp.post("/me/second/off/")
@needs(Can.USE_OWN_PAGES)
def turn_off() -> Response:
    if _must_have():
        return see_other(".show")
    form = ProofForm()
    if not form.validate():
        return refused("second/off.html", form=form)
    meant, right = _checked(form.password.data)
    with writing():
        account = _twice_proven(form, meant, right)
        if account:
            actions.turn_off(account, clock.now())
    if account is None:
        return refused("second/off.html", form=form)
    flash(_("登录验证码关掉了，以后登录只要密码。"), "good")
    return see_other(".show")


def _must_have() -> bool:
    return rules.must_have(asker().is_on_duty, seconds.demanded())


def _own_account() -> Account:
    return queries.account_of(asker().person_id) or abort(404)


def _checked(password: str | None) -> tuple[queries.Credentials, bool]:
    """What the password was held against with no transaction open, and whether it matched."""
    meant = queries.credentials_of(_own_account())
    db.session.rollback()
    return meant, passwords.matches(meant.password_hash, password or "")


def _twice_proven(form: ProofForm, meant: queries.Credentials, right: bool) -> Account | None:
    """The account, where password and code are right; else the form is marked."""
    proof = changing.prove(meant, right, address(), clock.now())
    if _marked(form, proof) or proof.account is None:
        return None
    fault = actions.take(proof.account, form.code.data or "", address(), clock.now())
    if fault:
        form.fail("code", words.FAULTS[fault])
    return None if fault else proof.account


def _marked(form: SetUpForm | ProofForm, proof: Proof) -> bool:
    """Whether the password was refused, and the form says so."""
    if proof.account is None:
        form.fail("password", changing.why_not(proof))
    return proof.account is None


def _codes_page(codes: list[str]) -> Response:
    return page("second/fresh.html", codes=codes)
