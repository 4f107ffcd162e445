"""Decisions, results and letters on paper: put down at the desk, seen by a second person; each in
the caller's transaction, its audit line last.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from portal.audit.actions import record
from portal.bodies import actions, kinds, mandates, queries, words
from portal.bodies.eligibility import Basis
from portal.bodies.mandates import NAMING, OF_MEMBERS, Act, Ground
from portal.bodies.models import Membership, SeatPaper
from portal.bodies.rules import Kind, Refusal, refuse
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.i18n import official
from portal.core.waiting import Waiting

MOST = 20


@dataclass(frozen=True)
class Scan:
    """A paper as it was handed in; ``people``: whom it names as elected. ``digest`` and ``media``:
    of the file that lies on disk.
    """

    act: Act
    membership_id: int | None
    title: str
    dated_on: date
    people: str
    digest: str
    media: str


def put_down(body_id: int, scan: Scan, by: int, now: datetime) -> SeatPaper:
    """Keeps a paper; nothing rests on it before a second person has seen it. The same file for the
    same act again is the one that is there. LookupError for no such body or member.
    """
    actions.hold()
    body = actions.standing(body_id)
    of_member = scan.act in OF_MEMBERS
    member = queries.membership(scan.membership_id or 0) if of_member else None
    if of_member and (member is None or member.seat.term.body_id != body.id):
        raise LookupError(scan.membership_id)
    refuse(Refusal.BASIS_TO_COME if scan.dated_on > clock.local(now).date() else None)
    member_id = member.id if member else None
    there = _twin(body.id, scan, member_id)
    if there is not None:
        return there
    made = SeatPaper(
        body=body,
        act=scan.act,
        membership_id=member_id,
        title=scan.title,
        dated_on=scan.dated_on,
        people=scan.people if scan.act in NAMING else "",
        digest=scan.digest,
        media=scan.media,
        entered_by=by,
        entered_at=now,
    )
    db.session.add(made)
    db.session.flush()
    if member is not None and scan.act is not Act.LEAVE:  # who died is told nothing
        outbox.tell([member.person_id], kinds.TOLD_PAPER, now, **_told(made))
    record(kinds.PAPER_PUT_DOWN, by, now, **_told(made), paper=made.id)
    return made


def _twin(body_id: int, scan: Scan, member_id: int | None) -> SeatPaper | None:
    """What waits or stands already, of the same file."""
    wanted = select(SeatPaper).where(
        SeatPaper.body_id == body_id,
        SeatPaper.digest == scan.digest,
        SeatPaper.act == scan.act,
        SeatPaper.membership_id.is_not_distinct_from(member_id),
        SeatPaper.struck_at.is_(None),
    )
    return db.session.scalar(wanted.limit(1))


def _told(paper: SeatPaper) -> dict[str, object]:
    """Public lines say of a private paper what it is about, and not how it is called."""
    with official():
        act = str(words.ACTS[paper.deed])
        title = str(words.ACTS[paper.deed]) if paper.is_private else paper.title
    return {"body": paper.body_id, "name": paper.body.name, "act": act, "title": title}


def see(paper_id: int, by: int, keeps_bodies: bool, now: datetime) -> SeatPaper:
    """A second person says that they have read it, and that it is what it is put down as."""
    paper = _for_second(paper_id, by, keeps_bodies, now)
    refuse(None if paper.waits else Refusal.PAPER_SETTLED)
    paper.seen_by, paper.seen_at = by, now
    db.session.flush()
    record(kinds.PAPER_SEEN, by, now, **_told(paper), paper=paper.id)
    return paper


def strike(paper_id: int, reason: str, by: int, keeps_bodies: bool, now: datetime) -> SeatPaper:
    """A second person says in public that it is not so; nothing more rests on it."""
    paper = _for_second(paper_id, by, keeps_bodies, now)
    refuse(Refusal.PAPER_SETTLED if paper.struck_at else None)
    paper.struck_by, paper.struck_at, paper.struck_why = by, now, reason
    db.session.flush()
    outbox.tell([paper.entered_by], kinds.TOLD_STRUCK, now, **_told(paper), reason=reason)
    record(kinds.PAPER_STRUCK, by, now, **_told(paper), paper=paper.id, reason=reason)
    return paper


def _for_second(paper_id: int, by: int, keeps_bodies: bool, now: datetime) -> SeatPaper:
    actions.hold()
    paper = get(paper_id)
    if paper is None:
        raise LookupError(paper_id)
    refuse(second_fault(paper, by, keeps_bodies, clock.local(now).date()))
    return paper


def second_fault(paper: SeatPaper, by: int, keeps_bodies: bool, today: date) -> Refusal | None:
    """Why this person is no second one."""
    committee = queries.of_kind(Kind.COMMITTEE, today)
    sits = queries.sitting(committee.id, today) if committee else []
    on_committee = any(one.person_id == by for one in sits)
    concerned = [paper.membership.person_id] if paper.membership else []
    return mandates.second_person_fault(by, paper.entered_by, keeps_bodies, on_committee, concerned)


# ---- Reading ----


def get(paper_id: int) -> SeatPaper | None:
    return db.session.get(SeatPaper, paper_id, options=_whole())


def of_body(body_id: int) -> list[SeatPaper]:
    """The newest first."""
    wanted = select(SeatPaper).where(SeatPaper.body_id == body_id).options(*_whole())
    return list(db.session.scalars(wanted.order_by(SeatPaper.id.desc()).limit(MOST)))


def to_see() -> list[SeatPaper]:
    """What waits for a second person, and what stands and can be struck; the waiting first."""
    wanted = select(SeatPaper).where(SeatPaper.struck_at.is_(None)).options(*_whole())
    order = SeatPaper.seen_at.is_not(None), SeatPaper.id.desc()
    return list(db.session.scalars(wanted.order_by(*order).limit(MOST)))


def waiting() -> Waiting:
    number = select(func.count(SeatPaper.id)).where(
        SeatPaper.seen_at.is_(None), SeatPaper.struck_at.is_(None)
    )
    return Waiting(number)


def standing(acts: Collection[Act], subject_id: int) -> list[Ground]:
    """Those that a second person has seen, for one of these acts, newest first."""
    of_bodies = [act for act in acts if act not in OF_MEMBERS]
    of_members = [act for act in acts if act in OF_MEMBERS]
    about = or_(
        SeatPaper.act.in_(of_bodies) & (SeatPaper.body_id == subject_id),
        SeatPaper.act.in_(of_members) & (SeatPaper.membership_id == subject_id),
    )
    seen = SeatPaper.seen_at.is_not(None), SeatPaper.struck_at.is_(None)
    wanted = select(SeatPaper).where(about, *seen).order_by(SeatPaper.id.desc()).limit(MOST)
    return [_ground(one) for one in db.session.scalars(wanted)]


def _ground(paper: SeatPaper) -> Ground:
    """What is private is named for what it is."""
    with official():
        text = str(words.ACTS[paper.deed]) if paper.is_private else paper.title
    link = "" if paper.is_private else f"/bodies/papers/{paper.id}/"
    subject = paper.membership_id if paper.deed in OF_MEMBERS else paper.body_id
    basis = Basis(text, paper.dated_on, link)
    return Ground(f"paper:{paper.id}", paper.deed, subject or 0, basis, paper.people)


def _whole() -> list[ORMOption]:
    member = joinedload(SeatPaper.membership)
    whole = member.joinedload(Membership.seat), member.joinedload(Membership.person)
    return [joinedload(SeatPaper.body), *whole]
