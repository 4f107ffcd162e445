"""Answering, signing, and what comes of it. Each function acts inside the caller's ``writing()``,
on a project that the caller holds: the last two who sign at once end it once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.core import clock, outbox
from portal.core.db import db
from portal.projects import actions
from portal.projects.acceptance import calling, kinds, queries, rules
from portal.projects.acceptance.models import (
    Acceptance,
    Acceptor,
    Answer,
    Finding,
    State,
)
from portal.projects.acceptance.rules import Part, Refusal, Stage, Verdict
from portal.projects.actions import Changed, Refused
from portal.projects.models import Project
from portal.projects.rules import Move
from portal.projects.rules import State as Standing


@dataclass(frozen=True)
class Fault:
    """What is wrong, and by which day it should be mended."""

    text: str
    mend_by: date


@dataclass(frozen=True)
class Signature:
    verdict: Verdict
    declared: bool  # that they have no tie with contractor or manager
    faults: Sequence[Fault] = ()
    nameless: bool = False


def mine(one: Acceptance, person_id: int) -> Acceptor:
    """LookupError for whoever is not asked."""
    found = next((each for each in one.acceptors if each.person_id == person_id), None)
    if found is None:
        raise LookupError(person_id)
    return found


def answer(project: Project, person_id: int, agrees: bool, nameless: bool, now: datetime) -> None:
    """They come, or do not; until they sign they may think better of it."""
    one = calling.opened(project)
    me = mine(one, person_id)
    if not me.waits:
        raise Changed
    if nameless and me.part != Part.RESIDENT:
        raise Refused(Refusal.NOT_NAMELESS)
    me.answer = Answer.AGREED if agrees else Answer.DECLINED
    me.nameless = nameless
    if not agrees:
        outbox.tell([project.manager_id], kinds.TELL_DECLINED, now, **actions.about(project))
        settle(project, one, now)


def sign(project: Project, person_id: int, what: Signature, now: datetime) -> None:
    """Somebody who was asked signs on their own phone."""
    one = calling.opened(project)
    me = mine(one, person_id)
    _sign(project, one, me, what, now)
    if what.verdict is Verdict.ACCEPTED:
        actions.note(project, kinds.SIGNED, "", _by(me), now)
    settle(project, one, now)


def enter(
    project: Project, acceptor_id: int, what: Signature, why: str, actor_id: int, now: datetime
) -> None:
    """A supervisor who does not accept it puts in what somebody else signed on paper; they are told
    at once. So no acceptance comes from one hand.
    """
    one = calling.opened(project)
    who = next((each for each in one.acceptors if each.id == acceptor_id), None)
    if who is None:
        raise LookupError(acceptor_id)
    if any(each.person_id == actor_id for each in one.acceptors):
        raise Refused(Refusal.OWN)
    if not why:
        raise Refused(Refusal.NO_REASON)
    who.entered_why, who.entered_by = why, actor_id
    _sign(project, one, who, what, now)
    actions.note(project, kinds.ENTERED, "", actor_id, now)
    outbox.tell([who.person_id], kinds.TELL_ENTERED, now, **actions.about(project))
    settle(project, one, now)


def _sign(project: Project, one: Acceptance, me: Acceptor, what: Signature, now: datetime) -> None:
    if me.answer in (Answer.DECLINED, Answer.RELEASED):
        raise Changed
    if what.nameless and me.part != Part.RESIDENT:
        raise Refused(Refusal.NOT_NAMELESS)
    today, signed = clock.local(now).date(), me.verdict is not None
    on = one.on or today
    faults = what.faults if what.verdict is Verdict.FINDINGS else ()
    no = rules.sign_refusal(what.verdict, len(faults), what.declared, signed, on, today)
    no = no or calling.may_accept(project, me.person_id, Part(me.part), today)
    if no or any(fault.mend_by < today for fault in faults):
        raise Refused(no or Refusal.MEND_PAST)
    me.answer, me.declared, me.nameless = Answer.AGREED, True, what.nameless
    me.verdict, me.signed_at = what.verdict, now
    for fault in faults:
        one.findings.append(
            Finding(acceptor_id=me.id, text=fault.text, mend_by=fault.mend_by, stage=Stage.OPEN)
        )
    db.session.flush()
    if faults:
        _found(project, me, "；".join(fault.text for fault in faults), now)


def _found(project: Project, me: Acceptor, text: str, now: datetime) -> None:
    """The first fault stops the acceptance of the work as it is; later ones are added."""
    if project.state == Standing.FINISHED:
        actions.step(project, Move.FIND_FAULTS, text, _by(me), now, clock.local(now).date())
    else:
        actions.note(project, kinds.FOUND, text, _by(me), now)
    outbox.tell([project.manager_id], kinds.TELL_FOUND, now, **actions.about(project))


def _by(me: Acceptor) -> int | None:
    """Whose name stands at a step: a supervisor's; a resident's only with their signature, where
    they may ask to be nameless.
    """
    return me.person_id if me.part == Part.SUPERVISOR else None


def may_disown(project: Project, one: Acceptance, me: Acceptor, today: date) -> bool:
    """In the round that is called, or in the one by which the project was accepted."""
    is_over = one.state == State.ENDED
    if is_over and project.state != Standing.ACCEPTED:
        return False
    signed_on = clock.local(me.signed_at).date() if me.signed_at else None
    entered = me.entered_by is not None
    return rules.may_disown(entered, signed_on, is_over, kinds.DISOWN_DAYS(), today)


def disown(project: Project, person_id: int, text: str, now: datetime) -> None:
    """What was put in from paper was not theirs: it counts no longer, nor does what it found. Where
    the project was accepted with it, it waits for signatures again.
    """
    one, today = queries.latest(project.id), clock.local(now).date()
    if one is None:
        raise Changed
    me = mine(one, person_id)
    if not may_disown(project, one, me, today):
        raise Changed
    me.verdict = me.signed_at = None
    me.entered_by, me.objection = None, text
    for each in one.findings:
        if each.acceptor_id == me.id:
            each.stage, each.checked_at = Stage.CHECKED, now
            each.mended_at, each.reply = each.mended_at or now, text
    actions.note(project, kinds.OBJECTED, "", None, now)
    if one.state == State.ENDED:
        one.state = State.OPEN
        actions.step(project, Move.REOPEN, "", None, now, today)


def settle(project: Project, one: Acceptance, now: datetime) -> None:
    """What follows when nobody is waited for any more: it is accepted, or, where faults were found
    and mended, the same people are asked again.
    """
    counting = one.counting
    if any(each.waits for each in counting):
        return
    if not rules.all_mended(Stage(each.stage) for each in one.findings):
        return
    today = clock.local(now).date()
    if rules.call_refusal([Part(each.part) for each in counting], kinds.RESIDENTS(), today, today):
        return  # too many declined: others are asked
    one.state = State.ENDED
    db.session.flush()
    if project.state == Standing.MENDING:
        _again(project, one, now, today)
    elif rules.is_accepted(Verdict(each.verdict) for each in counting if each.verdict):
        actions.step(project, Move.ACCEPT, "", None, now, today)


def _again(project: Project, one: Acceptance, now: datetime, today: date) -> None:
    actions.step(project, Move.MEND, "", None, now, today)
    following = Acceptance(project_id=project.id, round=one.round + 1, state=State.PREPARING)
    following.acceptors = [
        Acceptor(person_id=each.person_id, part=each.part, nameless=each.nameless)
        for each in one.counting
    ]
    db.session.add(following)
    db.session.flush()
    outbox.tell([project.manager_id], kinds.TELL_AGAIN, now, **actions.about(project))
