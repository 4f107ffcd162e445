"""Keys, envelopes, commitments and receipt marks."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ballots import sealing
from portal.ballots.sealing import Opened, WrongKey

words = st.text(max_size=20)
contents = st.builds(Opened, words, words, st.sampled_from(["online", "paper"]), st.none() | words)


@given(st.lists(contents, max_size=8))
def test_what_is_sealed_is_what_is_opened(ballots: list[Opened]) -> None:
    private, public = sealing.new_key()
    size = max((sealing.size_for(one) for one in ballots), default=64)
    envelopes = [sealing.seal(one, public, size) for one in ballots]
    assert sealing.open_all(envelopes, private) == ballots


@given(contents, contents)
def test_all_envelopes_of_a_box_have_one_length(one: Opened, other: Opened) -> None:
    _private, public = sealing.new_key()
    size = max(sealing.size_for(one), sealing.size_for(other))
    assert len(sealing.seal(one, public, size)) == len(sealing.seal(other, public, size))


def test_a_payload_longer_than_its_box_is_refused() -> None:
    _private, public = sealing.new_key()
    with pytest.raises(ValueError, match="longer"):
        sealing.seal(Opened("x" * 100, "", "online", None), public, 64)


def test_another_key_opens_nothing() -> None:
    _private, public = sealing.new_key()
    other, _public = sealing.new_key()
    envelope = sealing.seal(Opened("[]", "1", "online", None), public, 128)
    with pytest.raises(WrongKey):
        sealing.open_all([envelope], other)


@pytest.mark.parametrize("nonsense", ["", "zz", "00", "钥匙", "ab" * 33])
def test_what_cannot_be_a_key_is_refused(nonsense: str) -> None:
    with pytest.raises(WrongKey):
        sealing.public_half(nonsense)


def test_the_commitment_of_a_roll_row_is_what_its_documentation_says() -> None:
    """The bytes are fixed for good, so that a neighbour can compute the same with sha256sum."""
    encoded = (
        '["liren-roll-1","abababababababababababababababab",3,"王秀英",1955,"里仁里1号楼1单元101"]'
    )
    expected = hashlib.sha256(encoded.encode()).hexdigest()
    assert sealing.row_commitment("ab" * 16, 3, "王秀英", 1955, "里仁里1号楼1单元101") == expected


def test_a_receipt_mark_fits_only_its_box_row_and_code() -> None:
    mark = sealing.receipt_mark("secret", 1, 2, "AAAAA")
    assert sealing.mark_fits("secret", 1, 2, "AAAAA", mark)
    for other in [
        ("other", 1, 2, "AAAAA"),
        ("secret", 2, 2, "AAAAA"),
        ("secret", 1, 3, "AAAAA"),
        ("secret", 1, 2, "AAAAC"),
    ]:
        assert not sealing.mark_fits(*other, mark)
    assert not sealing.mark_fits("secret", 1, 2, "AAAAA", "签名")
