"""Appraisals at every stage beside the demo's, for their pages to be looked at."""

from datetime import datetime
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import select

from portal.appraisals import queries
from portal.appraisals.actions import answering, closing, opening, preparing
from portal.appraisals.actions.answering import Draft
from portal.appraisals.actions.preparing import By, Plan
from portal.appraisals.models import Appraisal
from portal.appraisals.rules import Asked, Kind, State
from portal.ballots.models import RollRow
from portal.core import clock
from portal.core.db import db, writing
from portal.roster.models import Person

SUPERVISOR, HOUSEMATE = "13800000004", "13800000009"
PROPERTIES = ("里仁物业", "书香物业")
ANSWERS = ("satisfied", "fairly", "dissatisfied", "unsure", "")


def stage(app: Flask) -> dict[str, str]:
    """Holds them; what addresses name: their ids."""
    with app.app_context():
        try:
            return {name: str(one) for name, one in _stage(app.config["PORTAL"].keys).items()}
        finally:
            db.session.remove()


def _stage(keys: Path) -> dict[str, int]:
    by_phone = select(Person.id).where(Person.phone.in_([SUPERVISOR, HOUSEMATE]))
    supervisor, housemate = db.session.scalars(by_phone.order_by(Person.phone)).all()
    now = clock.now()
    running = select(Appraisal.id).where(Appraisal.state == State.OPEN)
    open_ = db.session.scalars(running).one()
    _answer(open_, housemate, ["satisfied", "excellent"])
    for year, spread in ((2025, (20, 12, 6, 0, 0)), (2026, (31, 9, 2, 1, 0))):
        posted = _begin(year, Kind.PROPERTY, f"{year} 年物业满意度", supervisor)
        _open(posted, supervisor, keys, now)
        _everyone(posted, spread)
        closing.close(posted, keys, clock.end_of(clock.today()))
    draft = _begin(2026, Kind.STATION, "服务站满意度", supervisor)
    return {"appraisal_open": open_, "appraisal_posted": posted, "appraisal_draft": draft}


def _begin(year: int, kind: Kind, title: str, by_id: int) -> int:
    today = clock.today()
    plan = Plan(title, "说说您的看法。", Asked.RESIDENTS, (), True, today, today)
    with writing():
        made = preparing.begin(year, kind, plan, by_id, clock.now()).id
    for name in PROPERTIES:
        with writing():
            preparing.add_subject(made, name, "", False, _by(made, by_id))
    with writing():
        preparing.add_question(made, "办事公道", _by(made, by_id))
    return made


def _by(appraisal_id: int, person_id: int) -> By:
    return By(person_id, queries.locked(appraisal_id).version, clock.now())


def _open(appraisal_id: int, by_id: int, keys: Path, now: datetime) -> None:
    with writing():
        preparing.announce(appraisal_id, _by(appraisal_id, by_id))
    opening.open_(appraisal_id, keys, now)


def _everyone(appraisal_id: int, spread: tuple[int, ...]) -> None:
    """So many give each answer, and some a few words."""
    given = [said for said, count in zip(ANSWERS, spread, strict=True) for _ in range(count)]
    found = queries.appraisal(appraisal_id)
    rows = select(RollRow.person_id).where(RollRow.box_id == (found.box_id if found else 0))
    people = db.session.scalars(rows.order_by(RollRow.id).limit(len(given))).all()
    for place, (person_id, said) in enumerate(zip(people, given, strict=True)):
        words = "" if place % 9 else f"保洁再勤快一点，第 {place} 条"
        _answer(appraisal_id, person_id, [said, "", "satisfied", said], words)


def _answer(appraisal_id: int, person_id: int, answers: list[str], words: str = "") -> None:
    secret = str(current_app.config["SECRET_KEY"])
    with writing():
        found = queries.appraisal(appraisal_id)
        assert found is not None
        size = len(found.subjects) * len(found.questions)
        offer = answering.offer(answering.row_of(found, person_id), secret)
        whole = (answers + [""] * size)[:size]
        draft = Draft([*whole[:1], "", *whole[2:]], words, offer.code, offer.mark)
        answering.cast(found, person_id, draft, secret, clock.now())
