"""What checks, states and refusals are called on a page."""

from flask_babel import lazy_gettext as _l

from portal.accounts.recovery.rules import Check, Fault, Refusal, State

CHECKS = {
    Check.DOCUMENT: _l("本人来了，看了身份证件原件"),
    Check.KNOWN: _l("我认识本人，家里另一位成员也确认了"),
    Check.VISIT: _l("上门见了本人"),
}

# (words, tone of ui.status)
STATES = {
    State.OPEN: (_l("还没用"), "active"),
    State.USED: (_l("已用"), "good"),
    State.REVOKED: (_l("已作废"), "neutral"),
    State.EXPIRED: (_l("已过期"), "neutral"),
}

FAULTS = {
    Fault.NO_ACCOUNT: _l("这个人还没有账号，不用找回：请到“开通纸条”给一张新纸条。"),
    Fault.DISABLED: _l("这个账号停用了，不能发找回码。请先问系统管理员停用的原因。"),
    Fault.LEFT: _l("名册上记着这个人已经不住在这里，不能发找回码。"),
    Fault.SELF: _l("不能给自己发找回码，请另一位工作人员核对以后来发。"),
    Fault.OWN_HOUSEHOLD: _l("不能给自己家的人发找回码，请另一位工作人员核对以后来发。"),
    Fault.STAFF: _l("这个人在社区任职，能进工作台，要由居委会主任或系统管理员来发找回码。"),
    Fault.SUPERVISOR: _l("这个人监督居委会的工作，要由系统管理员来发找回码。"),
    Fault.ADMINISTRATOR: _l(
        "这个人是系统管理员，要由另一位系统管理员来发；只有一位的，在服务器上运行 "
        "flask accounts recover。"
    ),
    Fault.NO_SUCH_WITNESS: _l("请从名单里选是哪一位家人确认的；没有人确认，就换一种核对的办法。"),
    Fault.MEANWHILE: _l(
        "您填写的时候，已经有人给这个人发了一个找回码。还要再发，请再按一次；前一个会作废。"
    ),
}

REFUSALS = {
    Refusal.NO_MATCH: _l("手机号（或编号）和找回码对不上。请对照拿到的纸再看一遍。"),
    Refusal.MUST_WAIT: _l("试的次数太多了，请等几分钟再试。"),
    Refusal.USED: _l("这个找回码已经用过了。如果不是您用的，请马上打电话告诉社区。"),
    Refusal.REVOKED: _l("这个找回码已经作废：后来又发了一个新的，请用新的；或者社区收回了它。"),
    Refusal.EXPIRED: _l("这个找回码过期了，请打电话或到服务台再要一个。"),
}
