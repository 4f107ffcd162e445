"""The books as everyone reads them: pages, files and ledger say the same, to the fen."""

import csv
import re
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook  # type: ignore[import-untyped]

from portal.core import clock
from portal.core.db import db
from portal.ledger import queries
from portal.ledger.models import Entry
from portal.ledger.reading import books as reading
from portal.ledger.reading import choice, exports, figures, sections
from portal.ledger.reading.choice import Wanted
from portal.ledger.rules import Nature, State
from portal.ledger.statements.rules import Month
from tests.ledger.by_hand import Books, make_books
from tests.statements import statements
from tests.world import World

HOSTILE = ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1", "<script>alert(1)</script>", '"，;']


def lines(client: FlaskClient, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer.data.startswith("\ufeff".encode())
    return list(csv.reader(StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))


def cells(client: FlaskClient, path: str) -> list[list[object]]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    sheet = load_workbook(BytesIO(answer.data)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def fen(amount: object) -> int:
    """What a file says in yuan; an empty cell is nought."""
    return round(float(amount) * 100) if amount not in (None, "") else 0  # type: ignore[arg-type]


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def balances(html: str) -> list[str]:
    """The balances of a page's rows, as they stand there."""
    return re.findall(r'data-label="余额" class="num">([^<]+)<', html)


@pytest.fixture
def books(world: World) -> Books:
    made = make_books(world, opening_fen=100_00)
    made.entry(date(2026, 1, 10), 30_00)
    made.entry(date(2026, 1, 5), 20_00, Nature.EXPENSE)
    wrong = made.entry(date(2026, 2, 1), 7_01, Nature.EXPENSE)
    made.correct(wrong, date(2026, 2, 3))
    made.entry(date(2026, 2, 9), 1, state=State.SIGNED)
    return made


def test_rows_stand_in_the_order_of_their_days_with_the_balance_after_each(
    books: Books, client: FlaskClient
) -> None:
    html = page(client, f"/ledger/{books.fund_id}/2026-01/")
    assert balances(html) == ["¥80.00", "¥110.00"]
    assert html.index("第2笔") < html.index("第1笔")


def test_the_balance_goes_on_from_the_last_locked_month(books: Books, client: FlaskClient) -> None:
    books.lock(2026, 1)
    html = page(client, f"/ledger/{books.fund_id}/2026-02/")
    assert balances(html) == ["¥102.99", "¥110.00"]
    assert ["期初余额" in html, "更正 凭-00003" in html, "已更正" in html] == [True] * 3


def test_what_is_on_its_way_is_nowhere(books: Books, client: FlaskClient) -> None:
    for path in (f"/ledger/{books.fund_id}/2026-02/", "/ledger/rows/", "/ledger/rows.csv"):
        assert "第5笔" not in page(client, path)


def test_a_month_of_many_pages_carries_its_balance_on(world: World, client: FlaskClient) -> None:
    made = make_books(world, opening_fen=0)
    for number in range(65):
        made.entry(date(2026, 1, 1) + timedelta(days=number % 31), 100 + number)
    found = [page(client, f"/ledger/{made.fund_id}/2026-01/?page={n}") for n in (1, 2, 3)]
    shown = [balances(one) for one in found]
    assert [len(one) for one in shown] == [30, 30, 5]
    assert ["承前页" in one for one in found] == [False, True, True]
    assert ["转下页" in one for one in found] == [True, True, False]
    carried = [re.search(r'class="num">(¥[0-9.,]+)</td>', one)[1] for one in found]  # type: ignore[index]
    assert carried[1:] == [shown[0][-1], shown[1][-1]]
    assert shown[2][-1] == "¥85.80"


def test_a_months_files_say_what_its_page_says(books: Books, client: FlaskClient) -> None:
    there = f"/ledger/{books.fund_id}/2026-01/rows"
    wanted = [
        ("", "期初余额", "", "", "100.00"),
        ("2026-01-05", "第2笔", "", "20.00", "80.00"),
        ("2026-01-10", "第1笔", "30.00", "", "110.00"),
        ("", "期末余额", "", "", "110.00"),
    ]
    told = [(one[0], one[2], one[3], one[4], one[5]) for one in lines(client, f"{there}.csv")[1:]]
    assert told == wanted
    sheet = cells(client, f"{there}.xlsx")[1:]
    amounts = [[fen(cell) for cell in one[3:6]] for one in sheet]
    assert amounts == [[0, 0, 100_00], [0, 20_00, 80_00], [30_00, 0, 110_00], [0, 0, 110_00]]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_becomes_a_formula(world: World, client: FlaskClient, text: str) -> None:
    made = make_books(world)
    made.entry(date(2026, 1, 10), 1_00, summary=text)
    told = lines(client, "/ledger/rows.csv")[1][2]
    assert told == (f"'{text}" if text[0] in "=+-@\t" else text)
    sheet = load_workbook(BytesIO(client.get("/ledger/rows.xlsx").data)).active
    assert (sheet["C2"].data_type, sheet["C2"].value) == ("s", text)
    assert "<script>alert" not in page(client, "/ledger/rows/")


def test_amounts_are_numbers_in_a_workbook(books: Books, client: FlaskClient) -> None:
    sheet = load_workbook(BytesIO(client.get("/ledger/rows.xlsx").data)).active
    told = [(sheet[f"D{n}"].value, sheet[f"E{n}"].value) for n in range(2, 6)]
    assert told == [(None, 20), (30, None), (None, 7.01), (None, -7.01)]


# ---- rows found


def found(client: FlaskClient, query: str) -> list[str]:
    return [one[2] for one in lines(client, f"/ledger/rows.csv?{query}")[1:]]


def test_rows_are_found_by_what_was_asked(world: World, books: Books, client: FlaskClient) -> None:
    grid = world.grid("第二网格").id
    books.entry(date(2025, 12, 31), 1_00, summary="利息到账", category="interest")
    books.entry(date(2026, 3, 1), 2_00, Nature.EXPENSE, summary="装路灯", grid_id=grid)
    other = make_books(world, "捐款")
    other.entry(date(2026, 3, 2), 3_00, summary="捐书", category="donation")
    assert found(client, "year=2025") == ["利息到账"]
    assert found(client, "year=2026&nature=income") == ["第1笔", "捐书"]
    assert found(client, f"grid={grid}") == ["装路灯"]
    assert found(client, "grid=all&nature=expense") == ["第2笔", "第3笔", "第4笔"]
    assert found(client, f"fund={other.fund_id}") == ["捐书"]
    assert found(client, "q=路灯") == ["装路灯"]
    assert found(client, "category=interest") == ["利息到账"]
    assert found(client, f"project={books.project_id}&year=2026&q=灯") == ["装路灯"]


@pytest.mark.parametrize(
    "query",
    ["year=x&fund=y&nature=z&grid=-1", "page=99999999999", "q=%25_%00'&category=%3C", "year=0"],
)
def test_nonsense_is_answered(books: Books, client: FlaskClient, query: str) -> None:
    for path in ("/ledger/rows/", "/ledger/rows.csv", "/ledger/figures/", "/ledger/figures.csv"):
        assert client.get(f"{path}?{query}").status_code == 200
    assert client.get(f"/ledger/{books.fund_id}/?{query}").status_code == 200


@pytest.mark.parametrize("month", ["2025-12", "2026-13", "2026-00", "2999-01", "0000-01", "26-1"])
def test_a_month_that_the_books_do_not_know_is_not_found(
    books: Books, client: FlaskClient, month: str
) -> None:
    assert client.get(f"/ledger/{books.fund_id}/{month}/").status_code == 404


def test_an_unknown_fund_is_not_found(client: FlaskClient, world: World) -> None:
    for path in ("/ledger/9/", "/ledger/9/2026-01/", "/ledger/9/months.csv"):
        assert client.get(path).status_code == 404


def test_too_many_rows_for_a_workbook_are_refused_in_words(
    books: Books, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_IN_A_WORKBOOK", 1)
    for path in ("/ledger/rows.xlsx", f"/ledger/{books.fund_id}/2026-01/rows.xlsx"):
        answer = client.get(path)
        assert answer.status_code == 413
        assert "一张 Excel 表放不下这么多" in answer.get_data(as_text=True)


# ---- figures


def test_a_years_figures_are_told_by_fund_category_and_grid(world: World, books: Books) -> None:
    grid = world.grid("第二网格")
    books.entry(date(2026, 3, 1), 2_00, Nature.EXPENSE, category="goods", grid_id=grid.id)
    books.entry(date(2026, 12, 31), 5_00, Nature.SWEEP)
    told = sections.of_year(2026, queries.funds(), choice.grids())
    assert [
        (one.title, [(x.label, x.income_fen, x.expense_fen) for x in one.lines]) for one in told
    ] == [
        ("按资金", [("保障资金", 30_00, 27_00)]),
        ("钱从哪里来", [("上级拨款", 30_00, None)]),
        ("钱用到哪里去", [("工程", None, 20_00), ("没花完收回", None, 5_00), ("货物", None, 2_00)]),
        ("支出用在哪个网格", [("全社区", None, 20_00), ("第二网格", None, 2_00)]),
        ("历年", [("2026 年", 30_00, 27_00)]),
    ]


def test_bars_are_described_and_have_their_table_beside_them(
    books: Books, client: FlaskClient
) -> None:
    html = page(client, "/ledger/figures/?year=2026")
    charts = re.findall(r'<svg class="chart" role="img" aria-labelledby="([^"]+)"', html)
    assert len(charts) == html.count('<table class="stack"') == 5
    for named in charts:
        assert all(f'id="{one}"' in html for one in named.split())
    assert '<desc id="chart-2-desc">上级拨款 ¥30.00</desc>' in html
    assert "style=" not in html


def test_each_line_of_the_figures_leads_to_its_rows(books: Books, client: FlaskClient) -> None:
    told = sections.of_year(2026, queries.funds(), choice.grids())
    for line in [one for section in told for one in section.lines]:
        with books.world.app.test_request_context():
            query = "&".join(f"{key}={value}" for key, value in line.query.items())
        rows = lines(client, f"/ledger/rows.csv?{query}")[1:]
        sums = [sum(fen(one[at]) for one in rows) for at in (3, 4)]
        assert sums == [line.income_fen or 0, line.expense_fen or 0], line


# ---- the whole, to the fen

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["income", "expense", "sweep", "correct"]),
        st.integers(1, 10_000_00),
        st.integers(0, 150),
    ),
    min_size=1,
    max_size=25,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=ACTS, locked=st.integers(0, 4))
def test_pages_files_and_ledger_agree_to_the_fen(
    world: World, client: FlaskClient, acts: list[tuple[str, int, int]], locked: int
) -> None:
    """Whatever was posted and taken back, on whichever days, with so many months locked."""
    number = db.session.query(Entry.id).count()
    made = make_books(world, f"资金{len(queries.funds())}-{number}", opening_fen=10**9)
    posted = _carry_out(made, acts)
    for month in range(1, locked + 1):
        made.lock(2026, month)
    total = 10**9 + sum(effect for _day, effect in posted)
    assert made.fund.balance_fen == total
    _months_agree(client, made, posted)
    rows = reading.choice_sheet(Wanted(fund_id=made.fund_id).rows, 1, 100).rows
    told = lines(client, f"/ledger/rows.csv?fund={made.fund_id}")[1:]
    assert [fen(one[5]) for one in told] == [one.balance_fen for one in rows]
    assert len(told) == len(posted)
    sheet = cells(client, f"/ledger/rows.xlsx?fund={made.fund_id}")[1:]
    assert [[fen(cell) for cell in one[3:6]] for one in sheet] == [
        [fen(cell) for cell in one[3:6]] for one in told
    ]


def _carry_out(made: Books, acts: list[tuple[str, int, int]]) -> list[tuple[date, int]]:
    """What was posted: (day, what it did to the fund)."""
    posted: list[tuple[date, int]] = []
    open_rows: list[tuple[int, int]] = []
    for act, amount, days in acts:
        day = date(2026, 1, 1) + timedelta(days=days)
        if act == "correct" and not open_rows:
            continue
        if act == "correct":
            entry_id, effect = open_rows.pop(amount % len(open_rows))
            made.correct(entry_id, day)
            posted.append((day, -effect))
        else:
            entry_id = made.entry(day, amount, Nature(act), commit=False)
            effect = amount if act == "income" else -amount
            open_rows.append((entry_id, effect))
            posted.append((day, effect))
    db.session.commit()
    return posted


def _months_agree(client: FlaskClient, made: Books, posted: list[tuple[date, int]]) -> None:
    """Each month opens with what was there, its files and pages show each balance."""
    months = [one.month for one in figures.months(made.fund, clock.today())]
    told = lines(client, f"/ledger/{made.fund_id}/months.csv")[1:]
    assert [one[0] for one in told] == [one.code for one in months]
    for month, line in zip(months[:6], told, strict=False):
        opening = 10**9 + sum(effect for day, effect in posted if day < month.first)
        inside = [effect for day, effect in posted if month.first <= day <= month.last]
        assert [fen(line[1]), fen(line[4])] == [opening, opening + sum(inside)]
        where = f"/ledger/{made.fund_id}/{month.code}/"
        rows = lines(client, f"{where}rows.csv")[1:]
        assert [fen(rows[0][5]), fen(rows[-1][5])] == [opening, opening + sum(inside)]
        assert len(rows) == len(inside) + 2
        shown = [one.replace("¥", "").replace(",", "") for one in balances(page(client, where))]
        assert shown == [one[5] for one in rows[1:-1]][:30]


def test_a_sum_of_all_months_is_the_balance(books: Books) -> None:
    rows = figures.months(books.fund, date(2026, 3, 15))
    assert [(one.month, one.figures.opening_fen, one.figures.closing_fen) for one in rows] == [
        (Month(2026, 1), 100_00, 110_00),
        (Month(2026, 2), 110_00, 110_00),
        (Month(2026, 3), 110_00, 110_00),
    ]


def test_pages_cost_the_same_queries_with_ten_times_the_rows(
    world: World, client: FlaskClient
) -> None:
    made = make_books(world)

    def more(size: int) -> dict[str, int]:
        for number in range(size):
            made.entry(date(2026, 1, 1) + timedelta(days=number % 100), 1_00 + number, commit=False)
        db.session.commit()
        paths = ["/ledger/", f"/ledger/{made.fund_id}/", f"/ledger/{made.fund_id}/2026-01/"]
        return {
            path: _queries(client, path)
            for path in [*paths, "/ledger/rows/", "/ledger/figures/?year=2026"]
        }

    few, many = more(5), more(100)
    assert few == many
    assert {path: number for path, number in many.items() if number > 16} == {}


def _queries(client: FlaskClient, path: str) -> int:
    with statements() as seen:
        assert client.get(path).status_code == 200
    return len([one for one in seen if not one.startswith("PRAGMA")])
