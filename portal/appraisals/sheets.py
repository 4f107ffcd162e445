"""What lies in the envelopes: somebody's answers to all lines, and their words on another sheet."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.appraisals import figures
from portal.appraisals.models import Appraisal
from portal.appraisals.rules import WORDS_MAX, Answer, Scale, options
from portal.audit.chain import canonical_json
from portal.ballots import canon

SHEET = "appraisal.json"
COUNTS = "counts.csv"
_LONGEST_SIGN = "\U0001f600"  # four bytes


@dataclass(frozen=True)
class Line:
    subject_id: int
    question_id: int
    scale: Scale


def lines(found: Appraisal) -> list[Line]:
    """Every line in the order in which it is answered: subject by subject."""
    return [
        Line(subject.id, question.id, subject.scale)
        for subject in found.subjects
        for question in found.questions
    ]


def content(answers: Sequence[str]) -> str:
    return canonical_json({"answers": list(answers)}).decode()


def words_content(words: str) -> str:
    return canonical_json({"words": words}).decode()


def words_in(contents: Iterable[str]) -> list[str]:
    """What was written; those who wrote nothing sealed an empty sheet."""
    return [words for one in contents if (words := json.loads(one)["words"])]


def longest(found: Appraisal) -> str:
    """The longest content that can be cast: every envelope gets its size."""
    return content([max(Answer, key=len)] * len(lines(found)))


LONGEST_WORDS = words_content(_LONGEST_SIGN * WORDS_MAX)


Counts = dict[str, int | None]


@dataclass(frozen=True)
class Told:
    """What is shown of one line: of all, and by grid where that may be."""

    line: Line
    counts: Counts
    by_grid: Mapping[str, Counts]


def told(found: Appraisal, sheets: Sequence[tuple[str, str]], minimum: int) -> list[Told]:
    """The figures of (content, grid) of every sheet, with what is small hidden for good."""
    given = [(json.loads(text)["answers"], grid) for text, grid in sheets]
    grids = sorted({grid for _answers, grid in given if grid})
    return [
        _told(line, [(answers[at], grid) for answers, grid in given], grids, minimum)
        for at, line in enumerate(lines(found))
    ]


def _told(line: Line, said: list[tuple[str, str]], grids: list[str], minimum: int) -> Told:
    names = options(line.scale)
    whole = figures.shown([sum(one == name for one, _grid in said) for name in names], minimum)
    groups = {grid: [sum(one == (name, grid) for one in said) for name in names] for grid in grids}
    open_ = figures.by_group(groups, minimum) or {}
    return Told(
        line,
        dict(zip(names, whole, strict=True)),
        {grid: dict(zip(names, counts, strict=True)) for grid, counts in open_.items()},
    )


def opening(found: Appraisal) -> Mapping[str, bytes]:
    """What is asked, of whom, and below which number a count is hidden."""
    facts = {
        "title": found.title,
        "year": found.year,
        "kind": found.kind,
        "asks": found.asks,
        "grids": found.grid_codes,
        "minimum": found.minimum,
        "subjects": [[one.name, one.capacity, one.scale] for one in found.subjects],
        "questions": [one.text for one in found.questions],
    }
    return {SHEET: canon.json_file(facts)}


def counts_file(all_told: Iterable[Told]) -> Mapping[str, bytes]:
    """The figures as they are shown; hidden ones are empty."""
    rows = [
        f"{one.line.subject_id};{one.line.question_id};{grid};{answer or 'blank'};"
        f"{'' if count is None else count}"
        for one in all_told
        for grid, counts in (("", one.counts), *one.by_grid.items())
        for answer, count in counts.items()
    ]
    return {COUNTS: canon.lines_file(["subject;question;grid;answer;count", *rows])}
