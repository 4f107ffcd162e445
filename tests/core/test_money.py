"""Money is whole fen, and what is shown can be typed back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import money

amounts = st.integers(min_value=0, max_value=money.MAX_FEN)


@pytest.mark.parametrize(
    ("fen", "full", "short", "plain"),
    [
        (0, "¥0.00", "¥0", "0"),
        (5, "¥0.05", "¥0.05", "0.05"),
        (1234500, "¥12,345.00", "¥12,345", "12345"),
        (1234560, "¥12,345.60", "¥12,345.60", "12345.60"),
        (-150, "-¥1.50", "-¥1.50", "-1.50"),
    ],
)
def test_amounts_are_written_for_people_and_for_files(
    fen: int, full: str, short: str, plain: str
) -> None:
    assert (money.yuan(fen), money.short_yuan(fen), money.decimal_yuan(fen)) == (full, short, plain)


@given(amounts)
def test_every_way_of_writing_an_amount_reads_back(fen: int) -> None:
    written = {money.yuan(fen), money.short_yuan(fen), money.decimal_yuan(fen)}
    assert {money.parse_yuan(text) for text in written} == {fen}


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("12000", 1200000),
        (" 12,000.5 ", 1200050),
        ("¥12000.05", 1200005),
        ("￥3", 300),
        ("88元", 8800),
        ("１２", 1200),
        ("1万", 1000000),
        ("3千", 300000),
        ("1.5万元", 1500000),
        ("1.234567万", 1234567),
        ("¥ 2 亿元", 20000000000),
    ],
)
def test_people_may_type_an_amount_in_their_own_way(typed: str, fen: int) -> None:
    assert money.parse_yuan(typed) == fen


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "元",
        "-1",
        "1.234",
        "1,2345",
        "1.500",
        "1.2345678万",
        "约1万",
        "一万",
        "1万2千",
        "1百",
        "万",
        "٣٤",
        "३४",
        "9999亿",
        "12,34",
        "1e3",
        "一百",
        "1 000",
        "100000000000.01",
        "9" * 13,
    ],
)
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is what was typed
        money.parse_yuan(typed)
