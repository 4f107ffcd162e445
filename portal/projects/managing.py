"""Who may be responsible for a project: a member of the committee, by name."""

from datetime import date, datetime

from portal.core import clock, outbox
from portal.projects import actions, acts, kinds
from portal.projects.actions import Refused
from portal.projects.deciding import Refusal
from portal.projects.models import Project
from portal.resolutions.followups.queries import COMMITTEE, holders, is_in_office
from portal.roster.models import Person


def managers(on: date) -> list[Person]:
    """Who can be named, by name."""
    return holders(COMMITTEE, on)


def refusal(person_id: int, on: date) -> Refusal | None:
    return None if is_in_office(person_id, COMMITTEE, on) else Refusal.NOT_A_MANAGER


def hand_over(project: Project, person: Person, reason: str, actor_id: int, now: datetime) -> None:
    """Another member takes a project that the caller holds; whose hands it left stays readable."""
    if refusal(person.id, clock.local(now).date()):
        raise Refused(Refusal.NOT_A_MANAGER)
    if person.id == project.manager_id:
        raise actions.Changed
    project.manager_id = person.id
    actions.note(project, acts.MANAGER, reason, actor_id, now, subject=person.name)
    if person.id != actor_id:
        outbox.tell([person.id], kinds.TELL_MANAGER, now, **actions.about(project))
