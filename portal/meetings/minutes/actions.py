"""Drafting, correcting and approving minutes. Each function acts inside the caller's ``writing()``
on what the caller holds locked, asks the rule first, and leaves a line on record.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.audit.actions import record
from portal.core import outbox
from portal.core.db import db
from portal.core.i18n import official
from portal.meetings import presence
from portal.meetings import queries as meetings
from portal.meetings.minutes import kinds, parts, queries, rules
from portal.meetings.minutes.models import Minutes, MinutesPaper, MinutesVersion
from portal.meetings.minutes.rules import Act, Hand, State
from portal.meetings.models import Meeting


class NotYours(Exception):
    """This step is not this person's to take."""


class Changed(Exception):
    """Somebody else has acted on them meanwhile; nothing of theirs was overwritten."""


class NoQuorum(Exception):
    """The meeting that is to approve them cannot decide anything now."""


class TooMany(Exception):
    """No more files fit beside these minutes."""


def draft(meeting: Meeting, hand: Hand, by: int, now: datetime) -> Minutes:
    """Written from what happened, once the meeting is closed. Changed where there are some."""
    if meeting.closed_at is None:
        raise Changed
    _demand(Act.DRAFT, queries.state_of(meeting.id), hand)
    with official():
        text = parts.written(meeting)[: rules.TEXT_MAX]
    minutes = Minutes(meeting_id=meeting.id, version=1, returned_reason="")
    db.session.add(minutes)
    try:
        db.session.flush()
    except IntegrityError:
        raise Changed from None
    _keep(minutes, text, "", by, now)
    record(kinds.DRAFTED, by, now, title=meeting.title)
    return minutes


def locked(meeting_id: int) -> Minutes:
    """A meeting's minutes under their lock. LookupError where there are none."""
    wanted = select(Minutes).where(Minutes.meeting_id == meeting_id).with_for_update()
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise LookupError(meeting_id)
    return found


def edit(
    minutes: Minutes, text: str, note: str, seen: int, hand: Hand, by: int, now: datetime
) -> None:
    """A new text; the old one is kept. Once the chair has them, ``note`` says in public what was
    corrected.
    """
    act = Act.CORRECT if minutes.state is State.SUBMITTED else Act.EDIT
    _demand(act, minutes.state, hand)
    if seen != minutes.version:
        raise Changed
    minutes.version += 1
    _keep(minutes, text, note if act is Act.CORRECT else "", by, now)
    title = minutes.meeting.title
    if act is Act.CORRECT:
        record(kinds.CORRECTED, by, now, title=title, note=note)
    else:
        record(kinds.EDITED, by, now, title=title, version=minutes.version)


def _keep(minutes: Minutes, text: str, note: str, by: int, now: datetime) -> None:
    db.session.add(
        MinutesVersion(
            minutes_id=minutes.id, number=minutes.version, text=text, note=note, by_id=by, at=now
        )
    )
    db.session.flush()


def submit(minutes: Minutes, hand: Hand, by: int, now: datetime) -> None:
    """To the chair of the meeting."""
    _demand(Act.SUBMIT, minutes.state, hand)
    minutes.submitted_at, minutes.submitted_by, minutes.returned_reason = now, by, ""
    _tell(minutes, kinds.TELL_SUBMITTED, [minutes.meeting.chair_id], now)
    record(kinds.SUBMITTED, by, now, title=minutes.meeting.title)


def send_back(minutes: Minutes, reason: str, hand: Hand, by: int, now: datetime) -> None:
    """The chair asks the clerk for another text."""
    _demand(Act.RETURN, minutes.state, hand)
    minutes.submitted_at = minutes.submitted_by = None
    minutes.returned_reason = reason
    _tell(minutes, kinds.TELL_RETURNED, [minutes.meeting.clerk_id], now, reason=reason)
    record(kinds.RETURNED, by, now, title=minutes.meeting.title)


def approve(minutes: Minutes, seen: int, hand: Hand, by: int, now: datetime) -> None:
    """At the body's next meeting, by its chair while it is open and has a quorum, NoQuorum else;
    from then on they never change, and the record has their digest.
    """
    _demand(Act.APPROVE, minutes.state, hand)
    later = queries.next_open(minutes.meeting, by)
    if later is None or seen != minutes.version:
        raise Changed
    if meetings.locked(later.id).closed_at is not None:  # nobody closes it beside us
        raise Changed
    if not presence.of(later.id, later.body.sort).has_quorum:
        raise NoQuorum
    digest = digest_of(minutes)
    minutes.digest, minutes.approved_at = digest, now
    minutes.approved_by, minutes.approved_in_id = by, later.id
    about = {"title": minutes.meeting.title, "next": later.title}
    told = [minutes.meeting.clerk_id, minutes.meeting.chair_id]
    _tell(minutes, kinds.TELL_APPROVED, told, now, next=later.title)
    record(kinds.APPROVED, by, now, meeting=minutes.meeting_id, digest=digest, **about)


def digest_of(minutes: Minutes) -> str:
    """Of the newest text and its attachments."""
    text = select(MinutesVersion.text).where(
        MinutesVersion.minutes_id == minutes.id, MinutesVersion.number == minutes.version
    )
    files = select(MinutesPaper.digest).where(MinutesPaper.minutes_id == minutes.id)
    ordered = files.order_by(MinutesPaper.id)
    return rules.digest(db.session.scalars(text).one(), db.session.scalars(ordered))


def attach(minutes: Minutes, paper: MinutesPaper, hand: Hand, by: int, now: datetime) -> None:
    """TooMany where there is room for no more. Once the chair has them it is a correction."""
    _demand(Act.ATTACH, minutes.state, hand)
    have = select(MinutesPaper.id).where(MinutesPaper.minutes_id == minutes.id)
    if len(db.session.scalars(have).all()) >= rules.MOST_PAPERS:
        raise TooMany
    paper.minutes_id, paper.added_by, paper.added_at = minutes.id, by, now
    db.session.add(paper)
    db.session.flush()
    record(kinds.ATTACHED, by, now, title=minutes.meeting.title, paper=paper.title)
    _corrected(minutes, f"加了附件《{paper.title}》", by, now)


def detach(minutes: Minutes, paper_id: int, hand: Hand, by: int, now: datetime) -> None:
    """LookupError where it is none of theirs."""
    _demand(Act.ATTACH, minutes.state, hand)
    paper = db.session.get(MinutesPaper, paper_id)
    if paper is None or paper.minutes_id != minutes.id:
        raise LookupError(paper_id)
    title = paper.title
    db.session.delete(paper)
    db.session.flush()
    record(kinds.DETACHED, by, now, title=minutes.meeting.title, paper=title)
    _corrected(minutes, f"拿掉了附件《{title}》", by, now)


def _corrected(minutes: Minutes, note: str, by: int, now: datetime) -> None:
    """Other attachments are another version of what the chair has, who approves what they saw; the
    text stays.
    """
    if minutes.state is State.SUBMITTED:
        text = minutes.text
        minutes.version += 1
        _keep(minutes, text, note, by, now)
        record(kinds.CORRECTED, by, now, title=minutes.meeting.title, note=note)


def _demand(act: Act, state: State, hand: Hand) -> None:
    if (state, act) not in rules.MOVES:
        raise Changed
    if not rules.may(act, state, hand):
        raise NotYours


def _tell(minutes: Minutes, kind: str, people: list[int], now: datetime, **more: str) -> None:
    about = {"meeting": minutes.meeting_id, "title": minutes.meeting.title}
    outbox.tell(sorted(set(people)), kind, now, **about, **more)
