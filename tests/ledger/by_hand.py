"""Books written straight into the tables: what a page reads needs no three people in a test."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.core.text import match_key
from portal.ledger.canon import link
from portal.ledger.models import Entry, Fund, Statement
from portal.ledger.rules import Nature, State
from portal.ledger.statements import actions
from portal.ledger.statements.rules import Month
from portal.projects.models import Project
from tests.world import Member, World


@dataclass
class Books:
    """A fund, and who keeps its books: handler, director and supervisor are three people."""

    world: Any
    fund_id: int
    handler: Member
    director: Member
    supervisor: Member
    project_id: int
    numbers: count = field(default_factory=lambda: count(1))  # type: ignore[type-arg]

    @property
    def fund(self) -> Fund:
        return db.session.get_one(Fund, self.fund_id)

    def entry(
        self,
        day: date,
        fen: int,
        nature: Nature = Nature.INCOME,
        state: State = State.POSTED,
        corrects: int | None = None,
        category: str = "",
        summary: str = "",
        grid_id: int | None = None,
        commit: bool = True,
    ) -> int:
        """One row, posted unless told otherwise; its number."""
        fund, number = self.fund, next(self.numbers)
        default = {"income": "allocation", "expense": "works", "sweep": "sweep"}[nature]
        made = Entry(
            fund_id=fund.id,
            year=day.year,
            voucher_no=f"凭-{number:05d}",
            booked_on=day,
            summary=summary or f"第{number}笔",
            match_key=match_key(summary or f"第{number}笔凭-{number:05d}"),
            nature=nature,
            category=category or default,
            amount_fen=fen,
            witness="孙证明",
            project_id=self.project_id if nature == Nature.EXPENSE else None,
            corrects_id=corrects,
            grid_id=grid_id,
            prepared_by=self.handler.person_id,
            prepared_at=clock.now(),
        )
        if state == State.POSTED:
            self._post(made, fund)
        made.state = state
        db.session.add(made)
        db.session.flush()
        if commit:
            db.session.commit()
        return made.id

    def _post(self, made: Entry, fund: Fund) -> None:
        now = clock.now()
        made.approved_by, made.signed_by = self.director.person_id, self.supervisor.person_id
        made.approved_at = made.signed_at = made.posted_at = now
        made.posted_by = made.prepared_by
        fund.last_position += 1
        made.position = fund.last_position
        fund.last_chain = made.chain = link(fund.last_chain, {"position": made.position})
        income = made.nature == Nature.INCOME
        fund.balance_fen += made.amount_fen if income else -made.amount_fen

    def correct(self, entry_id: int, day: date) -> int:
        """A posted row that takes another back."""
        wrong = db.session.get_one(Entry, entry_id)
        return self.entry(day, -wrong.amount_fen, Nature(wrong.nature), corrects=wrong.id)

    def draw_up(self, year: int, month: int) -> Statement:
        with writing():
            made = actions.draw_up(
                self.fund_id, Month(year, month), self.handler.person_id, clock.now()
            ).id
        return db.session.get_one(Statement, made)

    def lock(self, year: int, month: int) -> Statement:
        """Drawn up and locked by two people."""
        made = self.draw_up(year, month)
        number, version = made.id, made.version
        with writing():
            actions.lock(number, version, self.supervisor.person_id, clock.now())
        return db.session.get_one(Statement, number)


def make_books(
    world: World,
    name: str = "保障资金",
    opened_on: date = date(2026, 1, 1),
    opening_fen: int = 100_000_00,
    sweep_on: date | None = None,
) -> Books:
    fund_id = open_fund(name, opened_on, opening_fen, sweep_on)
    people = [
        world.account(world.person(name), role)
        for name, role in (
            ("赵经手", Role.COMMITTEE_MEMBER),
            ("钱主任", Role.DIRECTOR),
            ("李监督", Role.SUPERVISOR),
        )
    ]
    return Books(world, fund_id, *people, project_id=_project(people[0].person_id))


def open_fund(name: str, opened_on: date, opening_fen: int, sweep_on: date | None) -> int:
    """Its number."""
    fund = Fund(
        name=name,
        opened_on=opened_on,
        opening_fen=opening_fen,
        balance_fen=opening_fen,
        sweep_on=sweep_on,
    )
    db.session.add(fund)
    db.session.commit()
    return fund.id


def _project(by: int) -> int:
    """Some project, so that something may be spent."""
    found = db.session.query(Project.id).order_by(Project.id).first()
    if found:
        return int(found[0])
    made = Project(
        year=2026,
        serial=1,
        title="修路灯",
        match_key="修路灯",
        kind="works",
        manager_id=by,
        decided_fen=10**12,
        start_on=date(2026, 1, 1),
        due_on=date(2027, 12, 31),
        founded_by=by,
        founded_at=clock.now(),
    )
    db.session.add(made)
    db.session.commit()
    return made.id
