"""Every page of the demo opens. A demo that is begun anew keeps nothing of the old one."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select, func, select
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.appraisals import results
from portal.appraisals.models import Appraisal
from portal.bodies.models import Body
from portal.core import clock, store
from portal.core.access import is_public
from portal.core.db import db
from portal.demo import boards
from portal.demo.boards import MISSED, PLACES
from portal.demo.cli import _empty
from portal.demo.load import PASSWORD, load
from portal.disclosure import calendar
from portal.disclosure.complaints.models import Complaint
from portal.disclosure.kinds import POSTING
from portal.disclosure.models import Disclosure, Sighting
from portal.disclosure.periods import State as Duty
from portal.elections.models import Election
from portal.ledger import checks
from portal.ledger.models import Entry, Statement
from portal.ledger.statements.kinds import POSTING as STATEMENT
from portal.meetings.minutes.models import Minutes
from portal.meetings.models import Meeting
from portal.meetings.motions.models import Motion
from portal.notices.models import Objection, Posting
from portal.projects.acceptance.models import Acceptance
from portal.projects.acceptance.queries import rounds
from portal.projects.models import Contract, Project, ProjectStep
from portal.projects.programmes.models import Programme
from portal.projects.ratings.models import Rating
from portal.projects.rules import Choice
from portal.resolutions.followups.models import FollowUp
from portal.resolutions.models import Resolution
from portal.roster.models import Person
from portal.topics.demands.models import Demand
from portal.topics.models import Topic
from tests import postgres
from tests.conftest import Browser
from tests.settings import config_in
from tests.world import World, post

MEMBER = "13800000002"
ROOMS = (
    "meetings", "motions", "bodies", "topics", "elections", "resolutions", "follow-ups",
    "projects", "programmes", "ledger", "disclosure", "appraisals", "oversight",
)  # fmt: skip
LINK = re.compile(r'href="(/[^"#]*)')
REPR = re.compile(r"&lt;|object at")


def test_tables_keys_and_photos_go(app: Flask, world: World) -> None:
    config = app.config["PORTAL"]
    world.person()
    store.keep(config.uploads, b"a photo")
    config.keys.mkdir()
    (config.keys / "box.key").write_text("secret")
    db.drop_all()
    db.session.commit()
    _empty()
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0
    assert not config.uploads.exists()
    assert not config.keys.exists()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The portal with the demo in it, loaded once for all that only read."""
    with postgres.database_for(config_in(tmp_path_factory.mktemp("demo"))) as config:
        app = create_app(config)
        app.test_client_class = Browser
        with app.app_context():
            db.create_all()
            load(config.keys, clock.now())
            yield app
            db.session.remove()
            db.engine.dispose()


def signed_in(demo: Flask, phone: str) -> FlaskClient:
    client = demo.test_client()
    answer = post(client, "/login/", phone=phone, password=PASSWORD)
    assert answer.location == "/me/"
    return client


def public(demo: Flask, path: str) -> bool:
    """Whether the path is a page of these rooms that everyone may ask for."""
    if path.split("/")[1] not in ROOMS:
        return False
    endpoint, _arguments = demo.url_map.bind("localhost").match(path, "GET")
    return is_public(endpoint)


def opened(demo: Flask, client: FlaskClient) -> dict[str, TestResponse]:
    """Every public page of these rooms that links lead to, from the rooms' first pages on; a list
    turned over and narrowed counts as one page of its own.
    """
    waiting, seen = [f"/{room}/" for room in ROOMS if room != "motions"], {}
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen[address] = client.get(address, follow_redirects=True)
        if seen[address].mimetype == "text/html":
            found = (one.replace("&amp;", "&") for one in LINK.findall(seen[address].text))
            waiting += [one for one in found if public(demo, urlsplit(one).path)]
    return seen


@pytest.fixture(scope="module", params=[None, MEMBER], ids=["passer-by", "member"])
def pages(demo: Flask, request: pytest.FixtureRequest) -> dict[str, TestResponse]:
    client = signed_in(demo, request.param) if request.param else demo.test_client()
    return opened(demo, client)


def test_every_public_page_of_the_rooms_opens(pages: dict[str, TestResponse]) -> None:
    assert {path: one.status_code for path, one in pages.items() if one.status_code != 200} == {}
    ended = {path: one.request.path for path, one in pages.items()}
    assert {one for one in ended.items() if one[1].split("/")[1] not in ROOMS} == set()


def test_no_page_shows_what_only_the_machine_calls_things(pages: dict[str, TestResponse]) -> None:
    texts = {
        path: one.text for path, one in pages.items() if (one.mimetype or "").startswith("text/")
    }
    assert [path for path, text in texts.items() if REPR.search(text)] == []


def test_nothing_that_is_public_is_without_a_way_to_it(
    demo: Flask, pages: dict[str, TestResponse]
) -> None:
    ask = db.session.scalars
    rows = {
        "/meetings/%s/": ask(select(Meeting.id).where(Meeting.called_at.is_not(None))).all(),
        "/meetings/%s/minutes/": ask(
            select(Minutes.meeting_id).where(Minutes.approved_at.is_not(None))
        ).all(),
        "/motions/%s/": ask(select(Motion.id).where(Motion.admitted_at.is_not(None))).all(),
        "/bodies/%s/": ask(select(Body.id)).all(),
        "/topics/%s/": ask(select(Topic.id).where(Topic.published_at.is_not(None))).all(),
        "/topics/demands/%s/": ask(select(Demand.id).where(Demand.opened_at.is_not(None))).all(),
        "/elections/%s/": ask(select(Election.id).where(Election.announced_at.is_not(None))).all(),
        "/follow-ups/%s/": ask(select(FollowUp.id)).all(),
        "/resolutions/%s/": [f"{one.year}/{one.serial}" for one in ask(select(Resolution)).all()],
    }
    assert [pattern for pattern, found in rows.items() if not found] == []
    wanted = {pattern % one for pattern, found in rows.items() for one in found}
    assert wanted - set(pages) == set()


def test_the_council_decided_a_resident_s_topic_and_approved_minutes(demo: Flask) -> None:
    topic = db.session.scalars(select(Topic).where(Topic.title.contains("公示栏"))).one()
    page = demo.test_client().get(f"/topics/{topic.id}/").text
    assert topic.state == "decided"
    for said in ("议事会上月例会", "公示栏换防雨的玻璃门"):
        assert said in page
    approved = db.session.scalars(select(Minutes).where(Minutes.approved_at.is_not(None))).one()
    later = db.session.get_one(Meeting, approved.approved_in_id)
    assert later.title == "议事会上月例会"


def count(wanted: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0


def test_each_bill_of_the_year_says_what_it_was_for(demo: Flask) -> None:
    corrected = select(Entry.corrects_id).where(Entry.corrects_id.is_not(None))
    paid = Entry.nature == "expense", Entry.corrects_id.is_(None), Entry.id.not_in(corrected)
    titles = list(db.session.scalars(select(Entry.summary).where(*paid)))
    assert len(titles) == len(set(titles)) > 100
    assert all("：" in one for one in titles)


def test_a_year_of_books_that_prove_themselves(demo: Flask) -> None:
    assert [one.code for one in checks.run() if not one.holds] == []
    posted = select(Entry.id).where(Entry.state == "posted")
    assert count(posted) >= 120
    assert count(posted.where(Entry.corrects_id.is_not(None))) == 3
    assert count(select(Statement.id).where(Statement.locked_at.is_not(None))) == 12
    assert count(select(Statement.id).where(Statement.locked_at.is_(None))) == 1


def test_projects_of_every_fate(demo: Flask) -> None:
    made = db.session.scalars(select(Project)).all()
    assert len(made) >= 8
    states = {"contracted", "underway", "finished", "accepted", "stopped"}
    assert {one.state for one in made} == states
    acts = {(one.project_id, one.act) for one in db.session.scalars(select(ProjectStep))}
    told = {act: {project for project, each in acts if each == act} for _project, act in acts}
    for act in ("delay", "supplement", "find_faults", "stop"):
        assert told[act]
    accepted = {one.id for one in made if one.state == "accepted"}
    assert told["find_faults"] & accepted
    assert told["supplement"] & accepted
    assert {one.choice for one in db.session.scalars(select(Contract))} == set(Choice)


def test_who_accepted_is_named_and_a_supervisor_signed_each(demo: Flask) -> None:
    for project in db.session.scalars(select(Project).where(Project.state == "accepted")):
        last = rounds(project.id)[-1]
        assert {one.verdict for one in last.acceptors} == {"accepted"}
        assert [one.part for one in last.acceptors] == ["resident", "resident", "supervisor"]
    assert count(select(Acceptance.id).where(Acceptance.state == "open")) == 1


def test_a_programme_with_targets_that_are_reported(demo: Flask) -> None:
    programme = db.session.scalars(select(Programme)).one()
    assert [sum(one.due.values()) for one in programme.targets] == [35, 10, 110]
    assert [sum(one.reached.values()) for one in programme.targets] == [7, 4, 27]
    assert len(programme.projects) == 3


def test_those_who_benefit_rated_some_works(demo: Flask) -> None:
    rated = select(Rating.project_id, func.count()).group_by(Rating.project_id)
    assert sorted(number for _project, number in db.session.execute(rated)) == [3, 6, 9]
    worded = select(Rating.id).where(Rating.item_id.is_not(None))
    assert count(worded) == 4
    assert count(worded.where(Rating.reply != "")) == 3


def test_what_is_due_was_posted_but_for_one_of_which_somebody_complained(demo: Flask) -> None:
    duties = calendar.all_duties(clock.today())
    own = [one for one in duties if one.is_written_here]
    assert count(select(Disclosure.id).where(Disclosure.posted_at.is_not(None))) >= 15
    overdue = [one for one in own if one.state is Duty.OVERDUE]
    assert len(overdue) == 1
    assert [one.state for one in own].count(Duty.LATE) == 1
    assert {one.code for one in duties if one.state is Duty.OVERDUE} <= {MISSED, "accounts"}
    waiting, answered = (
        set(db.session.scalars(select(Complaint.about).where(Complaint.state == state)))
        for state in ("received", "founded")
    )
    assert waiting == {overdue[0].key}
    assert len(answered) == 1


def test_four_objections_to_it_were_answered_and_sheets_seen_on_boards(demo: Flask) -> None:
    objected = select(Objection).join(Posting).where(Posting.kind.in_((POSTING, STATEMENT)))
    found = db.session.scalars(objected).all()
    assert sorted(one.state for one in found) == ["dismissed", "dismissed", "settled", "settled"]
    assert all(one.answer for one in found)
    folder = demo.config["PORTAL"].uploads
    assert {one.board.place for one in db.session.scalars(select(Sighting))} == set(PLACES)
    for one in db.session.scalars(select(Sighting)):
        assert store.read(folder, one.photo)
        assert store.read(folder, one.thumb)


def test_last_year_s_appraisal_has_its_answer_and_this_year_s_is_open(demo: Flask) -> None:
    found = db.session.scalars(
        select(Appraisal).where(Appraisal.kind == "committee").order_by(Appraisal.year)
    ).all()
    assert [(one.state, one.year - clock.today().year) for one in found] == [
        ("posted", -1),
        ("open", 0),
    ]
    assert found[0].reply
    assert found[0].summary
    rows = [row for one in results.of(found[0]) for line in one.lines for row in line.rows]
    assert any(row.count is None for row in rows)
    assert any(row.count for row in rows)


def test_elders_services_are_appraised_with_the_year_before_beside(demo: Flask) -> None:
    wanted = select(Appraisal).where(Appraisal.kind == "station").order_by(Appraisal.year.desc())
    this, before = db.session.scalars(wanted).all()
    assert (this.state, before.state) == ("posted", "posted")
    assert this.for_elders
    assert all(one.compared for one in results.of(this))


@pytest.mark.parametrize("year", [2027, 2028])
def test_something_is_overdue_on_whatever_day_it_is_loaded(demo: Flask, year: int) -> None:
    for number in range(366):
        day = date(year, 1, 1) + timedelta(days=number)
        quarters = boards.last_quarters(day)
        ends = [last for _first, last in quarters]
        assert sorted(ends) == ends
        assert ends[-1] < day <= ends[-1] + timedelta(days=92)
        _head, first = boards.overdue_of(quarters, day)
        due = next(last for begins, last in quarters if begins == first) + timedelta(days=15)
        assert due < day
