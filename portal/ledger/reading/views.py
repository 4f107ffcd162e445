"""The open books: funds, a fund's years and months, rows found, figures, files."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import public
from portal.core.page import id_asked, page, page_number, public_url
from portal.core.qr import qr_svg
from portal.core.text import clean_line
from portal.ledger import queries as ledger
from portal.ledger import words
from portal.ledger.models import Fund
from portal.ledger.reading import books, choice, exports, figures, sections
from portal.ledger.reading.choice import Wanted
from portal.ledger.statements import queries, sweeping
from portal.ledger.statements.rules import Figures, Month, month_of
from portal.ledger.statements.words import month_name

bp = Blueprint("reading", __name__, url_prefix="/ledger")
PAGE_SIZE = 30
LONGEST_SEARCH = 40
FIRST_YEAR, LAST_YEAR = 1900, 2100


def _fund(fund_id: int) -> Fund:
    return ledger.fund(fund_id) or abort(404)


@bp.get("/")
@public
def index() -> Response:
    today = clock.today()
    funds = ledger.funds()
    return page(
        "ledger/reading/index.html",
        funds=funds,
        year=today.year,
        told=figures.of_year(today.year),
        locked=queries.last_locked(),
        sweeps=sweeping.sweeps(funds, today),
    )


# ---- a fund


@bp.get("/<int:fund_id>/")
@public
def fund(fund_id: int) -> Response:
    found, today = _fund(fund_id), clock.today()
    rows = figures.months(found, today)
    years = sorted({one.month.year for one in rows}, reverse=True)
    year = id_asked("year")
    year = year if year in years else years[0]
    url = public_url(".fund", fund_id=fund_id)
    return page(
        "ledger/reading/fund.html",
        fund=found,
        years=years,
        year=year,
        rows=[one for one in rows if one.month.year == year],
        sweep=sweeping.sweep_of(found, today),
        qr=qr_svg(url),
        page_url=url,
    )


@bp.get("/<int:fund_id>/months.csv")
@public
def fund_csv(fund_id: int) -> Response:
    found = _fund(fund_id)
    table = exports.months_table(figures.months(found, clock.today()))
    return exports.as_csv(table, f"{found.name}{_('各月')}", f"fund-{fund_id}")


@bp.get("/<int:fund_id>/months.xlsx")
@public
def fund_workbook(fund_id: int) -> Response:
    found = _fund(fund_id)
    table = exports.months_table(figures.months(found, clock.today()))
    return exports.as_workbook(table, f"{found.name}{_('各月')}", f"fund-{fund_id}")


# ---- a fund's month


@dataclass(frozen=True)
class _Month:
    fund: Fund
    month: Month
    told: Figures

    @property
    def name(self) -> str:
        return f"{self.fund.name}{month_name(self.month)}"

    @property
    def plain(self) -> str:
        return f"ledger-{self.fund.id}-{self.month.code}"


def _month(fund_id: int, year: int, month: int) -> _Month:
    """404 for a month that the books know nothing of."""
    found = _fund(fund_id)
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        abort(404)
    wanted = Month(year, month)
    if not month_of(found.opened_on) <= wanted <= month_of(clock.today()):
        abort(404)
    return _Month(found, wanted, books.figures(found, wanted))


_MONTH = "/<int:fund_id>/<int(fixed_digits=4):year>-<int(fixed_digits=2):month>/"


@bp.get(_MONTH)
@public
def month(fund_id: int, year: int, month: int) -> Response:
    """The month's rows in their order, the balance after each, from its opening balance on."""
    asked, number = _month(fund_id, year, month), page_number()
    url = public_url(".month", fund_id=fund_id, year=year, month=month)
    sheet = books.month_sheet(asked.fund, asked.month, asked.told.opening_fen, number, PAGE_SIZE)
    return page(
        "ledger/reading/month.html",
        fund=asked.fund,
        month=asked.month,
        told=asked.told,
        sheet=sheet,
        pages=_pages(asked.told.entries, number),
        statement=queries.statement_of(fund_id, asked.month),
        qr=qr_svg(url),
        page_url=url,
    )


@bp.get(f"{_MONTH}rows.csv")
@public
def month_csv(fund_id: int, year: int, month: int) -> Response:
    asked = _month(fund_id, year, month)
    return exports.as_csv(_month_table(asked), asked.name, asked.plain)


@bp.get(f"{_MONTH}rows.xlsx")
@public
def month_workbook(fund_id: int, year: int, month: int) -> Response:
    asked = _month(fund_id, year, month)
    if asked.told.entries > exports.MOST_IN_A_WORKBOOK:
        return _too_many(asked.told.entries)
    return exports.as_workbook(_month_table(asked), asked.name, asked.plain)


def _month_table(asked: _Month) -> exports.Table:
    told, rows = asked.told, books.month_rows(asked.fund, asked.month)
    table = exports.rows_table(rows, _("余额"), told.opening_fen)
    return exports.framed(table, told.opening_fen, told.closing_fen)


# ---- rows found


@bp.get("/rows/")
@public
def rows() -> Response:
    """A choice of rows out of all books, with sums from its beginning down to each."""
    wanted, number, today = _wanted(), page_number(), clock.today()
    income, expense, entries = books.sums(wanted.conditions)
    project = choice.project(wanted.project_id) if wanted.project_id else None
    return page(
        "ledger/reading/rows.html",
        wanted=wanted,
        income=income,
        expense=expense,
        entries=entries,
        sheet=books.choice_sheet(wanted.rows, number, PAGE_SIZE),
        pages=_pages(entries, number),
        project=project,
        category=words.category(wanted.category) if wanted.category else None,
        funds=ledger.funds(),
        grids=choice.grids(),
        years=choice.years(today),
        asked=request.args.to_dict(),
    )


def _wanted() -> Wanted:
    """What the address asks for; nonsense narrows nothing."""
    nature, category = request.args.get("nature", ""), request.args.get("category", "")
    year = id_asked("year")
    return Wanted(
        fund_id=id_asked("fund"),
        year=year if year and FIRST_YEAR <= year <= LAST_YEAR else None,
        nature=nature if nature in words.NATURES else "",
        category=category if category in words.CATEGORIES else "",
        project_id=id_asked("project"),
        grid_id=None if request.args.get("grid") == "all" else id_asked("grid"),
        everywhere=request.args.get("grid") == "all",
        typed=clean_line(request.args.get("q", ""))[:LONGEST_SEARCH],
    )


@bp.get("/rows.csv")
@public
def rows_csv() -> Response:
    return exports.as_csv(_rows_table(_wanted()), _("账目"), "ledger")


@bp.get("/rows.xlsx")
@public
def rows_workbook() -> Response:
    wanted = _wanted()
    number = books.sums(wanted.conditions)[2]
    if number > exports.MOST_IN_A_WORKBOOK:
        return _too_many(number)
    return exports.as_workbook(_rows_table(wanted), _("账目"), "ledger")


def _rows_table(wanted: Wanted) -> exports.Table:
    return exports.rows_table(wanted.rows, _("收支相抵"))


def _too_many(number: int) -> Response:
    most = exports.MOST_IN_A_WORKBOOK
    return page("ledger/reading/too_many.html", status=413, number=number, most=most)


# ---- figures


def _year(today: date) -> int:
    asked = id_asked("year")
    return asked if asked and FIRST_YEAR <= asked <= LAST_YEAR else today.year


@bp.get("/figures/")
@public
def of_year() -> Response:
    """Where the money came from and where it went, in bars and tables."""
    today = clock.today()
    year, funds = _year(today), ledger.funds()
    url = public_url(".of_year", year=year)
    return page(
        "ledger/reading/figures.html",
        year=year,
        years=choice.years(today),
        total=figures.of_year(year).total,
        sections=sections.of_year(year, funds, choice.grids()),
        qr=qr_svg(url),
        page_url=url,
    )


@bp.get("/figures.csv")
@public
def figures_csv() -> Response:
    year = _year(clock.today())
    return exports.as_csv(_figures_table(year), _("%(year)s年收支", year=year), f"figures-{year}")


@bp.get("/figures.xlsx")
@public
def figures_workbook() -> Response:
    year, table = _year(clock.today()), _figures_table(_year(clock.today()))
    return exports.as_workbook(table, _("%(year)s年收支", year=year), f"figures-{year}")


def _figures_table(year: int) -> exports.Table:
    return exports.figures_table(sections.of_year(year, ledger.funds(), choice.grids()))


# ---- pages of a list


@dataclass(frozen=True)
class _Pages:
    """What ``ui.pagination`` asks of a list."""

    page: int
    pages: int

    @property
    def has_prev(self) -> bool:
        return self.page > 1

    @property
    def has_next(self) -> bool:
        return self.page < self.pages

    @property
    def prev_num(self) -> int:
        return min(self.page - 1, self.pages)

    @property
    def next_num(self) -> int:
        return self.page + 1


def _pages(entries: int, number: int) -> _Pages:
    return _Pages(number, max(-(-entries // PAGE_SIZE), 1))
