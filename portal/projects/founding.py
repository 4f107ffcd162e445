"""Founding a project, and what is decided on it later. Each function acts inside the caller's
``writing()``. Locks are taken in one order: the resolution, the project, the record's head; whoever
annuls a resolution takes them so too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from portal.audit.actions import hold
from portal.budget.decision import PROJECT
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.i18n import official
from portal.core.text import match_key
from portal.projects import actions, acts, deciding, decisions, kinds, managing
from portal.projects.actions import Refused
from portal.projects.deciding import Refusal
from portal.projects.models import Project, ProjectDecision
from portal.projects.rules import Deciding, Move
from portal.proposals import queries as proposals
from portal.resolutions import actions as resolutions
from portal.resolutions.models import Resolution, ResolutionItem
from portal.roster.models import Grid


@dataclass(frozen=True)
class Plan:
    """What the desk says of a project when it is founded; ``grid_ids`` empty: it benefits the
    whole community.
    """

    title: str
    kind: str
    manager_id: int
    start_on: date
    due_on: date
    summary: str = ""
    place: str = ""
    grid_id: int | None = None
    beneficiaries: str = ""
    grid_ids: Sequence[int] = ()


def found(item_id: int, plan: Plan, actor_id: int, now: datetime) -> Project:
    """A project out of an item of a resolution in force, under the next number of its year. Sent
    twice, it is one. Refused with the reason.
    """
    item = _item(item_id)
    same = _same(item, plan, actor_id)
    if same is not None:
        return same
    refusal = deciding.founding_refusal(decisions.offer_of_item(item, now)) or _faulty(plan, now)
    if refusal:
        raise Refused(refusal)
    project = _numbered(item, plan, actor_id, now)
    _decide(project, Deciding.FOUND, item.resolution, item, plan.summary, actor_id, now)
    actions.note(project, acts.FOUND, item.resolution.number, actor_id, now)
    _tell_proposers(project, actor_id, now)
    return project


def supplement(
    project_id: int, item_id: int, text: str, actor_id: int, now: datetime, seen: int | None = None
) -> None:
    """More money, out of an item of another resolution in force."""
    item = _item(item_id)
    project = actions.held(project_id, seen)
    offer = decisions.offer_of_item(item, now)
    _ask(Deciding.SUPPLEMENT, offer, project)
    _decide(project, Deciding.SUPPLEMENT, item.resolution, item, text, actor_id, now)
    actions.note(project, acts.SUPPLEMENT, text, actor_id, now, subject=item.resolution.number)


def change_scope(
    project_id: int, resolution_id: int, text: str, actor_id: int, now: datetime, seen: int | None
) -> None:
    """Something else is made than was decided, as ``text`` says."""
    resolution = _resolution(resolution_id)
    project = actions.held(project_id, seen)
    offer = decisions.offer_of_words(resolution, project_id, Deciding.SCOPE, now)
    _ask(Deciding.SCOPE, offer, project)
    _decide(project, Deciding.SCOPE, resolution, None, text, actor_id, now)
    actions.note(project, acts.SCOPE, text, actor_id, now, subject=resolution.number)


def stop(
    project_id: int, resolution_id: int, text: str, actor_id: int, now: datetime, seen: int | None
) -> None:
    """Ends a project, for the reason that ``text`` gives."""
    resolution = _resolution(resolution_id)
    project = actions.held(project_id, seen)
    offer = decisions.offer_of_words(resolution, project_id, Deciding.STOP, now)
    _ask(Deciding.STOP, offer, project)
    _decide(project, Deciding.STOP, resolution, None, text, actor_id, now)
    actions.step(project, Move.STOP, text, actor_id, now, clock.local(now).date())


# ---- What they have in common


def _item(item_id: int) -> ResolutionItem:
    """The item, its resolution under lock."""
    item = db.session.get(ResolutionItem, item_id)
    if item is None or resolutions.locked(item.resolution_id) is None:
        raise Refused(Refusal.UNKNOWN)
    return item


def _resolution(resolution_id: int) -> Resolution:
    resolution = resolutions.locked(resolution_id)
    if resolution is None:
        raise Refused(Refusal.UNKNOWN)
    return resolution


def _ask(what: Deciding, offer: deciding.Offer, project: Project) -> None:
    refusal = deciding.later_refusal(what, offer, decisions.target_of(project))
    if refusal:
        raise Refused(refusal)


def _decide(
    project: Project,
    what: Deciding,
    resolution: Resolution,
    item: ResolutionItem | None,
    text: str,
    actor_id: int,
    now: datetime,
) -> None:
    made = ProjectDecision(
        project_id=project.id,
        resolution_id=resolution.id,
        item_id=item.id if item else None,
        deciding=what,
        fen=item.amount_fen if item else 0,
        text=text,
        by_id=actor_id,
        at=now,
    )
    db.session.add(made)
    db.session.flush()
    refresh(project)


def refresh(project: Project) -> None:
    """Counts anew what a project that the caller holds may cost."""
    db.session.expire(project, ["decisions"])
    project.decided_fen = deciding.decided_fen(decisions.decided(project.decisions))
    db.session.flush()


def _faulty(plan: Plan, now: datetime) -> Refusal | None:
    if plan.due_on < plan.start_on:
        return Refusal.DUE_BEFORE_START
    return managing.refusal(plan.manager_id, clock.local(now).date())


def _same(item: ResolutionItem, plan: Plan, actor_id: int) -> Project | None:
    """The project that this person has just founded from it, in the same words."""
    wanted = (
        select(Project)
        .join(Project.decisions)
        .where(
            ProjectDecision.item_id == item.id,
            Project.founded_by == actor_id,
            Project.title == plan.title,
        )
    )
    return db.session.scalar(wanted)


def _numbered(item: ResolutionItem, plan: Plan, actor_id: int, now: datetime) -> Project:
    """All who found queue for the record's head, so numbers have no gap."""
    hold()
    year = clock.local(now).year
    last = db.session.scalar(select(func.max(Project.serial)).where(Project.year == year)) or 0
    told = {name: value for name, value in vars(plan).items() if name != "grid_ids"}
    project = Project(
        **told,
        year=year,
        serial=last + 1,
        match_key=search_key(f"{year}-{last + 1:02d}", plan),
        listed_id=item.subject_id if item.subject_kind == PROJECT else None,
        version=0,
        founded_by=actor_id,
        founded_at=now,
        grids=list(db.session.scalars(select(Grid).where(Grid.id.in_(plan.grid_ids)))),
    )
    db.session.add(project)
    db.session.flush()
    return project


def search_key(number: str, plan: Plan) -> str:
    """What a search is held against: its parts apart, so that no word runs into the next."""
    return "\n".join(map(match_key, (number, plan.title, plan.place, plan.summary)))


def _tell_proposers(project: Project, actor_id: int, now: datetime) -> None:
    """Whoever wrote, endorsed or followed the proposal hears of it and may follow on."""
    source = proposals.by_listed(project.listed_id) if project.listed_id else None
    if source is None:
        return
    people = [one for one in proposals.concerned(source.id) if one != actor_id]
    told = actions.about(project)
    with official():
        outbox.tell(people, kinds.TELL_BORN, now, **told, proposal=source.title)
