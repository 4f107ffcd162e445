"""The forms of papers, resignations and objections to them."""

from collections.abc import Iterable
from datetime import date
from typing import cast

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectChoice, SelectField

from portal.bodies import words
from portal.bodies.mandates import NAMING, OF_MEMBERS, Act
from portal.bodies.models import Membership
from portal.core.documents import Document, DocumentField
from portal.core.forms import DayField, Form, LineField, TextField, at_most, required


class PaperForm(Form):
    act = SelectField(
        _l("这份材料是什么"),
        [required(_l("请选这份材料是什么"))],
        choices=[SelectChoice(one.value, words.ACTS[one]) for one in Act],
    )
    member = SelectField(_l("关于哪一位成员"), coerce=int, default=0)
    title = LineField(
        _l("材料叫什么（例如：第八次居民代表会议选举结果）"),
        [required(_l("请写材料的名称")), at_most(200)],
    )
    dated_on = DayField(_l("材料上的日期"), [required(_l("请填写材料上的日期"))])
    people = TextField(_l("选出来的人，一行一个名字"), [at_most(4000)])
    file = DocumentField(
        _l("扫描件或照片"),
        [required(_l("请选文件：PDF，或者一张照片"))],
        render_kw={"accept": ".pdf,image/*"},
    )

    def offer(self, members: Iterable[Membership]) -> None:
        """Whom a paper can be about."""
        named = [
            SelectChoice(str(one.id), f"{one.seat.number}. {one.person.name}") for one in members
        ]
        self.member.choices = [SelectChoice("0", _l("不是关于某一个人")), *named]

    def validate(self, extra_validators: object = None) -> bool:
        """What is about a member names them; what elects names the elected."""
        good = super().validate(extra_validators)
        if self.act.errors:
            return False
        of_member = Act(self.act.data) in OF_MEMBERS
        if of_member and not self.member.data:
            self.fail("member", _l("请选是关于哪一位成员"))
        if Act(self.act.data) in NAMING and not self.people.data:
            self.fail("people", _l("请把材料里选出来的人，一行一个写下来"))
        return bool(good) and not self.failures

    @property
    def document(self) -> Document:
        """Only after the form was found good."""
        return cast(Document, self.file.data)

    @property
    def day(self) -> date:
        """Only after the form was found good."""
        return cast(date, self.dated_on.data)


class StrikeForm(Form):
    reason = LineField(
        _l("哪里不对（会公开）"), [required(_l("请写明哪里不对，会公开")), at_most(200)]
    )


class ResignForm(Form):
    ends_on = DayField(_l("做到哪一天"), [required(_l("请填写做到哪一天"))])
    sure = BooleanField(
        _l("是我自己要辞去的，我知道记下以后不能收回"),
        [required(_l("请确认是您自己要辞去的"))],
    )
