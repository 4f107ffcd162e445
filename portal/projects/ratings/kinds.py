"""What is told of ratings, the step that an answer to all of them is, and their settings."""

from flask_babel import lazy_gettext as _l

from portal.audit.kinds import kind
from portal.core import outbox, settings
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
FEWEST = settings.number(
    "projects.rating_fewest",
    _l("至少几位居民评价，才公布星数"),
    5,
    5,
    50,
    hint=_l("人太少，猜得出是谁评的。"),
)
ANSWER_DAYS = settings.number(
    "projects.rating_answer_days", _l("评价公布后，几天以内要答复"), 15, 5, 60
)
