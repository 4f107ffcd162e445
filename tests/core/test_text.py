"""Text is kept as NFC without anything invisible; keys fold what people see as one."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.core.text import clean, clean_line, match_key, phone_key

INVISIBLE = {"Cc", "Cf", "Cs"}


@given(st.text())
@example("e\u200d\u0301")
def test_clean_text_is_visible_composed_and_stays_as_it_is(text: str) -> None:
    kept = clean(text)
    assert {unicodedata.category(char) for char in kept.replace("\n", "")} & INVISIBLE == set()
    assert unicodedata.is_normalized("NFC", kept)
    assert kept == kept.strip() == clean(kept)


@given(st.text())
def test_a_clean_line_is_one_line_with_single_spaces(text: str) -> None:
    line = clean_line(text)
    assert line == " ".join(line.split())
    assert line.splitlines() in ([], [line])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("路灯\r\n坏了\r\n", "路灯\n坏了"),
        ("a\tb", "a b"),
        ("王\u200b秀\ufeff英", "王秀英"),
        ("\u202e反过来\u202c", "反过来"),
        ("cafe\u0301", "café"),
        ("ＡＢ（全角）", "ＡＢ（全角）"),
    ],
)
def test_what_is_kept_of_what_was_typed(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("１号楼", "1号楼"),
        ("3 单元", "3单元"),
        ("Li Ren", "liren"),
        ("王\u3000伟", "王伟"),
        ("Ⅳ", "iv"),
    ],
)
def test_two_spellings_have_one_key(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


def test_different_names_have_different_keys() -> None:
    assert match_key("王伟") != match_key("王玮")


@pytest.mark.parametrize(
    "typed",
    [
        "13800000001",
        " 138 0000 0001 ",
        "138-0000-0001",
        "+86 13800000001",
        "008613800000001",
        "１３８０００００００１",
        "＋86（138）0000-0001",
    ],
)
def test_a_telephone_number_is_its_digits(typed: str) -> None:
    assert phone_key(typed) == "13800000001"
