"""A rehearsal on the desk: begin it, end it, throw it away."""

from datetime import datetime
from pathlib import Path

from flask import Blueprint, abort, current_app, flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response
from wtforms.validators import NumberRange

from portal.budget import pages, queries
from portal.budget.actions import closing, rehearsing
from portal.budget.actions.preparing import Frozen
from portal.budget.models import Round
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db
from portal.core.forms import Form, WholeNumberField, required
from portal.core.page import page, see_other

bp = Blueprint("rehearsal", __name__, url_prefix="/desk/rounds/<int:round_id>/rehearsal")


class StartForm(Form):
    minutes = WholeNumberField(
        _l("开放多少分钟"),
        [required(_l("请填写数字")), NumberRange(1, 1440, _l("请填写 1 到 1440 之间的数"))],
        default=60,
    )


def _keys() -> Path:
    return Path(current_app.config["PORTAL"].keys)


def _round(round_id: int) -> Round:
    found = queries.round_by_id(round_id)
    if found is None or found.rehearsal_of is not None:
        abort(404)
    return found


def _running(round_id: int) -> int:
    _round(round_id)
    found = queries.rehearsal_of(round_id) or abort(404)
    return found.id


@bp.get("/")
@needs(Can.PREPARE_ROUND)
def index(round_id: int) -> Response:
    return _page(round_id, StartForm())


def _page(
    round_id: int, form: StartForm, status: int = 200, trouble: str | None = None
) -> Response:
    round_, rehearsal, now = _round(round_id), queries.rehearsal_of(round_id), clock.now()
    return page(
        "budget/desk/rehearsal.html",
        status=status,
        real=round_,
        rehearsal=rehearsal,
        state=pages.state_of(rehearsal, now) if rehearsal else None,
        turnout=queries.turnout(rehearsal) if rehearsal else None,
        kept_until=_kept_until(rehearsal),
        may_start=rehearsing.may_start(round_),
        form=form,
        trouble=trouble,
    )


def _kept_until(rehearsal: Round | None) -> datetime | None:
    begun = rehearsal.announced_at if rehearsal else None
    return begun + rehearsing.KEPT if begun else None


@bp.post("/")
@needs(Can.PREPARE_ROUND)
def start(round_id: int) -> Response:
    form = StartForm()
    if not form.validate():
        return _page(round_id, form, 422)
    _round(round_id)
    db.session.rollback()
    try:
        rehearsing.start(round_id, form.minutes.data or 0, _keys(), clock.now())
    except (Frozen, IntegrityError):
        return _page(
            round_id,
            form,
            422,
            _("现在不能演练：已经有一次演练，或者轮次已经封箱，或者还没有项目。"),
        )
    except OSError:
        return _page(
            round_id, form, 422, _("不能存放演练的密钥，请管理员检查服务器上的密钥文件夹。")
        )
    return see_other("rehearsal.index", round_id=round_id)


@bp.post("/finish/")
@needs(Can.PREPARE_ROUND)
def finish(round_id: int) -> Response:
    """Ends it now, counts it and shows the result."""
    rehearsal_id = _running(round_id)
    db.session.rollback()
    try:
        rehearsing.finish(rehearsal_id, _keys(), clock.now())
    except LookupError:  # thrown away meanwhile
        abort(404)
    except (Frozen, closing.KeyLost):
        trouble = _("这次演练不能计票，请丢弃它，再演练一次。")
        return _page(round_id, StartForm(formdata=None), 422, trouble)
    return see_other("rehearsal.index", round_id=round_id)


@bp.post("/discard/")
@needs(Can.PREPARE_ROUND)
def discard(round_id: int) -> Response:
    rehearsal_id = _running(round_id)
    db.session.rollback()
    try:
        rehearsing.discard(rehearsal_id, _keys(), asker().person_id, clock.now())
    except LookupError:  # thrown away meanwhile
        abort(404)
    flash(_("演练已经丢弃：轮次、选票和文件都删除了，公开记录里留下一行。"))
    return see_other("rehearsal.index", round_id=round_id)
