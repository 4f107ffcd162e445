"""Whoever keeps the bodies' books takes an election over, and seats the elected."""

from typing import Any

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.bodies import rules as body_rules
from portal.bodies import seating as body_seating
from portal.bodies import words as body_words
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, see_other
from portal.elections import queries, runners, words
from portal.elections.actions import seating
from portal.elections.actions.seating import NotSeated
from portal.elections.forms import SeatElectedForm, seat_elected_form
from portal.elections.models import Election
from portal.elections.rules import Refused

bp = Blueprint("election_seating_desk", __name__, url_prefix="/desk/elections")


@bp.get("/<int:election_id>/seating/")
@needs(Can.KEEP_BODIES)
def ask(election_id: int) -> Response:
    one = _election(election_id)
    names = _names(one)
    return _page(one, names, _form(one, names)())


def _election(election_id: int) -> Election:
    one = queries.election(election_id)
    if one is None or one.certified_at is None:
        abort(404)
    return one


def _names(one: Election) -> dict[int, str]:
    found = queries.candidate_names(one.id)
    return {number: found[number] for number in seating.elected(one)}


def _form(one: Election, names: dict[int, str]) -> type[SeatElectedForm]:
    return seat_elected_form(names, seating.seats_to_fill(one) if one.is_by_election else [])


def _page(
    one: Election,
    names: dict[int, str],
    form: Any,
    status: int = 200,
    trouble: object = None,
) -> Response:
    return page(
        "elections/desk/seating.html",
        status=status,
        election=one,
        names=names,
        form=form,
        trouble=trouble or _hindrance(one, len(names)),
        first=seating.seated_from(one),
        last=body_rules.last_day,
        clashes=_clashes(one, list(names)),
        **runners.shown(one, asker().person_id, clock.today(), Can.KEEP_BODIES),
    )


def _hindrance(one: Election, number: int) -> str | None:
    """Why nobody can be seated now; None where they can."""
    try:
        seating.check(one, number)
    except Refused as no:
        return words.refusal(no)
    return None


def _clashes(one: Election, chosen: list[int]) -> list[body_seating.Clash]:
    people = [n.nominee for n in queries.nominations(one.id) if n.id in chosen]
    return body_seating.clashes(one.body, people, seating.seated_from(one) or one.day)


@bp.post("/<int:election_id>/seating/")
@needs(Can.KEEP_BODIES)
def seat(election_id: int) -> Response:
    """All of them at once; who cannot sit is told at their name, and nothing is done."""
    one = _election(election_id)
    names = _names(one)
    form = _form(one, names)()
    if not form.validate():
        return _page(one, names, form, 422)
    choices, by = form.choices(list(names)), asker().person_id
    try:
        with writing():
            term = seating.seat_elected(queries.locked(election_id), choices, by, clock.now())
            body_id, term_id = term.body_id, term.id
    except NotSeated as no:
        for nomination, reason in no.reasons.items():
            form.tell(nomination, reason, body_words.REFUSALS[reason])
        return _page(_election(election_id), names, form, 422)
    except Refused as no:
        return _page(_election(election_id), names, form, 422, words.refusal(no))
    except body_rules.Refused as no:
        return _page(_election(election_id), names, form, 422, body_words.REFUSALS[no.reason])
    flash(_("当选的人已经就任，每个人都收到了消息。"), "good")
    return see_other("bodies_desk.show", body_id=body_id, term=term_id)
