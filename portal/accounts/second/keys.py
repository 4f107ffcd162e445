"""What the second step needs of this site's key: secrets for apps, sealed; and the proof that
somebody's password was right, for the minutes until the code.
"""

import base64
import secrets

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from portal.accounts.models import Account
from portal.accounts.seals import keyed
from portal.accounts.second.rules import TICKET_SECONDS
from portal.core.db import db

SECRET_BYTES = 20  # as RFC 4226 recommends


def new_nonce() -> str:
    """What tells one setting up from the next; no secret itself."""
    return secrets.token_urlsafe(16)


def secret(account_id: int, nonce: str) -> str:
    """The secret that an account is offered: the same as long as the page is open, so nothing is
    kept before it was confirmed; in base 32.
    """
    made = bytes.fromhex(keyed("second secret", f"{account_id}\n{nonce}"))
    return base64.b32encode(made[:SECRET_BYTES]).decode()


def sealed(secret: str) -> bytes:
    """The secret as it lies in the table: worthless without our key."""
    return bytes(_box().encrypt(secret.encode()))


def unsealed(sealed: bytes) -> str | None:
    """The secret; None where our key is another one by now."""
    try:
        return _box().decrypt(sealed).decode()
    except CryptoError:
        return None


def _box() -> SecretBox:
    return SecretBox(bytes.fromhex(keyed("second factor", "box")))


# ---- Between password and code ----


def _tickets() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="second step")


def ticket(account: Account) -> str:
    """Proves for some minutes that its bearer gave this account's password. It is no session."""
    return str(_tickets().dumps([account.id, _mark(account)]))


def bearer(given: str) -> Account | None:
    """The account of a ticket, locked; None if it is forged or stale, or account or password are
    not what they were.
    """
    try:
        account_id, mark = _tickets().loads(given, max_age=TICKET_SECONDS)
    except (BadSignature, ValueError, TypeError):
        return None
    account = db.session.get(Account, account_id, with_for_update=True)
    same = account is not None and not account.disabled_at and mark == _mark(account)
    return account if same else None


def _mark(account: Account) -> str:
    """Changes with the password."""
    return keyed("password mark", account.password_hash)[:16]
