"""What the doors of acceptances share: one act under the project's lock, and what became of it."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.db import writing
from portal.core.page import see_other
from portal.projects import actions
from portal.projects.acceptance import words
from portal.projects.acceptance.forms import Own
from portal.projects.actions import Changed, Refused
from portal.projects.models import Project
from portal.projects.words import Sentences

Act = Callable[[Project, datetime], None]


def take(
    project_id: int,
    act: Act,
    form: Own | None,
    again: Callable[[], Response],
    back: str,
    refusals: Sentences = words.REFUSALS,
) -> Response:
    """404 for what is not theirs; a refusal stands at its field, or above the page where nothing
    was typed.
    """
    try:
        with writing():
            act(actions.held(project_id), clock.now())
    except LookupError:
        abort(404)
    except Changed:
        flash(_("没有记下：情况刚刚变了。请看过最新的情况再办。"), "waiting")
        return see_other(back, project_id=project_id)
    except Refused as no:
        field, message = refusals[no.reason]
        if form is None:
            flash(str(message), "bad")
            return see_other(back, project_id=project_id)
        form.refuse(field, message)
        return again()
    flash(_("记下了。"), "good")
    return see_other(back, project_id=project_id)
