"""What is told of ratings, the step that an answer to all of them is, which everybody reads."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox
from portal.projects.acts import PAGE, act

WORDS = "projects.rating"
"""The kind of what moderators read."""
ANSWERED = act("ratings_answered", _l("答复了大家的评价"))
RATED = kind("projects.rated", _l("有一位居民评价了项目 %(number)s《%(title)s》"), link=PAGE)
REPLIED = kind(
    "projects.rating_replied",
    _l("项目 %(number)s《%(title)s》的一条评价有了答复"),
    public=True,
    link=PAGE,
)
TELL_REPLIED = outbox.kind(
    "projects.rating_replied",
    _l("您对项目 %(number)s《%(title)s》的评价，居委会答复了。"),
    f"{PAGE}ratings/",
)
