"""The desk's settings: the community's habits, the place's own facts, and how the mail does."""

from itertools import groupby

from flask import Blueprint, abort, current_app, flash, request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from portal.core import clock, settings
from portal.core.access import Can, asker, needs
from portal.core.db import writing
from portal.core.forms import Form
from portal.core.page import page, refused, see_other
from portal.core.settings import Setting
from portal.front import actions, words
from portal.front.actions import ChangedMeanwhile
from portal.front.forms import PlaceForm, setting_form
from portal.inbox import queries as inbox
from portal.roster.queries import community

bp = Blueprint("settings", __name__, url_prefix="/desk/settings")


@bp.get("/")
@needs(Can.CHANGE_SETTINGS)
def index() -> Response:
    """Every setting, by room, with what it may be."""
    by_room = groupby(settings.all_settings(), key=lambda one: one.room)
    return page(
        "front/settings.html",
        rooms=[(words.ROOMS.get(room, words.OTHER_ROOM), list(ones)) for room, ones in by_room],
        shown=words.shown,
        bounds=words.bounds,
        facts=words.FACTS,
        mail_goes_out=current_app.config["PORTAL"].mail is not None,
        mails=inbox.mail_figures(clock.now()),
    )


@bp.get("/<code>/")
@needs(Can.CHANGE_SETTINGS)
def edit(code: str) -> Response:
    setting = _setting(code)
    form = setting_form(setting)(formdata=None, value=setting())
    return _setting_page(setting, form, 200)


@bp.post("/<code>/")
@needs(Can.CHANGE_SETTINGS)
def save(code: str) -> Response:
    setting = _setting(code)
    form = setting_form(setting)()
    if not form.validate():
        return _setting_page(setting, form, 422)
    seen, value = request.form.get("seen", type=int), int(form["value"].data)
    try:
        with writing():
            changed = actions.change_setting(setting, seen, value, asker().person_id, clock.now())
    except (ChangedMeanwhile, IntegrityError):
        settings.forget()
        form.fail(
            "value", _("刚才有人改成了 %(now)s，请看过再改", now=words.shown(setting, setting()))
        )
        return _setting_page(setting, form, 422)
    flash(_("改好了，从现在起生效；公开记录里写了一条。") if changed else _("没有改动。"), "good")
    return see_other(".index")


def _setting(code: str) -> Setting:
    named = {one.code: one for one in settings.all_settings()}
    return named.get(code) or abort(404)


def _setting_page(setting: Setting, form: Form, status: int) -> Response:
    return page(
        "front/setting.html",
        status=status,
        form=form,
        setting=setting,
        now_is=setting(),
        shown=words.shown,
        bounds=words.bounds,
    )


@bp.get("/place/")
@needs(Can.CHANGE_SETTINGS)
def edit_place() -> Response:
    return page("front/place.html", form=PlaceForm(formdata=None, obj=community()))


@bp.post("/place/")
@needs(Can.CHANGE_SETTINGS)
def save_place() -> Response:
    form = PlaceForm()
    if not form.validate():
        return refused("front/place.html", form=form)
    with writing():
        changed = actions.change_facts(form.facts, asker().person_id, clock.now())
    flash(_("改好了，每一页的页脚都会照这样写。") if changed else _("没有改动。"), "good")
    return see_other(".index")
