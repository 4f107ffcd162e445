"""Drafting, posting, setting right, taking back. Each function acts inside the caller's
``writing()``, asks the rule first, and leaves a line on record. Locks in order: disclosure,
posting, head.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from portal.audit.actions import record
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import official
from portal.core.text import match_key
from portal.disclosure import calendar, kinds, rules
from portal.disclosure.models import BigItem, Disclosure, DisclosurePaper
from portal.disclosure.rules import Category, Refusal, Refused
from portal.notices import actions as notices
from portal.notices import queries as postings
from portal.notices.models import Posting


class Changed(Exception):
    """Somebody else has changed or posted it meanwhile; nothing of theirs was overwritten."""


@dataclass(frozen=True)
class Slot:
    """What a posting accounts for: a period of a category, or a big item."""

    category: str
    starts_on: date
    ends_on: date
    big_item_id: int | None = None


@dataclass(frozen=True)
class Words:
    """``reason``: what a correction sets right, '' for any other."""

    title: str
    text: str
    reason: str = ""


def slot(key: str, now: datetime) -> Slot:
    """What the key of a duty stands for. Refused for one that is not written here, or unknown."""
    found = calendar.by_key(key, calendar.all_duties(clock.local(now).date()))
    if found is None or not found.is_written_here:
        raise Refused(Refusal.NO_PERIOD)
    if found.code != calendar.BIG:
        return Slot(found.code, found.starts_on, found.ends_on)
    item = db.session.get_one(BigItem, found.subject_id)
    return Slot(item.category, item.happened_on, item.happened_on, item.id)


def locked(disclosure_id: int) -> Disclosure:
    """Under its lock. LookupError for an unknown."""
    found = db.session.get(Disclosure, disclosure_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise LookupError(disclosure_id)
    return found


# ---- drafts


def draft(where: Slot, said: Words, by_id: int, now: datetime) -> Disclosure:
    """A draft, which the desk alone reads. The same one sent twice is one."""
    whole = {**vars(where), "title": said.title, "text": said.text, "drafted_by": by_id}
    wanted = select(Disclosure).filter_by(**whole, posted_at=None, corrects_id=None).limit(1)
    same = db.session.scalars(wanted).first()
    if same is not None:
        return same
    made = Disclosure(**whole, match_key=_key(said), drafted_at=now, version=1)
    db.session.add(made)
    db.session.flush()
    return made


def _key(said: Words) -> str:
    return match_key(f"{said.title} {said.text}")


def edit(one: Disclosure, where: Slot | None, said: Words, seen: int) -> None:
    """A locked draft's words, and what it accounts for (None leaves that). Changed where another
    was quicker.
    """
    _check_draft(one, seen)
    if where is not None and one.corrects_id is None:
        for name, value in vars(where).items():
            setattr(one, name, value)
    one.title, one.text, one.reason, one.match_key = said.title, said.text, said.reason, _key(said)
    one.version += 1
    db.session.flush()


def _check_draft(one: Disclosure, seen: int | None = None) -> None:
    if one.posted_at is not None or seen not in (None, one.version):
        raise Changed


def attach(one: Disclosure, paper: DisclosurePaper, by_id: int, now: datetime) -> None:
    """A file more. The same one twice is one; Refused where there are too many."""
    _check_draft(one)
    if any((have.digest, have.title) == (paper.digest, paper.title) for have in one.papers):
        return
    if len(one.papers) >= rules.MOST_PAPERS:
        raise Refused(Refusal.TOO_MANY_PAPERS)
    paper.disclosure_id, paper.added_by, paper.added_at = one.id, by_id, now
    db.session.add(paper)
    one.version += 1
    db.session.flush()


def detach(one: Disclosure, paper_id: int) -> None:
    """Takes a file off a draft. LookupError for one that is not there."""
    _check_draft(one)
    paper = next((have for have in one.papers if have.id == paper_id), None)
    if paper is None:
        raise LookupError(paper_id)
    db.session.delete(paper)
    one.version += 1
    db.session.flush()


def drop(one: Disclosure) -> None:
    """A draft that nobody needs; it was never public."""
    _check_draft(one)
    for paper in one.papers:
        db.session.delete(paper)
    db.session.flush()
    db.session.delete(one)
    db.session.flush()


# ---- posting


def post(one: Disclosure, seen: int, by_id: int, now: datetime) -> Posting:
    """Makes a locked draft public and opens it to objections (art. 34: at least fifteen days). From
    here on its words never change. Posted twice it is posted once.
    """
    already = postings.standing(kinds.POSTING, one.id)
    if already is not None:
        return already.posting
    _check_draft(one, seen)
    if one.corrects_id is not None and not one.reason:
        raise Refused(Refusal.NO_REASON)
    until = clock.end_of(rules.last_day(clock.local(now).date(), kinds.POSTING_DAYS()))
    one.digest, one.posted_by, one.posted_at = digest(one), by_id, now
    db.session.flush()
    posting = notices.post(kinds.POSTING, one.id, _called(one), until, now)
    about = {"item": one.id, "title": posting.title, "digest": one.digest}
    last = rules.last_day(clock.local(now).date(), kinds.POSTING_DAYS()).isoformat()
    if one.corrects_id is None:
        record(kinds.POSTED, by_id, now, **about, until=last)
    else:
        record(kinds.CORRECTED, by_id, now, **about, until=last, corrects=one.corrects_id)
    return posting


def _called(one: Disclosure) -> str:
    with official():
        return _("%(title)s（更正）", title=one.title) if one.corrects_id else one.title


def digest(one: Disclosure) -> str:
    """The SHA-256 over the words and the files' digests, as canonical JSON (keys sorted, no
    spaces, UTF-8), in lower-case hexadecimal.
    """
    told = {
        "category": one.category,
        "from": one.starts_on.isoformat(),
        "to": one.ends_on.isoformat(),
        "title": one.title,
        "text": one.text,
        "corrects": one.corrects_id,
        "reason": one.reason,
        "files": [paper.digest for paper in one.papers],
    }
    whole = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def correct(one: Disclosure, by_id: int, now: datetime) -> Disclosure:
    """The draft of a posting that sets a locked one right; there is one, whoever asks. Refused for
    a draft, and for what was taken back.
    """
    _check_standing(one)
    if one.corrected_by is not None:
        return one.corrected_by
    made = Disclosure(
        category=one.category,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        big_item_id=one.big_item_id,
        title=one.title,
        text=one.text,
        match_key=one.match_key,
        corrects_id=one.id,
        drafted_by=by_id,
        drafted_at=now,
        version=1,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _check_standing(one: Disclosure) -> Posting:
    """The posting of what is posted and was not taken back, without its lock."""
    found = postings.standing(kinds.POSTING, one.id)
    if found is None:
        raise Refused(Refusal.NOT_POSTED)
    if found.posting.taken_back_at is not None:
        raise Refused(Refusal.TAKEN_BACK)
    return found.posting


def take_back(one: Disclosure, reason: str, by_id: int, now: datetime) -> None:
    """Its words go; that it was there, and why it went, stays. The duty stands open again."""
    posting = notices.locked(_check_standing(one).id)
    notices.take_back(posting, reason, now)
    db.session.flush()
    record(kinds.TAKEN_BACK, by_id, now, item=one.id, title=posting.title, reason=reason)


# ---- what is posted at once


def note_big(category: Category, title: str, on: date, by_id: int, now: datetime) -> BigItem:
    """Something large that happened; its day of posting is fixed now. The same one twice is one.
    Refused for a day that has not come.
    """
    today = clock.local(now).date()
    if on > today:
        raise Refused(Refusal.IN_THE_FUTURE)
    said = {"category": category, "title": title, "happened_on": on}
    same = db.session.scalars(select(BigItem).filter_by(**said).limit(1)).first()
    if same is not None:
        return same
    due = rules.big_item_due(on, kinds.AT_ONCE_DAYS())
    made = BigItem(**said, due_on=due, noted_by=by_id, noted_at=now)
    db.session.add(made)
    db.session.flush()
    record(kinds.BIG_ITEM, by_id, now, title=title, due=due.isoformat())
    return made
