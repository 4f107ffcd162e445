"""Two rounds whose voters share out points, for the pages to be looked at: one open, one posted."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from portal.ballots import actions as boxes
from portal.ballots.models import RollRow
from portal.budget import files, queries
from portal.budget.actions import closing, preparing, voting
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
    _open(keys, "一人十点，分给几个项目", now - timedelta(days=1), now + timedelta(days=6))
    posted = _open(keys, "去年的十点", now - timedelta(days=7), now + timedelta(hours=1))
    for shares in ((7, 3, 0), (1, 5, 4), (0, 6, 2)):
        _cast(posted, shares, now)
    with writing():
        round_ = db.session.get_one(Round, posted)
        box = voting.sealed_box(round_)
        round_.voting_until = box.closes_at = now - timedelta(seconds=1)
    closing.close(posted, keys, now)


def _open(keys: Path, title: str, opens: datetime, closes: datetime) -> int:
    now = clock.now()
    with writing():
        wanted = Round(
            title=title,
            fund="社区公益金",
            amount_fen=2_500_000,
            form="points",
            rule="most-votes",
            completion="none",
            voting_from=opens,
            voting_until=closes,
        )
        made = preparing.create_round(wanted, None, now)
        for code, name, cost in PROJECTS:
            project = ListedProject(code=code, title=name, kind="works", cost_fen=cost)
            preparing.add_project(made, project, None, now)
        preparing.announce(made, None, now)
        round_id = made.id
    voting.seal(round_id, keys, now)
    return round_id


def _cast(round_id: int, shares: tuple[int, ...], now: datetime) -> None:
    with writing():
        round_ = db.session.get_one(Round, round_id)
        box = voting.sealed_box(round_)
        free = select(RollRow).where(RollRow.box_id == box.id, RollRow.marked.is_(None)).limit(1)
        projects = queries.listed(round_id)
        picks = [files.Pick(p, n) for p, n in zip(projects, shares, strict=True) if n]
        row = db.session.scalars(free).one()
        boxes.cast(box, row, files.content(round_, picks), codes.new_code(), now)
