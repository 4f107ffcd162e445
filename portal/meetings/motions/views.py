"""Motions as everyone reads them, and as members write, sign and withdraw them."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.ballots import queries as boxes
from portal.core import clock
from portal.core.access import Can, asker, asker_or_none, needs, public
from portal.core.db import writing
from portal.core.page import id_asked, page, row_id, see_other
from portal.meetings.models import Meeting
from portal.meetings.motions import naming, pages, queries, rules, seats, words
from portal.meetings.motions.actions import amending, carrying, matters, moving, reading
from portal.meetings.motions.actions.hindering import matter_of
from portal.meetings.motions.forms import AnswerForm, ChallengeForm, MotionForm, RecusalForm
from portal.meetings.motions.models import Motion
from portal.meetings.motions.pages import readable
from portal.meetings.motions.rules import No, Refused, State
from portal.topics import handing

bp = Blueprint("motions", __name__, url_prefix="/motions")
AT_FIELD = {
    No.NAMES_NOTHING: "delegation_id",
    No.OTHER_MATTER: "delegation_id",
    No.CANNOT_HAND_DOWN: "hands_down",
    No.TOO_LARGE: "amount_fen",
}
"""Refusals that are told beside a field of the form."""


@bp.get("/<int:motion_id>/")
@public
def show(motion_id: int) -> Response:
    return _show(readable(motion_id))


def _show(
    motion: Motion, refused: Refused | None = None, answer_form: AnswerForm | None = None
) -> Response:
    return page(
        "meetings/motions/show.html",
        status=422 if refused or answer_form else 200,
        answer_form=answer_form or AnswerForm(formdata=None),
        refusal=words.refusal(refused) if refused else None,
        **pages.whole(motion, asker_or_none(), clock.now()),
    )


@bp.get("/<int:motion_id>/files/<name>")
@public
def file(motion_id: int, name: str) -> Response:
    """A posted file of a secret vote that is decided, byte for byte as its digest covers it."""
    motion = readable(motion_id)
    found = boxes.file(motion.box_id or 0, name)
    if found is None or not motion.is_decided:
        abort(404)
    response = make_response(found.body)
    response.mimetype = "text/plain"
    response.set_etag(found.digest)
    return response.make_conditional(request)


# ---- Writing


class Place:
    """Where a new motion belongs: an agenda item, a meeting, or the motion that it amends."""

    def __init__(self) -> None:
        main = queries.motion(id_asked("amends") or 0)
        item = queries.on_agenda(id_asked("item"))
        self.main: Motion | None = main if main and main.number else None
        self.item_id = self.main.item_id if self.main else item.id if item else None
        meeting_id = self.main.meeting_id if self.main else item.meeting_id if item else None
        self.meeting: Meeting = queries.meeting(meeting_id or id_asked("meeting") or 0) or abort(
            404
        )
        own = None if self.main else item
        if moving.may_move(self.meeting, asker().person_id, clock.now(), own) is None:
            abort(403)

    @property
    def values(self) -> dict[str, int | None]:
        return {"item_id": self.item_id, "amends_id": self.main.id if self.main else None}


@bp.get("/new/")
@needs(Can.USE_OWN_PAGES)
def new() -> Response:
    place = Place()
    if place.main is not None and not _may_amend(place.main):
        flash(words.refusal(Refused(No.MAIN_FIRST)), "waiting")
        return see_other("motions.show", motion_id=place.main.id)
    form = _offered(MotionForm(formdata=None), place.meeting, place.main, place.item_id)
    if "delegation_id" in form:
        form.delegation_id.data = _plain(place)
    if place.main is not None:
        form.title.data = _("第 %(n)s 号动议的修正案", n=place.main.number)
        form.text.data = place.main.text
    return _write(form, place.meeting, place.main, place.item_id)


def _plain(place: Place) -> int | None:
    """What was handed down, where screening has said what its topic touches and one covers it."""
    item = queries.on_agenda(place.item_id)
    matter = item.topic.matter if item and item.topic else None
    covers = [one.id for one in pages.offered(place.meeting) if one.matter == matter]
    return covers[0] if len(covers) == 1 else None


def _may_amend(main: Motion) -> bool:
    return main.amends_id is None and rules.may_amend(main.stage)


def _write(
    form: MotionForm,
    meeting: Meeting,
    main: Motion | None,
    item_id: int | None,
    status: int = 200,
    refused: Refused | None = None,
) -> Response:
    me = asker().person_id
    form.seen.data = main.words_digest if main else ""
    at = AT_FIELD.get(refused.reason) if refused else None
    if refused and at and at in form:
        form.fail(at, words.refusal(refused))
    member = bool(moving.may_move(meeting, me, clock.now()))
    return page(
        "meetings/motions/write.html",
        status=422 if refused else status,
        form=form,
        hands_to=handing.receiver(meeting.body.sort),
        meeting=meeting,
        own_business=meeting.body.sort in rules.OWN_BUSINESS,
        main=main,
        fixed_majority=words.fixed_majority(meeting.body.sort),
        names=naming.names_people(meeting),
        member=member,
        resident=not member and me not in meeting.leaders,
        refusal=words.refusal(refused) if refused and not at else None,
    )


def _offered(
    form: MotionForm, meeting: Meeting, main: Motion | None, item_id: int | None
) -> MotionForm:
    """With the choices that its body has; an amendment annuls nothing, and touches what its motion
    does. What a topic touches, screening has named.
    """
    item = queries.on_agenda(item_id)
    screened = item is not None and item.topic is not None and item.topic.matter is not None
    annullable = [] if main else queries.annullable(meeting.body)
    handed = [] if main else pages.offered(meeting)
    hands = [] if main else handing.offered(meeting.body.sort)
    of_seats = [] if main else seats.offered(meeting.body)
    names = main is None and not screened
    return form.offer(meeting.body.sort, annullable, names, handed, hands, of_seats)


@bp.post("/new/")
@needs(Can.USE_OWN_PAGES)
def create() -> Response:
    """Keeps a draft; the next page shows it as everyone will read it, and hands it in."""
    place = Place()
    form = _offered(MotionForm(), place.meeting, place.main, place.item_id)
    if not form.validate():
        return _write(form, place.meeting, place.main, place.item_id, 422)
    values, meeting_id = {**form.values(), **place.values}, place.meeting.id
    try:
        with writing():
            meeting = queries.locked_meeting(meeting_id)
            motion_id = moving.draft(meeting, values, asker().person_id, clock.now()).id
    except Refused as no:
        again = Place()
        return _write(form, again.meeting, again.main, again.item_id, refused=no)
    return see_other("motions.show", motion_id=motion_id)


def _own_draft(motion_id: int) -> Motion:
    """A draft, what a moderator has sent back, or an amendment of words that have changed; 404 for
    what its asker may not change.
    """
    motion, me = readable(motion_id), asker().person_id
    if reading.may_rewrite(motion, me) or amending.may_rewrite(motion, me):
        return motion
    if motion.mover_id != asker().person_id or motion.stage is not State.DRAFT:
        abort(404)
    return motion


@bp.get("/<int:motion_id>/edit/")
@needs(Can.USE_OWN_PAGES)
def edit(motion_id: int) -> Response:
    motion = _own_draft(motion_id)
    form = MotionForm(formdata=None, obj=motion)
    _offered(form, motion.meeting, motion.main, motion.item_id)
    return _write(form, motion.meeting, motion.main, motion.item_id)


@bp.post("/<int:motion_id>/edit/")
@needs(Can.USE_OWN_PAGES)
def save(motion_id: int) -> Response:
    motion = _own_draft(motion_id)
    form = _offered(MotionForm(), motion.meeting, motion.main, motion.item_id)
    if not form.validate():
        return _write(form, motion.meeting, motion.main, motion.item_id, 422)
    kept = {"item_id": motion.item_id, "amends_id": motion.amends_id}
    version, by_id = row_id(form.version.data), asker().person_id
    words_now = {**form.values(), **kept}

    def keep(one: Motion) -> None:
        if reading.may_rewrite(one, by_id):
            moving.rewrite(one, words_now, by_id, version, clock.now())
        elif amending.may_rewrite(one, by_id):
            amending.rewrite(one, words_now, by_id, version, clock.now())
        else:
            moving.edit(one, words_now, by_id, version)

    no = _act(motion_id, keep)
    if no:
        motion = _own_draft(motion_id)
        return _write(form, motion.meeting, motion.main, motion.item_id, refused=no)
    return see_other("motions.show", motion_id=motion_id)


# ---- Acts on one motion


def _act(motion_id: int, act: Callable[[Motion], None]) -> Refused | None:
    """Does it under the locks; why it was refused, if it was. 404 for an unknown motion."""
    try:
        with writing():
            act(queries.locked(motion_id))
    except LookupError:
        abort(404)
    except Refused as no:
        return no
    return None


def _answer(motion_id: int, no: Refused | None, done: str) -> Response:
    if no:
        return _show(readable(motion_id), no)
    flash(done, "good")
    return see_other("motions.show", motion_id=motion_id)


@bp.post("/<int:motion_id>/submit/")
@needs(Can.USE_OWN_PAGES)
def submit(motion_id: int) -> Response:
    """Hands it in as it was shown; sent twice, it is handed in once."""
    motion, me = readable(motion_id), asker().person_id
    if motion.mover_id == me and motion.number is not None:
        return see_other("motions.show", motion_id=motion_id)
    version = row_id(request.form.get("version"))
    no = _act(motion_id, lambda one: moving.submit(one, me, version, clock.now()))
    return _answer(motion_id, no, _("动议已经提交。"))


@bp.post("/<int:motion_id>/sign/")
@needs(Can.USE_OWN_PAGES)
def sign(motion_id: int) -> Response:
    readable(motion_id)
    me = asker().person_id
    no = _act(motion_id, lambda one: moving.sign(one, me, clock.now()))
    return _answer(motion_id, no, _("您已经联名。"))


@bp.post("/<int:motion_id>/unsign/")
@needs(Can.USE_OWN_PAGES)
def unsign(motion_id: int) -> Response:
    readable(motion_id)
    me = asker().person_id
    no = _act(motion_id, lambda one: moving.unsign(one, me))
    return _answer(motion_id, no, _("您的联名已经收回。"))


@bp.post("/<int:motion_id>/withdraw/")
@needs(Can.USE_OWN_PAGES)
def withdraw(motion_id: int) -> Response:
    readable(motion_id)
    me = asker().person_id
    no = _act(motion_id, lambda one: moving.withdraw(one, me, clock.now()))
    return _answer(motion_id, no, _("动议已经撤回。"))


@bp.post("/<int:motion_id>/carry/")
@needs(Can.USE_OWN_PAGES)
def carry(motion_id: int) -> Response:
    """To the next meeting of the same body, in the same words."""
    readable(motion_id)
    me, made = asker().person_id, list[int]()
    no = _act(motion_id, lambda one: made.append(carrying.carry(one, me, clock.now()).id))
    return _answer(made[0] if made else motion_id, no, _("转到下一次会议了，联名还算数。"))


# ---- What it touches


@bp.get("/<int:motion_id>/challenge/")
@needs(Can.USE_OWN_PAGES)
def doubt(motion_id: int) -> Response:
    return _doubt(readable(motion_id), ChallengeForm(formdata=None))


def _doubt(motion: Motion, form: ChallengeForm, status: int = 200) -> Response:
    no = matters.cannot_challenge(motion, asker().person_id)
    return page(
        "meetings/motions/challenge.html",
        status=status,
        motion=motion,
        matter=matter_of(motion),
        form=form,
        refusal=words.refusal(Refused(no)) if no else None,
    )


@bp.post("/<int:motion_id>/challenge/")
@needs(Can.USE_OWN_PAGES)
def challenge(motion_id: int) -> Response:
    """A member in the room says that it touches something else, or is contested (art. 30, 32)."""
    motion, me, form = readable(motion_id), asker().person_id, ChallengeForm()
    if not form.validate():
        return _doubt(motion, form, 422)
    why = form.reason.data or ""
    no = _act(motion_id, lambda one: matters.challenge(one, me, why, clock.now()))
    return _answer(motion_id, no, _("您的异议记下了，主持人会看到。"))


@bp.post("/<int:motion_id>/challenge/answer/")
@needs(Can.ANSWER_OBJECTIONS)
def answer_challenge(motion_id: int) -> Response:
    """A supervisor answers it in words that everyone reads; the vote may be opened then."""
    readable(motion_id)
    me, form = asker().person_id, AnswerForm()
    who = row_id(request.form.get("who"))
    if not form.validate():
        return _show(readable(motion_id), answer_form=form)
    said = form.answer.data or ""
    no = _act(motion_id, lambda one: matters.answer(one, who, said, me, clock.now()))
    return _answer(motion_id, no, _("您的答复记下了，大家都看得到。"))


# ---- Stepping back


@bp.get("/<int:motion_id>/recuse/")
@needs(Can.USE_OWN_PAGES)
def recusal(motion_id: int) -> Response:
    return _recusal(readable(motion_id), RecusalForm(formdata=None))


def _recusal(motion: Motion, form: RecusalForm, status: int = 200) -> Response:
    if queries.attendance(motion.meeting_id, asker().person_id) is None:
        abort(404)
    recused = {one.person_id for one in queries.recusals_around(motion)}
    return page(
        "meetings/motions/recuse.html",
        status=status,
        motion=motion,
        form=form,
        recused=asker().person_id in recused,
        too_late=not rules.may_recuse(motion.stage),
    )


@bp.post("/<int:motion_id>/recuse/")
@needs(Can.USE_OWN_PAGES)
def recuse(motion_id: int) -> Response:
    """A member steps back from this motion, or comes back, before its vote is opened."""
    motion, me, form = readable(motion_id), asker().person_id, RecusalForm()
    if "lift" in request.form:
        no = _act(motion_id, lambda one: moving.lift_recusal(one, me, me, clock.now()))
        return _answer(motion_id, no, _("您不回避了，可以参加表决。"))
    if not form.validate():
        return _recusal(motion, form, 422)
    why = form.reason.data or ""
    no = _act(motion_id, lambda one: moving.recuse(one, me, why, me, clock.now()))
    return _answer(motion_id, no, _("记下了：这件事您回避，不参加表决。"))
