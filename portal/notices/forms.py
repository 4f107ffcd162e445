"""What residents and supervisors type about a posting."""

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectChoice
from wtforms.validators import ValidationError

from portal.core.forms import (
    Form,
    TextField,
    WholeNumberField,
    at_most,
    no_identity_number,
    required,
)
from portal.notices import words
from portal.notices.rules import TEXT_MAX, TEXT_MIN, Act

NEIGHBOUR, NAMED = "neighbour", "named"
_ROWS = {"rows": 6, "maxlength": TEXT_MAX}


def _not_too_short(form: Form, field: Field) -> None:
    if len(field.data) < TEXT_MIN:
        raise ValidationError(_l("太短了，请至少写 %(n)s 个字，让别人看得明白", n=TEXT_MIN))


class ObjectionForm(Form):
    text = TextField(
        _l("对哪一点有异议，为什么"),
        [
            required(_l("请写明对哪一点有异议")),
            _not_too_short,
            at_most(TEXT_MAX),
            no_identity_number,
        ],
        render_kw=_ROWS,
    )
    signed = RadioField(
        _l("怎么署名"),
        [required(_l("请选一种署名"))],
        choices=[
            SelectChoice(NEIGHBOUR, _l("一位居民（姓名不公开）")),
            SelectChoice(NAMED, _l("我的姓名（和异议一起公开）")),
        ],
        default=NEIGHBOUR,
    )

    @property
    def named(self) -> bool:
        return bool(self.signed.data == NAMED)


class _Step(Form):
    """``version`` is that of the objection which the supervisor saw."""

    version = WholeNumberField()

    @property
    def seen(self) -> int:
        return self.version.data or 0


class AnswerForm(_Step):
    verdict = RadioField(
        _l("结论"),
        [required(_l("请选成立或不成立"))],
        choices=[SelectChoice(act.value, words.VERDICTS[act]) for act in words.VERDICTS],
    )
    answer = TextField(
        _l("答复（会公开）"),
        [required(_l("请写明答复和理由")), _not_too_short, at_most(TEXT_MAX)],
        render_kw=_ROWS,
    )

    @property
    def act(self) -> Act:
        """Only after the form was found good."""
        return Act(self.verdict.data)


class SettleForm(_Step):
    remedy = TextField(
        _l("做了什么来补救（会公开）"),
        [required(_l("请写明做了什么")), _not_too_short, at_most(TEXT_MAX)],
        render_kw=_ROWS,
    )


class WithholdForm(_Step):
    reason = TextField(
        _l("不公开原文的原因（会公开）"),
        [required(_l("请写明原因，原因会公开")), at_most(500)],
        render_kw={"rows": 3},
    )
