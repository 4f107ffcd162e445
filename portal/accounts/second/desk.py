"""The desk's list of staff and their second steps; freeing somebody who lost the app."""

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.accounts.second import actions, queries, rules, words
from portal.accounts.second.actions import CannotReset
from portal.accounts.second.forms import ReasonForm
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.page import page, see_other
from portal.core.text import clean_line
from portal.roster.models import Person

bp = Blueprint("second_desk", __name__, url_prefix="/desk/second")


@bp.get("/")
@needs(Can.RESET_SECOND_STEP)
def index() -> Response:
    wanted, today = clean_line(request.args.get("q", "")), clock.today()
    return page(
        "second/index.html",
        wanted=wanted,
        found=queries.found(accounts.people_named(wanted, today)),
        staff=queries.staff(today),
        demanded=queries.demanded(),
    )


@bp.get("/<int:person_id>/")
@needs(Can.RESET_SECOND_STEP)
def ask(person_id: int) -> Response:
    return _page(person_id, ReasonForm(formdata=None))


@bp.post("/<int:person_id>/")
@needs(Can.RESET_SECOND_STEP)
def reset(person_id: int) -> Response:
    form = ReasonForm()
    if not form.validate():
        return _page(person_id, form, 422)
    try:
        with writing():
            _person(person_id)
            actions.reset(person_id, form.reason.data or "", asker().person_id, clock.now())
    except CannotReset as no:
        form.form_errors.append(words.REFUSALS[no.reason])
        return _page(person_id, form, 422)
    flash(_("已经取消，并告诉了本人。本人下次登录以后要重新设置。"), "good")
    return see_other(".index")


def _person(person_id: int) -> Person:
    return db.session.get(Person, person_id) or abort(404)


def _page(person_id: int, form: ReasonForm, status: int = 200) -> Response:
    person = _person(person_id)
    is_on = bool(queries.with_second([person.id]))
    refusal = rules.reset_refusal(person.id == asker().person_id, is_on)
    why_not = words.REFUSALS[refusal] if refusal else None
    return page("second/reset.html", status=status, form=form, person=person, why_not=why_not)
