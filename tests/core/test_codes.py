"""Codes survive being read aloud, written down and typed."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import codes
from portal.core.codes import ALPHABET, LENGTH, grouped, new_code, normal

printed = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH).map(grouped)


def test_a_code_is_beyond_guessing_and_has_no_confusable_signs() -> None:
    assert LENGTH * log2(len(set(ALPHABET))) >= 65
    assert set(ALPHABET).isdisjoint("0OQD1IL2Z5S8BUV")
    assert len({new_code() for _ in range(100)}) == 100


def test_a_new_code_is_printed_in_groups() -> None:
    groups = new_code().split("-")
    assert [len(group) for group in groups] == [codes.GROUP] * 3


@given(printed)
def test_case_width_spaces_and_dashes_do_not_matter(code: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    spaced = " ".join(code.replace("-", "").lower())
    assert {normal(code), normal(code.lower()), normal(wide), normal(spaced)} == {code}


@given(st.text())
def test_whatever_is_typed_is_a_whole_code_or_none(typed: str) -> None:
    code = normal(typed)
    assert code is None or set(code.replace("-", "")) <= set(ALPHABET)


@pytest.mark.parametrize("typed", ["", "34679-ACEFG", "34679-ACEFG-HJKMN-P", "00000-11111-OOOOO"])
def test_anything_else_is_no_code(typed: str) -> None:
    assert normal(typed) is None
