"""What our mail carries: the code that proves an address, and the link that ends the mail."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from portal.accounts.seals import keyed
from portal.inbox.models import MailAddress

TICKET_SECONDS = 2 * 3600
CODE_DIGITS = 6


def _tickets() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_secret(), salt="mail-verify")


def _unsubscriptions() -> URLSafeSerializer:
    return URLSafeSerializer(_secret(), salt="mail-unsubscribe")


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def ticket(person_id: int, address: str) -> str:
    """Kept in the browser until the code is typed: nothing is stored of an unproven address."""
    return str(_tickets().dumps([person_id, address]))


def address_of(given: str, person_id: int) -> str | None:
    """The address of this person's ticket, or None for a forged, foreign or stale one."""
    try:
        owner, address = _tickets().loads(given, max_age=TICKET_SECONDS)
    except (BadSignature, ValueError, TypeError):
        return None
    return str(address) if owner == person_id else None


def code(given: str) -> str:
    """The digits that the mail for a ticket has: nobody else can make them."""
    return f"{int(keyed('mail code', given), 16) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def unsubscription(address: MailAddress) -> str:
    """The end of a link that stops the mail to this address, for as long as it is in use."""
    return str(_unsubscriptions().dumps(_name(address)))


def stops(given: str) -> list[int] | None:
    """What a link's end stands for, or None for a forged one."""
    try:
        found = _unsubscriptions().loads(given)
    except BadSignature:
        return None
    return list(found)


def is_of(found: list[int], address: MailAddress) -> bool:
    """Whether a link was made for this address, and not for one given before or after it."""
    return found == _name(address)


def _name(address: MailAddress) -> list[int]:
    return [address.person_id, int(address.confirmed_at.timestamp() * 1000)]
