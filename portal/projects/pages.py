"""What the doors of projects share: what a page tells, and how a step is taken."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.db import writing
from portal.core.page import see_other
from portal.core.words import day
from portal.projects import actions, acts, decisions, queries, words
from portal.projects.actions import Changed, Refused
from portal.projects.forms import StepForm
from portal.projects.models import Milestone, Project, ProjectStep
from portal.projects.rules import Moment, State

Act = Callable[[Project, Any, int, datetime], None]
Again = Callable[[Project, StepForm], Response]


def found(project_id: int) -> Project:
    return queries.with_decisions(project_id) or abort(404)


def told(project: Project, paid_fen: int) -> dict[str, Any]:
    """What the public page and the desk's tell alike."""
    today, stages = clock.today(), queries.stages(project.id)
    return {
        "project": project,
        "today": today,
        "stands": decisions.stands(project),
        "contract": project.contract,
        "paid_fen": paid_fen,
        "line": line(project, stages, today),
        "steps": queries.steps(project.id),
        "act_label": acts.label,
    }


def pictures(project_id: int) -> list[tuple[str, list[Any]]]:
    """The pictures of each moment, before, during, after; moments without any are left out."""
    every = queries.pictures(project_id)
    by_moment = ((one, [each for each in every if each.moment == one]) for one in Moment)
    return [(str(words.MOMENTS[one]), found) for one, found in by_moment if found]


def line(project: Project, stages: list[Milestone], today: date) -> list[dict[str, Any]]:
    """The vertical line of its life: what is done, what is now, what comes."""
    contract = project.contract
    came = [
        (_("立项"), clock.local(project.founded_at).date(), True),
        (_("签合同"), contract.signed_on if contract else None, contract is not None),
        (_("动工"), project.begun_on or project.start_on, project.begun_on is not None),
        *((one.title, one.done_on or one.due_on, one.done_on is not None) for one in stages),
        (_("完工"), project.finished_on or project.due_on, project.finished_on is not None),
        (_("验收"), project.accepted_on, project.accepted_on is not None),
    ]
    is_over = project.state in (State.STOPPED, State.ACCEPTED)
    steps = [_step(label, on, is_done, is_over, today) for label, on, is_done in came]
    coming = next((one for one in steps if one["state"] == "next"), None)
    if coming is not None:
        coming["state"] = "now"
    return steps


def _step(label: str, on: date | None, is_done: bool, is_over: bool, today: date) -> dict[str, Any]:
    late = not is_done and not is_over and on is not None and on < today
    when = "" if on is None else day(on)
    if not is_done and on is not None:
        when = _("计划 %(day)s", day=when)
    state = "done" if is_done else ("skipped" if is_over else "next")
    return {"label": label, "when": when, "state": state, "note": _("晚了") if late else None}


def moved_days(steps: list[ProjectStep]) -> list[ProjectStep]:
    """The steps that moved the day of the whole, the first first."""
    return [one for one in reversed(steps) if one.act in (acts.DELAY, acts.EARLIER)]


# ---- taking a step


def take(project_id: int, form: StepForm, me: int, act: Act, again: Again) -> Response:
    """One act on the project under its lock, in one transaction."""

    def on_it() -> None:
        act(actions.held(project_id, form.seen), form, me, clock.now())

    return run(on_it, project_id, form, again)


def run(act: Callable[[], None], project_id: int, form: StepForm, again: Again) -> Response:
    """Whoever comes second is told, and looks at what the other did; a refusal stands at its
    field.
    """
    try:
        with writing():
            act()
    except LookupError:
        abort(404)
    except Changed:
        flash(_("没有记下：项目的情况刚刚变了。请看过最新的情况再办。"), "waiting")
        return see_other("projects_work.show", project_id=project_id)
    except Refused as no:
        form.refuse(*words.refusal(no.reason))
        return again(found(project_id), form)
    flash(_("记下了，大家都看得到。"), "good")
    return see_other("projects_work.show", project_id=project_id)
