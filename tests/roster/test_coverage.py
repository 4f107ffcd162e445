"""Of whom a sheet speaks: only they can be missing from it."""

import pytest

from portal.roster.coverage import coverage
from portal.roster.reading import RawRow
from tests.roster.test_reading import raw, report

LI = ("向阳里", "3幢", "1单元", "501", "李芳", 1955)


def misses(*rows: RawRow, person: tuple[str, str, str, str, str, int] = LI) -> bool:
    return coverage(report(*rows)).misses(person)


def test_whoever_lives_in_a_building_of_the_sheet_is_missed() -> None:
    assert misses(raw())
    assert misses(raw(room="1201"))


def test_nobody_of_another_building_or_estate_is_missed() -> None:
    assert not misses(raw(building="4幢"))
    assert not misses(raw(estate="和平里"))


@pytest.mark.parametrize(
    ("refused", "is_missed"),
    [
        ({"name": "李芳", "phone": "1"}, False),
        ({"name": "李方", "birth_year": "昨天"}, False),  # the same dwelling: it may be her
        ({"name": "", "room": "501"}, False),
        ({"name": "李芳", "room": ""}, False),  # the name, at a door that cannot be read
        ({"name": "李芳", "building": ""}, False),
        ({"name": "", "room": ""}, False),  # somebody of this building
        ({"name": "张三", "room": ""}, True),
        ({"name": "", "room": "", "building": "4幢"}, True),
        ({"name": "", "room": "", "building": ""}, True),
        ({"name": "李芳", "room": "502", "phone": "1"}, True),  # a namesake next door
    ],
)
def test_whoever_a_refused_row_may_mean_waits_until_it_is_mended(
    refused: dict[str, object], is_missed: bool
) -> None:
    assert misses(raw(3), raw(4, **refused)) is is_missed
