"""Forms of a proposal: three short pages for its author, one field for a neighbour."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, SelectChoice, SelectField
from wtforms.validators import ValidationError

from portal.budget.rules import ProjectKind
from portal.budget.words import KINDS
from portal.core.forms import (
    Form,
    LineField,
    PhoneField,
    PhotoField,
    TextField,
    YuanField,
    at_most,
    required,
)
from portal.proposals.models import Text

EVERYWHERE = "0"


def at_least(length: int) -> Any:
    """A validator: a few words at least, so that neighbours know what is meant."""

    def check(form: Form, field: Field) -> None:
        if field.data and len(field.data) < length:
            raise ValidationError(_l("请再写清楚一点，至少 %(n)s 个字", n=length))

    return check


class PageForm(Form):
    """One page of a text; ``seen`` is the mark of what it showed."""

    seen = HiddenField()

    def values(self) -> dict[str, object]:
        """What was typed, by the parts of the text."""
        raise NotImplementedError


class NeedForm(PageForm):
    """Page 1: what is lacking, and where. ``grid`` 0 means the whole community."""

    need = TextField(
        _l("缺什么、给谁添了不便"), [required(_l("请写一写缺什么")), at_least(10), at_most(2000)]
    )
    title = LineField(
        _l("起个名字"), [required(_l("请起个名字，一句话说明白")), at_least(4), at_most(60)]
    )
    place = LineField(_l("具体在哪里"), [required(_l("请写明地点")), at_most(120)])
    grid = SelectField(_l("在哪个网格"), default=EVERYWHERE)

    def values(self) -> dict[str, object]:
        grid = int(self.grid.data or 0) or None
        return {
            "title": self.title.data,
            "need": self.need.data,
            "place": self.place.data,
            "grid_id": grid,
        }


def need_form(grids: list[tuple[int, str]], text: Text | None = None, grid: int = 0) -> NeedForm:
    """The first page with the community's grids to choose from; ``grid``: the author's own."""
    chosen = (text.grid_id or 0) if text is not None else grid
    form = NeedForm(obj=text, data={"grid": str(chosen)} if text is None else None)
    form.grid.choices = [
        SelectChoice(EVERYWHERE, _l("全社区")),
        *(SelectChoice(str(one), name) for one, name in grids),
    ]
    if text is not None and not form.is_submitted():
        form.grid.data = str(chosen)
    return form


class DetailForm(PageForm):
    """Page 2: what kind, who benefits, what it may cost, and a photo."""

    kind = SelectField(
        _l("属于哪一类"),
        [required(_l("请选一项"))],
        choices=[SelectChoice(str(kind), KINDS[kind]) for kind in ProjectKind],
        default=str(ProjectKind.WORKS),
    )
    beneficiaries = LineField(
        _l("谁会受益"), [required(_l("请写一写谁会受益，例如“1—7 号楼的老人”")), at_most(200)]
    )
    estimate_fen = YuanField(_l("大概要多少钱（元）"))
    estimate_note = TextField(_l("这个数怎么来的"), [at_most(500)])
    photo = PhotoField(_l("添一张照片"))
    caption = LineField(_l("照片里是什么"), [at_most(120)])

    def values(self) -> dict[str, object]:
        return {
            "kind": self.kind.data,
            "beneficiaries": self.beneficiaries.data,
            "estimate_fen": self.estimate_fen.data,
            "estimate_note": self.estimate_note.data,
        }


class SendForm(Form):
    """Page 3: checked, and by which name."""

    signs = BooleanField(_l("公开我的全名（不勾，只公开姓，例如“王＊＊”）"))


class ChangeForm(Form):
    """Page 3 of a change to a public text."""

    why = TextField(
        _l("改了什么、为什么（会公开）"), [required(_l("请写明改了什么")), at_most(500)]
    )


class WithdrawForm(Form):
    """``reason`` appears in public once a moderator has read it, if the proposal was public."""

    reason = TextField(_l("为什么撤回"), [required(_l("请写明原因")), at_most(500)])


class QuestionForm(Form):
    text = TextField(
        _l("想问什么"), [required(_l("请写下您的问题")), at_least(4), at_most(500)], id="question"
    )


class AnswerForm(Form):
    text = TextField(_l("回答"), [required(_l("请写下回答")), at_most(1000)], id="answer")


class PointForm(Form):
    text = TextField(
        _l("一条理由"), [required(_l("请写下理由")), at_least(4), at_most(200)], id="point"
    )


class InviteForm(Form):
    phone = PhoneField(_l("邻居登录用的手机号或编号"), [required(_l("请填写手机号或编号"))])


class ActForm(Form):
    """A button with its token."""
