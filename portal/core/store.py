"""Photos and documents on disk, each under the digest of its bytes: the same file lies there once.

A file is written whole beside its place and renamed into it, so that no reader and no power cut
meets half of one.
"""

import hashlib
import os
import re
import tempfile
from pathlib import Path

_DIGEST = re.compile("[0-9a-f]{64}")


def keep(folder: Path, body: bytes, ending: str = "jpg") -> str:
    """Keeps the file for good, before the row that names it is committed; its SHA-256."""
    digest = hashlib.sha256(body).hexdigest()
    target = path(folder, digest, ending)
    if not target.exists():
        for room in (folder, target.parent):
            room.mkdir(mode=0o700, exist_ok=True)
        _write(target, body)
    return digest


def path(folder: Path, digest: str, ending: str = "jpg") -> Path:
    """Where a file lies or would lie. LookupError for what is no digest."""
    if not _DIGEST.fullmatch(digest):
        raise LookupError(digest)
    return folder / digest[:2] / f"{digest}.{ending}"


def read(folder: Path, digest: str, ending: str = "jpg") -> bytes:
    """The file. LookupError where there is none."""
    try:
        return path(folder, digest, ending).read_bytes()
    except FileNotFoundError:
        raise LookupError(digest) from None


def drop(folder: Path, digest: str) -> None:
    """Takes a picture away that no row names any more, once that is committed."""
    path(folder, digest).unlink(missing_ok=True)


def _write(target: Path, body: bytes) -> None:
    handle, beside = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
    except BaseException:
        os.unlink(beside)
        raise
    _settle(target.parent)


def _settle(folder: Path) -> None:
    """The folder's own entry reaches the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
