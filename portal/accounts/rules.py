"""The rules of accounts, with numbers and words only: names to sign in by, passwords, lock-outs,
slips and terms of office.
"""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network
from itertools import pairwise

PRIVACY_VERSION = "2026-01"  # the notice that an account holder agreed to

# ---- Names to sign in by ----

NUMBER_LENGTH = 8
_NUMBER_START = "9"  # no telephone here begins so: mobiles with 1, local lines with 2 to 8


def new_number() -> str:
    """A slip's number: 9, six random digits, and a check digit."""
    return with_check_digit(_NUMBER_START + f"{secrets.randbelow(10**6):06d}")


def with_check_digit(digits: str) -> str:
    """ISO 7064 MOD 11,10: every single wrong digit shows, and nearly every swapped pair."""
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return digits + str((11 - product) % 10)


def is_number(typed: str) -> bool:
    """Whether these digits can be a slip's number, rightly copied."""
    plain = typed.isascii() and typed.isdigit() and len(typed) == NUMBER_LENGTH
    return plain and typed[0] == _NUMBER_START and with_check_digit(typed[:-1]) == typed


def is_phone(digits: str) -> bool:
    """A mainland mobile (11 digits), or a fixed line with its area code (10 to 12)."""
    if not (digits.isascii() and digits.isdigit()):
        return False
    mobile = len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789"
    return mobile or (10 <= len(digits) <= 12 and digits[0] == "0" and digits[1] != "0")


def masked(name: str) -> str:
    """Enough of a name to notice a wrong slip by: 王*英, 王*."""
    if len(name) < 3:
        return name[:1] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


# ---- Passwords ----

PASSWORD_MIN = 8
PASSWORD_MAX = 128

_COMMON = frozenset(
    """
    password password1 password123 passw0rd p@ssw0rd p@ssword administrator adminadmin admin123
    admin888 admin@123 qwertyui qwerty12 qwerty123 qwertyuiop asdfghjk asdfghjkl zxcvbnm1 1qaz2wsx
    1q2w3e4r q1w2e3r4 qazwsxedc 1234qwer qwer1234 abcd1234 abc12345 abcdefgh aa123456 a1234567
    a12345678 a123456789 aaa12345 123456aa 123456abc 12345678a 123456789a iloveyou 5201314a
    woaini520 woaini1314 woaini123 5201314520 52013140 13145200 asd12345 asdf1234 zxc12345
    12341234 12344321 11223344 11112222 12121212 123123123 112233445566 147258369 159753456
    741852963 789456123 31415926 10203040 147852369 123321123 66668888 88886666 520520520
    welcome1 welcome123 letmein1 sunshine princess football baseball superman trustno1
    zhongguo woaizhongguo nihao123 beijing2008
    """.split()  # noqa: SIM905
)


class PasswordFault(StrEnum):
    """Why a password cannot be taken."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    OWN_NUMBER = "own_number"
    COMMON = "common"


def password_fault(password: str, own_numbers: set[str]) -> PasswordFault | None:
    """What is wrong with a password, or None. Length counts, composition does not.

    ``own_numbers``: the telephone and the slip's number, the first things a thief would try.
    """
    if len(password) < PASSWORD_MIN:
        return PasswordFault.TOO_SHORT
    if len(password) > PASSWORD_MAX:
        return PasswordFault.TOO_LONG
    if password.strip() in own_numbers:
        return PasswordFault.OWN_NUMBER
    return PasswordFault.COMMON if _is_common(password) else None


def _is_common(password: str) -> bool:
    plain = unicodedata.normalize("NFKC", password).casefold().strip()
    return plain in _COMMON or len(set(plain)) < 3 or _is_run(plain)


def _is_run(plain: str) -> bool:
    """12345678, 98765432, 34567890: digits that only count on."""
    if not (plain.isascii() and plain.isdigit()):
        return False
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(plain)}
    return steps in ({1}, {9})


# ---- Lock-outs ----


@dataclass(frozen=True)
class Limit:
    """So many failures, none longer than ``within`` after the one before, lock for ``lock``."""

    failures: int
    within: timedelta
    lock: timedelta


# Five failed log-ins lock an account for five minutes.
LOGIN_LIMIT = Limit(5, timedelta(hours=1), timedelta(minutes=5))
ADDRESS_LIMIT = Limit(50, timedelta(minutes=10), timedelta(minutes=10))
CODE_LIMIT = Limit(10, timedelta(minutes=10), timedelta(minutes=10))


def after_failure(
    failures: int, last: datetime, now: datetime, limit: Limit = LOGIN_LIMIT
) -> tuple[int, datetime | None]:
    """(failures counted now, locked until when). Counting begins anew after a lock or a rest."""
    over = failures >= limit.failures or now - last > limit.within
    counted = 1 if over else failures + 1
    return counted, now + limit.lock if counted >= limit.failures else None


def is_idle(seen: datetime | None, now: datetime, minutes: int) -> bool:
    """Whether somebody last seen then, or never, was away for so many minutes or longer."""
    return seen is None or now - seen >= timedelta(minutes=minutes)


def network(address: str) -> str:
    """The part of a network address that one household holds: IPv4 whole, IPv6 its /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)


# ---- Slips ----


class SlipState(StrEnum):
    """Where a person stands on the way to an account."""

    NONE = "none"
    PRINTED = "printed"
    REVOKED = "revoked"
    USED = "used"


def slip_state(has_account: bool, printed: bool, revoked: bool) -> SlipState:
    """From whether there is an account, and from the person's latest slip."""
    if has_account:
        return SlipState.USED
    if not printed:
        return SlipState.NONE
    return SlipState.REVOKED if revoked else SlipState.PRINTED


# ---- Offices ----

_COMMITTEE = {"committee_member", "director"}
_SUPERVISOR = "supervisor"


@dataclass(frozen=True)
class Term:
    """An office (the value of a Role) from one day to another; both days count, None: no end."""

    role: str
    starts_on: date
    ends_on: date | None


class TermFault(StrEnum):
    """Why an office cannot be given."""

    ENDS_BEFORE_START = "ends_before_start"
    ALREADY_HELD = "already_held"
    SUPERVISES_ITSELF = "supervises_itself"
    OWN = "own"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"


FIRST_START = date(1990, 1, 1)  # the year of 居民委员会组织法: no office is older
YEARS_AHEAD = 5  # a term of the committee: what begins later, nobody can know yet


def start_fault(starts_on: date, today: date) -> TermFault | None:
    """What is wrong with an office's first day: a slip of the pen in its year."""
    if starts_on < FIRST_START:
        return TermFault.TOO_EARLY
    ahead = (starts_on.year - today.year, starts_on.month, starts_on.day)
    return TermFault.TOO_LATE if ahead > (YEARS_AHEAD, today.month, today.day) else None


def term_fault(wanted: Term, held: list[Term]) -> TermFault | None:
    """What stands against a term, given those that the same person has; None if nothing.

    Committee members may not sit among the supervisors (居民委员会组织法 art. 36).
    """
    if wanted.ends_on is not None and wanted.ends_on < wanted.starts_on:
        return TermFault.ENDS_BEFORE_START
    beside = {term.role for term in held if _overlap(wanted, term)}
    if wanted.role in beside:
        return TermFault.ALREADY_HELD
    return TermFault.SUPERVISES_ITSELF if _judge_and_judged(wanted.role, beside) else None


def _overlap(a: Term, b: Term) -> bool:
    return a.starts_on <= (b.ends_on or date.max) and b.starts_on <= (a.ends_on or date.max)


def _judge_and_judged(role: str, beside: set[str]) -> bool:
    if role == _SUPERVISOR:
        return bool(beside & _COMMITTEE)
    return role in _COMMITTEE and _SUPERVISOR in beside
