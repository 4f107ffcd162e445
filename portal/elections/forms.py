"""What residents and the election committee type."""

import re
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectChoice, SelectField, TimeField
from wtforms.validators import ValidationError

from portal.bodies.models import Seat
from portal.bodies.rules import Post
from portal.bodies.rules import Refusal as BodyRefusal
from portal.core.forms import (
    CheckboxesField,
    DayField,
    Form,
    LineField,
    TextField,
    WholeNumberField,
    at_most,
    required,
)
from portal.core.page import row_id
from portal.core.text import match_key
from portal.elections import polling, rules, words
from portal.elections.actions.seating import Choice
from portal.elections.models import PollCandidate
from portal.elections.nominating import Source
from portal.elections.outcome import Figures
from portal.elections.rules import Complaint, Electorate, Refusal
from portal.roster.models import Building

_NUMBER = {"inputmode": "numeric"}


def _choices(named: dict[Any, Any], only: Sequence[Any] | None = None) -> list[SelectChoice]:
    return [SelectChoice(str(one), named[one]) for one in (only or named)]


def _reasonable(form: Form, field: Field) -> None:
    if field.data is not None and not 0 <= field.data < 10**6:
        raise ValidationError(_l("请填 0 到 999999 之间的数"))


class HourField(TimeField):
    """A time of day on the community's clocks; an empty field is none, not a wrong one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            typed = datetime.strptime(valuelist[0].strip()[:5], "%H:%M")  # noqa: DTZ007 - no date
        except ValueError:
            raise ValidationError(_l("请填几点几分，例如 08:00")) from None
        self.data = typed.time()


# ---- The desk: setting up


class ElectionForm(Form):
    title = LineField(_l("名称"), [required(_l("请写名称")), at_most(60)])
    day = DayField(_l("选举日"), [required(_l("请填选举日"))])
    seats = WholeNumberField(_l("应选名额"), [required(_l("请填应选几人"))], render_kw=_NUMBER)
    is_by_election = BooleanField(_l("这是补选，只选空出来的名额"))
    named = CheckboxesField(_l("补哪几个空着的席位"), coerce=int)
    electorate = RadioField(
        _l("由谁投票"),
        [required(_l("请选一种"))],
        choices=_choices(words.ELECTORATES),
        default=Electorate.VOTERS.value,
    )
    place = LineField(_l("投票地点"), [required(_l("请写投票地点")), at_most(100)])
    opens = HourField(_l("投票从几点开始"), [required(_l("请填几点开始"))])
    closes = HourField(_l("到几点结束"), [required(_l("请填几点结束"))])

    def validate_closes(self, field: Field) -> None:
        if self.opens.data and field.data and field.data <= self.opens.data:
            raise ValidationError(_l("结束要晚于开始"))

    def validate_seats(self, field: Field) -> None:
        if field.data is not None and not rules.seats_fit(field.data, self.is_by_election.data):
            raise ValidationError(_l("居委会由 5 到 9 人组成；补选是 1 到 9 人"))

    def validate_named(self, field: Field) -> None:
        wanted = self.seats.data if self.is_by_election.data else 0
        if self.seats.data is not None and len(field.data or []) != wanted:
            raise ValidationError(words.REFUSALS[Refusal.SEATS_NOT_NAMED])

    def offer(self, vacant: Sequence[Seat]) -> None:
        self.named.choices = [SelectChoice(str(one.id), words.seat_name(one)) for one in vacant]

    def values(self) -> dict[str, Any]:
        """Only after the form was found good."""
        names = ("title", "day", "seats", "is_by_election", "electorate", "place")
        hours = polling.written(cast(time, self.opens.data), cast(time, self.closes.data))
        return {**{name: self[name].data for name in names}, "hours": hours}


class ReasonForm(Form):
    reason = TextField(
        _l("原因（会公开）"),
        [required(_l("请写明原因，原因会公开")), at_most(500)],
        render_kw={"rows": 3},
    )


class HandoverForm(Form):
    on = DayField(_l("哪一天移交完"), [required(_l("请填日期"))])
    words = TextField(
        _l("移交了什么"),
        [required(_l("请写移交了什么，例如印章、档案、账目")), at_most(500)],
        render_kw={"rows": 3},
    )


class RunOffForm(Form):
    day = DayField(_l("另行选举的日期"), [required(_l("请填日期"))])


# ---- The roll


class ComplaintForm(Form):
    kind = RadioField(
        _l("有什么不对"), [required(_l("请选一种"))], choices=_choices(words.COMPLAINTS)
    )
    about = WholeNumberField(_l("那个人在名单上的序号"), [_reasonable], render_kw=_NUMBER)
    text = TextField(
        _l("写明情况"),
        [required(_l("请写明情况")), at_most(rules.TEXT_MAX)],
        render_kw={"rows": 4, "maxlength": rules.TEXT_MAX},
    )

    def validate_about(self, field: Field) -> None:
        if self.kind.data == Complaint.WRONG and not field.data:
            raise ValidationError(_l("请写那个人在名单上的序号，在名单页查得到"))


class RulingForm(Form):
    verdict = RadioField(
        _l("结论"),
        [required(_l("请选成立或不成立"))],
        choices=[
            SelectChoice("upheld", _l("成立：名单马上更正")),
            SelectChoice("dismissed", _l("不成立")),
        ],
    )
    reason = TextField(
        _l("理由（告诉申诉人；移出名单的，也告诉被移出的人）"),
        [required(_l("请写明理由")), at_most(rules.TEXT_MAX)],
        render_kw={"rows": 3},
    )


# ---- Nominating


class NominateForm(Form):
    name = LineField(_l("姓名"), [required(_l("请写姓名")), at_most(60)])
    building = SelectField(_l("住哪一栋"), [required(_l("请选楼栋"))])

    def offer(self, buildings: Sequence[Building]) -> "NominateForm":
        choices = [SelectChoice(str(one.id), one.address) for one in buildings]
        self.building.choices = [SelectChoice("", _l("请选")), *choices]
        return self

    @property
    def building_id(self) -> int:
        return row_id(self.building.data)


class PaperForm(NominateForm):
    source = RadioField(_l("谁提名"), [required(_l("请选一种"))], choices=_choices(words.SOURCES))
    numbers = TextField(
        _l("联名选民在名单上的序号"), [at_most(2000)], render_kw={"rows": 3, **_NUMBER}
    )

    def validate_numbers(self, field: Field) -> None:
        if self.source.data == Source.VOTERS and not self.signed:
            raise ValidationError(_l("请写联名选民的序号，用空格或逗号隔开"))
        if re.sub(r"[0-9\s,，、;；]", "", match_key(field.data or "")):
            raise ValidationError(_l("只写序号，用空格或逗号隔开"))

    @property
    def signed(self) -> list[int]:
        """Numbers on the roll, each once."""
        typed = re.split(r"[\s,，、;；]+", self.numbers.data or "")
        return sorted({row_id(match_key(one)) for one in typed if one} - {0})


class AnswerForm(Form):
    answer = RadioField(
        _l("接受提名吗"),
        [required(_l("请选接受或谢绝"))],
        choices=[
            SelectChoice("accept", _l("接受，姓名可以公开")),
            SelectChoice("decline", _l("谢绝")),
        ],
    )
    statement = TextField(
        _l("对邻居们说几句"),
        [at_most(rules.STATEMENT_MAX)],
        render_kw={"rows": 5, "maxlength": rules.STATEMENT_MAX},
    )


class StatementForm(Form):
    statement = TextField(
        _l("对邻居们说几句"),
        [required(_l("请写几句")), at_most(rules.STATEMENT_MAX)],
        render_kw={"rows": 5, "maxlength": rules.STATEMENT_MAX},
    )


class CheckForm(Form):
    verdict = RadioField(
        _l("资格审查"),
        [required(_l("请选一种"))],
        choices=[
            SelectChoice("fit", _l("符合条件，列为候选人")),
            SelectChoice("unfit", _l("不符合条件")),
        ],
    )
    reason = TextField(_l("理由"), [at_most(500)], render_kw={"rows": 3})

    def validate_reason(self, field: Field) -> None:
        if self.verdict.data == "unfit" and not field.data:
            raise ValidationError(_l("不符合条件的，要写明理由"))


class LookAgainForm(Form):
    reason = TextField(
        _l("为什么不同意"),
        [required(_l("请写为什么不同意")), at_most(500)],
        render_kw={"rows": 3, "maxlength": 500},
    )


class CandidatesForm(Form):
    """``order``: the nominations' ids as they stand on the ballot paper."""

    order_rule = RadioField(
        _l("先后怎么定的"), [required(_l("请选一种"))], choices=_choices(words.ORDERS)
    )
    order_note = LineField(
        _l("哪天定的，谁在场看着（会公开）"),
        [required(_l("请写哪一天定的、谁在场看着")), at_most(rules.ORDER_NOTE_MAX)],
    )

    def order(self, ids: Sequence[int]) -> list[int]:
        """ValueError where the places are not 1 to n, each once."""
        places = {self[f"place_{one}"].data: one for one in ids}
        if sorted(filter(None, places)) != list(range(1, len(ids) + 1)):
            raise ValueError
        return [places[place] for place in sorted(places)]


def candidates_form(names: dict[int, str]) -> type[CandidatesForm]:
    """With one field for each candidate's place."""
    fields: dict[str, Any] = {
        f"place_{one}": WholeNumberField(
            name, [required(_l("请填第几位"))], render_kw=_NUMBER, default=place
        )
        for place, (one, name) in enumerate(names.items(), 1)
    }
    return type("CandidatesForm", (CandidatesForm,), fields)


# ---- Figures


_BALLOTS = [required(_l("请填张数")), _reasonable]


class CountForm(Form):
    issued = WholeNumberField(_l("发出选票"), _BALLOTS, render_kw=_NUMBER)
    returned = WholeNumberField(_l("收回选票"), _BALLOTS, render_kw=_NUMBER)
    valid = WholeNumberField(_l("有效票"), _BALLOTS, render_kw=_NUMBER)
    spoilt = WholeNumberField(_l("无效票"), _BALLOTS, render_kw=_NUMBER)
    blank = WholeNumberField(_l("空白票"), _BALLOTS, render_kw=_NUMBER)
    signed_by = LineField(
        _l("谁在计票记录上签了字"), [required(_l("请写签字人的姓名")), at_most(200)]
    )

    def figures(self, ids: Sequence[int]) -> Figures:
        """Only after the form was found good."""
        votes = {one: self[f"votes_{one}"].data for one in ids}
        names = ("issued", "returned", "valid", "spoilt", "blank")
        return Figures(**{name: self[name].data for name in names}, votes=votes)


def count_form(standing: Sequence[PollCandidate]) -> type[CountForm]:
    """With one field for each candidate's votes."""
    checks = [required(_l("请填得票，没有就填 0")), _reasonable]
    fields: dict[str, Any] = {
        f"votes_{one.nomination_id}": WholeNumberField(
            one.nomination.nominee.name, checks, render_kw=_NUMBER
        )
        for one in standing
    }
    return type("CountForm", (CountForm,), fields)


# ---- Seating


class SeatElectedForm(Form):
    """By nomination: ``post_7``, ``declared_7``, and in a by-election ``seat_7``."""

    def choices(self, ids: Sequence[int]) -> dict[int, Choice]:
        """Only after the form was found good."""
        return {
            one: Choice(
                Post(self[f"post_{one}"].data),
                bool(self[f"declared_{one}"].data),
                row_id(self[f"seat_{one}"].data) if f"seat_{one}" in self else None,
            )
            for one in ids
        }

    def tell(self, nomination: int, reason: BodyRefusal, sentence: object) -> None:
        """Puts why somebody cannot sit at the field of theirs that it is about."""
        place = "seat" if f"seat_{nomination}" in self else "post"
        field = {BodyRefusal.UNDECLARED: "declared", BodyRefusal.SEAT_TAKEN: place}
        self.fail(f"{field.get(reason, 'post')}_{nomination}", sentence)


def seat_elected_form(names: dict[int, str], seats: Sequence[Seat]) -> type[SeatElectedForm]:
    """With the fields of everyone elected; ``seats`` are those that a by-election fills."""
    fields: dict[str, Any] = {}
    offered = [SelectChoice(str(seat.id), words.seat_name(seat)) for seat in seats]
    for place, (one, name) in enumerate(names.items()):
        if offered:
            usual = seats[min(place, len(seats) - 1)].id
            fields[f"seat_{one}"] = SelectField(
                _l("%(name)s的席位", name=name),
                [required(_l("请选席位"))],
                choices=offered,
                default=str(usual),
            )
        fields[f"post_{one}"] = SelectField(
            _l("%(name)s担任什么", name=name),
            [required(_l("请选担任什么"))],
            choices=_choices(words.TITLES),
            default=Post.MEMBER.value,
        )
        fields[f"declared_{one}"] = BooleanField(
            _l("已经问过%(name)s：近亲属没有人在监督委员会任职", name=name)
        )
    return type("SeatElectedForm", (SeatElectedForm,), fields)
