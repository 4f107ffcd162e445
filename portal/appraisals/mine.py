"""The appraisals that somebody was asked for, and those that appraised them: registered at import;
which boxes are of appraisals; and who is behind a result.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from portal.accounts import mine
from portal.accounts.mine import Row, Section
from portal.appraisals.kinds import POSTING
from portal.appraisals.models import Appraisal, Subject
from portal.ballots import practice
from portal.ballots.models import RollRow
from portal.core.db import db
from portal.disclosure import behind


def _asked(person_id: int) -> list[Row]:
    """That they were asked and whether they answered; nothing tells how."""
    own = (
        select(RollRow, Appraisal.title)
        .join(Appraisal, Appraisal.box_id == RollRow.box_id)
        .where(RollRow.person_id == person_id)
        .order_by(RollRow.id)
    )
    asked = [
        {
            _("评议"): title,
            _("评过没有"): _("评过") if row.marked else _("没有评"),
            _("公布的名册里，您那一行"): row.commitment,
            _("核对用的随机数"): row.salt,
        }
        for row, title in db.session.execute(own)
    ]
    return asked + _appraised(person_id)


def _appraised(person_id: int) -> list[Row]:
    own = (
        select(Subject, Appraisal.title)
        .join(Appraisal, Appraisal.id == Subject.appraisal_id)
        .where(Subject.person_id == person_id)
        .order_by(Subject.id)
    )
    return [
        {_("评议"): title, _("您被评"): one.capacity or one.name}
        for one, title in db.session.execute(own)
    ]


mine.register(
    Section(
        "appraisals",
        _l("民主评议和满意度测评"),
        _l("一人只评一次，所以记评过没有；怎么评的没有人查得到。被评的人按职务公开。"),
        _l("和结果一起保存"),
        _asked,
        ("appraisal_subject.person_id",),
        kept=_l("名册和结果合得上，抽掉一行就对不上了；任职的人被评的结果是公开的历史。"),
    )
)
mine.apart(mine.OFFICE, "appraisal.made_by", "appraisal.summary_by", "appraisal.reply_by")


def _is_of_an_appraisal(box_id: int) -> bool:
    """Its roll is taken at the opening and frozen: nobody amends it."""
    boxes = or_(Appraisal.box_id == box_id, Appraisal.words_box_id == box_id)
    return db.session.scalar(select(Appraisal.id).where(boxes)) is not None


def _behind(appraisal_id: int) -> set[int]:
    """Which supervisors made it and summed up what was said; and who replied to it."""
    found = db.session.get(Appraisal, appraisal_id)
    people = (found.made_by, found.summary_by, found.reply_by) if found else ()
    return {one for one in people if one is not None}


practice.register(_is_of_an_appraisal)
behind.register(POSTING, _behind)
