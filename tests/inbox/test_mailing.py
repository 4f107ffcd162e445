"""Giving an address, how often to write, taking it back, and the link that ends the mail."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.audit.models import AuditFact
from portal.core import clock
from portal.core.db import db, writing
from portal.inbox import actions, queries, seals
from portal.inbox.models import MailAddress
from portal.inbox.rules import Outcome, Pace
from tests.inbox.conftest import NEWS, Post
from tests.inbox.mailbox import mail_server
from tests.world import Member, World, token
from tests.world import post as send

SETTINGS = "/me/inbox/settings/"
ADDRESS, CODE, WITHDRAW = (f"{SETTINGS}{part}/" for part in ("address", "code", "withdraw"))
AGREES = {"address": "wang@mail.example", "consent": "y"}


def kept(member: Member) -> MailAddress | None:
    db.session.rollback()
    return queries.address_of(member.person_id)


def give(client: FlaskClient, **typed: str) -> TestResponse:
    """Sends the form of the address."""
    return client.post(ADDRESS, data={"csrf_token": token(client, ADDRESS), **typed})


def code_in(post: Post) -> str:
    """The digits of the newest letter."""
    part = post.box.letters[-1].get_body(("plain",))
    assert part
    found = re.search(r"\b\d{6}\b", str(part.get_content()))
    assert found
    return found[0]


def facts() -> list[tuple[str, int | None, dict[str, object]]]:
    db.session.rollback()
    rows = db.session.scalars(select(AuditFact).order_by(AuditFact.number))
    return [(row.kind, row.actor_id, row.payload) for row in rows]


def agreed(post: Post, member: Member, **chosen: Pace) -> MailAddress:
    """An address given and proven before."""
    with writing():
        row = MailAddress(
            person_id=member.person_id,
            address="wang@mail.example",
            language="zh",
            confirmed_at=clock.now() - timedelta(days=1),
            **chosen,
        )
        db.session.add(row)
    return row


# ---- Giving an address ----


def test_an_address_counts_from_the_moment_it_is_proven(
    post: Post, me: Member, client: FlaskClient
) -> None:
    answer = give(client, **AGREES)
    assert (answer.status_code, answer.location) == (303, CODE)
    assert post.box.addressed == ["wang@mail.example"]
    assert kept(me) is None, "nothing is kept of an address that nobody proved"
    before = clock.now()
    answer = send(client, CODE, code=code_in(post))
    assert (answer.status_code, answer.location) == (303, SETTINGS)
    address = kept(me)
    assert address
    assert (address.address, address.mine, address.rounds, address.language) == (
        "wang@mail.example",
        Pace.DAILY,
        Pace.DAILY,
        "zh",
    )
    assert before <= address.confirmed_at <= clock.now()
    assert facts() == [("inbox.mail_agreed", me.person_id, {})], "the record has no address"
    assert client.get(CODE).location == SETTINGS, "the code is used up"


def test_the_code_is_no_secret_of_the_database(post: Post, me: Member, client: FlaskClient) -> None:
    give(client, **AGREES)
    code = code_in(post)
    tables = db.metadata.sorted_tables
    db.session.rollback()
    held = "".join(str(db.session.execute(select(table)).all()) for table in tables)
    assert code not in re.findall(r"\d+", held)
    assert "wang@mail.example" not in held


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"address": "", "consent": "y"}, "address"),
        ({"address": "wang", "consent": "y"}, "address"),
        ({"address": "a@b.cn\nBcc: c@d.cn", "consent": "y"}, "address"),
        ({"address": f"{'a' * 260}@b.cn", "consent": "y"}, "address"),
        ({"address": "wang@mail.example"}, "consent"),
    ],
)
def test_a_mistyped_address_is_answered_at_its_field(
    post: Post, client: FlaskClient, typed: dict[str, str], field: str
) -> None:
    answer = give(client, **typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert post.box.taken == []


def test_full_width_letters_fold_away(post: Post, client: FlaskClient) -> None:
    assert give(client, address=" Ｗang@Mail.Example ", consent="y").status_code == 303
    assert post.box.addressed == ["wang@mail.example"]


def test_an_address_that_takes_no_mail_is_known_at_once(post: Post, client: FlaskClient) -> None:
    post.box.refusing["wang@mail.example"] = (550, 1)
    answer = give(client, **AGREES)
    assert answer.status_code == 422
    assert "这个邮箱收不了信" in answer.get_data(as_text=True)
    assert 'value="wang@mail.example"' in answer.get_data(as_text=True)


def test_a_server_that_asks_to_come_again_is_no_fault_of_the_address(
    post: Post, client: FlaskClient
) -> None:
    """Many servers put off whoever writes to them for the first time."""
    post.box.refusing["wang@mail.example"] = (451, 1)
    answer = give(client, **AGREES)
    assert answer.status_code == 422
    assert "请过一会儿再试" in answer.get_data(as_text=True)


def test_of_two_addresses_at_one_moment_the_second_is_asked_again(
    post: Post, me: Member, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row of the faster tab was not there yet when the slower one looked."""
    give(client, **AGREES)
    csrf, code = token(client, CODE), code_in(post)
    agreed(post, me, mine=Pace.AT_ONCE)
    monkeypatch.setattr(actions.queries, "address_of", lambda _person_id: None)
    answer = client.post(CODE, data={"csrf_token": csrf, "code": code})
    monkeypatch.undo()
    assert answer.status_code == 422
    address = kept(me)
    assert address
    assert address.mine == Pace.AT_ONCE


def test_while_the_server_is_down_the_page_says_so(post: Post, client: FlaskClient) -> None:
    with mail_server() as gone:
        pass
    config = post.world.app.config["PORTAL"]
    post.world.app.config["PORTAL"] = replace(config, mail=gone.mail())
    answer = give(client, **AGREES)
    assert answer.status_code == 422
    assert "邮件现在发不出去" in answer.get_data(as_text=True)


def test_nobody_floods_a_mailbox_through_us(post: Post, world: World, client: FlaskClient) -> None:
    """Ten letters an hour to one address, whoever asks; and from one person, whereto ever."""
    answers = [give(client, **AGREES).status_code for _ in range(11)]
    assert answers == [303] * 10 + [422]
    neighbour = world.client(world.account())
    assert give(neighbour, **AGREES).status_code == 422
    other = {**AGREES, "address": "other@mail.example"}
    assert give(client, **other).status_code == 422
    assert give(neighbour, **other).status_code == 303
    assert len(post.box.taken) == 11


def test_a_wrong_code_is_answered_at_its_field_and_five_lock(
    post: Post, me: Member, client: FlaskClient
) -> None:
    give(client, **AGREES)
    right = code_in(post)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    answers = [send(client, CODE, code=wrong) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {422}
    assert "验证码不对" in answers[-1].get_data(as_text=True)
    locked = send(client, CODE, code=right)
    assert (locked.status_code, kept(me)) == (422, None)
    assert "请等几分钟再试" in locked.get_data(as_text=True)


@pytest.mark.parametrize("code", ["", " ", "x" * 30, "１２３"])
def test_a_garbled_code_is_a_wrong_code(post: Post, client: FlaskClient, code: str) -> None:
    give(client, **AGREES)
    assert send(client, CODE, code=code).status_code == 422


def test_a_code_typed_in_full_width_is_right(post: Post, me: Member, client: FlaskClient) -> None:
    give(client, **AGREES)
    wide = code_in(post).translate({ord(str(n)): chr(ord("０") + n) for n in range(10)})
    assert send(client, CODE, code=f" {wide} ").location == SETTINGS
    assert kept(me) is not None


def test_a_code_is_good_for_two_hours(post: Post, me: Member, client: FlaskClient) -> None:
    now = clock.now()
    with time_machine.travel(now, tick=False) as traveller:
        give(client, **AGREES)
        traveller.shift(timedelta(hours=2))
        csrf = token(client, CODE)
        traveller.shift(timedelta(seconds=1))
        late = client.post(CODE, data={"csrf_token": csrf, "code": code_in(post)})
        assert (late.status_code, late.location, kept(me)) == (303, SETTINGS, None)
        assert "验证码过期了" in client.get(SETTINGS).get_data(as_text=True)


def test_a_ticket_is_its_persons_alone(post: Post, world: World, me: Member) -> None:
    ticket = seals.ticket(me.person_id, "wang@mail.example")
    stranger = world.account().person_id
    with writing():
        answers = [
            actions.prove(stranger, ticket, seals.code(ticket), "zh", clock.now()),
            actions.prove(stranger, "forged", "000000", "zh", clock.now()),
        ]
    assert answers == [actions.Proof.STALE] * 2
    assert seals.code(ticket) != seals.code(seals.ticket(me.person_id, "other@mail.example"))


def test_a_new_address_keeps_what_was_chosen(post: Post, me: Member, client: FlaskClient) -> None:
    agreed(post, me, mine=Pace.AT_ONCE, rounds=Pace.NEVER)
    give(client, address="new@mail.example", consent="y")
    before = kept(me)
    assert before
    assert before.address == "wang@mail.example", "until the new one is proven"
    send(client, CODE, code=code_in(post))
    after = kept(me)
    assert after
    assert (after.address, after.mine, after.rounds) == (
        "new@mail.example",
        Pace.AT_ONCE,
        Pace.NEVER,
    )


# ---- How often ----


def test_each_group_goes_as_its_person_says(post: Post, me: Member, client: FlaskClient) -> None:
    agreed(post, me)
    client.set_cookie("lang", "en")
    answer = send(client, SETTINGS, mine="at_once", rounds="never")
    assert (answer.status_code, answer.location) == (303, SETTINGS)
    address = kept(me)
    assert address
    assert (address.mine, address.rounds, address.language) == ("at_once", "never", "en")


@pytest.mark.parametrize("typed", [{}, {"mine": "daily"}, {"mine": "hourly", "rounds": "daily"}])
def test_an_answer_that_is_none_changes_nothing(
    post: Post, me: Member, client: FlaskClient, typed: dict[str, str]
) -> None:
    agreed(post, me)
    assert send(client, SETTINGS, **typed).status_code == 422
    address = kept(me)
    assert address
    assert (address.mine, address.rounds) == (Pace.DAILY, Pace.DAILY)


def test_what_concerns_the_account_cannot_be_switched_off(
    post: Post, me: Member, client: FlaskClient
) -> None:
    agreed(post, me)
    page = client.get(SETTINGS).get_data(as_text=True)
    assert 'name="account"' not in page
    assert "随时马上发，不能关" in page


def test_who_gave_no_address_has_nothing_to_choose(
    post: Post, me: Member, client: FlaskClient
) -> None:
    assert 'name="mine"' not in client.get(SETTINGS).get_data(as_text=True)
    answer = send(client, SETTINGS, ADDRESS, mine="daily", rounds="daily")
    assert (answer.status_code, kept(me)) == (404, None)


def test_consent_is_taken_back_with_one_button(post: Post, me: Member, client: FlaskClient) -> None:
    agreed(post, me)
    assert send(client, WITHDRAW, SETTINGS).location == SETTINGS
    assert kept(me) is None
    assert facts() == [("inbox.mail_withdrawn", me.person_id, {})]
    assert send(client, WITHDRAW, ADDRESS).status_code == 404, "there is nothing left"


def test_who_missed_a_mail_is_told(post: Post, me: Member, client: FlaskClient) -> None:
    agreed(post, me, mine=Pace.AT_ONCE)
    post.box.refusing["wang@mail.example"] = (550, 1)
    noon = clock.local(clock.now()).replace(hour=12)
    post.tell(me.person_id, NEWS, noon)
    assert post.run(noon)[Outcome.GIVEN_UP] == 1
    assert "有邮件送不到" in client.get(SETTINGS).get_data(as_text=True)
    post.tell(me.person_id, NEWS, noon)
    assert post.run(noon + timedelta(minutes=1))[Outcome.SENT] == 1
    assert "有邮件送不到" not in client.get(SETTINGS).get_data(as_text=True)


# ---- Where no mail goes out ----


def test_without_a_server_the_pages_say_so_and_ask_for_nothing(client: FlaskClient) -> None:
    page = client.get(SETTINGS).get_data(as_text=True)
    assert "现在不发邮件" in page
    assert ADDRESS not in page
    assert client.get(ADDRESS).status_code == 404
    csrf = token(client, "/me/")
    assert client.post(ADDRESS, data={"csrf_token": csrf, **AGREES}).status_code == 404


# ---- The link that ends it ----


@pytest.fixture
def passer_by(world: World) -> FlaskClient:
    """Whoever holds the letter, signed in or not."""
    return world.app.test_client()


def link(address: MailAddress) -> str:
    return f"/mail/unsubscribe/{seals.unsubscription(address)}/"


def test_looking_at_the_link_ends_nothing(post: Post, me: Member, passer_by: FlaskClient) -> None:
    """Mail programs and scanners look where links lead."""
    page = passer_by.get(link(agreed(post, me)))
    assert (page.status_code, "退订</button>" in page.get_data(as_text=True)) == (200, True)
    address = kept(me)
    assert address
    assert address.gets_news


def test_one_button_without_signing_in_ends_the_news(
    post: Post, me: Member, passer_by: FlaskClient
) -> None:
    path = link(agreed(post, me))
    answer = passer_by.post(path)
    assert (answer.status_code, answer.location) == (303, path)
    address = kept(me)
    assert address
    assert (address.mine, address.rounds) == (Pace.NEVER, Pace.NEVER)
    assert "已经退订" in passer_by.get(path).get_data(as_text=True)


def test_a_mail_programs_click_is_answered_where_it_is_sent(
    post: Post, me: Member, passer_by: FlaskClient
) -> None:
    """RFC 8058: no redirect, no cookie, no token."""
    path = link(agreed(post, me))
    answer = passer_by.post(path, data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.headers.get("Set-Cookie")) == (200, None)
    address = kept(me)
    assert address
    assert not address.gets_news


def test_a_second_click_changes_nothing(post: Post, me: Member, passer_by: FlaskClient) -> None:
    path = link(agreed(post, me))
    assert [passer_by.post(path).status_code for _ in range(2)] == [303, 303]


@pytest.mark.parametrize("forged", ["x", "WzEsMV0.forged", "a.b.c"])
def test_a_forged_link_is_no_page(post: Post, passer_by: FlaskClient, forged: str) -> None:
    path = f"/mail/unsubscribe/{forged}/"
    assert [passer_by.get(path).status_code, passer_by.post(path).status_code] == [404, 404]


def test_a_ticket_is_no_unsubscription(post: Post, me: Member, passer_by: FlaskClient) -> None:
    """Each seal has its purpose."""
    path = f"/mail/unsubscribe/{seals.ticket(me.person_id, 'wang@mail.example')}/"
    assert passer_by.post(path).status_code == 404


def test_the_link_of_an_old_address_ends_nothing_of_the_new_one(
    post: Post, me: Member, passer_by: FlaskClient
) -> None:
    old = link(agreed(post, me))
    with writing():
        actions._keep(me.person_id, "new@mail.example", "zh", clock.now())
    assert passer_by.post(old).status_code == 303
    address = kept(me)
    assert address
    assert address.gets_news


def test_when_the_address_is_gone_there_is_nothing_to_end(
    post: Post, me: Member, passer_by: FlaskClient
) -> None:
    address = agreed(post, me)
    path = link(address)
    with writing():
        actions.withdraw(queries.address_of(me.person_id), clock.now())  # type: ignore[arg-type]
    assert "已经退订" in passer_by.get(path).get_data(as_text=True)
    assert passer_by.post(path).status_code == 303


# ---- The command ----


def test_the_command_says_how_it_went(post: Post) -> None:
    runner = post.world.app.test_cli_runner()
    result = runner.invoke(args=["outbox", "run"])
    assert (result.exit_code, result.output) == (
        0,
        "sent: 0, needless: 0, put off: 0, given up: 0\n",
    )


def test_without_a_server_the_command_says_so(world: World) -> None:
    result = world.app.test_cli_runner().invoke(args=["outbox", "run"])
    assert (result.exit_code, "PORTAL_SMTP_URL" in result.output) == (1, True)
