"""What else ends when a resolution is annulled: rooms that carry resolutions out register here at
import.
"""

from collections.abc import Callable
from datetime import datetime

from portal.resolutions.models import Resolution

Hold = Callable[[int], None]
"""Takes the locks of what hangs on a resolution, before the record's head is held."""
Fell = Callable[[Resolution, Resolution, int, datetime], None]
"""Told of the annulled one, of the one that annuls it, who closed that vote and when, in the same
transaction.
"""

_ROOMS: list[tuple[Hold, Fell]] = []


def when_annulled(hold: Hold, fell: Fell) -> None:
    _ROOMS.append((hold, fell))


def hold_all(resolution_id: int) -> None:
    for hold, _fell in _ROOMS:
        hold(resolution_id)


def tell_all(annulled: Resolution, by: Resolution, actor_id: int, now: datetime) -> None:
    for _hold, fell in _ROOMS:
        fell(annulled, by, actor_id, now)
