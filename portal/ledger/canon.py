"""The bytes of a posted entry, and the chain over a fund's entries."""

import hashlib
import json
from collections.abc import Mapping


def link(before: str, row: Mapping[str, object]) -> str:
    """The SHA-256 over the link before ('' at the beginning) and this row as canonical JSON: keys
    sorted, no spaces, UTF-8; in lower-case hexadecimal.
    """
    told = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{before}\n{told}".encode()).hexdigest()
