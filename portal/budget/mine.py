"""On which rounds' rolls somebody stands: registered at import. How they voted nobody can find."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts import mine
from portal.accounts.mine import Row, Section
from portal.ballots.models import RollRow
from portal.budget.models import Round
from portal.core.db import db


def _rolls(person_id: int) -> list[Row]:
    """With the salt, whose owner can find the own row among those that were posted."""
    own = (
        select(RollRow, Round.title)
        .join(Round, Round.box_id == RollRow.box_id)
        .where(RollRow.person_id == person_id)
        .order_by(RollRow.id)
    )
    return [
        {
            _("轮次"): title,
            _("投过没有"): _("投过") if row.marked else _("没有投"),
            _("名册上"): _("已除名") if row.removed else _("在"),
            _("公布的名册里，您那一行"): row.commitment,
            _("核对用的随机数"): row.salt,
        }
        for row, title in db.session.execute(own)
    ]


mine.register(
    Section(
        "rolls",
        _l("选票的名册"),
        _l("一人一票，投过的不能再投。只记投没投，不记投给谁：投给了谁，没有人查得到。"),
        _l("和结果一起保存"),
        _rolls,
        ("roll_row.person_id",),
        kept=_l(
            "名册和结果合得上，谁都能核对，抽掉一行就对不上了。选票上没有您的名字，找不到，也删不掉。"
        ),
    )
)
mine.apart(mine.OFFICE, "key_witness.person_id", "resolution.adopted_by")
