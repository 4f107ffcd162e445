"""What the record says of resolutions, how their posting is called, and how long it lasts."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import settings
from portal.notices import registry
from portal.resolutions.rules import LEAST_DAYS

POSTING = registry.kind("resolution", _l("决议"), "/resolutions/id/%(subject)s/")
SOURCE = "resolution"  # of follow-ups
POSTING_DAYS = settings.number(
    "resolutions.posting_days", _l("决议公示多少天（最少 15 天）"), LEAST_DAYS, LEAST_DAYS, 60
)

ADOPTED = kind("resolution.adopted", _l("形成决议 %(number)s《%(title)s》"), public=True)
POSTED = kind("resolution.posted", _l("决议 %(number)s 开始公示，公示到 %(day)s 为止"), public=True)
ANNULLED = kind("resolution.annulled", _l("决议 %(number)s 被决议 %(by)s 废止"), public=True)
