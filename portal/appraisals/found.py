"""Appraisals in the search: registered at import."""

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from portal.appraisals import words
from portal.appraisals.models import Appraisal
from portal.appraisals.rules import PUBLIC
from portal.core.db import db
from portal.search import registry
from portal.search.registry import Found, Hit


def find(key: str, most: int) -> Found:
    """Announced ones by their titles, the newest first."""
    called = func.lower(func.replace(Appraisal.title, " ", "")).contains(key, autoescape=True)
    public = select(Appraisal).where(Appraisal.state.in_(PUBLIC), called)
    counted = public.order_by(Appraisal.id.desc()).add_columns(func.count().over()).limit(most)
    rows = db.session.execute(counted).all()
    return Found([_told(one) for one, _all in rows], rows[0][1] if rows else 0)


def _told(one: Appraisal) -> Hit:
    href = url_for("appraisals.show", appraisal_id=one.id)
    return Hit(one.title, href, one.opens_on, str(words.STATES[one.stage]))


registry.register("appraisals", _l("民主评议和满意度测评"), "/appraisals/", find)
