"""Text as people type it, made fit to keep: NFC, without invisible characters."""

import re
import unicodedata

# Control, format (bidi, zero-width) and surrogate characters. Private-use and unassigned ones
# stay: rare names are written with them.
_INVISIBLE = {"Cc", "Cf", "Cs"}


def _visible(char: str) -> bool:
    return char == "\n" or unicodedata.category(char) not in _INVISIBLE


def clean(text: str) -> str:
    """NFC without control, bidi and zero-width characters; line breaks stay, ends are trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return unicodedata.normalize("NFC", "".join(filter(_visible, text))).strip()


def clean_line(text: str) -> str:
    """``clean`` for one-line fields: any run of white space becomes one space."""
    return " ".join(clean(text).split())


def match_key(text: str) -> str:
    """The key under which two spellings are one: NFKC, casefolded, without spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", clean(text)).casefold())


def phone_key(text: str) -> str:
    """A mainland telephone number as its digits: full-width, +86 and separators fold away."""
    digits = re.sub(r"[\s\-()]+", "", unicodedata.normalize("NFKC", clean(text)))
    return re.sub(r"^(?:\+|00)86", "", digits)
