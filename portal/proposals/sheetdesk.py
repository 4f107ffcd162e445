"""The screening meeting's sheet on the desk: fetched, filled in, looked at, entered at once."""

from flask import Blueprint, flash, request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.budget.actions.preparing import Frozen
from portal.budget.rules import ProjectKind
from portal.core import clock, waiting
from portal.core.access import Can, asker, needs
from portal.core.db import db, writing
from portal.core.forms import Form, SheetField, a_sheet
from portal.core.page import page, see_other
from portal.core.sheets import SheetError
from portal.core.words import sheet_problem
from portal.core.workbooks import download
from portal.proposals import habits, named, pages, queries, rules, sheet, words
from portal.proposals.actions import results as acts
from portal.proposals.actions.moving import Conflict
from portal.proposals.actions.results import OtherNumber, RowRefused
from portal.proposals.actions.screening import CostRefused, OwnProposal
from portal.proposals.models import Proposal
from portal.proposals.results import TITLES, Column, Fault, Reading, Result, Wrong
from portal.proposals.rules import Move, State

bp = Blueprint("meeting_sheet", __name__, url_prefix="/desk/screening/sheet")

FAULTS: dict[Fault, LazyString] = {
    Fault.MARK: _l("认不出是哪份提案，请不要改动这一列"),
    Fault.NUMBER: _l("应是提案的编号，请不要改动这一列"),
    Fault.TWICE: _l("同一份提案出现了两次，请只留一行"),
    Fault.CONCLUSION: _l("请填“可行”“不可行”“请修改”或“合并”"),
    Fault.MISSING: _l("没有填写"),
    Fault.TOO_LONG: _l("太长了，请写短些"),
    Fault.FORMULA: _l("是出错的公式，请直接填写内容"),
    Fault.GROUND: _l("请从下拉单里选一项依据"),
    Fault.AMOUNT: _l("请填写金额，例如 12000 或 12000.50"),
    Fault.INTO: _l("请填写并入的那份提案的编号"),
    Fault.INTO_ITSELF: _l("这是这份提案自己的编号，请填另一份的"),
    Fault.INTO_NONE: _l("这一轮里没有这个编号的提案"),
    Fault.INTO_DECIDED: _l("那份提案已经有了结论，不能再并入别的"),
    Fault.INTO_OWN: _l("那是您自己参与的提案，请别的委员来定"),
    Fault.DATE: _l("请填写日期，例如 2026-05-01"),
}


class ResultSheetForm(Form):
    sheet = SheetField(_l("填好的结果表"), [a_sheet(_l("请选择填好的结果表"))])


@bp.get("/")
@needs(Can.SCREEN_PROPOSALS)
def index() -> Response:
    return _index(ResultSheetForm(formdata=None))


def _index(form: Form, status: int = 200, trouble: str = "") -> Response:
    return page(
        "proposals/desk/sheet.html",
        status=status,
        form=form,
        waiting=waiting.ask([queries.waiting(clock.now())])[0][0],
        trouble=trouble,
    )


@bp.get("/screening.xlsx")
@needs(Can.SCREEN_PROPOSALS)
def fetch() -> Response:
    """Everything that waits for the committee, the most pressing first."""
    waiting = [one for one in queries.to_screen() if one.state == State.SCREENING]
    content = sheet.write(pages.cards(waiting[: sheet.MOST_ROWS]))
    return download(content, _("筛选会结果"), "screening")


@bp.post("/")
@needs(Can.SCREEN_PROPOSALS)
def hand_in() -> Response:
    """Reads the sheet and shows what it would do; nothing is written."""
    form = ResultSheetForm()
    if not form.validate():
        return _index(form, 422)
    content = form.sheet.content()
    try:
        reading = sheet.read(content)
    except SheetError as error:
        form.fail("sheet", sheet_problem(error))
        return _index(form, 422)
    return _preview(reading, [], 200)


def _preview(reading: Reading, refused: list[tuple[Result, str]], status: int) -> Response:
    """``refused``: rows that screening would refuse, or has refused, with the reason in words."""
    refused = refused or _foreseen(reading.results)
    wrong = [*reading.wrong, *_wrong_targets(reading.results)]
    good = not wrong and not refused and bool(reading.results)
    titles = {one.id: one.title for one in named.by_ids([r.proposal_id for r in reading.results])}
    return page(
        "proposals/desk/preview.html",
        status=status if good or status != 200 else 422,
        reading=reading,
        refused=refused,
        conflicts={result.row for result, _why in refused} | {one.row for one in wrong},
        titles=titles,
        cells=[_cell(one) for one in wrong],
        packed=sheet.pack(reading.results, asker().person_id) if good else "",
        reasons={one.row: acts.reason(one) for one in reading.results},
    )


def _cell(one: Wrong) -> tuple[int, str, LazyString]:
    return one.row, _(TITLES[one.column]), FAULTS[one.fault]


def _wrong_targets(results: tuple[Result, ...]) -> list[Wrong]:
    """Numbers that a row cannot be merged into, once the rows before it are entered."""
    decided = {one.id: one for one in named.by_ids([r.proposal_id for r in results])}
    rounds = {one.round_id for one in decided.values()}
    found = named.by_numbers([*rounds], [one.into for one in results if one.move is Move.MERGE])
    authors = queries.authors([one.id for one in found])
    targets = {(one.round_id, one.number): one for one in found}
    states = {one.id: State(one.state) for one in (*found, *decided.values())}
    wrong = []
    for one in acts.in_order(results):
        proposal = decided.get(one.proposal_id)
        if proposal is not None and one.move is Move.MERGE:
            into = targets.get((proposal.round_id, one.into))
            fault = _target_fault(proposal, into, states, authors)
            wrong += [Wrong(one.row, Column.INTO, fault)] if fault else []
        if proposal is not None and rules.allowed(states[proposal.id], one.move):
            states[proposal.id] = rules.after(states[proposal.id], one.move)
    return wrong


def _target_fault(
    proposal: Proposal,
    into: Proposal | None,
    states: dict[int, State],
    authors: dict[int, frozenset[int]],
) -> Fault | None:
    if into is None:
        return Fault.INTO_NONE
    if into.id == proposal.id:
        return Fault.INTO_ITSELF
    if states[into.id] not in rules.TAKES_OTHERS:
        return Fault.INTO_DECIDED
    if not rules.may_screen(asker().person_id, authors[into.id]):
        return Fault.INTO_OWN
    return None


def _foreseen(results: tuple[Result, ...]) -> list[tuple[Result, str]]:
    """What would be refused as things stand; the confirmation asks once more, under the locks."""
    ids = [one.proposal_id for one in results]
    known, authors = {one.id: one for one in named.by_ids(ids)}, queries.authors(ids)
    found = []
    for one in results:
        proposal, why = known.get(one.proposal_id), None
        if proposal is None or proposal.published_at is None:
            why = _said(LookupError(), one)
        elif proposal.number != one.number:
            why = _said(OtherNumber(), one)
        elif proposal.version != one.version:
            why = _said(Conflict(proposal), one)
        elif not rules.allowed(State(proposal.state), one.move):
            why = _said(rules.MoveRefused(), one)
        elif not rules.may_screen(asker().person_id, authors[one.proposal_id]):
            why = _said(OwnProposal(), one)
        elif one.move is Move.ACCEPT:
            cap = habits.CAPS[ProjectKind(proposal.kind)]()
            fault = rules.cost_fault(one.cost_fen, cap, proposal.round.amount_fen)
            why = _said(CostRefused(fault), one) if fault else None
        if why:
            found.append((one, why))
    return found


def _said(why: Exception, result: Result) -> str:
    """Why a row is refused."""
    if isinstance(why, CostRefused):
        proposal = queries.proposal(result.proposal_id)
        if proposal is not None:
            cap = habits.CAPS[ProjectKind(proposal.kind)]()
            return words.cost_fault(why.fault, cap, proposal.round.amount_fen)
    if isinstance(why, Conflict):
        return _("取表以后，这份提案有了变化，请看过再定；它没有被覆盖")
    if isinstance(why, OwnProposal):
        return _("这是您自己参与的提案，请别的委员来定")
    if isinstance(why, Frozen):
        return _("这一轮已经封箱，项目清单不能再改。")
    if isinstance(why, OtherNumber):
        return _("编号和识别码对不上，请重新取表")
    if isinstance(why, LookupError):
        return _("没有这份提案，请重新取表")
    if result.move is Move.MERGE:
        return _("不能并入 %(n)s 号：没有这一份，或者它已经不能再并入别的提案", n=result.into)
    return _("这份提案现在不能这样定")


@bp.post("/confirm/")
@needs(Can.SCREEN_PROPOSALS)
def confirm() -> Response:
    """All rows in one transaction; where one is refused, none is written, and it is shown."""
    me = asker().person_id
    try:
        results = sheet.unpack(request.form.get("rows", ""), me)
    except ValueError:
        return _index(ResultSheetForm(formdata=None), 422, _("这一页已经失效，请重新上传。"))
    try:
        with writing():
            acts.apply(results, me, clock.now())
    except RowRefused as no:
        db.session.rollback()
        refused = [(no.result, _said(no.why, no.result))]
        return _preview(Reading(results), refused, 409)
    flash(
        _("已记下 %(n)s 条结论，理由已公开。提案人和联名的邻居会收到消息。", n=len(results)), "good"
    )
    return see_other("screening.index")
