"""The files of the private keys: 0600, outside the database and its backups."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from portal.ballots import queries
from portal.ballots.models import Box
from portal.ballots.sealing import WrongKey, new_key, public_half
from portal.core.db import writing


@dataclass(frozen=True)
class Sealed:
    """What sealing gives: the opening digest to post, the private key (hex) to print once, and how
    many households were left out for want of one delegate.
    """

    digest: str
    key: str
    left_out: int = 0


def with_new(folder: Path, act: Callable[[str], Box]) -> Sealed:
    """Makes a key pair and, in a transaction of its own, what is sealed with its public half.

    The key's file is on disk before the box is committed, and gone again if it is not.
    """
    private, public = new_key()
    try:
        with writing():
            write(folder, private)
            box = act(public)
            sealed = Sealed(box.opening_digest, private, box.left_out)
    except BaseException:
        if not queries.has_box(public):  # an interrupt may come after the commit
            erase(folder, public)
        raise
    return sealed


def path_of(folder: Path, public_key: str) -> Path:
    """Where the key of a box lies; its name is the beginning of the public half."""
    return folder / f"box-{public_key[:16]}.key"


def write(folder: Path, private: str) -> Path:
    """Writes the key to disk for good before the box that needs it is committed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = path_of(folder, public_half(private))
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(private)
        file.flush()
        os.fsync(file.fileno())
    return path


def read(folder: Path, box: Box) -> str | None:
    """The private key of a box, or None where the file is lost or is not this box's."""
    try:
        private = path_of(folder, box.public_key).read_text().strip()
        return private if public_half(private) == box.public_key else None
    except (FileNotFoundError, WrongKey):
        return None


def erase(folder: Path, public_key: str) -> None:
    """Overwrites and removes the file; a file that is gone is gone."""
    path = path_of(folder, public_key)
    try:
        with path.open("r+b") as file:
            file.write(b"0" * path.stat().st_size)
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)
