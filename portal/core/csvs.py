"""CSV files that we hand out: Excel opens them as UTF-8, and no cell becomes a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import TextIO
from urllib.parse import quote

from werkzeug.wrappers import Response

_STARTS = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"


def cell(value: object) -> object:
    """Text that a program would reckon with is put behind a quotation mark; numbers stay."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_STARTS) else value


def write(file: TextIO, rows: Iterable[Sequence[object]]) -> int:
    """Each row a line that ends as RFC 4180 asks, None an empty cell; how many rows there were."""
    writer, count = csv.writer(file), 0
    for count, row in enumerate(rows, 1):  # noqa: B007
        writer.writerow([cell(value) for value in row])
    return count


def written(rows: Iterable[Sequence[object]]) -> str:
    file = StringIO()
    write(file, rows)
    return file.getvalue()


def download(rows: Iterable[Sequence[object]], name: str, plain: str) -> Response:
    """A file to keep; ``plain`` is its name for whoever cannot read ``name``."""
    answer = Response(BOM + written(rows), mimetype="text/csv")
    names = {"filename": f"{plain}.csv", "filename*": f"UTF-8''{quote(name)}.csv"}
    answer.headers.set("Content-Disposition", "attachment", **names)
    return answer
