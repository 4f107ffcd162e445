"""Writing a proposal: drafts, handing in, changing, withdrawing.

Each function acts inside the caller's ``writing()``.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from portal.budget import queries as rounds
from portal.budget.models import Round
from portal.core import outbox
from portal.core.db import db
from portal.core.text import match_key
from portal.moderation import actions as moderation
from portal.moderation.models import Item
from portal.moderation.rules import MOVES as READING_MOVES
from portal.moderation.rules import Move as Reading
from portal.moderation.rules import State as ReadingState
from portal.proposals import habits, kinds, queries, reach, reasons, rules
from portal.proposals.actions.moving import move, note
from portal.proposals.models import Authorship, Photo, Proposal, Revision, Text
from portal.proposals.rules import Move, MoveRefused, State
from portal.roster.models import Person

KIND = "proposal"
PHOTO = "photo"
TEXT = ("title", "need", "place", "grid_id", "kind", "beneficiaries", "estimate_fen",
        "estimate_note")  # fmt: skip


class RoundClosed(Exception):
    """The round does not collect proposals now."""


class OutOfReach(RoundClosed):
    """The round is for some grids, and its author lives in another one."""


class TooMany(Exception):
    """Somebody has as many proposals in this round as the community allows."""


class Overtaken(Exception):
    """A moderator decided on it at this very moment; nothing was changed."""


class SavedElsewhere(Exception):
    """Another tab, or another author, has saved other words since this page was opened."""


class NotAuthor(Exception):
    """Only an author may do this, and only while the text may change."""


# ---- Drafts ----


def round_of(round_id: int) -> Round:
    """The round in which a proposal is made. LookupError for an unknown one."""
    found = rounds.round_by_id(round_id)
    if found is None:
        raise LookupError(round_id)
    return found


def begin(round_: Round, author_id: int, text: dict[str, Any], now: datetime) -> Proposal:
    """A new draft, seen by its author alone; the same form sent again is the same draft.

    RoundClosed, OutOfReach, TooMany.
    """
    _check_open_to(round_, author_id, now)
    _hold(author_id)
    sent_before = queries.same_draft(author_id, round_.id, text["title"], text["need"])
    if sent_before is not None:
        return sent_before
    if queries.made_by(author_id, round_.id) >= habits.OPEN_DRAFTS():
        raise TooMany
    proposal = Proposal(round_id=round_.id, author_id=author_id, created_at=now)
    _write(proposal, text)
    db.session.add(proposal)
    db.session.flush()
    db.session.add(
        Authorship(proposal_id=proposal.id, person_id=author_id, invited_at=now, accepted_at=now)
    )
    db.session.flush()
    return proposal


def _hold(person_id: int) -> None:
    """What one person begins is begun one after the other, on whichever machine."""
    row = select(Person.id).where(Person.id == person_id)
    db.session.scalar(row.with_for_update(key_share=True))


def _check_open_to(round_: Round, person_id: int, now: datetime) -> None:
    if not queries.collects(round_, now):
        raise RoundClosed
    if not reach.within(round_, person_id):
        raise OutOfReach


def save(
    proposal: Proposal, person_id: int, text: dict[str, Any], now: datetime, seen: str = ""
) -> None:
    """Keeps what was typed: in the draft, or in the change that its authors are preparing.

    ``seen``: the ``mark`` of what the page showed. A change that was handed in waits anew, so that
    no moderator lets through what they have not read. NotAuthor where the text may not change;
    SavedElsewhere; Overtaken.
    """
    _editable(proposal, person_id)
    is_draft, item = proposal.state == State.DRAFT, proposal.item
    kept: Text = proposal if is_draft else queries.pending(proposal.id) or proposal
    if all(getattr(kept, part) == value for part, value in text.items()):
        return
    if seen and seen != mark(kept, text):
        raise SavedElsewhere
    _write(kept if is_draft else _prepared(proposal, person_id, now), text)
    if not is_draft and item is not None and item.state == ReadingState.WAITING:
        _resubmit(item, now)
    db.session.flush()


def mark(text: Text, parts: Iterable[str]) -> str:
    """A short mark of these parts of a text as they stand: it changes with their words."""
    words = repr([getattr(text, part) for part in sorted(parts)])
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _editable(proposal: Proposal, person_id: int) -> None:
    is_author = person_id in queries.authors_of(proposal.id)
    endorsed = queries.endorsed_by_others(proposal)
    if not rules.may_edit(State(proposal.state), is_author, endorsed, queries.hidden(proposal)):
        raise NotAuthor


def _write(into: Text, text: dict[str, Any]) -> None:
    for name, value in text.items():
        setattr(into, name, value)
    if isinstance(into, Proposal):
        into.search_key = search_key(into)


def search_key(text: Text) -> str:
    """Everything that a search finds a proposal by, as it is matched."""
    parts = (text.title, text.need, text.place, text.beneficiaries or "")
    return " ".join(match_key(part) for part in parts)[:2400]


def _prepared(proposal: Proposal, person_id: int, now: datetime) -> Revision:
    """The change under way; a new one begins with the public text."""
    pending = queries.pending(proposal.id)
    return pending or _snapshot(proposal, person_id, now)


def _snapshot(proposal: Proposal, person_id: int, now: datetime) -> Revision:
    newest = select(func.coalesce(func.max(Revision.number), 0))
    number = db.session.scalar(newest.where(Revision.proposal_id == proposal.id)) or 0
    revision = Revision(proposal_id=proposal.id, number=number + 1, by_id=person_id, at=now)
    copy_text(proposal, revision)
    db.session.add(revision)
    db.session.flush()
    return revision


def copy_text(source: Text, into: Text) -> None:
    _write(into, {name: getattr(source, name) for name in TEXT})


# ---- Photos ----


def add_photo(
    proposal: Proposal, person_id: int, digest: str, thumb: str, caption: str, now: datetime
) -> Photo:
    """Puts a photo beside the text. NotAuthor, TooMany. A moderator sees it like any post."""
    _editable(proposal, person_id)
    if len(_standing_photos(proposal.id)) >= habits.PHOTOS():
        raise TooMany
    photo = Photo(
        proposal_id=proposal.id,
        by_id=person_id,
        digest=digest,
        thumb=thumb,
        caption=caption,
        added_at=now,
    )
    db.session.add(photo)
    db.session.flush()
    if proposal.state != State.DRAFT:
        photo.item_id = moderation.submit(PHOTO, person_id, now).id
    db.session.flush()
    return photo


def _standing_photos(proposal_id: int) -> list[Photo]:
    """Its photos without those that were taken away."""
    gone = ReadingState.WITHDRAWN
    return [one for one in queries.photos(proposal_id) if not one.item or one.item.state != gone]


def remove_photo(proposal: Proposal, photo: Photo, person_id: int, now: datetime) -> None:
    """Takes it away: a draft's is gone, a published one's is withdrawn. NotAuthor."""
    _editable(proposal, person_id)
    if photo.item is None:
        db.session.delete(photo)
    elif (photo.item.state, Reading.WITHDRAW) in READING_MOVES:
        moderation.withdraw(photo.item, now)
    db.session.flush()


# ---- Handing in ----


def submit(
    proposal: Proposal, person_id: int, signs: bool, now: datetime, by: int | None = None
) -> None:
    """Hands a draft in: a moderator reads it before it appears. RoundClosed, OutOfReach,
    NotAuthor.

    ``by``: who typed it for its author from a paper form; the record names them.
    """
    _check_open_to(proposal.round, person_id, now)
    _editable(proposal, person_id)
    move(proposal, Move.SUBMIT)
    proposal.signs = signs
    authorship = queries.invitation(proposal.id, person_id)
    if authorship is not None:
        authorship.signs = signs
    _hand_in(proposal, _fresh(proposal, person_id, now), now)
    note(proposal, kinds.SUBMITTED, by or person_id, now, title=proposal.title)


def _fresh(proposal: Proposal, person_id: int, now: datetime) -> Revision:
    """The version that is handed in: a new one, or the pending one with the text of now."""
    revision = _prepared(proposal, person_id, now)
    copy_text(proposal, revision)
    revision.at = now
    return revision


def _hand_in(proposal: Proposal, revision: Revision, now: datetime) -> None:
    if proposal.item is None:
        proposal.item = moderation.submit(KIND, proposal.author_id, now)
    else:
        _resubmit(proposal.item, now)
    for photo in queries.photos(proposal.id):
        if photo.item_id is None:
            photo.item_id = moderation.submit(PHOTO, photo.by_id, now).id
    db.session.flush()


def _resubmit(item: Item, now: datetime) -> None:
    try:
        moderation.resubmit(item, now)
    except (moderation.Conflict, moderation.MoveRefused):
        raise Overtaken from None


def hand_in_change(proposal: Proposal, person_id: int, why: str, now: datetime) -> None:
    """Hands in a change of a public text; the old one stands until a moderator has read it.

    NotAuthor where the text may not change; MoveRefused where nothing was changed.
    """
    _editable(proposal, person_id)
    revision = queries.pending(proposal.id)
    if revision is None or proposal.state == State.DRAFT:
        raise MoveRefused
    revision.why, revision.at, revision.by_id = why, now, person_id
    proposal.version += 1
    _hand_in(proposal, revision, now)
    note(proposal, kinds.CHANGED, person_id, now, title=proposal.title)


def withdraw(
    proposal: Proposal, person_id: int, reason: str, now: datetime, own_words: bool = True
) -> None:
    """Its first author takes it back, at once. What was public stays, and its reason appears when
    a moderator has read it. NotAuthor, Overtaken.

    ``own_words``: a resident wrote the reason; the house's own needs no reading.
    """
    if not rules.may_withdraw(State(proposal.state), person_id == proposal.author_id):
        raise NotAuthor
    move(proposal, Move.WITHDRAW)
    proposal.ended_reason = reason
    leave_queue(proposal, now)
    if proposal.published_at is None:
        note(proposal, kinds.WITHDRAWN, person_id, now, title=proposal.title, reason=reason)
        return
    if own_words:
        _hand_in_reason(proposal, now)
    others = [one for one in queries.concerned(proposal.id) if one != person_id]
    told = {"proposal": proposal.id, "title": proposal.title}
    outbox.tell(others, kinds.TOLD_WITHDRAWN, now, **told)
    note(proposal, kinds.TAKEN_BACK, person_id, now, number=proposal.number)


def reword_reason(proposal: Proposal, person_id: int, reason: str, now: datetime) -> None:
    """Writes the reason anew that a moderator has sent back. NotAuthor, Overtaken."""
    if person_id != proposal.author_id or not reasons.asked(proposal):
        raise NotAuthor
    proposal.ended_reason = reason
    proposal.version += 1
    _hand_in_reason(proposal, now)
    note(proposal, kinds.REWORDED, person_id, now, number=proposal.number)


def _hand_in_reason(proposal: Proposal, now: datetime) -> None:
    if proposal.item is not None and not queries.hidden(proposal):
        _resubmit(proposal.item, now)


def leave_queue(proposal: Proposal, now: datetime) -> None:
    """No moderator reads what came to its end unread: the text, and photos beside it."""
    items = [photo.item for photo in queries.photos(proposal.id)]
    if proposal.published_at is None:
        items.append(proposal.item)
    for item in items:
        if item is not None and item.state in (ReadingState.WAITING, ReadingState.CHANGES_ASKED):
            moderation.withdraw(item, now)
