"""Rounds whose voters share out points, for the pages to be looked at: one open, one posted, and a
draft that is being rehearsed.
"""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from portal.ballots import actions as boxes
from portal.ballots.models import RollRow
from portal.budget import files, queries
from portal.budget.actions import closing, preparing, rehearsing, voting
from portal.budget.models import ListedProject, Round
from portal.core import clock, codes
from portal.core.db import db, writing

PROJECTS = (
    ("E", "电梯口加扶手", 1_860_000),
    ("F", "书香新居门口种树", 900_000),
    ("G", "添两张长椅", 320_000),
)


def share_points(keys: Path) -> None:
    now = clock.now()
    rehearse(keys)
    _open(keys, "一人十点，分给几个项目", now - timedelta(days=1), now + timedelta(days=6))
    posted = _open(keys, "去年的十点", now - timedelta(days=7), now + timedelta(hours=1))
    for shares in ((7, 3, 0), (1, 5, 4), (0, 6, 2)):
        _cast(posted, shares, now)
    with writing():
        round_ = db.session.get_one(Round, posted)
        box = voting.sealed_box(round_)
        round_.voting_until = box.closes_at = now - timedelta(seconds=1)
    closing.close(posted, keys, now)


def rehearse(keys: Path) -> None:
    """A draft that is being rehearsed."""
    now = clock.now()
    opens, closes = now + timedelta(days=30), now + timedelta(days=40)
    with writing():
        wanted = _round("后年的民生项目", opens, closes)
        round_id = _listed(wanted, now)
    rehearsing.start(round_id, 60, keys, now)


def _open(keys: Path, title: str, opens: datetime, closes: datetime) -> int:
    now = clock.now()
    with writing():
        wanted = _round(title, opens, closes)
        round_id = _listed(wanted, now)
        preparing.announce(wanted, None, now)
    voting.seal(round_id, keys, now)
    return round_id


def _round(title: str, opens: datetime, closes: datetime) -> Round:
    return Round(
        title=title,
        fund="社区公益金",
        amount_fen=2_500_000,
        form="points",
        rule="most-votes",
        completion="none",
        voting_from=opens,
        voting_until=closes,
    )


def _listed(wanted: Round, now: datetime) -> int:
    made = preparing.create_round(wanted, None, now)
    for code, name, cost in PROJECTS:
        project = ListedProject(code=code, title=name, kind="works", cost_fen=cost)
        preparing.add_project(made, project, None, now)
    return made.id


def _cast(round_id: int, shares: tuple[int, ...], now: datetime) -> None:
    with writing():
        round_ = db.session.get_one(Round, round_id)
        box = voting.sealed_box(round_)
        free = select(RollRow).where(RollRow.box_id == box.id, RollRow.marked.is_(None)).limit(1)
        projects = queries.listed(round_id)
        picks = [files.Pick(p, n) for p, n in zip(projects, shares, strict=True) if n]
        row = db.session.scalars(free).one()
        boxes.cast(box, row, files.content(round_, picks), codes.new_code(), now)
