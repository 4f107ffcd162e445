"""What people read of a consultation: its forms, states, steps and refusals."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.topics.consultations.rules import Form, Move, Refusal, State

FORMS: dict[Form, LazyString] = {
    Form.HEARING: _l("听证会"),
    Form.ROUND_TABLE: _l("圆桌会"),
}
STATES: dict[State, LazyString] = {
    State.SETTLING: _l("正在筹备"),
    State.NOTICED: _l("已发通知"),
    State.DELIBERATED: _l("已经举行，整理结果"),
    State.POSTED: _l("结果公示中"),
    State.CARRYING_OUT: _l("正在落实"),
    State.REPORTED: _l("已落实，已报告"),
    State.REFERRED: _l("有争议，提交上一级"),
    State.CANCELLED: _l("已取消"),
    State.FRUITLESS: _l("没有结果"),
}
TONES: dict[State, str] = {
    State.SETTLING: "neutral",
    State.NOTICED: "active",
    State.DELIBERATED: "waiting",
    State.POSTED: "active",
    State.CARRYING_OUT: "waiting",
    State.REPORTED: "good",
    State.REFERRED: "neutral",
    State.CANCELLED: "bad",
    State.FRUITLESS: "bad",
}
DONE: dict[Move, LazyString] = {
    Move.NOTICE: _l("发出通知"),
    Move.HOLD: _l("举行协商"),
    Move.POST: _l("公示结果"),
    Move.CARRY_OUT: _l("开始落实"),
    Move.REPORT: _l("向居民报告"),
    Move.REFER: _l("有争议，提交上一级"),
    Move.CANCEL: _l("取消"),
    Move.GIVE_UP: _l("没有结果，议题等待上会"),
}
WHY_FRUITLESS: dict[State, LazyString] = {
    State.NOTICED: _l("发了通知，没有举行"),
    State.DELIBERATED: _l("举行了，没有公布结果"),
    State.POSTED: _l("公示期满，没有落实"),
}
REFUSALS: dict[Refusal, LazyString] = {
    Refusal.MOVED_ON: _l("您打开之后，这次协商已经有了变化。您写的还在，请看过再决定。"),
    Refusal.INVITED_ALREADY: _l("这个名字已经在参加的各方里了。"),
    Refusal.TOO_FEW_PARTIES: _l("至少要有两方参加，才能发通知。请先添加参加的各方。"),
    Refusal.TOO_LATE: _l("离举行的日子太近了，来不及通知。请改一个晚一点的时间。"),
    Refusal.TOO_FAR: _l("定得太远了，议题不能一直等着。请改一个早一点的日子。"),
    Refusal.OFTEN_ENOUGH: _l("这个议题已经为协商等了太久，没有结果。请列入会议的议程。"),
    Refusal.NOT_YET: _l("还没有到举行的时间。"),
    Refusal.NO_POSITION: _l("请先记下每一方的意见；没有到场的，写“未到场”。"),
    Refusal.STILL_POSTED: _l("结果还在公示，公示期满才能开始落实。"),
    Refusal.OBJECTIONS_OPEN: _l("还有异议没有答复，全部答复以后才能开始落实。"),
    Refusal.TOPIC_MOVED_ON: _l("这个议题现在不在等待上会，不能协商。"),
    Refusal.RESERVED: _l(
        "这件事依法由居民会议决定（居民委员会组织法第三十条）：可以协商，不能由协商直接落实，"
        "只能提交上一级。"
    ),
    Refusal.NO_ASSEMBLY: _l("社区还没有登记居民代表会议，请先在“组织”里登记。"),
}
IN_TEMPLATES = {
    "consultation_form_words": FORMS,
    "consultation_words": STATES,
    "consultation_tones": TONES,
    "consultation_done": DONE,
}
