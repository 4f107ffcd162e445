"""Rolls that no supervisor amends: rooms say at import which are theirs. A rehearsal's is nobody's
roll, and a motion's is who was in the room when its vote was opened.
"""

from collections.abc import Callable

Known = Callable[[int], bool]
_KNOWN: list[Known] = []


def register(known: Known) -> None:
    """``known`` tells of the id of a box whether it is one of its room's that nobody amends."""
    _KNOWN.append(known)


def is_fixed(box_id: int) -> bool:
    return any(known(box_id) for known in _KNOWN)
