"""What the doors of follow-ups share: who asks, which forms are drawn, and how a step is taken."""

from collections.abc import Callable
from datetime import datetime

from flask import abort
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker
from portal.core.db import writing
from portal.core.page import page
from portal.resolutions.followups import actions, queries, rules, words
from portal.resolutions.followups.actions import Changed, NotYours, Refused
from portal.resolutions.followups.forms import (
    FulfilForm,
    MoveForm,
    NoteForm,
    ReopenForm,
    ReportForm,
    StepForm,
)
from portal.resolutions.followups.models import FollowUp
from portal.resolutions.followups.rules import Act, Hand

FORMS: dict[Act, type[StepForm]] = {
    Act.NOTE: NoteForm,
    Act.REPORT: ReportForm,
    Act.MOVE: MoveForm,
    Act.FULFIL: FulfilForm,
    Act.REOPEN: ReopenForm,
}


def hand() -> Hand:
    me = asker()
    return Hand(me.person_id, me.can(Can.CONVENE), me.can(Can.CHECK_FOLLOWUPS))


def own_hand() -> Hand:
    """The asker as whoever is responsible: an office counts at the desk alone."""
    return Hand(asker().person_id)


def found(followup_id: int) -> FollowUp:
    return queries.followup(followup_id) or abort(404)


def show(
    template: str, followup: FollowUp, whose: Hand, wrong: tuple[Act, StepForm] | None = None
) -> Response:
    """The page with the steps that its state and the asker allow; ``wrong``: to be mended."""
    today = clock.today()
    task = actions.task_of(followup, today)
    forms: dict[str, StepForm] = {
        act: kind(formdata=None, version=followup.version)
        for act, kind in FORMS.items()
        if rules.may(act, task, whose)
    }
    if wrong is not None:
        forms[wrong[0]] = wrong[1]
    return page(
        template,
        status=422 if wrong else 200,
        followup=followup,
        steps=forms,
        today=today,
        form=wrong[1] if wrong else None,
    )


def take(followup_id: int, act: Act, whose: Hand, template: str) -> StepForm | Response:
    """One step in one transaction; the good form, or the answer to a bad one. Whoever comes
    second reads what the other did (409).
    """
    form = FORMS[act]()
    if not form.validate():
        return show(template, found(followup_id), whose, (act, form))
    try:
        with writing():
            _act(actions.locked(followup_id), act, form, whose, clock.now())
    except LookupError:
        abort(404)
    except NotYours:
        abort(403)
    except Changed:
        return _conflict(followup_id, form)
    except Refused as no:
        field, message = words.REFUSALS[no.reason]
        form.fail(field, message)
        return show(template, found(followup_id), whose, (act, form))
    return form


def _act(followup: FollowUp, act: Act, form: StepForm, whose: Hand, now: datetime) -> None:
    if isinstance(form, MoveForm):
        due = form.due_on.data
        actions.move(
            followup,
            due,  # type: ignore[arg-type]
            form.words,
            form.seen,
            whose,
            now,
        )
    else:
        _PLAIN[act](followup, form.words, form.seen, whose, now)


_PLAIN: dict[Act, Callable[[FollowUp, str, int, Hand, datetime], None]] = {
    Act.NOTE: actions.note,
    Act.REPORT: actions.report,
    Act.FULFIL: actions.fulfil,
    Act.REOPEN: actions.reopen,
}


def _conflict(followup_id: int, form: StepForm) -> Response:
    return page(
        "resolutions/followups/conflict.html",
        status=409,
        followup=found(followup_id),
        typed=form.words,
        today=clock.today(),
    )
