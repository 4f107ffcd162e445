"""The desk of follow-ups: the committee promises and reports, the supervisors check."""

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import id_asked, page, page_number, see_other
from portal.resolutions import queries as resolutions
from portal.resolutions.followups import actions, pages, queries, sources, words
from portal.resolutions.followups.actions import Promise, Refused
from portal.resolutions.followups.forms import PromiseForm
from portal.resolutions.followups.queries import Wanted
from portal.resolutions.followups.rules import Act
from portal.resolutions.followups.sources import Found

bp = Blueprint("followups_desk", __name__, url_prefix="/desk/follow-ups")
PAGE_SIZE = 30
UNPROMISED_SHOWN = 10
_PAGE = "resolutions/followups/desk/followup.html"


@bp.get("/")
@needs(Can.SEE_DESK)
def index() -> Response:
    today, state, me = clock.today(), request.args.get("state", ""), asker()
    wanted = Wanted(id_asked("body"), state if state in words.STATES else "")
    convenes = me.can(Can.CONVENE)
    return page(
        "resolutions/followups/desk/index.html",
        found=queries.listed(wanted, today, page_number(), PAGE_SIZE),
        counts=queries.counts(today, wanted.body_id),
        bodies=queries.bodies_named(),
        wanted=wanted,
        today=today,
        unpromised=resolutions.without_follow_up(UNPROMISED_SHOWN) if convenes else [],
    )


@bp.get("/<int:followup_id>/")
@needs(Can.SEE_DESK)
def show(followup_id: int) -> Response:
    return pages.show(_PAGE, pages.found(followup_id), pages.hand())


# ---- promising


def _source() -> tuple[str, int, Found]:
    """The thing that the address names; 404 where nothing can be promised of it."""
    kind, source_id = request.args.get("kind", ""), id_asked("id") or 0
    thing = sources.find(kind, source_id)
    return (kind, source_id, thing) if thing else abort(404)


def _promise_form(**given: object) -> PromiseForm:
    today, form = clock.today(), PromiseForm(**given)
    form.offer(queries.nameable(today), queries.holders(queries.SUPERVISORS, today))
    return form


def _promise_page(form: PromiseForm, status: int = 200) -> Response:
    kind, source_id, thing = _source()
    source = sources.known(kind)
    return page(
        "resolutions/followups/desk/new.html",
        status=status,
        form=form,
        thing=thing,
        source=source,
        source_path=source.path % {"source": source_id},
        action=request.full_path.rstrip("?"),
    )


@bp.get("/new/")
@needs(Can.CONVENE)
def new() -> Response:
    return _promise_page(_promise_form(formdata=None))


@bp.post("/new/")
@needs(Can.CONVENE)
def create() -> Response:
    kind, source_id, _thing = _source()
    form = _promise_form()
    if not form.validate():
        return _promise_page(form, 422)
    wanted = Promise(
        source_kind=kind,
        source_id=source_id,
        what=form.what.data or "",
        responsible=form.responsible.data or "",
        responsible_id=form.person.data or None,
        checker_id=form.checker.data,
        due_on=form.due_on.data,  # type: ignore[arg-type]
    )
    try:
        with writing():
            made = actions.promise(wanted, asker().person_id, clock.now()).id
    except Refused as no:
        field, message = words.REFUSALS[no.reason]
        form.fail(field, message)
        return _promise_page(form, 422)
    flash(_("写下了，大家都看得到。"), "good")
    return see_other(".show", followup_id=made)


# ---- what comes after


@bp.post("/<int:followup_id>/note/")
@needs(Can.CONVENE)
def note(followup_id: int) -> Response:
    return _step(followup_id, Act.NOTE, _("写好了，大家都看得到。"))


@bp.post("/<int:followup_id>/done/")
@needs(Can.CONVENE)
def done(followup_id: int) -> Response:
    return _step(followup_id, Act.REPORT, _("报告了。监督委员会来核实。"))


@bp.post("/<int:followup_id>/move/")
@needs(Can.CONVENE)
def move(followup_id: int) -> Response:
    return _step(followup_id, Act.MOVE, _("期限改了，原来的期限和原因都公开。"))


@bp.post("/<int:followup_id>/fulfil/")
@needs(Can.CHECK_FOLLOWUPS)
def fulfil(followup_id: int) -> Response:
    return _step(followup_id, Act.FULFIL, _("记下了：核实办好了。"))


@bp.post("/<int:followup_id>/reopen/")
@needs(Can.CHECK_FOLLOWUPS)
def reopen(followup_id: int) -> Response:
    return _step(followup_id, Act.REOPEN, _("记下了：还没有办好，继续办。"))


def _step(followup_id: int, act: Act, said: str) -> Response:
    answer = pages.take(followup_id, act, pages.hand(), _PAGE)
    if isinstance(answer, Response):
        return answer
    flash(said, "good")
    return see_other(".show", followup_id=followup_id)
