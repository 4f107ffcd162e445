"""What an import would change, held against a roster as it stands."""

from dataclasses import asdict

from portal.roster.plan import NOTHING, Edit, Facts, Known, Plan, Standing
from portal.roster.reading import RawRow, RosterWarning, WarningKind
from tests.roster.test_reading import GRID, MOBILE, OTHER_GRID, raw, report

HOME = ("向阳里", "3幢", "1单元", "501")
WANG = (*HOME, "王小明", 1980)
FACTS = Facts(MOBILE, "registered", True)
NEW_PHONE = "13987654321"


def known(facts: Facts = FACTS, has_left: bool = False) -> Known:
    return Known(7, facts, has_left, "王小明", "向阳里3幢1单元501")


def standing(*, facts: Facts = FACTS, has_left: bool = False, grid: str = GRID) -> Standing:
    """王小明 alone in one dwelling."""
    people = {WANG: known(facts, has_left)}
    return Standing(frozenset({GRID}), {HOME[:2]: grid}, {HOME: grid}, people)


def done(on: Standing, *rows: RawRow) -> dict[str, int]:
    """The figures of an import that are not nought."""
    changes = Plan(report(*rows), on).changes
    return {name: count for name, count in asdict(changes).items() if count}


def test_everything_is_new_on_an_empty_roster() -> None:
    assert done(NOTHING, raw(3), raw(4, name="李芳", phone=None, delegate="否")) == {
        "people_added": 2,
        "households_added": 1,
        "buildings_added": 1,
        "grids_added": 1,
    }


def test_what_stands_already_is_left_alone() -> None:
    assert done(standing(), raw()) == {"people_unchanged": 1}
    assert Plan(report(raw()), standing()).changes.is_empty


def test_a_new_telephone_a_new_kind_and_a_new_delegate_are_taken_over() -> None:
    plan = Plan(report(raw(phone=NEW_PHONE, residence_kind="常住", delegate="否")), standing())
    assert plan.edits == [Edit(known(), Facts(NEW_PHONE, "habitual", False))]
    assert plan.changes.people_changed == plan.changes.phones_changed == 1
    assert plan.changes.kinds_changed == plan.changes.delegates_changed == 1


def test_an_empty_cell_does_not_clear_a_telephone() -> None:
    assert done(standing(), raw(phone=None)) == {"people_unchanged": 1}


def test_a_redrawn_grid_moves_the_dwelling_and_its_building_but_nobody_in_it() -> None:
    assert done(standing(), raw(grid=OTHER_GRID)) == {
        "people_unchanged": 1,
        "households_moved": 1,
        "buildings_moved": 1,
        "grids_added": 1,
    }


def test_a_building_belongs_to_the_grid_of_most_of_its_dwellings() -> None:
    rows = [raw(n, room=n, phone=None, grid=OTHER_GRID) for n in (501, 502)]
    assert done(standing(), rows[1]) == {
        "people_added": 1,
        "people_not_listed": 1,
        "people_missing": 1,
        "households_added": 1,
        "grids_added": 1,
    }
    assert Plan(report(*rows), standing()).moved_buildings == {HOME[:2]: OTHER_GRID}


def test_whoever_is_on_record_as_gone_is_reported_and_not_brought_back() -> None:
    plan = Plan(report(raw(phone=NEW_PHONE)), standing(has_left=True))
    assert [row.row for row in plan.returned] == [3]
    assert (plan.edits, plan.changes.people_returned) == ([], 1)
    assert plan.changes.is_empty


def test_whoever_is_not_in_the_sheet_is_counted_and_stays() -> None:
    assert done(standing(), raw(name="李芳", delegate="否")) == {
        "people_added": 1,
        "people_not_listed": 1,
        "people_missing": 1,
    }
    assert done(standing(has_left=True)) == {}


def test_a_namesake_of_another_year_or_door_is_another_person() -> None:
    assert done(standing(), raw(3), raw(4, birth_year=2005), raw(5, room="502")) == {
        "people_added": 2,
        "people_unchanged": 1,
        "households_added": 1,
    }


def test_a_grid_is_measured_with_what_is_on_the_roster_already() -> None:
    homes = {(*HOME[:3], str(n)): GRID for n in range(1, 250)}
    on = Standing(frozenset({GRID}), {HOME[:2]: GRID}, homes, {})
    assert Plan(report(raw(room=249)), on).warnings == (
        RosterWarning(WarningKind.GRID_SIZE, grid_code=GRID, households=249),
    )
    assert Plan(report(raw(room=250)), on).warnings == ()
