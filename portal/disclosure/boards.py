"""The boards of paper: which there are, which sheet was seen on which from when, and until when."""

from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.audit.actions import record
from portal.core import clock
from portal.core.db import db
from portal.core.text import match_key
from portal.disclosure import kinds, rules
from portal.disclosure.models import Board, Sighting
from portal.disclosure.rules import Refusal, Refused
from portal.notices.models import Posting

Row = TypeVar("Row", Board, Sighting)


def locked(model: type[Row], row_id: int) -> Row:
    """Under its lock. LookupError for an unknown."""
    found = db.session.get(model, row_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise LookupError(row_id)
    return found


def add(place: str, by_id: int, now: datetime) -> Board:
    """A board more. Refused where there is one at that place."""
    board = Board(place=place, place_key=match_key(place), added_by=by_id, added_at=now)
    db.session.add(board)
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(Refusal.PLACE_TAKEN) from None
    record(kinds.BOARD_ADDED, by_id, now, place=place)
    return board


def give_up(board: Board, by_id: int, now: datetime) -> None:
    """It hangs no more from today. Refused while sheets are noted as hanging there."""
    if board.gone_on is not None:
        return
    hangs = select(Sighting.id).where(Sighting.board_id == board.id, Sighting.down_on.is_(None))
    if db.session.scalar(hangs.limit(1)) is not None:
        raise Refused(Refusal.STILL_HANGS)
    board.gone_on = clock.local(now).date()
    db.session.flush()
    record(kinds.BOARD_GONE, by_id, now, place=board.place, day=board.gone_on.isoformat())


def put_up(
    posting: Posting, board: Board, on: date, photo: tuple[str, str], by_id: int, now: datetime
) -> Sighting:
    """A posting's sheet was seen on a locked board that day; ``photo``: the digests of the picture
    and of the small one. Refused where it hangs there already: two who note the same make one.
    """
    if posting.taken_back_at is not None:
        raise Refused(Refusal.TAKEN_BACK)
    posted_on, today = clock.local(posting.posted_at).date(), clock.local(now).date()
    refusal = rules.put_up_refusal(on, posted_on, board.gone_on, today)
    if refusal:
        raise Refused(refusal)
    seen = Sighting(
        posting_id=posting.id,
        board_id=board.id,
        up_on=on,
        photo=photo[0],
        thumb=photo[1],
        put_up_by=by_id,
        noted_at=now,
    )
    db.session.add(seen)
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(Refusal.ALREADY_UP) from None
    about = {"title": posting.title, "place": board.place}
    record(kinds.PUT_UP, by_id, now, **about, day=on.isoformat())
    return seen


def take_down(seen: Sighting, on: date, by_id: int, now: datetime) -> None:
    """A locked sheet came off its board that day. Refused where it had."""
    if seen.down_on is not None:
        raise Refused(Refusal.NOT_UP)
    refusal = rules.take_down_refusal(on, seen.up_on, clock.local(now).date())
    if refusal:
        raise Refused(refusal)
    seen.down_on, seen.taken_down_by = on, by_id
    db.session.flush()
    about = {"title": seen.posting.title, "place": seen.board.place}
    record(kinds.TAKEN_DOWN, by_id, now, **about, day=on.isoformat())
