"""A process of its own that casts votes: ``python -m tests.meetings.motions.voter`` reads one line
of JSON with where the portal lies and what is to be cast, waits for a second line, casts, and
writes the answers.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path

from portal.app import create_app
from portal.core import clock
from portal.core.db import db, writing
from portal.meetings.motions import queries
from portal.meetings.motions.actions import voting
from portal.meetings.motions.actions.voting import Draft
from portal.meetings.motions.rules import Refused
from tests.settings import config_in


def cast(motion_id: int, person_id: int, draft: Draft, secret: str) -> str:
    """``cast``, or why not; each in a transaction of its own."""
    try:
        with writing():
            motion = queries.locked_alone(motion_id)
            voting.cast(motion, person_id, draft, secret, clock.database_now(db.session))
    except Refused as no:
        return no.reason
    return "cast"


def main() -> None:
    order = json.loads(sys.stdin.readline())
    config = replace(config_in(Path(order["folder"])), database_url=order["database"])
    with create_app(config).app_context():
        queries.motion(order["motion"])  # connected, and warm
        db.session.rollback()
        print("ready", flush=True)
        sys.stdin.readline()
        answers = [
            cast(order["motion"], who, Draft(*draft), order["secret"])
            for who, draft in order["votes"]
        ]
    print(json.dumps(answers), flush=True)


if __name__ == "__main__":
    main()
