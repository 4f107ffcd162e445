"""What groups and paces are called, and what a typed code is answered with."""

from flask_babel import lazy_gettext as _l

from portal.core.outbox import Group
from portal.inbox.actions import Proof
from portal.inbox.rules import Pace

GROUPS = {
    Group.ACCOUNT: _l("账号安全"),
    Group.MINE: _l("我的提案和我关注的事"),
    Group.ROUNDS: _l("轮次和结果"),
}

PACES = {
    Pace.AT_ONCE: _l("有消息就发"),
    Pace.DAILY: _l("每天汇总成一封"),
    Pace.NEVER: _l("不发邮件"),
}

PROOFS = {
    Proof.WRONG: _l("验证码不对，请照着最新的一封邮件填"),
    Proof.MUST_WAIT: _l("试的次数太多了，请等几分钟再试"),
    Proof.STALE: _l("验证码过期了，请再要一个"),
}
