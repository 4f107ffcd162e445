from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts import rules
from portal.accounts.rules import (
    CODE_LIMIT,
    PasswordFault,
    SlipState,
    Term,
    TermFault,
    after_failure,
    password_fault,
    term_fault,
)
from portal.core import codes
from tests.world import utc

NOON = utc(2026, 3, 1, 4, 0)
digits = st.text("0123456789", min_size=7, max_size=7)


def test_code_has_sixty_random_bits_and_no_confusable_sign() -> None:
    assert len(codes.ALPHABET) ** codes.LENGTH >= 2**60
    assert not set(codes.ALPHABET) & set("0OQD1IL2Z5S8BUV")


@given(st.sampled_from([" ", "-", "－", "\u3000", "–", ""]), st.booleans(), st.booleans())
def test_code_is_the_same_however_it_is_typed(gap: str, lower: bool, wide: bool) -> None:
    code = codes.new_code()
    typed = gap.join(code.replace("-", ""))
    typed = typed.lower() if lower else typed
    if wide:
        typed = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in typed)
    assert codes.normal(f" {typed}\n") == code


@given(st.text(max_size=60))
def test_normal_code_stays_as_it_is_and_nonsense_is_none(typed: str) -> None:
    normal = codes.normal(typed)
    assert normal is None or codes.normal(normal) == normal


def test_number_is_eight_digits_and_no_telephone() -> None:
    for _ in range(200):
        number = rules.new_number()
        assert (len(number), number[0]) == (8, "9")
        assert rules.is_number(number)
        assert not rules.is_phone(number)


@given(digits, st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_of_a_number_shows(plain: str, place: int, shift: int) -> None:
    good = rules.with_check_digit(plain)
    wrong = good[:place] + str((int(good[place]) + shift) % 10) + good[place + 1 :]
    assert rules.with_check_digit(wrong[:-1]) != wrong


@pytest.mark.parametrize("typed", ["", "9", "９1234567", "81234567", "abcdefgh", "912345678"])
def test_other_words_are_no_number(typed: str) -> None:
    assert not rules.is_number(typed)


@pytest.mark.parametrize("phone", ["13800000001", "19912345678", "01055550100", "057187654321"])
def test_telephones(phone: str) -> None:
    assert rules.is_phone(phone)


@pytest.mark.parametrize(
    "phone", ["", "55550100", "12345678901", "1380000000", "138000000011", "00551234567", "1３8"]
)
def test_no_telephones(phone: str) -> None:
    assert not rules.is_phone(phone)


@pytest.mark.parametrize(
    ("name", "shown"), [("王秀英", "王*英"), ("王英", "王*"), ("欧阳秀英", "欧**英"), ("王", "王*")]
)
def test_name_on_a_slip_is_masked_in_part(name: str, shown: str) -> None:
    assert rules.masked(name) == shown


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("七个字不够长啊", PasswordFault.TOO_SHORT),
        ("长" * 129, PasswordFault.TOO_LONG),
        ("13800000001", PasswordFault.OWN_NUMBER),
        ("91234567", PasswordFault.OWN_NUMBER),
        ("Password", PasswordFault.COMMON),
        ("ｑｗｅｒｔｙ１２", PasswordFault.COMMON),
        ("12345678", PasswordFault.COMMON),
        ("34567890", PasswordFault.COMMON),
        ("9876543210", PasswordFault.COMMON),
        ("88888888", PasswordFault.COMMON),
        ("abababab", PasswordFault.COMMON),
        ("demo-liren", None),
        ("竹子每年长新笋", PasswordFault.TOO_SHORT),
        ("竹子每年长新笋。", None),
        ("13800000002", None),
    ],
)
def test_passwords(password: str, fault: PasswordFault | None) -> None:
    assert password_fault(password, {"13800000001", "91234567"}) == fault


def test_fifth_failure_locks_for_five_minutes() -> None:
    failures, locked_until = 0, None
    history = []
    for minute in range(5):
        now = NOON + timedelta(minutes=minute)
        failures, locked_until = after_failure(failures, now - timedelta(minutes=1), now)
        history.append((failures, locked_until))
    locked = NOON + timedelta(minutes=9)
    assert history == [(1, None), (2, None), (3, None), (4, None), (5, locked)]


def test_counting_begins_anew_after_a_lock() -> None:
    assert after_failure(5, NOON, NOON + timedelta(minutes=6)) == (1, None)


def test_failures_of_long_ago_do_not_count() -> None:
    assert after_failure(4, NOON, NOON + timedelta(hours=1)) == (
        5,
        NOON + timedelta(hours=1, minutes=5),
    )
    assert after_failure(4, NOON, NOON + timedelta(hours=1, seconds=1)) == (1, None)


def test_wrong_codes_have_their_own_limit() -> None:
    assert after_failure(9, NOON, NOON, CODE_LIMIT) == (10, NOON + timedelta(minutes=10))


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("unix:", "unix:"),
    ],
)
def test_network_is_what_one_household_holds(address: str, network: str) -> None:
    assert rules.network(address) == network


@pytest.mark.parametrize(
    ("has_account", "printed", "revoked", "state"),
    [
        (False, False, False, SlipState.NONE),
        (False, True, False, SlipState.PRINTED),
        (False, True, True, SlipState.REVOKED),
        (True, True, False, SlipState.USED),
        (True, True, True, SlipState.USED),
        (True, False, False, SlipState.USED),
    ],
)
def test_slip_states(has_account: bool, printed: bool, revoked: bool, state: SlipState) -> None:
    assert rules.slip_state(has_account, printed, revoked) == state


def term(role: str, starts: str, ends: str | None = None) -> Term:
    return Term(role, date.fromisoformat(starts), date.fromisoformat(ends) if ends else None)


@pytest.mark.parametrize(
    ("wanted", "held", "fault"),
    [
        (term("supervisor", "2026-01-01"), [], None),
        (term("supervisor", "2026-01-02", "2026-01-01"), [], TermFault.ENDS_BEFORE_START),
        (term("supervisor", "2026-01-01", "2026-01-01"), [], None),
        (
            term("grid_worker", "2026-06-01"),
            [term("grid_worker", "2026-01-01", "2026-06-01")],
            TermFault.ALREADY_HELD,
        ),
        (
            term("grid_worker", "2026-06-02"),
            [term("grid_worker", "2026-01-01", "2026-06-01")],
            None,
        ),
        (
            term("supervisor", "2026-06-01"),
            [term("director", "2026-01-01")],
            TermFault.SUPERVISES_ITSELF,
        ),
        (
            term("committee_member", "2026-06-01"),
            [term("supervisor", "2026-12-31")],
            TermFault.SUPERVISES_ITSELF,
        ),
        (term("supervisor", "2026-06-01"), [term("director", "2021-01-01", "2026-05-31")], None),
        (term("representative", "2026-06-01"), [term("supervisor", "2026-01-01")], None),
    ],
)
def test_terms_of_office(wanted: Term, held: list[Term], fault: TermFault | None) -> None:
    """居民委员会组织法 art. 36: nobody supervises the committee that they sit on."""
    assert term_fault(wanted, held) == fault
