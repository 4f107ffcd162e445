"""The figures of a posted appraisal as page, sheet and workbook show them, last year's beside."""

from collections import defaultdict
from dataclasses import dataclass, field

from flask_babel import gettext as _

from portal.appraisals import figures, queries, words
from portal.appraisals.models import Appraisal, Question, Subject
from portal.appraisals.queries import Figure
from portal.appraisals.rules import Answer, options


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
    def moved(self) -> bool:
        """Whether there is a difference to tell: both years are shown, and they differ."""
        return None not in (self.share, self.share_before) and self.share != self.share_before

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


Called = tuple[int | None, int | None, str, str]
Told = dict[str, int | None]


@dataclass
class _Figures:
    """The answers of one line: of all, by grid, and of the year before."""

    whole: Told = field(default_factory=dict)
    by_grid: dict[str, Told] = field(default_factory=dict)
    before: Told = field(default_factory=dict)
    total_before: int = 0


def of(found: Appraisal) -> list[Result]:
    """Subject by subject; one query."""
    lines: dict[Called, _Figures] = defaultdict(_Figures)
    for one in queries.figures(found):
        line = lines[_called(one, one.question)]
        if one.appraisal_id != found.id:
            if not one.grid_code:
                line.before[one.answer], line.total_before = one.count, one.taken_part
        elif one.grid_code:
            line.by_grid.setdefault(one.grid_code, {})[one.answer] = one.count
        else:
            line.whole[one.answer] = one.count
    return [_result(found, subject, lines) for subject in found.subjects]


def _called(subject: Subject | Figure, question: str) -> Called:
    """What makes it the same line as last year's: the person or body, else the name; the words."""
    named = subject.person_id is None and subject.body_id is None
    return subject.person_id, subject.body_id, subject.name if named else "", question


def _result(found: Appraisal, subject: Subject, figures_: dict[Called, _Figures]) -> Result:
    of_lines = [(one, figures_[_called(subject, one.text)]) for one in found.questions]
    lines = [_line(found, subject, question, told) for question, told in of_lines]
    return Result(subject, lines, any(told.before for _question, told in of_lines))


def _line(found: Appraisal, subject: Subject, question: Question, told: _Figures) -> Line:
    names, total = options(subject.scale), found.taken_part or 0
    rows = [
        _row(one, told.whole.get(one), total, told.before.get(one), told.total_before)
        for one in names
    ]
    shown = sum(row.count for row in rows if row.count is not None)
    hidden = total - shown if any(row.count is None for row in rows) else 0
    by_grid = {
        grid: [counts.get(one) or 0 for one in names] for grid, counts in told.by_grid.items()
    }
    return Line(question, rows, hidden, by_grid)


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
