"""来龙去脉: from a wish to what became of it, and back; the rooms register their links here.

A chain is known by what its members share: the round, the proposal, the project on the price list.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class Stage(StrEnum):
    """In the order of the story."""

    WISH = "wish"
    PROPOSAL = "proposal"
    TOPIC = "topic"
    CONSULTATION = "consultation"
    ROUND = "round"
    BALLOT = "ballot"
    RESULT = "result"
    MEETING = "meeting"
    MOTION = "motion"
    RESOLUTION = "resolution"
    FOLLOW_UP = "follow_up"
    PROJECT = "project"
    ENTRY = "entry"
    STATEMENT = "statement"
    ACCEPTANCE = "acceptance"
    RATING = "rating"


STAGES: dict[Stage, LazyString] = {
    Stage.WISH: _l("愿望"),
    Stage.PROPOSAL: _l("提案"),
    Stage.TOPIC: _l("议题"),
    Stage.CONSULTATION: _l("协商"),
    Stage.ROUND: _l("轮次"),
    Stage.BALLOT: _l("清单上的项目"),
    Stage.RESULT: _l("结果"),
    Stage.MEETING: _l("会议"),
    Stage.MOTION: _l("动议"),
    Stage.RESOLUTION: _l("决议"),
    Stage.FOLLOW_UP: _l("跟进事项"),
    Stage.PROJECT: _l("项目"),
    Stage.ENTRY: _l("账目"),
    Stage.STATEMENT: _l("月报"),
    Stage.ACCEPTANCE: _l("验收"),
    Stage.RATING: _l("评价"),
}


@dataclass(frozen=True)
class Link:
    """One member of a chain; ``href`` None where it is not there yet."""

    stage: Stage
    label: str
    href: str | None


@dataclass(frozen=True)
class Keys:
    """What a chain is found by; None (0 for a round) where the story has not come so far, or goes
    another way: a topic's leads by a meeting. ``wished``: how many households wished for it on
    paper, ``paid``: the newest entries of a project, where the page has read them already.
    """

    round_id: int = 0
    proposal_id: int | None = None
    listed_id: int | None = None
    wished: int | None = None
    topic_id: int | None = None
    resolution_id: int | None = None
    followup_id: int | None = None
    project_id: int | None = None
    entry_id: int | None = None
    paid: tuple[Link, ...] | None = None


Finder = Callable[[Keys], list[Link]]
Completer = Callable[[Keys], Keys]

_FINDERS: list[Finder] = []
_COMPLETERS: list[Completer] = []


def register(finder: Finder, completer: Completer | None = None) -> None:
    """A room tells its links of a chain; ``completer`` fills in the keys that it knows."""
    _FINDERS.append(finder)
    if completer is not None:
        _COMPLETERS.append(completer)


def _completed(keys: Keys) -> Keys:
    """What one room fills in may be what another one, asked before it, was waiting for."""
    for _room in _COMPLETERS:
        before = keys
        for complete in _COMPLETERS:
            keys = complete(keys)
        if keys == before:
            break
    return keys


def links(keys: Keys, here: Stage, at: str | None = None) -> list[dict[str, object]]:
    """The chain as ``ui.chain`` draws it, in the order of the story, ``here`` marked; ``at``: the
    page's address, where one stage may have several.
    """
    keys = _completed(keys)
    found = dict.fromkeys(link for finder in _FINDERS for link in finder(keys))
    order = list(Stage)
    return [
        {
            "kind": STAGES[link.stage],
            "label": link.label,
            "href": link.href,
            "here": link.stage is here and at in (None, link.href),
        }
        for link in sorted(found, key=lambda link: order.index(link.stage))
    ]
