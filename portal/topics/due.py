"""What falls due of topics and demands: done by ``tick``, each step safe to run twice."""

from datetime import datetime

from portal.core import clock
from portal.core.db import writing
from portal.topics import queries
from portal.topics.actions import reading


def tick(now: datetime) -> None:
    """Ends what found too few neighbours in its days."""
    for topic_id in queries.lapsing(clock.local(now).date()):
        with writing():
            reading.lapse(queries.locked(topic_id), now)
