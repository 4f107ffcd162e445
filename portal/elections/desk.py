"""Elections on the desk: every step from the announcement to the handover."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.bodies import seating as bodies
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.forms import Form
from portal.core.page import page, page_number, refused, see_other
from portal.elections import pages, queries, runners, words
from portal.elections.actions import counting, roll, steps
from portal.elections.actions.counting import Entry
from portal.elections.forms import (
    HandoverForm,
    ReasonForm,
    RunOffForm,
    candidates_form,
    count_form,
)
from portal.elections.models import Election
from portal.elections.nominating import State
from portal.elections.outcome import fault
from portal.elections.rules import Refused

bp = Blueprint("elections_desk", __name__, url_prefix="/desk/elections")
PAGE_SIZE = 20
_DIFFERENT = _l(
    "和第一次录入的数字不一样。两次都作废，公开记录里记了一笔。请两个人一起核对纸质记录，再各录一次。"
)


def election(election_id: int) -> Election:
    return queries.election(election_id) or abort(404)


@bp.get("/")
@needs(Can.RUN_ELECTION)
def index() -> Response:
    found = queries.elections(page_number(), PAGE_SIZE, drafts=True)
    shown = pages.rows(found.items, clock.today())
    return page("elections/desk/index.html", found=found, rows=shown)


# ---- One election


@bp.get("/<int:election_id>/")
@needs(Can.RUN_ELECTION)
def show(election_id: int) -> Response:
    return _desk_page(election_id)


def _desk_page(
    election_id: int, status: int = 200, trouble: str | None = None, **forms: Form
) -> Response:
    one, now = election(election_id), clock.now()
    shown = pages.overview(one, now)
    polls = counting.counted(one, shown["entitled"])
    nominations, me = queries.nominations(one.id), asker().person_id
    who = runners.shown(one, me, shown["today"], people=runners.live(nominations))
    return page(
        "elections/desk/show.html",
        status=status,
        trouble=trouble,
        **{**shown, "counted": polls, "elected": counting.elected(polls)},
        may=pages.possible_acts(one, polls, now, who["barred"]),
        **who,
        rulings=queries.rulings(one.id),
        nominations=nominations,
        notices=queries.notices(one.id),
        run_off=forms.get("run_off") or RunOffForm(formdata=None),
        handover=forms.get("handover") or HandoverForm(formdata=None),
        call_off=forms.get("call_off") or ReasonForm(formdata=None),
        me=me,
    )


Act = Callable[[Election, int, datetime], object]


def _act(election_id: int, act: Act, form: tuple[str, Form] | None = None) -> Response:
    """One act in one transaction, and back to the election's page; a refusal stands above it, or
    at the field of its form.
    """
    try:
        with writing():
            act(queries.locked(election_id), asker().person_id, clock.now())
    except LookupError:
        abort(404)
    except Refused as no:
        trouble = words.refusal(no)
        return _desk_page(election_id, 422, trouble, **(dict([form]) if form else {}))
    return see_other(".show", election_id=election_id)


@bp.post("/<int:election_id>/announce/")
@needs(Can.RUN_ELECTION)
def announce(election_id: int) -> Response:
    return _act(election_id, steps.announce)


@bp.post("/<int:election_id>/roll/post/")
@needs(Can.RUN_ELECTION)
def post_roll(election_id: int) -> Response:
    return _act(election_id, roll.post)


@bp.post("/<int:election_id>/call-off/")
@needs(Can.RUN_ELECTION)
def call_off(election_id: int) -> Response:
    form = ReasonForm()
    if not form.validate():
        return _desk_page(election_id, 422, call_off=form)
    reason = form.reason.data or ""
    return _act(
        election_id,
        lambda one, me, now: counting.call_off(one, reason, me, now),
        ("call_off", form),
    )


@bp.post("/<int:election_id>/run-off/")
@needs(Can.RUN_ELECTION)
def run_off(election_id: int) -> Response:
    form = RunOffForm()
    if not form.validate() or form.day.data is None:
        return _desk_page(election_id, 422, run_off=form)
    day = form.day.data
    return _act(
        election_id,
        lambda one, me, now: counting.call_run_off(one, day, me, now),
        ("run_off", form),
    )


@bp.post("/<int:election_id>/certify/")
@needs(Can.RUN_ELECTION)
def certify(election_id: int) -> Response:
    return _act(election_id, counting.certify)


@bp.post("/<int:election_id>/handover/")
@needs(Can.RUN_ELECTION)
def hand_over(election_id: int) -> Response:
    form = HandoverForm()
    if not form.validate() or form.on.data is None:
        return _desk_page(election_id, 422, handover=form)
    on, said = form.on.data, form.words.data or ""
    return _act(
        election_id,
        lambda one, me, now: steps.hand_over(one, on, said, me, now),
        ("handover", form),
    )


# ---- Candidates


@bp.get("/<int:election_id>/candidates/")
@needs(Can.RUN_ELECTION)
def candidates(election_id: int) -> Response:
    one = election(election_id)
    names = _confirmed(one)
    return page("elections/desk/candidates.html", **_ordering(one), form=candidates_form(names)())


def _confirmed(one: Election) -> dict[int, str]:
    return {n.id: n.nominee.name for n in queries.nominations(one.id, [State.CANDIDATE])}


def _ordering(one: Election) -> dict[str, Any]:
    who = runners.shown(one, asker().person_id, clock.today())
    return {
        "election": one,
        "dates": queries.dates(one),
        "names": _confirmed(one),
        "clashes": _clashes(one),
        **who,
    }


def _clashes(one: Election) -> list[bodies.Clash]:
    """Candidates who could not be seated, art. 36 and 37."""
    people = [n.nominee for n in queries.nominations(one.id, [State.CANDIDATE])]
    return bodies.clashes(one.body, people, one.day)


@bp.post("/<int:election_id>/candidates/")
@needs(Can.RUN_ELECTION)
def post_candidates(election_id: int) -> Response:
    one = election(election_id)
    names = _confirmed(one)
    form = candidates_form(names)()
    template = "elections/desk/candidates.html"
    if not form.validate():
        return refused(template, **_ordering(one), form=form)
    try:
        order = form.order(list(names))
        with writing():
            one = queries.locked(election_id)
            rule, how = form.order_rule.data, form.order_note.data or ""
            steps.post_candidates(one, rule, how, order, asker().person_id, clock.now())
    except ValueError:
        form.fail("order_rule", _("先后要写成 1、2、3……，每个数只用一次"))
        return refused(template, **_ordering(election(election_id)), form=form)
    except Refused as no:
        form.fail("order_rule", words.refusal(no))
        return refused(template, **_ordering(election(election_id)), form=form)
    return see_other(".show", election_id=election_id)


# ---- Figures


@bp.get("/<int:election_id>/count/")
@needs(Can.RUN_ELECTION)
def count(election_id: int) -> Response:
    one = election(election_id)
    if not one.polls:
        return see_other(".show", election_id=election_id)
    return page("elections/desk/count.html", **_counting(one), form=_count_form(one)())


def _count_form(one: Election) -> Any:
    return count_form(one.polls[-1].standing)


def _counting(one: Election) -> dict[str, Any]:
    poll = one.polls[-1]
    first = poll.counts[0] if poll.counts else None
    return {
        "election": one,
        "poll": poll,
        "entitled": queries.entitled(one.id),
        "first_is_mine": first is not None and first.entered_by == asker().person_id,
        "is_second": first is not None,
        **runners.shown(one, asker().person_id, clock.today()),
    }


@bp.post("/<int:election_id>/count/")
@needs(Can.RUN_ELECTION)
def enter(election_id: int) -> Response:
    """Checked sums; the second entry must equal the first, and be another person's."""
    one = election(election_id)
    if not one.polls:
        abort(404)
    form, template = _count_form(one)(), "elections/desk/count.html"
    if not form.validate():
        return refused(template, **_counting(one), form=form)
    poll = one.polls[-1]
    made = form.figures([place.nomination_id for place in poll.standing])
    wrong = fault(made, queries.entitled(one.id), poll.seats)
    if wrong:
        form.fail("issued" if wrong.value == "more_issued" else "returned", words.FAULTS[wrong])
        return refused(template, **_counting(one), form=form)
    try:
        with writing():
            by, signed = asker().person_id, form.signed_by.data or ""
            entry = counting.enter(queries.locked(election_id), made, signed, by, clock.now())
    except Refused as no:
        form.fail("issued", words.refusal(no))
        return refused(template, **_counting(election(election_id)), form=form)
    if entry is Entry.DIFFERENT:
        form.fail("issued", _DIFFERENT)
        return refused(template, **_counting(election(election_id)), form=form)
    settled = entry is Entry.SETTLED
    said = _("两个人录得一样，数字定下来了。") if settled else _("录好了，请另一个人再录一次。")
    flash(said, "good")
    return see_other(".show", election_id=election_id)
