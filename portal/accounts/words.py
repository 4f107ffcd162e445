"""What roles, slips and refusals are called on a page."""

from flask_babel import lazy_gettext as _l

from portal.accounts import agents
from portal.accounts.agents import Machine, Program
from portal.accounts.leaving import Hindrance
from portal.accounts.rules import PasswordFault, SlipState, TermFault
from portal.core.access import Role

ROLES = {
    Role.RESIDENT: _l("居民"),
    Role.REPRESENTATIVE: _l("居民代表"),
    Role.COUNCIL_MEMBER: _l("议事员"),
    Role.COMMITTEE_MEMBER: _l("居委会委员"),
    Role.DIRECTOR: _l("居委会主任"),
    Role.SUPERVISOR: _l("居务监督委员会成员"),
    Role.STATION_STAFF: _l("服务站工作人员"),
    Role.GRID_WORKER: _l("网格员"),
    Role.TEAM_LEADER: _l("志愿服务队队长"),
    Role.GROUP_LEADER: _l("居民小组长"),
    Role.PARTY_ORGANIZATION: _l("社区党组织"),
    Role.SUBDISTRICT_OBSERVER: _l("街道办观察员"),
    Role.ADMINISTRATOR: _l("系统管理员"),
}

# (words, tone of ui.status)
SLIPS = {
    SlipState.NONE: (_l("还没有纸条"), "neutral"),
    SlipState.PRINTED: (_l("纸条已打印"), "active"),
    SlipState.REVOKED: (_l("纸条已作废"), "waiting"),
    SlipState.USED: (_l("已开通"), "good"),
}

PASSWORD_FAULTS = {
    PasswordFault.TOO_SHORT: _l("密码太短，至少要 8 个字符"),
    PasswordFault.TOO_LONG: _l("密码太长，最多 128 个字符"),
    PasswordFault.OWN_NUMBER: _l("密码不能就是您的手机号或编号，请换一个"),
    PasswordFault.COMMON: _l("这个密码太多人用，容易被猜到，请换一个"),
}

TERM_FAULTS = {
    TermFault.ENDS_BEFORE_START: _l("最后一天不能早于第一天"),
    TermFault.ALREADY_HELD: _l("这段时间里，这个人已经担任这个职务"),
    TermFault.SUPERVISES_ITSELF: _l(
        "居委会成员不能同时担任居务监督委员会成员（居民委员会组织法第三十六条）"
    ),
    TermFault.OWN: _l("不能给自己授予职务，请另一位系统管理员来办"),
    TermFault.TOO_EARLY: _l("第一天不能早于 1990 年，请核对年份"),
    TermFault.TOO_LATE: _l("第一天最多在五年以内，请核对年份"),
}
TERM_FAULT_FIELDS = {
    TermFault.ENDS_BEFORE_START: "ends_on",
    TermFault.ALREADY_HELD: "role",
    TermFault.SUPERVISES_ITSELF: "role",
    TermFault.OWN: "role",
    TermFault.TOO_EARLY: "starts_on",
    TermFault.TOO_LATE: "starts_on",
}

HINDRANCES = {
    Hindrance.HOLDS_OFFICE: _l(
        "您现在担任社区的职务，或者已经定了以后的任期。任职的人姓名要公开，办的事要有人负责，所以要先卸任。请联系系统管理员结束任期，最后一天过了以后再来注销。"
    ),
}

MACHINES = {
    Machine.IPHONE: _l("苹果手机"),
    Machine.IPAD: _l("苹果平板"),
    Machine.HARMONY: _l("鸿蒙手机"),
    Machine.ANDROID: _l("安卓手机"),
    Machine.WINDOWS: _l("Windows 电脑"),
    Machine.MAC: _l("苹果电脑"),
    Machine.LINUX: _l("Linux 电脑"),
    Machine.OTHER: _l("认不出的设备"),
}
PROGRAMS = {
    Program.WECHAT: _l("微信"),
    Program.EDGE: _l("Edge 浏览器"),
    Program.QQ: _l("QQ 浏览器"),
    Program.UC: _l("UC 浏览器"),
    Program.HUAWEI: _l("华为浏览器"),
    Program.FIREFOX: _l("火狐浏览器"),
    Program.CHROME: _l("Chrome 浏览器"),
    Program.SAFARI: _l("Safari 浏览器"),
    Program.OTHER: _l("认不出的浏览器"),
}


def device(kept: str) -> str:
    """A device by machine and program, from the two words that are kept of it."""
    machine, program = agents.read(kept)
    return f"{MACHINES[machine]} · {PROGRAMS[program]}"
