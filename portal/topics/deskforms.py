"""Forms of screening topics: each decision with its reason in public, on the version read."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectChoice, SelectField
from wtforms.widgets import HiddenInput

from portal.bodies.rules import Kind
from portal.core.documents import DocumentField
from portal.core.forms import DayField, Form, LineField, TextField, at_most, required
from portal.topics import words
from portal.topics.handing import LONGEST_SCOPE
from portal.topics.rules import Ground, Matter


def _reason(name: str) -> TextField:
    checks = [required(_l("请写明理由，理由会公开")), at_most(1000)]
    return TextField(_l("理由（会公开）"), checks, id=f"{name}-reason")


def _version(name: str) -> IntegerField:
    checks = [required(_l("请重新打开这一页"))]
    return IntegerField(validators=checks, widget=HiddenInput(), id=f"{name}-version")


class PassForm(Form):
    version = _version("pass")
    reason = _reason("pass")


class DeclineForm(Form):
    version = _version("decline")
    ground = SelectField(
        _l("依据"),
        [required(_l("请选一项"))],
        choices=[
            SelectChoice("", _l("请选择")),
            *(SelectChoice(str(ground), words.GROUNDS[ground]) for ground in Ground),
        ],
        id="decline-ground",
    )
    reason = _reason("decline")


class RouteForm(Form):
    version = _version("route")
    matter = SelectField(
        _l("属于哪一类事项"),
        [required(_l("请选一项"))],
        choices=[
            SelectChoice("", _l("请选择")),
            *(SelectChoice(str(matter), words.MATTERS[matter]) for matter in Matter),
        ],
        id="route-matter",
    )
    contested = BooleanField(_l("有较大争议：提交居民代表会议"), id="route-contested")
    reason = _reason("route")


class MergeForm(Form):
    version = _version("merge")
    into = SelectField(_l("并入哪一个"), [required(_l("请选一个"))], id="merge-into")
    reason = _reason("merge")

    def offer(self, topics: list[tuple[int, str]]) -> None:
        """The topics that it may be merged into."""
        self.into.choices = [
            SelectChoice("", _l("请选择")),
            *(SelectChoice(str(one), title) for one, title in topics),
        ]


class DelegationForm(Form):
    """A delegation older than this site, with the scan of its signed resolution."""

    matter = SelectField(
        _l("哪一类事项"),
        [required(_l("请选一项"))],
        choices=[
            SelectChoice("", _l("请选择")),
            *(SelectChoice(str(matter), words.HANDED[matter]) for matter in Matter),
        ],
    )
    to = SelectField(
        _l("交给谁"),
        [required(_l("请选一项"))],
        choices=[
            SelectChoice("", _l("请选择")),
            *(SelectChoice(str(one), words.BODIES[one]) for one in (Kind.ASSEMBLY, Kind.COUNCIL)),
        ],
    )
    scope = LineField(_l("范围：是哪些事（会公开）"), [at_most(LONGEST_SCOPE)])
    basis = LineField(
        _l("哪次会议的哪个决议，有编号的写编号（会公开）"),
        [required(_l("请写明哪次会议的哪个决议")), at_most(300)],
    )
    resolved_on = DayField(_l("决议是哪天作出的"), [required(_l("请填写日期"))])
    scan = DocumentField(
        _l("签字盖章的决议的扫描件（会公开）"), [required(_l("请选决议的扫描件或照片"))]
    )
    starts_on = DayField(_l("从哪天起"), [required(_l("请填写日期"))])
    ends_on = DayField(_l("到哪天为止"))


class ConfirmForm(Form):
    seen = BooleanField(
        _l("我亲眼看了签字盖章的原件：决议、日期、交给谁、交什么，都和这里写的一样"),
        [required(_l("看了原件，才能确认"))],
    )


class EndForm(Form):
    ends_on = DayField(_l("最后一天"), [required(_l("请填写日期"))], id="end")
