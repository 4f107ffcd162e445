"""Who may hand out a code to whom, what a code is good for, and whom paper has to tell."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SHOWN_DAYS = timedelta(days=14)  # so long one's own page says that a code was handed out


class Check(StrEnum):
    """How staff made sure that it is the person."""

    DOCUMENT = "document"  # seen in person, with an identity document
    KNOWN = "known"  # known personally, and another member of the household confirms it
    VISIT = "visit"  # visited at home


class Fault(StrEnum):
    """Why no code can be handed out."""

    NO_ACCOUNT = "no_account"
    DISABLED = "disabled"
    LEFT = "left"
    SELF = "self"
    OWN_HOUSEHOLD = "own_household"
    STAFF = "staff"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    NO_SUCH_WITNESS = "no_such_witness"
    MEANWHILE = "meanwhile"


# ---- Handing out ----

_ADMINISTRATOR, _DIRECTOR, _SUPERVISOR = "administrator", "director", "supervisor"


@dataclass(frozen=True)
class Holder:
    """Who would get a code. ``offices``: those with a desk, held today or later."""

    person_id: int
    household_id: int | None
    has_account: bool
    is_disabled: bool
    lives_here: bool
    offices: frozenset[str]


@dataclass(frozen=True)
class Issuer:
    """Who would hand it out, with the offices of today. Nobody in particular at the machine."""

    person_id: int | None
    household_id: int | None
    offices: frozenset[str]


AT_THE_MACHINE = Issuer(None, None, frozenset({_ADMINISTRATOR}))


def issue_fault(holder: Holder, issuer: Issuer) -> Fault | None:
    """What stands against handing a code to ``holder``; None if nothing.

    Nobody helps themselves or their own household, and nobody comes into an account that may do
    more than their own: staff are helped by a director or an administrator, those who watch over
    the director (居民委员会组织法 art. 36) and administrators by an administrator alone.
    """
    if not holder.has_account:
        return Fault.NO_ACCOUNT
    if holder.is_disabled:
        return Fault.DISABLED
    if not holder.lives_here:
        return Fault.LEFT
    return _too_near(holder, issuer) or _too_high(holder.offices, issuer.offices)


def _too_near(holder: Holder, issuer: Issuer) -> Fault | None:
    if holder.person_id == issuer.person_id:
        return Fault.SELF
    same = holder.household_id is not None and holder.household_id == issuer.household_id
    return Fault.OWN_HOUSEHOLD if same else None


def _too_high(held: Collection[str], by: Collection[str]) -> Fault | None:
    if not held or _ADMINISTRATOR in by:
        return None
    if _ADMINISTRATOR in held:
        return Fault.ADMINISTRATOR
    if _SUPERVISOR in held:
        return Fault.SUPERVISOR
    return None if _DIRECTOR in by else Fault.STAFF


def needs_paper(others: Collection[bool]) -> bool:
    """Whether a sheet has to tell the household. ``others``: for each other adult who lives there,
    whether they have an account.

    Where nobody else does, the sheet is for the person: whoever came in their name reads the
    messages now.
    """
    return not others or not all(others)


# ---- Using ----


class State(StrEnum):
    """What a code is good for."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"


def state_at(
    expires_at: datetime, used_at: datetime | None, revoked_at: datetime | None, now: datetime
) -> State:
    if used_at is not None:
        return State.USED
    if revoked_at is not None:
        return State.REVOKED
    return State.EXPIRED if now >= expires_at else State.OPEN


class Refusal(StrEnum):
    """Why a code leads nowhere.

    All but the first two are told only to whoever holds a code that was real, beside the right
    telephone or number: they betray no account to anybody else.
    """

    NO_MATCH = "no_match"
    MUST_WAIT = "must_wait"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"
