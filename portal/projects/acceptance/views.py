"""Accepting a project on one's own phone: coming or not, signing, looking at what was mended."""

from datetime import date, datetime

from flask import Blueprint, abort
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.page import page
from portal.projects.acceptance import calling, kinds, mending, pages, queries, rules, signing
from portal.projects.acceptance.forms import AnswerForm, CheckForm, DisownForm, Own, SignForm
from portal.projects.acceptance.models import Acceptance, Acceptor, Answer, Finding, State
from portal.projects.acceptance.rules import Part, Stage
from portal.projects.models import Project

bp = Blueprint("acceptance", __name__, url_prefix="/projects/<int:project_id>/acceptance")
BACK = "acceptance.show"


def _mine(project_id: int) -> Acceptance:
    """The newest round to which the person is called; 404 for everybody else."""
    me = asker().person_id
    called = (one for one in reversed(queries.rounds(project_id)) if one.state != State.PREPARING)
    found = next(called, None)
    if found is None or all(one.person_id != me for one in found.acceptors):
        abort(404)
    return found


@bp.get("/")
@needs(Can.USE_OWN_PAGES)
def show(project_id: int) -> Response:
    return _page(project_id)


def _page(project_id: int, wrong: Own | None = None) -> Response:
    one, today = _mine(project_id), clock.today()
    me, is_open = signing.mine(one, asker().person_id), one.state == State.OPEN
    theirs = [each for each in one.findings if each.acceptor_id == me.id]
    forms: dict[str, Own] = {}
    if is_open and me.waits:
        forms["answer"] = AnswerForm(
            formdata=None,
            answer="yes" if me.answer == Answer.AGREED else None,
            nameless=me.nameless,
        )
        if one.on is not None and one.on <= today:
            forms["sign"] = SignForm(formdata=None, nameless=me.nameless)
    if signing.may_disown(one.project, one, me, today):
        forms["disown"] = DisownForm(formdata=None)
    left = _left(one, me, today) if is_open else []
    checks = {
        each.id: CheckForm(each.id, formdata=None)
        for each in [*theirs, *left]
        if is_open and each.stage == Stage.MENDED
    }
    if isinstance(wrong, CheckForm) and wrong.about in checks:
        checks[wrong.about] = wrong
    elif wrong is not None:
        forms[_NAMES[type(wrong)]] = wrong
    return page(
        "projects/acceptance/mine.html",
        status=422 if wrong else 200,
        one=one,
        me=me,
        project=one.project,
        theirs=theirs,
        left=left,
        forms=forms,
        checks=checks,
        wrong=wrong,
        today=today,
        is_open=is_open,
        disown_days=kinds.DISOWN_DAYS(),
    )


def _left(one: Acceptance, me: Acceptor, today: date) -> list[Finding]:
    """What was mended of those who found something and are gone: somebody looks in their stead."""
    others = [
        each for each in one.findings if each.stage == Stage.MENDED and each.acceptor is not me
    ]
    gone = queries.gone([each.acceptor for each in others], today)
    mine = calling.may_accept(one.project, me.person_id, Part(me.part), today) if gone else None
    may = me in one.counting and mine is None
    return [each for each in others if rules.may_stand_in(each.acceptor_id in gone, may)]


_NAMES: dict[type[Own], str] = {AnswerForm: "answer", SignForm: "sign", DisownForm: "disown"}


def _take(project_id: int, form: Own, act: pages.Act) -> Response:
    def again() -> Response:
        return _page(project_id, form)

    _mine(project_id)
    if not form.validate():
        return again()
    return pages.take(project_id, act, form, again, BACK)


@bp.post("/answer/")
@needs(Can.USE_OWN_PAGES)
def answer(project_id: int) -> Response:
    me, form = asker().person_id, AnswerForm()

    def act(project: Project, now: datetime) -> None:
        agrees = form.answer.data == "yes"
        signing.answer(project, me, agrees, bool(form.nameless.data), now)

    return _take(project_id, form, act)


@bp.post("/sign/")
@needs(Can.USE_OWN_PAGES)
def sign(project_id: int) -> Response:
    me, form = asker().person_id, SignForm()

    def act(project: Project, now: datetime) -> None:
        signing.sign(project, me, form.signature, now)

    return _take(project_id, form, act)


@bp.post("/disown/")
@needs(Can.USE_OWN_PAGES)
def disown(project_id: int) -> Response:
    me, form = asker().person_id, DisownForm()

    def act(project: Project, now: datetime) -> None:
        signing.disown(project, me, form.text.data or "", now)

    return _take(project_id, form, act)


@bp.post("/check/<int:finding_id>/")
@needs(Can.USE_OWN_PAGES)
def check(project_id: int, finding_id: int) -> Response:
    me, form = asker().person_id, CheckForm(finding_id)

    def act(project: Project, now: datetime) -> None:
        mended, reply = form.mended.data == "yes", form.reply.data or ""
        mending.check(project, finding_id, mended, reply, me, now)

    return _take(project_id, form, act)
