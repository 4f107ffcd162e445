"""Pabulib's `.pb` files: participatory-budgeting elections as text (arXiv 2012.06539, 2305.11035).

Three sections, META, PROJECTS and VOTES, of `;`-separated rows under a row of column names. Every
cell is kept as it was written, under unknown keys and columns too, so that `parse(dump(e)) == e`;
what a count needs is read out of the cells exactly, and a file that makes no sense is refused.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from io import StringIO

from portal.budget.tally import Ballot, Exact, Project

SECTIONS = {
    "META": ("key", "value"),
    "PROJECTS": ("project_id", "cost"),
    "VOTES": ("voter_id", "vote"),
}
"""The sections in their order, and the columns that each must have."""

APPROVAL_TYPES = frozenset({"approval", "choose-1"})
POINTS_TYPES = frozenset({"cumulative", "scoring"})
VOTE_TYPES = APPROVAL_TYPES | POINTS_TYPES | {"ordinal"}

Row = Mapping[str, str]
"""The cells of a row by column name."""


class PabulibError(ValueError):
    """Text that cannot be read as an election; `line` counts from 1 where it is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message if line is None else f"line {line}: {message}")
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class Election:
    """A whole file: META in its order, then projects and votes with their columns in order."""

    meta: Mapping[str, str]
    project_columns: Sequence[str]
    projects: Sequence[Row]
    vote_columns: Sequence[str]
    votes: Sequence[Row]

    @property
    def vote_type(self) -> str:
        return self.meta["vote_type"].strip().lower()

    @property
    def budget(self) -> Exact:
        """In the file's currency, exactly."""
        return amount(self.meta["budget"], "the budget")

    def price_list(self) -> list[Project]:
        """The projects; their order in the file is the order of the ballot numbers."""
        return [
            Project(row["project_id"].strip(), amount(row["cost"], "the cost"), number)
            for number, row in enumerate(self.projects, 1)
        ]

    def ballots(self) -> list[Ballot]:
        """The votes as `portal.budget.tally.count` takes them; one that names nothing is blank."""
        return [_ballot(self.vote_type, row) for row in self.votes]


def amount(text: str, what: str) -> Exact:
    """A decimal number that is not negative, exactly; `what` names it in the error.

    A comma is the decimal sign before one or two digits; `1,000` could be two numbers. Raises
    PabulibError.
    """
    value = _number(text, what)
    if value < 0:
        raise PabulibError(f"{what} cannot be negative ({text.strip()})")
    return value


def _number(text: str, what: str) -> Exact:
    digits = re.sub(r",(?=[0-9]{1,2}$)", ".", text.strip())
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", digits):
        raise PabulibError(f"{what} must be a number, not {text!r}")
    value = Fraction(digits)
    return int(value) if value.denominator == 1 else value


def _ballot(vote_type: str, row: Row) -> Ballot:
    ids = _list(row["vote"])
    if vote_type in APPROVAL_TYPES:
        return frozenset(ids)
    if vote_type in POINTS_TYPES:
        points = [_number(cell, "points") for cell in _list(row["points"])]
        return dict(zip(ids, points, strict=True))
    return tuple(ids)


def _list(cell: str) -> list[str]:
    """What stands between commas; nothing in an empty cell."""
    return [part.strip() for part in cell.split(",")] if cell.strip() else []


def dump(election: Election) -> str:
    """The election as `.pb` text, the same text for equal elections; lines end in a line feed."""
    lines = [
        ["META"],
        SECTIONS["META"],
        *election.meta.items(),
        ["PROJECTS"],
        *_cells(election.project_columns, election.projects),
        ["VOTES"],
        *_cells(election.vote_columns, election.votes),
    ]
    return "".join(";".join(map(_quoted, line)) + "\n" for line in lines)


def _cells(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[Sequence[str]]:
    yield columns
    for row in rows:
        yield [row[column] for column in columns]


def _quoted(cell: str) -> str:
    if not re.search(r'[;"\r\n]', cell):
        return cell
    return '"' + cell.replace('"', '""') + '"'


def parse(text: str) -> Election:
    """Read `.pb` text: with or without a byte-order mark, any line ends, blank lines between.

    Raises PabulibError, naming the line, for a missing section, column, budget or vote type, rows
    longer than their header, numbers that are none, and votes for projects that are not there.
    """
    meta, projects, votes = _tables(text)
    election = Election(
        meta={row["key"].strip(): row["value"] for row in meta.rows},
        project_columns=projects.columns,
        projects=projects.rows,
        vote_columns=votes.columns,
        votes=votes.rows,
    )
    _check_meta(election, meta)
    _check_projects(projects)
    _check_votes(election, votes)
    return election


def discrepancies(election: Election) -> list[str]:
    """A sentence for each number that META gives differently: the file may have been cut off."""
    counted = {"num_projects": len(election.projects), "num_votes": len(election.votes)}
    return [
        f"META says {key} is {election.meta[key]}, but the file has {number}"
        for key, number in counted.items()
        if election.meta.get(key, "").strip() not in ("", str(number))
    ]


@dataclass(frozen=True, slots=True)
class _Table:
    """A section as it was read, with the lines that its header and its rows begin on."""

    columns: Sequence[str]
    rows: Sequence[Row]
    header_line: int
    lines: Sequence[int]

    def numbered(self) -> Iterator[tuple[int, Row]]:
        return zip(self.lines, self.rows, strict=True)


Numbered = tuple[int, list[str]]
"""The cells of a row, after the line that it begins on."""


def _tables(text: str) -> list[_Table]:
    """The sections, split where a row holds nothing but the name of the one that comes next."""
    waiting, found, line = list(SECTIONS), list[list[Numbered]](), 1
    for line, cells in _rows(text):
        if waiting and cells[0].strip().upper() == waiting[0] and not any(cells[1:]):
            waiting.pop(0)
            found.append([])
        elif found:
            found[-1].append((line, cells))
        else:
            raise PabulibError("the file must begin with META", line)
    if waiting:
        raise PabulibError(f"the file ends, but {waiting[0]} has not come", line)
    return [_table(section, rows, line) for section, rows in zip(SECTIONS, found, strict=True)]


def _rows(text: str) -> Iterator[Numbered]:
    """Rows that are not blank. Spreadsheets leave rows and tails of empty cells behind."""
    unmarked = StringIO(text.removeprefix("\ufeff"), newline="")
    reader = csv.reader(unmarked, delimiter=";", strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise PabulibError(f"the row cannot be read ({error})", line) from error


def _table(section: str, rows: list[Numbered], end: int) -> _Table:
    if not rows:
        raise PabulibError(f"{section} has no row of column names", end)
    line, header = rows[0]
    columns = [name.strip() for name in _trimmed(header)]
    for name in columns:
        if columns.count(name) > 1:
            raise PabulibError(f"{section} has two columns named {name!r}", line)
    for name in SECTIONS[section]:
        if name not in columns:
            raise PabulibError(f"{section} has no column named {name}", line)
    if section == "META" and len(columns) > len(SECTIONS[section]):
        raise PabulibError("META has more columns than key and value", line)
    fitted = [_fitted(columns, cells, line) for line, cells in rows[1:]]
    return _Table(columns, fitted, line, [line for line, _ in rows[1:]])


def _trimmed(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _fitted(columns: list[str], cells: list[str], line: int) -> Row:
    cells = _trimmed(cells)
    if len(cells) > len(columns):
        has = f"the row has {len(cells)} cells, but there are {len(columns)} columns"
        raise PabulibError(has, line)
    return dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True))


@contextmanager
def _on(line: int) -> Iterator[None]:
    """Errors from within name this line."""
    try:
        yield
    except PabulibError as error:
        raise PabulibError(error.message, line) from None


def _check_meta(election: Election, table: _Table) -> None:
    lines = _lines_by_name(table, "key", "META key")
    for key in ("budget", "vote_type"):
        if key not in lines:
            raise PabulibError(f"META does not give the {key}", table.header_line)
    with _on(lines["budget"]):
        amount(election.meta["budget"], "the budget")
    if election.vote_type not in VOTE_TYPES:
        known = ", ".join(sorted(VOTE_TYPES))
        unknown = f"the vote_type {election.vote_type!r} is none of {known}"
        raise PabulibError(unknown, lines["vote_type"])


def _check_projects(table: _Table) -> None:
    _lines_by_name(table, "project_id", "project")
    for line, row in table.numbered():
        id_ = row["project_id"].strip()
        with _on(line):
            if "," in id_:
                raise PabulibError(f"project id {id_} has a comma, which separates ids in votes")
            if amount(row["cost"], f"the cost of project {id_}") == 0:
                raise PabulibError(f"the cost of project {id_} must be above zero")


def _lines_by_name(table: _Table, column: str, what: str) -> dict[str, int]:
    """The line of each name in a column, which must be there and be the only one."""
    lines: dict[str, int] = {}
    for line, row in table.numbered():
        name = row[column].strip()
        if not name:
            raise PabulibError(f"the {what} has no name", line)
        if name in lines:
            raise PabulibError(f"{what} {name} stands already on line {lines[name]}", line)
        lines[name] = line
    return lines


def _check_votes(election: Election, table: _Table) -> None:
    known = {row["project_id"].strip() for row in election.projects}
    if election.vote_type in POINTS_TYPES and "points" not in table.columns:
        raise PabulibError("VOTES has no column named points", table.header_line)
    for line, row in table.numbered():
        with _on(line):
            _check_vote(election.vote_type, row, known)


def _check_vote(vote_type: str, row: Row, known: set[str]) -> None:
    ids = _list(row["vote"])
    if not row["voter_id"].strip():
        raise PabulibError("the vote has no voter_id")
    for id_ in ids:
        if id_ not in known:
            raise PabulibError(f"the vote names project {id_!r}, which is not in PROJECTS")
    if len(set(ids)) < len(ids):
        raise PabulibError("the vote names a project twice")
    if vote_type == "choose-1" and len(ids) > 1:
        raise PabulibError(f"the vote names {len(ids)} projects, but choose-1 allows one")
    if vote_type in POINTS_TYPES:
        points = [_number(cell, "points") for cell in _list(row["points"])]
        if len(points) != len(ids):
            raise PabulibError(f"the vote gives {len(points)} points to {len(ids)} projects")
