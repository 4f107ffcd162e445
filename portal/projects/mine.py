"""What the portal holds of a person's part in projects: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from portal.accounts import mine
from portal.accounts.mine import Done, Leaver, Row, Section, carry_out
from portal.core.db import db
from portal.projects.models import Project, ProjectFollow


def _followed(person_id: int) -> list[Row]:
    wanted = (
        select(Project)
        .join(ProjectFollow, ProjectFollow.project_id == Project.id)
        .where(ProjectFollow.person_id == person_id)
        .order_by(Project.id)
    )
    return [
        {_("编号"): one.number, _("项目"): one.title, _("网址"): f"/projects/{one.id}/"}
        for one in db.session.scalars(wanted)
    ]


def _unfollow(leaver: Leaver) -> Done:
    own = ProjectFollow.person_id == leaver.person_id
    return Done(erased=carry_out(delete(ProjectFollow).where(own)))


mine.register(
    Section(
        "project_follows",
        _l("关注的项目"),
        _l("项目有了新进展，好告诉您"),
        _l("直到您不再关注"),
        _followed,
        ("project_follow.person_id",),
        erased=_l("不再关注任何项目。"),
        erase=_unfollow,
    )
)
mine.apart(
    mine.OFFICE,
    "project.manager_id",
    "project.founded_by",
    "project_decision.by_id",
    "project_step.by_id",
    "project_contract.by_id",
    "contract_supplement.by_id",
    "project_photo.by_id",
)
