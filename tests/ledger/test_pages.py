"""The doors of the books: three people at the desk, one row for everyone."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from PIL import Image

from portal.core import clock, store
from portal.core.access import Role
from portal.core.db import db, writing
from portal.ledger import actions, checks, vouchers
from portal.ledger.models import Entry, Fund, Voucher
from portal.ledger.rules import State
from tests.ledger.keeping import NOW, Books
from tests.statements import statements
from tests.world import post, token

DESK = "/desk/ledger/"


class Desk:
    def __init__(self, books: Books) -> None:
        self.books = books
        self.handler = books.world.client(books.handler)
        self.director = books.world.client(books.director)
        self.supervisor = books.world.client(books.supervisor)

    def write(self, authority: str, yuan: str, **changes: object) -> int:
        typed = {
            "fund": self.books.fund_id, "booked_on": "2026-06-10", "voucher_no": "记-1",
            "summary": "付工程款", "amount_fen": yuan, "authority": authority,
            "counterparty": "和风修缮队", "witness": "李为民", "grid": 0, **changes,
        }  # fmt: skip
        answer = post(self.handler, f"{DESK}entries/new/?nature=expense", **typed)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return int(answer.location.rstrip("/").rsplit("/", 1)[1])

    def press(self, client: FlaskClient, entry_id: int, act: str, **more: object) -> int:
        page = f"{DESK}entries/{entry_id}/"
        db.session.rollback()
        version = db.session.get_one(Entry, entry_id).version
        answer = post(client, f"{page}{act}/", page, **{"version": version, **more})
        return answer.status_code


@pytest.fixture
def desk(books: Books) -> Desk:
    return Desk(books)


def photo(colour: str = "white", size: tuple[int, int] = (700, 1000)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def hand_in(desk: Desk, entry_id: int, body: bytes, name: str = "a.jpg") -> int:
    page = f"{DESK}entries/{entry_id}/"
    db.session.rollback()
    data = {
        "csrf_token": token(desk.handler, page),
        "version": db.session.get_one(Entry, entry_id).version,
        "photo": (io.BytesIO(body), name),
        "caption": "发票",
    }
    return desk.handler.post(f"{page}vouchers/", data=data).status_code


def test_three_people_take_an_entry_into_the_books(desk: Desk) -> None:
    project = desk.books.project(50_000_00)
    entry = desk.write(f"p{project.id}", "20000")
    assert desk.press(desk.supervisor, entry, "sign") == 409
    assert desk.press(desk.handler, entry, "approve") == 403
    assert desk.press(desk.director, entry, "approve") == 303
    assert desk.press(desk.supervisor, entry, "sign") == 422, "no voucher yet"
    assert desk.press(desk.supervisor, entry, "return", **{
        "return-reason": "没有发票照片", "return-version": 2
    }) == 303  # fmt: skip
    assert hand_in(desk, entry, photo()) == 303
    page = f"{DESK}entries/{entry}/edit/"
    row = desk.books.entry(entry)
    typed = {
        "fund": row.fund_id, "booked_on": "2026-06-10", "voucher_no": "记-1", "summary": "第一笔",
        "amount_fen": "20000", "authority": f"p{project.id}", "counterparty": "和风修缮队",
        "witness": "", "grid": 0, "version": row.version,
    }  # fmt: skip
    assert post(desk.handler, page, **typed).status_code == 303
    for client, act in (
        (desk.director, "approve"),
        (desk.supervisor, "sign"),
        (desk.handler, "post"),
    ):
        assert desk.press(client, entry, act) == 303
    public = desk.books.world.app.test_client().get(f"/ledger/entries/{entry}/")
    text = public.get_data(as_text=True)
    assert public.status_code == 200
    for said in ("第一笔", "¥20,000.00", "何敏", "陈国栋", "孙桂兰", "遮住个人信息以后才公开"):
        assert said in text


def test_too_much_is_refused_with_what_is_left_on_the_page(desk: Desk) -> None:
    project = desk.books.project(50_000_00)
    desk.books.posted(desk.books.expense(project, 20_000_00))
    waiting = desk.books.signed(desk.books.expense(project, 35_000_00))
    page = f"{DESK}entries/{waiting}/"
    answer = post(desk.handler, f"{page}post/", page, version=desk.books.entry(waiting).version)
    assert answer.status_code == 422
    assert "超出决定的金额 ¥5,000.00：还可以付 ¥30,000.00" in answer.get_data(as_text=True)
    assert desk.books.entry(waiting).state == State.SIGNED


def test_what_is_wrong_with_a_form_stands_at_its_field(desk: Desk) -> None:
    project = desk.books.project(50_000_00)
    desk.write(f"p{project.id}", "1")
    typed = {
        "fund": desk.books.fund_id, "booked_on": "2026-06-10", "voucher_no": "记-1",
        "summary": "别的", "amount_fen": "5", "authority": f"p{project.id}", "counterparty": "某店",
        "witness": "", "grid": 0,
    }  # fmt: skip
    page = f"{DESK}entries/new/?nature=expense"
    for changes, said in (
        ({}, "这个凭证号今年已经用过了"),
        ({"authority": ""}, "支出要写明是哪个项目"),
        ({"amount_fen": "0"}, "金额要大于零"),
        ({"booked_on": "2099-01-01"}, "日期不能在今天以后"),
        ({"booked_on": "2025-01-01"}, "那时还没有开始记账"),
        ({"counterparty": "何敏", "voucher_no": "9"}, "有您或您家里人的名字"),
        ({"authority": "p999"}, "请从列出的选项里选"),
        ({"summary": "11010519491231002X"}, "身份证号"),
    ):
        answer = post(desk.handler, page, **{**typed, **changes})
        assert answer.status_code == 422, changes
        assert said in answer.get_data(as_text=True), changes


def test_an_entry_on_its_way_is_read_on_the_desk_alone(desk: Desk) -> None:
    entry = desk.books.prepared(desk.books.draft())
    passer_by = desk.books.world.app.test_client()
    assert passer_by.get(f"/ledger/entries/{entry}/").status_code == 404
    worker = desk.books.world.staff(Role.GRID_WORKER)
    assert worker.get(f"{DESK}entries/{entry}/").status_code == 403
    assert worker.get(DESK).status_code == 403
    for client in (desk.handler, desk.director, desk.supervisor):
        assert client.get(f"{DESK}entries/{entry}/").status_code == 200


def test_a_correction_is_made_and_the_right_row_is_written_after_it(desk: Desk) -> None:
    project = desk.books.project(50_000_00)
    wrong = desk.books.posted(desk.books.expense(project, 50_000_00))
    page = f"{DESK}entries/{wrong}/correct/"
    answer = post(desk.handler, page, reason="多写了一个零", version=1)
    correction = int(answer.location.rstrip("/").rsplit("/", 1)[1])
    assert post(desk.handler, page, reason="再来一次吧", version=1).status_code == 422
    form = desk.handler.get(f"{DESK}entries/new/?like={wrong}").get_data(as_text=True)
    assert 'value="50000"' in form
    assert f'selected value="p{project.id}"' in form, "though nothing is left of it yet"
    now = clock.now()
    desk.books.post(desk.books.sign(desk.books.approved(correction, now), now), now)
    passer_by = desk.books.world.app.test_client()
    of_wrong = passer_by.get(f"/ledger/entries/{wrong}/").get_data(as_text=True)
    assert f"/ledger/entries/{correction}/" in of_wrong
    of_it = passer_by.get(f"/ledger/entries/{correction}/").get_data(as_text=True)
    assert f"/ledger/entries/{wrong}/" in of_it
    assert "多写了一个零" in of_it
    assert "-¥50,000.00" in of_it


# ---- vouchers


def test_a_pdf_is_refused_with_a_sentence(desk: Desk) -> None:
    entry = desk.books.prepared(desk.books.draft())
    assert hand_in(desk, entry, b"%PDF-1.7\n%%EOF", "a.pdf") == 422
    assert hand_in(desk, entry, b"no picture", "a.jpg") == 422
    db.session.rollback()
    assert db.session.query(Voucher).filter_by(entry_id=entry).count() == 0


def test_the_public_picture_is_black_where_it_was_ticked_and_public_only_after_a_look(
    desk: Desk,
) -> None:
    entry = desk.books.prepared(desk.books.draft())
    assert hand_in(desk, entry, photo("red")) == 303
    db.session.rollback()
    number = db.session.query(Voucher.id).filter_by(entry_id=entry).scalar()
    desk.books.post(desk.books.sign(desk.books.approved(entry, NOW), NOW), NOW)
    passer_by = desk.books.world.app.test_client()
    shown, grid = f"/ledger/vouchers/{number}.jpg", f"{DESK}vouchers/{number}/"
    assert passer_by.get(shown).status_code == 404
    ticked = [str(one) for one in range(7)]  # the whole first row
    assert post(desk.handler, f"{grid}blackout/", cell=[*ticked, "999", "x"]).status_code == 303
    assert passer_by.get(shown).status_code == 404, "nobody has looked yet"
    page = f"{grid}preview/"
    db.session.rollback()
    draft = db.session.get_one(Voucher, number).draft_digest
    assert post(desk.director, page, digest=draft).status_code == 422, "not ticked"
    original = db.session.get_one(Voucher, number).digest
    assert post(desk.director, page, digest=original, sure="y").status_code == 409
    assert post(desk.director, page, digest=draft, sure="y").status_code == 303
    answer = passer_by.get(shown)
    assert answer.status_code == 200
    with Image.open(io.BytesIO(answer.data)) as picture:
        assert not picture.getexif()
        row = picture.height // 10
        black = [picture.getpixel((x, row // 2)) for x in range(5, picture.width, 50)]
        red = [picture.getpixel((x, row * 5)) for x in range(5, picture.width, 50)]
    assert all(max(one) < 20 for one in black)
    assert all(one[0] > 200 and one[1] < 60 for one in red)
    with Image.open(io.BytesIO(answer.data)) as picture:
        top = picture.crop((0, 0, picture.width, row - 8)).getcolors(1_000_000)
    assert all(max(colour) < 40 for _n, colour in top), "no red is left under the black"
    assert post(desk.handler, f"{grid}shut/", f"{DESK}entries/{entry}/").status_code == 303
    assert passer_by.get(shown).status_code == 404


def test_originals_are_for_who_keeps_and_checks_the_books(desk: Desk) -> None:
    entry = desk.books.prepared(desk.books.draft())
    hand_in(desk, entry, photo())
    db.session.rollback()
    number = db.session.query(Voucher.id).filter_by(entry_id=entry).scalar()
    doors = {
        "original": desk.handler, "original-to-approve": desk.director,
        "original-to-sign": desk.supervisor,
    }  # fmt: skip
    resident = desk.books.world.client(desk.books.world.account())
    for name, client in doors.items():
        address = f"{DESK}vouchers/{number}/{name}.jpg"
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
        assert resident.get(address).status_code == 403
        assert desk.books.world.staff(Role.GRID_WORKER).get(address).status_code == 403


# ---- funds

FUND = {
    "name": "公益资金", "purpose": "给居民办事", "source": "区财政", "opened_on": "2026-01-01",
    "sweep_on": "",
}  # fmt: skip
"""As its form is sent, but for what is in it already."""


def test_a_fund_is_opened_described_anew_and_closed(desk: Desk) -> None:
    page, typed = f"{DESK}funds/new/", {**FUND, "opening_fen": "0", "sweep_on": "2026-12-31"}
    answer = post(desk.handler, page, **typed)
    assert answer.status_code == 303
    own = answer.location
    assert own.startswith(f"{DESK}funds/")
    assert post(desk.handler, page, **typed).status_code == 422, "the name is taken"
    early = {**typed, "name": "别的", "sweep_on": "2026-01-01"}
    assert post(desk.handler, page, **early).status_code == 422
    changed = {"purpose": "给老人办事", "source": "区财政", "sweep_on": ""}
    assert post(desk.handler, own, **changed).status_code == 303
    assert post(desk.handler, f"{own}close/", own, closed_on="2025-01-01").status_code == 422
    assert post(desk.handler, f"{own}close/", own, closed_on="2026-06-01").status_code == 303
    record = desk.books.world.app.test_client().get("/audit/").get_data(as_text=True)
    for said in ("设立资金“公益资金”", "给居民办事 → 给老人办事", "不再记账"):
        assert said in record


def test_what_is_in_a_fund_already_counts_when_three_people_saw_to_it(desk: Desk) -> None:
    """The bank's statement is its voucher; until it is in the books nothing can be paid of it."""
    page, typed = f"{DESK}funds/new/", {**FUND, "opening_fen": "1.2万"}
    answer = post(desk.handler, page, **typed)
    assert answer.status_code == 303
    opening = int(answer.location.removeprefix(f"{DESK}entries/").rstrip("/"))
    fund = desk.books.entry(opening).fund_id
    own = f"{DESK}funds/{fund}/"
    assert post(desk.handler, f"{own}close/", own, closed_on="2026-06-01").status_code == 422
    assert desk.press(desk.handler, opening, "approve") == 403
    assert desk.press(desk.director, opening, "approve") == 303
    assert desk.press(desk.supervisor, opening, "sign") == 422, "no statement of the bank"
    back = {"return-reason": "没有对账单", "return-version": desk.books.entry(opening).version}
    assert desk.press(desk.supervisor, opening, "return", **back) == 303
    assert hand_in(desk, opening, photo()) == 303
    again = {
        "fund": fund, "booked_on": "2026-01-01", "voucher_no": "0001", "summary": "账上原有",
        "amount_fen": "12000", "category": "opening", "counterparty": "区财政", "witness": "",
        "grid": 0,
    }  # fmt: skip
    edit = f"{DESK}entries/{opening}/edit/"
    version = desk.books.entry(opening).version
    late = post(desk.handler, edit, version=version, **{**again, "booked_on": "2026-02-01"})
    assert (late.status_code, "只能记在这笔资金开始记账的那一天" in late.text) == (422, True)
    assert post(desk.handler, edit, version=version, **again).status_code == 303
    assert desk.press(desk.director, opening, "approve") == 303
    assert desk.press(desk.supervisor, opening, "sign") == 303
    assert db.session.get_one(Fund, fund).balance_fen == 0
    assert desk.press(desk.handler, opening, "post") == 303
    db.session.rollback()
    made = db.session.get_one(Fund, fund)
    assert (made.opening_fen, made.balance_fen) == (0, 1_200_000)
    assert post(desk.handler, f"{own}close/", own, closed_on="2026-06-01").status_code == 303
    assert all(one.holds for one in checks.run())


def test_nobody_opens_a_fund_whose_money_comes_from_themselves(desk: Desk) -> None:
    typed = {**FUND, "source": "何敏小卖部", "opening_fen": "5"}
    answer = post(desk.handler, f"{DESK}funds/new/", **typed)
    assert (answer.status_code, "要由别人来办" in answer.text) == (422, True)
    assert db.session.query(Fund).filter_by(name="公益资金").count() == 0


def test_the_entry_says_what_is_missing_before_anybody_posts_it(desk: Desk) -> None:
    project = desk.books.project(50_000_00, contract_fen=30_000_00)
    waiting = desk.books.signed(desk.books.expense(project, 30_000_01))
    shown = desk.handler.get(f"{DESK}entries/{waiting}/").text
    assert "超出合同的金额 ¥0.01：按合同还可以付 ¥30,000.00" in shown
    fits = desk.books.signed(desk.books.expense(project, 30_000_00))
    assert "按决定和合同还可以付 ¥30,000.00" in desk.handler.get(f"{DESK}entries/{fits}/").text


def test_the_proof_is_a_page_for_everyone(desk: Desk) -> None:
    desk.books.posted(desk.books.draft())
    answer = desk.books.world.app.test_client().get("/ledger/check/")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "14 项都对得上" in text
    assert "2 笔账的顺序号连着，没有少一笔" in text


def test_a_voucher_is_not_taken_out_of_what_was_approved(desk: Desk) -> None:
    entry = desk.books.prepared(desk.books.draft())
    hand_in(desk, entry, photo())
    desk.books.approved(entry)
    number = db.session.query(Voucher.id).filter_by(entry_id=entry).scalar()
    page = f"{DESK}entries/{entry}/"
    version = desk.books.entry(entry).version
    answer = post(desk.handler, f"{DESK}vouchers/{number}/remove/", page, version=version)
    assert answer.status_code == 409
    assert store.read(desk.books.world.app.config["PORTAL"].uploads, _digest(number))


def _digest(number: int) -> str:
    db.session.rollback()
    return db.session.get_one(Voucher, number).digest


def test_the_same_photo_twice_is_one(desk: Desk) -> None:
    entry = desk.books.prepared(desk.books.draft())
    with writing():
        for _time in range(2):
            row = actions.locked(entry)
            vouchers.add(row, "a" * 64, "", desk.books.handler.person_id, NOW)
    assert len(desk.books.entry(entry).vouchers) == 1
    assert desk.books.entry(entry).booked_on == date(2026, 6, 10)


def test_the_books_are_reckoned_at_most_once_in_ten_minutes(desk: Desk) -> None:
    """Whoever asks again and again is told what was found, and when."""
    client = desk.books.world.app.test_client()
    with time_machine.travel(clock.now(), tick=False) as traveller:
        with statements() as first:
            client.get("/ledger/check/")
        with statements() as again:
            told = client.get("/ledger/check/").get_data(as_text=True)
        traveller.shift(timedelta(minutes=10))
        with statements() as later:
            client.get("/ledger/check/")
    assert "核对时间" in told
    assert len(again) < len(first) == len(later)
