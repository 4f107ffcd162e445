"""What people read of acceptances."""

from collections.abc import Iterable

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.projects.acceptance.models import Acceptor, Answer
from portal.projects.acceptance.rules import Part, Refusal, Stage, Verdict
from portal.projects.words import Sentences

PARTS: dict[str, LazyString] = {Part.RESIDENT: _l("居民"), Part.SUPERVISOR: _l("监督委员会成员")}
VERDICTS: dict[str, LazyString] = {
    Verdict.ACCEPTED: _l("做好了，同意验收"),
    Verdict.FINDINGS: _l("有问题，要改"),
}
STAGES: dict[str, LazyString] = {
    Stage.OPEN: _l("还没有改好"),
    Stage.MENDED: _l("说是改好了，等提出的人去看"),
    Stage.CHECKED: _l("改好了，提出的人看过了"),
}
ANSWERS: dict[str, LazyString] = {
    Answer.NONE: _l("还没有回话"),
    Answer.AGREED: _l("愿意参加"),
    Answer.DECLINED: _l("不参加"),
    Answer.RELEASED: _l("不用再参加"),
}
TONES: dict[str, str] = {
    Verdict.ACCEPTED: "good",
    Verdict.FINDINGS: "waiting",
    Stage.OPEN: "waiting",
    Stage.MENDED: "active",
    Stage.CHECKED: "good",
}
REFUSALS: Sentences = {
    Refusal.NOT_FINISHED: ("", _l("项目做完了，才能请人验收。")),
    Refusal.NOT_ADULT: ("", _l("验收的人要年满十八岁；花名册上看不出这个人满了。")),
    Refusal.NOT_HERE: ("", _l("这个人不住在受益的网格里，不能作为受益的居民来验收。")),
    Refusal.NOT_IN_OFFICE: ("", _l("这个人现在不是居务监督委员会的成员。")),
    Refusal.MANAGER: ("", _l("项目的负责人不能验收自己负责的项目。")),
    Refusal.MANAGERS_HOME: ("", _l("和项目负责人住在一起的人，不能验收这个项目。")),
    Refusal.CONTRACTOR: ("", _l("名字写在施工单位里的人，不能验收这个项目。")),
    Refusal.CONTRACTORS_HOME: ("", _l("和施工的人住在一起的人，不能验收这个项目。")),
    Refusal.ASKED_ALREADY: ("", _l("这个人已经在名单上了。")),
    Refusal.TOO_FEW_RESIDENTS: ("on", _l("受益的居民请得不够，请再加几位。")),
    Refusal.NO_SUPERVISOR: ("on", _l("至少要请一位居务监督委员会的成员。")),
    Refusal.PAST: ("on", _l("这一天已经过了，请选今天或以后的一天。")),
    Refusal.TOO_EARLY: ("verdict", _l("还没有到验收的日子，到了那天再签。")),
    Refusal.SIGNED: ("verdict", _l("已经签过了，每人只签一次。")),
    Refusal.NOT_DECLARED: (
        "declared",
        _l("请先确认和施工单位、负责人没有关系；有关系的，请不要验收。"),
    ),
    Refusal.NO_FINDING: ("text_1", _l("请写明哪里有问题。")),
    Refusal.MEND_PAST: ("mend_by_1", _l("改好的日子不能早于今天。")),
    Refusal.OWN: (
        "who",
        _l("来验收的人不记纸上的签字：自己的用自己的手机签，别人的请另一位监督委员记。"),
    ),
    Refusal.NOT_NAMELESS: ("nameless", _l("监督委员会成员验收，要公开姓名。")),
    Refusal.NO_WORDS: ("reply", _l("请写明哪里还没有改好。")),
    Refusal.MAY_STAY: ("reason", _l("这个人还可以签字，请再等一等。")),
    Refusal.NO_REASON: ("reason", _l("请写明原因。")),
}
"""The field of the form where each stands ('': the first), and what it says."""


def name(one: Acceptor) -> str:
    """As everybody reads it."""
    return _("一位居民") if one.nameless else one.person.name


def names(them: Iterable[Acceptor]) -> str:
    return "、".join(name(one) for one in them)


IN_TEMPLATES = {
    "acceptor_parts": PARTS,
    "acceptor_answers": ANSWERS,
    "acceptor_name": name,
    "acceptance_verdicts": VERDICTS,
    "acceptance_tones": TONES,
    "finding_stages": STAGES,
}
