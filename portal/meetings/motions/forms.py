"""Writing a motion, and the few words around a vote."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectChoice, SelectField
from wtforms.validators import AnyOf, NumberRange, Optional, ValidationError

from portal.bodies.rules import Kind
from portal.core.forms import (
    CheckboxesField,
    DayField,
    Form,
    LineField,
    TextField,
    WholeNumberField,
    YuanField,
    at_most,
    required,
)
from portal.meetings.motions import words
from portal.meetings.motions.rules import Choice, PaperCount
from portal.meetings.motions.rules import Form as VoteForm
from portal.meetings.quorum import ARTICLE, Majority
from portal.resolutions.models import Resolution
from portal.topics.handing import LONGEST_SCOPE
from portal.topics.models import Delegation
from portal.topics.rules import Matter
from portal.topics.words import HANDED
from portal.topics.words import handed as handed_words

_AS_USUAL = "usual"


_CHOSEN = required(_l("请选一项"))
_CHOOSE_MATTER = _l("请选这件事属于哪一类")


def _matter_field(label: Any) -> RadioField:
    """In plain words; where none of them is chosen, one sentence says so."""
    return RadioField(
        label,
        [required(_CHOOSE_MATTER), AnyOf([*Matter], _CHOOSE_MATTER)],
        validate_choice=False,
        choices=[SelectChoice(one.value, said) for one, said in words.PLAIN_MATTERS.items()],
    )


def _above_zero(form: Form, field: Field) -> None:
    if field.data is not None and field.data <= 0:
        raise ValidationError(_l("金额要大于零；不花钱的，请留空"))


def _number_or_none(value: Any) -> int | None:
    return int(value) if value else None


class MotionForm(Form):
    version = HiddenField()
    seen = HiddenField()  # of an amendment: the digest of the words that the page showed
    title = LineField(_l("题目"), [required(_l("请填写题目")), at_most(100)])
    text = TextField(_l("要会议决定什么"), [required(_l("请写明要会议决定什么")), at_most(4000)])
    amount_fen = YuanField(_l("要花多少钱（元）"), [_above_zero])
    matter = _matter_field(_l("这件事属于哪一类"))
    about_persons = BooleanField(_l("这件事关系到具体的人（例如推选、罢免）"))
    form = RadioField(
        _l("怎么表决"),
        [_CHOSEN],
        choices=[
            SelectChoice(_AS_USUAL, _l("按惯例：关系到人的不记名，其他记名")),
            *(SelectChoice(one.value, words.FORMS[one]) for one in VoteForm),
        ],
        default=_AS_USUAL,
    )
    majority = RadioField(
        _l("多少人同意才通过"),
        [_CHOSEN],
        choices=[SelectChoice(one.value, words.MAJORITIES[one]) for one in Majority],
        default=Majority.HALF.value,
    )
    signs = BooleanField(_l("公开我的全名（不勾，只公开姓，例如“王＊＊”）"))
    annuls_id = SelectField(_l("废止下一级会议的决议"), coerce=_number_or_none)
    delegation_id = SelectField(_l("依据哪一份授权"), coerce=_number_or_none)
    hands_down = CheckboxesField(_l("把哪几类事项交给下一级会议决定"))
    hands_scope = LineField(_l("交出去的范围：是哪些事"), [at_most(LONGEST_SCOPE)])
    hands_until = DayField(_l("交到哪天为止"))

    subject = SelectField(_l("这件动议选谁、罢免谁，或者换届"), default="")

    def offer(
        self,
        kind: Kind,
        annullable: list[Resolution],
        names_matter: bool,
        handed: list[Delegation],
        hands: list[Matter],
        of_seats: list[tuple[str, str]],
    ) -> "MotionForm":
        """For a body of that kind, with the resolutions that it may annul. Where the law fixes what
        it takes, there is nothing to choose (art. 27, art. 29). ``names_matter``: whether its mover
        says what it touches (art. 30), and nobody has said it before. ``handed``: what was handed
        down to the body, for a motion to rest on; ``hands``: what the body may hand down itself;
        ``of_seats``: what the body decides about seats.
        """
        _offer_delegations(self, handed)
        self.hands_down.choices = [SelectChoice(str(one), HANDED[one]) for one in hands]
        if not hands:
            del self.hands_down, self.hands_scope, self.hands_until
        none = SelectChoice("", _l("都不是"))
        self.subject.choices = [none, *(SelectChoice(code, said) for code, said in of_seats)]
        if not names_matter:
            del self.matter
        if kind in ARTICLE:
            del self.majority
        self.annuls_id.choices = [
            SelectChoice("", _l("不废止")),
            *(SelectChoice(str(one.id), f"{one.number} {one.title}") for one in annullable),
        ]
        return self

    def values(self) -> dict[str, Any]:
        """Column → value, without token and version; ``form`` None for as usual."""
        usual = {"majority": Majority.HALF, "matter": Matter.ORDINARY}
        nothing = {"delegation_id": None, "hands_until": None}
        apart = "csrf_token", "version"
        said = {name: value for name, value in self.data.items() if name not in apart}
        form = None if self.form.data == _AS_USUAL else self.form.data
        down = {
            "hands_down": said.get("hands_down") or None,
            "hands_scope": said.get("hands_scope") or "",
        }
        return {**usual, **nothing, **said, **down, "form": form}


def _offer_delegations(form: "MotionForm | MatterForm", handed: list[Delegation]) -> None:
    """Each in the words of its scope, with what it rests on; no field where there is none."""
    if not handed:
        del form.delegation_id
        return
    form.delegation_id.choices = [
        SelectChoice("", _l("不依据授权")),
        *(
            SelectChoice(str(one.id), f"{handed_words(one.matter, one.scope)}（{one.basis}）")
            for one in handed
        ),
    ]


class RecusalForm(Form):
    reason = LineField(
        _l("为什么回避（会公开）"), [required(_l("请写明为什么回避，会公开")), at_most(200)]
    )


class LeadRecusalForm(RecusalForm):
    """What who leads puts down for a member."""

    agreed = BooleanField(
        _l("他本人同意，或者在会上自己提出了回避"),
        [required(_l("要本人同意，或者本人在会上提出来，才能记他回避"))],
    )


class ChallengeForm(Form):
    reason = LineField(
        _l("您觉得它属于哪一类，或者争议在哪里（会公开）"),
        [required(_l("请写明它属于哪一类，或者争议在哪里，会公开")), at_most(200)],
    )


class AnswerForm(Form):
    """What a supervisor says to a challenge."""

    answer = LineField(_l("答复（会公开）"), [required(_l("请写明为什么，会公开")), at_most(200)])


class MatterForm(Form):
    """What who leads names a motion's matter anew, and why."""

    matter = _matter_field(_l("改列为哪一类"))
    delegation_id = SelectField(_l("依据哪一份授权"), coerce=_number_or_none)
    matter_why = LineField(
        _l("为什么改（会公开）"), [required(_l("请写明为什么改，会公开")), at_most(200)]
    )

    def offer(self, handed: list[Delegation]) -> "MatterForm":
        """``handed``: what was handed down to its body."""
        _offer_delegations(self, handed)
        return self

    @property
    def rests_on(self) -> int | None:
        return self.delegation_id.data if "delegation_id" in self else None


class PutForm(Form):
    why = LineField(
        _l("为什么不等联名（会公开）"), [required(_l("请写明为什么不等联名，会公开")), at_most(200)]
    )


def _ballots(label: Any) -> WholeNumberField:
    checks = [
        required(_l("请填写数字，没有就填 0")),
        NumberRange(0, 99_999, _l("请填写 0 以上的数")),
    ]
    return WholeNumberField(label, checks)


class PaperForm(Form):
    """What one person counted."""

    for_ = _ballots(words.CHOICES[Choice.FOR])
    against = _ballots(words.CHOICES[Choice.AGAINST])
    abstain = _ballots(words.CHOICES[Choice.ABSTAIN])
    spoilt = _ballots(_l("废票、空白票"))
    missing = WholeNumberField(
        _l("没有交回的"), [Optional(), NumberRange(0, 99_999, _l("请填写 0 以上的数"))], default=0
    )
    over = BooleanField(_l("票箱里的纸票比发出的多，我数过两遍"))

    @property
    def counted(self) -> PaperCount:
        return PaperCount(
            self.for_.data or 0,
            self.against.data or 0,
            self.abstain.data or 0,
            self.spoilt.data or 0,
            self.missing.data or 0,
        )
