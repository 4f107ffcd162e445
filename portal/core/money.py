"""Money is integer fen (分) everywhere; this page reads and writes it for people."""

import re
import unicodedata

MAX_FEN = 10**13  # one hundred billion yuan: beyond any community's means, within 64 bits

_YUAN = re.compile(
    r"[¥￥]?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.([0-9]{1,6}))?\s*([千万亿]?)\s*元?"
)
_UNITS = {"": 2, "千": 5, "万": 6, "亿": 10}  # noughts from the unit down to fen


class TooMuch(ValueError):
    """An amount beyond ``MAX_FEN``."""


def yuan(fen: int) -> str:
    """``1234500`` fen → ``¥12,345.00``."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}¥{whole:,}.{rest:02d}"


def short_yuan(fen: int) -> str:
    """As ``yuan`` without the fen where there are none: ``¥12,345``."""
    return yuan(fen).removesuffix(".00")


def decimal_yuan(fen: int) -> str:
    """A plain decimal string for files and JSON: ``12345`` or ``12345.60``."""
    return short_yuan(fen).replace("¥", "").replace(",", "")


def parse_yuan(text: str) -> int:
    """What a person typed, in fen.

    Raises ValueError for anything but a non-negative amount of whole fen, in yuan or in 千, 万 or
    亿 of them, full-width digits too; TooMuch for one that is too large.
    """
    found = _YUAN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        raise ValueError(text)
    noughts, decimals = _UNITS[found[3]], (found[2] or "").rstrip("0")
    if len(decimals) > noughts or (not found[3] and len(found[2] or "") > 2):
        raise ValueError(text)
    fen = int(found[1].replace(",", "") + decimals.ljust(noughts, "0"))
    if fen > MAX_FEN:
        raise TooMuch(text)
    return fen
