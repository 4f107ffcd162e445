"""Preparing a round: drafts, the price list, announcing. Each function acts inside the caller's
``writing()``, asks the rule first, and leaves a line on record.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from portal.audit.actions import record
from portal.budget import kinds, origins, queries, rules
from portal.budget.models import ListedProject, Round
from portal.budget.price_sheet import TITLES, Column
from portal.budget.rules import Lack
from portal.core.db import db
from portal.core.money import short_yuan


class NotReady(Exception):
    """A round cannot be announced or sealed yet; ``lacks`` says why."""

    def __init__(self, lacks: list[Lack]) -> None:
        super().__init__(lacks)
        self.lacks = lacks


class Frozen(Exception):
    """The act comes too late or too early in the round's life; nothing was changed."""


class Decided(Exception):
    """The project came from a decision of another room; it is changed by opening that again."""


class CodeTaken(Exception):
    """Another project of the round has this code, in this or another spelling."""


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
    """Puts a project on the price list. Frozen once sealed; CodeTaken for a code twice."""
    project.round_id = _editable(round_).id
    _claim(round_.id, project.code)
    db.session.add(project)
    db.session.flush()
    record(kinds.PROJECT_LISTED, actor_id, now, round=round_.id, code=project.code)


def lock_list(round_id: int) -> None:
    """One changes the price list of a round at a time, until the caller's transaction ends. Frozen
    where the round was thrown away meanwhile.
    """
    if db.session.scalar(select(Round.id).where(Round.id == round_id).with_for_update()) is None:
        raise Frozen(round_id)


def _claim(round_id: int, code: str, but: int | None = None) -> None:
    lock_list(round_id)
    there = select(ListedProject.code).where(ListedProject.round_id == round_id)
    others = db.session.scalars(there if but is None else there.where(ListedProject.id != but))
    if rules.code_key(code) in map(rules.code_key, others):
        raise CodeTaken(code)


def change_project(
    project: ListedProject, values: Mapping[str, object], actor_id: int, now: datetime
) -> None:
    """Sets the given columns of a project that was entered by hand; what is said already changes
    nothing. Frozen once sealed; Decided for one from a proposal; CodeTaken for a code twice.
    """
    _editable(project.round)
    if origins.address(project.id):
        raise Decided(project.id)
    _claim(project.round_id, str(values.get("code", project.code)), but=project.id)
    revise(project, values, actor_id, now)


COLUMNS = {**{column.value: column for column in Column}, "cost_fen": Column.COST}


def revise(
    project: ListedProject, values: Mapping[str, object], actor_id: int, now: datetime
) -> None:
    """Sets the columns and puts in public what was changed: every price list entry has its past.
    The caller has asked whether it may.
    """
    changed = {name: value for name, value in values.items() if getattr(project, name) != value}
    if not changed:
        return
    told = {"code": project.code, "was": short_yuan(project.cost_fen)}
    for name, value in changed.items():
        setattr(project, name, value)
    db.session.flush()
    what = "、".join(_changed(name, value) for name, value in changed.items())
    told |= {"what": what, "cost": short_yuan(project.cost_fen)}
    record(kinds.PROJECT_CHANGED, actor_id, now, round=project.round_id, **told)


def _changed(name: str, value: object) -> str:
    """In the language of the record."""
    title = TITLES[COLUMNS[name]]
    return f"{title}（改为 {value}）" if name == "code" else title


def withdraw_project(project: ListedProject, reason: str, actor_id: int, now: datetime) -> None:
    """Takes a project off the ballot, with its reason in public; it is never deleted, and the
    first reason stands. Frozen once sealed or withdrawn; Decided for one from a proposal.
    """
    _editable(project.round)
    if origins.address(project.id):
        raise Decided(project.id)
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
    lock_list(round_.id)
    if round_.announced_at is not None or not rules.may_edit(round_.facts):
        raise Frozen(round_.id)
    missing = lacks(round_, now)
    if missing:
        raise NotReady(missing)
    round_.announced_at = now
    record(kinds.ROUND_ANNOUNCED, actor_id, now, round=round_.id, title=round_.title)
