"""Three different people, none of whom has anything else to do with it."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from portal.core.access import Role
from portal.core.db import db, writing
from portal.core.text import bears_name
from portal.ledger import actions, rules
from portal.ledger.models import EntryStep
from portal.ledger.refusing import Refused
from portal.ledger.rules import MOVES, Hand, Move, Refusal, State, Task
from portal.roster.queries import borne_by
from tests.ledger.keeping import NOW, Books
from tests.world import Member

ALL = Hand(9, keeps=True)
TASK = Task(State.PREPARED, prepared_by=1, approved_by=2, manager_id=3)


def refusal(books: Books, act: object, entry_id: int, who: Member) -> Refusal | None:
    try:
        with writing():
            act(actions.locked(entry_id), who.person_id, NOW)  # type: ignore[operator]
    except Refused as no:
        return no.reason
    return None


def with_roles(books: Books, name: str, *roles: Role) -> Member:
    return books.world.account(books.world.person(name), *roles)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_a_button_is_shown_only_for_moves_of_its_state(state: State, move: Move) -> None:
    task = Task(state, prepared_by=1)
    hands = [Hand(1, keeps=True), Hand(2, keeps=True, approves=True), Hand(3, signs=True)]
    shown = any(rules.may(move, task, hand) for hand in hands)
    assert shown == ((state, move) in MOVES)


def test_without_the_office_nothing_is_done(books: Books) -> None:
    resident = with_roles(books, "李明")
    entry = books.prepared(books.draft())
    for act in (actions.approve,):
        assert refusal(books, act, entry, resident) is Refusal.NO_OFFICE
    with pytest.raises(Refused) as no:
        books.prepared(books.draft(), by=resident)
    assert no.value.reason is Refusal.NO_OFFICE


def test_who_prepared_does_not_approve(books: Books) -> None:
    entry = books.prepared(books.draft(), by=books.director)
    assert refusal(books, actions.approve, entry, books.director) is Refusal.PREPARED_IT


def test_a_supervisor_who_prepared_before_does_not_sign(books: Books) -> None:
    """They were on the committee when they prepared it."""
    entry = books.approved(books.prepared(books.draft()))
    db.session.execute(text("UPDATE role_term SET role = 'supervisor' WHERE person_id = :who"),
                       {"who": books.handler.person_id})  # fmt: skip
    db.session.commit()
    assert refusal(books, actions.sign, entry, books.handler) is Refusal.PREPARED_IT


def test_a_supervisor_who_approved_before_does_not_sign(books: Books) -> None:
    entry = books.approved(books.prepared(books.draft()))
    db.session.execute(text("UPDATE role_term SET role = 'supervisor' WHERE person_id = :who"),
                       {"who": books.director.person_id})  # fmt: skip
    db.session.commit()
    assert refusal(books, actions.sign, entry, books.director) is Refusal.APPROVED_IT


@pytest.mark.parametrize("other", [Role.COMMITTEE_MEMBER, Role.DIRECTOR])
def test_who_holds_two_offices_neither_prepares_approves_nor_signs(
    books: Books, other: Role
) -> None:
    both = with_roles(books, "周全", Role.SUPERVISOR, other)
    entry = books.prepared(books.draft())
    if other is Role.DIRECTOR:
        assert refusal(books, actions.approve, entry, both) is Refusal.TWO_OFFICES
    books.approved(entry)
    assert refusal(books, actions.sign, entry, both) is Refusal.TWO_OFFICES
    with pytest.raises(Refused) as no:
        books.prepared(books.draft(), by=both)
    assert no.value.reason is Refusal.TWO_OFFICES


def test_the_manager_of_the_project_does_not_sign(books: Books) -> None:
    project = books.project(100_00, manager=books.supervisor)
    entry = books.approved(books.prepared(books.expense(project, 100)))
    assert refusal(books, actions.sign, entry, books.supervisor) is Refusal.MANAGES_PROJECT


@pytest.mark.parametrize("paid", ["陈国栋", "付 陈国栋（报销）", "陈国栋装修队", "陈小妹"])
def test_nobody_sees_to_what_is_paid_to_them_or_their_household(books: Books, paid: str) -> None:
    home = db.session.get_one(rules_person(), books.director.person_id).household
    books.world.person("陈小妹", household=home)
    entry = books.prepared(books.draft(counterparty=paid))
    assert refusal(books, actions.approve, entry, books.director) is Refusal.PAID_TO_OWN


def rules_person() -> type:
    from portal.roster.models import Person

    return Person


@pytest.mark.parametrize(
    ("paid", "bears"),
    [
        ("张华", True), ("收款人：张华", True), ("张华装修队", True), ("市张 华 五金店", True),
        ("张华强", True), ("张强华", False), ("", False),
    ],
)  # fmt: skip
def test_whose_name_stands_in_the_payees_does_not_see_to_it(paid: str, bears: bool) -> None:
    """Inside a longer name too: who only happens to bear it lets somebody else see to it."""
    own = Hand(9, keeps=True, approves=True, names=frozenset({"张华", "李"}))
    task = Task(State.PREPARED, prepared_by=1, counterparty=paid)
    for move in (Move.PREPARE, Move.APPROVE):
        refused = rules.who_refusal(move, task, own)
        assert refused is (Refusal.PAID_TO_OWN if bears else None)
    other = Hand(8, keeps=True, approves=True, names=frozenset({"赵敏"}))
    assert rules.who_refusal(Move.APPROVE, task, other) is None


def test_one_sign_is_no_name() -> None:
    assert not bears_name("李家面馆", "李")


def test_the_roster_is_asked_for_a_name_as_the_books_are(books: Books) -> None:
    """Whoever accepts the work and whoever pays for it are held against the contractor in one
    way.
    """
    for name in ("张华", "李", "Ann Lee", "陈国梁"):
        books.world.person(name)
    people = db.session.query(rules_person()).all()
    for typed in ("张 华装修队", "ＡＮＮ LEE & Co", "陈国栋", "国梁", "李"):
        found = set(db.session.scalars(select(rules_person().id).where(borne_by(typed))))
        assert found == {one.id for one in people if bears_name(typed, one.name_key)}


def test_a_witness_does_not_see_to_it(books: Books) -> None:
    entry = books.prepared(books.draft(witness="陈国栋"))
    assert refusal(books, actions.approve, entry, books.director) is Refusal.WITNESSES_OWN


def test_only_its_handler_edits(books: Books) -> None:
    other = with_roles(books, "周全", Role.COMMITTEE_MEMBER)
    entry = books.prepared(books.draft())
    with pytest.raises(Refused) as no, writing():
        actions.edit(actions.locked(entry), books.draft(), other.person_id, NOW)
    assert no.value.reason is Refusal.NOT_ITS_HANDLER


@pytest.mark.parametrize(("first", "second"), [
    ("prepared_by", "approved_by"), ("prepared_by", "signed_by"), ("approved_by", "signed_by"),
])  # fmt: skip
def test_the_database_refuses_one_person_in_two_places(
    books: Books, first: str, second: str
) -> None:
    entry = books.signed(books.draft())
    change = f"UPDATE ledger_entry SET {first} = {second} WHERE id = :id"  # noqa: S608
    with pytest.raises(IntegrityError):
        db.session.execute(text(change), {"id": entry})
    db.session.rollback()


def test_every_step_is_kept_with_who_took_it(books: Books) -> None:
    entry = books.posted(books.draft())
    kept = db.session.query(EntryStep).filter_by(entry_id=entry).order_by(EntryStep.id)
    steps = [(one.move, one.by_id) for one in kept]
    handler, director = books.handler.person_id, books.director.person_id
    assert steps == [
        (Move.PREPARE, handler),
        (Move.APPROVE, director),
        (Move.SIGN, books.supervisor.person_id),
        (Move.POST, handler),
    ]
