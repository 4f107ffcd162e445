"""An election is drafted, and its draft written anew until it is announced."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, request
from werkzeug.wrappers import Response

from portal.bodies import queries as bodies
from portal.bodies.models import Body, Seat
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, refused, see_other
from portal.elections import habits, polling, queries, rules, words
from portal.elections.actions import steps
from portal.elections.forms import ElectionForm
from portal.elections.models import Election
from portal.elections.rules import Refused

bp = Blueprint("election_draft_desk", __name__, url_prefix="/desk/elections")
TEMPLATE = "elections/desk/new.html"


@bp.get("/new/")
@needs(Can.RUN_ELECTION)
def new() -> Response:
    form = ElectionForm()
    return page(TEMPLATE, form=form, **_shown(form, _committee()))


def _committee() -> Body | None:
    return bodies.of_kind(Kind.COMMITTEE, clock.today())


def _shown(form: ElectionForm, committee: Body | None, draft: Election | None = None) -> Any:
    """What the page shows beside the form, and the vacant seats that the form offers."""
    form.offer(_vacant(committee))
    return {"committee": committee, "draft": draft, "calendar": None}


def _vacant(committee: Body | None) -> list[Seat]:
    return bodies.vacant(committee.id, clock.today()) if committee else []


@bp.post("/new/")
@needs(Can.RUN_ELECTION)
def create() -> Response:
    """First the calendar, computed from the day; saved with the second button."""
    return _write(_committee(), None)


def _write(committee: Body | None, draft: Election | None) -> Response:
    form = ElectionForm()
    shown, draft_id = _shown(form, committee, draft), draft.id if draft else None
    if committee is None or not form.validate() or form.day.data is None:
        return refused(TEMPLATE, form=form, **shown)
    if "save" not in request.form:
        return page(TEMPLATE, form=form, **{**shown, "calendar": _calendar(form.day.data)})
    try:
        with writing():
            election_id = _save(form, committee.id, draft_id)
    except Refused as no:
        form.fail("named" if no.reason == "seats_not_named" else "day", words.refusal(no))
        again = queries.election(draft_id) if draft_id else None
        return refused(TEMPLATE, form=form, **_shown(form, _committee(), again))
    return see_other("elections_desk.show", election_id=election_id)


def _save(form: ElectionForm, body_id: int, draft_id: int | None) -> int:
    by, now = asker().person_id, clock.now()
    chosen = {
        **form.values(),
        "named": [
            one for one in bodies.vacant(body_id, clock.today()) if one.id in form.named.data
        ],
        "nomination_days": habits.NOMINATION_DAYS(),
        "candidate_days": habits.CANDIDATE_DAYS(),
    }
    if draft_id is None:
        made = Election(body_id=body_id, **chosen, drafted_by=by)
        return steps.draft(made, by, now).id
    steps.redraft(queries.locked(draft_id), chosen, by, now)
    return draft_id


def _calendar(day: date) -> rules.Calendar:
    return rules.calendar(day, habits.NOMINATION_DAYS(), habits.CANDIDATE_DAYS())


@bp.get("/<int:election_id>/edit/")
@needs(Can.RUN_ELECTION)
def edit(election_id: int) -> Response:
    """The draft as it is, with the calendar of its day."""
    one = _draft(election_id)
    if one.announced_at or one.called_off_at:
        return see_other("elections_desk.show", election_id=election_id)
    opens, closes = polling.hours_of(one.hours) or (None, None)
    named = [seat.id for seat in one.named]
    form = ElectionForm(obj=one, named=named, opens=opens, closes=closes)
    return page(
        TEMPLATE, form=form, **{**_shown(form, one.body, one), "calendar": _calendar(one.day)}
    )


def _draft(election_id: int) -> Election:
    return queries.election(election_id) or abort(404)


@bp.post("/<int:election_id>/edit/")
@needs(Can.RUN_ELECTION)
def change(election_id: int) -> Response:
    one = _draft(election_id)
    return _write(one.body, one)
