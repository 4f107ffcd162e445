"""Follow-ups of a consultation: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core.db import db
from portal.core.i18n import official
from portal.resolutions.followups import sources
from portal.resolutions.followups.sources import Found
from portal.topics.consultations.models import Consultation
from portal.topics.consultations.rules import State

SOURCE = "topics.consultation"
_AGREED = frozenset({State.POSTED, State.CARRYING_OUT})


def find(consultation_id: int) -> Found | None:
    """One whose outcome is public, until it was reported carried out or went up (art. 32)."""
    found = db.session.get(Consultation, consultation_id)
    if found is None or found.state not in _AGREED:
        return None
    with official():
        return Found(_("第 %(n)s 号协商", n=found.id), found.topic.body_id)


sources.source(SOURCE, _l("协商"), "/topics/consultations/%(source)s/", find)
