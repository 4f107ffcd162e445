"""Whether a vote on a topic was opened. The meetings' room registers here at import, so that this
room need not know it.
"""

from collections.abc import Callable

Ask = Callable[[int], bool]

_ASKED: list[Ask] = []


def register(ask: Ask) -> None:
    _ASKED.append(ask)


def opened(topic_id: int) -> bool:
    """Whether a vote on it was opened in a meeting that goes on."""
    return any(ask(topic_id) for ask in _ASKED)
