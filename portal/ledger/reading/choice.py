"""A choice of rows out of all books: by fund, year, nature, project, grid, words."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select

from portal.core.db import db
from portal.core.text import match_key
from portal.ledger.models import Entry, Fund
from portal.ledger.queries import IS_POSTED
from portal.projects.models import Project
from portal.roster.models import Grid


@dataclass(frozen=True)
class Wanted:
    """What the rows are narrowed to; ``typed`` stands in voucher number, summary or the like."""

    fund_id: int | None = None
    year: int | None = None
    nature: str = ""
    category: str = ""
    project_id: int | None = None
    grid_id: int | None = None
    everywhere: bool = False  # of no grid: for the whole community
    typed: str = ""

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        columns = {
            Entry.fund_id: self.fund_id,
            Entry.nature: self.nature or None,
            Entry.category: self.category or None,
            Entry.project_id: self.project_id,
            Entry.grid_id: self.grid_id,
        }
        which = [column == value for column, value in columns.items() if value is not None]
        if self.year is not None:
            which.append(in_year(self.year))
        if self.everywhere:
            which.append(Entry.grid_id.is_(None))
        key = match_key(self.typed)
        return [*which, Entry.match_key.contains(key, autoescape=True)] if key else which

    @property
    def rows(self) -> Select[Entry]:
        """In the order of the days; within one, fund by fund in the order of its books."""
        found = select(Entry).where(IS_POSTED, *self.conditions)
        return found.order_by(Entry.booked_on, Entry.fund_id, Entry.position)


def in_year(year: int) -> ColumnElement[bool]:
    return Entry.booked_on.between(date(year, 1, 1), date(year, 12, 31))


def years(today: date) -> list[int]:
    """From the first books to this year, newest first. One query."""
    first = db.session.scalar(select(func.min(Fund.opened_on)))
    return list(range(today.year, (first or today).year - 1, -1))


def grids() -> list[Grid]:
    return list(db.session.scalars(select(Grid).order_by(Grid.code)))


def project(project_id: int) -> Project | None:
    return db.session.get(Project, project_id)
