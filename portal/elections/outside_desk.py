"""What others than the election committee do in an election: the party organization nominates, and
confirms what was written down as its own; the supervisors call off one in which voting began.
"""

from typing import Any

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.forms import Form
from portal.core.page import page, refused, see_other
from portal.elections import pages, queries, runners, words
from portal.elections.actions import counting
from portal.elections.actions import nominations as acts
from portal.elections.forms import NominateForm, ReasonForm
from portal.elections.models import Election
from portal.elections.nominating import Source
from portal.elections.rules import Refusal, Refused
from portal.roster.queries import buildings

bp = Blueprint("election_outside", __name__, url_prefix="/desk/elections")
PARTY, STOP = "elections/desk/party.html", "elections/desk/stop.html"


@bp.get("/party/")
@needs(Can.SCREEN_TOPICS_FIRST)
def index() -> Response:
    """The elections in which somebody can be nominated, or checked."""
    found = pages.rows(queries.nominating_now(), clock.today())
    return page("elections/desk/parties.html", rows=found)


@bp.get("/<int:election_id>/party/")
@needs(Can.SCREEN_TOPICS_FIRST)
def party(election_id: int) -> Response:
    return page(PARTY, form=_form(), **_party(election_id))


def _form() -> NominateForm:
    return NominateForm().offer(buildings())


def _party(election_id: int) -> dict[str, Any]:
    one = pages.announced(election_id)
    found = [n for n in queries.nominations(one.id) if n.source == Source.PARTY]
    return {
        "election": one,
        "nominations": found,
        "may_nominate": pages.may_nominate(one, clock.today()),
        **runners.shown(one, asker().person_id, clock.today(), Can.SCREEN_TOPICS_FIRST),
    }


@bp.post("/<int:election_id>/party/")
@needs(Can.SCREEN_TOPICS_FIRST)
def put(election_id: int) -> Response:
    """The party organization nominates somebody."""
    pages.announced(election_id)
    form = _form()
    if not form.validate():
        return refused(PARTY, form=form, **_party(election_id))
    try:
        with writing():
            one = queries.locked(election_id)
            named = queries.people_named(form.name.data or "", form.building_id)
            meant = [person for person in named if acts.eligible(one, person)]
            if len(meant) != 1:
                raise Refused(Refusal.NOT_TO_BE_ELECTED)
            acts.put(one, meant[0], asker().person_id, clock.now())
    except Refused as no:
        form.fail("name", words.refusal(no))
        return refused(PARTY, form=form, **_party(election_id))
    flash(_("提名记下了，请被提名人答复。"), "good")
    return see_other(".party", election_id=election_id)


@bp.post("/<int:election_id>/party/<int:nomination_id>/endorse/")
@needs(Can.SCREEN_TOPICS_FIRST)
def endorse(election_id: int, nomination_id: int) -> Response:
    return _say(election_id, nomination_id, True)


@bp.post("/<int:election_id>/party/<int:nomination_id>/disown/")
@needs(Can.SCREEN_TOPICS_FIRST)
def disown(election_id: int, nomination_id: int) -> Response:
    return _say(election_id, nomination_id, False)


def _say(election_id: int, nomination_id: int, ours: bool) -> Response:
    """Whether what was written down is the party organization's."""
    act = acts.endorse if ours else acts.disown
    said, tone = (_("确认了，请被提名人答复。") if ours else _("撤回了。")), "good"
    try:
        with writing():
            one = queries.locked(election_id)
            found = queries.nomination(election_id, nomination_id)
            if found is None or found.source != Source.PARTY:
                raise LookupError(nomination_id)
            act(one, found, asker().person_id, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        said, tone = words.refusal(no), "waiting"
    flash(said, tone)
    return see_other(".party", election_id=election_id)


# ---- Calling off once voting began


@bp.get("/<int:election_id>/stop/")
@needs(Can.STOP_ROUND)
def ask_stop(election_id: int) -> Response:
    return _stop_page(pages.announced(election_id), ReasonForm())


def _stop_page(one: Election, form: Form, status: int = 200) -> Response:
    over = one.certified_at is not None or one.called_off_at is not None
    may = not over and queries.voting_begun(one, clock.now())
    return page(STOP, status=status, election=one, form=form, may=may)


@bp.post("/<int:election_id>/stop/")
@needs(Can.STOP_ROUND)
def stop(election_id: int) -> Response:
    one, form = pages.announced(election_id), ReasonForm()
    if not form.validate():
        return _stop_page(one, form, 422)
    reason, by = form.reason.data or "", asker().person_id
    others = not asker().can(Can.RUN_ELECTION)  # whoever runs elections is not among them
    try:
        with writing():
            locked = queries.locked(election_id)
            counting.call_off(locked, reason, by, clock.now(), by_others=others)
    except Refused as no:
        form.fail("reason", words.refusal(no))
        return _stop_page(pages.announced(election_id), form, 422)
    flash(_("选举取消了，原因和已经计好的票数都公开。"), "good")
    return see_other("elections.show", election_id=election_id)
