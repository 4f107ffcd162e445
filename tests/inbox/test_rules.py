"""Quiet hours, the day's digest and trying again: around midnight, and for every hour there is."""

from datetime import date, datetime, time, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.clock import SHANGHAI
from portal.inbox import rules
from portal.inbox.rules import Pace, is_quiet, last_digest

hours = st.integers(0, 23)
moments = st.datetimes(
    datetime(2025, 12, 30),  # noqa: DTZ001
    datetime(2026, 3, 2),  # noqa: DTZ001
    timezones=st.just(SHANGHAI),
)


def at(clock: str, day: int = 10) -> datetime:
    return datetime.combine(date(2026, 5, day), time.fromisoformat(clock), SHANGHAI)


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [
        ("07:59:59", True),
        ("08:00", False),
        ("20:59:59", False),
        ("21:00", True),
        ("23:59:59", True),
        ("00:00", True),
    ],
)
def test_the_night_is_from_nine_to_eight(clock: str, quiet: bool) -> None:
    assert is_quiet(at(clock), 21, 8) is quiet


@pytest.mark.parametrize(
    ("clock", "quiet"), [("11:59", False), ("12:00", True), ("13:59", True), ("14:00", False)]
)
def test_quiet_hours_may_lie_within_a_day(clock: str, quiet: bool) -> None:
    assert is_quiet(at(clock), 12, 14) is quiet


@given(moments, hours)
def test_two_equal_hours_are_no_night(moment: datetime, hour: int) -> None:
    assert not is_quiet(moment, hour, hour)


@given(moments, hours, hours)
def test_night_and_day_share_the_clock(moment: datetime, begins: int, ends: int) -> None:
    """Whatever hours are set, the one is quiet exactly when the other is not."""
    if begins != ends:
        assert is_quiet(moment, begins, ends) is not is_quiet(moment, ends, begins)


@given(hours, hours)
def test_a_night_is_as_long_as_its_hours(begins: int, ends: int) -> None:
    quiet = [is_quiet(at(f"{hour:02d}:30"), begins, ends) for hour in range(24)]
    assert quiet.count(True) == (ends - begins) % 24


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (at("17:59:59", 10), at("18:00", 9)),
        (at("18:00", 10), at("18:00", 10)),
        (at("23:59:59", 10), at("18:00", 10)),
        (at("00:00", 11), at("18:00", 10)),
        (at("17:00", 1), datetime(2026, 4, 30, 18, tzinfo=SHANGHAI)),
    ],
)
def test_the_last_digest_was_due_today_or_yesterday(now: datetime, due: datetime) -> None:
    assert last_digest(now, 18) == due


@given(moments, hours)
def test_a_digest_is_due_once_a_day_at_its_hour(moment: datetime, hour: int) -> None:
    due = last_digest(moment, hour)
    assert (due.hour, due.minute, due.second, due.microsecond) == (hour, 0, 0, 0)
    assert timedelta(0) <= moment - due < timedelta(days=1)


@given(moments, hours)
def test_a_day_later_it_is_the_next_days(moment: datetime, hour: int) -> None:
    """By dates, not by 24 hours since the last one: a late digest shifts no later one."""
    first, second = last_digest(moment, hour), last_digest(moment + timedelta(days=1), hour)
    assert second.date() - first.date() == timedelta(days=1)


PACES = {
    # (about the account, urgent): for at_once, daily, never
    (False, False): (Pace.AT_ONCE, Pace.DAILY, Pace.NEVER),
    (False, True): (Pace.AT_ONCE, Pace.AT_ONCE, Pace.NEVER),
    (True, False): (Pace.AT_ONCE, Pace.AT_ONCE, Pace.AT_ONCE),
    (True, True): (Pace.AT_ONCE, Pace.AT_ONCE, Pace.AT_ONCE),
}


@pytest.mark.parametrize(("about", "goes"), PACES.items())
def test_how_soon_a_message_goes(about: tuple[bool, bool], goes: tuple[Pace, ...]) -> None:
    assert tuple(rules.pace(*about, chosen) for chosen in Pace) == goes


def test_a_mail_is_tried_six_times_in_half_a_day() -> None:
    now = at("09:00")
    waits = [rules.next_try(tries, now) for tries in range(1, 7)]
    minutes = [(wait - now) // timedelta(minutes=1) for wait in waits if wait]
    assert minutes == [1, 5, 25, 125, 625]
    assert waits[-1] is None


@pytest.mark.parametrize(
    "typed", ["a@b.cn", "wang.xiuying+liren@mail.example.com", "13800000001@139.com"]
)
def test_an_address_that_mail_can_go_to(typed: str) -> None:
    assert rules.is_address(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "王@例子.中国",
        "a@b",
        "a b@c.cn",
        "a@b.cn,c@d.cn",
        "a@b.cn\nBcc: c@d.cn",
        "<a@b.cn>",
        "a@@b.cn",
        "@b.cn",
        ".a@b.cn",
        "a.@b.cn",
        "a..b@c.cn",
        "a@-b.cn",
        "a@b-.cn",
        "a" * 65 + "@b.cn",
        "a" * 250 + "@b.cn",
    ],
)
def test_an_address_that_is_none(typed: str) -> None:
    assert not rules.is_address(typed)


@given(st.from_regex(rules._ADDRESS, fullmatch=True).filter(rules.is_address))
def test_whatever_is_an_address_can_stand_in_a_letter(address: str) -> None:
    """What the form lets pass breaks no letter later."""
    letter = EmailMessage(SMTP)
    letter["To"] = Address(addr_spec=address)
    assert letter["To"].addresses[0].addr_spec == address


@given(st.text())
def test_a_subject_is_one_line(sentence: str) -> None:
    found = rules.subject(sentence)
    assert len(found.splitlines()) <= 1
    assert len(found) <= rules.SUBJECT_LENGTH
