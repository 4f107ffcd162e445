"""When a message may go out by mail, with words and local times only."""

import re
from datetime import datetime, timedelta
from enum import StrEnum

from portal.core.text import clean_line

# ---- What was chosen ----


class Pace(StrEnum):
    """How soon what concerns a person goes to them by mail."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


def pace(is_account: bool, urgent: bool, chosen: Pace) -> Pace:
    """How soon one message goes, by what it is about and what its person has chosen.

    Who can sign in as somebody is told at once, always. What is urgent waits for no digest; but
    who wants no mail gets none.
    """
    if is_account:
        return Pace.AT_ONCE
    if urgent and chosen is Pace.DAILY:
        return Pace.AT_ONCE
    return chosen


# ---- The hours ----


def is_quiet(local: datetime, begins: int, ends: int) -> bool:
    """Whether it is night: from 21 to 8, over midnight. Two equal hours mean that it never is."""
    if begins <= ends:
        return begins <= local.hour < ends
    return local.hour >= begins or local.hour < ends


def last_digest(local: datetime, hour: int) -> datetime:
    """When the last digest was due: today at that hour, or yesterday.

    It holds what came before that instant, and bears its date: nobody gets two of one day.
    """
    today = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today <= local else today - timedelta(days=1)


# ---- Trying again ----


class Outcome(StrEnum):
    """What became of a mail; NEEDLESS: its messages were read, or are not wanted by mail now."""

    SENT = "sent"
    NEEDLESS = "needless"
    GIVEN_UP = "given_up"


KEPT = timedelta(days=7)  # what is older is not mailed any more; it stands in the portal
MOST_TRIES = 6
LEASE = timedelta(minutes=10)  # longer than any talk with a mail server lasts


def next_try(tries: int, now: datetime) -> datetime | None:
    """When to try once more, after so many tries: 1, 5, 25 minutes, 2 hours, 10; None: give up."""
    if tries >= MOST_TRIES:
        return None
    return now + timedelta(minutes=5 ** (tries - 1))


# ---- Addresses ----

ADDRESS_LENGTH = 254
_NAME_LENGTH = 64  # before the @
_ADDRESS = re.compile(
    r"[a-z0-9_%+-]+(?:\.[a-z0-9_%+-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{0,61}[a-z0-9]",
    re.IGNORECASE | re.ASCII,
)


def is_address(typed: str) -> bool:
    """Whether mail can go there: plain letters, one @, a domain with a dot."""
    fits = len(typed) <= ADDRESS_LENGTH and len(typed.partition("@")[0]) <= _NAME_LENGTH
    return fits and _ADDRESS.fullmatch(typed) is not None


# ---- Words of a letter ----

SUBJECT_LENGTH = 60


def subject(sentence: str) -> str:
    """One line, not too long: a line break in a subject would begin a header of its own."""
    line = clean_line(sentence)
    return line if len(line) <= SUBJECT_LENGTH else line[: SUBJECT_LENGTH - 1] + "…"
