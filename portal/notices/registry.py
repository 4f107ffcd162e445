"""What can be posted: rooms name their kinds of postings here at import."""

from dataclasses import dataclass

from flask_babel import LazyString


@dataclass(frozen=True)
class Kind:
    """``path`` is the page of what is posted; it may use %(subject)s, the number of the thing."""

    label: LazyString
    path: str


_KINDS: dict[str, Kind] = {}


def kind(code: str, label: LazyString, path: str) -> str:
    """Registers a kind of posting and returns its code. ValueError for a second meaning."""
    if code in _KINDS:
        raise ValueError(f"posting kind {code} is named twice")
    _KINDS[code] = Kind(label, path)
    return code


def known(code: str) -> Kind:
    """The registered kind; KeyError for one that nobody named."""
    return _KINDS[code]
