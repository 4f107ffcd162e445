"""A photo lies once under the digest of its bytes, whole or not at all."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from portal.core import store

BODY = b"a picture"
DIGEST = hashlib.sha256(BODY).hexdigest()


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_photo_is_kept_under_its_digest(tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    assert store.keep(folder, BODY) == DIGEST
    assert files(folder) == [f"{DIGEST[:2]}/{DIGEST}.jpg"]
    assert store.read(folder, DIGEST) == BODY
    assert store.path(folder, DIGEST).read_bytes() == BODY


def test_nobody_else_on_the_machine_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    kept = store.path(folder, store.keep(folder, BODY))
    modes = [path.stat().st_mode & 0o777 for path in (folder, kept.parent, kept)]
    assert modes == [0o700, 0o700, 0o600]


def test_the_same_photo_lies_there_once_and_is_left_as_it_was(tmp_path: Path) -> None:
    kept = store.path(tmp_path, store.keep(tmp_path, BODY))
    os.utime(kept, (1, 1))
    assert store.keep(tmp_path, BODY) == DIGEST
    assert kept.stat().st_mtime == 1


def test_two_at_once_keep_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        digests = set(pool.map(lambda _n: store.keep(tmp_path, BODY), range(32)))
    assert digests == {DIGEST}
    assert files(tmp_path) == [f"{DIGEST[:2]}/{DIGEST}.jpg"]


def test_a_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        store.keep(tmp_path, BODY)
    assert files(tmp_path) == []


@pytest.mark.parametrize("digest", [DIGEST, "", "../../secret_key", DIGEST.upper(), f"{DIGEST}\n"])
def test_what_is_not_there_or_is_no_digest_is_not_found(tmp_path: Path, digest: str) -> None:
    with pytest.raises(LookupError):
        store.read(tmp_path, digest)
