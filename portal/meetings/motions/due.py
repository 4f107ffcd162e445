"""What falls due: a count that was interrupted goes on."""

import logging
from datetime import datetime
from pathlib import Path

from flask import current_app

from portal.core.db import db
from portal.meetings.motions import queries
from portal.meetings.motions.actions import closing
from portal.meetings.motions.rules import Refused

log = logging.getLogger(__name__)


def tick(now: datetime) -> None:
    """One that cannot go on is logged and does not keep the others."""
    folder = Path(current_app.config["PORTAL"].keys)
    waiting = queries.counting()
    db.session.rollback()
    for motion_id in waiting:
        try:
            closing.finish(motion_id, folder, now)
        except Refused as no:
            log.error("motion %s: %s", motion_id, no.reason)
        finally:
            db.session.rollback()
