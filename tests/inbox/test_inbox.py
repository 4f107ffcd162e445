"""The inbox: newest first, unread by a word, and marked only by a button."""

import re

import pytest
from flask.testing import FlaskClient
from flask_babel import lazy_gettext as _l

from portal.core import clock, outbox
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.inbox import actions, queries
from tests.statements import statements
from tests.world import Member, World, post, utc

SCREENED = outbox.kind("test.screened", _l("《%(title)s》审核通过"), "/budget/%(round)s/")
GREETED = outbox.kind("test.greeted", _l("%(name)s问您好"))
INBOX = "/me/inbox/"
UNREAD = "</svg>未读</span>"


def tell(person_id: int, *names: str, kind: str = GREETED) -> list[int]:
    """The ids of one message for each name."""
    with writing():
        for name in names:
            outbox.tell([person_id], kind, clock.now(), name=name, title=name, round=7)
    return sorted(message.id for message in outbox.latest(person_id, len(names)))


def read(message_id: int) -> bool:
    db.session.rollback()
    message = db.session.get(Message, message_id)
    assert message
    return message.read_at is not None


def sentences(page: str) -> list[str]:
    return re.findall(r'<p id="message-\d+">([^<]*)</p>', page)


def test_messages_stand_newest_first_a_page_at_a_time(client: FlaskClient, me: Member) -> None:
    tell(me.person_id, *(f"邻居{n}" for n in range(25)))
    first, second = (client.get(f"{INBOX}?page={n}").get_data(as_text=True) for n in (1, 2))
    assert sentences(first) == [f"邻居{n}问您好" for n in range(24, 4, -1)]
    assert sentences(second) == [f"邻居{n}问您好" for n in range(4, -1, -1)]


@pytest.mark.parametrize("number", ["99", "0", "x", "-1", "9" * 30])
def test_a_page_that_is_none_is_the_nearest_that_is(
    client: FlaskClient, me: Member, number: str
) -> None:
    tell(me.person_id, "王秀英")
    assert sentences(client.get(f"{INBOX}?page={number}").get_data(as_text=True)) == [
        "王秀英问您好"
    ]


def test_an_unread_message_says_so_in_a_word(client: FlaskClient, me: Member) -> None:
    first, second = tell(me.person_id, "甲", "乙")
    assert client.get(INBOX).get_data(as_text=True).count(UNREAD) == 2
    post(client, f"{INBOX}{first}/read/", INBOX)
    assert client.get(INBOX).get_data(as_text=True).count(UNREAD) == 1
    assert (read(first), read(second)) == (True, False)


def test_looking_marks_nothing(client: FlaskClient, me: Member) -> None:
    (message,) = tell(me.person_id, "王秀英", kind=SCREENED)
    for page in (INBOX, f"{INBOX}?show=unread", "/me/", "/"):
        assert client.get(page).status_code == 200
    assert client.get(f"{INBOX}{message}/open/").status_code == 405
    assert not read(message)


def test_opening_marks_a_message_and_leads_on(client: FlaskClient, me: Member) -> None:
    (message,) = tell(me.person_id, "修路灯", kind=SCREENED)
    answer = post(client, f"{INBOX}{message}/open/", INBOX)
    assert (answer.status_code, answer.location) == (303, "/budget/7/")
    assert read(message)


def test_opening_what_leads_nowhere_stays_in_the_inbox(client: FlaskClient, me: Member) -> None:
    (message,) = tell(me.person_id, "王秀英")
    assert post(client, f"{INBOX}{message}/open/", INBOX).location == INBOX


def test_a_message_read_again_keeps_the_instant_of_the_first_time(world: World) -> None:
    message_id = tell(world.person().id, "王秀英")[0]
    for instant in (utc(2026, 5, 1), utc(2026, 5, 2)):
        with writing():
            message = db.session.get(Message, message_id)
            assert message
            actions.mark_read(message, instant)
    assert db.session.get(Message, message_id).read_at == utc(2026, 5, 1)  # type: ignore[union-attr]


@pytest.mark.parametrize("act", ["open", "read"])
def test_nobody_marks_the_message_of_another(
    world: World, client: FlaskClient, me: Member, act: str
) -> None:
    tell(me.person_id, "给我看的")
    (theirs,) = tell(world.account().person_id, "不给我看的")
    assert post(client, f"{INBOX}{theirs}/{act}/", INBOX).status_code == 404
    assert not read(theirs)
    assert "不给我看的" not in client.get(INBOX).get_data(as_text=True)


def test_all_marked_means_all_that_were_shown(
    world: World, client: FlaskClient, me: Member
) -> None:
    """A message that comes while the page is open is not lost among them."""
    shown = tell(me.person_id, "甲", "乙")
    (theirs,) = tell(world.account().person_id, "丙")
    (later,) = tell(me.person_id, "丁")
    answer = post(client, f"{INBOX}read/", INBOX, upto=shown[-1])
    assert (answer.status_code, answer.location) == (303, INBOX)
    assert [read(one) for one in (*shown, theirs, later)] == [True, True, False, False]


@pytest.mark.parametrize("upto", ["", "x", "-5", "9" * 40])
def test_a_garbled_mark_breaks_nothing(client: FlaskClient, me: Member, upto: str) -> None:
    tell(me.person_id, "甲")
    assert post(client, f"{INBOX}read/", INBOX, upto=upto).status_code == 303


def test_only_the_unread_and_back_to_them(client: FlaskClient, me: Member) -> None:
    first, _second = tell(me.person_id, "甲", "乙")
    answer = post(client, f"{INBOX}{first}/read/?show=unread", INBOX)
    assert answer.location == f"{INBOX}?show=unread"
    page = client.get(answer.location).get_data(as_text=True)
    assert sentences(page) == ["乙问您好"]
    assert "/read/?show=unread" in page, "the buttons keep the filter"


@pytest.mark.parametrize(("unread", "shown"), [(0, None), (3, "3"), (99, "99"), (100, "99+")])
def test_every_page_says_how_many_wait(
    client: FlaskClient, me: Member, unread: int, shown: str | None
) -> None:
    if unread:
        tell(me.person_id, *(f"邻居{n}" for n in range(unread)))
    for page in ("/", "/me/", INBOX):
        found = re.search(r'<span class="unread">([^<]*)<', client.get(page).get_data(as_text=True))
        assert (found[1] if found else None) == shown


def test_ones_own_page_shows_the_newest_three(client: FlaskClient, me: Member) -> None:
    tell(me.person_id, *"甲乙丙丁戊")
    page = client.get("/me/").get_data(as_text=True)
    assert sentences(page) == ["戊问您好", "丁问您好", "丙问您好"]
    assert "全部消息（5 条未读）" in page


def test_a_passer_by_has_no_inbox(world: World) -> None:
    passer_by = world.app.test_client()
    assert passer_by.get(INBOX).location == "/login/?next=/me/inbox/"
    assert '<span class="unread">' not in passer_by.get("/").get_data(as_text=True)


@pytest.mark.sqlite
def test_counting_the_unread_reads_nothing_else(world: World, me: Member) -> None:
    """Every page asks: it is answered from an index, however many messages there are."""
    counted = "SELECT count(*) FROM message WHERE person_id = 1 AND read_at IS NULL"
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {counted}").all()
    assert "COVERING INDEX ix_message_unread" in str(plan)
    assert queries.unread_count(me.person_id) == 0


def test_the_count_costs_each_page_one_query(client: FlaskClient, me: Member) -> None:
    tell(me.person_id, "甲", "乙")
    for page in ("/", "/privacy/"):
        with statements() as seen:
            client.get(page)
        assert len([one for one in seen if "FROM message" in one]) == 1, page
