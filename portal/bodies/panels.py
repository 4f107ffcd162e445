"""What other rooms show on a body's page (what it decided, who came), and what of theirs keeps it
from being dissolved. They register here at import, so that this room need not know them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString

Told = dict[str, Any]
Ask = Callable[[int], Told | None]
"""What a panel's template is told of a body, by its id; None where there is nothing to show."""


@dataclass(frozen=True)
class Panel:
    """A part of a body's page; the template finds what it was told as ``told``."""

    template: str
    told: Told


Hindrance = Callable[[int], LazyString | None]

_HINDRANCES: dict[str, Hindrance] = {}
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


def register_hindrance(code: str, ask: Hindrance) -> None:
    """Names what may keep a body, by its id, from being dissolved: the sentence that says why, None
    where nothing does. ValueError for a second meaning of a code.
    """
    if code in _HINDRANCES:
        raise ValueError(f"hindrance {code} is named twice")
    _HINDRANCES[code] = ask


def hindrance(body_id: int) -> LazyString | None:
    """The first thing that keeps a body from being dissolved."""
    found = (ask(body_id) for ask in _HINDRANCES.values())
    return next((one for one in found if one is not None), None)
