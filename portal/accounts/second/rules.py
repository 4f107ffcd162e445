"""Which code of six digits is taken (RFC 6238), and who must have a second step."""

import hmac
from datetime import datetime, timedelta
from enum import StrEnum

import pyotp

from portal.accounts.rules import Limit
from portal.core.text import match_key

STEP_SECONDS = 30
DIGITS = 6
BACKUP_CODES = 10
TICKET_SECONDS = 600  # between password and code; nobody is hurried

# Of a million codes three are right at a time: a thief with the password needs years.
SECOND_LIMIT = Limit(5, timedelta(hours=1), timedelta(minutes=15))


class Fault(StrEnum):
    """Why a code is not taken."""

    WRONG = "wrong"
    MUST_WAIT = "must_wait"


class Refusal(StrEnum):
    """Why somebody's second step is not taken away on the desk."""

    OWN = "own"
    NOT_ON = "not_on"


def digits(typed: str) -> str | None:
    """The six digits as they were meant, or None for anything else."""
    plain = match_key(typed)
    return plain if plain.isascii() and plain.isdigit() and len(plain) == DIGITS else None


def matching_step(secret: str, code: str, now: datetime, after: int = 0) -> int | None:
    """The 30 seconds, counted from 1970, that the code belongs to: now, just before or just after
    (clocks differ), and later than ``after``. None for any other code.
    """
    totp, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    for step in (current - 1, current, current + 1):
        if step > after and hmac.compare_digest(totp.generate_otp(step), code):
            return step
    return None


def address(secret: str, number: str, community: str) -> str:
    """What the app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=number, issuer_name=community)


def in_fours(secret: str) -> str:
    """The secret to be typed by hand: ``ABCD EFGH …``."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def must_have(has_desk: bool, demanded: bool) -> bool:
    """Whoever sees other people's data proves twice who they are (DOMAIN §8), but in the demo."""
    return has_desk and demanded


def reset_refusal(is_own: bool, is_on: bool) -> Refusal | None:
    """Why a second step cannot be taken away: nobody frees themselves of it."""
    if is_own:
        return Refusal.OWN
    return None if is_on else Refusal.NOT_ON
