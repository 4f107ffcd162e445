"""Money is integer fen (分) everywhere; this page reads and writes it for people."""

import re

MAX_FEN = 10**13  # one hundred billion yuan: beyond any community's means, within 64 bits

_YUAN = re.compile(r"[¥￥]?\s*(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.(\d{1,2}))?\s*元?")


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

    Raises ValueError for anything but a non-negative amount with at most two decimals.
    """
    found = _YUAN.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    fen = int(found[1].replace(",", "")) * 100 + int((found[2] or "0").ljust(2, "0"))
    if fen > MAX_FEN:
        raise ValueError(text)
    return fen
