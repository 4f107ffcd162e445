"""Pages for what went wrong: what happened, why, and the next step."""

import logging
from typing import NamedTuple

from flask import Flask, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from portal.config import REQUEST_MB
from portal.core.access import asker_or_none, is_public, page_of_the_form
from portal.core.db import db
from portal.core.page import page

log = logging.getLogger(__name__)


class Words(NamedTuple):
    title: LazyString
    why: LazyString
    next: LazyString


WORDS = {
    400: Words(
        _l("这次提交没有被接受"),
        _l("表单不完整，或者页面放得太久，安全标记已经过期。"),
        _l("请返回上一页，刷新后再提交一次。您还没有办成任何事，也没有丢失已经保存的内容。"),
    ),
    403: Words(
        _l("您不能打开这一页"),
        _l("这一页只给担任相应职务的人使用。"),
        _l("如果您认为这是弄错了，请打电话或到服务台问一问。"),
    ),
    404: Words(
        _l("没有找到这一页"),
        _l("地址可能抄错了，或者这里从来没有过这一页。"),
        _l("请从首页重新进入。"),
    ),
    405: Words(
        _l("这一页不能这样打开"),
        _l("它只接受从表单提交。"),
        _l("请从首页重新进入。"),
    ),
    413: Words(
        _l("提交的内容太大"),
        _l("照片、文件连同文字，一次最多交 %(n)s MB。这一次没有存下。", n=REQUEST_MB),
        _l("请返回上一页，您写的字还在；换一张小一点的照片，再提交一次。"),
    ),
    429: Words(
        _l("请求太频繁了"),
        _l("短时间内请求的次数太多，网站暂时停一停。"),
        _l("请等一分钟再试，不必着急，您的权利不会因此受影响。"),
    ),
    500: Words(
        _l("网站出错了"),
        _l("这是我们的错，不是您的错。错误已经记下，没有保存一半的内容。"),
        _l("请稍后再试；如果还不行，请打电话告诉我们。"),
    ),
    503: Words(
        _l("网站正忙，这一次没有办成"),
        _l("同一时刻的人太多，或者正在维护。您提交的内容没有生效。"),
        _l("请等半分钟再试一次。"),
    ),
}


SIGNED_OUT = Words(
    _l("您已经退出登录，这一次没有提交"),
    _l("登录过了期，或者在别处退出了。您刚才写的字没有存下，但是还在浏览器的上一页里。"),
    _l("请先返回上一页，把写的字抄下来或复制好；再打开新窗口登录，重新填一次。"),
)


def _signed_out() -> Response:
    """A form whose sender is signed in no more: the way to log in leaves this window alone, and
    with it the words in its previous page.
    """
    login = url_for("accounts.login", next=page_of_the_form())
    error = {**SIGNED_OUT._asdict(), "code": 400, "href": login, "action": _("在新窗口登录")}
    return page("layout/error.html", status=400, error={**error, "new_window": True})


def _answer(code: int) -> Response:
    """The error's page; its bare words where the page's own frame cannot be drawn."""
    words = _words(code)
    try:
        return page("layout/error.html", status=code, error={**words._asdict(), "code": code})
    except Exception:
        log.exception("the error page could not be drawn")
        db.session.rollback()
        return _bare(code)


def _bare(code: int) -> Response:
    return Response("\n".join(map(str, _words(code))), code, mimetype="text/plain")


def _words(code: int) -> Words:
    return WORDS.get(code) or WORDS[400 if code < 500 else 500]


def init_errors(app: Flask) -> None:
    @app.errorhandler(CSRFError)
    def csrf(error: CSRFError) -> Response:
        if asker_or_none() is None and not is_public(request.endpoint):
            return _signed_out()
        return _answer(400)

    @app.errorhandler(SecurityError)
    def host_not_ours(error: SecurityError) -> Response:
        """No page: it has no addresses to link to. No line in the log: scanners come in crowds."""
        return _bare(400)

    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> Response:
        if error.code is None or error.code < 400:
            return error.get_response()
        return _answer(error.code)

    @app.errorhandler(OperationalError)
    def database_busy(error: OperationalError) -> Response:
        log.error("database unavailable: %s", type(error.orig).__name__)
        db.session.rollback()
        response = _answer(503)
        response.headers["Retry-After"] = "30"
        return response

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Response:
        log.exception("unhandled error")
        db.session.rollback()
        return _answer(500)
