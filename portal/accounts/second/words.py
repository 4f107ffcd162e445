"""Why a code was not taken, and why a second step stays, in words."""

from flask_babel import lazy_gettext as _l

from portal.accounts.second.rules import Fault, Refusal

FAULTS = {
    Fault.WRONG: _l("这个码不对，或者已经用过了。验证器里的数字每 30 秒换一次，请填最新的。"),
    Fault.MUST_WAIT: _l("试的次数太多了，请等十五分钟再试。"),
}
REFUSALS = {
    Refusal.OWN: _l("自己的登录验证码不能自己取消，请另一位管理员或主任来办。"),
    Refusal.NOT_ON: _l("这个人没有打开登录验证码，不用取消。"),
}
