"""The kinds of acts on record: the sentence that tells one, and whether the public reads it.

Rooms name their kinds here at import, so that the page and the record cannot disagree.
"""

from dataclasses import dataclass

from flask_babel import LazyString


@dataclass(frozen=True)
class Kind:
    """``sentence`` and ``link``, the path of a page, may use %(name)s of the payload; public
    payloads hold no personal data.
    """

    code: str
    sentence: LazyString
    public: bool = False
    link: str | None = None


_KINDS: dict[str, Kind] = {}


def kind(code: str, sentence: LazyString, public: bool = False, link: str | None = None) -> str:
    """Registers a kind of act and returns its code. ValueError for a second meaning."""
    if code in _KINDS:
        raise ValueError(f"audit kind {code} is named twice")
    _KINDS[code] = Kind(code, sentence, public, link)
    return code


def known(code: str) -> Kind:
    """The registered kind; KeyError for one that nobody named."""
    return _KINDS[code]


def public_codes() -> list[str]:
    return sorted(code for code, one in _KINDS.items() if one.public)
