"""Forms of screening: each decision with its reason in public, on the version that was read."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectChoice, SelectField
from wtforms.widgets import HiddenInput

from portal.core.forms import Form, LineField, TextField, YuanField, at_most, required
from portal.proposals import words
from portal.proposals.rules import Ground


def _reason(name: str) -> TextField:
    checks = [required(_l("请写明理由，理由会公开")), at_most(1000)]
    return TextField(_l("理由（会公开）"), checks, id=f"{name}-reason")


def _version(name: str) -> IntegerField:
    checks = [required(_l("请重新打开这一页"))]
    return IntegerField(validators=checks, widget=HiddenInput(), id=f"{name}-version")


class AcceptForm(Form):
    version = _version("accept")
    cost_fen = YuanField(_l("核定金额（元）"), [required(_l("请填写核定的金额"))], id="accept-cost")
    cost_basis = LineField(
        _l("金额怎么核出来的"),
        [required(_l("请写明依据，例如“三家报价取中”")), at_most(500)],
        id="accept-basis",
    )
    reason = _reason("accept")


class RefuseForm(Form):
    version = _version("refuse")
    ground = SelectField(
        _l("依据"),
        [required(_l("请选一项"))],
        choices=[
            SelectChoice("", _l("请选择")),
            *(SelectChoice(str(ground), words.GROUNDS[ground]) for ground in Ground),
        ],
        id="refuse-ground",
    )
    reason = _reason("refuse")


class AskForm(Form):
    version = _version("ask")
    reason = _reason("ask")


class MergeForm(Form):
    version = _version("merge")
    into = SelectField(_l("并入哪一份"), [required(_l("请选一份"))], id="merge-into")
    reason = _reason("merge")

    def offer(self, proposals: list[tuple[int, str]]) -> None:
        """The open proposals of the round that it may be merged into."""
        self.into.choices = [
            SelectChoice("", _l("请选择")),
            *(SelectChoice(str(one), title) for one, title in proposals),
        ]


class ReopenForm(Form):
    version = _version("reopen")
    reason = _reason("reopen")
