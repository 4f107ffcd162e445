"""What a roster sheet says, row by row."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.roster import cells, reading
from portal.roster.cells import CellError, Field, Problem, ResidenceKind
from portal.roster.reading import (
    DuplicateRow,
    RawRow,
    Report,
    RosterRow,
    RosterWarning,
    WarningKind,
    grid_size_warnings,
    household_key,
    person_key,
    read_rows,
)
from portal.roster.sheet import read_sheet

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
GRID = "110101001001001"
OTHER_GRID = "110101001001002"
MOBILE = "13912345678"

PLAIN: dict[Field, object] = {
    Field.GRID: GRID,
    Field.ESTATE: "向阳里",
    Field.BUILDING: "3幢",
    Field.UNIT: "1单元",
    Field.ROOM: "501",
    Field.NAME: "王小明",
    Field.BIRTH_YEAR: 1980,
    Field.PHONE: MOBILE,
    Field.RESIDENCE_KIND: "户籍",
    Field.DELEGATE: "是",
}
CLEAN = RosterRow(
    row=3,
    grid_code=GRID,
    estate="向阳里",
    building="3幢",
    unit="1单元",
    room="501",
    name="王小明",
    birth_year=1980,
    phone=MOBILE,
    residence_kind=ResidenceKind.REGISTERED,
    is_delegate=True,
)


def raw(row: int = 3, **changes: object) -> RawRow:
    return RawRow(row, PLAIN | {Field(name): value for name, value in changes.items()})


def report(*rows: RawRow) -> Report:
    return read_rows(rows, this_year=2026)


def fault_of(**changes: object) -> tuple[Field, Problem]:
    (error,) = report(raw(**changes)).errors
    return error.field, error.problem


# The sheet that a real community hands in


@pytest.fixture(scope="module")
def real() -> Report:
    if not (SHARED / "roster.xlsx").exists():
        pytest.skip("the shared roster is not on this machine")
    sheet = read_sheet((SHARED / "roster.xlsx").read_bytes())
    return read_rows(sheet.rows, this_year=2026, dropped_columns=sheet.dropped_columns)


def test_the_real_roster_is_reported_exactly_as_expected(real: Report) -> None:
    expected = json.loads((SHARED / "roster.expected.json").read_text("utf-8"))
    found = real.summary()
    assert list(found) == list(expected)
    shared, known = found.pop("shared_phone_rows"), expected.pop("shared_phone_rows")
    assert found == expected
    assert set(known) <= set(shared)


def test_the_real_roster_lists_every_row_of_a_shared_number(real: Report) -> None:
    phones = [row.phone for row in real.rows if row.phone]
    again = [row.row for row in real.rows if row.phone and phones.count(row.phone) > 1]
    assert real.summary()["shared_phone_rows"] == again
    assert len(again) == 8


def test_the_real_roster_names_the_columns_it_drops(real: Report) -> None:
    assert real.dropped_columns == ("性别", "与户主关系", "入住日期", "备注")


def test_the_summary_is_plain_json(real: Report) -> None:
    assert json.loads(json.dumps(real.summary())) == real.summary()


# Cells


def test_a_plain_row_is_a_resident() -> None:
    assert report(raw()).rows == (CLEAN,)


@pytest.mark.parametrize(
    "changes",
    [
        {"phone": 13912345678},
        {"phone": 13912345678.0},
        {"phone": "13912345678.0"},
        {"phone": "１３９１２３４５６７８"},
        {"phone": "+86 139-1234-5678"},
        {"phone": "＋８６１３９１２３４５６７８"},
        {"phone": "0086 13912345678"},
        {"phone": "8613912345678"},
        {"phone": "139–1234–5678"},
        {"phone": "(139) 1234 5678\u200b"},
        {"name": "王 小明"},
        {"name": "王\u3000小\u3000明"},
        {"name": " 王小\n明\u202e"},
        {"room": 501},
        {"room": 501.0},
        {"room": "５０１"},
        {"room": " 501 "},
        {"building": "３ 幢"},
        {"estate": "向 阳里"},
        {"grid": 110101001001001},
        {"grid": 110101001001001.0},
        {"grid": "１１０１０１ 001001001"},
        {"birth_year": "1980"},
        {"birth_year": "１９８０"},
        {"birth_year": 1980.0},
        {"birth_year": "1980年5月"},
        {"birth_year": "1980-05-01"},
        {"birth_year": datetime(1980, 5, 1)},  # noqa: DTZ001
        {"residence_kind": " 户籍人口"},
        {"delegate": "√"},
        {"delegate": True},
        {"delegate": "Yes"},
    ],
)
def test_a_resident_is_the_same_however_the_cell_was_typed(changes: dict[str, object]) -> None:
    assert report(raw(**changes)).rows == (CLEAN,)


@pytest.mark.parametrize("nothing", [None, "", "  ", "\u3000", "\u200b"])
def test_a_resident_may_have_no_telephone_and_is_no_delegate_unsaid(nothing: object) -> None:
    (row,) = report(raw(phone=nothing, delegate=nothing)).rows
    assert (row.phone, row.is_delegate) == (None, False)


def test_a_building_may_be_said_to_have_no_units() -> None:
    (row,) = report(raw(unit="无")).rows
    assert row.unit == ""


def test_names_of_other_scripts_keep_their_spaces_and_letters() -> None:
    names = ["Anna  Maria Meier", "古丽 · 买买提", "e\u0301lodie", "李e\u200b\u0301"]
    rows = report(*(raw(row, name=name) for row, name in enumerate(names))).rows
    assert [row.name for row in rows] == ["Anna Maria Meier", "古丽·买买提", "élodie", "李é"]


def test_each_kind_of_residence_has_its_word() -> None:
    rows = report(
        *(raw(n, room=n, residence_kind=k) for n, k in enumerate(("户籍", "常住", "流动")))
    ).rows
    assert [row.residence_kind for row in rows] == ["registered", "habitual", "floating"]


@pytest.mark.parametrize(
    "field",
    ["grid", "estate", "building", "room", "name", "birth_year", "residence_kind"],
)
def test_a_row_without_its_necessary_cell_is_refused(field: str) -> None:
    assert fault_of(**{field: " \u3000"}) == (Field(field), Problem.MISSING)


def test_a_unit_left_open_is_refused() -> None:
    assert fault_of(unit=None) == (Field.UNIT, Problem.UNIT_MISSING)


@pytest.mark.parametrize("code", ["999", "11010100100100", "1101010010010011", 1.1e20, "十五位"])
def test_a_grid_code_without_15_digits_is_refused(code: object) -> None:
    assert fault_of(grid=code) == (Field.GRID, Problem.GRID_CODE)


@pytest.mark.parametrize("year", [186, 1905, 2027, 2090, "不详", "一九八〇", "198", "1980?"])
def test_a_birth_year_that_cannot_be_is_refused(year: object) -> None:
    assert fault_of(birth_year=year) == (Field.BIRTH_YEAR, Problem.BIRTH_YEAR)


def test_a_birth_year_may_be_this_year_but_not_the_next() -> None:
    assert cells.birth_year("2026", this_year=2026) == 2026
    with pytest.raises(CellError):
        cells.birth_year("2027", this_year=2026)


@pytest.mark.parametrize(
    "number",
    ["23912345678", "12912345678", "1391234", "139123456789", "没有", "0571-88888888",
     "13912345678/13912345679", "1.39e10", "110101198001010011"],
)  # fmt: skip
def test_what_is_no_single_mobile_number_is_refused(number: str) -> None:
    assert fault_of(phone=number) == (Field.PHONE, Problem.PHONE)


@pytest.mark.parametrize("kind", ["?", "本地", "户"])
def test_an_unknown_kind_of_residence_is_refused(kind: str) -> None:
    assert fault_of(residence_kind=kind) == (Field.RESIDENCE_KIND, Problem.RESIDENCE_KIND)


def test_an_unclear_delegate_is_refused() -> None:
    assert fault_of(delegate="也许") == (Field.DELEGATE, Problem.DELEGATE)


def test_an_identity_number_is_never_taken() -> None:
    assert fault_of(name="王小明11010119800101001X") == (Field.NAME, Problem.IDENTITY_NUMBER)


def test_a_formula_gone_wrong_is_refused_even_where_a_cell_may_be_empty() -> None:
    assert fault_of(phone="#REF!") == (Field.PHONE, Problem.FORMULA_ERROR)


def test_a_room_that_excel_took_for_a_date_is_refused() -> None:
    assert fault_of(room=datetime(2026, 1, 2)) == (Field.ROOM, Problem.DATE_CELL)  # noqa: DTZ001


def test_a_text_longer_than_its_column_is_refused() -> None:
    assert fault_of(estate="里" * 51) == (Field.ESTATE, Problem.TOO_LONG)
    assert fault_of(name="㍿" * 13) == (Field.NAME, Problem.TOO_LONG)


def test_a_refused_row_says_all_that_is_wrong_and_how_to_mend_it() -> None:
    found = report(raw(7, room=None, phone="1391234"))
    (error,) = found.errors
    assert (error.row, error.field, error.problem) == (7, Field.ROOM, Problem.MISSING)
    assert found.reasons() == {
        7: "“房号”没有填写，请补上。“手机号”应是一个11位的手机号码，以13到19开头；没有手机请留空。"
    }
    assert found.refused == (raw(7, room=None, phone="1391234"),)


def test_every_problem_has_its_sentence() -> None:
    assert set(cells.MESSAGES) == set(Problem)
    assert set(reading.WARNING_MESSAGES) == set(WarningKind)
    assert set(cells.TITLES) == set(Field)


unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
CELL = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.datetimes()
)


@unhurried
@given(st.dictionaries(st.sampled_from(list(Field)), CELL))
def test_no_cell_whatever_stops_the_reading(values: dict[Field, object]) -> None:
    found = report(RawRow(3, PLAIN | values))
    assert len(found.rows) + len(found.errors) + found.blank_rows == 1


@unhurried
@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = cells.cell_text(text)
    assert cells.cell_text(once) == once


@unhurried
@given(st.text(min_size=1))
def test_what_was_cleaned_for_the_roster_stays_as_it_is(text: str) -> None:
    for clean in (cells.words, cells.code):
        try:
            once = clean(cells.cell_text(text), 50)
        except CellError:
            continue
        assert clean(once, 50) == once


@unhurried
@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.sampled_from(["", "+86", "+86 ", "0086", "86"]),
    st.sampled_from(["", "-", " ", "–", "."]),
)
def test_a_mobile_number_is_its_11_digits(number: str, prefix: str, gap: str) -> None:
    spelt = f"{prefix}{number[:3]}{gap}{number[3:7]}{gap}{number[7:]}"
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in spelt)
    assert cells.phone(spelt) == cells.phone(wide) == cells.phone(number) == number


# People


def test_rows_mean_one_person_by_dwelling_name_and_birth_year_not_by_grid() -> None:
    (one,) = report(raw(estate="Ａ区", building="b 幢", name="Li Lei")).rows
    (other,) = report(raw(9, grid=OTHER_GRID, estate="a区", building="B幢", name="LI LEI")).rows
    assert person_key(one) == person_key(other) == ("a区", "b幢", "1单元", "501", "lilei", 1980)
    assert household_key(one) == person_key(one)[:4]


@pytest.mark.parametrize(
    ("field", "value"),
    [("estate", "和平里"), ("building", "4幢"), ("unit", "2单元"), ("room", "0501"),
     ("name", "王晓明"), ("birth_year", 1981)],
)  # fmt: skip
def test_rows_that_differ_in_the_key_are_two_people(field: str, value: object) -> None:
    assert len(report(raw(3), raw(4, phone=None, **{field: value})).rows) == 2


def test_a_row_said_twice_counts_once() -> None:
    found = report(raw(3), raw(4, phone="+86 139 1234 5678", name="王 小明"), raw(5))
    assert found.rows == (CLEAN,)
    assert found.duplicates == (DuplicateRow(4, 3), DuplicateRow(5, 3))
    assert found.summary()["shared_phone_rows"] == []
    assert found.summary()["households_with_two_delegates"] == 0


def test_a_second_row_that_contradicts_the_first_is_refused() -> None:
    found = report(raw(3), raw(4, phone="13900000000", delegate="否"))
    (error,) = found.errors
    assert found.rows == (CLEAN,)
    assert [fault.field for fault in error.faults] == [Field.PHONE, Field.DELEGATE]
    assert error.problem is Problem.CONTRADICTION
    assert error.message.startswith("与第3行是同一个人")


def test_a_refused_row_does_not_stand_for_a_person() -> None:
    found = report(raw(3, phone="1"), raw(4))
    assert [row.row for row in found.rows] == [4]
    assert [error.row for error in found.errors] == [3]


# Groups


def test_blank_rows_are_counted_and_nothing_else() -> None:
    blank = RawRow(4, dict.fromkeys(Field, " ") | {Field.UNIT: None})
    found = report(raw(3), blank, RawRow(5, {}))
    assert (found.blank_rows, found.rows_with_data, len(found.errors)) == (2, 1, 0)


def test_an_empty_sheet_is_an_empty_report() -> None:
    assert report().summary() == {
        "rows_with_data": 0,
        "blank_rows": 0,
        "households": 0,
        "residents_importable": 0,
        "error_rows": [],
        "exact_duplicate_rows": 0,
        "shared_phone_rows": [],
        "households_with_two_delegates": 0,
        "grids": 0,
        "buildings": 0,
    }


def test_a_household_with_two_delegates_is_warned_about() -> None:
    found = report(raw(3), raw(4, name="李芳", phone=None), raw(5, name="王一", delegate="否"))
    assert found.summary()["households_with_two_delegates"] == 1
    assert found.warnings[0] == RosterWarning(WarningKind.TWO_DELEGATES, (3, 4))
    assert found.warnings[0].message == "第3、4行：同一户有不止一位户代表，请确认由谁代表。"


def test_every_row_of_a_shared_telephone_is_listed_at_home_and_abroad() -> None:
    found = report(
        raw(3),
        raw(4, name="李芳", delegate="否"),
        raw(5, room="502"),
        raw(6, room="503", phone=None),
        raw(7, room="504", phone=None),
        raw(8, room=None),
    )
    assert found.summary()["shared_phone_rows"] == [3, 4, 5]
    assert RosterWarning(WarningKind.SHARED_PHONE, (3, 4, 5)) in found.warnings


def test_a_household_in_two_grids_is_warned_about_and_counted_in_the_first() -> None:
    found = report(raw(3), raw(4, grid=OTHER_GRID, name="李芳", phone=None, delegate="否"))
    assert RosterWarning(WarningKind.TWO_GRIDS, (3, 4)) in found.warnings
    assert set(found.household_grids.values()) == {GRID}


@pytest.mark.parametrize(("households", "warned"), [(249, 1), (250, 0), (500, 0), (501, 1)])
def test_a_grid_has_250_to_500_households(households: int, warned: int) -> None:
    warning = RosterWarning(WarningKind.GRID_SIZE, grid_code=GRID, households=households)
    assert grid_size_warnings([GRID] * households) == [warning] * warned


def test_buildings_of_one_number_in_two_estates_are_two() -> None:
    summary = report(raw(3), raw(4, estate="和平里"), raw(5, unit="2单元")).summary()
    assert (summary["buildings"], summary["households"], summary["grids"]) == (2, 3, 1)


@pytest.mark.parametrize(("rows", "heard"), [(0, []), (499, [499]), (1001, [500, 1000, 1001])])
def test_progress_is_heard(rows: int, heard: list[int]) -> None:
    ticks: list[int] = []
    read_rows([raw(n, room=n) for n in range(rows)], this_year=2026, progress=ticks.append)
    assert ticks == heard
