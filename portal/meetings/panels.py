"""What the rooms built upon a meeting (motions, minutes) add to its pages, and to its closing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask_babel import LazyString

from portal.core.access import Asker
from portal.meetings.models import Attendance, Meeting

Panel = Callable[[Meeting, Asker | None, Attendance | None], dict[str, Any]]
Hindrance = Callable[[Meeting], LazyString | None]
Outcomes = Callable[[Meeting], dict[int, str]]
Ended = Callable[[Meeting, int | None, datetime], None]
Voted = Callable[[Meeting], datetime | None]
LeftOpen = Callable[[int, datetime], None]

_PANELS: dict[str, Panel] = {}
_HINDRANCES: dict[str, Hindrance] = {}
_OUTCOMES: dict[str, Outcomes] = {}
_ENDED: dict[str, Ended] = {}
_VOTED: dict[str, Voted] = {}
_LEFT_OPEN: dict[str, LeftOpen] = {}


def register(name: str, panel: Panel) -> None:
    """Names, at import, what a template included in a meeting's pages needs besides ``meeting``
    and ``item``. ValueError for a name that is taken.
    """
    if name in _PANELS:
        raise ValueError(f"panel {name} is named twice")
    _PANELS[name] = panel


def register_hindrance(name: str, hindrance: Hindrance) -> None:
    """Names, at import, what may keep a meeting from being closed: the sentence that says why,
    None where nothing does. Asked under the meeting's lock. ValueError for a name that is taken.
    """
    if name in _HINDRANCES:
        raise ValueError(f"hindrance {name} is named twice")
    _HINDRANCES[name] = hindrance


def register_outcomes(name: str, outcomes: Outcomes) -> None:
    """Names, at import, what the items of a meeting came to: item → in few words, in Chinese.
    Asked when it is closed. ValueError for a name that is taken.
    """
    if name in _OUTCOMES:
        raise ValueError(f"outcomes {name} are named twice")
    _OUTCOMES[name] = outcomes


def register_ended(name: str, ended: Ended) -> None:
    """Names, at import, what else happens when a meeting is closed or cancelled, by whom (None for
    the calendar) and when; in the same transaction, under the meeting's lock. ValueError for a name
    that is taken.
    """
    if name in _ENDED:
        raise ValueError(f"ended {name} is named twice")
    _ENDED[name] = ended


def register_voted(name: str, voted: Voted) -> None:
    """Names, at import, when the first vote of a meeting was opened, which takes a quorum; None
    where none was. ValueError for a name that is taken.
    """
    if name in _VOTED:
        raise ValueError(f"voted {name} is named twice")
    _VOTED[name] = voted


def register_left_open(name: str, act: LeftOpen) -> None:
    """Names, at import, what ends that would keep a meeting open which nobody closed; in
    transactions of its own. ValueError for a name that is taken.
    """
    if name in _LEFT_OPEN:
        raise ValueError(f"left open {name} is named twice")
    _LEFT_OPEN[name] = act


def context(meeting: Meeting, asker: Asker | None, row: Attendance | None) -> dict[str, Any]:
    """What all panels together add to a meeting's page; ``row``: the asker's own, read once."""
    merged: dict[str, Any] = {}
    for panel in _PANELS.values():
        merged |= panel(meeting, asker, row)
    return merged


def hindrance(meeting: Meeting) -> LazyString | None:
    """The first thing that keeps a meeting from being closed."""
    found = (ask(meeting) for ask in _HINDRANCES.values())
    return next((one for one in found if one is not None), None)


def outcomes(meeting: Meeting) -> dict[int, str]:
    """What its items came to; an item that came to nothing is left out."""
    found: dict[int, str] = {}
    for ask in _OUTCOMES.values():
        found |= ask(meeting)
    return found


def ended(meeting: Meeting, by: int | None, now: datetime) -> None:
    """Lets every room end what a meeting that is over leaves open."""
    for act in _ENDED.values():
        act(meeting, by, now)


def voted(meeting: Meeting) -> datetime | None:
    """When the first vote in it was opened."""
    return min((at for ask in _VOTED.values() if (at := ask(meeting)) is not None), default=None)


def left_open(meeting_id: int, now: datetime) -> None:
    """Lets every room end what keeps it open; with no transaction open."""
    for act in _LEFT_OPEN.values():
        act(meeting_id, now)
