"""What account holders do for their own safety: a new password, and devices signed out.

Each in the caller's transaction, its audit line last.
"""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts import actions, rules, sessions, throttle
from portal.accounts.models import Account
from portal.accounts.queries import Credentials
from portal.audit import kinds
from portal.audit.actions import record
from portal.core import outbox
from portal.core.db import db

PASSWORD_CHANGED = kinds.kind("accounts.password_changed", _l("改了自己的登录密码"))
DEVICES_ENDED = kinds.kind(
    "accounts.devices_ended", _l("结束了自己在另外 %(count)s 个设备上的登录")
)

PASSWORD_IS_NEW = outbox.kind(
    "accounts.password_is_new",
    _l(
        "您的登录密码改过了，别的设备上的登录都已经结束。如果不是您本人改的，请马上打电话告诉社区。"
    ),
    link="/me/devices/",
    group=outbox.Group.ACCOUNT,
)


@dataclass(frozen=True)
class Proof:
    """The account whose holder has just given its password, or None; whether one must wait."""

    account: Account | None
    must_wait: bool = False


def prove(meant: Credentials, right: bool, address: str, now: datetime) -> Proof:
    """Takes the password of somebody signed in, or counts the failure as a failed log-in's.

    ``right``: whether it matched ``meant``. Whoever found an open session guesses no further
    than at the log-in.
    """
    account_key = throttle.key("account", str(meant.account_id))
    limits = {
        account_key: rules.LOGIN_LIMIT,
        throttle.by_address("address", address): rules.ADDRESS_LIMIT,
    }
    locked = throttle.locked(limits, now)
    account = actions.unchanged(meant) if right and not locked else None
    if account is not None:
        throttle.forget([account_key])
        return Proof(account)
    throttle.count_failure({k: limit for k, limit in limits.items() if k not in locked}, now)
    return Proof(None, must_wait=bool(locked))


def why_not(proof: Proof) -> str:
    """Why a password was not taken, in words."""
    if proof.must_wait:
        return _("试的次数太多了，请等几分钟再试。")
    return _("现在的密码不对。连续五次不对，要等五分钟。")


def change_password(account: Account, password_hash: str, session_id: int, now: datetime) -> None:
    """Takes effect at once, and only the session ``session_id`` goes on."""
    account.password_hash = password_hash
    sessions.end_all(account.id, now, except_=session_id)
    outbox.tell([account.person_id], PASSWORD_IS_NEW, now)
    db.session.flush()
    record(PASSWORD_CHANGED, account.person_id, now)


def end_device(account_id: int, session_id: int, by: int, now: datetime) -> bool:
    """Signs one device out; False where it is not, or no longer, one of the account's."""
    if not sessions.end_one(account_id, session_id, now):
        return False
    record(DEVICES_ENDED, by, now, count=1)
    return True


def end_other_devices(account_id: int, session_id: int, by: int, now: datetime) -> int:
    """Signs out every device but that of ``session_id``; how many there were."""
    count = sessions.end_all(account_id, now, except_=session_id)
    if count:
        record(DEVICES_ENDED, by, now, count=count)
    return count
