"""Follow-ups of resolutions: registered at import."""

from flask_babel import lazy_gettext as _l

from portal.core import clock
from portal.resolutions import actions, kinds, queries, rules
from portal.resolutions.followups import sources
from portal.resolutions.followups.sources import Found
from portal.resolutions.models import Resolution


def _found(resolution: Resolution | None) -> Found | None:
    """Nothing is promised of what was annulled."""
    if resolution is None:
        return None
    if not rules.allowed(queries.state(resolution, clock.now()), rules.Move.PROMISE):
        return None
    return Found(resolution.number, resolution.body_id)


def find(resolution_id: int) -> Found | None:
    return _found(queries.by_id(resolution_id))


def hold(resolution_id: int) -> Found | None:
    return _found(actions.locked(resolution_id))


sources.source(kinds.SOURCE, _l("决议"), "/resolutions/id/%(source)s/", find, hold)
