"""What follows a result: the supervisors' summary of the words, and the director's public reply."""

from datetime import datetime

from sqlalchemy import delete

from portal.appraisals import kinds, queries
from portal.appraisals.actions.preparing import By, begun, record_of
from portal.appraisals.models import Appraisal
from portal.appraisals.rules import No, Refused, State
from portal.ballots.models import Ballot
from portal.core import clock, outbox
from portal.core.db import db
from portal.notices.queries import supervisors


def has_words(found: Appraisal) -> bool:
    """Whether words wait to be summed up."""
    return found.stage is State.POSTED and found.words_box_id is not None and not found.summary


def summarize(appraisal_id: int, text: str, by: By) -> None:
    """What the words say all in all, public; the words themselves are erased with it."""
    found = begun(appraisal_id, by)
    if not has_words(found):
        raise Refused(No.NO_WORDS)
    found.summary, found.summary_by = text, by.person_id
    db.session.execute(delete(Ballot).where(Ballot.box_id == found.words_box_id))
    record_of(found, kinds.SUMMARIZED, by.person_id, by.now)


def reply(appraisal_id: int, text: str, person_id: int, now: datetime) -> None:
    """Once, in public; the same sent twice is one."""
    found = queries.locked(appraisal_id)
    if found.stage is not State.POSTED or found.reply not in (None, text):
        raise Refused(No.MOVED_ON)
    if found.reply == text:
        return
    found.reply, found.reply_by, found.reply_at = text, person_id, now
    told = {"appraisal": found.id, "title": found.title}
    outbox.tell(supervisors(clock.local(now).date()), kinds.TOLD_REPLIED, now, **told)
    record_of(found, kinds.REPLIED, person_id, now)
