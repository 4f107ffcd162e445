"""What communities do differently about topics and demands: settings on the desk."""

from flask_babel import lazy_gettext as _l

from portal.core import settings

NEEDED = settings.number("topics.needed", _l("一个议题要多少位邻居附议"), 10, 1, 500)
COLLECTING_DAYS = settings.number("topics.collecting_days", _l("附议期有多少天"), 60, 7, 365)
PARTY_DAYS = settings.number("topics.party_days", _l("党组织几天之内研究议题"), 7, 1, 60)
COMMITTEE_DAYS = settings.number("topics.committee_days", _l("居委会几天之内审议议题"), 7, 1, 60)
PER_PERSON = settings.number("topics.per_person", _l("一个人最多同时有几个议题没有结果"), 5, 1, 50)
DEMAND_DAYS = settings.number("topics.demand_days", _l("要求开会的签名期有多少天"), 60, 7, 365)
CALL_DAYS = settings.number(
    "topics.call_days", _l("签名够数以后，居委会几天之内召集会议"), 15, 1, 60
)
POSTING_DAYS = settings.number(
    "topics.posting_days", _l("协商结果公示多少天（至少 15 天）"), 15, 15, 90
)
