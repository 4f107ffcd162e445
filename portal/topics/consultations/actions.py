"""A consultation step by step (居民委员会组织法 art. 32), each told to who takes part and to those
whom the topic concerns.

Each function acts inside the caller's ``writing()``, on the version that was read. Topic and
consultation are always locked in that order.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.audit.actions import record
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.i18n import official
from portal.notices import actions as notices
from portal.topics import habits
from portal.topics import queries as topics
from portal.topics.actions import moving, screening
from portal.topics.actions.screening import NoBody
from portal.topics.consultations import kinds, queries, rules, words
from portal.topics.consultations.models import Consultation, ConsultationStep, Party
from portal.topics.consultations.rules import Form, Move, Refusal, Refused, State
from portal.topics.models import Topic
from portal.topics.rules import Move as TopicMove
from portal.topics.rules import MoveRefused, Office
from portal.topics.rules import State as TopicState


@dataclass(frozen=True)
class Plan:
    """What is to be settled, how, where and when."""

    form: Form
    question: str
    place: str
    starts_at: datetime


@dataclass(frozen=True)
class By:
    """Who acts (None for the calendar), on which version, and when."""

    person_id: int | None
    version: int
    now: datetime


def convene(topic_id: int, plan: Plan, by: int, now: datetime) -> Consultation:
    """A routed topic is to be talked over; it goes on no agenda meanwhile. Sent twice, it is one.

    Refused where the topic has moved on, or would have to wait too long.
    """
    topic = topics.locked(topic_id)
    open_ = Consultation.topic_id == topic_id, Consultation.state.in_(rules.UNDER_WAY)
    found = db.session.scalar(select(Consultation).where(*open_))
    if found is not None:
        return found
    if topic.state != TopicState.ROUTED:
        raise Refused(Refusal.TOPIC_MOVED_ON)
    _in_time(topic_id, plan, now)
    made = Consultation(
        topic_id=topic_id,
        form=plan.form,
        question=plan.question,
        place=plan.place,
        starts_at=plan.starts_at,
        convened_by=by,
        convened_at=now,
    )
    db.session.add(made)
    db.session.flush()
    record(kinds.BEGUN, by, now, consultation=made.id, number=topic.number)
    return made


def _begun(consultation_id: int, by: By) -> tuple[Consultation, Topic]:
    """Both under lock, the topic first, in the version that was read. Refused otherwise."""
    topic = topics.locked(queries.topic_of(consultation_id))
    found = queries.locked(consultation_id)
    if found.version != by.version:
        raise Refused(Refusal.MOVED_ON)
    return found, topic


def plan_anew(consultation_id: int, plan: Plan, by: By) -> None:
    """Before notice was given, within the days since it was convened. Refused afterwards."""
    found = _settling(consultation_id, by)
    _in_time(found.topic_id, plan, found.convened_at)
    found.form, found.question = plan.form, plan.question
    found.place, found.starts_at = plan.place, plan.starts_at


def _in_time(topic_id: int, plan: Plan, convened_at: datetime) -> None:
    on, since = (clock.local(at).date() for at in (plan.starts_at, convened_at))
    if rules.too_far(on, since, kinds.WITHIN_DAYS()):
        raise Refused(Refusal.TOO_FAR)
    first = queries.first_in_vain(topic_id)
    first_on = clock.local(first).date() if first else None
    if rules.often_enough(on, first_on, kinds.WITHIN_DAYS()):
        raise Refused(Refusal.OFTEN_ENOUGH)


def give_up(consultation_id: int, now: datetime) -> None:
    """It was announced and came to no outcome in its days: its topic waits for an agenda again, and
    everyone reads that nothing came of it. Who convened it is told a while before. Safe to run
    twice.
    """
    topic = topics.locked(queries.topic_of(consultation_id))
    found = queries.locked(consultation_id)
    state, today, by = State(found.state), clock.local(now).date(), outcome_by(found)
    if rules.is_fruitless(state, by, today):
        who = By(None, found.version, now)
        with official():
            reason = str(words.WHY_FRUITLESS[state])
        _step(found, Move.GIVE_UP, who, reason)
        _announce(found, topic, Move.GIVE_UP, who, due=by.isoformat())
    elif rules.is_told(state, by, today) and found.warned_for != by:
        found.warned_for = by
        told = {"consultation": found.id, "title": topic.title, "due": by.isoformat()}
        outbox.tell([found.convened_by], kinds.TOLD_NEARLY_OVER, now, **told)


def outcome_by(found: Consultation) -> date:
    """The last day for its outcome; once that is posted, for carrying it out."""
    posted = queries.standing(found) if found.state == State.POSTED else None
    until = clock.local(posted.posting.until).date() if posted else None
    return rules.outcome_by(clock.local(found.starts_at).date(), until)


def lapse(consultation_id: int, now: datetime) -> None:
    """Its planned day went by and no notice was given: the topic waits for an agenda again. Safe to
    run twice.
    """
    topics.locked(queries.topic_of(consultation_id))
    found = queries.locked(consultation_id)
    on, today = (clock.local(at).date() for at in (found.starts_at, now))
    if rules.has_lapsed(State(found.state), on, today):
        with official():
            reason = _("到了计划的日子，没有发出通知")
        _step(found, Move.CANCEL, By(None, found.version, now), reason)
        record(kinds.RECORDED[Move.CANCEL], None, now, consultation=found.id, reason=reason)


def _settling(consultation_id: int, by: By) -> Consultation:
    found, _topic = _begun(consultation_id, by)
    if found.state != State.SETTLING:
        raise Refused(Refusal.MOVED_ON)
    found.version += 1
    return found


def invite(consultation_id: int, name: str, capacity: str, person_id: int | None, by: By) -> None:
    """One party more; ``person_id`` where they are told on the portal. Refused for a second one of
    the same name, and after notice.
    """
    found = _settling(consultation_id, by)
    party = Party(consultation_id=found.id, name=name, capacity=capacity, person_id=person_id)
    db.session.add(party)
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(Refusal.INVITED_ALREADY) from None


def uninvite(consultation_id: int, party_id: int, by: By) -> None:
    """Before notice was given. LookupError for a party of another one."""
    found = _settling(consultation_id, by)
    party = queries.party(party_id)
    if party is None or party.consultation_id != found.id:
        raise LookupError(party_id)
    db.session.delete(party)
    db.session.flush()


def _step(found: Consultation, move: Move, by: By, reason: str = "") -> None:
    found.state = rules.after(State(found.state), move)
    found.version += 1
    made = ConsultationStep(
        consultation_id=found.id, move=move, reason=reason, by_id=by.person_id, at=by.now
    )
    db.session.add(made)
    db.session.flush()


def _announce(found: Consultation, topic: Topic, move: Move, by: By, **more: Any) -> None:
    """Who takes part and whom the topic concerns are told, each once; the record comes last."""
    parties = {one.person_id for one in found.parties if one.person_id is not None}
    people = sorted(parties | set(topics.concerned(topic)))
    told = {"consultation": found.id, "title": topic.title, **more}
    outbox.tell(people, kinds.TOLD[move], by.now, **told)
    record(kinds.RECORDED[move], by.person_id, by.now, consultation=found.id, **more)


def _check(no: Refusal | None) -> None:
    if no is not None:
        raise Refused(no)


def give_notice(consultation_id: int, by: By) -> None:
    """Who takes part, when and where is settled, and public. Refused: too few, or too late."""
    found, topic = _begun(consultation_id, by)
    rules.after(State(found.state), Move.NOTICE)
    _check(rules.no_notice(len(found.parties), found.starts_at, kinds.NOTICE_DAYS(), by.now))
    _step(found, Move.NOTICE, by)
    when = f"{clock.local(found.starts_at):%Y-%m-%d %H:%M}"
    _announce(found, topic, Move.NOTICE, by, when=when, place=found.place)


def hold(consultation_id: int, by: By) -> None:
    """It was held. Refused before it began."""
    found, topic = _begun(consultation_id, by)
    rules.after(State(found.state), Move.HOLD)
    _check(rules.not_held(found.starts_at, by.now))
    _step(found, Move.HOLD, by)
    _announce(found, topic, Move.HOLD, by)


def write_down(consultation_id: int, positions: dict[int, str], by: By) -> None:
    """What each party said, as the clerk heard it; until the outcome is posted. Refused after."""
    found, _topic = _begun(consultation_id, by)
    if found.state != State.DELIBERATED:
        raise Refused(Refusal.MOVED_ON)
    for party in found.parties:
        party.position = positions.get(party.id, party.position)
    found.version += 1
    db.session.flush()


def post(consultation_id: int, outcome: str, by: By) -> None:
    """What was agreed stands open to objections, at least fifteen days (art. 34). Refused while a
    party's position is not written down.
    """
    found, topic = _begun(consultation_id, by)
    rules.after(State(found.state), Move.POST)
    _check(rules.no_outcome([one.position for one in found.parties]))
    found.outcome = outcome
    _step(found, Move.POST, by)
    until = rules.posted_until(by.now, habits.POSTING_DAYS())
    notices.post(kinds.POSTING, found.id, _called(found), until, by.now)
    last = clock.local(until).date().isoformat()
    _announce(found, topic, Move.POST, by, until=last)


def _called(found: Consultation) -> str:
    """By its number: the topic's title may be hidden one day."""
    with official():
        return _("第 %(n)s 号协商的结果", n=found.id)


def carry_out(consultation_id: int, responsible: str, promised_on: date, by: By) -> None:
    """The posting is over and every objection answered: who does it, by when. The topic has come
    to its end. Refused before, and for what only a meeting decides (art. 30).
    """
    found, topic = _begun(consultation_id, by)
    rules.after(State(found.state), Move.CARRY_OUT)
    standing = queries.standing(found)
    if standing is None:
        raise Refused(Refusal.MOVED_ON)
    posting, waiting = standing.posting, standing.counts.waiting
    reserved = queries.is_reserved(topic)
    _check(rules.not_to_carry_out(posting.until, waiting, reserved, by.now))
    found.responsible, found.promised_on = responsible, promised_on
    _step(found, Move.CARRY_OUT, by)
    try:
        step = moving.step(topic, TopicMove.CONSULT, Office.COMMITTEE, by.person_id, by.now)
    except MoveRefused:
        raise Refused(Refusal.TOPIC_MOVED_ON) from None
    moving.announce(topic, step, by.now)
    _announce(found, topic, Move.CARRY_OUT, by, due=promised_on.isoformat())


def report(consultation_id: int, text: str, by: By) -> None:
    """What was done, for everyone to read."""
    found, topic = _begun(consultation_id, by)
    found.report = text
    _step(found, Move.REPORT, by)
    _announce(found, topic, Move.REPORT, by)


def refer(consultation_id: int, reason: str, by: By) -> None:
    """Contested: the topic goes up to the assembly (art. 32); a posting is taken back. Refused
    where there is no assembly.
    """
    found, topic = _begun(consultation_id, by)
    _step(found, Move.REFER, by, reason)
    standing = queries.standing(found)
    if standing is not None:
        notices.take_back(notices.locked(standing.posting.id), reason, by.now)
    try:
        screening.refer_up(topic, reason, by.person_id, by.now)
    except NoBody:
        raise Refused(Refusal.NO_ASSEMBLY) from None
    except MoveRefused:
        raise Refused(Refusal.TOPIC_MOVED_ON) from None
    _announce(found, topic, Move.REFER, by, reason=reason)


def cancel(consultation_id: int, reason: str, by: By) -> None:
    """Before it was held; the topic waits for an agenda again."""
    found, topic = _begun(consultation_id, by)
    was_public = found.state != State.SETTLING
    _step(found, Move.CANCEL, by, reason)
    if was_public:
        _announce(found, topic, Move.CANCEL, by, reason=reason)
