"""The roll on the desk: the names for the physical board, and the objections to rule on."""

from typing import Any

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.forms import Form
from portal.core.page import page, page_number, see_other
from portal.core.text import clean_line
from portal.elections import queries, runners, words
from portal.elections.actions import roll
from portal.elections.forms import RulingForm
from portal.elections.models import Election
from portal.elections.rules import Refused

bp = Blueprint("election_roll_desk", __name__, url_prefix="/desk/elections/<int:election_id>")
PAGE_SIZE, SHEET, SHOWN = 20, 120, 40


def _election(election_id: int) -> Election:
    return queries.election(election_id) or abort(404)


@bp.get("/roll/")
@needs(Can.RUN_ELECTION)
def show(election_id: int) -> Response:
    """Searching the whole roll, for whoever comes to the counter."""
    one = _election(election_id)
    typed = clean_line(request.args.get("q", ""))[:20]
    return page(
        "elections/desk/roll.html",
        election=one,
        entitled=queries.entitled(one.id),
        typed=typed,
        **queries.first(queries.search(one.id, typed, None, SHOWN + 1), SHOWN),
    )


@bp.get("/roll/sheet/")
@needs(Can.RUN_ELECTION)
def sheet(election_id: int) -> Response:
    """The names, one sheet of paper a page, for the board."""
    one = _election(election_id)
    found = queries.names(one.id, page_number(), SHEET)
    return page("elections/desk/sheet.html", election=one, found=found)


@bp.get("/objections/")
@needs(Can.RUN_ELECTION)
def objections(election_id: int) -> Response:
    one = _election(election_id)
    found = queries.objections(one.id, page_number(), PAGE_SIZE)
    return page("elections/desk/objections.html", election=one, found=found, today=clock.today())


@bp.get("/objections/<int:number>/")
@needs(Can.RUN_ELECTION)
def objection(election_id: int, number: int) -> Response:
    return _objection_page(election_id, number, RulingForm())


def _objection_page(election_id: int, number: int, form: Form, status: int = 200) -> Response:
    shown: dict[str, Any] = {"election": _election(election_id), "form": form}
    shown["objection"] = queries.objection(election_id, number) or abort(404)
    shown |= runners.shown(shown["election"], asker().person_id, clock.today())
    return page("elections/desk/objection.html", status=status, today=clock.today(), **shown)


@bp.post("/objections/<int:number>/")
@needs(Can.RUN_ELECTION)
def decide(election_id: int, number: int) -> Response:
    form, by = RulingForm(), asker().person_id
    if not form.validate():
        return _objection_page(election_id, number, form, 422)
    upheld, reason = form.verdict.data == "upheld", form.reason.data or ""
    try:
        with writing():
            one = queries.locked(election_id)
            found = queries.objection(election_id, number)
            if found is None:
                raise LookupError(number)
            roll.rule_on(one, found, upheld, reason, by, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        form.fail("verdict", words.refusal(no))
        return _objection_page(election_id, number, form, 422)
    flash(_("答复了，申诉人会收到消息。"), "good")
    return see_other(".objections", election_id=election_id)
