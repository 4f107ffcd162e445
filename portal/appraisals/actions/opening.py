"""Opening: the roll is taken and frozen, the boxes are sealed, everyone on the roll is asked."""

from datetime import datetime
from pathlib import Path

from portal.appraisals import habits, kinds, queries, rules, sheets, standing
from portal.appraisals.actions.preparing import check, record_of
from portal.appraisals.models import Appraisal
from portal.appraisals.rules import Asked, Move, No, Refused, State
from portal.ballots import actions as boxes
from portal.ballots import keys
from portal.ballots.actions import Entitled, Taken
from portal.ballots.models import Box, Receipts
from portal.ballots.rules import Electorate
from portal.core import clock, outbox
from portal.core.db import db


def open_(appraisal_id: int, key_folder: Path, now: datetime) -> None:
    """On its day, in a transaction of its own. The key is not printed: a lost one means that it is
    asked again. LookupError; Refused where nobody is asked, or no elder of a service for elders.
    """
    keys.with_new(key_folder, lambda public: _open(appraisal_id, public, now))


def _open(appraisal_id: int, public_key: str, now: datetime) -> Box:
    found, today = queries.locked(appraisal_id), clock.local(now).date()
    found.state = rules.after(found.stage, Move.OPEN)
    if found.closes_on < today:  # nobody went round in all its days
        raise Refused(No.DAYS_PAST)
    found.elder_age, found.minimum = habits.ELDER_AGE(), habits.MINIMUM()
    asked = standing.asked(found, found.elder_age, today)
    check(rules.roll_fault(len(asked.people), asked.elders, found.for_elders))
    box = _seal(found, _roll(found, asked.people), sheets.longest(found), public_key, now)
    boxes.post_opening(box, sheets.opening(found))
    found.box_id = box.id
    if found.asks_words:
        beside = _seal(found, [], sheets.LONGEST_WORDS, public_key, now)
        found.words_box_id = beside.id
    found.entitled, found.opened_at = len(asked.people), now
    found.version += 1
    db.session.flush()
    outbox.tell(queries.with_accounts(box.id), kinds.TOLD_OPEN, now, **about(found))
    record_of(found, kinds.OPENED, None, now, entitled=found.entitled)
    return box


def _roll(found: Appraisal, people: list[Entitled]) -> list[Entitled]:
    """Representatives are too few for a breakdown by grid: their sheets bear none."""
    if found.asks != Asked.REPRESENTATIVES:
        return people
    return [Entitled(one.person_id, one.name, one.birth_year, one.address, "") for one in people]


def _seal(
    found: Appraisal, people: list[Entitled], longest: str, public_key: str, now: datetime
) -> Box:
    return boxes.seal(
        opens_at=now,
        closes_at=clock.end_of(found.closes_on),
        receipts=Receipts.LISTED,
        public_key=public_key,
        longest_content=longest,
        roll=Taken(people),
        electorate=Electorate(),
        now=now,
    )


def about(found: Appraisal) -> dict[str, object]:
    """How messages name it."""
    return {"appraisal": found.id, "title": found.title, "to": found.closes_on.isoformat()}


def remind(appraisal_id: int, now: datetime) -> None:
    """Those who have not answered, once; nobody else learns who they are."""
    found = queries.locked(appraisal_id)
    if found.stage is not State.OPEN or found.reminded_at is not None or found.box_id is None:
        return
    found.reminded_at = now
    silent = queries.with_accounts(found.box_id, only_silent=True)
    outbox.tell(silent, kinds.TOLD_SOON, now, **about(found))
