"""One posting with everything that its pages show, ``size`` times; and duties of many quarters."""

from datetime import timedelta

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db, writing
from portal.disclosure import actions, boards
from portal.disclosure.actions import Slot, Words
from portal.disclosure.complaints.models import Complaint
from portal.disclosure.models import Board, Disclosure, DisclosurePaper, DutyRhythm
from portal.disclosure.rules import MOST_PAPERS, Category
from portal.notices import actions as notices
from portal.notices.models import Posting
from tests.disclosure.making import quarter
from tests.world import World


def fill(world: World, size: int) -> None:
    """The newest posting has up to ten files, hangs on ``size`` boards, and ``size`` people object
    to it and complain of it.
    """
    now, by = clock.now(), world.person("公开人").id
    _begin(size)
    for n in range(size):
        number = _posted(by, n, size if n == size - 1 else 1)
    posting = db.session.get_one(Posting, _posting_of(number))
    people = [world.person(f"异议人{n}").id for n in range(size)]
    for n, person_id in enumerate(people):
        with writing():
            board = boards.add(f"{size}号院{n}栏", by, now)
            sheet, place = notices.locked(posting.id), boards.locked(Board, board.id)
            boards.put_up(sheet, place, clock.today(), (f"{n:064x}", "b" * 64), by, now)
        with writing():
            sheet = notices.locked(posting.id)
            notices.object_to(sheet, person_id, "这里的金额请说明理由。", False, now)
        _complaint(world, posting, by, n)


def _begin(size: int) -> None:
    """Duties of as many quarters, of the books apart."""
    for back in range(1, min(size, 8) + 1):
        begins = quarter(back)[0]
        if not db.session.scalar(select(DutyRhythm.id).where(DutyRhythm.begins == begins)):
            row = DutyRhythm(code=Category.OTHER, begins=begins, months=3, days=15)
            row.set_at = clock.now()
            db.session.add(row)
    db.session.commit()


def _posted(by: int, n: int, papers: int) -> int:
    now, (first, last) = clock.now(), quarter(1)
    with writing():
        where = Slot(Category.OTHER, first, last)
        one = actions.draft(where, Words(f"公开{n}", "这一季的事都写在这里了。"), by, now)
        for m in range(min(papers, MOST_PAPERS)):
            paper = DisclosurePaper(title=f"附件{m}", digest=f"{m:064x}", media="pdf", size=9)
            actions.attach(one, paper, by, now)
            db.session.refresh(one)
        actions.post(one, one.version, by, now)
        return one.id


def _complaint(world: World, posting: Posting, by: int, n: int) -> None:
    """Half of them answered, and may be read by everybody."""
    serial = db.session.scalar(select(func.coalesce(func.max(Complaint.serial), 0))) or 0
    made = Complaint(
        year=clock.today().year,
        serial=serial + 1,
        about=f"posting:{posting.id}",
        title=posting.title,
        path=posting.path,
        ground="false",
        person_id=world.person(f"投诉人{n}").id,
        text="公开的金额和收据对不上，请查。",
        agreed=True,
        made_at=clock.now(),
        due_on=clock.today() + timedelta(days=15),
    )
    if n % 2:
        made.state, made.answer = "founded", "查过了，已经更正。"
        made.answered_by, made.answered_at = by, clock.now()
    db.session.add(made)
    db.session.commit()


def _posting_of(number: int) -> int:
    wanted = Posting.kind == "disclosure.item", Posting.subject_id == number
    return db.session.scalars(select(Posting.id).where(*wanted)).one()


def addresses() -> dict[str, object]:
    """The newest posting of the disclosure board, and a complaint about it."""
    one = db.session.scalars(select(func.max(Disclosure.id))).one()
    complaint = db.session.scalars(select(func.max(Complaint.id))).one()
    return {
        "disclosed": one,
        "disclosed_posting": _posting_of(one),
        "complaint": complaint,
    }
