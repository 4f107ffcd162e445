"""The papers of a meeting: added, withdrawn, read, and by whom."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from portal.audit.actions import record
from portal.core import outbox
from portal.core.db import db, insert_once
from portal.meetings import agenda, kinds, queries, roll
from portal.meetings.models import AgendaItem, Attendance, Meeting, Paper, PaperRead
from portal.meetings.refusing import Refused, demand
from portal.meetings.rules import Act, Refusal, State
from portal.roster.models import Person


@dataclass(frozen=True)
class Filed:
    """A file that lies on disk: its digest, ``pdf`` or ``jpg``, its size in bytes."""

    digest: str
    media: str
    size: int


def add(
    item: AgendaItem,
    title: str,
    text: str,
    filed: Filed | None,
    members_only: bool,
    by: int,
    now: datetime,
    late_reason: str = "",
) -> Paper:
    """Refused once papers are due, except for a reason that is public; the people are told. Sent
    twice, it is one.
    """
    meeting = item.meeting
    demand(meeting, Act.ADD_PAPER)
    digest = filed.digest if filed else None
    same = _same(item.id, title, text, digest, by)
    if same is not None:
        return same
    late = agenda.is_late(meeting, now, late_reason)
    paper = Paper(
        item_id=item.id,
        title=title,
        text=text,
        members_only=members_only,
        added_by=by,
        added_at=now,
        late_reason=late_reason if late else None,
        **(vars(filed) if filed else {}),
    )
    db.session.add(paper)
    db.session.flush()
    if meeting.state is not State.DRAFT:
        about = {"meeting": meeting.id, "title": meeting.title, "paper": title}
        outbox.tell(roll.called(meeting.id), kinds.TELL_PAPER, now, **about)
        record(kinds.PAPER_ADDED, by, now, **about)
    return paper


def _same(item_id: int, title: str, text: str, digest: str | None, by: int) -> Paper | None:
    of_it = Paper.item_id == item_id, Paper.added_by == by, Paper.withdrawn_at.is_(None)
    said = Paper.title == title, Paper.text == text, Paper.digest == digest
    return db.session.scalars(select(Paper).where(*of_it, *said).limit(1)).first()


def withdraw(paper: Paper, reason: str, by: int, now: datetime) -> None:
    """Out of a draft it goes without a trace; else for a reason that is public, and its place
    stays.
    """
    meeting = paper.item.meeting
    demand(meeting, Act.ADD_PAPER)
    if meeting.state is State.DRAFT:
        db.session.delete(paper)
    elif paper.withdrawn_at is None:
        paper.withdrawn_at, paper.withdrawn_reason = now, reason
        about = {"meeting": meeting.id, "title": meeting.title, "paper": paper.title}
        record(kinds.PAPER_WITHDRAWN, by, now, **about, reason=reason)


def mark_read(paper: Paper, person_id: int, now: datetime) -> None:
    """Somebody who is called says that they have read it; twice is once."""
    meeting = paper.item.meeting
    demand(meeting, Act.READ)
    row = queries.attendance(meeting.id, person_id)
    if row is None or not row.is_called:
        raise Refused(Refusal.NOT_CALLED_TO_IT)
    insert_once(PaperRead, paper_id=paper.id, person_id=person_id, read_at=now)


def may_see(paper: Paper, meeting: Meeting, row: Attendance | None, convenes: bool) -> bool:
    """Who may read a paper: everyone once the meeting is called, or who is called to it where it
    is for them alone; the desk always. What was withdrawn nobody reads here.
    """
    if paper.withdrawn_at is not None:
        return False
    if convenes:
        return True
    is_public = meeting.called_at is not None
    return is_public and (not paper.members_only or (row is not None and row.is_called))


# ---- Reading them ----


def paper(meeting_id: int, paper_id: int) -> Paper | None:
    whole = joinedload(Paper.item).joinedload(AgendaItem.meeting)
    found = db.session.scalar(select(Paper).where(Paper.id == paper_id).options(whole))
    return found if found is not None and found.item.meeting_id == meeting_id else None


def of_meeting(meeting_id: int) -> dict[int, list[Paper]]:
    """Agenda item → its papers, in the order in which they came; withdrawn ones too."""
    wanted = select(Paper).join(Paper.item).where(AgendaItem.meeting_id == meeting_id)
    found: dict[int, list[Paper]] = defaultdict(list)
    for one in db.session.scalars(wanted.order_by(Paper.id)):
        found[one.item_id].append(one)
    return found


def readers(meeting_id: int, person_id: int = 0) -> tuple[dict[int, int], set[int]]:
    """(paper → how many say that they have read it, those that this person has read); one query."""
    mine = func.max(case((PaperRead.person_id == person_id, 1), else_=0))
    counted = (
        select(PaperRead.paper_id, func.count(), mine)
        .join(Paper, Paper.id == PaperRead.paper_id)
        .join(AgendaItem, AgendaItem.id == Paper.item_id)
        .where(AgendaItem.meeting_id == meeting_id)
        .group_by(PaperRead.paper_id)
    )
    rows = db.session.execute(counted).all()
    return {paper: many for paper, many, _own in rows}, {paper for paper, _many, own in rows if own}


def reading_list(paper: Paper) -> tuple[list[str], list[str]]:
    """The names of those called who have read a paper, and of those who have not."""
    mark = and_(PaperRead.paper_id == paper.id, PaperRead.person_id == Attendance.person_id)
    rows = db.session.execute(
        select(Person.name, PaperRead.read_at)
        .join(Attendance, Attendance.person_id == Person.id)
        .outerjoin(PaperRead, mark)
        .where(
            Attendance.meeting_id == paper.item.meeting_id,
            or_(Attendance.votes, Attendance.seat_id.is_not(None)),
        )
        .order_by(Attendance.id)
    ).all()
    return [name for name, at in rows if at], [name for name, at in rows if not at]


def unread(meeting_id: int) -> dict[int, int]:
    """Person called → how many standing papers they have not read; None left, not in it."""
    standing = (
        select(Paper.id)
        .join(Paper.item)
        .where(AgendaItem.meeting_id == meeting_id, Paper.withdrawn_at.is_(None))
    )
    ids = list(db.session.scalars(standing))
    have = select(PaperRead.person_id, func.count()).where(PaperRead.paper_id.in_(ids))
    read = dict(db.session.execute(have.group_by(PaperRead.person_id)).all())
    left = {person: len(ids) - read.get(person, 0) for person in roll.called(meeting_id)}
    return {person: number for person, number in left.items() if number}
