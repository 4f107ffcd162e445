"""What seats have against two entries becoming one: registered at import."""

from flask_babel import lazy_gettext as _l

from portal.bodies import queries
from portal.roster import merging
from portal.roster.upkeep import By


def _both_vote(keep_id: int, drop_id: int, by: By) -> bool:
    """One person would have two votes in one body."""
    bodies = [
        {one.seat.term.body_id for one in queries.voting(queries.own(person_id, by.today))}
        for person_id in (keep_id, drop_id)
    ]
    return bool(bodies[0] & bodies[1])


merging.obstacle(
    _l("两条登记现在都坐着同一个组织的席位，请先在“组织和席位”里结束其中一个。"), _both_vote
)
