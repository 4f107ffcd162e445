"""What a resident reads: channels; and why an addendum to the roll is refused."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.ballots.models import Channel
from portal.ballots.rules import Refusal

CHANNELS: dict[StrEnum, LazyString] = {
    Channel.ONLINE: _l("网上"),
    Channel.PAPER: _l("纸质"),
}

ROLL_REFUSALS: dict[StrEnum, LazyString] = {
    Refusal.NOT_ON_ROLL: _l("花名册上没有这个人的住处，请先在花名册里登记"),
    Refusal.UNDER_AGE: _l("按花名册，投票首日未满 18 周岁；如有证明，请先更正出生日期"),
    Refusal.AGE_UNKNOWN: _l("花名册上没有出生年份，请先补登"),
    Refusal.MOVED_OUT: _l("花名册记着已经迁出，请先更正花名册"),
    Refusal.MISSING: _l("花名册还没有核实这个人是否住在这里，请先核实"),
    Refusal.OTHER_GRID: _l("这次投票只面向部分网格，这个人的住处不在其中"),
    Refusal.NO_DELEGATE: _l("这一户现在没有人在名册上，请用“补登入册”"),
    Refusal.OTHER_DELEGATE: _l("花名册上这一户的户代表是另一位；要换人，请先更正花名册"),
    Refusal.HOUSEHOLD_VOTED: _l("这一户的票已经投出，不能再换由谁来投"),
    Refusal.ON_ROLL: _l("名册上这一户本来就由这个人投票"),
    Refusal.ALREADY_VOTED: _l("已经投票的人不能移出，不在名册上的人也不能移出"),
    Refusal.CLOSED: _l("投票已经截止，名册不能再改"),
}
