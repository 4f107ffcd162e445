"""What the record says of a round, and how its posting is called."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.notices import registry

RESULT = registry.kind(  # what is posted, and open to objections
    "budget.round", _l("民生项目投票结果"), "/budget/%(subject)s/result/"
)

ROUND_DRAFTED = kind("round.drafted", _l("起草了议项轮次《%(title)s》"))
ROUND_DISCARDED = kind("round.discarded", _l("丢弃了轮次《%(title)s》的草稿"))
ROUND_CHANGED = kind("round.changed", _l("修改了轮次《%(title)s》的设置"))
PROJECT_LISTED = kind("project.listed", _l("第 %(round)s 轮：列入项目 %(code)s"))
PROJECT_CHANGED = kind(
    "project.revised",
    _l("第 %(round)s 轮：修改项目 %(code)s 的%(what)s；金额原来 %(was)s，现在 %(cost)s"),
    public=True,
)
SHEET_IMPORTED = kind(
    "project.sheet", _l("第 %(round)s 轮：用表格列入 %(new)s 个项目，修改 %(changed)s 个")
)
PROJECT_WITHDRAWN = kind(
    "project.withdrawn",
    _l("第 %(round)s 轮：撤下项目 %(code)s《%(title)s》，原因：%(reason)s"),
    public=True,
)
ROUND_ANNOUNCED = kind("round.announced", _l("公布了轮次《%(title)s》"), public=True)
ROUND_SEALED = kind("round.sealed", _l("轮次《%(title)s》封箱，开箱校验码 %(digest)s"), public=True)
BALLOTS_BY_HOUR = kind("round.ballots", _l("第 %(round)s 轮：已投 %(cast)s 票"), public=True)
HOUSEHOLDS_BY_HOUR = kind(
    "round.households", _l("第 %(round)s 轮：%(all)s 户中已有 %(cast)s 户投票"), public=True
)
ROUND_EXTENDED = kind(
    "round.extended", _l("轮次《%(title)s》延长到 %(until)s，原因：%(reason)s"), public=True
)
ROUND_STOPPED = kind("round.stopped", _l("轮次《%(title)s》停止投票"), public=True)
ROUND_OPENED = kind("round.opened", _l("轮次《%(title)s》开箱，结果校验码 %(digest)s"), public=True)
KEY_ERASED = kind("round.key_erased", _l("轮次《%(title)s》的密钥文件已销毁"), public=True)
ROUND_POSTED = kind(
    "round.posted", _l("公示轮次《%(title)s》的结果，校验码 %(digest)s"), public=True
)
ROUND_VOIDED = kind("round.voided", _l("轮次《%(title)s》作废，原因：%(reason)s"), public=True)
KEY_WITNESSED = kind(
    "round.key_witnessed", _l("一名监督委员确认轮次《%(title)s》的纸质密钥已销毁"), public=True
)
ROUND_CERTIFIED = kind("round.certified", _l("确认轮次《%(title)s》的结果"), public=True)
ROUND_REHEARSED = kind(
    "round.rehearsed",
    _l("演练了轮次《%(title)s》：%(cast)s 张票，结果校验码 %(digest)s；演练的数据已经丢弃"),
    public=True,
)
