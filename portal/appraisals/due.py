"""What falls due: opening on its day, reminding once, closing when time is up."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from flask import current_app

from portal.appraisals import habits, kinds, queries, words
from portal.appraisals.actions import closing, opening
from portal.appraisals.rules import Refused
from portal.core import clock, outbox
from portal.core.db import db, writing
from portal.core.i18n import official
from portal.notices.queries import supervisors

log = logging.getLogger(__name__)


def tick(now: datetime) -> None:
    """Each safe to run twice; one that cannot go on does not keep the others."""
    folder = Path(current_app.config["PORTAL"].keys)
    today = clock.local(now).date()
    _each(queries.to_open(today), partial(_open, key_folder=folder, now=now))
    soon = today + timedelta(days=habits.REMIND_DAYS())
    _each(queries.to_remind(soon), partial(_remind, now=now))
    _each(queries.to_close(now), partial(_close, key_folder=folder, now=now))


def _each(ids: Iterable[int], act: Callable[[int], None]) -> None:
    db.session.rollback()
    for appraisal_id in ids:
        try:
            act(appraisal_id)
        finally:
            db.session.rollback()


def _open(appraisal_id: int, key_folder: Path, now: datetime) -> None:
    try:
        opening.open_(appraisal_id, key_folder, now)
    except Refused as no:
        log.error("appraisal %s does not open: %s", appraisal_id, no.reason)
        with writing():
            _tell_stuck(appraisal_id, no, now)


def _tell_stuck(appraisal_id: int, no: Refused, now: datetime) -> None:
    found = queries.locked(appraisal_id)
    with official():
        why = str(words.REFUSALS[no.reason])
    people = supervisors(clock.local(now).date())
    told = {"appraisal": found.id, "title": found.title, "why": why}
    outbox.tell_once(people, kinds.TOLD_STUCK, now, **told)


def _remind(appraisal_id: int, now: datetime) -> None:
    with writing():
        opening.remind(appraisal_id, now)


def _close(appraisal_id: int, key_folder: Path, now: datetime) -> None:
    try:
        closing.close(appraisal_id, key_folder, now)
    except Refused as no:
        log.error("appraisal %s does not close: %s", appraisal_id, no.reason)
