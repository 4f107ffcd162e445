"""What falls due of topics and demands: done by ``tick``, each step safe to run twice."""

from datetime import datetime

from portal.core import clock
from portal.core.db import writing
from portal.topics import queries
from portal.topics.actions import reading
from portal.topics.consultations import actions as consultation_acts
from portal.topics.consultations import queries as consultations
from portal.topics.demands import actions as demand_acts
from portal.topics.demands import queries as demands


def tick(now: datetime) -> None:
    """Ends what found too few neighbours, or too few signatures, in its days, and consultations
    that were planned and never announced, or announced and without an outcome.
    """
    for topic_id in queries.lapsing(clock.local(now).date()):
        with writing():
            reading.lapse(queries.locked(topic_id), now)
    for demand_id in demands.lapsing(clock.local(now).date()):
        with writing():
            demand_acts.lapse(demands.locked(demand_id), now)
    for consultation_id in consultations.settling():
        with writing():
            consultation_acts.lapse(consultation_id, now)
    for consultation_id in consultations.announced():
        with writing():
            consultation_acts.give_up(consultation_id, now)
