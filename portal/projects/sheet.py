"""The project ledger (项目台账) as a file, with the fields of DOMAIN §3; amounts in yuan."""

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import gettext as _
from openpyxl import Workbook  # type: ignore[import-untyped]

from portal.budget.kinds import RESULT
from portal.core import clock
from portal.core.money import decimal_yuan
from portal.core.words import day
from portal.core.workbooks import bold, lay_out, safe, saved
from portal.notices import queries as postings
from portal.projects import panels, queries, words
from portal.projects.models import Contract, Project
from portal.resolutions.kinds import POSTING
from portal.resolutions.models import Resolution

Row = list[object]


def rows(projects: Sequence[Project]) -> list[Row]:
    """The header, then a row for each project. A constant number of queries."""
    ids = [one.id for one in projects]
    contracts, paid = queries.contracts(ids), panels.spent(ids)
    proposals = queries.proposals_of([one.listed_id for one in projects if one.listed_id])
    posted, more = _posted(projects), panels.columns(ids)
    photos = queries.photo_counts(ids)
    table: list[Row] = [[*_header(), *(str(header) for header, _cells in more)]]
    for one in projects:
        contract = contracts.get(one.id)
        table.append(
            [
                *_what(one, proposals.get(one.listed_id or 0, "")),
                *_money(one, contract, paid[one.id]),
                *_decided(one, posted),
                *_who(contract),
                *_days(one),
                photos.get(one.id, 0),
                *(cells.get(one.id, "") for _header, cells in more),
            ]
        )
    return table


def workbook_of(projects: Sequence[Project]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("项目台账"))
    table = rows(projects)
    lay_out(sheet, [12, 30, *[16] * (len(table[0]) - 2)])
    sheet.append([bold(sheet, str(title)) for title in table[0]])
    for row in table[1:]:
        sheet.append([safe(sheet, value) for value in row])
    return saved(book)


def _header() -> list[str]:
    what = [_("编号"), _("项目"), _("来自哪份提案"), _("类别"), _("状态"), _("网格"), _("地点")]
    whom = [_("谁受益"), _("负责人")]
    money = [_("决议金额（元）"), _("合同金额（元）"), _("已付（元）"), _("还剩（元）")]
    decided = [_("决议"), _("公示日期")]
    who = [_("由哪家来做"), _("怎么选的"), _("选的原因")]
    days = [_("开始"), _("计划完工"), _("动工"), _("完工"), _("验收通过")]
    return [*what, *whom, *money, *decided, *who, *days, _("照片张数")]


def _what(one: Project, proposal: str) -> Row:
    late = one.is_late(clock.today())
    state = words.NARROWINGS["late"] if late else words.STATES[one.state]
    kind, grid = str(words.KINDS[one.kind]), one.grid.name if one.grid else ""  # type: ignore[index]
    named = [one.number, one.title, proposal, kind, str(state), grid, one.place]
    return [*named, whom(one), one.manager.name]


def whom(one: Project) -> str:
    """Whom it benefits, in words."""
    grids = "、".join(grid.name for grid in one.grids) or _("全社区")
    return f"{one.beneficiaries}（{grids}）" if one.beneficiaries else grids


def _yuan(fen: int) -> Decimal:
    return Decimal(decimal_yuan(fen))


def _money(one: Project, contract: Contract | None, paid: int) -> Row:
    agreed = _yuan(contract.total_fen) if contract else None
    return [_yuan(one.decided_fen), agreed, _yuan(paid), _yuan(one.decided_fen - paid)]


Posted = dict[tuple[str, int], str]


def _decided(one: Project, posted: Posted) -> Row:
    made = [decision.resolution for decision in one.decisions]
    numbers = dict.fromkeys(each.number for each in made)
    days = [posted.get(_posting_of(each), "") for each in made]
    return ["、".join(numbers), "；".join(dict.fromkeys(filter(None, days)))]


def _posting_of(resolution: Resolution) -> tuple[str, int]:
    """What was posted: a body's resolution itself, a round's result before it."""
    if resolution.body_id is None:
        return RESULT, resolution.source_id
    return POSTING, resolution.id


def _posted(projects: Sequence[Project]) -> Posted:
    """From and to, of every resolution of these projects; two queries."""
    wanted = {_posting_of(made.resolution) for one in projects for made in one.decisions}
    found: Posted = {}
    for kind in (RESULT, POSTING):
        ids = [subject for of, subject in sorted(wanted) if of == kind]
        for subject, standing in postings.standings(kind, ids).items():
            posting = standing.posting
            found[kind, subject] = f"{day(posting.posted_at)}—{day(posting.until)}"
    return found


def _who(contract: Contract | None) -> Row:
    if contract is None:
        return ["", "", ""]
    return [contract.contractor, str(words.CHOICES[contract.choice]), contract.reason]


def _days(one: Project) -> Row:
    """Days as days, empty where they have not come."""
    return [one.start_on, one.due_on, one.begun_on, one.finished_on, one.accepted_on]
