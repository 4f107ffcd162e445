"""Answering on a phone: fill in, check, send. What was filled in travels in the form alone."""

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from portal.appraisals import pages, words
from portal.appraisals.actions import answering
from portal.appraisals.actions.answering import Draft
from portal.appraisals.models import Appraisal
from portal.appraisals.pages import readable
from portal.appraisals.rules import No, Refused
from portal.core import clock, text
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.page import page, see_other

bp = Blueprint("appraisal_answers", __name__, url_prefix="/appraisals")
_LONGEST_TYPED = 4000
"""What is longer than this was not typed into the field: it is cut before it is looked at."""


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _draft(found: Appraisal) -> Draft:
    """As it came; a line that is not sent was left blank."""
    sent = request.form
    return Draft(
        answers=[sent.get(f"line-{at}", "") for at in range(pages.lines_of(found))],
        words=text.clean(sent.get("words", "")[:_LONGEST_TYPED]),
        receipt=sent.get("receipt", ""),
        mark=sent.get("mark", ""),
    )


@bp.get("/<int:appraisal_id>/answer/")
@needs(Can.CAST_BALLOT)
def fill_in(appraisal_id: int) -> Response:
    found = readable(appraisal_id)
    try:
        answering.to_answer(found, asker().person_id, clock.database_now(db.session))
    except Refused as no:
        return _cannot(found, no.reason, 200)
    return _sheet(found, Draft([]))


def _sheet(found: Appraisal, draft: Draft, no: No | None = None) -> Response:
    return page(
        "appraisals/answer.html",
        status=422 if no else 200,
        appraisal=found,
        sheet=pages.sheet(found, asker().person_id, list(draft.answers)),
        said=draft.words,
        trouble=words.REFUSALS[no] if no else None,
        at_words=no in (No.WORDS_TOO_LONG, No.WORDS_IDENTITY),
    )


def _cannot(found: Appraisal, no: No, status: int) -> Response:
    refusal = words.REFUSALS[no]
    return page(
        "appraisals/cannot_answer.html",
        status=status,
        appraisal=found,
        reason=no,
        refusal=refusal,
    )


@bp.post("/<int:appraisal_id>/answer/")
@needs(Can.CAST_BALLOT)
def review(appraisal_id: int) -> Response:
    """What was filled in, to be checked before it is sent; ``change`` leads back to the form."""
    found, me = readable(appraisal_id), asker()
    draft = _draft(found)
    try:
        row = answering.to_answer(found, me.person_id, clock.database_now(db.session))
        if "change" in request.form:
            return _sheet(found, draft)
        answering.check(found, me.person_id, draft)
    except Refused as no:
        if no.reason in pages.TROUBLE:
            return _sheet(found, draft, no.reason)
        return _cannot(found, no.reason, 422)
    sheet = pages.sheet(found, me.person_id, list(draft.answers))
    return page(
        "appraisals/review.html",
        appraisal=found,
        sheet=sheet,
        said=draft.words if found.asks_words else "",
        offer=answering.offer(row, _secret()),
    )


@bp.post("/<int:appraisal_id>/answer/cast/")
@needs(Can.CAST_BALLOT)
def cast(appraisal_id: int) -> Response:
    """One short transaction under the box's lock; the database's clock decides."""
    me = asker()
    draft = _draft(readable(appraisal_id))
    try:
        with writing():
            found = readable(appraisal_id)
            now = clock.database_now(db.session)
            answering.cast(found, me.person_id, draft, _secret(), now)
    except Refused as no:
        return _cannot(readable(appraisal_id), no.reason, 422)
    return see_other("appraisal_answers.done", appraisal_id=appraisal_id)


@bp.get("/<int:appraisal_id>/answer/done/")
@needs(Can.CAST_BALLOT)
def done(appraisal_id: int) -> Response:
    """What the roll says, after it was sent."""
    found = readable(appraisal_id)
    try:
        row = answering.row_of(found, asker().person_id)
    except Refused:
        return see_other("appraisals.show", appraisal_id=appraisal_id)
    if row.marked is None:
        return see_other("appraisals.show", appraisal_id=appraisal_id)
    return page("appraisals/done.html", appraisal=found)
