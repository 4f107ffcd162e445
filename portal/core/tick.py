"""Work that falls due: every room's jobs, run by ``flask tick``, each safe to run twice."""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import click
from flask import Flask
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.db import Model, UTCDateTime, db, writing

log = logging.getLogger(__name__)

Job = Callable[[datetime], None]
LATE_AFTER = timedelta(minutes=10)


class TickRun(Model):
    """When ``tick`` last went round; the desk warns when it has not."""

    __tablename__ = "tick_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    finished_at: Mapped[datetime] = mapped_column(UTCDateTime)


def is_late(now: datetime) -> bool:
    """Whether work that falls due has been left lying."""
    last = db.session.get(TickRun, 1)
    return last is None or now - last.finished_at > LATE_AFTER


def run_once(jobs: Sequence[Job], now: datetime) -> list[str]:
    """Runs every job; one that fails does not keep the others. Returns the failed ones' names."""
    return [name for job in [*jobs, note_round] if (name := _failure(job, now))]


def note_round(now: datetime) -> None:
    with writing():
        db.session.merge(TickRun(id=1, finished_at=now))


def _failure(job: Job, now: datetime) -> str | None:
    try:
        job(now)
    except Exception:
        log.exception("tick: %s.%s failed", job.__module__, job.__name__)
        db.session.rollback()
        return job.__name__
    return None


def init_tick(app: Flask, jobs: Sequence[Job]) -> None:
    @app.cli.command("tick")
    @click.option("--every", type=click.IntRange(1, 3600), help="Go round again every N seconds.")
    def tick(every: int | None) -> None:
        """Do the work that has fallen due."""
        while True:
            with app.app_context():  # nothing of the last round lingers, settings neither
                failed = run_once(jobs, clock.now())
            if not every:
                raise SystemExit(1 if failed else 0)
            time.sleep(every)
