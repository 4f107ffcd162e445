"""What other rooms show on a body's page: what it decided, who came. They register here at import,
so that this room need not know them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Told = dict[str, Any]
Ask = Callable[[int], Told | None]
"""What a panel's template is told of a body, by its id; None where there is nothing to show."""


@dataclass(frozen=True)
class Panel:
    """A part of a body's page; the template finds what it was told as ``told``."""

    template: str
    told: Told


_PANELS: dict[str, tuple[str, Ask]] = {}


def register(code: str, template: str, ask: Ask) -> None:
    """Names a panel. ValueError for a second meaning of a code."""
    if code in _PANELS:
        raise ValueError(f"panel {code} is named twice")
    _PANELS[code] = template, ask


def of(body_id: int) -> list[Panel]:
    """The panels of a body that have something to show, in the order in which they were named."""
    asked = [(template, ask(body_id)) for template, ask in _PANELS.values()]
    return [Panel(template, told) for template, told in asked if told is not None]
