"""The desk's offices: who holds which, from when to when; giving and ending one."""

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import actions, queries, words
from portal.accounts.actions import TermRefused
from portal.accounts.forms import EndForm, TermForm
from portal.accounts.rules import TermFault
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.page import page, see_other
from portal.core.text import clean_line
from portal.roster.models import Person

bp = Blueprint("offices", __name__, url_prefix="/desk/roles")


@bp.get("/")
@needs(Can.GRANT_ROLES)
def index() -> Response:
    """Offices held now or later; a search finds the person to give one to."""
    wanted, today = clean_line(request.args.get("q", "")), clock.today()
    return page(
        "accounts/roles.html",
        wanted=wanted,
        found=queries.people_named(wanted, today),
        officers=queries.officers(today),
        names=words.ROLES,
        today=today,
    )


@bp.get("/grant/<int:person_id>/")
@needs(Can.GRANT_ROLES)
def grant(person_id: int) -> Response:
    return _grant_page(person_id, TermForm(starts_on=clock.today()))


@bp.post("/grant/<int:person_id>/")
@needs(Can.GRANT_ROLES)
def give(person_id: int) -> Response:
    form = TermForm()
    if not form.validate():
        return _grant_page(person_id, form, 422)
    term = form.term
    try:
        with writing():
            person = _person(person_id)
            actions.grant_role(person.id, term, asker().person_id, clock.now())
    except TermRefused as refusal:
        form.fail(words.TERM_FAULT_FIELDS[refusal.fault], words.TERM_FAULTS[refusal.fault])
        return _grant_page(person_id, form, 422)
    flash(_("已经授予职务，从第一天起生效。"), "good")
    return see_other(".index")


@bp.get("/<int:term_id>/end/")
@needs(Can.GRANT_ROLES)
def ask_end(term_id: int) -> Response:
    return _end_page(term_id, EndForm(ends_on=clock.today()))


@bp.post("/<int:term_id>/end/")
@needs(Can.GRANT_ROLES)
def end(term_id: int) -> Response:
    form = EndForm()
    if not form.validate():
        return _end_page(term_id, form, 422)
    try:
        with writing():
            actions.end_role(term_id, form.last_day, asker().person_id, clock.now())
    except LookupError:
        abort(404)
    flash(_("已经记下这个职务的最后一天。"), "good")
    return see_other(".index")


def _person(person_id: int) -> Person:
    return db.session.get(Person, person_id) or abort(404)


def _grant_page(person_id: int, form: TermForm, status: int = 200) -> Response:
    """The form; oneself is told at once that nobody gives themselves an office."""
    own = words.TERM_FAULTS[TermFault.OWN] if person_id == asker().person_id else None
    return page(
        "accounts/grant.html", status=status, form=form, person=_person(person_id), refusal=own
    )


def _end_page(term_id: int, form: EndForm, status: int = 200) -> Response:
    officer = queries.officer(term_id) or abort(404)
    return page(
        "accounts/end_role.html", status=status, form=form, officer=officer, names=words.ROLES
    )
