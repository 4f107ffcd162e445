"""What was handed down before this site was begun, and how it ends (居民委员会组织法 art. 30)."""

import io
from collections import Counter
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from portal.audit.models import AuditFact
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.topics import queries
from portal.topics.actions import delegating, screening
from portal.topics.actions.delegating import Refusal, Refused
from portal.topics.models import Delegation, HandedDownForGood
from portal.topics.rules import Matter
from tests.core.test_documents import PDF
from tests.topics.making import FOUNDED, bodies, delegated
from tests.topics.test_races import at_once, press
from tests.world import World, post

DESK = "/desk/topics/delegations/"
PUBLIC = "/topics/delegations/"
TYPED = {
    "matter": "delegated",
    "to": "council",
    "scope": "楼道秩序方面的事",
    "basis": "第二届居民代表会议第三次会议的决定",
    "resolved_on": "2019-06-01",
    "starts_on": "2019-06-01",
    "ends_on": "",
}


def enter(client: FlaskClient, body: bytes | None = PDF, **more: str) -> TestResponse:
    typed: dict[str, object] = {**TYPED, **more}
    if body is not None:
        typed["scan"] = (io.BytesIO(body), "决议.pdf")
    return post(client, DESK, **typed)


def shown(world: World) -> str:
    return world.app.test_client().get(PUBLIC).get_data(as_text=True)


def whose(matter: Matter = Matter.DELEGATED) -> Kind:
    db.session.rollback()
    return screening.body_for(matter, False, clock.now()).sort


def confirm(client: FlaskClient, number: int = 1, seen: str = "y") -> TestResponse:
    box = {f"d{number}-seen": seen} if seen else {}
    return post(client, f"{DESK}{number}/confirm/", "/me/", **box)


def refused(act: object, *args: object) -> Refusal:
    with pytest.raises(Refused) as no, writing():
        act(*args)  # type: ignore[operator]
    return no.value.reason


# ---- Older than this site


def test_what_is_older_than_this_site_counts_once_a_supervisor_has_seen_the_original(
    world: World,
) -> None:
    bodies()
    director, supervisor = world.staff(Role.DIRECTOR), world.staff(Role.SUPERVISOR)
    assert enter(director).status_code == 303
    page = shown(world)
    assert all(word in page for word in (TYPED["scope"], TYPED["basis"], "早于本站的决定"))
    assert "还没有人核对原件，不算数" in page
    assert whose() is Kind.ASSEMBLY
    assert "核对授权的原件" in supervisor.get("/desk/").get_data(as_text=True)
    assert TYPED["basis"] in supervisor.get(f"{DESK}originals/").get_data(as_text=True)
    assert confirm(supervisor).status_code == 303
    assert whose() is Kind.COUNCIL
    page = shown(world)
    assert "看了原件" in page
    assert "不算数" not in page


def test_everyone_reads_the_scan_of_the_signed_resolution(world: World) -> None:
    enter(world.staff(Role.DIRECTOR))
    assert f'href="{PUBLIC}1/scan"' in shown(world)
    answer = world.app.test_client().get(f"{PUBLIC}1/scan")
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "application/pdf", PDF)
    assert world.app.test_client().get(f"{PUBLIC}2/scan").status_code == 404


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"basis": ""}, "请写明哪次会议的哪个决议"),
        ({"resolved_on": ""}, "请填写日期"),
        ({"scope": ""}, "请写明是哪些事"),
        ({"matter": "charter"}, "第三十条"),
        ({"matter": "covenant", "to": "council"}, "第三十条"),
        ({"to": "residents_meeting"}, "有误"),
        ({"starts_on": "2019-05-31"}, "不能早于这个决议作出的那一天"),
        ({"ends_on": "2019-05-31"}, "最后一天不能在开始之前"),
    ],
)
def test_words_alone_hand_nothing_down(world: World, more: dict[str, str], told: str) -> None:
    answer = enter(world.staff(Role.DIRECTOR), **more)
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    assert queries.delegations() == []


@pytest.mark.parametrize("body", [None, b"", b"<script>", PDF[:10]])
def test_without_the_scan_of_the_paper_nothing_is_entered(world: World, body: bytes | None) -> None:
    answer = enter(world.staff(Role.DIRECTOR), body)
    assert answer.status_code == 422
    assert TYPED["basis"] in answer.get_data(as_text=True)
    assert queries.delegations() == []


def test_since_this_site_was_begun_no_paper_hands_anything_down_article_30(world: World) -> None:
    director, today = world.staff(Role.DIRECTOR), clock.today().isoformat()
    answer = enter(director, resolved_on=today, starts_on=today)
    assert answer.status_code == 422
    assert "会议通过了就自动生效" in answer.get_data(as_text=True)
    assert queries.delegations() == []


def test_who_entered_it_never_confirms_it_whatever_keys_they_hold(world: World) -> None:
    both = world.account(None, Role.DIRECTOR, Role.SUPERVISOR)
    client = world.client(both)
    assert enter(client).status_code == 303
    assert "要请另一位看原件" in client.get(f"{DESK}originals/").get_data(as_text=True)
    assert confirm(client).status_code == 422
    assert refused(delegating.confirm, 1, both.person_id, clock.now()) is Refusal.OWN_ENTRY
    forged = update(Delegation).values(confirmed_by=both.person_id, confirmed_at=clock.now())
    with pytest.raises(IntegrityError), writing():
        db.session.execute(forged)
    assert queries.unconfirmed(clock.today())
    assert not queries.delegations()[0].counts


def test_nothing_is_confirmed_without_its_scan(world: World) -> None:
    by, seen_by = world.person().id, world.person().id
    with writing():
        db.session.add(
            Delegation(
                matter="delegated", body_kind="council", basis="口头说的", starts_on=FOUNDED,
                entered_by=by, entered_at=clock.now(),
            )
        )  # fmt: skip
    assert refused(delegating.confirm, 1, seen_by, clock.now()) is Refusal.NOTHING_TO_SEE
    forged = update(Delegation).values(confirmed_by=seen_by, confirmed_at=clock.now())
    with pytest.raises(IntegrityError), writing():
        db.session.execute(forged)


def test_a_supervisor_says_that_they_saw_it_and_says_it_once(world: World) -> None:
    enter(world.staff(Role.DIRECTOR))
    supervisors = [world.staff(Role.SUPERVISOR) for _ in range(3)]
    answer = confirm(supervisors[0], seen="")
    assert answer.status_code == 422
    assert "看了原件，才能确认" in answer.get_data(as_text=True)
    asks = [press(one, f"{DESK}1/confirm/", **{"d1-seen": "y"}) for one in supervisors]
    assert Counter(at_once(asks)) == {303: 1, 422: 2}
    assert db.session.query(AuditFact).filter_by(kind="delegation.confirmed").count() == 1
    assert confirm(supervisors[0], 7).status_code == 404


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.SUPERVISOR])
def test_nobody_but_a_supervisor_confirms(world: World, role: Role) -> None:
    by = world.person().id
    with writing():
        older = delegating.Older("第二届居民代表会议第三次会议", FOUNDED, "0" * 64, "pdf")
        what = Matter.COVENANT, Kind.ASSEMBLY, ""
        delegating.enter_older(*what, older, (FOUNDED, None), by, clock.now())
    client = world.staff(role)
    assert client.get(f"{DESK}originals/").status_code == 403
    assert confirm(client).status_code == 403
    assert not queries.delegations()[0].counts


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.DIRECTOR])
def test_nobody_but_the_director_enters_or_ends_one(world: World, role: Role) -> None:
    delegated(Matter.COVENANT, Kind.ASSEMBLY, world.person().id)
    client = world.staff(role)
    for address in (DESK, f"{DESK}1/end/"):
        assert client.get(address).status_code == 403
        assert post(client, address, "/me/", ends_on=clock.today().isoformat()).status_code == 403
    assert queries.delegations()[0].ends_on is None


# ---- Its end


def test_an_end_is_brought_forward_and_never_put_later(world: World) -> None:
    by, now, today = world.person().id, clock.now(), clock.today()
    number = delegated(Matter.COVENANT, Kind.ASSEMBLY, by, today + timedelta(days=300))
    later = date(2099, 1, 1)
    assert refused(delegating.end, number, later, by, now) is Refusal.NOT_SOONER
    yesterday = today - timedelta(days=1)
    assert refused(delegating.end, number, yesterday, by, now) is Refusal.IN_THE_PAST
    for days in (200, 0):
        with writing():
            delegating.end(number, today + timedelta(days=days), by, now)
    assert queries.delegations()[0].ends_on == today
    assert refused(delegating.end, number, later, by, now) is Refusal.NOT_SOONER


def test_what_has_ended_stays_ended_on_the_desk_too(world: World) -> None:
    bodies()
    yesterday = clock.today() - timedelta(days=1)
    number = delegated(Matter.COVENANT, Kind.ASSEMBLY, world.person().id, yesterday)
    director, address = world.staff(Role.DIRECTOR), f"{DESK}{number}/end/"
    assert address not in director.get(DESK).get_data(as_text=True)
    answer = post(director, address, address, ends_on="2099-12-31")
    assert answer.status_code == 422
    assert "已经结束，不能再改" in answer.get_data(as_text=True)
    assert queries.delegations()[0].ends_on == yesterday
    assert whose(Matter.COVENANT) is Kind.RESIDENTS_MEETING


def test_of_two_ends_at_once_the_sooner_one_stands(world: World) -> None:
    number = delegated(Matter.COVENANT, Kind.ASSEMBLY, world.person().id)
    directors = [world.staff(Role.DIRECTOR) for _ in range(4)]
    days = [clock.today() + timedelta(days=days) for days in (40, 10, 30, 20)]
    asks = [
        press(one, f"{DESK}{number}/end/", ends_on=day.isoformat())
        for one, day in zip(directors, days, strict=True)
    ]
    assert set(at_once(asks)) <= {303, 422}
    db.session.rollback()
    assert queries.delegations()[0].ends_on == min(days)


@pytest.mark.parametrize(
    ("column", "value"),
    [("ends_on", date(2099, 1, 1)), ("matter", "ordinary"), ("confirmed_at", None), ("scan", None)],
)
def test_nothing_else_of_it_ever_changes(world: World, column: str, value: object) -> None:
    number = delegated(Matter.COVENANT, Kind.ASSEMBLY, world.person().id)
    with pytest.raises(HandedDownForGood), writing():
        setattr(db.session.get_one(Delegation, number), column, value)
    with pytest.raises(HandedDownForGood), writing():
        db.session.delete(db.session.get_one(Delegation, number))
