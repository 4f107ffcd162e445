"""The disclosure board for the walk: posted, drafted, put up, complained of."""

from flask import Flask
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db, writing
from portal.disclosure import actions, boards, calendar
from portal.disclosure.actions import Words
from portal.disclosure.complaints import actions as complaints
from portal.disclosure.complaints.actions import Said
from portal.disclosure.complaints.rules import Ground
from portal.disclosure.models import Board, DisclosurePaper
from portal.disclosure.rules import (
    LINE_LENGTH,
    LINES_MAX,
    MOST_PAPERS,
    REASON_MAX,
    TEXT_MAX,
    TITLE_MAX,
)
from portal.notices import actions as notices
from portal.roster.models import Person
from tests.disclosure.making import begin
from tests.journeys.demo import COMMITTEE, RESIDENT

SAID = "上一季度收到捐赠两万元，已全部用于楼道照明。\n\n收据在服务站可以看。"

LONGEST = "\n".join(["一" * min(TEXT_MAX // LINES_MAX - 1, LINE_LENGTH)] * LINES_MAX)
"""As many lines, and nearly as many signs, as one sheet takes."""


def stage(app: Flask) -> dict[str, object]:
    """What the stops' addresses call the things that they show."""
    with app.app_context():
        try:
            return _stage()
        finally:
            db.session.remove()


def _person(phone: str) -> int:
    return db.session.scalars(select(Person.id).where(Person.phone == phone)).one()


def _stage() -> dict[str, object]:
    now, committee, resident = clock.now(), _person(COMMITTEE), _person(RESIDENT)
    begin(1)
    waiting = calendar.in_order(calendar.all_duties(clock.today()))
    key = next(one.key for one in waiting if one.is_written_here)
    with writing():
        slot = actions.slot(key, now)
        posted = actions.draft(slot, Words("上一季度捐赠收支", SAID), committee, now)
        posting_id = actions.post(posted, posted.version, committee, now).id
        draft = actions.draft(slot, Words("还没有公开的一份", SAID), committee, now)
        board_id = boards.add("里仁里东门公告栏", committee, now).id
        longest = actions.correct(posted, committee, now)
        said = Words("题" * TITLE_MAX, LONGEST, "因" * REASON_MAX)
        actions.edit(longest, None, said, longest.version)
        for n in range(MOST_PAPERS):
            paper = DisclosurePaper(title=f"附件{n}", digest=f"{n:064x}", media="pdf", size=9)
            actions.attach(longest, paper, committee, now)
            db.session.refresh(longest)
        actions.post(longest, longest.version, committee, now)
        ids: dict[str, object] = {"disclosed": posted.id, "disclosure_draft": draft.id}
        ids["disclosed_longest"] = longest.id
    with writing():
        place, sheet = boards.locked(Board, board_id), notices.locked(posting_id)
        boards.put_up(sheet, place, clock.today(), ("a" * 64, "b" * 64), committee, now)
    about = complaints.target(f"posting:{posting_id}", now)
    assert about is not None
    with writing():
        said = Said(Ground.FALSE, "公开的金额和收据对不上，请查一查。", True)
        complaint = complaints.complain(about, said, resident, now)
        ids |= {"disclosure_posting": posting_id, "disclosure_complaint": complaint.id}
    return ids
