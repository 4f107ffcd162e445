"""Households without exactly one delegate, before a round of households is sealed: the desk asks,
and names one. The naming is the roster's own act, with its lock and its reason.
"""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, request
from flask_babel import gettext as _
from flask_sqlalchemy.pagination import Pagination
from werkzeug.wrappers import Response

from portal.ballots import roll, rules
from portal.budget import electorate, queries
from portal.budget.forms import DelegateForm
from portal.budget.models import Round
from portal.core import age, clock
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.page import page, page_of, row_id, see_other
from portal.roster import queries as roster
from portal.roster import upkeep
from portal.roster.models import Household, Person
from portal.roster.rules import Refused
from portal.roster.upkeep import By
from portal.roster.words import REFUSALS

bp = Blueprint("delegates", __name__, url_prefix="/desk/rounds")
PAGE_SIZE = 10


@dataclass(frozen=True)
class Home:
    """A household on the page, and the form that names its delegate."""

    household: Household
    people: list[Person]
    form: DelegateForm


def _round(round_id: int) -> Round:
    """A round of households that is not sealed yet; later the supervisors name by addendum."""
    found = queries.round_by_id(round_id)
    if found is None or not electorate.by_household(found):
        abort(404)
    return found


@bp.get("/<int:round_id>/delegates/")
@needs(Can.MAINTAIN_ROSTER)
def index(round_id: int) -> Response:
    return _page(_round(round_id))


@bp.post("/<int:round_id>/delegates/")
@needs(Can.MAINTAIN_ROSTER)
def name(round_id: int) -> Response:
    round_ = _round(round_id)
    household_id = row_id(request.form.get("household"))
    home = roster.household(household_id) or abort(404)
    form = _form(home.id)
    form.offer(_offered(round_, roster.residents_of(home.id, clock.today())))
    if not form.validate():
        return _page(round_, form)
    seal, chosen = form.seen.data or "", form.person.data
    try:
        with writing():
            by = By(asker().person_id, clock.now(), form.reason.data or "")
            upkeep.name_delegate(household_id, seal, chosen, by)
    except Refused as no:
        form.fail("person", REFUSALS[no.reason])
        return _page(_round(round_id), form)
    flash(_("已经记下户代表。"), "good")
    return see_other(".index", round_id=round_id, page=request.args.get("page"))


def _form(household_id: int, **more: object) -> DelegateForm:
    return DelegateForm(prefix=f"h{household_id}", **more)


def _offered(round_: Round, people: list[Person]) -> list[Person]:
    """Who may be named: a voter of the round who is of age today."""
    day, today = roll.day_of(round_.voting_from), clock.today()
    return [
        one
        for one in people
        if rules.entitled(roll.voter(one), day, round_.electorate) is None
        and age.is_adult(one.birth_year, one.born_on, today)
    ]


def _page(round_: Round, wrong: DelegateForm | None = None) -> Response:
    sealed = not electorate.is_open(round_)
    ids = [] if sealed else electorate.undelegated(round_)
    found = page_of(ids, PAGE_SIZE)
    return page(
        "budget/desk/delegates.html",
        status=422 if wrong else 200,
        round=round_,
        sealed=sealed,
        found=found,
        homes=_homes(round_, found, wrong),
        wrong=wrong,
    )


def _homes(round_: Round, found: Pagination, wrong: DelegateForm | None) -> list[Home]:
    """In two queries. The form that was refused keeps what was chosen, beside how things stand."""
    dwellings = roster.dwellings(found.items)
    people = roster.residents_of_each(found.items, clock.today())
    return [_home(round_, home, people[home.id], wrong) for home in dwellings]


def _home(round_: Round, home: Household, people: list[Person], wrong: DelegateForm | None) -> Home:
    fresh = _form(home.id, formdata=None)
    form = wrong if wrong is not None and wrong.person.name == fresh.person.name else fresh
    form.offer(_offered(round_, people))
    form.seen.data = upkeep.household_seen(people)
    return Home(home, people, form)
