"""What this site alone can make: keyed hashes of codes and of identities, and signed tickets."""

import hashlib
import hmac

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

TICKET_SECONDS = 24 * 3600  # no hurry: whoever lays the phone aside may go on the same day


def keyed(purpose: str, value: str) -> str:
    """64 hexadecimal digits that nobody can make, or search for ``value`` by, without our key."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"{purpose}\n{value}".encode(), hashlib.sha256).hexdigest()


def _tickets(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt=purpose)


def ticket(row_id: int, purpose: str = "activation") -> str:
    """Proves for a day that its bearer has typed the code of this row."""
    return str(_tickets(purpose).dumps(row_id))


def row_of(given: str, purpose: str = "activation") -> int | None:
    """The row that a ticket stands for, or None for a forged or stale one."""
    try:
        return int(_tickets(purpose).loads(given, max_age=TICKET_SECONDS))
    except (BadSignature, ValueError, TypeError):
        return None
