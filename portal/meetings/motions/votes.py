"""A member's vote on a phone: choose, check, cast."""

from datetime import datetime

from flask import Blueprint, current_app, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.page import page, row_id, see_other
from portal.meetings.motions import naming, pages, queries, seats, words
from portal.meetings.motions.actions import hands, slips, voting
from portal.meetings.motions.actions.hindering import matter_of
from portal.meetings.motions.actions.voting import Draft, Voice
from portal.meetings.motions.models import Motion
from portal.meetings.motions.pages import readable
from portal.meetings.motions.rules import Refused, State

bp = Blueprint("motion_votes", __name__, url_prefix="/motions")


@bp.get("/<int:motion_id>/vote/")
@needs(Can.CAST_BALLOT)
def vote(motion_id: int) -> Response:
    """The first voice of this person's that is still to be given, else one for which somebody else
    entered a hand.
    """
    motion = readable(motion_id)
    voices = voting.own_voices(motion, asker().person_id)
    waiting = [one for one in voices if not one.given and not one.row.recused]
    others = [one for one in voices if one.hand]
    try:
        voice = (waiting or others or voices)[0].row.id if voices else 0
        row = voting.to_cast(motion, asker().person_id, voice)
    except Refused as no:
        return _cannot(motion, no, 200)
    return page(
        "meetings/motions/vote.html",
        motion=motion,
        matter=matter_of(motion),
        of_seats=seats.said(motion),
        row=row,
        lent=row.person_id != asker().person_id,
        rule=pages.rule(motion),
        names=naming.names_people(motion.meeting),
    )


def _cannot(motion: Motion, refused: Refused, status: int) -> Response:
    return page(
        "meetings/motions/cannot_vote.html",
        status=status,
        motion=motion,
        reason=refused.reason,
        refusal=words.refusal(refused),
    )


def _draft() -> Draft:
    return Draft(
        voice=row_id(request.form.get("voice")),
        choice=request.form.get("choice", ""),
        receipt=request.form.get("receipt", ""),
        mark=request.form.get("mark", ""),
    )


@bp.post("/<int:motion_id>/vote/")
@needs(Can.CAST_BALLOT)
def review(motion_id: int) -> Response:
    """What was chosen, to be checked before casting; it lives in the form alone."""
    motion, draft = readable(motion_id), _draft()
    try:
        row = voting.to_cast(motion, asker().person_id, draft.voice)
        choice = voting.choice_of(draft.choice)
    except Refused as no:
        return _cannot(motion, no, 422)
    return page(
        "meetings/motions/review.html",
        motion=motion,
        row=row,
        lent=row.person_id != asker().person_id,
        choice=choice,
        offer=voting.offer(motion, row, _secret()) if motion.is_secret else None,
    )


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


@bp.post("/<int:motion_id>/vote/cast/")
@needs(Can.CAST_BALLOT)
def cast(motion_id: int) -> Response:
    readable(motion_id)
    me, draft = asker(), _draft()
    try:
        with writing():
            motion = queries.locked_alone(motion_id)
            voting.cast(motion, me.person_id, draft, _secret(), _now())
    except Refused as no:
        return _cannot(readable(motion_id), no, 422)
    return see_other("motion_votes.done", motion_id=motion_id)


@bp.get("/<int:motion_id>/vote/done/")
@needs(Can.CAST_BALLOT)
def done(motion_id: int) -> Response:
    """What the roll says, after casting; and the voice that is still to be given, if one is."""
    motion = readable(motion_id)
    voices = voting.own_voices(motion, asker().person_id)
    if not any(one.given for one in voices):
        return see_other("motions.show", motion_id=motion_id)
    return page(
        "meetings/motions/done.html",
        motion=motion,
        waiting=_waiting(voices),
        progress=queries.progress(motion),
    )


@bp.post("/<int:motion_id>/vote/no-slip/")
@needs(Can.CAST_BALLOT)
def no_slip(motion_id: int) -> Response:
    """Who holds no paper ballot says so, up to the opening of the box."""
    readable(motion_id)
    me, voice = asker().person_id, row_id(request.form.get("voice"))
    try:
        with writing():
            slips.take_back_paper(queries.locked(motion_id), voice, me, _now())
    except Refused as no:
        return _cannot(readable(motion_id), no, 422)
    flash(_("记下了：您手里没有纸票。"), "good")
    return see_other("motions.show", motion_id=motion_id)


@bp.post("/<int:motion_id>/vote/not-meant/")
@needs(Can.CAST_BALLOT)
def not_meant(motion_id: int) -> Response:
    """Whose hand was entered otherwise than they meant it; the chair is told at once."""
    readable(motion_id)
    me, voice = asker().person_id, row_id(request.form.get("voice"))
    try:
        with writing():
            hands.object_to_hand(queries.locked(motion_id), voice, me, _now())
    except Refused as no:
        return _cannot(readable(motion_id), no, 422)
    open_ = readable(motion_id).stage is State.OPEN
    flash(
        _("记下了：录入的举手不算数了。现在请您自己投。")
        if open_
        else _("记下了，大家在结果里都看得到。"),
        "good",
    )
    return see_other("motions.show", motion_id=motion_id)


@bp.post("/<int:motion_id>/vote/meant/")
@needs(Can.CAST_BALLOT)
def meant(motion_id: int) -> Response:
    """What was entered for them is so: their hand, or that they took a slip."""
    secret = readable(motion_id).is_secret
    me, voice = asker().person_id, row_id(request.form.get("voice"))
    confirm = slips.confirm if secret else hands.confirm
    try:
        with writing():
            confirm(queries.locked(motion_id), voice, me, _now())
    except Refused as no:
        return _cannot(readable(motion_id), no, 422)
    flash(_("谢谢，记下了。"), "good")
    return see_other("motions.show", motion_id=motion_id)


def _now() -> datetime:
    return clock.database_now(db.session)


def _waiting(voices: list[Voice]) -> Voice | None:
    return next((one for one in voices if not one.given and not one.row.recused), None)
