"""What states, moves and refusals are called on a page."""

from flask_babel import lazy_gettext as _l

from portal.moderation.rules import Move, State

# (words, tone of ui.status)
STATES = {
    State.WAITING: (_l("等待审核"), "waiting"),
    State.CHANGES_ASKED: (_l("请作者修改"), "waiting"),
    State.APPROVED: (_l("已公开"), "good"),
    State.HIDDEN: (_l("已隐藏"), "bad"),
    State.WITHDRAWN: (_l("作者已撤回"), "neutral"),
}

MOVES = {
    Move.APPROVE: _l("通过，公开"),
    Move.ASK: _l("请作者修改"),
    Move.HIDE: _l("隐藏"),
    Move.RESUBMIT: _l("作者改过，重新提交"),
    Move.WITHDRAW: _l("作者撤回"),
    Move.LAPSE: _l("修改稿作废，原来的文字照旧"),
}

LAPSED = _l(
    "没有通过：这份修改稿交上来以后，已经有人为原来的文字签了名，签名下面的话不能换。"
    "修改稿作废，原来的文字照旧；作者会收到消息。"
)
WORDS_MISSING = _l("请写明要作者改什么")
REASON_MISSING = _l("请写明原因，原因会公开")
