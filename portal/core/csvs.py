"""CSV files that we hand out: Excel opens them as UTF-8, and no cell becomes a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from urllib.parse import quote

from werkzeug.wrappers import Response

_STARTS = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"


def cell(value: object) -> object:
    """Text that a program would reckon with is put behind a quotation mark; numbers stay."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_STARTS) else value


def written(rows: Iterable[Sequence[object]]) -> str:
    """The rows, header and all, each line ended as RFC 4180 asks; None is an empty cell."""
    file = StringIO()
    csv.writer(file).writerows([cell(value) for value in row] for row in rows)
    return file.getvalue()


def download(rows: Iterable[Sequence[object]], name: str, plain: str) -> Response:
    """A file to keep; ``plain`` is its name for whoever cannot read ``name``."""
    answer = Response(BOM + written(rows), mimetype="text/csv")
    names = {"filename": f"{plain}.csv", "filename*": f"UTF-8''{quote(name)}.csv"}
    answer.headers.set("Content-Disposition", "attachment", **names)
    return answer
