"""The desk's bodies: the list, each with its seats; founding, settings, terms, seats."""

from collections.abc import Callable

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.bodies import actions, dissolving, mandates, pages, papers, queries, rules, terms
from portal.bodies.forms import (
    BodyForm,
    DissolveForm,
    SeatsForm,
    SettingsForm,
    tell,
)
from portal.bodies.models import Body, Term
from portal.bodies.rules import Base, Kind, Refused
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.forms import Form
from portal.core.page import id_asked, page, see_other

bp = Blueprint("bodies_desk", __name__, url_prefix="/desk/bodies")


@bp.get("/")
@needs(Can.KEEP_BODIES)
def index() -> Response:
    today = clock.today()
    return page(
        "bodies/desk/index.html", bodies=queries.bodies(today), filled=queries.filled(today)
    )


@bp.get("/new/")
@needs(Can.KEEP_BODIES)
def new() -> Response:
    usual = {"base": Base.PRESENT, "sponsors": 0, "resident_sponsors": 0}
    return _new_page(BodyForm(**usual, notice_days=3, papers_days=3))


@bp.post("/new/")
@needs(Can.KEEP_BODIES)
def found() -> Response:
    form = BodyForm()
    _offer_parents(form)
    if not form.validate():
        return _new_page(form, 422)
    by, wanted, kind = asker().person_id, form.settings, Kind(form.kind.data)
    try:
        with writing():
            made = actions.found(kind, form.parent.data or None, wanted, by, clock.now()).id
    except Refused as no:
        tell(form, no.reason)
        return _new_page(form, 422)
    flash(_("已经成立。下一步：开始一届，设好席位。"), "good")
    return see_other(".show", body_id=made)


def _offer_parents(form: BodyForm) -> None:
    form.offer(queries.bodies(clock.today()))


def _new_page(form: BodyForm, status: int = 200) -> Response:
    _offer_parents(form)
    return page("bodies/desk/new.html", status=status, form=form)


@bp.get("/<int:body_id>/")
@needs(Can.KEEP_BODIES)
def show(body_id: int) -> Response:
    """The newest term, which may be still to come, or the one asked for."""
    body, today = _body(body_id), clock.today()
    found, wanted = queries.terms(body.id), id_asked("term")
    chosen = [one for one in found if one.id == wanted] if wanted else found[:1]
    if wanted and not chosen:
        abort(404)
    term = chosen[0] if chosen else None
    return page(
        "bodies/desk/show.html",
        sheet=pages.sheet(body, term, today),
        terms=found,
        subcommittees=queries.subcommittees(body.id, today),
        has_seats=body.sort not in rules.WITHOUT_SEATS,
        statutory=body.sort in rules.STATUTORY,
        today=today,
        papers=papers.of_body(body.id),
    )


def _body(body_id: int) -> Body:
    return queries.body(body_id) or abort(404)


@bp.get("/<int:body_id>/settings/")
@needs(Can.KEEP_BODIES)
def settings(body_id: int) -> Response:
    body = _body(body_id)
    return _settings_page(body, SettingsForm(obj=body))


@bp.post("/<int:body_id>/settings/")
@needs(Can.KEEP_BODIES)
def change(body_id: int) -> Response:
    form = SettingsForm()
    return _save(
        form,
        lambda: actions.change(body_id, form.settings, asker().person_id, clock.now()),
        lambda: _settings_page(_body(body_id), form, 422),
        body_id,
        _("已经保存。"),
    )


def _settings_page(body: Body, form: SettingsForm, status: int = 200) -> Response:
    return page(
        "bodies/desk/settings.html",
        status=status,
        body=body,
        form=form,
        fixed_base=body.sort in rules.FIXED_BASE,
        least_notice=rules.RESIDENTS_NOTICE_DAYS if body.sort is Kind.RESIDENTS_MEETING else None,
    )


@bp.get("/<int:body_id>/seats/")
@needs(Can.KEEP_BODIES)
def more_seats(body_id: int) -> Response:
    return _seats_page(_newest(body_id), SeatsForm(count=1, votes=True))


@bp.post("/<int:body_id>/seats/")
@needs(Can.KEEP_BODIES)
def add_seats(body_id: int) -> Response:
    form, term = SeatsForm(), _newest(body_id)
    form.offer(queries.grids())
    term_id = term.id
    return _save(
        form,
        lambda: terms.add_seats(term_id, form.plan, asker().person_id, clock.now()),
        lambda: _seats_page(_newest(body_id), form, 422),
        body_id,
        _("席位已经加上。"),
    )


def _newest(body_id: int) -> Term:
    """The term that gets its seats; none yet is a page that is not there."""
    return next(iter(queries.terms(_body(body_id).id)), None) or abort(404)


def _seats_page(term: Term, form: SeatsForm, status: int = 200) -> Response:
    form.offer(queries.grids())
    return page("bodies/desk/seats.html", status=status, term=term, form=form)


@bp.get("/<int:body_id>/dissolve/")
@needs(Can.KEEP_BODIES)
def ask_dissolve(body_id: int) -> Response:
    return _dissolve_page(_body(body_id), DissolveForm(formdata=None))


@bp.post("/<int:body_id>/dissolve/")
@needs(Can.KEEP_BODIES)
def dissolve(body_id: int) -> Response:
    form, by = DissolveForm(), asker().person_id
    form.offer(dissolving.possible_grounds(_body(body_id)))
    return _save(
        form,
        lambda: dissolving.dissolve(
            body_id, form.reason.data or "", by, clock.now(), form.ground.data or ""
        ),
        lambda: _dissolve_page(_body(body_id), form, 422),
        body_id,
        _("已经撤销。它做过的事和坐过的人，仍然公开。"),
    )


def _dissolve_page(body: Body, form: DissolveForm, status: int = 200) -> Response:
    form.offer(dissolving.possible_grounds(body))
    asks = mandates.asks_to_dissolve(body.sort)
    return page("bodies/desk/dissolve.html", status=status, body=body, form=form, asks=asks)


def _save(
    form: Form,
    act: Callable[[], object],
    again: Callable[[], Response],
    body_id: int,
    said: str,
) -> Response:
    """Acts in one transaction, and goes to the body; a refusal comes back to its field."""
    if not form.validate():
        return again()
    try:
        with writing():
            act()
    except LookupError:
        abort(404)
    except Refused as no:
        tell(form, no.reason)
        return again()
    except actions.Hindered as no:
        form.fail("reason", no.why)
        return again()
    flash(said, "good")
    return see_other(".show", body_id=body_id)
