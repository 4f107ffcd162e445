"""What may be handed down, to whom, for how long (居民委员会组织法 art. 30), as tables."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.bodies.rules import Kind
from portal.topics import handing
from portal.topics.handing import Fault, Handing, NoEnd
from portal.topics.rules import RESERVED, Matter

TODAY = date(2026, 3, 10)
NEXT_YEAR = date(2027, 3, 10)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize("giver", Kind)
def test_the_residents_meeting_hands_to_the_assembly_the_assembly_to_the_council_article_30(
    giver: Kind,
) -> None:
    to = {Kind.RESIDENTS_MEETING: Kind.ASSEMBLY, Kind.ASSEMBLY: Kind.COUNCIL}.get(giver)
    assert handing.receiver(giver) is to
    offered = {
        Kind.RESIDENTS_MEETING: set(RESERVED),
        Kind.ASSEMBLY: {Matter.DELEGATED, Matter.ORDINARY},
    }
    assert set(handing.offered(giver)) == offered.get(giver, set())


@pytest.mark.parametrize("matter", Matter)
@pytest.mark.parametrize("giver", Kind)
def test_what_is_reserved_to_the_residents_never_reaches_a_council_article_30(
    giver: Kind, matter: Matter
) -> None:
    fault = handing.fault(giver, Handing((matter,), NEXT_YEAR, "哪些事"), TODAY)
    assert fault is (None if matter in handing.offered(giver) else Fault.NEVER_THEIRS)
    assert not (giver is Kind.ASSEMBLY and matter in RESERVED and fault is None)


def test_one_matter_that_is_not_theirs_spoils_the_whole() -> None:
    said = Handing((Matter.ORDINARY, Matter.COVENANT), NEXT_YEAR)
    assert handing.fault(Kind.ASSEMBLY, said, TODAY) is Fault.NEVER_THEIRS


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (Handing(), None),
        (Handing(until=NEXT_YEAR), Fault.NOTHING),
        (Handing(scope="环境"), Fault.NOTHING),
        (Handing((Matter.ORDINARY,)), Fault.NO_END),
        (Handing((Matter.ORDINARY,), TODAY), Fault.ENDS_TOO_SOON),
        (Handing((Matter.ORDINARY,), TODAY + timedelta(days=1)), None),
        (Handing((Matter.ORDINARY,), date(2031, 3, 9)), None),
        (Handing((Matter.ORDINARY,), date(2031, 3, 10)), Fault.ENDS_TOO_LATE),
        (Handing((Matter.DELEGATED,), NEXT_YEAR), Fault.NO_SCOPE),
        (Handing((Matter.DELEGATED,), NEXT_YEAR, "环境"), None),
    ],
)
def test_nobody_hands_down_for_longer_than_a_term_or_without_saying_what_article_14(
    said: Handing, fault: Fault | None
) -> None:
    assert handing.fault(Kind.ASSEMBLY, said, TODAY) is fault


@pytest.mark.parametrize(
    ("ends_on", "on", "no"),
    [
        (None, TODAY, None),
        (None, NEXT_YEAR, None),
        (NEXT_YEAR, TODAY, None),
        (NEXT_YEAR, NEXT_YEAR, NoEnd.NOT_SOONER),
        (NEXT_YEAR, date(2099, 1, 1), NoEnd.NOT_SOONER),
        (NEXT_YEAR, TODAY - timedelta(days=1), NoEnd.IN_THE_PAST),
        (TODAY, date(2099, 1, 1), NoEnd.NOT_SOONER),
        (TODAY - timedelta(days=1), TODAY, NoEnd.OVER),
        (TODAY - timedelta(days=1), date(2099, 1, 1), NoEnd.OVER),
    ],
)
def test_an_end_comes_sooner_never_later_and_what_has_ended_stays_ended(
    ends_on: date | None, on: date, no: NoEnd | None
) -> None:
    assert handing.cannot_end(date(2026, 1, 1), ends_on, on, TODAY) is no


@given(starts=DAYS, ends=st.none() | DAYS, on=DAYS, today=DAYS)
def test_no_end_ever_lengthens_what_was_handed_down(
    starts: date, ends: date | None, on: date, today: date
) -> None:
    if handing.cannot_end(starts, ends, on, today) is None:
        assert starts <= on
        assert today <= on
        assert ends is None or on < ends
