"""Blacking out: a grid over a voucher's photo, and a new picture without what lies under its ticked
fields. Nothing of the original's pixels, nor anything beside them, is in the new file there.
"""

import io
from collections.abc import Iterable

from PIL import Image, ImageDraw

from portal.core.images import QUALITY

COLUMNS = 7  # on a phone of 360 px a field is as wide as a finger
ROWS_LEAST, ROWS_MOST = 4, 14


def rows(width: int, height: int) -> int:
    """How many rows make the fields about square."""
    return min(max(round(COLUMNS * height / width), ROWS_LEAST), ROWS_MOST)


def rows_of(body: bytes) -> int:
    with Image.open(io.BytesIO(body), formats=("JPEG",)) as image:
        return rows(*image.size)


def cells(given: Iterable[str], body: bytes) -> list[int]:
    """The numbers of ticked fields, row by row from 0; what names no field is left out."""
    most = COLUMNS * rows_of(body)
    numbers = {int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 5}
    return sorted(one for one in numbers if one < most)


def painted(body: bytes, ticked: Iterable[int]) -> bytes:
    """A fresh JPEG of a picture of ours with these fields black."""
    with Image.open(io.BytesIO(body), formats=("JPEG",)) as image:
        sheet = Image.new("RGB", image.size)
        sheet.paste(image.convert("RGB"))
    many, brush = rows(*sheet.size), ImageDraw.Draw(sheet)
    for cell in ticked:
        row, column = divmod(cell, COLUMNS)
        left, right = (sheet.width * at // COLUMNS for at in (column, column + 1))
        top, bottom = (sheet.height * at // many for at in (row, row + 1))
        brush.rectangle((left, top, right, bottom), fill="black")
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=QUALITY, progressive=True, optimize=True)
    return out.getvalue()
