"""The second step of somebody's log-in: registered at import. The secret is shown to nobody."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from portal.accounts import mine
from portal.accounts.mine import Row, Section
from portal.accounts.models import Account
from portal.accounts.second.models import BackupCode, SecondFactor
from portal.core.db import db
from portal.core.words import moment


def _second(person_id: int) -> list[Row]:
    left = (
        select(func.count())
        .select_from(BackupCode)
        .where(BackupCode.account_id == SecondFactor.account_id, BackupCode.used_at.is_(None))
        .scalar_subquery()
    )
    own = (
        select(SecondFactor.since, left)
        .join(Account, Account.id == SecondFactor.account_id)
        .where(Account.person_id == person_id)
    )
    return [
        {_("开通时间"): moment(since), _("没用过的备用码"): str(count)}
        for since, count in db.session.execute(own)
    ]


mine.register(
    Section(
        "second",
        _l("登录的第二步"),
        _l("光有密码，别人也登录不了"),
        _l("您有账号的时候"),
        _second,
        ("second_factor.account_id", "backup_code.account_id"),
        erased=_l("第二步的密钥和备用码"),  # with the account, on which they hang
    )
)
