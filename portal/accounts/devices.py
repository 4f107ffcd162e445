"""One's own safety: where one is signed in, signing out elsewhere, and a new password."""

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.accounts import changing, passwords, queries, sessions, words
from portal.accounts.changing import Proof
from portal.accounts.forms import PasswordForm
from portal.accounts.models import Account
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.page import page, page_of, refused, see_other

bp = Blueprint("devices", __name__, url_prefix="/me")
PAGE_SIZE = 10


@bp.get("/devices/")
@needs(Can.USE_OWN_PAGES)
def index() -> Response:
    """Every device that is signed in, the latest first."""
    me = asker()
    devices = sessions.live(me.account_id, clock.now())
    return page(
        "accounts/devices.html",
        devices=page_of(devices, PAGE_SIZE),
        others=len(devices) - 1,
        here=me.session_id,
        named=words.device,
    )


@bp.post("/devices/<int:session_id>/end/")
@needs(Can.USE_OWN_PAGES)
def end(session_id: int) -> Response:
    me = asker()
    with writing():
        ended = changing.end_device(me.account_id, session_id, me.person_id, clock.now())
    if ended:
        flash(_("那个设备已经退出登录。要是怕密码被人知道了，请再改一次密码。"), "good")
    else:
        flash(_("那个设备已经不在登录中了。"), "waiting")
    return see_other(".index")


@bp.post("/devices/others/end/")
@needs(Can.USE_OWN_PAGES)
def end_others() -> Response:
    me = asker()
    with writing():
        count = changing.end_other_devices(me.account_id, me.session_id, me.person_id, clock.now())
    flash(
        ngettext(
            "已经让另外 %(num)s 个设备退出登录。", "已经让另外 %(num)s 个设备退出登录。", count
        )
        if count
        else _("没有别的设备在登录中。"),
        "good",
    )
    return see_other(".index")


# ---- The password ----


@bp.get("/password/")
@needs(Can.USE_OWN_PAGES)
def password() -> Response:
    return page("accounts/password.html", form=PasswordForm(formdata=None))


@bp.post("/password/")
@needs(Can.USE_OWN_PAGES)
def change_password() -> Response:
    """Both passwords are hashed with no transaction open."""
    form, account = PasswordForm(), _own_account()
    form.own_numbers = {account.login_number, account.phone or account.login_number}
    if not form.validate():
        return refused("accounts/password.html", form=form)
    proof = _changed(form, account)
    if proof.account is None:
        form.fail("current", changing.why_not(proof))
        return refused("accounts/password.html", form=form)
    flash(_("密码改好了，别的设备都已经退出登录。下次登录请用新密码。"), "good")
    return see_other("front.me")


def _own_account() -> Account:
    return queries.account_of(asker().person_id) or abort(404)


def _changed(form: PasswordForm, account: Account) -> Proof:
    me, meant = asker(), queries.credentials_of(account)
    db.session.rollback()
    right = passwords.matches(meant.password_hash, form.current.data)
    hashed = passwords.hashed(form.password.data)
    with writing():
        proof = changing.prove(meant, right, request.remote_addr or "", clock.now())
        if proof.account:
            changing.change_password(proof.account, hashed, me.session_id, clock.now())
    return proof
