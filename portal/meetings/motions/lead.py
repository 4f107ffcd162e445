"""The page of whoever leads a vote, chair or clerk: open, hands, paper, close, count."""

from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, abort, current_app, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.page import page, row_id, see_other
from portal.meetings.motions import pages, queries, words
from portal.meetings.motions.actions import (
    amending,
    closing,
    hands,
    matters,
    moving,
    opening,
    slips,
)
from portal.meetings.motions.forms import LeadRecusalForm, MatterForm, PaperForm, PutForm
from portal.meetings.motions.models import Motion, MotionVoter
from portal.meetings.motions.pages import offered, readable
from portal.meetings.motions.rules import No, Refused, State
from portal.topics import queries as topics
from portal.topics.rules import Matter

bp = Blueprint("motion_lead", __name__, url_prefix="/motions")
MOST_NAMED = 5
"""In a message; of more it says how many they are."""
VOICE_FIELD = "voice-"
"""Before a voice's id: the field of what its hand said."""


def _led(motion_id: int) -> Motion:
    """The motion, for who leads its meeting; 403 else."""
    motion = readable(motion_id)
    if not pages.leads(motion, asker()):
        abort(403)
    return motion


def _keys() -> Path:
    return Path(current_app.config["PORTAL"].keys)


@bp.get("/<int:motion_id>/lead/")
@needs(Can.USE_OWN_PAGES)
def lead(motion_id: int) -> Response:
    return _lead(_led(motion_id))


def _lead(
    motion: Motion,
    refused: Refused | None = None,
    form: LeadRecusalForm | None = None,
    put_form: PutForm | None = None,
    matter_form: MatterForm | None = None,
) -> Response:
    among = topics.delegations()
    asked = matter_form or MatterForm(formdata=None, delegation_id=motion.delegation_id)
    return page(
        "meetings/motions/lead.html",
        status=422 if refused or form or put_form or matter_form else 200,
        matter_form=asked.offer(offered(motion.meeting, among)),
        form=form or LeadRecusalForm(formdata=None),
        put_form=put_form or PutForm(formdata=None),
        refusal=words.refusal(refused) if refused else None,
        key_lost=closing.key_is_lost(motion, _keys()),
        **pages.leading(motion, asker().person_id, among),
    )


def _act(motion_id: int, act: Callable[[], None]) -> Response:
    """Does it for who leads, and comes back to the page of leading."""
    _led(motion_id)
    db.session.rollback()
    try:
        act()
    except Refused as no:
        return _lead(_led(motion_id), no)
    return see_other("motion_lead.lead", motion_id=motion_id)


def _locked(motion_id: int, act: Callable[[Motion], None]) -> Response:
    def inside() -> None:
        with writing():
            act(queries.locked(motion_id))

    return _act(motion_id, inside)


@bp.post("/<int:motion_id>/put/")
@needs(Can.USE_OWN_PAGES)
def put(motion_id: int) -> Response:
    """Brings a committee's or a routine motion to the vote without more signatures."""
    me, form = asker().person_id, PutForm()
    if not form.validate():
        return _lead(_led(motion_id), put_form=form)
    why = form.why.data or ""
    return _locked(motion_id, lambda one: moving.put(one, me, why, clock.now()))


@bp.post("/<int:motion_id>/secret/")
@needs(Can.USE_OWN_PAGES)
def make_secret(motion_id: int) -> Response:
    """Before its opening, never the other way round."""
    me = asker().person_id
    return _locked(motion_id, lambda one: moving.make_secret(one, me, clock.now()))


@bp.post("/<int:motion_id>/open/")
@needs(Can.USE_OWN_PAGES)
def open_vote(motion_id: int) -> Response:
    """As who leads states it: what it touches, and whether that is contested."""
    me, now, contested = asker().person_id, clock.database_now(db.session), _contested()
    return _act(motion_id, lambda: opening.open_vote(motion_id, me, _keys(), now, contested))


def _contested() -> bool:
    """No by itself; 400 for what is no answer."""
    said = request.form.get("contested", "no")
    if said not in ("yes", "no"):
        abort(400)
    return said == "yes"


@bp.post("/<int:motion_id>/matter/")
@needs(Can.USE_OWN_PAGES)
def name_matter(motion_id: int) -> Response:
    """What it touches, named anew for a reason that everyone reads (art. 30)."""
    me, motion = asker().person_id, _led(motion_id)
    form = MatterForm().offer(offered(motion.meeting))
    if not form.validate():
        return _lead(motion, matter_form=form)
    matter, why, on = Matter(form.matter.data), form.matter_why.data or "", form.rests_on
    return _locked(motion_id, lambda one: matters.name_anew(one, matter, why, me, clock.now(), on))


@bp.post("/<int:motion_id>/set-aside/")
@needs(Can.USE_OWN_PAGES)
def set_aside(motion_id: int) -> Response:
    """An amendment of words that have changed, which its mover does not write anew."""
    me = asker().person_id
    return _locked(motion_id, lambda one: amending.set_aside(one, me, clock.now()))


@bp.post("/<int:motion_id>/recusals/")
@needs(Can.USE_OWN_PAGES)
def recuse(motion_id: int) -> Response:
    """Who leads puts down that a member steps back, as the member said, or lifts what was so put
    down.
    """
    me, person_id = asker().person_id, row_id(request.form.get("person"))
    if "lift" in request.form:
        lifted = row_id(request.form.get("lift"))
        return _locked(motion_id, lambda one: moving.lift_recusal(one, lifted, me, clock.now()))
    form = LeadRecusalForm()
    if not form.validate():
        return _lead(_led(motion_id), form=form)
    why = form.reason.data or ""
    return _locked(motion_id, lambda one: moving.recuse(one, person_id, why, me, clock.now(), True))


@bp.post("/<int:motion_id>/hands/")
@needs(Can.USE_OWN_PAGES)
def enter_hands(motion_id: int) -> Response:
    """Raised hands as the clerk saw them, of those who did not vote by themselves."""
    me, seen = asker().person_id, _seen()

    def enter(motion: Motion) -> None:
        now = clock.database_now(db.session)
        if "correct" in request.form:
            hands.correct_hands(motion, seen, me, now)
        else:
            _say_late(hands.enter_hands(motion, seen, me, now))

    return _locked(motion_id, enter)


def _seen() -> dict[int, str]:
    """Voice → what its hand said, of those that were filled in."""
    return {
        row_id(name.removeprefix(VOICE_FIELD)): typed
        for name, typed in request.form.items()
        if name.startswith(VOICE_FIELD) and typed
    }


@bp.post("/<int:motion_id>/paper/")
@needs(Can.USE_OWN_PAGES)
def paper(motion_id: int) -> Response:
    """Who takes a paper ballot of a secret vote, as they said themselves."""
    me, agreed = asker().person_id, bool(request.form.get("agreed"))
    wanted = [row_id(one) for one in request.form.getlist("voice")]

    def give(motion: Motion) -> None:
        now = clock.database_now(db.session)
        _say_late(slips.give_paper(motion, wanted, me, now, agreed))

    return _locked(motion_id, give)


@bp.post("/<int:motion_id>/paper/back/")
@needs(Can.USE_OWN_PAGES)
def paper_back(motion_id: int) -> Response:
    """A slip that came back before it was thrown in."""
    me, voice = asker().person_id, row_id(request.form.get("voice"))
    return _locked(
        motion_id,
        lambda one: slips.take_back_paper(one, voice, me, clock.database_now(db.session)),
    )


def _say_late(late: list[MotionVoter]) -> None:
    if not late:
        return
    names = "、".join(one.person.name for one in late[:MOST_NAMED])
    if len(late) > MOST_NAMED:
        names = _("%(names)s等 %(n)s 人", names=names, n=len(late))
    flash(_("%(names)s已经投过了，没有改动。", names=names), "waiting")


@bp.get("/<int:motion_id>/close/")
@needs(Can.USE_OWN_PAGES)
def confirm_close(motion_id: int) -> Response:
    """What is still missing, before the vote is closed for good."""
    motion = _led(motion_id)
    if motion.stage is not State.OPEN:
        return see_other("motion_lead.lead", motion_id=motion_id)
    return page("meetings/motions/close.html", **pages.leading(motion, asker().person_id))


@bp.post("/<int:motion_id>/close/")
@needs(Can.USE_OWN_PAGES)
def close(motion_id: int) -> Response:
    me, now = asker().person_id, clock.database_now(db.session)
    return _to_result(_act(motion_id, lambda: closing.close(motion_id, me, _keys(), now)))


def _to_result(answer: Response) -> Response:
    """After the last step, to the result that everyone sees."""
    motion_id = (request.view_args or {})["motion_id"]
    motion = queries.motion(motion_id)
    if answer.status_code == 303 and motion is not None and motion.is_decided:
        return see_other("motions.show", motion_id=motion_id)
    return answer


@bp.post("/<int:motion_id>/resume/")
@needs(Can.USE_OWN_PAGES)
def resume(motion_id: int) -> Response:
    """Goes on with a count that was interrupted."""
    return _to_result(_act(motion_id, lambda: closing.finish(motion_id, _keys(), clock.now())))


@bp.post("/<int:motion_id>/void/")
@needs(Can.USE_OWN_PAGES)
def void(motion_id: int) -> Response:
    """A lost key means voting again."""
    me = asker().person_id
    return _locked(motion_id, lambda one: closing.void(one, me, _keys(), clock.now()))


# ---- Counting the paper: twice, by two different people


def _counter(motion_id: int) -> Motion:
    motion = readable(motion_id)
    if not motion.is_secret or not closing.may_count(motion, asker().person_id):
        abort(403)
    return motion


@bp.get("/<int:motion_id>/count/")
@needs(Can.USE_OWN_PAGES)
def paper_count(motion_id: int) -> Response:
    return _count(_counter(motion_id), PaperForm(formdata=None))


def _count(motion: Motion, form: PaperForm, status: int = 200) -> Response:
    if motion.stage is not State.COUNTING:
        return see_other("motions.show", motion_id=motion.id)
    context = pages.paper(motion, asker().person_id)
    return page("meetings/motions/count.html", status=status, form=form, **context)


@bp.post("/<int:motion_id>/count/")
@needs(Can.USE_OWN_PAGES)
def enter_count(motion_id: int) -> Response:
    motion, form, me = _counter(motion_id), PaperForm(), asker().person_id
    if not form.validate():
        return _count(motion, form, 422)
    db.session.rollback()
    try:
        with writing():
            over, counted = bool(form.over.data), form.counted
            closing.enter_paper(queries.locked(motion_id), counted, me, clock.now(), over)
        closing.finish(motion_id, _keys(), clock.now())
    except Refused as no:
        if no.reason is No.KEY_LOST:
            return see_other("motions.show", motion_id=motion_id)
        form.fail("for_", words.refusal(no))
        return _count(_counter(motion_id), form, 422)
    return see_other("motion_lead.paper_count", motion_id=motion_id)
