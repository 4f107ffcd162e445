"""Preparing a round: drafts, the price list, announcing. Each function acts inside the caller's
``writing()``, asks the rule first, and leaves a line on record.
"""

from collections.abc import Sequence
from datetime import datetime

from portal.audit.actions import record
from portal.budget import kinds, queries, rules
from portal.budget.models import ListedProject, Round
from portal.budget.rules import Lack
from portal.core.db import db


class NotReady(Exception):
    """A round cannot be announced or sealed yet; ``lacks`` says why."""

    def __init__(self, lacks: list[Lack]) -> None:
        super().__init__(lacks)
        self.lacks = lacks


class Frozen(Exception):
    """The act comes too late or too early in the round's life; nothing was changed."""


def _editable(round_: Round) -> Round:
    if not rules.may_edit(round_.facts):
        raise Frozen(round_.id)
    return round_


def create_round(round_: Round, actor_id: int | None, now: datetime) -> Round:
    """Keeps a new draft."""
    db.session.add(round_)
    db.session.flush()
    record(kinds.ROUND_DRAFTED, actor_id, now, round=round_.id, title=round_.title)
    return round_


def change_round(round_: Round, values: dict[str, object], actor_id: int, now: datetime) -> None:
    """Sets the given columns. Frozen once the round is sealed."""
    _editable(round_)
    for name, value in values.items():
        setattr(round_, name, value)
    record(kinds.ROUND_CHANGED, actor_id, now, round=round_.id, title=round_.title)


def add_project(round_: Round, project: ListedProject, actor_id: int | None, now: datetime) -> None:
    """Puts a project on the price list. Frozen once sealed; IntegrityError for a code twice."""
    project.round_id = _editable(round_).id
    db.session.add(project)
    db.session.flush()
    record(kinds.PROJECT_LISTED, actor_id, now, round=round_.id, code=project.code)


def change_project(
    project: ListedProject, values: dict[str, object], actor_id: int, now: datetime
) -> None:
    _editable(project.round)
    for name, value in values.items():
        setattr(project, name, value)
    record(kinds.PROJECT_CHANGED, actor_id, now, round=project.round_id, code=project.code)


def withdraw_project(project: ListedProject, reason: str, actor_id: int, now: datetime) -> None:
    """Takes a project off the ballot, with its reason in public; it is never deleted, and the
    first reason stands. Frozen once sealed or withdrawn.
    """
    _editable(project.round)
    if project.withdrawn_at is not None:
        raise Frozen(project.id)
    project.withdrawn_at, project.withdrawn_reason = now, reason
    record(
        kinds.PROJECT_WITHDRAWN,
        actor_id,
        now,
        round=project.round_id,
        code=project.code,
        title=project.title,
        reason=reason,
    )


def lacks(
    round_: Round, now: datetime, listed: Sequence[ListedProject] | None = None
) -> list[Lack]:
    """What still keeps the round from being announced; once it is announced, from being sealed.
    ``listed`` is its price list where it has been read already.
    """
    projects = queries.listed(round_.id) if listed is None else listed
    costs = [p.cost_fen for p in queries.on_ballot(projects)]
    collects = round_.proposing_from is not None and not round_.facts.announced
    return rules.lacks(
        round_.amount_fen, costs, round_.timetable, round_.posting_days, not collects, now
    )


def announce(round_: Round, actor_id: int | None, now: datetime) -> None:
    """Makes the round public. NotReady names what is missing."""
    if round_.announced_at is not None or not rules.may_edit(round_.facts):
        raise Frozen(round_.id)
    missing = lacks(round_, now)
    if missing:
        raise NotReady(missing)
    round_.announced_at = now
    record(kinds.ROUND_ANNOUNCED, actor_id, now, round=round_.id, title=round_.title)
