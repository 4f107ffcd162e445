"""From a draft to the reply: what each does, in pages, with scripts off."""

import csv
import io
from datetime import timedelta

from openpyxl import load_workbook
from sqlalchemy import func, select

from portal.appraisals import found as found_in_search
from portal.appraisals import promised
from portal.appraisals.kinds import POSTING
from portal.appraisals.models import Appraisal
from portal.appraisals.rules import Kind
from portal.ballots.models import Ballot, Envelope
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db
from portal.core.outbox import Message
from portal.notices import queries as notices
from tests.appraisals.making import Room, committee, review, send, text, typed
from tests.world import World, fields, post


def test_a_satisfaction_survey_from_the_desk_to_the_directors_reply(world: World) -> None:
    room, me = Room(world), world.client(world.account())
    director = world.client(world.account(None, Role.DIRECTOR))
    desk = world.client(room.supervisor)
    made = post(desk, "/desk/appraisals/new/", **typed(clock.today(), asks_words="y"))
    assert made.status_code == 303
    here = made.location
    version = {"version": 1}
    added = post(desk, f"{here}subjects/", here, name="社区食堂", capacity="午餐", **version)
    asked = post(desk, f"{here}questions/", here, text="饭菜质量", version=2)
    assert (added.status_code, asked.status_code) == (303, 303)
    assert post(desk, f"{here}announce/", here, version=3).status_code == 303
    found = db.session.scalars(select(Appraisal)).one()
    page = f"/appraisals/{found.id}/"
    assert "已预告" in text(me.get(page))
    room.tick()
    assert "我来评" in text(me.get(page))

    checked = review(me, found.id, "satisfied", "", words="多一点青菜")
    assert checked.status_code == 200
    assert "no-store" in checked.headers["Cache-Control"]
    read = text(checked)
    assert "总体评价 满意 饭菜质量 没有评" in read
    assert "多一点青菜" in read
    assert send(me, found.id, checked).headers["Location"].endswith("/answer/done/")
    assert "已经交上" in text(me.get(f"{page}answer/done/"))
    assert "您已经评过了" in text(me.get(page))
    assert (
        send(me, found.id, checked).status_code == 303
    )  # the same press again, after a lost answer
    assert "您已经评过了" in text(me.get(f"{page}answer/"))

    closed = room.close(found.id)
    assert (closed.state, closed.taken_part) == ("posted", 1)
    standing = notices.standing(POSTING, closed.id)
    assert standing is not None
    assert standing.posting.until - standing.posting.posted_at >= timedelta(days=15)
    assert "多一点青菜" in text(desk.get(here))
    assert "多一点青菜" not in text(me.get(page))
    summed = post(desk, f"{here}summary/", here, summary="希望青菜多一些。", version=closed.version)
    assert summed.status_code == 303
    assert "多一点青菜" not in text(desk.get(here))
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 0
    assert post(director, f"{page}reply/", reply="下月起多加两样青菜。").status_code == 303
    told = text(me.get(page))
    assert "希望青菜多一些。" in told
    assert "下月起多加两样青菜。" in told
    assert post(director, f"{page}reply/", "/me/", reply="另一份").status_code == 409


def test_the_committee_is_appraised_as_a_whole_and_each_member_by_name(room: Room) -> None:
    committee(room.world)
    made = room.announced(kind=Kind.COMMITTEE, title="2026 年民主评议")
    names = [(one.name, one.scale) for one in room.row(made).subjects]
    assert names == [("居民委员会", "satisfaction"), ("张建国", "merit"), ("李红", "merit")]


def test_what_was_filled_in_comes_back_when_something_is_wrong_or_to_be_changed(
    room: Room,
) -> None:
    asked = room.world.account()
    made = room.opened(subjects=("社区食堂", "助老驿站"), asks_words=True)
    me = room.world.client(room.world.account())  # moved in since
    assert "名单在开始那天按花名册定下" in text(me.get(f"/appraisals/{made}/answer/"))
    known = room.world.client(asked)
    long = "长" * 201
    wrong = review(known, made, "fairly", "", words=long)
    assert wrong.status_code == 422
    html = wrong.get_data(as_text=True)
    assert 'id="line-0-fairly" name="line-0" value="fairly" checked' in html
    assert long in html
    assert "最多 200 个字" in text(wrong)
    checked = review(known, made, "fairly", "dissatisfied", words="谢谢")
    back = known.post(f"/appraisals/{made}/answer/", data={**fields(checked), "change": "1"})
    assert back.status_code == 200
    html = back.get_data(as_text=True)
    assert 'id="line-1-dissatisfied" name="line-1" value="dissatisfied" checked' in html
    assert "谢谢</textarea>" in html
    assert db.session.scalar(select(func.count()).select_from(Envelope)) == 0


def test_results_say_the_same_on_the_page_in_the_sheet_and_in_the_workbook(world: World) -> None:
    room = Room(world)
    for _ in range(20):
        world.person()
    made = room.opened(subjects=("=食堂",))
    people = room.roll(made)
    for place, person_id in enumerate(people[:20]):
        room.answer(
            made,
            person_id,
            "satisfied" if place < 13 else "fairly" if place < 19 else "dissatisfied",
        )
    room.close(made)
    me = world.app.test_client()
    page = text(me.get(f"/appraisals/{made}/"))
    assert "满意 13 人，65.0%" in page
    assert "基本满意 人数少，不公开" in page  # with the one who is not: else they could be reckoned
    assert "不满意 人数少，不公开" in page
    assert "不公开的几项合起来 7 人" in page
    body = me.get(f"/appraisals/{made}/result.csv").get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body)))
    assert rows[1:] == [
        ["'=食堂", "", "总体评价", "全部", "满意", "13", "65.0", ""],
        ["'=食堂", "", "总体评价", "全部", "基本满意", "人数少，不公开", "", ""],
        ["'=食堂", "", "总体评价", "全部", "不满意", "人数少，不公开", "", ""],
        ["'=食堂", "", "总体评价", "全部", "不了解", "0", "0.0", ""],
        ["'=食堂", "", "总体评价", "全部", "没有评", "0", "0.0", ""],
    ]
    book = load_workbook(io.BytesIO(me.get(f"/appraisals/{made}/result.xlsx").get_data()))
    sheet = [
        [("" if cell.value is None else cell.value) for cell in row] for row in book.active.rows
    ]
    assert [str(cell) for cell in sheet[1]] == ["=食堂", *rows[1][1:]]
    assert book.active["A2"].data_type == "s"
    files = me.get(f"/appraisals/{made}/files/counts.csv").get_data(as_text=True)
    assert files.splitlines()[1:4] == [
        f"{_subject(made)};{_question(made)};;satisfied;13",
        f"{_subject(made)};{_question(made)};;fairly;",
        f"{_subject(made)};{_question(made)};;dissatisfied;",
    ]


def _subject(made: int) -> int:
    return db.session.get_one(Appraisal, made).subjects[0].id


def _question(made: int) -> int:
    return db.session.get_one(Appraisal, made).questions[0].id


def test_last_years_share_stands_beside_and_the_difference_in_words(room: Room) -> None:
    """Of the same subject and question, of the same kind."""
    for year, satisfied in ((2025, 6), (2026, 9)):
        made = room.opened(year=year, subjects=("社区食堂", f"新的{year}"))
        given = [["satisfied" if at < satisfied else "", "unsure"] for at in range(12)]
        room.answers(made, *given)
        room.close(made)
    page = text(room.world.app.test_client().get(f"/appraisals/{made}/"))
    assert "满意 人数少，不公开 — 50.0% —" in page  # beside the three who left it
    assert "不公开的几项合起来 12 人" in page
    first = text(room.world.app.test_client().get(f"/appraisals/{made - 1}/"))
    assert "满意 6 50.0%" in first


def test_a_share_that_rose_is_told_in_points(world: World) -> None:
    room = Room(world)
    for _ in range(20):
        world.person()
    for year, satisfied in ((2025, 8), (2026, 12)):
        made = room.opened(year=year)
        room.answers(made, *[["satisfied" if at < satisfied else "fairly"] for at in range(20)])
        room.close(made)
    page = text(world.app.test_client().get(f"/appraisals/{made}/"))
    assert "满意 12 60.0% 40.0% 比去年高 20.0 个百分点" in page
    assert "基本满意 8 40.0% 60.0% 比去年低 20.0 个百分点" in page
    assert "不满意 0 0.0% 0.0% 和去年一样" in page
    assert "满意比去年高 20.0 个百分点，基本满意比去年低 20.0 个百分点。" in page


def test_by_grid_only_where_each_has_ten_and_nothing_to_hide(world: World) -> None:
    room, second = Room(world), world.grid("第二网格")
    for grid in (world.grid_row, second):
        for _ in range(10):
            world.person(household=world.household(grid))
    made = room.opened(subjects=("食堂", "窗口"))
    people = [one for one in room.roll(made) if one != room.supervisor.person_id]
    for place, person_id in enumerate(people):
        odd = "dissatisfied" if place == 0 else "satisfied"
        assert room.answer(made, person_id, "satisfied", odd) == "cast"
    room.close(made)
    page = text(world.app.test_client().get(f"/appraisals/{made}/"))
    assert "食堂，总体评价，按网格看 网格 满意 基本满意 不满意 不了解 没有评" in page
    assert "第一网格 10 0 0 0 0 第二网格 10 0 0 0 0" in page
    assert "窗口，总体评价，按网格看" not in page


def test_who_has_not_answered_is_reminded_once_and_nobody_else_learns_of_it(room: Room) -> None:
    members = [room.world.account() for _ in range(3)]
    made = room.opened()
    assert room.answer(made, members[0].person_id, "satisfied") == "cast"
    soon = clock.start_of(room.row(made).closes_on) - timedelta(days=2)
    for _ in range(2):
        room.tick(soon)
    told = select(Message.person_id).where(Message.kind == "appraisals.soon")
    silent = [members[1].person_id, members[2].person_id, room.supervisor.person_id]
    assert sorted(db.session.scalars(told)) == sorted(silent)


def test_it_is_found_by_its_name_and_promises_can_follow_it(room: Room) -> None:
    made = room.opened(title="助餐服务 测评")
    with room.world.app.test_request_context():
        assert [one.title for one in found_in_search.find("服务测", 5).hits] == ["助餐服务 测评"]
        assert found_in_search.find("没有", 5).total == 0
    assert promised.find(made) is None
    room.close(made)
    there = promised.find(made)
    assert there is not None
    assert there.title == "助餐服务 测评"
