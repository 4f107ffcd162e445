"""A rehearsal does all that a round does, is nobody's round, and leaves one line behind."""

from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.audit.models import AuditFact, AuditLine
from portal.ballots.models import Ballot, Box, BoxFile, Envelope, Receipt, RollRow
from portal.budget import due, queries, rules
from portal.budget.actions import closing, rehearsing
from portal.budget.actions.preparing import Frozen
from portal.budget.models import ListedProject, Outcome, Round
from portal.budget.pages import state_of
from portal.budget.rules import Facts, State
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.notices.models import Posting
from tests.budget.conftest import RoundInTest, list_project, make_round
from tests.budget.test_commands import run
from tests.world import World, post

BANNER = "这一轮不是真的"


@dataclass
class Stage:
    """A draft round, its rehearsal, and the people of the committee."""

    world: World
    real: RoundInTest
    committee: FlaskClient
    supervisor: FlaskClient
    resident: FlaskClient

    @property
    def at(self) -> str:
        return f"/desk/rounds/{self.real.id}/rehearsal/"

    @property
    def rehearsal(self) -> RoundInTest:
        db.session.rollback()
        found = queries.rehearsal_of(self.real.id)
        assert found is not None
        return RoundInTest(self.world, found.id)

    def do(self, act: str = "", **fields: object) -> int:
        return post(self.committee, f"{self.at}{act}", "/me/", **fields).status_code


@pytest.fixture
def stage(world: World, resident: FlaskClient, draft_round: RoundInTest) -> Stage:
    committee = world.staff(Role.COMMITTEE_MEMBER)
    return Stage(world, draft_round, committee, world.staff(Role.SUPERVISOR), resident)


@pytest.fixture
def running(stage: Stage) -> Stage:
    assert stage.do(minutes="60") == 303
    return stage


def audit_lines() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(AuditLine)) or 0


def left_over(round_id: int) -> list[object]:
    """Rows that a thrown-away rehearsal would have left."""
    db.session.rollback()
    tables = (Envelope, Receipt, Ballot, BoxFile, RollRow, Outcome, Box)
    counts = [db.session.scalar(select(func.count()).select_from(table)) for table in tables]
    listed = (
        select(func.count()).select_from(ListedProject).where(ListedProject.round_id == round_id)
    )
    return [*counts, db.session.scalar(listed), db.session.get(Round, round_id)]


def test_from_the_start_to_the_bin(running: Stage, client: FlaskClient, app: Flask) -> None:
    lines, made = audit_lines(), running.rehearsal
    assert state_of(made.row, clock.now()) is State.VOTING
    assert queries.turnout(made.row) == (0, 2)
    assert made.vote(running.committee, *made.ids("A", "C")).status_code == 303
    assert made.vote(running.supervisor, *made.ids("B")).status_code == 303
    assert running.do("finish/") == 303
    assert queries.outcomes(made.id)[True].body["ballots"] == 2
    digest = made.row.box.final_digest  # type: ignore[union-attr]
    for page in ("", "result/"):
        html = running.supervisor.get(f"/budget/{made.id}/{page}").get_data(as_text=True)
        assert BANNER in html
    assert audit_lines() == lines
    assert db.session.scalar(select(func.count()).select_from(Posting)) == 0
    assert not list(made.keys.glob("*.key"))
    assert running.do("discard/") == 303
    assert left_over(made.id) == [0, 0, 0, 0, 0, 0, 0, 0, None]
    assert audit_lines() == lines + 1
    fact = db.session.scalars(select(AuditFact).order_by(AuditFact.number.desc())).first()
    assert fact is not None
    assert (fact.kind, fact.payload) == (
        "round.rehearsed",
        {"round": running.real.id, "title": "2026年民生项目", "cast": 2, "digest": digest},
    )
    assert "演练的数据已经丢弃" in client.get("/audit/").get_data(as_text=True)
    assert len(running.real.projects()) == 3


def test_only_those_with_an_office_are_on_its_roll(running: Stage, client: FlaskClient) -> None:
    made = running.rehearsal
    for page in ("", "vote/", "files/rules.json"):
        assert running.resident.get(f"/budget/{made.id}/{page}").status_code == 404
    assert client.get(f"/budget/{made.id}/").status_code == 404
    assert post(running.resident, made.address, "/me/", version="x").status_code == 404


def test_it_is_listed_nowhere_in_public(running: Stage, client: FlaskClient, app: Flask) -> None:
    made = running.rehearsal
    running.real.announce()
    for who in (client, running.resident, running.committee):
        for page in ("/", "/budget/", "/proposals/"):
            assert f"/budget/{made.id}/" not in who.get(page).get_data(as_text=True)
    assert f"/budget/{made.id}/" in running.supervisor.get("/desk/rounds/").get_data(as_text=True)
    assert "演练" not in run(app, "rounds").stdout
    assert f'"rehearsal_of": {running.real.id}' in run(app, "rounds", "--json").stdout


@pytest.mark.parametrize("page", ["", "vote/", "projects/{project}/"])
def test_every_page_says_that_it_is_not_real(running: Stage, page: str) -> None:
    made = running.rehearsal
    at = page.format(project=made.ids("A")[0])
    assert BANNER in running.committee.get(f"/budget/{made.id}/{at}").get_data(as_text=True)
    assert BANNER in made.review(running.committee, *made.ids("A")).get_data(as_text=True)


def test_a_real_round_bears_no_banner(open_round: RoundInTest, resident: FlaskClient) -> None:
    for page in ("", "vote/"):
        assert BANNER not in resident.get(f"/budget/{open_round.id}/{page}").get_data(as_text=True)


def test_it_is_never_certified_voided_or_witnessed(running: Stage) -> None:
    made = running.rehearsal
    running.do("finish/")
    for act in (
        lambda: closing.certify(made.row, 1, clock.now()),
        lambda: closing.void(made.row, "错了", None, clock.now()),
        lambda: closing.witness_key(made.row, 1, clock.now()),
    ):
        with pytest.raises(Frozen), writing():
            act()
    rehearsal = Facts(announced=True, sealed=True, posted=True, rehearsal=True)
    assert not rules.may_certify(rehearsal, [])
    assert not rules.may_void(rehearsal, True)
    assert not rules.may_rehearse(Facts(rehearsal=True), 3)
    with pytest.raises(IntegrityError), writing():
        made.row.certified_at = clock.now()


def test_no_round_changes_its_nature(running: Stage) -> None:
    made = running.rehearsal
    other = make_round(running.world)
    with pytest.raises(ValueError, match="from its beginning"):
        other.row.rehearsal_of = running.real.id
    with pytest.raises(ValueError, match="from its beginning"):
        made.row.rehearsal_of = None
    db.session.rollback()


def test_one_at_a_time_and_only_before_sealing(running: Stage) -> None:
    assert running.do(minutes="60") == 422
    assert running.do("discard/") == 303
    assert running.do("discard/") == 404
    running.real.announce()
    assert running.do(minutes="5") == 303
    running.real.seal()
    assert running.do("discard/") == 303
    assert running.do(minutes="5") == 422


def test_a_round_without_projects_is_not_rehearsed(stage: Stage) -> None:
    stage.real = make_round(stage.world)
    assert stage.do(minutes="60") == 422
    list_project(stage.real, "A", 100)
    assert stage.do(minutes="60") == 303


@pytest.mark.parametrize("typed", ["", "0", "1441", "-1", "一小时"])
def test_minutes_are_told_at_the_field(stage: Stage, typed: str) -> None:
    answer = post(stage.committee, stage.at, "/me/", minutes=typed)
    assert answer.status_code == 422
    assert 'id="minutes-error"' in answer.get_data(as_text=True)
    assert queries.rehearsal_of(stage.real.id) is None


def test_acts_of_a_rehearsal_take_no_real_round(stage: Stage) -> None:
    stage.real.open()
    with pytest.raises(Frozen):
        rehearsing.finish(stage.real.id, stage.real.keys, clock.now())
    with pytest.raises(Frozen):
        rehearsing.discard(stage.real.id, stage.real.keys, None, clock.now())
    assert stage.do("finish/") == 404
    assert stage.do("discard/") == 404
    assert len(stage.real.projects()) == 3


def test_tick_counts_it_at_its_end_and_throws_it_away_after_a_week(running: Stage) -> None:
    made, now = running.rehearsal, clock.now()
    due.tick(now + timedelta(minutes=61))
    assert made.row.posted_at is not None
    db.session.rollback()
    due.tick(now + timedelta(days=6, hours=23))
    assert queries.round_by_id(made.id) is not None
    db.session.rollback()
    due.tick(now + timedelta(days=7, minutes=1))
    assert left_over(made.id)[-1] is None


def test_the_checklist_knows_that_a_rehearsal_was_counted(running: Stage) -> None:
    at = f"/desk/rounds/{running.real.id}/"
    assert "还没有从投票到计票演练过一次" in running.committee.get(at).get_data(as_text=True)
    running.do("finish/")
    running.do("discard/")
    assert "还没有从投票到计票演练过一次" not in running.committee.get(at).get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.GRID_WORKER])
def test_others_may_not_begin_one(world: World, stage: Stage, role: Role) -> None:
    other = world.staff(role)
    assert other.get(stage.at).status_code == 403
    assert post(other, stage.at, "/me/", minutes="5").status_code == 403


def test_two_who_begin_at_once_begin_one(stage: Stage, app: Flask) -> None:
    together, answers = Barrier(2), list[bool]()

    def begin() -> None:
        with app.app_context():
            together.wait()
            try:
                rehearsing.start(stage.real.id, 5, stage.real.keys, clock.now())
                answers.append(True)
            except (Frozen, IntegrityError):
                answers.append(False)
            db.session.remove()

    db.session.rollback()
    threads = [Thread(target=begin) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, True]
    assert len(list(stage.real.keys.glob("*.key"))) == 1


def test_the_supervisors_neither_extend_a_rehearsal_nor_amend_its_roll(running: Stage) -> None:
    made, lines = running.rehearsal, audit_lines()
    box = made.row.box
    assert box is not None
    roll, person_id = f"/desk/rolls/{box.id}/", running.world.person().id
    until = f"{clock.local(box.closes_at + timedelta(days=1)):%Y-%m-%dT%H:%M}"
    closes = box.closes_at
    extended = post(
        running.supervisor, f"/desk/rounds/{made.id}/extend/", "/me/", until=until, reason="停电"
    )
    assert extended.status_code == 422
    assert running.supervisor.get(roll).status_code == 404
    added = {"change": "add", "person_id": person_id, "reason": "漏了"}
    assert post(running.supervisor, roll, "/me/", **added).status_code == 404
    db.session.rollback()
    assert made.row.box is not None
    assert (made.row.box.closes_at, queries.turnout(made.row)) == (closes, (0, 2))
    assert audit_lines() == lines
