"""The roll in public: how many in each building; for whoever is signed in, whether they stand on
it, the neighbours of the own grid, and objecting.
"""

from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Can, asker, asker_or_none, needs, public
from portal.core.db import writing
from portal.core.page import id_asked, page, refused, see_other
from portal.core.text import clean_line
from portal.elections import pages, queries, rules, words
from portal.elections.actions import roll
from portal.elections.forms import ComplaintForm
from portal.elections.models import Election, ElectionVoter
from portal.elections.rules import Complaint, Refused

bp = Blueprint("election_roll", __name__, url_prefix="/elections/<int:election_id>/roll")
SHOWN, LONGEST_SEARCH = 20, 20


@bp.get("/")
@public
def show(election_id: int) -> Response:
    """Figures for everyone; names only of the own grid, and only those that were searched for."""
    one, me = pages.announced(election_id), asker_or_none()
    standing = pages.standing(one, me)
    typed = clean_line(request.args.get("q", ""))[:LONGEST_SEARCH]
    return page(
        "elections/roll.html",
        **pages.overview(one, clock.now()),
        buildings=queries.by_building(one.id),
        addenda=queries.addenda(one.id),
        rulings=queries.rulings(one.id),
        standing=standing,
        mine=queries.own_objections(one.id, me.person_id) if me else [],
        may_object=pages.may_object(one, clock.today(), standing),
        typed=typed,
        **queries.first(_neighbours(one, me.person_id, typed) if me and typed else [], SHOWN),
    )


def _neighbours(one: Election, person_id: int, typed: str) -> list[ElectionVoter]:
    home = queries.home_of(person_id)
    return queries.search(one.id, typed, home.grid_id, SHOWN + 1) if home else []


@bp.get("/object/")
@needs(Can.OBJECT)
def new(election_id: int) -> Response:
    one, about = pages.announced(election_id), id_asked("about")
    kind = Complaint.WRONG if about else (Complaint.MISSING if _struck(one) else None)
    form = ComplaintForm(formdata=None, about=about, kind=kind)
    return page("elections/object.html", form=form, **_asking(one))


def _struck(one: Election) -> date | None:
    return roll.struck_on(one, asker().person_id)


def _asking(one: Election) -> dict[str, Any]:
    """The form is drawn only while an objection would be taken; else why not."""
    try:
        rules.check_objecting(queries.facts(one), clock.today(), _struck(one))
    except Refused as no:
        return {"election": one, "refusal": words.refusal(no)}
    return {"election": one, "refusal": None, "dates": queries.dates(one)}


@bp.post("/object/")
@needs(Can.OBJECT)
def send(election_id: int) -> Response:
    one, form, me = pages.announced(election_id), ComplaintForm(), asker()
    if not form.validate():
        return refused("elections/object.html", form=form, **_asking(one))
    kind, about, text = Complaint(form.kind.data), form.about.data or 0, form.text.data or ""
    try:
        with writing():
            roll.object_to(
                queries.locked(election_id), me.person_id, kind, about, text, clock.now()
            )
    except LookupError:
        abort(404)
    except Refused as no:
        form.fail("text" if kind is not Complaint.WRONG else "about", words.refusal(no))
        return refused("elections/object.html", form=form, **_asking(pages.announced(election_id)))
    flash(_("收到了您的申诉。答复会写在这一页，也会告诉您。"), "good")
    return see_other(".show", election_id=election_id)
