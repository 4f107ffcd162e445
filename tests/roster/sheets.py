"""Sheets to import in tests: a row by one line each."""

from portal.roster.reading import Report, read_rows
from portal.roster.sheet import read_sheet
from tests.roster.test_sheet import HEADER, ROW, workbook

GRID, OTHER_GRID = "110101001001001", "110101001001002"


def row(
    name: str = "王小明",
    *,
    room: str = "501",
    grid: str = GRID,
    building: str = "3幢",
    phone: str | None = None,
    delegate: str = "否",
    year: int | str = 1980,
) -> tuple[object, ...]:
    return (grid, ROW[1], building, ROW[3], room, name, year, phone, "户籍", delegate)


def sheet(*rows: tuple[object, ...]) -> bytes:
    return workbook(居民信息=[HEADER, *rows])


def reported(*rows: tuple[object, ...]) -> Report:
    return read_rows(read_sheet(sheet(*rows)).rows, this_year=2026)


def crowd(people: int) -> list[tuple[object, ...]]:
    """So many people, two in each dwelling, ten dwellings in each building."""
    return [
        row(
            f"居民{n}",
            building=f"{n // 20 + 1}幢",
            room=str(101 + n % 20 // 2),
            phone=f"139{n:08d}" if n % 3 else None,
            delegate="否" if n % 2 else "是",
        )
        for n in range(people)
    ]
