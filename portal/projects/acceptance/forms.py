"""What is typed about acceptances. Several forms may stand on a page: each names its fields by what
it is for.
"""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectChoice, SelectField

from portal.core.forms import (
    DayField,
    Form,
    TextField,
    at_most,
    no_identity_number,
    required,
)
from portal.core.page import row_id
from portal.projects.acceptance import words
from portal.projects.acceptance.models import Acceptor
from portal.projects.acceptance.rules import FINDING_MAX, Verdict
from portal.projects.acceptance.signing import Fault, Signature

MOST_FAULTS = 3
_DAY = {"type": "date"}


def _row(given: object) -> int:
    return row_id(str(given))


def _words(message: Any = None) -> list[Any]:
    asked = [required(message)] if message else []
    return [*asked, at_most(FINDING_MAX), no_identity_number]


def _rows(rows: int) -> dict[str, Any]:
    return {"rows": rows, "maxlength": FINDING_MAX}


class Own(Form):
    """``about``: which of several alike it is, such as a finding's number."""

    def __init__(self, about: object = "", **given: Any) -> None:
        super().__init__(**given)
        self.about = about
        for field in self:
            field.id = f"{type(self).__name__}{about}-{field.name}"
            field.label.field_id = field.id

    @property
    def shown(self) -> list[Field]:
        return [one for one in self if one.name != "csrf_token"]

    def refuse(self, field: str, message: Any) -> None:
        """At its field, or at the first."""
        names = [one.name for one in self.shown]
        self.fail(field if field in names else names[0], message)


class AnswerForm(Own):
    answer = RadioField(
        _l("您参加验收吗？"),
        [required(_l("请选一项"))],
        choices=[SelectChoice("yes", _l("参加")), SelectChoice("no", _l("不参加"))],
    )
    nameless = BooleanField(_l("公开的时候不写我的姓名，只写“一位居民”"))


class SignForm(Own):
    verdict = RadioField(
        _l("您看了以后，觉得怎样？"),
        [required(_l("请选一项"))],
        choices=[SelectChoice(one.value, words.VERDICTS[one]) for one in Verdict],
    )
    text_1 = TextField(_l("哪里有问题"), _words(), render_kw=_rows(3))
    mend_by_1 = DayField(_l("哪天以前改好"), render_kw=_DAY)
    text_2 = TextField(_l("第二个问题"), _words(), render_kw=_rows(2))
    mend_by_2 = DayField(_l("第二个问题，哪天以前改好"), render_kw=_DAY)
    text_3 = TextField(_l("第三个问题"), _words(), render_kw=_rows(2))
    mend_by_3 = DayField(_l("第三个问题，哪天以前改好"), render_kw=_DAY)
    nameless = BooleanField(_l("公开的时候不写我的姓名，只写“一位居民”"))
    declared = BooleanField(_l("我和施工单位、项目负责人没有亲属或钱上的关系"))

    def validate(self, extra_validators: Any = None) -> bool:
        """A fault has words and a day, both or neither."""
        right = super().validate(extra_validators)
        for n in range(1, MOST_FAULTS + 1):
            text, day = self[f"text_{n}"], self[f"mend_by_{n}"]
            if text.data and not day.data and not day.errors:
                self.fail(day.name, _l("请写明哪天以前改好"))
                right = False
            if day.data and not text.data and self.verdict.data == Verdict.FINDINGS:
                self.fail(text.name, _l("请写明哪里有问题"))
                right = False
            if text.data and self.verdict.data == Verdict.ACCEPTED:
                self.fail(text.name, _l("写了问题，就请在上面选“有问题，要改”"))
                right = False
        return right

    @property
    def signature(self) -> Signature:
        typed = ((self[f"text_{n}"].data, self[f"mend_by_{n}"].data) for n in (1, 2, 3))
        faults = [Fault(text, day) for text, day in typed if text and day]
        verdict, nameless = Verdict(self.verdict.data), bool(self.nameless.data)
        return Signature(verdict, bool(self.declared.data), faults, nameless)

    @property
    def more(self) -> list[Field]:
        """The second and third fault: folded."""
        return [one for one in self.shown if one.name.endswith(("_2", "_3"))]


class EnterForm(SignForm):
    who = SelectField(_l("谁签的"), [required(_l("请选一位"))], coerce=_row)
    why = TextField(
        _l("为什么由您来记，怎么和本人核对的"), _words(_l("请写明原因")), render_kw=_rows(2)
    )

    def offer(self, them: Iterable[Acceptor]) -> None:
        self.who.choices = [SelectChoice(str(one.id), one.person.name) for one in them]


class DisownForm(Own):
    text = TextField(_l("哪里不是您的意思"), _words(_l("请写明")), render_kw=_rows(2))


class CheckForm(Own):
    mended = RadioField(
        _l("改好了吗？"),
        [required(_l("请选一项"))],
        choices=[SelectChoice("yes", _l("改好了")), SelectChoice("no", _l("还没有改好"))],
    )
    reply = TextField(_l("还没有改好的，请写哪里"), _words(), render_kw=_rows(2))


class MendForm(Own):
    note = TextField(_l("怎么改的"), _words(_l("请写明怎么改的")), render_kw=_rows(2))


class CallForm(Own):
    on = DayField(_l("哪天验收"), [required(_l("请选一天"))], render_kw=_DAY)


class ReleaseForm(Own):
    reason = TextField(_l("为什么不再等这个人"), _words(_l("请写明原因")), render_kw=_rows(2))
