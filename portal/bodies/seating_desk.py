"""The desk's seats: finding who is to sit there, seating them, ending it."""

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.queries import people_named
from portal.bodies import eligibility, ending, grounds, queries, rules, seating, terms, words
from portal.bodies.forms import EndSeatForm, SeatingForm, StandAgainForm, tell
from portal.bodies.mandates import OF_MEMBERS, Ground
from portal.bodies.models import Membership, Seat
from portal.bodies.rules import Kind, Post, Refusal, Refused, WhyEnded
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, see_other
from portal.core.text import clean_line
from portal.roster import queries as roster

bp = Blueprint("seating", __name__, url_prefix="/desk/bodies")


@bp.get("/seats/<int:seat_id>/")
@needs(Can.KEEP_BODIES)
def find(seat_id: int) -> Response:
    return _find_page(_seat(seat_id), StandAgainForm(formdata=None))


def _find_page(seat: Seat, again: StandAgainForm, status: int = 200) -> Response:
    """Who could sit there; and the last who did, where that their time ended may be a mistake."""
    wanted, there = clean_line(request.args.get("q", "")), _there(seat)
    waits = grounds.elected(seat) is Refusal.ELECTION_UNDER_WAY
    return page(
        "bodies/desk/find.html",
        status=status,
        seat=seat,
        wanted=wanted,
        found=people_named(wanted, clock.today()),
        unused=not there,
        ended=None if waits else ending.undoable(seat, there, clock.today()),
        again=again,
        hindrance=_hindrance(seat),
    )


def _hindrance(seat: Seat) -> object:
    """Why nobody comes to it by hand; None where they may."""
    no = grounds.elected(seat) if seat.term.body.sort is Kind.COMMITTEE and seat.votes else None
    return words.REFUSALS[no] if no else None


def _seat(seat_id: int) -> Seat:
    return queries.seat(seat_id) or abort(404)


def _there(seat: Seat) -> list[Membership]:
    return [one for one in queries.of_term(seat.term_id) if one.seat_id == seat.id]


@bp.post("/seats/<int:seat_id>/remove/")
@needs(Can.KEEP_BODIES)
def remove(seat_id: int) -> Response:
    try:
        with writing():
            body_id = terms.remove_seat(seat_id, asker().person_id, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        flash(str(words.REFUSALS[no.reason]), "bad")
        return see_other(".find", seat_id=seat_id)
    flash(_("这个席位已经去掉。"), "good")
    return see_other("bodies_desk.show", body_id=body_id)


@bp.get("/seats/<int:seat_id>/<int:person_id>/")
@needs(Can.KEEP_BODIES)
def ask(seat_id: int, person_id: int) -> Response:
    """From today on, or from the first day that the term and the last member leave free."""
    seat = _seat(seat_id)
    gone = [one.ends_on for one in _there(seat) if one.ends_on]
    first = max(clock.today(), seat.term.starts_on)
    first = max([first, *(rules.day_after(day) for day in gone)])
    return _page(seat, person_id, SeatingForm(post=Post.MEMBER.value, starts_on=first))


@bp.post("/seats/<int:seat_id>/<int:person_id>/")
@needs(Can.KEEP_BODIES)
def seat(seat_id: int, person_id: int) -> Response:
    form = SeatingForm()
    _offer(form, _seat(seat_id))
    if not form.validate():
        return _page(_seat(seat_id), person_id, form, 422)
    entry, by = form.entry, asker().person_id
    try:
        with writing():
            made = seating.seat_person(seat_id, person_id, entry, by, clock.now())
            body_id = made.seat.term.body_id
    except LookupError:
        abort(404)
    except Refused as no:
        tell(form, no.reason)
        return _page(_seat(seat_id), person_id, form, 422)
    flash(_("已经记下，本人收到了消息。"), "good")
    return see_other("bodies_desk.show", body_id=body_id)


def _offer(form: SeatingForm, seat: Seat) -> None:
    ways = eligibility.ways(seating.chair_of(seat, bool(_there(seat))))
    form.offer(ways, seating.possible_grounds(seat))


def _page(seat: Seat, person_id: int, form: SeatingForm, status: int = 200) -> Response:
    _offer(form, seat)
    return page(
        "bodies/desk/seat.html",
        status=status,
        seat=seat,
        person=roster.entry(person_id) or abort(404),
        form=form,
        declares=eligibility.apart(seat.term.body.sort) is not None,
        hindrance=_hindrance(seat),
    )


@bp.get("/members/<int:membership_id>/end/")
@needs(Can.KEEP_BODIES)
def ask_end(membership_id: int) -> Response:
    return _end_page(_member(membership_id), EndSeatForm(ends_on=clock.today()))


@bp.post("/members/<int:membership_id>/end/")
@needs(Can.KEEP_BODIES)
def end(membership_id: int) -> Response:
    form = EndSeatForm()
    form.offer(_grounds(membership_id))
    if not form.validate():
        return _end_page(_member(membership_id), form, 422)
    last, why, by = form.last_day, WhyEnded(form.why.data), asker().person_id
    ground = form.ground.data or ""
    try:
        with writing():
            ended = ending.end(membership_id, last, why, by, clock.now(), ground)
            body_id = ended.seat.term.body_id
    except LookupError:
        abort(404)
    except Refused as no:
        tell(form, no.reason)
        return _end_page(_member(membership_id), form, 422)
    flash(_("已经记下最后一天，本人收到了消息。"), "good")
    return see_other("bodies_desk.show", body_id=body_id)


def _member(membership_id: int) -> Membership:
    return queries.membership(membership_id) or abort(404)


def _end_page(one: Membership, form: EndSeatForm, status: int = 200) -> Response:
    form.offer(_grounds(one.id))
    return page("bodies/desk/end.html", status=status, one=one, form=form)


def _grounds(membership_id: int) -> dict[str, Ground]:
    return grounds.standing(OF_MEMBERS, membership_id)


@bp.post("/members/<int:membership_id>/stand-again/")
@needs(Can.KEEP_BODIES)
def stand_again(membership_id: int) -> Response:
    """The end was a mistake: it is taken out, for a reason that everyone reads."""
    form, seat_id = StandAgainForm(), _member(membership_id).seat_id
    if not form.validate():
        return _find_page(_seat(seat_id), form, 422)
    reason, by = form.reason.data or "", asker().person_id
    try:
        with writing():
            one = ending.stand_again(membership_id, reason, by, clock.now())
            body_id = one.seat.term.body_id
    except LookupError:
        abort(404)
    except Refused as no:
        tell(form, no.reason)
        return _find_page(_seat(seat_id), form, 422)
    flash(_("已经更正，公开记录里写了，本人收到了消息。"), "good")
    return see_other("bodies_desk.show", body_id=body_id)
