"""The front hall: the home page, one's own page, and the desk, gathered from all rooms."""

from datetime import datetime
from typing import NamedTuple

from flask import Blueprint, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.recovery import queries as recovery
from portal.appraisals import queries as appraisals
from portal.ballots import queries as boxes
from portal.bodies import papers as seat_papers
from portal.budget import pages as budget_pages
from portal.budget import queries as budget_queries
from portal.budget.pages import Row
from portal.budget.rules import State
from portal.core import clock, outbox, tick, waiting
from portal.core.access import Can, asker, asker_or_none, needs, public
from portal.core.page import page
from portal.core.waiting import Waiting
from portal.disclosure import calendar as duties
from portal.disclosure.complaints import queries as complaints
from portal.elections import due as elections
from portal.inbox import queries as inbox
from portal.ledger import queries as ledger
from portal.ledger.rules import State as Entry
from portal.ledger.statements import desks as months
from portal.meetings import queries as meetings
from portal.moderation import queries as moderation
from portal.moderation import registry as moderated
from portal.notices import queries as postings
from portal.projects import open_items
from portal.projects.acceptance import queries as acceptance
from portal.projects.ratings import queries as ratings
from portal.proposals import queries as proposals
from portal.resolutions.followups import queries as followups
from portal.topics import desks

bp = Blueprint("front", __name__)
MESSAGES_SHOWN = 3
ROUNDS_SHOWN = 3
TOPICS, FOLLOWUPS = "topics_desk.index", "followups_desk.index"
MONTHS = "statements_desk.index"
PARTY = "election_outside.index"
LEDGER = "ledger_desk.index"
COMPLAINTS = "complaints_desk.index"
ACCEPTANCES = "acceptance_desk.index"
RATINGS = "ratings_desk.index"


def _rounds() -> list[Row]:
    rounds = budget_queries.announced_rounds()
    turnouts = boxes.turnouts([r.box_id for r in rounds if r.box_id])
    return budget_pages.rows(rounds, turnouts, clock.now())


@bp.get("/")
@public
def home() -> Response:
    rows, me = _rounds(), asker_or_none()
    open_now = [row for row in rows if row.state is State.VOTING]
    voted = boxes.marks(me.person_id, None) if me and open_now else {}
    voting = _foremost(open_now, voted)
    return page(
        "front/home.html",
        rows=_listed(rows, [row for row in open_now if not me or row.round.box_id in voted], voted),
        voted=voted,
        voting=voting,
        collecting=next((row for row in rows if row.state is State.PROPOSING), None),
        standing=budget_pages.standing(voting.round, me.person_id) if voting and me else None,
    )


def _foremost(voting: list[Row], voted: dict[int, bool]) -> Row | None:
    """Of the rounds that are open: one that waits for the visitor's own ballot, else one in which
    they have voted, else the newest.
    """
    return min(voting, key=lambda row: voted.get(row.round.box_id or 0, 2), default=None)


def _listed(rows: list[Row], theirs: list[Row], voted: dict[int, bool]) -> list[Row]:
    """Every round whose ballot is open to the visitor, those that wait for it first; then the
    newest others, so that the list has a few.
    """
    first = sorted(theirs, key=lambda row: voted.get(row.round.box_id or 0, False))
    others = [row for row in rows if row not in theirs]
    return first + others[: max(ROUNDS_SHOWN - len(first), 0)]


@bp.get("/me/")
@needs(Can.USE_OWN_PAGES)
def me() -> Response:
    me = asker()
    rows = [row for row in _rounds() if row.round.box_id]
    return page(
        "front/me.html",
        messages=outbox.latest(me.person_id, MESSAGES_SHOWN),
        standings=budget_pages.standings(rows[:5], me),
        recovery=recovery.recent_of(me.person_id, clock.now()),
        promised=followups.open_of_person(me.person_id),
    )


@bp.get("/desk/")
@needs(Can.SEE_DESK)
def desk() -> Response:
    now = clock.now()
    rounds = budget_queries.all_rounds()
    turnouts = boxes.turnouts([r.box_id for r in rounds if r.box_id])
    counted = [one for one in _counted(now) if asker().can(one[0])]
    (given_up, _late), *found = waiting.ask([inbox.given_up(now), *(one[3] for one in counted)])
    return page(
        "front/desk.html",
        rows=budget_pages.rows(rounds, turnouts, now),
        tick_late=tick.is_late(now),
        queues=[*_asked(now), *_queues(counted, found)],
        given_up=given_up,
    )


class Queue(NamedTuple):
    """What waits behind one door of the desk: how many, and whether any is past its day."""

    title: str
    href: str
    waiting: int
    late: bool


DEMANDS = Can.MODERATE_DEMANDS
Door = tuple[Can, str, str, Waiting]


def _queues(counted: list[Door], found: list[tuple[int, int]]) -> list[Queue]:
    """The queues that the database can count; all of them by one query."""
    return [
        Queue(title, url_for(door), number, late > 0)
        for (_can, title, door, _w), (number, late) in zip(counted, found, strict=True)
    ]


def _asked(now: datetime) -> list[Queue]:
    """Those on which the asker works that only their rooms can count."""
    asked = [
        (Can.CONVENE, _("会议"), "meetings_desk.index", meetings.waiting_and_late),
        (Can.DISCLOSE, _("要公开的"), "disclosure_desk.index", duties.waiting_and_late),
    ]
    return [
        Queue(title, url_for(door), *waiting_and_late(now))
        for can, title, door, waiting_and_late in asked
        if asker().can(can)
    ]


def _reading(key: Can, now: datetime) -> Waiting:
    """What waits for whoever reads with this key before it is published."""
    return moderation.in_wait(now, moderated.decided_by(key))


def _counted(now: datetime) -> list[Door]:
    me, today = asker(), clock.local(now).date()
    promised = followups.waiting(today, me.can(Can.CONVENE), me.can(Can.CHECK_FOLLOWUPS))
    complained = complaints.waiting(me.person_id, today)
    committee = desks.for_the_committee(today)
    handed = [] if me.can(Can.DISCLOSE) else [complained]
    return [
        (Can.MODERATE, _("审核"), "moderation_desk.index", _reading(Can.MODERATE, now)),
        (DEMANDS, _("审核开会的要求"), "demands_desk.index", _reading(DEMANDS, now)),
        (Can.SCREEN_PROPOSALS, _("提案筛选"), "screening.index", proposals.waiting(now)),
        *((Can.READ_COMPLAINTS, _("对公开的投诉"), COMPLAINTS, one) for one in handed),
        (Can.SCREEN_TOPICS_FIRST, _("党组织研究议题"), TOPICS, desks.for_the_party(today)),
        (Can.SCREEN_TOPICS, _("审议议题、召集会议"), TOPICS, committee),
        (Can.ANSWER_OBJECTIONS, _("异议"), "objections_desk.index", postings.waiting(today)),
        (Can.CONVENE, _("跟进事项"), FOLLOWUPS, promised),
        (Can.CHECK_FOLLOWUPS, _("跟进事项"), FOLLOWUPS, promised),
        (
            Can.CONFIRM_DELEGATIONS,
            _("核对授权的原件"),
            "delegating.originals",
            desks.originals(today),
        ),
        (Can.KEEP_PROJECTS, _("项目"), "projects_desk.index", open_items.waiting(clock.now())),
        (Can.KEEP_PROJECTS, _("项目"), "projects_desk.index", open_items.waiting(now)),
        (
            Can.ACCEPT_PROJECTS,
            _("项目验收"),
            ACCEPTANCES,
            acceptance.waiting_for_supervisors(today),
        ),
        (Can.KEEP_PROJECTS, _("验收发现的问题"), ACCEPTANCES, acceptance.findings_waiting(today)),
        (Can.KEEP_PROJECTS, _("要答复的评价"), RATINGS, ratings.waiting(clock.now(), today)),
        (Can.RUN_ELECTION, _("居委会选举"), "elections_desk.index", elections.waiting(today)),
        (Can.KEEP_BOOKS, _("要做的月报"), MONTHS, months.to_draw_up(today)),
        (Can.SIGN_ENTRIES, _("要审核的月报"), MONTHS, months.to_review(today)),
        (Can.KEEP_BOOKS, _("到期没花完的钱"), MONTHS, months.to_sweep(today)),
        (
            Can.RUN_APPRAISALS,
            _("民主评议"),
            "appraisals_desk.index",
            appraisals.waiting_for_supervisors(today),
        ),
        (
            Can.REPLY_TO_APPRAISALS,
            _("答复评议结果"),
            "appraisals.index",
            appraisals.waiting_for_reply(today),
        ),
        (Can.WITNESS_SEATS, _("席位的书面材料"), "seat_papers.index", seat_papers.waiting()),
        (Can.SCREEN_TOPICS_FIRST, _("社区党组织提名"), PARTY, elections.waiting_for_the_party()),
        (Can.HELP_RECOVER, _("告知找回账号的家庭"), "recovery_desk.told", recovery.waiting()),
        (Can.APPROVE_ENTRIES, _("账目审批"), LEDGER, ledger.waiting(Entry.PREPARED)),
        (Can.SIGN_ENTRIES, _("账目签字"), LEDGER, ledger.waiting(Entry.APPROVED)),
        (Can.KEEP_BOOKS, _("账目入账"), LEDGER, ledger.waiting(Entry.SIGNED)),
        (
            Can.KEEP_BOOKS,
            _("退回给我的账目"),
            LEDGER,
            ledger.waiting(Entry.RETURNED, me.person_id),
        ),
    ]
