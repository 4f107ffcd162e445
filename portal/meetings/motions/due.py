"""What falls due: a count that was interrupted goes on; a resolution that waited for those for whom
a hand was entered is drawn.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from flask import current_app

from portal.core.db import db
from portal.meetings.motions import queries
from portal.meetings.motions.actions import closing, resolving
from portal.meetings.motions.rules import Refused

log = logging.getLogger(__name__)


def tick(now: datetime) -> None:
    """One that cannot go on is logged and does not keep the others."""
    folder = Path(current_app.config["PORTAL"].keys)
    counting, waited = queries.counting(), queries.answered_for(now)
    db.session.rollback()
    _each(counting, lambda one: closing.finish(one, folder, now))
    _each(waited, lambda one: resolving.settle_due(one, now))


def _each(motions: Iterable[int], act: Callable[[int], None]) -> None:
    for motion_id in motions:
        try:
            act(motion_id)
        except Refused as no:
            log.error("motion %s: %s", motion_id, no.reason)
        finally:
            db.session.rollback()
