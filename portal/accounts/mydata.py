"""One's own data: what is held, taking it along, having it erased (PIPL 44–47)."""

import json

from flask import Blueprint, current_app, flash, make_response, request, session
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import changing, leaving, mine, passwords, queries, words
from portal.accounts.changing import Proof
from portal.accounts.leaving import Refused
from portal.accounts.mine import Done, Held
from portal.accounts.myforms import WORD, EraseForm, TakeForm
from portal.accounts.queries import Credentials
from portal.core import clock, store
from portal.core.access import Can, asker, asker_or_none, needs, public
from portal.core.db import db, writing
from portal.core.i18n import official
from portal.core.page import page, refused, see_other
from portal.core.words import moment
from portal.roster.queries import community

bp = Blueprint("mydata", __name__, url_prefix="/me/data")

FILE = "liren-my-data.json"


# ---- Reading and taking along ----


@bp.get("/")
@needs(Can.USE_OWN_PAGES)
def show() -> Response:
    """What is held, why and until when; the content itself asks for the password."""
    return page("accounts/mydata.html", form=TakeForm(), sections=mine.sections())


@bp.post("/")
@needs(Can.USE_OWN_PAGES)
def take() -> Response:
    """All of it, as a page to read and print or as a file, for whoever knows the password."""
    form = TakeForm()
    if not form.validate() or not _proven(form):
        return refused("accounts/mydata.html", form=form, sections=mine.sections())
    if "file" in request.form:
        with official():
            return _file(mine.gather(asker().person_id))
    return page("accounts/mydata_all.html", held=mine.gather(asker().person_id))


def _proven(form: TakeForm) -> bool:
    """Whether the password is right; else it is told at its field, and counted."""
    meant, right = _tried(form)
    with writing():
        proof = _prove(meant, right)
    return _told(form, proof)


def _tried(form: TakeForm) -> tuple[Credentials, bool]:
    """One hash, with no transaction open."""
    account = queries.account_of(asker().person_id)
    meant = queries.credentials_of(account) if account else queries.NOBODY
    db.session.rollback()
    return meant, passwords.matches(meant.password_hash, form.password.data)


def _prove(meant: Credentials, right: bool) -> Proof:
    return changing.prove(meant, right, request.remote_addr or "", clock.now())


def _told(form: TakeForm, proof: Proof) -> bool:
    if proof.account is None:
        form.fail("password", _must_wait() if proof.must_wait else _wrong())
    return proof.account is not None


def _wrong() -> str:
    return _("现在的密码不对。连续五次不对，要等五分钟。")


def _must_wait() -> str:
    return _("试的次数太多了，请等几分钟再试。")


def _file(held: list[Held]) -> Response:
    """Everything under Chinese names, in an order for people."""
    body = {
        _("社区"): community().name,
        _("生成时间"): moment(clock.now()),
        _("说明"): _("这里是网站上关于您的全部信息。您投给了谁不在里面：没有人查得到。"),
        _("内容"): {str(one.section.title): _told_of(one) for one in held},
    }
    answer = make_response(json.dumps(body, ensure_ascii=False, indent=1))
    answer.mimetype = "application/json"
    answer.headers.set("Content-Disposition", "attachment", filename=FILE)
    return answer


def _told_of(held: Held) -> dict[str, object]:
    return {
        _("为什么记"): str(held.section.why),
        _("存到什么时候"): str(held.section.until),
        _("记录"): held.rows,
    }


# ---- Erasing ----


@bp.get("/erase/")
@needs(Can.USE_OWN_PAGES)
def ask() -> Response:
    """What will be erased and what stays, and why; nothing can bring it back."""
    return _ask(EraseForm())


def _ask(form: EraseForm, status: int = 200) -> Response:
    against = leaving.hindrance(asker().person_id, clock.today())
    return page(
        "accounts/erase.html",
        status=status,
        form=form,
        against=words.HINDRANCES[against] if against else None,
        sections=mine.sections(),
        word=_("注销"),
        chinese=WORD,
    )


@bp.post("/erase/")
@needs(Can.USE_OWN_PAGES)
def erase() -> Response:
    """All in one transaction; then this browser forgets who it was."""
    form = EraseForm()
    if not form.validate():
        return _ask(form, 422)
    meant, right = _tried(form)
    try:
        with writing():
            proof = _prove(meant, right)
            done = leaving.leave(proof.account, clock.now()) if proof.account else None
    except Refused:
        return _ask(form, 422)
    if done is None:
        _told(form, proof)
        return _ask(form, 422)
    return _gone(done)


def _gone(done: Done) -> Response:
    for digest in sorted(done.pictures):
        store.drop(current_app.config["PORTAL"].uploads, digest)
    session.clear()
    flash(
        _("删除了 %(gone)s 条，去掉姓名留下 %(kept)s 条。", gone=done.erased, kept=done.kept),
        "good",
    )
    return see_other(".erased")


@bp.get("/erased/")
@public
def erased() -> Response:
    """What comes after; whoever is signed in has erased nothing, or has come back."""
    return see_other(".show") if asker_or_none() else page("accounts/erased.html")
