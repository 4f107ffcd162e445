"""What a community sets of its votes."""

from flask_babel import lazy_gettext as _l

from portal.core import settings

CLOSE_MINUTES = settings.number(
    "meetings.close_minutes",
    _l("表决开始以后，替人录入举手、发出纸票以后，最少等几分钟才能结束表决"),
    3,
    1,
    30,
    hint=_l("让大家有时间投，本人有时间看消息、说不对、自己投。都投了、都确认了，不用等。"),
)
OPEN_MINUTES = settings.number(
    "meetings.open_minutes",
    _l("动议提交表决以后、到了开会时间以后，最少等几分钟才能开始表决"),
    3,
    1,
    30,
    hint=_l("让在场的人有时间看，可以提异议、可以回避。"),
)
OBJECT_HOURS = settings.number(
    "meetings.object_hours",
    _l("表决结束以后几小时内，本人还可以说录入的举手不是他的意思"),
    24,
    1,
    168,
    hint=_l("没有确认的举手能改变结果的，过了这个时间才形成决议。"),
)
