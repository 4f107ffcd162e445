"""Resolutions in the search."""

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.resolutions.models import Resolution
from portal.search import asking, registry
from portal.search.registry import Found, Hit


def find(key: str, most: int) -> Found:
    """By number, title or item, newest first."""
    wanted = select(Resolution).where(Resolution.match_key.contains(key, autoescape=True))
    return asking.first(wanted.order_by(Resolution.id.desc()), most, _told)


def _told(one: Resolution) -> Hit:
    href = url_for("resolutions.show", year=one.year, serial=one.serial)
    return Hit(one.title, href, one.adopted_on, one.number)


registry.register("resolutions", _l("决议"), "/resolutions/?q=%(q)s", find)
