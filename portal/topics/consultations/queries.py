"""Reading consultations."""

from datetime import datetime

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.core.db import db
from portal.notices import queries as notices
from portal.notices.queries import Standing
from portal.topics.consultations.kinds import POSTING
from portal.topics.consultations.models import Consultation, ConsultationStep, Party
from portal.topics.consultations.rules import ANNOUNCED, PUBLIC, State
from portal.topics.models import Topic
from portal.topics.rules import Matter
from portal.topics.rules import is_reserved as only_meetings_decide

WITH = (joinedload(Consultation.topic).joinedload(Topic.item), selectinload(Consultation.parties))


def consultation(consultation_id: int) -> Consultation | None:
    wanted = select(Consultation).options(*WITH).where(Consultation.id == consultation_id)
    return db.session.scalar(wanted)


def locked(consultation_id: int) -> Consultation:
    """The consultation, read under its lock. LookupError for an unknown one."""
    wanted = select(Consultation).where(Consultation.id == consultation_id)
    lock = wanted.with_for_update(of=Consultation).execution_options(populate_existing=True)
    found = db.session.scalar(lock)
    if found is None:
        raise LookupError(consultation_id)
    return found


def party(party_id: int) -> Party | None:
    return db.session.get(Party, party_id)


def on_topic(topic_id: int) -> list[Consultation]:
    """All on one topic, the first first."""
    wanted = select(Consultation).where(Consultation.topic_id == topic_id)
    return list(db.session.scalars(wanted.order_by(Consultation.id)))


def settling() -> list[int]:
    """Those that are planned and not announced."""
    planned = Consultation.state == State.SETTLING
    return list(db.session.scalars(select(Consultation.id).where(planned)))


def announced() -> list[int]:
    """Those that were given notice of, and have not come to their end."""
    wanted = select(Consultation.id).where(Consultation.state.in_(ANNOUNCED))
    return list(db.session.scalars(wanted.order_by(Consultation.id)))


def first_in_vain(topic_id: int) -> datetime | None:
    """When the first consultation on a topic was convened after which it waits for a meeting."""
    vain = Consultation.state.in_([State.CANCELLED, State.FRUITLESS, State.REFERRED])
    wanted = select(func.min(Consultation.convened_at))
    return db.session.scalar(wanted.where(Consultation.topic_id == topic_id, vain))


def topic_of(consultation_id: int) -> int:
    """Its topic's row, 0 for an unknown one."""
    wanted = select(Consultation.topic_id).where(Consultation.id == consultation_id)
    return db.session.scalar(wanted) or 0


def public(page: int, size: int) -> Pagination:
    """One page of what was given notice of, the latest first."""
    found = select(Consultation).options(joinedload(Consultation.topic).joinedload(Topic.item))
    newest = found.where(Consultation.state.in_(PUBLIC)).order_by(Consultation.starts_at.desc())
    return db.paginate(newest, page=page, per_page=size, error_out=False)


def everything(page: int, size: int) -> Pagination:
    """For the desk: what is under way before what has ended."""
    ended = Consultation.state.in_(
        [State.REPORTED, State.REFERRED, State.CANCELLED, State.FRUITLESS]
    )
    found = select(Consultation).options(joinedload(Consultation.topic))
    order = case((ended, 1), else_=0), Consultation.starts_at.desc()
    return db.paginate(found.order_by(*order), page=page, per_page=size, error_out=False)


def steps(consultation_id: int) -> list[ConsultationStep]:
    wanted = select(ConsultationStep).where(ConsultationStep.consultation_id == consultation_id)
    return list(db.session.scalars(wanted.order_by(ConsultationStep.id)))


def standing(of: Consultation) -> Standing | None:
    """Its posting, with how many objections stand in which state."""
    return notices.standing(POSTING, of.id)


def is_reserved(topic: Topic) -> bool:
    """Whether a consultation on this topic can only refer it up (art. 30)."""
    body = topic.body.sort if topic.body else None
    return only_meetings_decide(Matter(topic.matter or Matter.ORDINARY), body)
