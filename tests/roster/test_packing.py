"""A sheet that waits on the desk."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.roster.cells import Field
from portal.roster.packing import pack, unpack
from portal.roster.reading import RawRow
from portal.roster.sheet import Sheet

CELLS = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.integers(),
    st.booleans(),
    st.floats(allow_nan=False),
    st.datetimes(),
    st.dates(),
    st.times(),
)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(Field, CELLS)), max_size=3))
def test_a_sheet_comes_back_as_it_was(rows: list[dict[Field, object]]) -> None:
    raws = tuple(RawRow(n, values) for n, values in enumerate(rows, 2))
    sheet = Sheet("名册", 1, raws, ("性别", "备注"))
    assert unpack(pack(sheet)) == sheet


@pytest.mark.parametrize(
    "cell",
    [datetime(1958, 3, 2), date(1958, 3, 2), time(5, 1), timedelta(hours=5)],  # noqa: DTZ001 (a cell knows no zone)
)
def test_what_excel_took_for_a_date_keeps_its_kind(cell: object) -> None:
    sheet = Sheet("名册", 1, (RawRow(2, dict.fromkeys(Field, cell)),), ())
    values = unpack(pack(sheet)).rows[0].values
    assert {type(value) for value in values.values()} == {type(cell)}
