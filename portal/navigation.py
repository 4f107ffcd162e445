"""The ways through the house: the bottom bar for everyone, the desk's menu for who works there."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from portal.core.access import Can, asker_or_none

DISCUSSION = (
    "/budget/",
    "/proposals/",
    "/topics/",
    "/meetings/",
    "/motions/",
    "/resolutions/",
    "/follow-ups/",
    "/bodies/",
    "/elections/",
)
"""The addresses of the rooms behind 议事 in the bottom bar."""


OVERSIGHT = (
    "/projects/",
    "/programmes/",
    "/ledger/",
    "/disclosure/",
    "/appraisals/",
    "/audit/",
    "/search/",
    "/open-data/",
)
"""The addresses of the rooms behind 监督."""


_BEHIND = {"discuss": DISCUSSION, "supervise": OVERSIGHT}


def bottom_bar(unread: int) -> list[dict[str, Any]]:
    """The bottom bar: only rooms that are built, and beside one's own how many messages wait."""
    items = [
        (_("首页"), url_for("front.home"), "home"),
        (_("议事"), url_for("discuss.index"), "discuss"),
        (_("监督"), url_for("oversight.index"), "supervise"),
        (_("我的"), url_for("front.me"), "me"),
    ]
    return [
        {
            "label": label,
            "href": href,
            "icon": icon,
            "current": _is_at(href) or request.path.startswith(_BEHIND.get(icon, ("//",))),
            "count": unread if icon == "me" else 0,
        }
        for label, href, icon in items
    ]


def desk_menu() -> list[dict[str, Any]]:
    """The desk's side: what this member of staff may open."""
    me = asker_or_none()
    if me is None or not me.is_staff:
        return []
    doors = [
        (Can.SEE_DESK, _("总览"), url_for("front.desk")),
        (Can.SEE_DESK, _("民生项目轮次"), url_for("budget_desk.index")),
        (Can.MODERATE, _("审核"), url_for("moderation_desk.index")),
        (Can.MODERATE_DEMANDS, _("审核开会的要求"), url_for("demands_desk.index")),
        (Can.SEE_DESK, _("提案筛选"), url_for("screening.index")),
        (Can.CONVENE, _("会议"), url_for("meetings_desk.index")),
        (Can.SEE_DESK, _("议题"), url_for("topics_desk.index")),
        (Can.ENTER_WISHES, _("纸质愿望"), url_for("wishes.index")),
        (Can.ANSWER_OBJECTIONS, _("异议"), url_for("objections_desk.index")),
        (Can.RUN_APPRAISALS, _("民主评议"), url_for("appraisals_desk.index")),
        (Can.DISCLOSE, _("居务公开"), url_for("disclosure_desk.index")),
        (Can.DISCLOSE, _("公示栏"), url_for("boards_desk.index")),
        (Can.READ_COMPLAINTS, _("对公开的投诉"), url_for("complaints_desk.index")),
        (Can.KEEP_BODIES, _("组织和席位"), url_for("bodies_desk.index")),
        (Can.WITNESS_SEATS, _("席位的书面材料"), url_for("seat_papers.index")),
        (Can.SEE_DESK, _("跟进事项"), url_for("followups_desk.index")),
        (Can.KEEP_PROJECTS, _("项目"), url_for("projects_desk.index")),
        (Can.ACCEPT_PROJECTS, _("项目验收"), url_for("acceptance_desk.index")),
        (Can.KEEP_PROJECTS, _("居民评价"), url_for("ratings_desk.index")),
        (Can.SCREEN_TOPICS_FIRST, _("社区党组织提名"), url_for("election_outside.index")),
        (Can.KEEP_PROJECTS, _("多年计划"), url_for("programmes_desk.index")),
        (Can.RUN_ELECTION, _("居委会选举"), url_for("elections_desk.index")),
        (Can.SEE_DESK, _("月报"), url_for("statements_desk.index")),
        (Can.KEEP_BOOKS, _("记账"), url_for("ledger_desk.index")),
        (Can.SIGN_ENTRIES, _("账目签字"), url_for("ledger_desk.index")),
        (Can.MAINTAIN_ROSTER, _("花名册"), url_for("roster.index")),
        (Can.PRINT_SLIPS, _("开通纸条"), url_for("slips.index")),
        (Can.HELP_RECOVER, _("找回账号"), url_for("recovery_desk.index")),
        (Can.GRANT_ROLES, _("职务"), url_for("offices.index")),
        (Can.RESET_SECOND_STEP, _("登录验证码"), url_for("second_desk.index")),
        (Can.CHANGE_SETTINGS, _("设置"), url_for("settings.index")),
    ]
    links = [
        {"label": label, "href": href, "current": _is_under(href)}
        for can, label, href in doors
        if me.can(can)
    ]
    return [{"label": _("工作台"), "links": links}]


def _is_under(href: str) -> bool:
    return request.path == href or (href != url_for("front.desk") and _is_at(href))


def _is_at(href: str) -> bool:
    return request.path == href if href == "/" else request.path.startswith(href)
