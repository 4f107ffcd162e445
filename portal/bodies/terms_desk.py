"""The desk begins a term: on what, and who would leave, is checked before it is done."""

from datetime import timedelta

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.bodies import queries, rules, terms, words
from portal.bodies.forms import NewTermForm, tell
from portal.bodies.models import Body, Membership, Term
from portal.bodies.rules import Kind, Refused
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, see_other

bp = Blueprint("terms_desk", __name__, url_prefix="/desk/bodies")


def _body(body_id: int) -> Body:
    return queries.body(body_id) or abort(404)


def _last(body_id: int) -> Term | None:
    return next(iter(queries.terms(body_id)), None)


@bp.get("/<int:body_id>/term/")
@needs(Can.KEEP_BODIES)
def next_term(body_id: int) -> Response:
    """What is usual stands there already: five years from the day after the last term."""
    last = _last(_body(body_id).id)
    first = rules.day_after(last.ends_on) if last else clock.today()
    form = NewTermForm(starts_on=first, ends_on=rules.last_day(first), copy=last is not None)
    return _form_page(body_id, form)


@bp.post("/<int:body_id>/term/")
@needs(Can.KEEP_BODIES)
def begin_term(body_id: int) -> Response:
    """The first time shows what it would do; the second, from that page, does it. Where somebody
    came or went meanwhile, it is shown anew.
    """
    form = NewTermForm()
    _offer(form, _body(body_id))
    if not form.validate():
        return _form_page(body_id, form, 422)
    no, leaving = _checked(body_id, form)
    if no:
        tell(form, no)
        return _form_page(body_id, form, 422)
    if _last(body_id) is not None and form.seen.data != _key(leaving):
        return _check_page(body_id, form, leaving)
    shown = {one.id for one in leaving}
    chosen, copy, by = form.ground.data or "", bool(form.copy.data), asker().person_id
    try:
        with writing():
            terms.begin(body_id, *form.days, copy, by, clock.now(), chosen, shown=shown)
    except LookupError:
        abort(404)
    except Refused as refused:
        tell(form, refused.reason)
        return _form_page(body_id, form, 422)
    flash(_("新的一届已经写好，席位还空着，请逐个安排。"), "good")
    return see_other("bodies_desk.show", body_id=body_id)


def _offer(form: NewTermForm, body: Body) -> None:
    form.offer(terms.possible_grounds(body), body.sort is not Kind.JOINT)


def _checked(body_id: int, form: NewTermForm) -> tuple[rules.Refusal | None, list[Membership]]:
    """Why it cannot begin so, and else who would leave."""
    body, last = _body(body_id), _last(body_id)
    starts, ends = form.days
    ground = terms.possible_grounds(body).get(form.ground.data or "")
    no = terms.fault(body, last, starts, ends, ground, False, clock.today())
    if no or last is None:
        return no, []
    return None, terms.staying(last, min(last.ends_on, starts - timedelta(days=1)))


def _key(leaving: list[Membership]) -> str:
    return ",".join(["seen", *(str(one.id) for one in leaving)])


def _check_page(body_id: int, form: NewTermForm, leaving: list[Membership]) -> Response:
    body, last = _body(body_id), _last(body_id)
    ground = terms.possible_grounds(body).get(form.ground.data or "")
    starts, _ends = form.days
    return page(
        "bodies/desk/term_check.html",
        body=body,
        form=form,
        last=last,
        seen=_key(leaving),
        leaving=leaving,
        until=min(last.ends_on, starts - timedelta(days=1)) if last else None,
        early=last is not None and starts <= last.ends_on,
        ground=words.named(ground) if ground else "",
    )


def _form_page(body_id: int, form: NewTermForm, status: int = 200) -> Response:
    body = _body(body_id)
    _offer(form, body)
    last = _last(body_id)
    return page("bodies/desk/term.html", status=status, body=body, form=form, last=last)
