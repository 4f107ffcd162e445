"""How a fault is mended and looked at. Each function acts inside the caller's ``writing()``, on a
project that the caller holds.
"""

from datetime import date, datetime

from portal.core import clock, outbox
from portal.projects import actions
from portal.projects.acceptance import calling, kinds, queries, rules, signing
from portal.projects.acceptance.models import Acceptance, Acceptor, Finding
from portal.projects.acceptance.rules import MOVES, Act, Part, Refusal, Stage
from portal.projects.actions import Changed, Refused
from portal.projects.models import Project


def mend(project: Project, finding_id: int, note: str, actor_id: int, now: datetime) -> None:
    """The committee says that it is mended; whoever found it is told, and looks."""
    one = _of(calling.opened(project), finding_id)
    is_finder = one.acceptor.person_id == actor_id
    if not rules.may(Act.MEND, Stage(one.stage), not is_finder, is_finder):
        raise Changed
    one.stage = MOVES[Stage(one.stage), Act.MEND]
    one.mended_at, one.mended_by, one.mended_note = now, actor_id, note
    actions.note(project, kinds.MENDED, f"{one.text}：{note}"[: rules.TEXT_MAX], actor_id, now)
    if queries.gone([one.acceptor], clock.local(now).date()):
        others = [each.person_id for each in one.acceptance.counting if each is not one.acceptor]
        outbox.tell(others, kinds.TELL_STAND_IN, now, **actions.about(project))
    else:
        outbox.tell([one.acceptor.person_id], kinds.TELL_MENDED, now, **actions.about(project))


def stands_in(project: Project, one: Finding, person_id: int, today: date) -> Acceptor | None:
    """In what capacity somebody looks at a finding in its finder's stead; None where they do not:
    the finder is there, or they were not asked, or may not accept any more.
    """
    me = next((each for each in one.acceptance.counting if each.person_id == person_id), None)
    if me is None or me is one.acceptor:
        return None
    is_gone = bool(queries.gone([one.acceptor], today))
    may = is_gone and calling.may_accept(project, person_id, Part(me.part), today) is None
    return me if rules.may_stand_in(is_gone, may) else None


def check(
    project: Project, finding_id: int, is_mended: bool, reply: str, person_id: int, now: datetime
) -> None:
    """Whoever found it says whether it is mended, and what is still missing; where they are gone,
    another of those who were asked, and that is kept. LookupError for anybody else.
    """
    acceptance = calling.opened(project)
    one = _of(acceptance, finding_id)
    act = Act.CHECK if is_mended else Act.REJECT
    me: Acceptor | None = one.acceptor
    if one.acceptor.person_id != person_id:
        me = stands_in(project, one, person_id, clock.local(now).date())
    if me is None:
        raise LookupError(person_id)
    if not rules.may(act, Stage(one.stage), project.manager_id == person_id, True):
        raise Changed
    if not is_mended and not reply:
        raise Refused(Refusal.NO_WORDS)
    one.stage, one.reply = MOVES[Stage(one.stage), act], reply
    one.checker = me if me is not one.acceptor else None
    by = person_id if me.part == Part.SUPERVISOR else None
    if is_mended:
        one.checked_at = now
        told = kinds.CHECKED if one.checker is None else kinds.CHECKED_INSTEAD
        actions.note(project, told, one.text, by, now)
        signing.settle(project, acceptance, now)
        return
    one.mended_at = None
    actions.note(project, kinds.REJECTED, f"{one.text}：{reply}", by, now)
    outbox.tell([project.manager_id], kinds.TELL_REJECTED, now, **actions.about(project))


def _of(acceptance: Acceptance, finding_id: int) -> Finding:
    """LookupError for a finding of another round or project."""
    found = next((each for each in acceptance.findings if each.id == finding_id), None)
    if found is None:
        raise LookupError(finding_id)
    return found
