"""Keys and envelopes: what is sealed, and how it is opened again (NaCl sealed boxes).

A payload is canonical JSON, padded with spaces to the one length of its box, so that the size
of an envelope says nothing.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from portal.audit.chain import canonical_json

ROW_SCHEME = "liren-roll-1"
_BLOCK = 64


class WrongKey(Exception):
    """The key does not belong to this box."""


@dataclass(frozen=True, order=True)
class Opened:
    """What lay in an envelope. ``content`` is canonical JSON; the order is by content."""

    content: str
    grid_code: str
    channel: str
    receipt: str | None


def new_key() -> tuple[str, str]:
    """(private, public) as hex."""
    private = PrivateKey.generate()
    return bytes(private).hex(), bytes(private.public_key).hex()


def public_half(private: str) -> str:
    """The public key of a private one, both hex; WrongKey for what cannot be a key."""
    try:
        return bytes(PrivateKey(bytes.fromhex(private)).public_key).hex()
    except (ValueError, TypeError, CryptoError):
        raise WrongKey from None


def payload(opened: Opened) -> bytes:
    parts = {
        "content": opened.content,
        "grid": opened.grid_code,
        "channel": opened.channel,
        "receipt": opened.receipt,
    }
    return canonical_json(parts)


def size_for(longest: Opened) -> int:
    """The one length of a box's payloads, in bytes: its longest, rounded up to a block."""
    return -(-len(payload(longest)) // _BLOCK) * _BLOCK


def seal(opened: Opened, public_key: str, size: int) -> bytes:
    """An envelope. ValueError if the payload is longer than ``size``."""
    padded = payload(opened).ljust(size, b" ")
    if len(padded) > size:
        raise ValueError("payload longer than its box allows")
    return SealedBox(PublicKey(bytes.fromhex(public_key))).encrypt(padded)


def open_all(envelopes: list[bytes], private: str) -> list[Opened]:
    """Every envelope's content, in no order that matters. WrongKey if one does not open."""
    box = SealedBox(PrivateKey(bytes.fromhex(private)))
    try:
        return [_opened(box.decrypt(sealed)) for sealed in envelopes]
    except CryptoError:
        raise WrongKey from None


def _opened(padded: bytes) -> Opened:
    parts = json.loads(padded)
    return Opened(parts["content"], parts["grid"], parts["channel"], parts["receipt"])


def row_commitment(salt: str, box_id: int, name: str, birth_year: int | None, address: str) -> str:
    """What the published roll shows of a person: SHA-256 over canonical JSON of
    ``["liren-roll-1", salt, box, name, birth year, address]``; only its owner knows the salt.
    """
    row = [ROW_SCHEME, salt, box_id, name, birth_year, address]
    return hashlib.sha256(canonical_json(row)).hexdigest()


def receipt_mark(secret: str, box_id: int, row_id: int, code: str) -> str:
    """The signature that ties a receipt code to one box and roll row; it is never stored."""
    told = canonical_json(["liren-receipt-1", box_id, row_id, code])
    return hmac.new(secret.encode(), told, hashlib.sha256).hexdigest()


def mark_fits(secret: str, box_id: int, row_id: int, code: str, mark: str) -> bool:
    expected = receipt_mark(secret, box_id, row_id, code)
    return hmac.compare_digest(expected.encode(), mark.encode("utf-8", "replace"))
