"""Books with their three people, and what they may pay for."""

from dataclasses import replace
from datetime import date, datetime

from portal.core.access import Role
from portal.core.db import db, writing
from portal.ledger import actions, funds, queries
from portal.ledger.actions import Draft
from portal.ledger.funds import About
from portal.ledger.models import Entry, Fund, Voucher
from portal.ledger.rules import Nature
from portal.projects.models import Contract, ContractSupplement, Project, ProjectDecision
from portal.resolutions import actions as resolving
from portal.resolutions.models import Resolution
from tests.resolutions.conftest import decision
from tests.world import Member, World, utc

NOW = utc(2026, 6, 10, 4)
TODAY = date(2026, 6, 10)


class Books:
    """A fund with 100,000 yuan in it since New Year, and who keeps it."""

    def __init__(self, world: World, opening_fen: int = 10_000_000) -> None:
        self.world = world
        self.handler = world.account(world.person("何敏"), Role.COMMITTEE_MEMBER)
        self.director = world.account(world.person("陈国栋"), Role.DIRECTOR)
        self.supervisor = world.account(world.person("孙桂兰"), Role.SUPERVISOR)
        self.sources = 0
        self.numbers = 0
        with writing():
            about = About("办民生项目", "区财政", date(2026, 12, 31))
            made, opening = funds.open_fund(
                "保障资金", about, date(2026, 1, 1), opening_fen, self.handler.person_id, NOW
            )
            assert opening is not None
            db.session.add(Voucher(entry_id=opening.id, position=1, digest="d" * 64))
            self.fund_id, self.opening_id = made.id, opening.id
        self.post(self.sign(self.approved(self.opening_id)))

    def fund(self) -> Fund:
        db.session.rollback()
        return db.session.get_one(Fund, self.fund_id)

    def resolution(self, *amounts: int) -> Resolution:
        """One that is in force, with items of these amounts."""
        self.sources += 1
        items = [resolving.Item(f"第{n}项", fen, "test.matter", n) for n, fen in enumerate(amounts)]
        with writing():
            made = resolving.adopt(
                decision(self.sources, items=items), self.director.person_id, utc(2026, 1, 5)
            )
            number = made.id
        return db.session.get_one(Resolution, number)

    def project(
        self, fen: int, manager: Member | None = None, contract_fen: int | None = None
    ) -> Project:
        """One that was decided with so much money, and all of it, or ``contract_fen``, signed
        for.
        """
        resolution = self.resolution(fen)
        project = Project(
            year=2026,
            serial=self.sources,
            title=f"第{self.sources}个项目",
            match_key=f"第{self.sources}个项目",
            kind="works",
            manager_id=(manager or self.handler).person_id,
            start_on=date(2026, 1, 5),
            due_on=date(2026, 12, 1),
            founded_by=self.director.person_id,
            founded_at=NOW,
            decided_fen=fen,
        )
        db.session.add(project)
        db.session.flush()
        self._decide(project, resolution)
        if contract_fen != 0:
            self.sign_first(project, contract_fen or fen)
        else:
            db.session.commit()
        return project

    def sign_first(self, project: Project, fen: int) -> None:
        """Its contract."""
        contract = Contract(
            project_id=project.id,
            contractor="和风修缮队",
            choice="direct",
            reason="只有这一家会做",
            fen=fen,
            signed_on=date(2026, 1, 5),
            by_id=self.director.person_id,
            at=utc(2026, 1, 5),
        )
        db.session.add(contract)
        db.session.commit()

    def sign_more(self, project: Project, fen: int) -> None:
        """A further contract with the same contractor."""
        further = ContractSupplement(
            project_id=project.id,
            fen=fen,
            reason="多做一段",
            signed_on=TODAY,
            paper="c" * 64,
            paper_ending="pdf",
            by_id=self.director.person_id,
            at=NOW,
        )
        db.session.add(further)
        db.session.commit()

    def stop(self, project: Project) -> None:
        """A resolution ends it today."""
        row = db.session.get_one(Project, project.id)
        row.state, row.stopped_on = "stopped", TODAY
        db.session.commit()

    def supplement(self, project: Project, fen: int) -> None:
        """A later resolution gives it more."""
        resolution = self.resolution(fen)
        project = db.session.get_one(Project, project.id)
        project.decided_fen += fen
        self._decide(project, resolution, "supplement")
        db.session.commit()

    def _decide(self, project: Project, resolution: Resolution, deciding: str = "found") -> None:
        item = resolution.items[0]
        db.session.add(
            ProjectDecision(
                project_id=project.id,
                resolution_id=resolution.id,
                item_id=item.id,
                deciding=deciding,
                fen=item.amount_fen,
                by_id=self.director.person_id,
                at=NOW,
            )
        )

    def draft(self, **changes: object) -> Draft:
        self.numbers += 1
        plain = Draft(
            fund_id=self.fund_id,
            nature=Nature.INCOME,
            booked_on=TODAY,
            voucher_no=f"记-{self.numbers}",
            summary="区里拨款",
            amount_fen=100_00,
            category="allocation",
        )
        return replace(plain, **changes)  # type: ignore[arg-type]

    def expense(self, project: Project, fen: int, **changes: object) -> Draft:
        changes = {"summary": "付工程款", "counterparty": "和风修缮队", **changes}
        return self.draft(nature=Nature.EXPENSE, project_id=project.id, amount_fen=fen, **changes)

    def prepared(self, draft: Draft, now: datetime = NOW, by: Member | None = None) -> int:
        with writing():
            entry = actions.prepare(draft, (by or self.handler).person_id, now)
            if draft.nature is Nature.EXPENSE:
                db.session.add(Voucher(entry_id=entry.id, position=1, digest="d" * 64))
            return entry.id

    def approved(self, entry_id: int, now: datetime = NOW) -> int:
        with writing():
            actions.approve(actions.locked(entry_id), self.director.person_id, now)
        return entry_id

    def signed(self, draft: Draft, now: datetime = NOW) -> int:
        return self.sign(self.approved(self.prepared(draft, now), now), now)

    def sign(self, entry_id: int, now: datetime = NOW) -> int:
        with writing():
            actions.sign(actions.locked(entry_id), self.supervisor.person_id, now)
        return entry_id

    def post(self, entry_id: int, now: datetime = NOW) -> int:
        with writing():
            actions.post(actions.locked(entry_id), self.handler.person_id, now)
        return entry_id

    def posted(self, draft: Draft, now: datetime = NOW) -> int:
        return self.post(self.signed(draft, now), now)

    def corrected(self, entry_id: int, now: datetime = NOW) -> int:
        with writing():
            original = actions.locked(entry_id)
            made = actions.correct(original, "金额写错了一位", self.handler.person_id, now).id
        return self.post(self.sign(self.approved(made, now), now), now)

    def entry(self, entry_id: int) -> Entry:
        db.session.rollback()
        found = queries.by_id(entry_id)
        assert found is not None
        return found
