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


def signs(text: str) -> int:
    """How many letters, Chinese characters and digits say something; stops and blanks do not."""
    return sum(sign.isalnum() for sign in text)


def match_key(text: str) -> str:
    """The key under which two spellings are one: NFKC, casefolded, without spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", clean(text)).casefold())


SHORTEST_NAME = 2


def bears_name(text: str, name_key: str) -> bool:
    """Whether somebody's name, by its matching form, stands in what was typed, inside a longer name
    too: 张三装修队 may well be 张三's. One sign alone is no name.
    """
    return len(name_key) >= SHORTEST_NAME and name_key in match_key(text)


def phone_key(text: str) -> str:
    """A mainland telephone number as its digits: full-width, +86 and separators fold away."""
    digits = re.sub(r"[\s\-()]+", "", unicodedata.normalize("NFKC", clean(text)))
    return re.sub(r"^(?:\+|00)86", "", digits)


_IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)")
_FLAT = re.compile(r"(?:号楼|栋|幢|单元)\D{0,3}\d{3,4}(?!\d)|(?<!\d)\d{3,4}[室户](?!外)")


def _digits_together(text: str) -> str:
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))


def has_identity_number(text: str) -> bool:
    """Whether somebody copied the number of an identity card, which nobody here keeps."""
    return bool(_IDENTITY_NUMBER.search(_digits_together(text)))


def tells_where_to_find(text: str) -> bool:
    """Whether a mobile number or the number of a flat seems to stand in these words."""
    together = _digits_together(text)
    return bool(_MOBILE.search(together) or _FLAT.search(together))
