"""An entry's way into the books. Each function acts inside the caller's ``writing()``, asks the
rules first, tells whom it waits for, and leaves a line on record.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from portal.audit.actions import record
from portal.core import clock, outbox
from portal.core.access import Can
from portal.core.db import db
from portal.core.money import MAX_FEN, yuan
from portal.core.text import match_key
from portal.ledger import hands, kinds, queries, rules
from portal.ledger.models import Entry, EntryStep, Fund, Voucher
from portal.ledger.posting import enter
from portal.ledger.refusing import Changed, Refused, ask
from portal.ledger.rules import Category, Hand, Move, Nature, Refusal, State, Task
from portal.projects.models import Project


@dataclass(frozen=True)
class Draft:
    """What a handler writes down. An expense names a project or an item of a resolution;
    ``category`` counts where no project says it.
    """

    fund_id: int
    nature: Nature
    booked_on: date
    voucher_no: str
    summary: str
    amount_fen: int
    category: str = Category.OTHER
    counterparty: str = ""
    witness: str = ""
    project_id: int | None = None
    item_id: int | None = None
    grid_id: int | None = None


def locked(entry_id: int, seen: int | None = None) -> Entry:
    """The entry under its lock. LookupError for an unknown one, Changed where it is not the
    version that was ``seen``.
    """
    found = db.session.get(Entry, entry_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise LookupError(entry_id)
    if seen is not None and seen != found.version:
        raise Changed
    return found


def task_of(entry: Entry) -> Task:
    """What the rules ask of an entry."""
    return Task(
        state=State(entry.state),
        prepared_by=entry.prepared_by,
        approved_by=entry.approved_by,
        manager_id=entry.project.manager_id if entry.project else None,
        counterparty=entry.counterparty,
        witness=entry.witness,
    )


def next_voucher(fund_id: int, year: int) -> str:
    """A voucher number that is free: 0001, 0002 … in each fund and year."""
    kept = (
        Entry.fund_id == fund_id,
        Entry.year == year,
        Entry.state != State.DROPPED,
    )
    taken = set(db.session.scalars(select(Entry.voucher_no).where(*kept)))
    number = len(taken) + 1
    while f"{number:04d}" in taken:
        number += 1
    return f"{number:04d}"


# ---- writing it down


def prepare(draft: Draft, actor_id: int, now: datetime) -> Entry:
    """Writes an entry down; whoever approves is told. Sent twice, it is one."""
    today = clock.local(now).date()
    hand = hands.hand(actor_id, today)
    new = Task(State.PREPARED, actor_id, None, None, draft.counterparty, draft.witness)
    ask(rules.who_refusal(Move.PREPARE, new, hand))
    values = _values(draft, today)
    same = db.session.scalars(
        select(Entry).filter_by(**values, prepared_by=actor_id, state=State.PREPARED).limit(1)
    ).first()
    if same is not None:
        return same
    _demand_free_number(draft)
    entry = Entry(**values, prepared_by=actor_id, prepared_at=now, version=1, state=State.PREPARED)
    return _written(entry, Move.PREPARE, actor_id, now)


def edit(entry: Entry, draft: Draft, actor_id: int, now: datetime) -> None:
    """Its handler writes it anew, and it waits for approval again; a correction says what the row
    says that it takes back, and is dropped instead.
    """
    today = clock.local(now).date()
    if entry.corrects_id is not None:
        raise Refused(Refusal.IS_CORRECTION)
    hand = hands.hand(actor_id, today)
    _ask(entry, Move.EDIT, hand)
    new = Task(State(entry.state), entry.prepared_by, None, None, draft.counterparty, draft.witness)
    ask(rules.who_refusal(Move.EDIT, new, hand))
    values = _values(draft, today)
    _demand_free_number(draft, entry.id)
    for name, value in values.items():
        setattr(entry, name, value)
    _step(entry, Move.EDIT, actor_id, now)
    _tell(entry, kinds.TELL_TO_APPROVE, Can.APPROVE_ENTRIES, now)
    _record(entry, Move.EDIT, actor_id, now)


def correct(original: Entry, reason: str, actor_id: int, now: datetime) -> Entry:
    """Writes down the row that takes a posted one (locked by the caller) back as a whole, with the
    sign turned, dated today (更正); three people see to it like any other.
    """
    today = clock.local(now).date()
    if original.state != State.POSTED:
        raise Refused(Refusal.NOT_POSTED)
    if original.corrects_id is not None:
        raise Refused(Refusal.IS_CORRECTION)
    if original.corrected_by is not None:
        raise Refused(Refusal.CORRECTED_BEFORE)
    new = Task(State.PREPARED, actor_id, None, None, original.counterparty, original.witness)
    ask(rules.who_refusal(Move.PREPARE, new, hands.hand(actor_id, today)))
    kept = (
        "fund_id",
        "summary",
        "match_key",
        "nature",
        "category",
        "counterparty",
        "witness",
        "project_id",
        "item_id",
        "grid_id",
    )
    entry = Entry(
        **{name: getattr(original, name) for name in kept},
        year=today.year,
        voucher_no=next_voucher(original.fund_id, today.year),
        booked_on=today,
        amount_fen=-original.amount_fen,
        corrects_id=original.id,
        reason=reason,
        prepared_by=actor_id,
        prepared_at=now,
        version=1,
        state=State.PREPARED,
    )
    return _written(entry, Move.PREPARE, actor_id, now)


def _values(draft: Draft, today: date) -> dict[str, object]:
    """The columns of a draft that may be written down; Refused for one that may not."""
    fund = db.session.get_one(Fund, draft.fund_id)
    ask(rules.day_refusal(queries.books(fund), draft.booked_on, today))
    if not 0 < draft.amount_fen <= MAX_FEN:
        raise Refused(Refusal.NOT_AN_AMOUNT)
    _demand_authority(draft, fund)
    project = db.session.get(Project, draft.project_id) if draft.project_id else None
    category = project.kind if project else draft.category
    if category not in rules.CATEGORIES[draft.nature]:
        raise Refused(Refusal.WRONG_CATEGORY)
    if category == Category.OPENING and draft.booked_on != fund.opened_on:
        raise Refused(Refusal.NOT_OPENING_DAY)
    texts = (draft.summary, draft.counterparty, draft.voucher_no)
    return {
        **vars(draft),
        "category": category,
        "grid_id": project.grid_id if project else draft.grid_id,
        "year": draft.booked_on.year,
        "match_key": "\n".join(map(match_key, texts)),
    }


def _demand_authority(draft: Draft, fund: Fund) -> None:
    """An expense has a project or an item that was decided, nothing else has; money is swept from
    the fund's day on.
    """
    named = (draft.project_id is not None) + (draft.item_id is not None)
    if draft.nature is Nature.EXPENSE:
        if named != 1:
            raise Refused(Refusal.NO_AUTHORITY)
    elif named:
        raise Refused(Refusal.AUTHORITY_OF_INCOME)
    swept = fund.sweep_on is not None and draft.booked_on >= fund.sweep_on
    if draft.nature is Nature.SWEEP and not swept:
        raise Refused(Refusal.NOT_SWEPT_YET)


def _demand_free_number(draft: Draft, but: int = 0) -> None:
    """A voucher's number stands for one voucher; all who write down queue for the fund."""
    db.session.get_one(Fund, draft.fund_id, with_for_update=True, populate_existing=True)
    same = Entry.fund_id == draft.fund_id, Entry.voucher_no == draft.voucher_no
    kept = Entry.year == draft.booked_on.year, Entry.state != State.DROPPED, Entry.id != but
    if db.session.scalar(select(Entry.id).where(*same, *kept).limit(1)) is not None:
        raise Refused(Refusal.VOUCHER_TAKEN)


# ---- the three people


def approve(entry: Entry, actor_id: int, now: datetime) -> None:
    """Somebody else than its handler approves; the supervisors are told."""
    _move(entry, Move.APPROVE, actor_id, now)
    entry.approved_by, entry.approved_at = actor_id, now
    _step(entry, Move.APPROVE, actor_id, now)
    _tell(entry, kinds.TELL_TO_SIGN, Can.SIGN_ENTRIES, now)
    _record(entry, Move.APPROVE, actor_id, now)


def sign(entry: Entry, actor_id: int, now: datetime) -> None:
    """A supervisor, a third person, has looked at it; its handler is told."""
    _move(entry, Move.SIGN, actor_id, now)
    if _lacks_voucher(entry):
        raise Refused(Refusal.NO_VOUCHER)
    entry.signed_by, entry.signed_at = actor_id, now
    _step(entry, Move.SIGN, actor_id, now)
    outbox.tell([entry.prepared_by], kinds.TELL_TO_POST, now, **_told(entry))
    _record(entry, Move.SIGN, actor_id, now)


def post(entry: Entry, actor_id: int, now: datetime) -> None:
    """Puts a signed entry into the books for good (``posting.enter``). Refused, with what is left,
    where it would pay more than was decided, or more than there is.
    """
    _move(entry, Move.POST, actor_id, now)
    entry.version += 1
    db.session.add(
        EntryStep(entry_id=entry.id, version=entry.version, move=Move.POST, by_id=actor_id, at=now)
    )
    enter(entry, actor_id, now)
    told = {"position": entry.position, **_about(entry), "amount": yuan(entry.amount_fen)}
    if entry.corrects is None:
        record(kinds.RECORDED[Move.POST], actor_id, now, **told)
    else:
        record(kinds.CORRECTED, actor_id, now, **told, corrects=entry.corrects.position)


def send_back(entry: Entry, reason: str, actor_id: int, now: datetime) -> None:
    """Back to its handler, for a reason; approval and signature fall away."""
    _move(entry, Move.RETURN, actor_id, now)
    entry.approved_by = entry.approved_at = entry.signed_by = entry.signed_at = None
    _step(entry, Move.RETURN, actor_id, now, reason)
    told = {**_told(entry), "reason": reason}
    outbox.tell([entry.prepared_by], kinds.TELL_RETURNED, now, **told)
    _record(entry, Move.RETURN, actor_id, now, reason=reason)


def drop(entry: Entry, reason: str, actor_id: int, now: datetime) -> None:
    """It never comes into the books, for a reason; it stays readable on the desk."""
    _move(entry, Move.DROP, actor_id, now)
    _step(entry, Move.DROP, actor_id, now, reason)
    _record(entry, Move.DROP, actor_id, now, reason=reason)


# ---- what they share


def _move(entry: Entry, move: Move, actor_id: int, now: datetime) -> None:
    """Asks who and when; moves the state of all but a posted entry, whose row is written once."""
    _ask(entry, move, hands.hand(actor_id, clock.local(now).date()))
    if move is not Move.POST:
        entry.state = rules.MOVES[State(entry.state), move]


def _ask(entry: Entry, move: Move, hand: Hand) -> None:
    task = task_of(entry)
    if (task.state, move) not in rules.MOVES:
        raise Changed
    ask(rules.who_refusal(move, task, hand))


def _lacks_voucher(entry: Entry) -> bool:
    if entry.corrects_id is not None or not rules.needs_voucher(entry.nature, entry.category):
        return False
    counted = select(func.count()).select_from(Voucher).where(Voucher.entry_id == entry.id)
    return bool(kinds.VOUCHER_NEEDED()) and not db.session.scalar(counted)


def _written(entry: Entry, move: Move, actor_id: int, now: datetime) -> Entry:
    db.session.add(entry)
    db.session.flush()
    _note(entry, move, actor_id, now, entry.reason)
    _tell(entry, kinds.TELL_TO_APPROVE, Can.APPROVE_ENTRIES, now)
    _record(entry, move, actor_id, now)
    return entry


def _step(entry: Entry, move: Move, by_id: int, now: datetime, text: str = "") -> None:
    entry.version += 1
    if move is Move.EDIT:
        entry.state = rules.MOVES[State(entry.state), move]
    _note(entry, move, by_id, now, text)


def _note(entry: Entry, move: Move, by_id: int, now: datetime, text: str) -> None:
    step = {"entry_id": entry.id, "version": entry.version, "move": move}
    db.session.add(EntryStep(**step, text=text, by_id=by_id, at=now))
    db.session.flush()


def _tell(entry: Entry, kind: str, can: Can, now: datetime) -> None:
    """Tells all for whom it waits, but those who had it before."""
    people = hands.holders(can, clock.local(now).date())
    before = {entry.prepared_by, entry.approved_by}
    outbox.tell([one for one in people if one not in before], kind, now, **_told(entry))


def _told(entry: Entry) -> dict[str, object]:
    return {**_about(entry), "summary": entry.summary, "amount": yuan(entry.amount_fen)}


def _about(entry: Entry) -> dict[str, object]:
    fund = db.session.get_one(Fund, entry.fund_id)
    return {"number": entry.id, "fund": fund.name, "voucher": entry.voucher_no}


def _record(entry: Entry, move: Move, by_id: int, now: datetime, **more: str) -> None:
    record(kinds.RECORDED[move], by_id, now, **_about(entry), **more)
