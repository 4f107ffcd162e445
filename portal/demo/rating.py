"""How those who benefit rate the demo's works, what they write, and what is answered to it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from portal.core.db import db, writing
from portal.demo import accepting
from portal.demo.days import at
from portal.demo.works import DIRECT, LONG_AGO, OVERRUN, Begun, Work
from portal.moderation import actions as moderation
from portal.moderation.rules import Move
from portal.projects import actions as projects
from portal.projects.models import Project
from portal.projects.ratings import actions
from portal.projects.ratings.models import Rating

MODERATOR = "13800000008"


class Said(NamedTuple):
    """Beside the stars of the neighbour in this place; ``answer`` '': it waits for one."""

    place: int
    text: str
    answer: str


class Rated(NamedTuple):
    work: Work
    stars: tuple[int, ...]
    said: tuple[Said, ...] = ()


RATED = (
    Rated(
        LONG_AGO,
        (5, 5, 4, 5, 3, 4, 5, 4, 5),
        (
            Said(0, "饭送到家还是热的，师傅也客气。", "谢谢，把您的话告诉了送餐的师傅。"),
            Said(4, "下雨天晚到过两次，能不能先打个电话。", "从下周起，晚十分钟以上先打电话。"),
        ),
    ),
    Rated(DIRECT, (5, 4, 5)),  # too few for their stars to be public
    Rated(
        OVERRUN,  # still to be rated: its stars are shown when it is over
        (4, 5, 3, 4, 2, 4),
        (
            Said(1, "轮椅能自己上去了，等得值。", "谢谢您等了这么久。"),
            Said(4, "拖了五个月，多花了一万八，开工前怎么没有看清楚排水？", ""),
        ),
    ),
)


def load(ids: dict[str, int], begun: Sequence[Begun]) -> None:
    """Once they are accepted."""
    known = {one.work.title: one.project_id for one in begun}
    for rated in RATED:
        project_id = known[rated.work.title]
        accepted = _rate(project_id, rated)
        _let_through(project_id, ids[MODERATOR], accepted + timedelta(days=6))
        _reply(project_id, rated.said, accepted + timedelta(days=13))


def _rate(project_id: int, rated: Rated) -> date:
    """Neighbours do, from the third day after it was accepted; that day."""
    said = {one.place: one.text for one in rated.said}
    with writing():
        project = projects.held(project_id)
        accepted = _accepted(project)
        people = accepting.neighbours(project, accepted, len(rated.stars))
        for place, (person_id, stars) in enumerate(zip(people, rated.stars, strict=True)):
            then = at(accepted + timedelta(days=3 + place % 3))
            actions.rate(project, person_id, stars, said.get(place, ""), then)
        return accepted


def _accepted(project: Project) -> date:
    if project.accepted_on is None:
        raise LookupError(project.title)
    return project.accepted_on


def _let_through(project_id: int, by: int, on: date) -> None:
    with writing():
        for one in _worded(project_id):
            moderation.decide(one.item_id or 0, 1, Move.APPROVE, "", by, at(on))


def _worded(project_id: int) -> Sequence[Rating]:
    own = Rating.project_id == project_id, Rating.item_id.is_not(None)
    return db.session.scalars(select(Rating).where(*own).order_by(Rating.id)).all()


def _reply(project_id: int, said: Sequence[Said], on: date) -> None:
    with writing():
        project = projects.held(project_id)
        for rating, one in zip(_worded(project_id), said, strict=True):
            if one.answer:
                actions.reply(project, rating.id, one.answer, project.manager_id, at(on))
