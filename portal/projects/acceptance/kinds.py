"""What is told of acceptances, the steps that they leave on a project's page, and their settings."""

from flask_babel import lazy_gettext as _l

from portal.core import outbox, settings
from portal.projects.acts import act

_PAGE, _DESK = "/projects/%(project)s/acceptance/", "/desk/projects/%(project)s/acceptance/"

CALLED = act("acceptance_called", _l("定了验收的日子，请了验收的人"))
ASKED_MORE = act("acceptance_asked", _l("又请了一位验收的人"))
RELEASED = act("acceptance_released", _l("一位验收的人不再参加"))
SIGNED = act("acceptance_signed", _l("一位验收的人签了字"))
ENTERED = act("acceptance_entered", _l("一份纸上的验收签字记了进来"))
OBJECTED = act("acceptance_objected", _l("一份代为记下的签字，本人不认，已经撤回"))
FOUND = act("finding_added", _l("验收又发现了问题"))
MENDED = act("finding_mended", _l("一个问题报告改好了，等提出的人去看"))
CHECKED = act("finding_checked", _l("一个问题改好了，提出的人看过了"))
CHECKED_INSTEAD = act(
    "finding_stand_in", _l("一个问题改好了，提出的人已经不在，由另一位验收的人看过")
)
REJECTED = act("finding_rejected", _l("一个问题还没有改好"))


def _told(code: str, sentence: object, page: str) -> str:
    return outbox.kind(f"acceptance.{code}", sentence, page)  # type: ignore[arg-type]


TELL_ASKED = _told(
    "asked",
    _l(
        "请您验收项目 %(number)s《%(title)s》，日子是 %(on)s。请打开页面，说一声参加还是不参加。",
    ),
    _PAGE,
)
TELL_ENTERED = _told(
    "entered",
    _l(
        "项目 %(number)s《%(title)s》：您写在纸上的验收意见记进来了。如果不是您的意思，请打开页面说明。"
    ),
    _PAGE,
)
TELL_MENDED = _told(
    "mended",
    _l("项目 %(number)s《%(title)s》：您提出的问题，说是改好了。请去看一看，再告诉我们。"),
    _PAGE,
)
TELL_STAND_IN = _told(
    "stand_in",
    _l(
        "项目 %(number)s《%(title)s》：有一个问题说是改好了，提出的人已经不在。请您代为看一看，再告诉我们。"
    ),
    _PAGE,
)
TELL_RELEASED = _told(
    "released", _l("项目 %(number)s《%(title)s》的验收，您不用再参加。原因：%(reason)s"), _PAGE
)
TELL_DECLINED = _told(
    "declined",
    _l("有一位请来验收项目 %(number)s《%(title)s》的人不能参加，可能要另请一位。"),
    _DESK,
)
TELL_REJECTED = _told(
    "rejected", _l("项目 %(number)s《%(title)s》：有一个问题，提出的人看了，说还没有改好。"), _DESK
)
TELL_FOUND = _told("found", _l("项目 %(number)s《%(title)s》：验收发现了问题，请按期改好。"), _DESK)
TELL_AGAIN = _told(
    "again", _l("项目 %(number)s《%(title)s》：问题都改好了，请定下再次验收的日子。"), _DESK
)

RESIDENTS = settings.number(
    "projects.acceptance_residents", _l("验收一个项目，至少要几位受益的居民"), 2, 2, 10
)
DISOWN_DAYS = settings.number(
    "projects.disown_days", _l("纸上的验收签字记进来以后，本人几天之内可以不认"), 7, 1, 30
)
SILENT_DAYS = settings.number(
    "projects.acceptance_days", _l("验收日过了几天还不签字，可以另请别人"), 7, 1, 60
)
