"""Follow-ups of an appraisal's result: registered at import."""

from flask_babel import lazy_gettext as _l

from portal.appraisals.models import Appraisal
from portal.appraisals.rules import State
from portal.core.db import db
from portal.resolutions.followups import sources
from portal.resolutions.followups.sources import Found

SOURCE = "appraisals.result"


def find(appraisal_id: int) -> Found | None:
    """One whose result is posted."""
    found = db.session.get(Appraisal, appraisal_id)
    if found is None or found.stage is not State.POSTED:
        return None
    return Found(found.title, None)


sources.source(SOURCE, _l("评议结果"), "/appraisals/%(source)s/", find)
