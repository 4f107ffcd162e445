"""A sheet that waits on the desk for its confirmation, as bytes: only the columns we keep."""

import json
import zlib
from datetime import date, datetime, time, timedelta

from portal.roster.cells import Field
from portal.roster.reading import RawRow
from portal.roster.sheet import Sheet


def pack(sheet: Sheet) -> bytes:
    """Compressed JSON; :func:`unpack` gives back an equal sheet."""
    rows = [[raw.row, *(_plain(raw.values.get(field)) for field in Field)] for raw in sheet.rows]
    head = [sheet.title, sheet.header_row, sheet.dropped_columns]
    return zlib.compress(json.dumps([head, rows], ensure_ascii=False).encode())


def unpack(packed: bytes) -> Sheet:
    """The sheet that was packed. For what :func:`pack` made, never for what came from outside."""
    (title, header_row, dropped), rows = json.loads(zlib.decompress(packed))
    raws = (RawRow(row, dict(zip(Field, map(_cell, cells), strict=True))) for row, *cells in rows)
    return Sheet(title, header_row, tuple(raws), tuple(dropped))


def _plain(value: object) -> object:
    """A cell as JSON; what Excel took for a date or a time keeps its kind."""
    match value:
        case datetime():
            return {"datetime": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case timedelta():
            return {"seconds": value.total_seconds()}
    return value


def _cell(plain: object) -> object:
    match plain:
        case {"datetime": text}:
            return datetime.fromisoformat(text)
        case {"date": text}:
            return date.fromisoformat(text)
        case {"time": text}:
            return time.fromisoformat(text)
        case {"seconds": seconds}:
            return timedelta(seconds=seconds)
    return plain
