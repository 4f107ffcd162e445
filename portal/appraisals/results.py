"""The figures of a posted appraisal as page, sheet and workbook show them, last year's beside."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.appraisals import figures, queries, words
from portal.appraisals.models import Appraisal, Cell, Question, Subject
from portal.appraisals.rules import Answer, options

Key = tuple[int, int, str]


@dataclass(frozen=True)
class Row:
    """One answer to one question: how many gave it, their share (tenths of a percent), how many the
    year before, and the difference in words. None where a number is hidden.
    """

    answer: Answer
    label: str
    count: int | None
    share: int | None
    share_before: int | None
    change: str

    @property
    def share_text(self) -> str:
        return "—" if self.share is None else words.in_tenths(self.share)

    @property
    def before_text(self) -> str:
        return "—" if self.share_before is None else words.in_tenths(self.share_before)


@dataclass(frozen=True)
class Line:
    """One question of one subject. ``hidden``: how many people the hidden answers have together."""

    question: Question
    rows: list[Row]
    hidden: int
    by_grid: dict[str, list[int]]

    @property
    def all_hidden(self) -> bool:
        return all(row.count is None for row in self.rows)


@dataclass(frozen=True)
class Result:
    subject: Subject
    lines: list[Line]
    compared: bool


def of(found: Appraisal) -> list[Result]:
    """Subject by subject; a constant number of queries."""
    before = queries.year_before(found)
    cells = _by_line(queries.cells([found.id, *(one.id for one in before)]))
    earlier = {_called(s): (one, s) for one in before for s in one.subjects}
    return [
        _result(found, subject, earlier.get(_called(subject)), cells) for subject in found.subjects
    ]


def _by_line(cells: Iterable[Cell]) -> dict[Key, dict[str, int | None]]:
    lines: dict[Key, dict[str, int | None]] = {}
    for one in cells:
        key = one.subject_id, one.question_id, one.grid_code
        lines.setdefault(key, {})[one.answer] = one.count
    return lines


def _called(subject: Subject) -> tuple[int | None, int | None, str]:
    """What makes it the same subject as last year's: the person or body; else its name."""
    named = subject.person_id is None and subject.body_id is None
    return subject.person_id, subject.body_id, subject.name if named else ""


def _result(
    found: Appraisal,
    subject: Subject,
    last: tuple[Appraisal, Subject] | None,
    cells: dict[Key, dict[str, int | None]],
) -> Result:
    asked_before = {one.text: one.id for one in last[0].questions} if last else {}
    lines, compared = [], False
    for question in found.questions:
        told = cells.get((subject.id, question.id, ""), {})
        older: dict[str, int | None] = {}
        if last and question.text in asked_before:
            older = cells.get((last[1].id, asked_before[question.text], ""), {})
        compared = compared or bool(older)
        total, total_before = found.taken_part or 0, (last[0].taken_part or 0) if last else 0
        rows = [
            _row(answer, told.get(answer), total, older.get(answer), total_before)
            for answer in options(subject.scale)
        ]
        shown = sum(row.count for row in rows if row.count is not None)
        any_hidden = any(row.count is None for row in rows)
        hidden = total - shown if any_hidden else 0
        lines.append(Line(question, rows, hidden, _grids(subject, question, cells)))
    return Result(subject, lines, compared)


def _row(
    answer: Answer, count: int | None, total: int, before: int | None, total_before: int
) -> Row:
    return Row(
        answer,
        str(words.ANSWERS[answer]),
        count,
        None if count is None or not total else figures.permille(count, total),
        None if before is None or not total_before else figures.permille(before, total_before),
        words.change(figures.difference(count, total, before, total_before)),
    )


def _grids(
    subject: Subject, question: Question, cells: dict[Key, dict[str, int | None]]
) -> dict[str, list[int]]:
    names = options(subject.scale)
    return {
        grid: [told.get(name) or 0 for name in names]
        for (subject_id, question_id, grid), told in sorted(cells.items())
        if grid and (subject_id, question_id) == (subject.id, question.id)
    }


def table(found: Appraisal, grids: dict[str, str]) -> tuple[list[str], list[list[str | int]]]:
    """Header and rows of the files that people take away."""
    header = [
        _("被评对象"), _("身份"), _("问题"), _("范围"), _("回答"), _("人数"), _("占比（%）"),
        _("去年占比（%）"),
    ]  # fmt: skip
    rows: list[list[str | int]] = []
    for result in of(found):
        for line in result.lines:
            start: list[str | int] = [
                result.subject.name, result.subject.capacity, line.question.text
            ]  # fmt: skip
            rows += [[*start, _("全部"), *_cells(row)] for row in line.rows]
            for grid, counts in line.by_grid.items():
                total = sum(counts)
                rows += [
                    [*start, grids.get(grid, grid), row.label, count,
                     _decimal(figures.permille(count, total)), ""]
                    for row, count in zip(line.rows, counts, strict=True)
                ]  # fmt: skip
    return header, rows


def _cells(row: Row) -> list[str | int]:
    count: str | int = _("人数少，不公开") if row.count is None else row.count
    return [row.label, count, _decimal(row.share), _decimal(row.share_before)]


def _decimal(tenths: int | None) -> str:
    return "" if tenths is None else f"{tenths // 10}.{tenths % 10}"
