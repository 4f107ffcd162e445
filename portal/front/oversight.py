"""监督: where residents look after projects, books, what is posted, appraisals and the record."""

from flask import Blueprint, current_app
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import public
from portal.core.page import page
from portal.disclosure import calendar, queries

bp = Blueprint("oversight", __name__, url_prefix="/oversight")
POSTINGS_SHOWN = 3
ROOMS = (
    ("/projects/", _l("项目办得怎样"), "project"),
    ("/ledger/", _l("收支账本"), "ledger"),
    ("/disclosure/", _l("公开栏"), "notice"),
    ("/disclosure/calendar/", _l("公开日历"), "calendar"),
    ("/appraisals/", _l("民主评议"), "people"),
    ("/audit/", _l("公开记录"), "audit"),
    ("/disclosure/?objected=1", _l("异议与答复"), "edit"),
    ("/programmes/", _l("多年计划"), "clock"),
    ("/search/", _l("全站查找"), "search"),
    ("/open-data/", _l("开放数据"), "download"),
)
"""The rooms behind 监督: address, name, icon; one that is not built is not shown."""


@bp.get("/")
@public
def index() -> Response:
    built = {rule.rule for rule in current_app.url_map.iter_rules()}
    rooms = [
        {"href": href, "label": label, "icon": icon}
        for href, label, icon in ROOMS
        if href.partition("?")[0] in built
    ]
    late = calendar.overdue(calendar.all_duties(clock.today()))
    postings = queries.open_postings(clock.now(), POSTINGS_SHOWN)
    return page("front/oversight.html", rooms=rooms, late=len(late), postings=postings)
