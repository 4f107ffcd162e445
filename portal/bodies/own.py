"""What a member does with the own seat: giving it up, and saying that they never did."""

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.bodies import ending, mandates, queries, words
from portal.bodies.forms import tell
from portal.bodies.models import Membership
from portal.bodies.paper_forms import ResignForm
from portal.bodies.rules import Refused
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.forms import Form
from portal.core.page import page, see_other

bp = Blueprint("own_seat", __name__, url_prefix="/bodies/members")


def _own(membership_id: int) -> Membership:
    """Anybody else's is no page of theirs."""
    one = queries.membership(membership_id)
    if one is None or one.person_id != asker().person_id:
        abort(404)
    return one


@bp.get("/<int:membership_id>/resign/")
@needs(Can.USE_OWN_PAGES)
def ask(membership_id: int) -> Response:
    return _resign_page(_own(membership_id), ResignForm(ends_on=clock.today()))


@bp.post("/<int:membership_id>/resign/")
@needs(Can.USE_OWN_PAGES)
def resign(membership_id: int) -> Response:
    form, me = ResignForm(), asker().person_id
    if not form.validate():
        return _resign_page(_own(membership_id), form, 422)
    last = form.ends_on.data
    try:
        with writing():
            one = ending.resign(membership_id, me, last, clock.now())  # type: ignore[arg-type]
            body_id = one.seat.term.body_id
    except LookupError:
        abort(404)
    except Refused as no:
        tell(form, no.reason)
        return _resign_page(_own(membership_id), form, 422)
    flash(_("已经记下您的辞职。谢谢您做过的事。"), "good")
    return see_other("bodies.show", body_id=body_id)


def _resign_page(own: Membership, form: ResignForm, status: int = 200) -> Response:
    return page("bodies/resign.html", status=status, own=own, form=form)


@bp.get("/<int:membership_id>/contest/")
@needs(Can.USE_OWN_PAGES)
def doubt(membership_id: int) -> Response:
    return _contest_page(_own(membership_id), Form(formdata=None))


@bp.post("/<int:membership_id>/contest/")
@needs(Can.USE_OWN_PAGES)
def contest(membership_id: int) -> Response:
    """One word is enough: it stands again, and everyone reads why."""
    form, me = Form(), asker().person_id
    if not form.validate():
        return _contest_page(_own(membership_id), form, status=422)
    try:
        with writing():
            body_id = ending.contest(membership_id, me, clock.now()).seat.term.body_id
    except LookupError:
        abort(404)
    except Refused as no:
        return _contest_page(_own(membership_id), form, str(words.REFUSALS[no.reason]), 422)
    flash(_("已经恢复您的任职，公开记录里写了。"), "good")
    return see_other("bodies.show", body_id=body_id)


def _contest_page(own: Membership, form: Form, refusal: str = "", status: int = 200) -> Response:
    return page(
        "bodies/contest.html",
        status=status,
        own=own,
        form=form,
        refusal=refusal,
        open=mandates.waits(own.contest_until, clock.today()),
    )
