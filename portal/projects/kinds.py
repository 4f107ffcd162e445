"""What is told of projects beside the steps (``acts.py``), and their photos' and papers' rooms."""

from flask_babel import lazy_gettext as _l

from portal.core import outbox, settings
from portal.projects.acts import PAGE

TELL_BORN = outbox.kind(
    "projects.born",
    _l(
        "您支持过的提案《%(proposal)s》立项了：项目 %(number)s《%(title)s》。打开项目的页面，可以关注它的每一步。"
    ),
    PAGE,
)
TELL_MANAGER = outbox.kind(
    "projects.manager_told",
    _l("请您负责项目 %(number)s《%(title)s》。"),
    "/desk/projects/%(project)s/",
)
RATE_DAYS = settings.number(
    "projects.rating_days", _l("验收通过以后，居民可以评价几天"), 60, 14, 180
)
