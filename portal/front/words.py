"""What rooms, settings and the place's own facts are called on the desk."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import money
from portal.core.settings import Setting

ROOMS = {
    "proposals": _l("提案"),
    "budget": _l("民生项目"),
    "ballots": _l("投票"),
    "resolutions": _l("决议"),
    "notices": _l("公示和异议"),
    "moderation": _l("审核"),
    "disclosure": _l("居务公开"),
    "topics": _l("议题"),
    "meetings": _l("会议"),
    "story": _l("来龙去脉"),
    "inbox": _l("消息和邮件"),
    "accounts": _l("账号"),
    "elections": _l("居委会选举"),
    "bodies": _l("组织和席位"),
    "ledger": _l("公开账本"),
    "projects": _l("项目"),
    "roster": _l("花名册"),
    "opendata": _l("公开数据"),
    "appraisals": _l("民主评议和满意度测评"),
}
OTHER_ROOM = _l("其他")

FACTS = {
    "name": _l("社区名称"),
    "subdistrict": _l("街道"),
    "phone": _l("服务电话"),
    "complaint_phone": _l("投诉电话"),
    "counter": _l("服务窗口的地点和时间"),
    "icp": _l("网站备案号"),
    "police_filing": _l("公安备案号"),
}


def shown(setting: Setting, value: int) -> str:
    """A setting's value as people write it: yuan, 开 or 关, or a number."""
    if setting.is_switch:
        return _("开") if value else _("关")
    return money.short_yuan(value) if setting.is_money else f"{value:,}"


def bounds(setting: Setting) -> str:
    """What may be filled in."""
    if setting.is_switch:
        return _("开或关")
    return _(
        "%(low)s 到 %(high)s", low=shown(setting, setting.low), high=shown(setting, setting.high)
    )
