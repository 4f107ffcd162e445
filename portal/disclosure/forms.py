"""What the desk types about disclosure."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectChoice, SelectField
from wtforms.validators import ValidationError

from portal.core.documents import DocumentField
from portal.core.forms import (
    DayField,
    Form,
    LineField,
    PhotoField,
    TextField,
    WholeNumberField,
    at_most,
    no_identity_number,
    required,
)
from portal.core.page import row_id
from portal.core.text import signs
from portal.disclosure import rules, words
from portal.disclosure.calendar import Duty
from portal.disclosure.models import Board
from portal.disclosure.periods import MOST_DAYS
from portal.disclosure.rules import Category


def _long_enough(form: Form, field: Field) -> None:
    if signs(field.data) < rules.TEXT_MIN:
        raise ValidationError(_l("太短了，请至少写 %(n)s 个字，让别人看得明白", n=rules.TEXT_MIN))


def _one_sheet(form: Form, field: Field) -> None:
    if rules.lines_of(field.data) > rules.LINES_MAX:
        raise ValidationError(
            _l(
                "一张 A4 纸写不下：最多 %(n)s 行，一行 %(m)s 个字，其余作附件",
                n=rules.LINES_MAX,
                m=rules.LINE_LENGTH,
            )
        )


class SeenForm(Form):
    """``version`` is that of the draft which the person saw."""

    version = WholeNumberField()

    @property
    def seen(self) -> int:
        return self.version.data or 0


class DraftForm(SeenForm):
    slot = SelectField(_l("公开哪一项、哪一期"), [required(_l("请选公开哪一项"))])
    title = LineField(
        _l("标题"),
        [required(_l("请写标题")), at_most(rules.TITLE_MAX), no_identity_number],
    )
    text = TextField(
        _l("内容（会公开）"),
        [
            required(_l("请写内容")),
            _long_enough,
            at_most(rules.TEXT_MAX),
            _one_sheet,
            no_identity_number,
        ],
        render_kw={"rows": 14, "maxlength": rules.TEXT_MAX},
    )

    def offer(self, duties: Iterable[Duty]) -> None:
        self.slot.choices = [
            (one.key, f"{one.title}（{words.DUTIES[one.state]}）") for one in duties
        ]


class CorrectionForm(DraftForm):
    slot = None  # type: ignore[assignment]
    reason = TextField(
        _l("更正了什么，为什么（会公开）"),
        [required(_l("请写明更正了什么、为什么")), at_most(rules.REASON_MAX), no_identity_number],
        render_kw={"rows": 3, "maxlength": rules.REASON_MAX},
    )


class PaperForm(Form):
    name = LineField(_l("附件叫什么"), [required(_l("请写附件的名称")), at_most(rules.NAME_MAX)])
    file = DocumentField(_l("PDF 文件或照片"), [required(_l("请选一个文件"))])


class TakeBackForm(Form):
    reason = TextField(
        _l("为什么撤回（会公开）"),
        [required(_l("请写明原因，原因会公开")), at_most(rules.REASON_MAX), no_identity_number],
        render_kw={"rows": 3, "maxlength": rules.REASON_MAX},
    )


class BigForm(Form):
    category = SelectField(
        _l("属于哪一类"),
        [required(_l("请选一类"))],
        choices=[SelectChoice(one.value, words.CATEGORIES[one]) for one in Category],
    )
    title = LineField(
        _l("什么事（会公开）"),
        [required(_l("请写是什么事")), at_most(rules.TITLE_MAX), no_identity_number],
    )
    happened_on = DayField(_l("哪一天发生的"), [required(_l("请选一天"))])


def _within(form: Form, field: Field) -> None:
    if not 1 <= field.data <= MOST_DAYS:
        raise ValidationError(_l("请填 1 到 %(n)s 天", n=MOST_DAYS))


class RhythmForm(Form):
    months = SelectField(_l("多久公开一次"), [required(_l("请选一种"))])
    days = WholeNumberField(_l("一期结束以后，几天之内公开"), [required(_l("请填天数")), _within])

    def offer(self, choices: Iterable[int]) -> None:
        self.months.choices = [SelectChoice(str(one), words.RHYTHMS[one]) for one in choices]


class BoardForm(Form):
    place = LineField(
        _l("公示栏在哪里"), [required(_l("请写公示栏的地点")), at_most(rules.PLACE_MAX)]
    )


class PutUpForm(Form):
    board = SelectField(
        _l("贴在哪块公示栏"),
        [required(_l("请选一块公示栏"))],
        coerce=lambda given: row_id(str(given)),
    )
    on = DayField(_l("哪一天看见贴着"), [required(_l("请选一天"))])
    photo = PhotoField(_l("公示栏的照片"), [required(_l("请选一张照片"))])

    def offer(self, boards: Iterable[Board]) -> None:
        self.board.choices = [(one.id, one.place) for one in boards]


class TakeDownForm(Form):
    down_on = DayField(_l("哪一天取下的"), [required(_l("请选一天"))])
