"""Whatever is sent to the room's pages is answered with a page, and runs nowhere."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from portal.core.access import Role
from portal.core.db import db
from portal.topics.consultations.models import Consultation, ConsultationStep, Party
from portal.topics.demands.models import Demand, Signatory
from portal.topics.models import Delegation, Endorsement, Follow, Step, Topic
from tests.topics import test_demands as demanding
from tests.topics.making import TEXT, bodies, get, needing, published, routed
from tests.topics.test_consultations import convene
from tests.world import World, post, token

ROOMS = (
    "topics",
    "raising",
    "demands",
    "consultations",
    "topics_desk",
    "delegating",
    "consultations_desk",
)
TABLES = (
    Topic,
    Step,
    Endorsement,
    Follow,
    Delegation,
    Demand,
    Signatory,
    Consultation,
    Party,
    ConsultationStep,
)
EVIL = "\"'>{{7*7}}<img src=x onerror=alert(1)><script>alert(1)</script>"


@pytest.fixture
def everyone(world: World) -> FlaskClient:
    """A resident with every key of the room."""
    return world.staff(Role.DIRECTOR, Role.PARTY_ORGANIZATION, Role.SUPERVISOR)


@pytest.fixture
def full(world: World) -> None:
    """A topic that is talked over, one that collects, and a demand."""
    needing(1)
    bodies()
    convene(routed(world), world.person().id)
    published(world, "另一件要议的事")
    demanding.opened(world, 12)


def addresses(world: World, method: str, number: object) -> Iterator[str]:
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] in ROOMS and method in (rule.methods or ()):
            yield re.sub(r"<int:\w+>", str(number), rule.rule)


def rows() -> list[tuple[str, int]]:
    db.session.rollback()
    return [(table.__tablename__, db.session.query(table).count()) for table in TABLES]


@pytest.mark.parametrize("number", [0, 1, 2**31 - 1, 2**63])
def test_no_address_breaks(world: World, full: None, everyone: FlaskClient, number: int) -> None:
    before = rows()
    for address in addresses(world, "GET", number):
        assert everyone.get(address).status_code in (200, 303, 404), address
    assert rows() == before  # a GET never writes


@pytest.mark.parametrize(
    "query",
    ["q=%00%F0%9F", "q=%25_'\"", "state=nonsense", "page=-1", "page=9999999", "q=2026-99999"],
)
def test_no_search_breaks(world: World, full: None, query: str) -> None:
    for page in ("/topics/", "/topics/demands/", "/topics/consultations/"):
        assert world.app.test_client().get(f"{page}?{query}").status_code == 200


@pytest.mark.parametrize("number", [1, 99])
@pytest.mark.parametrize("value", ["", "9" * 40, EVIL, "\x00\u202e" + "长" * 9000])
def test_no_form_breaks(
    world: World, full: None, everyone: FlaskClient, number: int, value: str
) -> None:
    """Every field holds the same."""
    names = (
        "title", "text", "signs", "reason", "version", "ground", "matter", "contested", "into",
        "kind", "subject", "to", "basis", "scope", "resolved_on", "scan", "d1-seen", "starts_on",
        "ends_on", "form", "question", "place", "starts_at", "name", "capacity", "phone", "party",
        "outcome", "responsible", "promised_on", "report", "position_1",
    )  # fmt: skip
    data = dict.fromkeys(names, value) | {"csrf_token": token(everyone, "/me/")}
    presses = ("endorse", "take-back", "follow", "unfollow", "sign")
    for address in addresses(world, "POST", number):
        if not address.strip("/").endswith(presses):
            status = everyone.post(address, data=data).status_code
            looked_at = 200 if address.endswith("/new/") else 422  # before it is sent
            assert status in (looked_at, 303, 404, 409, 422), address


def test_words_stay_words(world: World, everyone: FlaskClient) -> None:
    me = world.client(world.account())
    looked_at = post(me, "/topics/new/", title=EVIL[:50], text=EVIL).get_data(as_text=True)
    assert "<script>alert(1)" not in looked_at
    assert "<img src=x" not in looked_at
    topic_id = published(world, EVIL[:50], EVIL + TEXT)
    for page in ("/topics/", f"/topics/{topic_id}/", f"/desk/moderation/{get(topic_id).item_id}/"):
        shown = everyone.get(page).get_data(as_text=True)
        assert "<script>alert(1)" not in shown
        assert "<img src=x" not in shown
        assert "&gt;49&lt;img" not in shown


def test_no_button_works_without_its_token(world: World, full: None) -> None:
    me = world.staff(Role.DIRECTOR, Role.PARTY_ORGANIZATION)
    before = rows()
    for address in addresses(world, "POST", 1):
        assert me.post(address, data={"reason": "x"}).status_code in (400, 403, 404, 422), address
    assert rows() == before


def test_a_passer_by_changes_nothing(world: World, full: None, client: FlaskClient) -> None:
    data = {"csrf_token": token(client, "/login/")}
    before = rows()
    for address in addresses(world, "POST", 1):
        answer = client.post(address, data=data)
        assert (answer.status_code, answer.location[:7]) == (303, "/login/"), address
    assert rows() == before
