"""The bundle of everything public: what is in it, what is not, how it is made."""

import csv
import io
import json
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.core import clock, csvs, settings
from portal.core.access import Role
from portal.core.db import db, writing
from portal.moderation.rules import Move
from portal.opendata import actions, kinds, queries
from portal.opendata import writing as bundle
from portal.opendata.models import Build
from portal.opendata.rules import SILENT, State
from portal.opendata.tables import Type, _cell
from portal.proposals.models import Proposal
from tests.proposals import making
from tests.proposals.making import collecting_round, published, submitted
from tests.resolutions.conftest import Council
from tests.world import World, post, utc


def made() -> Build:
    with writing():
        actions.ask(None, clock.now())
    build = actions.make()
    assert build is not None
    return build


def opened(build: Build) -> ZipFile:
    assert build.digest is not None
    return ZipFile(actions.path(build.digest))


def table(build: Build, name: str) -> list[dict[str, str]]:
    text = opened(build).read(f"{name}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_resolution_and_its_items_stand_in_it_to_the_fen(world: World) -> None:
    number = Council(world).adopt(1)
    build = made()
    row = table(build, "resolutions")[0]
    assert (row["number"], row["title"], row["adopted_on"]) == (
        number,
        "关于修车棚的决议",
        "2026-05-01",
    )
    assert [one["amount"] for one in table(build, "resolution_items")] == ["88000", "18600.50"]


def test_what_nobody_has_read_stands_nowhere_in_it(world: World) -> None:
    round_ = collecting_round(world)
    shown, unread = published(round_, world), submitted(round_, world.person().id)
    rows = table(made(), "proposals")
    assert [one["id"] for one in rows] == [str(shown)]
    assert unread != shown


def test_words_that_would_be_a_formula_are_quoted(world: World) -> None:
    Council(world).adopt(1, title="=cmd|' /C calc'!A0")
    assert table(made(), "resolutions")[0]["title"] == "'=cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    ("type_", "value", "cell"),
    [
        (Type.YUAN, -1205, "-12.05"),
        (Type.YUAN, 100, "1"),
        (Type.TEXT, "-12", "'-12"),
        (Type.TEXT, "@a", "'@a"),
        (Type.TEXT, "a=b", "a=b"),
        (Type.NUMBER, -3, "-3"),
        (Type.YES, False, "false"),
        (Type.TIME, utc(2026, 5, 1, 4), "2026-05-01T04:00:00Z"),
        (Type.TEXT, None, ""),
    ],
)
def test_a_value_as_a_cell(type_: Type, value: object, cell: str) -> None:
    assert csvs.written([["", _cell(type_, value)]]) == f",{cell}\r\n"


def test_every_file_is_described_column_by_column(world: World) -> None:
    build = made()
    package = json.loads(opened(build).read("datapackage.json"))
    names = set(opened(build).namelist()) - {"README.md", "datapackage.json"}
    assert {one["path"] for one in package["resources"]} == names
    for resource in package["resources"]:
        head = opened(build).read(resource["path"]).decode("utf-8-sig").split("\r\n")[0]
        assert head.split(",") == [one["name"] for one in resource["schema"]["fields"]]
        assert all(one["title"] != one["description"] for one in resource["schema"]["fields"])


def test_readme_says_it_in_both_languages(world: World) -> None:
    readme = opened(made()).read("README.md").decode()
    assert "的公开数据" in readme
    assert "Open data of" in readme


PERSONAL = {"phone", "birth_year", "address", "person_id", "raised_by", "author_id", "household_id"}
NAMED = {
    ("members", "name"), ("bodies", "name"), ("funds", "name"), ("entries", "handler"),
    ("entries", "witness"), ("entries", "approver"), ("entries", "signer"),
}  # fmt: skip
"""Names stand where public pages show them: who sits where, who answers for an entry."""


def test_no_column_tells_who_a_resident_is() -> None:
    for one in bundle.TABLES:
        columns = {column.name for column in one.columns}
        assert columns.isdisjoint(PERSONAL), one.name
        people = {"name", "handler", "witness", "approver", "signer", "author", "person"} & columns
        assert {(one.name, column) for column in people} <= NAMED


def test_the_same_data_are_the_same_bytes(world: World) -> None:
    Council(world).adopt(1)
    with time_machine.travel(clock.now() - timedelta(days=3)):
        first = made().digest
    assert made().digest == first


def test_one_is_made_at_a_time_and_asking_twice_is_asking_once(world: World) -> None:
    with writing():
        actions.ask(None, clock.now())
    with writing():
        actions.ask(world.person().id, clock.now())
    assert db.session.query(Build).count() == 1
    assert actions.make() is not None
    assert actions.make() is None


def taken(world: World, beat_at: datetime) -> int:
    db.session.add(Build(asked_at=beat_at, state=State.RUNNING, beat_at=beat_at))
    db.session.commit()
    return db.session.query(Build).one().id


def test_another_takes_over_where_the_writer_has_died(world: World) -> None:
    build_id = taken(world, clock.now() - SILENT - timedelta(seconds=1))
    done = actions.make()
    assert done is not None
    assert (done.id, done.state, done.done) == (build_id, State.READY, done.total)


def test_nobody_takes_over_while_the_writer_lives(world: World) -> None:
    taken(world, clock.now() - SILENT + timedelta(seconds=30))
    assert actions.make() is None


def test_the_night_makes_one_a_day(world: World) -> None:
    evening = datetime(2026, 6, 1, 15, 59, tzinfo=clock.now().tzinfo)  # 23:59 in Shanghai
    for minutes, number in ((0, 1), (0, 1), (2, 2), (60, 2)):
        now = evening + timedelta(minutes=minutes)
        with time_machine.travel(now, tick=False):
            actions.tick(now)
        assert db.session.query(Build).filter(Build.digest.is_not(None)).count() == number


def test_a_community_may_do_without_the_nightly_one(world: World) -> None:
    with writing():
        settings.change(kinds.NIGHTLY, 0, clock.now())
    actions.tick(clock.now())
    assert db.session.query(Build).count() == 0


def test_old_bundles_are_thrown_away_when_their_time_is_over(world: World) -> None:
    council = Council(world)
    kept: list[Path] = []
    for number in range(1, 6):
        council.adopt(number)
        digest = made().digest
        assert digest is not None
        kept.append(actions.path(digest))
    assert [one.exists() for one in kept] == [False, False, True, True, True]


# ---- The page ----


def test_the_page_before_the_first_bundle(client: FlaskClient, world: World) -> None:
    page = client.get("/open-data/").get_data(as_text=True)
    assert "今天夜里会做好第一个" in page
    assert client.get("/open-data/liren-open-data.zip").status_code == 404


def test_everyone_fetches_it_and_who_has_it_already_is_told_so(
    client: FlaskClient, world: World
) -> None:
    build = made()
    assert build.digest is not None
    assert build.digest in client.get("/open-data/").get_data(as_text=True)
    fetch = "/open-data/liren-open-data.zip"
    with closing(client.get(fetch)) as answer:
        assert answer.data == actions.path(build.digest).read_bytes()
        known = {"If-None-Match": answer.headers["ETag"]}
    with closing(client.get(fetch, headers=known)) as again:
        assert (again.status_code, again.data) == (304, b"")


def test_the_committee_asks_for_a_new_one_and_sees_it_coming(world: World) -> None:
    staff = world.staff(Role.COMMITTEE_MEMBER)
    assert post(staff, "/open-data/").status_code == 303
    page = staff.get("/open-data/").get_data(as_text=True)
    assert "已经排上" in page
    assert 'http-equiv="refresh"' in page
    assert queries.open_one() is not None


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.STATION_STAFF])
def test_nobody_else_asks(world: World, role: Role) -> None:
    assert post(world.staff(role), "/open-data/", "/me/").status_code == 403


def test_the_command_says_where_it_lies(world: World) -> None:
    told = world.app.test_cli_runner().invoke(args=["opendata", "build", "--json"])
    assert told.exit_code == 0, told.output
    said = json.loads(told.output)
    assert set(said) == {"path", "sha256", "bytes", "rows"}
    assert Path(said["path"]).stat().st_size == said["bytes"]


def test_a_hidden_proposal_is_not_in_the_next_one(world: World) -> None:
    shown = published(collecting_round(world), world)
    assert len(table(made(), "proposals")) == 1
    making.read(shown, world.person().id, Move.HIDE, "写了别人的电话")
    assert table(made(), "proposals") == []
    assert db.session.get(Proposal, shown) is not None
