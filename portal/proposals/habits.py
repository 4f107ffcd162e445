"""What communities do differently about proposals: settings on the desk."""

from flask_babel import lazy_gettext as _l

from portal.budget.rules import ProjectKind
from portal.core import settings

CAPS = {
    ProjectKind.WORKS: settings.number(
        "proposals.cap_works",
        _l("工程类项目一般不超过（元）"),
        50_000_000,
        100,
        10**11,
        is_money=True,
    ),
    ProjectKind.GOODS: settings.number(
        "proposals.cap_goods",
        _l("货物类项目一般不超过（元）"),
        50_000_000,
        100,
        10**11,
        is_money=True,
    ),
    ProjectKind.SERVICES: settings.number(
        "proposals.cap_services",
        _l("服务类项目一般不超过（元）"),
        20_000_000,
        100,
        10**11,
        is_money=True,
    ),
}
PHOTOS = settings.number("proposals.photos", _l("一份提案最多几张照片"), 4, 0, 10)
AUTHORS = settings.number("proposals.authors", _l("一份提案最多几位共同发起人"), 5, 0, 20)
OPEN_DRAFTS = settings.number("proposals.per_person", _l("一轮里一个人最多提几份"), 5, 1, 50)
