"""What a community decides about its open data, and what the record says of them."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import settings

NIGHTLY = settings.switch("opendata.nightly", _l("每天夜里把公开数据做成压缩包"), True)
ASKED = kind("opendata.asked", _l("要求重新做一次公开数据"))
