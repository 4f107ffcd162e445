"""What people read of the books: states, moves, refusals, and the sentences of the checks."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.core.money import yuan
from portal.ledger.checked import Checked, Code
from portal.ledger.refusing import Refused
from portal.ledger.rules import Category, Move, Nature, Refusal, State

STATES: dict[str, LazyString] = {
    State.PREPARED: _l("等审批"),
    State.RETURNED: _l("退回经手人"),
    State.APPROVED: _l("等监督委员签字"),
    State.SIGNED: _l("签好了，等入账"),
    State.POSTED: _l("已入账"),
    State.DROPPED: _l("已作废，没有入账"),
}
TONES: dict[str, str] = {
    State.PREPARED: "waiting",
    State.RETURNED: "bad",
    State.APPROVED: "waiting",
    State.SIGNED: "active",
    State.POSTED: "good",
    State.DROPPED: "neutral",
}
MOVES: dict[str, LazyString] = {
    Move.PREPARE: _l("填写"),
    Move.EDIT: _l("修改"),
    Move.APPROVE: _l("审批同意"),
    Move.SIGN: _l("监督委员签字"),
    Move.POST: _l("入账"),
    Move.RETURN: _l("退回"),
    Move.DROP: _l("作废"),
}
NATURES: dict[str, LazyString] = {
    Nature.INCOME: _l("收入"),
    Nature.EXPENSE: _l("支出"),
    Nature.SWEEP: _l("没花完收回"),
}
CATEGORIES: dict[str, LazyString] = {
    Category.ALLOCATION: _l("上级拨款"),
    Category.DONATION: _l("捐款"),
    Category.INTEREST: _l("利息"),
    "works": _l("工程"),
    "goods": _l("货物"),
    "services": _l("服务"),
    Category.OTHER: _l("其他"),
    Category.SWEEP: _l("没花完收回"),
    Category.OPENING: _l("开始记账时已有的钱"),
}

REFUSALS: dict[Refusal, tuple[str, LazyString]] = {
    Refusal.NO_OFFICE: ("", _l("您现在的职务不能做这一步。")),
    Refusal.TWO_OFFICES: (
        "",
        _l("您既在居委会任职，又是监督委员：记账和监督不能是同一个人，请别人办。"),
    ),
    Refusal.NOT_ITS_HANDLER: ("", _l("只有这笔账的经手人可以修改。")),
    Refusal.PREPARED_IT: ("", _l("这笔账是您经手的，审批和签字要由别人来做。")),
    Refusal.APPROVED_IT: ("", _l("这笔账是您审批的，签字要由别人来做。")),
    Refusal.MANAGES_PROJECT: ("", _l("这个项目是您负责的，这笔账要由别的监督委员签字。")),
    Refusal.PAID_TO_OWN: (
        "counterparty",
        _l(
            "收款或付款一方的名称里有您或您家里人的名字，这笔账要由别人来办。"
            "只是碰巧有这几个字的，也请换一个人。"
        ),
    ),
    Refusal.WITNESSES_OWN: ("witness", _l("您是这笔账的证明人，不能同时经手、审批或者签字。")),
    Refusal.NO_AUTHORITY: ("authority", _l("支出要写明是哪个项目、哪份决议的钱，请选一项。")),
    Refusal.AUTHORITY_OF_INCOME: ("authority", _l("只有支出才选项目或决议。")),
    Refusal.NOT_IN_FORCE: ("authority", _l("这份决议还没有生效，或者已经废止，不能按它付钱。")),
    Refusal.ITEM_OF_PROJECT: ("authority", _l("这一项已经立为项目，请选那个项目。")),
    Refusal.OVER_LIMIT: (
        "amount_fen",
        _l(
            "超出决定的金额 %(over)s：还可以付 %(fen)s。"
            "要多付，请先形成追加的决议；是项目的，再登记补充合同。"
        ),
    ),
    Refusal.NO_CONTRACT: (
        "amount_fen",
        _l("这个项目还没有登记合同，不能付钱。请先在项目里登记合同。"),
    ),
    Refusal.OVER_CONTRACT: (
        "amount_fen",
        _l("超出合同的金额 %(over)s：按合同还可以付 %(fen)s。要多付，请先在项目里登记补充合同。"),
    ),
    Refusal.AFTER_STOP: (
        "amount_fen",
        _l(
            "这个项目已经停止，只付停止以前合同里的钱：还可以付 %(fen)s，这一笔多了 %(over)s。"
            "合同以外的结算，请由决议写明金额，按那份决议付。"
        ),
    ),
    Refusal.BELOW_NOUGHT: (
        "amount_fen",
        _l("资金不够：到这一天最多还能支出 %(fen)s，哪一天的余额都不能是负数。"),
    ),
    Refusal.WRONG_CATEGORY: ("category", _l("类别和收支不相符，请重新选。")),
    Refusal.NOT_AN_AMOUNT: ("amount_fen", _l("金额要大于零。")),
    Refusal.VOUCHER_TAKEN: ("voucher_no", _l("这个凭证号今年已经用过了，请换一个。")),
    Refusal.NO_VOUCHER: (
        "",
        _l(
            "还没有凭证照片：支出要有单据照片，开始记账时已有的钱要有银行对账单照片，监督委员才能签字。"
        ),
    ),
    Refusal.TOO_MANY_VOUCHERS: ("photo", _l("一笔账最多 12 张照片。")),
    Refusal.IS_CORRECTION: (
        "",
        _l("这一笔本身就是更正，不能再更正或修改。要改回来，请照原样重新记一笔。"),
    ),
    Refusal.CORRECTED_BEFORE: ("", _l("这笔账已经有更正了，一笔账只更正一次。")),
    Refusal.NOT_POSTED: ("", _l("还没有入账的账不用更正，直接退回修改就行。")),
    Refusal.FUTURE: ("booked_on", _l("日期不能在今天以后。")),
    Refusal.BEFORE_FUND: ("booked_on", _l("这笔资金那时还没有开始记账，请核对日期。")),
    Refusal.FUND_CLOSED: ("booked_on", _l("这笔资金已经不再记账。")),
    Refusal.MONTH_LOCKED: (
        "booked_on",
        _l("那个月的月报已经锁定，不能再记。请用今天的日期，在摘要里写明原来的日期。"),
    ),
    Refusal.NOT_SWEPT_YET: ("booked_on", _l("还没有到这笔资金收回的日子。")),
    Refusal.NOT_OPENING_DAY: (
        "booked_on",
        _l("“开始记账时已有的钱”只能记在这笔资金开始记账的那一天。"),
    ),
    Refusal.NAME_TAKEN: ("name", _l("已经有一笔资金叫这个名字，请换一个。")),
    Refusal.SWEEP_TOO_EARLY: ("sweep_on", _l("收回的日子要在开始记账以后。")),
    Refusal.UNDER_WAY: ("closed_on", _l("还有账没有办完，办完或者作废以后再停止记账。")),
    Refusal.BEFORE_LAST_ENTRY: ("closed_on", _l("那一天以后还有账，请选晚一些的日子。")),
}
"""The field of the form where each stands, and what it says."""

CHECKS: dict[Code, tuple[LazyString, LazyString]] = {
    Code.DAYS: (
        _l("每笔资金、每一天：期初＋收入－支出＝期末，共核对 %(n)s 天。"),
        _l("有的资金期初＋收入－支出不等于期末：%(n)s 天里有 %(wrong)s 处。"),
    ),
    Code.NOUGHT: (
        _l("没有哪一天的余额是负数，共核对 %(n)s 天。"),
        _l("%(n)s 天里有 %(wrong)s 天的余额是负数。"),
    ),
    Code.BALANCES: (
        _l("%(n)s 笔资金写着的余额，都等于一笔一笔加起来的数。"),
        _l("%(n)s 笔资金里有 %(wrong)s 笔写着的余额，不等于一笔一笔加起来的数。"),
    ),
    Code.PLACES: (
        _l("%(n)s 笔账的顺序号连着，没有少一笔。"),
        _l("%(n)s 笔账的顺序号不连着，有 %(wrong)s 处断开。"),
    ),
    Code.CHAIN: (
        _l("%(n)s 笔账的校验码重新算过，和入账时一样，没有人改过。"),
        _l("%(n)s 笔账里有 %(wrong)s 处校验码和入账时不一样：有人改过。"),
    ),
    Code.CORRECTIONS: (
        _l("%(n)s 笔更正，每一笔都把原来那一笔原数冲回。"),
        _l("%(n)s 笔更正里有 %(wrong)s 笔和原来那一笔对不上。"),
    ),
    Code.LIMITS: (
        _l("%(n)s 个项目和决议事项付出去的钱，都等于入账的数，没有超过决定的金额。"),
        _l("%(n)s 个项目和决议事项里，有 %(wrong)s 个付出去的钱和账对不上，或者超过了决定的金额。"),
    ),
    Code.CONTRACTS: (
        _l("付过钱的 %(n)s 个项目，没有一个付得比合同多。"),
        _l("付过钱的 %(n)s 个项目里，有 %(wrong)s 个付得比合同多。"),
    ),
    Code.STOPPED: (
        _l("停止的 %(n)s 个项目，没有付过停止以前合同以外的钱。"),
        _l("停止的 %(n)s 个项目里，有 %(wrong)s 个付了停止以前合同以外的钱。"),
    ),
    Code.OPENINGS: (
        _l("%(n)s 笔资金开始记账时已有的钱，都由第二个人核对过。"),
        _l("%(n)s 笔资金里，有 %(wrong)s 笔开始记账时已有的钱没有第二个人核对。"),
    ),
    Code.PEOPLE: (
        _l("%(n)s 笔账，每一笔的经手人、审批人、签字的监督委员都是三个人。"),
        _l("%(n)s 笔账里有 %(wrong)s 笔不是三个人办的。"),
    ),
    Code.PAYEES: (
        _l("%(n)s 笔账，经手、审批、签字的人都没有给自己付钱、收钱：对方名称里没有他们的名字。"),
        _l("%(n)s 笔账里，有 %(wrong)s 笔对方名称里有经手、审批或签字的人自己的名字。"),
    ),
    Code.MONTHS: (
        _l("%(n)s 份锁定的月报，数字都等于账上的数，一个月接着一个月。"),
        _l("%(n)s 份锁定的月报里，有 %(wrong)s 份和账对不上，或者接不上前一个月。"),
    ),
    Code.IN_TIME: (
        _l("%(n)s 份月报锁定以后，那个月没有再记过账。"),
        _l("%(n)s 份月报里，有 %(wrong)s 份锁定以后那个月又记了账。"),
    ),
}
"""What a check says where it holds, and where it does not."""


def check(one: Checked) -> str:
    sentence = CHECKS[one.code][0 if one.holds else 1]
    return str(sentence) % {"n": f"{one.looked_at:,}", "wrong": f"{one.wrong:,}"}


def refusal(no: Refused) -> tuple[str, str]:
    """(the field it belongs to, '' for none; what it says)."""
    field, sentence = REFUSALS[no.reason]
    return field, str(sentence) % {"fen": yuan(no.fen), "over": yuan(no.over_fen)}


def category(code: str) -> str:
    return str(CATEGORIES.get(code, code))


IN_TEMPLATES = {
    "entry_states": STATES,
    "entry_tones": TONES,
    "entry_moves": MOVES,
    "entry_natures": NATURES,
    "entry_category": category,
    "ledger_check": check,
}
