"""The canonical bytes of what a box posts; every digest is SHA-256 over exactly these.

Text files are UTF-8 with ``\\n`` at each line's end; JSON is canonical (sorted keys, no spaces)
with one line break at the end.
"""

import hashlib
from collections.abc import Iterable, Mapping

from portal.audit.chain import canonical_json

OPENING_MANIFEST = "manifest-opening.json"
FINAL_MANIFEST = "manifest-final.json"
ROLL_OPENING = "roll-opening.txt"
ROLL_FINAL = "roll-final.csv"
ROLL_ADDENDA = "roll-addenda.csv"
RECEIPTS = "receipts.txt"


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def json_file(value: object) -> bytes:
    return canonical_json(value) + b"\n"


def lines_file(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def roll_opening(commitments: Iterable[str]) -> bytes:
    """All rows, sorted, unmarked."""
    return lines_file(sorted(commitments))


def roll_final(rows: Iterable[tuple[str, bool]]) -> bytes:
    """``commitment;voted`` with voted 0 or 1, sorted; rows struck by an addendum are left out."""
    return lines_file(["commitment;voted", *sorted(f"{c};{int(voted)}" for c, voted in rows)])


def roll_addenda(changes: Iterable[tuple[str, str]]) -> bytes:
    """``commitment;change`` with change added or removed: one undated list, sorted."""
    return lines_file(["commitment;change", *sorted(f"{c};{what}" for c, what in changes)])


def receipts(codes: Iterable[str]) -> bytes:
    return lines_file(sorted(codes))


def manifest(box_id: int, files: Mapping[str, bytes], facts: Mapping[str, object]) -> bytes:
    """Names every file with its digest and size, and the facts that go with them."""
    listed = {name: {"sha256": digest(body), "bytes": len(body)} for name, body in files.items()}
    return json_file({"scheme": "liren-box-1", "box": box_id, "files": listed, **facts})
