"""The record: appended, chained, erasable in the open, and never changed unnoticed."""

import sqlite3
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from portal.audit import actions, chain, queries
from portal.audit.chain import Fault, Finding
from portal.audit.models import AuditFact, AuditHead, AuditLine
from portal.budget import kinds
from portal.core import clock
from portal.core.db import db, writing
from tests.world import World, utc

SECRET = kinds.ROUND_DRAFTED  # not public
PUBLIC = kinds.ROUND_ANNOUNCED


@pytest.fixture
def record_of_five(world: World) -> None:
    with writing():
        for number in range(5):
            kind = PUBLIC if number % 2 else SECRET
            actions.record(kind, 7, clock.now(), round=number, title=f"第{number}轮")


def test_a_record_that_nobody_touched_holds(record_of_five: None) -> None:
    assert queries.findings() == []
    assert queries.head()[0] == 5


def test_an_empty_record_holds(world: World) -> None:
    assert queries.findings() == []
    assert queries.head() == (0, chain.GENESIS)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": PUBLIC},
        {"actor_id": 8},
        {"payload": {"round": 9, "title": "假"}},
        {"salt": "00" * 16},
    ],
)
def test_a_changed_fact_is_found(record_of_five: None, change: dict[str, object]) -> None:
    with writing():
        db.session.execute(update(AuditFact).where(AuditFact.number == 3).values(**change))
    assert queries.findings() == [Finding(3, Fault.CHANGED_FACT)]


def test_a_moved_time_is_found(record_of_five: None) -> None:
    with writing():
        later = clock.now() + timedelta(seconds=1)
        db.session.execute(update(AuditFact).where(AuditFact.number == 2).values(at=later))
    assert queries.findings() == [Finding(2, Fault.CHANGED_FACT)]


def test_a_missing_line_is_a_gap_even_when_its_fact_went_too(record_of_five: None) -> None:
    with writing():
        for table in (AuditFact, AuditLine):
            db.session.execute(delete(table).where(table.number == 3))
    assert queries.findings()[0] == Finding(3, Fault.GAP)


def test_a_line_cut_off_at_the_end_is_found(record_of_five: None) -> None:
    with writing():
        for table in (AuditFact, AuditLine):
            db.session.execute(delete(table).where(table.number == 5))
    assert queries.findings() == [Finding(5, Fault.WRONG_HEAD)]


def test_a_rewritten_line_breaks_its_link(record_of_five: None) -> None:
    with writing():
        db.session.execute(
            update(AuditLine).where(AuditLine.number == 2).values(fact_hash="ab" * 32)
        )
    assert Finding(2, Fault.BROKEN_LINK) in queries.findings()


def test_personal_data_is_erased_in_the_open_and_the_chain_still_holds(
    record_of_five: None, client: FlaskClient
) -> None:
    with writing():
        actions.erase(1, "当事人要求删除个人信息", 7, clock.now())
    assert queries.findings() == []
    assert db.session.get(AuditFact, 1) is None
    page = client.get("/audit/").get_data(as_text=True)
    assert "删去了第 1 条记录的内容，原因：当事人要求删除个人信息" in page


def test_an_erasure_that_no_line_explains_fails(record_of_five: None) -> None:
    with writing():
        db.session.execute(delete(AuditFact).where(AuditFact.number == 1))
    assert queries.findings() == [Finding(1, Fault.UNEXPLAINED_ERASURE)]


def test_an_erasure_needs_a_reason_and_is_never_erased_itself(record_of_five: None) -> None:
    with pytest.raises(ValueError, match="1"), writing():
        actions.erase(1, " ", 7, clock.now())
    with writing():
        actions.erase(1, "应要求", 7, clock.now())
    with pytest.raises(ValueError, match="6"), writing():
        actions.erase(6, "掩盖", 7, clock.now())
    assert queries.findings() == []


@pytest.mark.sqlite  # PostgreSQL asks a superuser to look away
def test_a_fact_that_no_line_vouches_for_is_found_and_not_shown(
    record_of_five: None, client: FlaskClient
) -> None:
    file = sqlite3.connect(str(db.engine.url.database))
    with file:  # as someone who holds the file would
        file.execute(
            "INSERT INTO audit_fact (number, salt, at, kind, actor_id, payload) "
            "VALUES (999, '00', '2026-01-01 00:00:00', ?, 1, ?)",
            (PUBLIC, '{"title": "假的"}'),
        )
    file.close()
    assert queries.findings() == [Finding(999, Fault.FACT_WITHOUT_LINE)]
    assert "假的" not in client.get("/audit/").get_data(as_text=True)


def test_a_salt_that_is_none_is_a_changed_fact(record_of_five: None) -> None:
    with writing():
        db.session.execute(update(AuditFact).where(AuditFact.number == 3).values(salt="no hex"))
    assert queries.findings() == [Finding(3, Fault.CHANGED_FACT)]


def test_nothing_is_erased_twice(record_of_five: None) -> None:
    with writing():
        actions.erase(1, "一次", 7, clock.now())
    with pytest.raises(LookupError), writing():
        actions.erase(1, "两次", 7, clock.now())


def test_a_kind_that_nobody_named_is_not_recorded(world: World) -> None:
    with pytest.raises(KeyError), writing():
        actions.record("no.such.kind", None, clock.now())


def test_an_act_that_failed_leaves_no_line(record_of_five: None) -> None:
    def fails() -> None:
        with writing():
            actions.record(PUBLIC, None, clock.now(), round=1, title="没有办成")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert queries.head()[0] == 5
    assert queries.findings() == []


def test_the_public_page_shows_public_acts_only(record_of_five: None, client: FlaskClient) -> None:
    page = client.get("/audit/").get_data(as_text=True)
    assert page.count("公布了轮次《第") == 2
    assert "起草了" not in page


def test_the_command_says_that_it_holds_and_names_what_does_not(
    app: Flask, record_of_five: None
) -> None:
    run = app.test_cli_runner().invoke
    assert run(args=["audit", "verify"]).output.startswith("The record holds: 5 lines")
    with writing():
        db.session.execute(update(AuditFact).where(AuditFact.number == 3).values(actor_id=1))
    answer = run(args=["audit", "verify"])
    assert (answer.exit_code, answer.output) == (1, "what line 3 says was changed afterwards\n")


def test_the_head_is_one_row(record_of_five: None) -> None:
    assert len(db.session.scalars(select(AuditHead)).all()) == 1


@given(
    st.dictionaries(st.text(), st.integers() | st.text() | st.booleans()),
    st.dictionaries(st.text(), st.integers() | st.text() | st.booleans()),
)
def test_two_different_facts_never_share_a_hash(
    one: dict[str, object], other: dict[str, object]
) -> None:
    at = utc(2026, 1, 1)
    first, second = (chain.fact_hash("00" * 16, "k", 1, at, fact) for fact in (one, other))
    same = chain.canonical_json(one) == chain.canonical_json(other)
    assert (first == second) is same


def test_an_instant_told_in_another_zone_is_the_same_fact(world: World) -> None:
    with writing():
        actions.record(PUBLIC, None, clock.local(clock.now()), round=1, title="沪时")
    assert queries.findings() == []
