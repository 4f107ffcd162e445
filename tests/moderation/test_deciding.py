"""What residents write is read before it appears; each decision is made once, and told."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from portal.audit import kinds as audit_kinds
from portal.audit.models import AuditFact
from portal.core import outbox, waiting
from portal.core.access import Role
from portal.core.db import db, writing
from portal.moderation import actions, queries, registry
from portal.moderation.actions import Conflict, MoveRefused, OwnWork, ReasonMissing
from portal.moderation.models import Decision, Item
from portal.moderation.registry import Preview
from portal.moderation.rules import MODERATORS_MOVES, MOVES, Move, State
from tests.moderation.conftest import Notes
from tests.world import Member, World, utc

NOW = utc(2026, 5, 1, 8)
WHY = "写了别人的电话"


def decide(
    number: int, moderator: Member, move: Move, reason: str = WHY, version: int | None = None
) -> None:
    with writing():
        if version is None:
            version = db.session.get_one(Item, number).version
        actions.decide(number, version, move, reason, moderator.person_id, NOW)


def bring_to(state: State, number: int) -> None:
    """Sets a post into a state as if it had come there."""
    with writing():
        facts = {"state": state, "reason": "原因" if state is State.HIDDEN else ""}
        db.session.execute(update(Item).where(Item.id == number).values(**facts))


def moves(number: int) -> list[tuple[int, str, str, int]]:
    return [(one.version, one.move, one.reason, one.by) for one in queries.history(number)]


def facts() -> list[AuditFact]:
    return list(db.session.scalars(select(AuditFact).order_by(AuditFact.number)))


# ---- Handing in


def test_a_new_post_waits_in_its_first_version(notes: Notes) -> None:
    item = notes.item(notes.write(at=NOW))
    assert (item.kind, item.state, item.version, item.submitted_at) == ("note", "waiting", 1, NOW)
    assert (item.decided_at, item.decided_by, item.reason) == (None, None, "")
    assert moves(item.id) == []


def test_a_kind_that_no_room_named_cannot_be_handed_in(notes: Notes) -> None:
    with pytest.raises(KeyError), writing():
        actions.submit("rumour", notes.world.person().id, NOW)


def test_a_kind_is_named_once(notes: Notes) -> None:
    with pytest.raises(ValueError, match="note"):
        registry.register(notes.kind())


# ---- Deciding


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_a_moderator_does_what_the_table_allows_and_nothing_else(
    notes: Notes, moderator: Member, state: State, move: Move
) -> None:
    number = notes.write()
    bring_to(state, number)
    target = MOVES.get((state, move)) if move in MODERATORS_MOVES else None
    if target is None:
        with pytest.raises(MoveRefused):
            decide(number, moderator, move)
        assert (notes.item(number).state, moves(number), notes.told) == (state, [], [])
        return
    decide(number, moderator, move)
    item = notes.item(number)
    assert (item.state, item.version, item.decided_at) == (target, 2, NOW)
    assert (item.decided_by, item.reason) == (moderator.person_id, WHY)
    assert moves(number) == [(1, move, WHY, moderator.person_id)]
    assert notes.told == [(number, target, move)]


@pytest.mark.parametrize("move", [Move.ASK, Move.HIDE])
@pytest.mark.parametrize("words", ["", " \n "])
def test_nothing_is_sent_back_or_hidden_without_words(
    notes: Notes, moderator: Member, move: Move, words: str
) -> None:
    number = notes.write()
    with pytest.raises(ReasonMissing):
        decide(number, moderator, move, words)
    assert notes.item(number).state == State.WAITING


def test_what_was_hidden_does_not_come_back_without_words(notes: Notes, moderator: Member) -> None:
    number = notes.write()
    decide(number, moderator, Move.HIDE)
    with pytest.raises(ReasonMissing):
        decide(number, moderator, Move.APPROVE, "")
    decide(number, moderator, Move.APPROVE, "电话已经去掉")
    assert notes.item(number).state == State.APPROVED


def test_an_approval_needs_no_words(notes: Notes, moderator: Member) -> None:
    number = notes.write()
    decide(number, moderator, Move.APPROVE, "")
    assert notes.item(number).state == State.APPROVED


def test_nobody_decides_on_what_they_handed_in_or_wrote_with_others(
    notes: Notes, moderator: Member
) -> None:
    own = notes.write(moderator.person_id)
    shared = notes.write(also=frozenset({moderator.person_id}))
    for number in (own, shared):
        for move in Move:
            with pytest.raises(OwnWork):
                decide(number, moderator, move)
        assert notes.item(number).state == State.WAITING


def test_the_database_too_refuses_a_decision_on_ones_own(notes: Notes, moderator: Member) -> None:
    own = update(Item).where(Item.id == notes.write(moderator.person_id))
    with pytest.raises(IntegrityError), writing():
        db.session.execute(own.values(decided_by=moderator.person_id))


def test_the_database_too_refuses_to_hide_without_a_reason(notes: Notes) -> None:
    number = notes.write()
    with pytest.raises(IntegrityError), writing():
        db.session.execute(update(Item).where(Item.id == number).values(state=State.HIDDEN))


def test_an_unknown_post_is_not_decided(notes: Notes, moderator: Member) -> None:
    with pytest.raises(LookupError):
        decide(999, moderator, Move.APPROVE, version=1)


@pytest.mark.parametrize("version", [0, 2, 99])
def test_only_the_version_that_was_read_is_decided(
    notes: Notes, moderator: Member, version: int
) -> None:
    number = notes.write()
    with pytest.raises(Conflict) as conflict:
        decide(number, moderator, Move.APPROVE, version=version)
    assert conflict.value.item.id == number
    assert notes.item(number).state == State.WAITING


def test_what_the_author_changed_meanwhile_is_read_again(notes: Notes, moderator: Member) -> None:
    number = notes.write()
    with writing():
        actions.resubmit(db.session.get_one(Item, number), NOW)
    with pytest.raises(Conflict):
        decide(number, moderator, Move.APPROVE, version=1)
    decide(number, moderator, Move.APPROVE, version=2)


def test_where_the_room_cannot_follow_nothing_is_decided(notes: Notes, moderator: Member) -> None:
    number = notes.write()
    notes.fails = True
    with pytest.raises(KeyError):
        decide(number, moderator, Move.APPROVE)
    author = notes.item(number).author_id
    assert notes.item(number).state == State.WAITING
    assert (moves(number), facts(), outbox.latest(author, 5)) == ([], [], [])


def test_of_many_who_decide_at_once_one_does(app: Flask, notes: Notes, world: World) -> None:
    moderators = [world.account(None, Role.COMMITTEE_MEMBER) for _ in range(6)]
    number = notes.write()
    db.session.rollback()

    def try_it(moderator: Member) -> str:
        with app.app_context():
            try:
                decide(number, moderator, Move.HIDE, version=1)
            except Conflict:
                return "too late"
            return "decided"

    with ThreadPoolExecutor(6) as pool:
        answers = Counter(pool.map(try_it, moderators))
    assert answers == {"decided": 1, "too late": 5}
    assert len(moves(number)) == len(notes.told) == len(facts()) == 1
    assert len(outbox.latest(notes.item(number).author_id, 9)) == 1


def test_two_moves_from_one_version_are_refused_by_the_database(
    notes: Notes, moderator: Member
) -> None:
    number = notes.write()
    decide(number, moderator, Move.APPROVE)
    again = {"item_id": number, "version": 1, "move": Move.HIDE, "reason": "", "at": NOW}
    with pytest.raises(IntegrityError), writing():
        db.session.execute(insert(Decision).values(by=moderator.person_id, **again))


# ---- The author's moves


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", [Move.RESUBMIT, Move.WITHDRAW])
def test_an_author_does_what_the_table_allows_and_nothing_else(
    notes: Notes, state: State, move: Move
) -> None:
    number = notes.write(at=NOW)
    bring_to(state, number)
    act = actions.resubmit if move is Move.RESUBMIT else actions.withdraw
    later, target = NOW + timedelta(hours=3), MOVES.get((state, move))
    if target is None:
        with pytest.raises(MoveRefused), writing():
            act(db.session.get_one(Item, number), later)
        assert notes.item(number).state == state
        return
    with writing():
        act(db.session.get_one(Item, number), later)
    item = notes.item(number)
    assert (item.state, item.version, item.reason) == (target, 2, "")
    assert item.submitted_at == (later if move is Move.RESUBMIT else NOW)
    assert moves(number) == [(1, move, "", item.author_id)]
    assert notes.told == []


def test_a_post_that_comes_again_bears_no_decision(notes: Notes, moderator: Member) -> None:
    number = notes.write()
    decide(number, moderator, Move.ASK, "请写清楚是几单元")
    with writing():
        actions.resubmit(db.session.get_one(Item, number), NOW)
    item = notes.item(number)
    assert (item.decided_at, item.decided_by, item.reason) == (None, None, "")
    assert [one.move for one in queries.history(number)] == ["ask", "resubmit"]


# ---- What is told and put on record


@pytest.mark.parametrize(
    ("before", "move", "sentence"),
    [
        ([], Move.APPROVE, "您写的《楼道灯坏了》审核通过，已经公开了。"),
        ([], Move.ASK, f"您写的《楼道灯坏了》还没有公开，请您改一改再交：{WHY}"),
        ([], Move.HIDE, f"您写的《楼道灯坏了》被隐藏了，原因：{WHY}"),
        ([Move.HIDE], Move.APPROVE, f"您写的《楼道灯坏了》恢复公开了：{WHY}"),
    ],
)
def test_the_author_is_told_and_led_there(
    notes: Notes, moderator: Member, before: list[Move], move: Move, sentence: str
) -> None:
    number = notes.write()
    for earlier in before:
        decide(number, moderator, earlier)
    decide(number, moderator, move)
    latest = outbox.latest(notes.item(number).author_id, 1)[0]
    assert (latest.sentence, latest.link) == (sentence, f"/notes/{number}/")
    assert outbox.latest(moderator.person_id, 1) == []


def test_hiding_and_bringing_back_are_public_without_a_name_or_a_word_of_the_post(
    notes: Notes, moderator: Member
) -> None:
    number = notes.write()
    decide(number, moderator, Move.HIDE)
    decide(number, moderator, Move.APPROVE, "电话已经去掉")
    assert [(fact.kind, fact.sentence) for fact in facts()] == [
        ("moderation.hidden", f"隐藏了留言（第 {number} 号），原因：{WHY}"),
        ("moderation.restored", f"恢复公开留言（第 {number} 号），原因：电话已经去掉"),
    ]
    for fact in facts():
        assert audit_kinds.known(fact.kind).public
        assert fact.payload.keys() == {"thing", "number", "reason"}
        assert fact.actor_id == moderator.person_id


@pytest.mark.parametrize("move", [Move.APPROVE, Move.ASK])
def test_other_decisions_are_on_record_but_not_public(
    notes: Notes, moderator: Member, move: Move
) -> None:
    decide(notes.write(), moderator, move)
    assert not audit_kinds.known(facts()[0].kind).public


def test_the_record_is_in_chinese_whoever_decides_reads(
    app: Flask, notes: Notes, moderator: Member
) -> None:
    number = notes.write()
    with app.test_request_context("/", headers={"Cookie": "lang=en"}):
        decide(number, moderator, Move.HIDE)
    assert facts()[0].payload["thing"] == "留言"


# ---- Reading


def test_many_kinds_are_previewed_with_one_question_each(notes: Notes, letters: Notes) -> None:
    mine = [notes.write() for _ in range(3)]
    others = [letters.write() for _ in range(2)]
    items = [notes.item(number) for number in (*mine, *others)]
    found = registry.previews(items)
    assert sorted(found) == sorted([*mine, *others])
    assert (notes.asked, letters.asked) == ([mine], [others])
    assert isinstance(registry.preview(items[0]), Preview)


def test_the_queue_has_what_waits_oldest_first(
    notes: Notes, letters: Notes, moderator: Member
) -> None:
    late = notes.write(at=NOW)
    early = letters.write(at=NOW - timedelta(hours=30))
    same = notes.write(at=NOW)
    decide(notes.write(at=NOW), moderator, Move.APPROVE)
    both = ["note", "letter"]
    assert [item.id for item in queries.waiting(both, 1, 20).items] == [early, late, same]
    assert [item.id for item in queries.waiting(["note"], 1, 20).items] == [late, same]
    assert [item.id for item in queries.waiting(both, 2, 2).items] == [same]
    assert sum(load.number for load in queries.loads().values()) == 3
    loads = queries.loads()
    assert {kind: load.number for kind, load in loads.items()} == {"letter": 1, "note": 2}
    assert {kind: load.is_late(NOW) for kind, load in loads.items()} == {
        "letter": True,
        "note": False,
    }
    assert waiting.ask([queries.in_wait(NOW, both)]) == [(3, 1)]
    assert waiting.ask([queries.in_wait(NOW, ["note"])]) == [(2, 0)]


def test_an_empty_queue_is_empty(notes: Notes) -> None:
    assert sum(load.number for load in queries.loads().values()) == 0
    assert waiting.ask([queries.in_wait(NOW, ["note"])]) == [(0, 0)]
    assert queries.item(1) is None


def test_after_one_post_comes_the_next_and_after_the_last_the_first(
    notes: Notes, letters: Notes, moderator: Member
) -> None:
    reader = moderator.person_id
    first, second = notes.write(at=NOW), notes.write(at=NOW)
    notes.write(reader, at=NOW)  # one's own is left to others
    third = letters.write(at=NOW + timedelta(hours=1))

    def after(number: int, *kinds: str) -> int | None:
        which = kinds or ("note", "letter")
        following = queries.next_waiting(notes.item(number), which, reader)
        return following.id if following else None

    assert [after(first), after(second), after(third)] == [second, third, first]
    assert after(second, "note") == first
    assert after(third, "letter") is None


def test_what_is_hidden_is_listed_latest_first(notes: Notes, moderator: Member) -> None:
    numbers = [notes.write() for _ in range(3)]
    for number in numbers:
        decide(number, moderator, Move.HIDE)
    decide(numbers[0], moderator, Move.APPROVE)
    assert [item.id for item in queries.hidden(1, 20).items] == [numbers[2], numbers[1]]
    assert [item.id for item in queries.hidden(2, 1).items] == [numbers[1]]
