"""The code on the door: who can read it is in the room, and it changes every few minutes."""

import hashlib
import hmac
from datetime import datetime

from portal.core.codes import ALPHABET
from portal.core.text import match_key

LENGTH = 8  # 35 random bits, for a few minutes, behind a log-in
OLD_ONES = 2
"""How many codes before the one that hangs there now are still taken."""


def code(secret: str, meeting_id: int, now: datetime, minutes: int) -> str:
    """The code of this moment: two groups of four, read aloud and typed without confusion."""
    return _code(secret, meeting_id, _slot(now, minutes))


def fits(given: str, secret: str, meeting_id: int, now: datetime, minutes: int) -> bool:
    """Whether it hangs on the door now, or did a moment ago; case and spaces do not matter."""
    typed = match_key(given).upper().replace("-", "").encode()
    slot = _slot(now, minutes)
    good = [_code(secret, meeting_id, slot - back) for back in range(OLD_ONES + 1)]
    return any(hmac.compare_digest(typed, one.replace("-", "").encode()) for one in good)


def seconds_left(now: datetime, minutes: int) -> int:
    """Until the next code hangs there."""
    length = minutes * 60
    return length - int(now.timestamp()) % length


def _slot(now: datetime, minutes: int) -> int:
    return int(now.timestamp()) // (minutes * 60)


def _code(secret: str, meeting_id: int, slot: int) -> str:
    signed = hmac.new(secret.encode(), f"{meeting_id}\n{slot}".encode(), hashlib.sha256).digest()
    number, signs = int.from_bytes(signed), ""
    for _place in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        signs += ALPHABET[rest]
    return f"{signs[:4]}-{signs[4:]}"
