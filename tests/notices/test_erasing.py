"""An objection stays, and nobody's name with it, when somebody has their data erased."""

import pytest

from portal.accounts.leaving import leave
from portal.accounts.mine import gather
from portal.accounts.models import Account
from portal.core import clock
from portal.core.db import db, writing
from portal.notices import actions, queries
from portal.notices.models import Objection
from portal.notices.rules import Act
from portal.roster.nameless import NAME
from tests.notices.conftest import ANSWER, TEXT, PostingInTest
from tests.world import Member, World


def objected(posting: PostingInTest, person_id: int, text: str, named: bool) -> int:
    with writing():
        row = actions.locked(posting.id)
        return actions.object_to(row, person_id, text, named, clock.now()).id


def erase(member: Member) -> None:
    with writing():
        leave(db.session.get_one(Account, member.account_id), clock.now())


@pytest.mark.parametrize(("named", "signed"), [(True, NAME), (False, "一位居民")])
def test_it_is_read_and_answered_under_no_name(
    world: World, posting: PostingInTest, named: bool, signed: str
) -> None:
    me, supervisor = world.account(world.person("慕容雪村")), world.person().id
    objection_id = objected(posting, me.person_id, TEXT, named)
    erase(me)
    with writing():
        row = actions.locked_objection(objection_id)
        assert row.person_id != me.person_id
        actions.answer(row, Act.DISMISS, ANSWER, row.version, supervisor, clock.now())
    text = posting.read(world.app.test_client())
    assert ANSWER in text
    assert f"<span>{signed}</span>" in text
    assert "慕容雪村" not in text


def test_two_who_leave_with_open_objections_do_not_clash(
    world: World, posting: PostingInTest
) -> None:
    people = [world.account(), world.account()]
    for number, member in enumerate(people):
        objected(posting, member.person_id, f"{TEXT}{number}", True)
    for member in people:
        erase(member)
    counts = queries.counts(posting.id)
    assert counts.waiting == 2


def test_ones_own_objections_are_held_and_no_others(world: World, posting: PostingInTest) -> None:
    me, other = world.account(), world.person()
    objected(posting, me.person_id, TEXT, True)
    objected(posting, other.id, "别人的异议，很长很长。", True)
    held = {one.section.code: one.rows for one in gather(me.person_id)}
    assert [one["内容"] for one in held["objections"]] == [TEXT]
    assert db.session.query(Objection).count() == 2
