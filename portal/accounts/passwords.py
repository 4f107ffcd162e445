"""Password hashes: argon2id, 19 MiB, two passes, one lane (OWASP's minimum)."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

_REAL = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

# What a try is held against where there is no account: the hash of words that were thrown away.
NOBODYS_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$"
    "SCFrlumQ/CDOpkgYmBabzg$M0Gx1XM+wSG71ueFl8+1466yi17BdUOzacOuo6dduWc"
)


def _hasher() -> PasswordHasher:
    return _CHEAP if current_app.testing else _REAL


def hashed(password: str) -> str:
    """The hash to keep. Slow by design: call it with no transaction open."""
    return _hasher().hash(_typed(password))


def matches(password_hash: str, password: str) -> bool:
    """Whether the password is the one that was hashed."""
    try:
        return _hasher().verify(password_hash, _typed(password))
    except (VerificationError, InvalidHashError):
        return False


def _typed(password: str) -> str:
    """One password is one string, whichever keyboard composed its accents."""
    return unicodedata.normalize("NFC", password)
