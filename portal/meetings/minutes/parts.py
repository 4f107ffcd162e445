"""What minutes are drafted from: each room that knows something of a meeting names its paragraphs
here at import.
"""

from collections.abc import Callable, Mapping

from portal.meetings.models import Meeting

Write = Callable[[Meeting], list[str]]
WriteItems = Callable[[Meeting], Mapping[int, list[str]]]
HEAD, PRESENT, CARRIED, AGENDA, MOTIONS, PROMISED = 10, 20, 30, 40, 50, 60
"""The places of the parts, in the order in which they stand."""

_PARTS: dict[str, tuple[int, Write]] = {}
_UNDER_ITEMS: dict[str, WriteItems] = {}


def register(code: str, place: int, write: Write) -> None:
    """Names a part: its paragraphs, in Chinese; none where there is nothing to tell. ValueError for
    a second meaning of a code.
    """
    if code in _PARTS:
        raise ValueError(f"part {code} of minutes is named twice")
    _PARTS[code] = place, write


def register_under_items(code: str, write: WriteItems) -> None:
    """Names paragraphs that stand under the agenda items that they are of: item → in Chinese.
    ValueError for a second meaning of a code.
    """
    if code in _UNDER_ITEMS:
        raise ValueError(f"paragraphs {code} of minutes are named twice")
    _UNDER_ITEMS[code] = write


def under_items(meeting: Meeting) -> dict[int, list[str]]:
    """What all rooms tell of the items of a meeting."""
    found: dict[int, list[str]] = {}
    for write in _UNDER_ITEMS.values():
        for item_id, told in write(meeting).items():
            found.setdefault(item_id, []).extend(told)
    return found


def written(meeting: Meeting) -> str:
    """All parts in their order, an empty line between them."""
    parts = sorted(_PARTS.values(), key=lambda part: part[0])
    told = ("\n".join(write(meeting)) for _place, write in parts)
    return "\n\n".join(part for part in told if part)
