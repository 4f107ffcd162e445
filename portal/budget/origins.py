"""Where a listed project comes from: a room whose decision put it on the list says where that
decision is opened again. Such a project is not changed by hand.
"""

from collections.abc import Callable, Collection, Mapping

Finder = Callable[[Collection[int]], Mapping[int, str]]
_FINDERS: list[Finder] = []


def register(finder: Finder) -> None:
    """``finder`` gets ids of listed projects and gives, for those that its room has decided on,
    the address on the desk where the decision is opened again.
    """
    _FINDERS.append(finder)


def addresses(project_ids: Collection[int]) -> dict[int, str]:
    """Listed project → that address; those that were entered by hand are left out."""
    found: dict[int, str] = {}
    for finder in _FINDERS:
        found |= finder(project_ids)
    return found


def address(project_id: int) -> str | None:
    return addresses([project_id]).get(project_id)
