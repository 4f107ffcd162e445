"""The desk's slips: how far each building has come, printing, and revoking."""

from flask import Blueprint, abort, current_app, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from portal.accounts import actions, queries, words
from portal.accounts.actions import FreshSlip, SlipGone
from portal.accounts.models import Slip
from portal.accounts.queries import Adult
from portal.accounts.rules import SlipState
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.page import page, row_id, see_other
from portal.core.qr import qr_svg
from portal.roster.models import Building

bp = Blueprint("slips", __name__, url_prefix="/desk/slips")
MISSING, CHOSEN = "missing", "chosen"


@bp.get("/")
@needs(Can.PRINT_SLIPS)
def index() -> Response:
    """Every building: its adults, accounts, and slips outstanding."""
    return page("accounts/slips.html", buildings=queries.building_counts(clock.today()))


@bp.get("/<int:building_id>/")
@needs(Can.PRINT_SLIPS)
def building(building_id: int) -> Response:
    """The adults of a building, door by door, and where each stands."""
    return _building_page(building_id)


def _building_page(building_id: int, status: int = 200) -> Response:
    place = _building(building_id)
    adults = queries.adults(clock.today(), place.id)
    return page(
        "accounts/building.html",
        status=status,
        building=place,
        adults=adults,
        slip_words=words.SLIPS,
        unclear=status != 200,
    )


@bp.post("/<int:building_id>/print/")
@needs(Can.PRINT_SLIPS)
def print_slips(building_id: int) -> Response:
    """New codes on a sheet of tear-off slips, answered once and kept nowhere."""
    which = request.form.get("which")
    if which not in (MISSING, CHOSEN):
        return _building_page(building_id, 422)
    try:
        with writing():
            address = _building(building_id).address
            chosen = _chosen(which, queries.adults(clock.today(), building_id))
            fresh = actions.print_slips(address, chosen, asker().person_id, clock.now())
    except IntegrityError:  # a colleague prints for the same people at this moment
        fresh = []
    if not fresh:
        flash(_("没有打印：没有选人，或者刚才已经打印过了。"), "waiting")
        return see_other(".building", building_id=building_id)
    return _sheet(building_id, address, fresh, chosen)


def _building(building_id: int) -> Building:
    return db.session.get(Building, building_id) or abort(404)


def _chosen(which: str, adults: list[Adult]) -> list[Adult]:
    """Those ticked for a new slip, or all who have none that works."""
    if which == MISSING:
        return [adult for adult in adults if adult.needs_slip]
    ticked = {row_id(one) for one in request.form.getlist("person")}
    return [adult for adult in adults if adult.person_id in ticked]


def _sheet(building_id: int, address: str, fresh: list[FreshSlip], chosen: list[Adult]) -> Response:
    return page(
        "accounts/sheet.html",
        building_id=building_id,
        address=address,
        slips=[(slip, qr_svg(_activation_url(slip.code))) for slip in fresh],
        site=_site(),
        replaced=sum(adult.state is SlipState.PRINTED for adult in chosen),
    )


def _activation_url(code: str) -> str:
    return _site() + url_for("accounts.activate", code=code)


def _site() -> str:
    return str(current_app.config["PORTAL"].base_url or request.host_url.rstrip("/"))


@bp.get("/slip/<int:slip_id>/revoke/")
@needs(Can.PRINT_SLIPS)
def ask_revoke(slip_id: int) -> Response:
    """Whose slip it is, before it is made worthless."""
    slip = db.session.get(Slip, slip_id) or abort(404)
    return page("accounts/revoke.html", slip=slip, home=slip.person.household)


@bp.post("/slip/<int:slip_id>/revoke/")
@needs(Can.PRINT_SLIPS)
def revoke(slip_id: int) -> Response:
    with writing():
        slip = db.session.get(Slip, slip_id) or abort(404)
        home = slip.person.household
        try:
            actions.revoke_slip(slip, asker().person_id, clock.now())
        except SlipGone:
            flash(_("这张纸条已经用过或作废过了。"), "waiting")
        else:
            flash(_("编号 %(number)s 的纸条已经作废。", number=slip.number), "good")
    return see_other(".building", building_id=home.building_id) if home else see_other(".index")
