"""Which meeting answers a demand. The meetings' room registers here at import, so that this room
need not know it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Answer:
    """The meeting that was called: what it is called, its day, and its page."""

    title: str
    on: date
    href: str


Ask = Callable[[Sequence[int]], dict[int | None, Answer]]

_ASKED: list[Ask] = []


def register(ask: Ask) -> None:
    _ASKED.append(ask)


def of(ids: Sequence[int]) -> dict[int, Answer]:
    """Demand → the meeting that answers it; a demand without one is left out."""
    found = {one: answer for ask in _ASKED for one, answer in ask(ids).items()}
    return {one: found[one] for one in ids if one in found}
