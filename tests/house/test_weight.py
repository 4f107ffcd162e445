"""A page costs the same number of queries however much there is, and few bytes on the wire."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.accounts import sessions
from portal.accounts.actions import HOUSEMATE_JOINED
from portal.accounts.models import Account
from portal.accounts.recovery import actions as recovery
from portal.accounts.recovery.rules import AT_THE_MACHINE, Check
from portal.audit.actions import record
from portal.bodies.models import Body
from portal.bodies.queries import of_kind, terms
from portal.bodies.rules import Kind, Whom, WhyEnded
from portal.budget import kinds
from portal.budget.decision import PROJECT, SOURCE
from portal.budget.models import Round
from portal.config import ROOT
from portal.core import clock, outbox
from portal.core.access import Role
from portal.core.assets import load_assets
from portal.core.db import db, writing
from portal.ledger.models import Statement
from portal.ledger.statements.rules import Month
from portal.meetings import papers
from portal.meetings import queries as meetings
from portal.meetings.models import Attendance
from portal.moderation.actions import decide, resubmit
from portal.moderation.models import Item
from portal.moderation.rules import Move
from portal.notices import actions as notices
from portal.notices import queries as postings
from portal.notices.rules import Act
from portal.proposals import queries as proposals
from portal.proposals.actions import talking
from portal.proposals.models import Proposal
from portal.proposals.rules import Side
from portal.proposals.rules import State as ProposalState
from portal.resolutions import actions as resolutions
from portal.resolutions.actions import Decision
from portal.resolutions.actions import Item as Resolved
from portal.resolutions.followups import actions as followups
from portal.resolutions.followups.actions import Promise
from portal.resolutions.followups.rules import Hand
from portal.resolutions.kinds import SOURCE as RESOLUTION
from portal.resolutions.queries import everything
from portal.roster.models import RosterRequest
from tests.bodies.making import Bodies
from tests.budget.conftest import RoundInTest, list_project, make_round
from tests.disclosure import plenty as disclosure
from tests.ledger.by_hand import make_books
from tests.meetings.making import called_meeting, make_body
from tests.moderation.conftest import Notes, opened
from tests.projects import plenty as projects
from tests.projects.acceptance import plenty as acceptance
from tests.projects.programmes import plenty as programmes
from tests.projects.ratings import plenty as ratings
from tests.proposals.making import collecting_round, endorse, published
from tests.statements import statements
from tests.topics.plenty import fill
from tests.world import World, fields

KB = 1024
FIRST_VISIT, NEXT_PAGE = 60 * KB, 15 * KB
"""Over the wire, compressed: with every asset, and each page after it."""


def community(world: World, size: int) -> tuple[RoundInTest, RoundInTest]:
    """``size`` neighbours, projects and acts on record; one round is posted, one is open."""
    for _ in range(size):
        lost = world.person()
        lost.missing_since = date(2026, 1, 1)
        db.session.add(RosterRequest(person_id=lost.id, wish="更正", asked_at=clock.now()))
        world.person()
    finished, open_ = make_round(world, title="去年"), make_round(world, title="今年")
    draft = make_round(world, title="明年")
    for made in (finished, open_, draft):
        for number in range(size):
            list_project(made, f"P{number}", 100_000 + number)
        if made is not draft:
            made.open()
    finished.close()
    _proposals(world, size)
    _recoveries(world, size)
    _bodies(world, size)
    _meetings(world, size)
    _books(world, size)
    _objections_and_resolutions(finished, size)
    projects.fill(world, size)
    acceptance.fill(world, size)
    ratings.fill(world, size)
    programmes.fill(world, size)
    disclosure.fill(world, size)
    with writing():
        for _ in range(size):
            record(kinds.BALLOTS_BY_HOUR, None, clock.now(), round=open_.id, cast=1)
    return finished, open_


def _recoveries(world: World, size: int) -> None:
    """``size`` people with an account were given a code; none of their households was told."""
    people = [world.account().person_id for _ in range(size)]
    checked = recovery.Checked(Check.DOCUMENT, None, "看了身份证")
    with writing():
        for person_id in people:
            recovery.issue(person_id, 0, checked, AT_THE_MACHINE, clock.now())


def _bodies(world: World, size: int) -> None:
    """``size`` more groups with a representative, one before them, and as many joint meetings."""
    desk = Bodies(world)
    for number in range(size):
        desk.group(f"第{size}-{number}小组")
        desk.found(Kind.JOINT, f"第{size}-{number}联席会议")
    assembly = of_kind(Kind.ASSEMBLY, clock.today())
    term = terms(assembly.id)[0] if assembly else desk.term(desk.found(Kind.ASSEMBLY))
    for seat_id in [one.id for one in desk.seats(term, whom=Whom.GROUPS)]:
        earlier = desk.seat_by_id(seat_id, world.person().id)
        desk.end(earlier, WhyEnded.RESIGNED)
        desk.seat_by_id(seat_id, world.person().id, starts_on=clock.today() + timedelta(days=1))


def _meetings(world: World, size: int) -> None:
    """A meeting of ``size`` members with as many items, papers and guests; as many past ones."""
    body = make_body(world, size, proxies=True)
    made = called_meeting(world, body, items=tuple(f"第{n}件事" for n in range(size)))
    now, guests = clock.now(), [world.person().id for _ in range(size)]
    with writing():
        for item in meetings.items(made.id):
            paper = papers.add(item, "方案", "文字", None, False, guests[0], now)
            for person_id in made.voters:
                papers.mark_read(paper, person_id, now)
        for guest in guests:
            db.session.add(Attendance(meeting_id=made.id, person_id=guest, votes=False))
    for number in range(size):
        past = called_meeting(world, body, starts_at=now + timedelta(days=30 + number)).row
        past.starts_at, past.ends_at = now - timedelta(hours=3), now - timedelta(hours=2)
        past.opened_at = past.closed_at = now
        db.session.commit()


def pile_up(notes: Notes, size: int) -> int:
    """``size`` posts that wait, as many that are hidden, and one that was sent in as often."""
    hidden = [notes.write() for _ in range(size)]
    for _ in range(size):
        notes.write()
    moderator = notes.world.person().id
    for number in hidden:
        with writing():
            decide(number, 1, Move.HIDE, "是广告", moderator, clock.now())
    number = notes.write()
    for _ in range(size):
        with writing():
            resubmit(db.session.get_one(Item, number), clock.now())
    return number


def _objections_and_resolutions(posted: RoundInTest, size: int) -> None:
    """``size`` objections to the result, each signed and answered, and as many resolutions."""
    person_ids = [posted.world.person().id for _ in range(size)]
    supervisor, now = posted.world.person().id, clock.now()
    standing = postings.standing(kinds.RESULT, posted.id)
    assert standing is not None
    with writing():
        posting = notices.locked(standing.posting.id)
        for person_id in person_ids:
            made = notices.object_to(posting, person_id, "请说明这一项的报价。", True, now)
            notices.answer(made, Act.DISMISS, "附上了三家的报价。", 1, supervisor, now)
    with writing():
        items = [Resolved(p.title, p.cost_fen, PROJECT, p.id) for p in posted.projects()]
        for number in range(size):
            decision = Decision(SOURCE, number * 1_000 + size, "决议", "", "", None, {}, items)
            made = resolutions.adopt(replace(decision, body_id=_council()), supervisor, now)
            _promise(made.id, supervisor, size)


def _books(world: World, size: int) -> None:
    """A fund with ``size`` months locked and as many entries in the last of them."""
    first = Month(2025, 1)
    made = make_books(world, f"资金{size}", first.first, 0, date(2026, 6, 1))
    months = [Month(2025, 1 + number) for number in range(min(size, 12))]
    for number in range(size):
        made.entry(months[-1].first, 100 + number, grid_id=world.grid_row.id, commit=False)
    for month in months:
        made.lock(*month)
    made.draw_up(*months[-1].next)


def _council() -> int:
    """The row of the one council."""
    found = db.session.scalar(select(Body.id).where(Body.kind == Kind.COUNCIL))
    if found is not None:
        return found
    council = Body(kind=Kind.COUNCIL, name="议事会", founded_on=date(2026, 1, 1))
    db.session.add(council)
    db.session.flush()
    return council.id


def _promise(resolution_id: int, checker: int, size: int) -> None:
    """Something that a resolution promises, noted as often."""
    wanted = Promise(
        RESOLUTION,
        resolution_id,
        "装好扶手",
        "物业",
        None,
        checker,
        clock.today() + timedelta(days=9),
    )
    one, hand = followups.promise(wanted, checker, clock.now()), Hand(checker, convenes=True)
    for _ in range(size):
        followups.note(one, "正在等材料。", one.version, hand, clock.now())


def sign_in_everywhere(size: int) -> None:
    """``size`` more devices of each person with an account."""
    with writing():
        for account in db.session.scalars(select(Account)).all():
            for _ in range(size):
                sessions.start(account, "android wechat", clock.now())


def tell_everyone(size: int) -> None:
    """``size`` unread messages to each person with an account."""
    readers = [account.person_id for account in db.session.scalars(select(Account))]
    with writing():
        for _ in range(size):
            outbox.tell(readers, HOUSEMATE_JOINED, clock.now(), name="王秀英")


def _proposals(world: World, size: int) -> None:
    """``size`` proposals, and one that so many endorsed, asked about and argued over."""
    made = collecting_round(world, needed=1_000)
    for number in range(size):
        busy = published(made, world, title=f"修一修第{number}号楼的门")
    people = [world.person().id for _ in range(size)]
    endorse(busy, *people)
    with writing():
        row = proposals.locked(busy)
        for person_id in people:
            talking.ask(row, person_id, "什么时候能好？", clock.now())
            talking.make_point(row, person_id, Side.FOR, "早就该修了。", clock.now())
        row.state, row.due_at = ProposalState.SCREENING, clock.now()


PAGES: dict[str, tuple[str, Role | None]] = {
    "home": ("/", None),
    "rounds": ("/budget/", None),
    "round": ("/budget/{open}/", None),
    "ballot": ("/budget/{open}/vote/", None),
    "proposals": ("/proposals/", None),
    "proposals found": ("/proposals/?q=号楼&sort=support", None),
    "proposal": ("/proposals/{busy}/", None),
    "own proposals": ("/proposals/mine/", None),
    "new proposal": ("/proposals/new/", None),
    "topics": ("/topics/", None),
    "topics found": ("/topics/?q=议一议", None),
    "topic": ("/topics/{topic}/", None),
    "own topics": ("/topics/mine/", None),
    "new topic": ("/topics/new/", None),
    "delegations": ("/topics/delegations/", None),
    "demands": ("/topics/demands/", None),
    "demand": ("/topics/demands/{demand}/", None),
    "consultations": ("/topics/consultations/", None),
    "consultation": ("/topics/consultations/{consultation}/", None),
    "desk topics": ("/desk/topics/", Role.DIRECTOR),
    "desk topic": ("/desk/topics/{topic}/", Role.DIRECTOR),
    "desk delegations": ("/desk/topics/delegations/", Role.DIRECTOR),
    "originals": ("/desk/topics/delegations/originals/", Role.SUPERVISOR),
    "desk consultations": ("/desk/consultations/", Role.DIRECTOR),
    "desk consultation": ("/desk/consultations/{consultation}/", Role.DIRECTOR),
    "desk screening": ("/desk/screening/", Role.DIRECTOR),
    "desk screening of one": ("/desk/screening/{busy}/", Role.DIRECTOR),
    "result": ("/budget/{posted}/result/", None),
    "objections": ("/notices/{posting}/objections/", None),
    "objecting": ("/notices/{posting}/object/", None),
    "resolutions": ("/resolutions/", None),
    "resolution": ("/resolutions/{year}/{serial}/", None),
    "bodies": ("/bodies/", None),
    "body": ("/bodies/{assembly}/", None),
    "desk bodies": ("/desk/bodies/", Role.DIRECTOR),
    "desk body": ("/desk/bodies/{assembly}/", Role.DIRECTOR),
    "desk groups": ("/desk/bodies/groups/", Role.DIRECTOR),
    "desk papers of seats": ("/desk/bodies/papers/", Role.SUPERVISOR),
    "meetings": ("/meetings/", None),
    "meeting": ("/meetings/{meeting}/", None),
    "desk meetings": ("/desk/meetings/", Role.DIRECTOR),
    "desk meeting": ("/desk/meetings/{meeting}/", Role.DIRECTOR),
    "desk attendance": ("/desk/meetings/{meeting}/attendance/", Role.DIRECTOR),
    "projects": ("/projects/", None),
    "project": ("/projects/{project}/", None),
    "project under acceptance": ("/projects/{accepting}/", None),
    "desk projects": ("/desk/projects/", Role.DIRECTOR),
    "desk project new": ("/desk/projects/new/?item={item}", Role.DIRECTOR),
    "desk project": ("/desk/projects/{project}/", Role.DIRECTOR),
    "desk project contract": ("/desk/projects/{planned}/contract/", Role.DIRECTOR),
    "desk project decide": ("/desk/projects/{project}/decide/", Role.DIRECTOR),
    "desk acceptances": ("/desk/acceptances/", Role.SUPERVISOR),
    "desk acceptance": ("/desk/projects/{accepting}/acceptance/", Role.DIRECTOR),
    "desk acceptance on paper": ("/desk/projects/{accepting}/acceptance/paper/", Role.SUPERVISOR),
    "project rated": ("/projects/{rated}/", None),
    "project being rated": ("/projects/{rating}/", None),
    "ratings": ("/projects/{rated}/ratings/", None),
    "rate": ("/projects/{rating}/rate/", None),
    "desk ratings": ("/desk/ratings/", Role.DIRECTOR),
    "desk rating": ("/desk/projects/{rated}/ratings/", Role.DIRECTOR),
    "programmes": ("/programmes/", None),
    "programme": ("/programmes/1/", None),
    "desk programmes": ("/desk/programmes/", Role.DIRECTOR),
    "desk programme new": ("/desk/programmes/new/", Role.DIRECTOR),
    "desk programme": ("/desk/programmes/1/", Role.DIRECTOR),
    "followups": ("/follow-ups/", None),
    "followup": ("/follow-ups/1/", None),
    "own followups": ("/follow-ups/mine/", None),
    "body that decided": ("/bodies/{council}/", None),
    "desk followups": ("/desk/follow-ups/", Role.DIRECTOR),
    "desk followup": ("/desk/follow-ups/1/", Role.DIRECTOR),
    "ledger": ("/ledger/", None),
    "fund": ("/ledger/{fund}/", None),
    "fund's month": ("/ledger/{fund}/{month}/", None),
    "rows": ("/ledger/rows/?q=第", None),
    "figures": ("/ledger/figures/?year=2025", None),
    "statement": ("/ledger/statements/{statement}/", None),
    "desk statements": ("/desk/ledger/statements/", Role.DIRECTOR),
    "desk statement": ("/desk/ledger/statements/{statement}/", Role.SUPERVISOR),
    "desk sweep": ("/desk/ledger/sweeps/{fund}/", Role.DIRECTOR),
    "discuss": ("/discuss/", None),
    "search": ("/search/?q=号楼", None),
    "open data": ("/open-data/", None),
    "oversight": ("/oversight/", None),
    "disclosure": ("/disclosure/", None),
    "disclosed": ("/disclosure/{disclosed}/", None),
    "complaining": ("/disclosure/complaints/new/?about=posting:{disclosed_posting}", None),
    "desk disclosed": ("/desk/disclosure/{disclosed}/", Role.DIRECTOR),
    "desk disclosure new": ("/desk/disclosure/new/", Role.DIRECTOR),
    "desk board of one": ("/desk/boards/postings/{disclosed_posting}/", Role.DIRECTOR),
    "desk rhythms": ("/desk/boards/rhythms/", Role.DIRECTOR),
    "desk complaint": ("/desk/complaints/{complaint}/", Role.SUPERVISOR),
    "disclosure found": ("/disclosure/?q=结果&objected=1", None),
    "duties": ("/disclosure/calendar/", None),
    "own complaints": ("/disclosure/complaints/mine/", None),
    "desk disclosure": ("/desk/disclosure/", Role.DIRECTOR),
    "desk boards": ("/desk/boards/", Role.DIRECTOR),
    "desk complaints": ("/desk/complaints/", Role.SUPERVISOR),
    "me": ("/me/", None),
    "inbox": ("/me/inbox/", None),
    "own entry": ("/me/roster/", None),
    "own data": ("/me/data/", None),
    "erasing": ("/me/data/erase/", None),
    "devices": ("/me/devices/", None),
    "audit": ("/audit/", None),
    "moderation": ("/moderation/", None),
    "privacy": ("/privacy/", None),
    "desk": ("/desk/", Role.DIRECTOR),
    "desk round": ("/desk/rounds/{open}/", Role.DIRECTOR),
    "desk round draft": ("/desk/rounds/{draft}/", Role.DIRECTOR),
    "desk rehearsal": ("/desk/rounds/{draft}/rehearsal/", Role.DIRECTOR),
    "desk sheet": ("/desk/rounds/{draft}/sheet/", Role.DIRECTOR),
    "desk round posted": ("/desk/rounds/{posted}/", Role.DIRECTOR),
    "desk objections": ("/desk/objections/", Role.SUPERVISOR),
    "roster": ("/desk/roster/", Role.DIRECTOR),
    "people": ("/desk/roster/people/", Role.DIRECTOR),
    "desk moderation": ("/desk/moderation/", Role.DIRECTOR),
    "desk moderation of one": ("/desk/moderation/{post}/", Role.DIRECTOR),
    "person": ("/desk/roster/people/1/", Role.DIRECTOR),
    "household": ("/desk/roster/households/1/", Role.DIRECTOR),
    "requests": ("/desk/roster/requests/", Role.DIRECTOR),
    "doubles": ("/desk/roster/people/1/merge/", Role.DIRECTOR),
    "missing": ("/desk/roster/missing/", Role.DIRECTOR),
    "slips": ("/desk/slips/", Role.DIRECTOR),
    "slips of a building": ("/desk/slips/1/", Role.DIRECTOR),
    "recovery": ("/desk/recovery/?q=王秀英", Role.DIRECTOR),
    "recovery of one": ("/desk/recovery/1/", Role.DIRECTOR),
    "recovery told": ("/desk/recovery/told/", Role.DIRECTOR),
    "offices": ("/desk/roles/", Role.ADMINISTRATOR),
    "second steps": ("/desk/second/", Role.ADMINISTRATOR),
    "second step": ("/me/second/", None),
    "settings": ("/desk/settings/", Role.ADMINISTRATOR),
    "mail settings": ("/me/inbox/settings/", None),
}


def addresses(posted: RoundInTest, open_: RoundInTest) -> dict[str, object]:
    """What the place-holders of PAGES stand for."""
    standing = postings.standing(kinds.RESULT, posted.id)
    newest = everything()[0]
    assert standing is not None
    return {
        "posted": posted.id,
        "open": open_.id,
        "draft": db.session.scalars(
            select(func.min(Round.id)).where(Round.announced_at.is_(None))
        ).one(),
        "posting": standing.posting.id,
        "busy": db.session.scalars(select(func.max(Proposal.id))).one(),
        "meeting": meetings.coming(clock.now())[-1].id,
        "year": newest.year,
        "serial": newest.serial,
        "assembly": db.session.scalars(
            select(func.max(Body.id)).where(Body.kind == Kind.ASSEMBLY)
        ).one(),
        "council": newest.body_id or 0,
        **_latest_books(),
        **projects.addresses(),
        **acceptance.addresses(),
        **ratings.addresses(),
        **disclosure.addresses(),
    }


def _latest_books() -> dict[str, object]:
    """The fund that was filled last, and its last locked month."""
    locked = select(Statement).where(Statement.locked_at.is_not(None))
    found = db.session.scalars(locked.order_by(Statement.id.desc()).limit(1)).one()
    month = Month(found.year, found.month).code
    return {"fund": found.fund_id, "month": month, "statement": found.id}


@pytest.fixture
def visit(world: World) -> Callable[[int], dict[str, int]]:
    """Queries by page in a community of a size."""
    clients: dict[Role | None, FlaskClient] = {
        role: world.client(world.account(None, *([role] if role else [])))
        for role in (None, Role.DIRECTOR, Role.SUPERVISOR, Role.ADMINISTRATOR)
    }

    def measure(size: int) -> dict[str, int]:
        posted, open_ = community(world, size)
        tell_everyone(size)
        sign_in_everywhere(size)
        with opened(Notes(world)) as notes:
            ids = {**addresses(posted, open_), **fill(world, size), "post": pile_up(notes, size)}
            return {
                name: _count(clients[role], path.format(**ids))
                for name, (path, role) in PAGES.items()
            }

    return measure


def _count(client: FlaskClient, path: str) -> int:
    with statements() as seen:
        answer = client.get(path)
    assert answer.status_code == 200, path
    return len([one for one in seen if not one.startswith("PRAGMA")])


def test_ten_times_the_data_costs_no_more_queries(visit: Callable[[int], dict[str, int]]) -> None:
    few, many = visit(3), visit(30)
    assert many == few
    assert {name: count for name, count in few.items() if count > 16} == {}


def _wire(body: bytes) -> int:
    return len(gzip.compress(body, 6))


def test_a_first_visit_fits_in_sixty_kilobytes(world: World, client: FlaskClient) -> None:
    community(world, 20)
    assets = load_assets(ROOT / "static")
    page = _wire(client.get("/").data)
    assert page + sum(_wire(one.body) for one in assets.values()) <= FIRST_VISIT


def test_each_next_page_fits_in_fifteen_kilobytes(world: World) -> None:
    ids = {**addresses(*community(world, 40)), **fill(world, 40)}
    me = world.client(world.account())
    sign_in_everywhere(40)
    for name, (path, role) in PAGES.items():
        if role is None:
            body = me.get(path.format(**ids)).data
            assert _wire(body) <= NEXT_PAGE, name


def test_a_cast_is_one_short_transaction(world: World) -> None:
    """The lock is held for a handful of statements."""
    me = world.client(world.account())
    _posted, open_ = community(world, 5)
    data = fields(open_.review(me, *open_.ids("P1")))
    with statements() as seen:
        assert me.post(f"{open_.address}cast/", data=data).status_code == 303
    under_lock = seen[seen.index("BEGIN IMMEDIATE") if "BEGIN IMMEDIATE" in seen else 0 :]
    assert len(under_lock) <= 12
