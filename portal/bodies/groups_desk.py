"""The desk's residents' groups: the list, forming one, changing one."""

from flask import Blueprint, abort, flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.bodies import actions, queries
from portal.bodies.forms import GroupForm, tell
from portal.bodies.models import ResidentsGroup
from portal.bodies.rules import Refused
from portal.core import clock
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.page import page, see_other

bp = Blueprint("groups_desk", __name__, url_prefix="/desk/bodies/groups")


@bp.get("/")
@needs(Can.KEEP_BODIES)
def index() -> Response:
    groups = queries.groups()
    return page(
        "bodies/desk/groups.html",
        groups=groups,
        households=sum(one.households for one in groups),
    )


@bp.get("/new/")
@needs(Can.KEEP_BODIES)
def new() -> Response:
    return _page(GroupForm())


@bp.post("/new/")
@needs(Can.KEEP_BODIES)
def form_group() -> Response:
    return _save(None)


@bp.get("/<int:group_id>/")
@needs(Can.KEEP_BODIES)
def edit(group_id: int) -> Response:
    group = _group(group_id)
    return _page(GroupForm(obj=group), group)


@bp.post("/<int:group_id>/")
@needs(Can.KEEP_BODIES)
def change(group_id: int) -> Response:
    return _save(_group(group_id).id)


def _group(group_id: int) -> ResidentsGroup:
    return db.session.get(ResidentsGroup, group_id) or abort(404)


def _page(form: GroupForm, group: ResidentsGroup | None = None, status: int = 200) -> Response:
    form.offer(queries.grids())
    return page("bodies/desk/group.html", status=status, form=form, group=group)


def _save(group_id: int | None) -> Response:
    """A new group, or another state of one."""
    form = GroupForm()
    form.offer(queries.grids())
    if not form.validate():
        return _page(form, _group(group_id) if group_id else None, 422)
    wanted, by, now = form.plan, asker().person_id, clock.now()
    try:
        with writing():
            if group_id:
                actions.change_group(group_id, wanted, by, now)
            else:
                actions.form_group(wanted, by, now)
    except Refused as no:
        tell(form, no.reason)
        return _page(form, _group(group_id) if group_id else None, 422)
    flash(_("居民小组已经记下。"), "good")
    return see_other(".index")
