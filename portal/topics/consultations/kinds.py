"""What the record, the postings and people's messages say of a consultation."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox, settings
from portal.notices import registry
from portal.topics.consultations.rules import Move

NOTICE_DAYS = settings.number("topics.notice_days", _l("协商提前几天发通知"), 3, 0, 30)
WITHIN_DAYS = settings.number(
    "topics.consult_within_days", _l("协商最晚在几天之内举行"), 45, 7, 180
)

_PAGE = "/topics/consultations/%(consultation)s/"
POSTING = registry.kind(
    "topics.consultation", _l("协商结果公示"), "/topics/consultations/%(subject)s/"
)

BEGUN = kind("consultation.begun", _l("开始筹备第 %(consultation)s 号协商（议题 %(number)s 号）"))


def _public(code: str, sentence: object) -> str:
    return kind(f"consultation.{code}", sentence, public=True, link=_PAGE)  # type: ignore[arg-type]


RECORDED: dict[Move, str] = {
    Move.NOTICE: _public("noticed", _l("第 %(consultation)s 号协商发出通知，%(when)s 举行")),
    Move.HOLD: _public("held", _l("第 %(consultation)s 号协商举行了")),
    Move.POST: _public("posted", _l("第 %(consultation)s 号协商的结果公示到 %(until)s")),
    Move.CARRY_OUT: _public(
        "carried_out", _l("第 %(consultation)s 号协商的结果开始落实，最迟 %(due)s 完成")
    ),
    Move.REPORT: _public("reported", _l("第 %(consultation)s 号协商的结果落实了，已向居民报告")),
    Move.REFER: _public(
        "referred", _l("第 %(consultation)s 号协商有争议，议题提交上一级，原因：%(reason)s")
    ),
    Move.CANCEL: _public("cancelled", _l("第 %(consultation)s 号协商取消，原因：%(reason)s")),
    Move.GIVE_UP: _public(
        "fruitless", _l("第 %(consultation)s 号协商到 %(due)s 没有结果，议题等待上会")
    ),
}

TOLD_NEARLY_OVER = outbox.kind(
    "consultations.nearly_over",
    _l("议题《%(title)s》的协商到 %(due)s 还没有结果，就记作“没有结果”，议题等待上会。"),
    _PAGE,
    urgent=True,
)
TOLD: dict[Move, str] = {
    Move.NOTICE: outbox.kind(
        "consultations.noticed",
        _l("议题《%(title)s》要协商：%(when)s，%(place)s。"),
        _PAGE,
    ),
    Move.HOLD: outbox.kind("consultations.held", _l("议题《%(title)s》的协商举行了。"), _PAGE),
    Move.POST: outbox.kind(
        "consultations.posted",
        _l("议题《%(title)s》的协商结果开始公示，到 %(until)s 为止可以提异议。"),
        _PAGE,
    ),
    Move.CARRY_OUT: outbox.kind(
        "consultations.carried_out",
        _l("议题《%(title)s》的协商结果开始落实，最迟 %(due)s 完成。"),
        _PAGE,
    ),
    Move.REPORT: outbox.kind(
        "consultations.reported", _l("议题《%(title)s》的协商结果落实了，请看报告。"), _PAGE
    ),
    Move.REFER: outbox.kind(
        "consultations.referred",
        _l("议题《%(title)s》的协商有争议，提交上一级：%(reason)s"),
        _PAGE,
    ),
    Move.CANCEL: outbox.kind(
        "consultations.cancelled", _l("议题《%(title)s》的协商取消了：%(reason)s"), _PAGE
    ),
    Move.GIVE_UP: outbox.kind(
        "consultations.fruitless", _l("议题《%(title)s》的协商没有结果，议题等待上会。"), _PAGE
    ),
}
