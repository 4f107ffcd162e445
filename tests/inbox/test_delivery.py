"""What goes out by mail, when, and never twice; against a real mail server."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.core import clock, settings
from portal.core.clock import SHANGHAI
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.inbox import actions, delivery, hours, queries
from portal.inbox.models import DeliveryItem, MailAddress
from portal.inbox.postman import Postman
from portal.inbox.rules import MOST_TRIES, Outcome, Pace
from portal.roster.models import Person
from tests.inbox.conftest import ALARM, NEWS, RESULT, URGENT, Post
from tests.inbox.mailbox import mail_server

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def at(hour: int, minute: int = 0, day: int = 10) -> datetime:
    """A time in May on the community's clocks."""
    return datetime(2026, 5, day, hour, minute, tzinfo=SHANGHAI)


def text_of(post: Post, number: int = -1) -> str:
    part = post.box.letters[number].get_body(("plain",))
    assert part is not None
    return str(part.get_content())


# ---- The digest ----


def test_one_digest_a_day_holds_all_that_is_unread(post: Post) -> None:
    reader = post.reader()
    post.tell(reader, NEWS, at(9), "修路灯", "加扶手")
    assert post.run(at(17, 59)) == Counter()
    assert post.run(at(18)) == Counter(sent=1)
    assert post.run(at(18, 1)) == post.run(at(20, 59)) == Counter()
    assert post.box.addressed == ["wang@mail.example"]
    assert "《修路灯》有了进展" in text_of(post)
    assert "《加扶手》有了进展" in text_of(post)


def test_what_comes_after_the_hour_waits_for_the_next_day(post: Post) -> None:
    """No second digest of one day, and none that begins late because the first had nothing."""
    reader = post.reader()
    post.tell(reader, NEWS, at(18), "晚来一步")
    assert post.run(at(18, 30)) == post.run(at(20)) == Counter()
    assert post.run(at(18, day=11)) == Counter(sent=1)


def test_no_message_is_in_two_digests(post: Post) -> None:
    reader = post.reader()
    post.tell(reader, NEWS, at(9), "头一天的")
    post.run(at(18))
    post.tell(reader, NEWS, at(9, day=11), "第二天的")
    assert post.run(at(18, day=11)) == Counter(sent=1)
    assert "头一天的" not in text_of(post)


def test_who_asks_for_more_after_the_digest_gets_it_the_next_day(post: Post) -> None:
    """No second one of the day, and nobody else's is held up by it."""
    reader = post.reader(rounds=Pace.NEVER)
    post.tell(reader, NEWS, at(9))
    post.tell(reader, RESULT, at(9), "去年")
    assert post.run(at(18)) == Counter(sent=1)
    with writing():
        address = queries.address_of(reader)
        assert address
        actions.choose(address, Pace.DAILY, Pace.DAILY, "zh")
    post.tell(post.reader("late"), NEWS, at(9))
    assert post.run(at(19)) == Counter(sent=1)
    assert post.box.addressed == ["wang@mail.example", "late@mail.example"]
    assert post.run(at(18, day=11)) == Counter(sent=1)
    assert "《去年》有结果了" in text_of(post)


def test_what_was_read_in_the_portal_is_not_mailed(post: Post) -> None:
    reader = post.reader()
    post.tell(reader, NEWS, at(9), "读过的", "没读的")
    with writing():
        read = db.session.scalars(select(Message).order_by(Message.id)).first()
        assert read
        actions.mark_read(read, at(10))
    post.run(at(18))
    assert ("读过的" in text_of(post), "没读的" in text_of(post)) == (False, True)


def test_when_all_was_read_no_mail_goes(post: Post) -> None:
    reader = post.reader()
    post.tell(reader, NEWS, at(9))
    with writing():
        actions.mark_all_read(reader, 99, at(10))
    assert post.run(at(18)) == Counter()
    assert post.deliveries() == []


def test_a_digest_that_was_missed_goes_when_the_post_runs_again(post: Post) -> None:
    """By day, not by hours since the last: the next one still goes at its own hour."""
    reader = post.reader()
    post.tell(reader, NEWS, at(9), "头一天的")
    assert post.run(at(9, day=11)) == Counter(sent=1)
    post.tell(reader, NEWS, at(10, day=11), "第二天的")
    assert post.run(at(18, day=11)) == Counter(sent=1)
    assert [one.digest_on.day for one in post.deliveries() if one.digest_on] == [10, 11]


def test_the_hour_of_the_digest_is_the_communitys(post: Post) -> None:
    post.tell(post.reader(), NEWS, at(6))
    with writing():
        settings.change(hours.DIGEST_AT, 9, clock.now())
    assert post.run(at(8, 59)) == Counter()
    assert post.run(at(9)) == Counter(sent=1)


def test_a_digest_at_night_waits_for_the_morning(post: Post) -> None:
    post.tell(post.reader(), NEWS, at(9))
    with writing():
        settings.change(hours.DIGEST_AT, 22, clock.now())
    assert post.run(at(22)) == post.run(at(7, 59, day=11)) == Counter()
    assert post.run(at(8, day=11)) == Counter(sent=1)


# ---- At once, never, and what cannot wait ----


@pytest.mark.parametrize(
    ("kind", "mine", "rounds", "goes"),
    [
        (NEWS, Pace.AT_ONCE, Pace.NEVER, True),
        (NEWS, Pace.DAILY, Pace.AT_ONCE, False),
        (NEWS, Pace.NEVER, Pace.AT_ONCE, False),
        (RESULT, Pace.NEVER, Pace.AT_ONCE, True),
        (RESULT, Pace.AT_ONCE, Pace.DAILY, False),
        (URGENT, Pace.DAILY, Pace.NEVER, True),
        (URGENT, Pace.NEVER, Pace.AT_ONCE, False),
        (ALARM, Pace.DAILY, Pace.DAILY, True),
        (ALARM, Pace.NEVER, Pace.NEVER, True),
    ],
)
def test_what_goes_at_once(post: Post, kind: str, mine: Pace, rounds: Pace, goes: bool) -> None:
    post.tell(post.reader(mine=mine, rounds=rounds), kind, at(10))
    assert post.run(at(10)) == (Counter(sent=1) if goes else Counter())


def test_who_wants_none_gets_none(post: Post) -> None:
    reader = post.reader(mine=Pace.NEVER, rounds=Pace.NEVER)
    for kind in (NEWS, URGENT, RESULT):
        post.tell(reader, kind, at(9))
    assert post.run(at(18)) == Counter()


def test_at_night_only_what_concerns_the_account_is_mailed(post: Post) -> None:
    reader = post.reader(mine=Pace.AT_ONCE)
    for kind in (NEWS, URGENT, ALARM):
        post.tell(reader, kind, at(22), "夜里的")
    assert post.run(at(22)) == Counter(sent=1)
    assert "夜里的登录了您的账号" in text_of(post)
    assert post.run(at(7, 59, day=11)) == Counter()
    assert post.run(at(8, day=11)) == Counter(sent=1), "what gathered at night is one mail"
    assert "您有 2 条新消息" in post.box.letters[-1]["Subject"]


def test_a_mail_that_failed_in_the_evening_is_not_tried_at_night(post: Post) -> None:
    post.box.refusing["wang@mail.example"] = (451, 1)
    post.tell(post.reader(mine=Pace.AT_ONCE), NEWS, at(20, 59))
    assert post.run(at(20, 59)) == Counter(put_off=1)
    assert post.run(at(21, 30)) == Counter()
    assert post.run(at(8, day=11)) == Counter(sent=1)


def test_an_alarm_is_mailed_though_somebody_read_it(post: Post) -> None:
    """Whoever read it may be the thief."""
    reader = post.reader()
    post.tell(reader, ALARM, at(10))
    with writing():
        actions.mark_all_read(reader, 99, at(10))
    assert post.run(at(10, 1)) == Counter(sent=1)


# ---- To whom ----


def test_without_consent_no_mail_is_made(post: Post) -> None:
    post.tell(post.world.account().person_id, ALARM, at(10))
    assert post.run(at(18)) == Counter()
    assert post.deliveries() == []


def test_what_was_told_before_the_consent_is_not_mailed(post: Post) -> None:
    post.tell(post.reader(mine=Pace.AT_ONCE), NEWS, datetime(2026, 4, 30, tzinfo=SHANGHAI))
    assert post.run(datetime(2026, 5, 1, 12, tzinfo=SHANGHAI)) == Counter()


def test_what_is_older_than_a_week_is_not_mailed(post: Post) -> None:
    post.tell(post.reader(mine=Pace.AT_ONCE), NEWS, at(10, day=3))
    assert post.run(at(10, day=10)) == Counter()
    assert post.run(at(9, 59, day=10)) == Counter(sent=1)


def test_who_moved_away_gets_no_mail(post: Post) -> None:
    reader = post.reader()
    post.tell(reader, ALARM, at(10))
    with writing():
        db.session.get_one(Person, reader).left_on = at(10).date()
    assert post.run(at(18)) == Counter()


def delayed(post: Post) -> MailAddress:
    """The address of somebody whose mail the server would not take at ten."""
    post.box.refusing["wang@mail.example"] = (451, 1)
    reader = post.reader(mine=Pace.AT_ONCE)
    post.tell(reader, NEWS, at(10))
    assert post.run(at(10)) == Counter(put_off=1)
    address = queries.address_of(reader)
    assert address
    return address


def test_consent_taken_back_stops_what_waits(post: Post) -> None:
    address = delayed(post)
    with writing():
        actions.withdraw(db.session.merge(address), at(10))
    assert post.run(at(11)) == Counter(needless=1)
    assert post.box.taken == []


def test_no_more_of_a_kind_stops_what_waits(post: Post) -> None:
    address = delayed(post)
    with writing():
        actions.choose(db.session.merge(address), Pace.NEVER, Pace.DAILY, "zh")
    assert post.run(at(11)) == Counter(needless=1)


# ---- Trouble ----


def test_one_bad_address_holds_up_no_other(post: Post) -> None:
    post.box.refusing["bad@mail.example"] = (550, 99)
    for name in ("good", "bad", "fine"):
        post.tell(post.reader(name, mine=Pace.AT_ONCE), NEWS, at(10))
    assert post.run(at(10)) == Counter(sent=2, given_up=1)
    assert sorted(post.box.addressed) == ["fine@mail.example", "good@mail.example"]
    assert queries.mail_figures(at(11)) == queries.MailFigures(waiting=0, sent=2, given_up=1)
    assert queries.mail_figures(at(11) + 7 * DAY) == queries.MailFigures(0, 0, 0)


def test_a_mail_is_tried_again_and_given_up_in_the_end(post: Post) -> None:
    post.box.refusing["wang@mail.example"] = (451, 99)
    post.tell(post.reader(mine=Pace.AT_ONCE), NEWS, at(9))
    seen: list[str] = []
    now = at(9)
    while not seen or seen[-1] != Outcome.GIVEN_UP:
        seen += post.run(now)
        now += MINUTE
        assert len(seen) <= MOST_TRIES
    assert seen == ["put_off"] * (MOST_TRIES - 1) + ["given_up"]
    assert now - at(9) > timedelta(hours=12)
    assert [one.tries for one in post.deliveries()] == [MOST_TRIES]


def test_a_mail_that_fails_once_goes_the_next_time_and_bears_the_same_id(post: Post) -> None:
    post.box.refusing["wang@mail.example"] = (451, 1)
    post.tell(post.reader(mine=Pace.AT_ONCE), NEWS, at(9))
    assert post.run(at(9)) == Counter(put_off=1)
    assert post.run(at(9)) == Counter(), "not before its minute is over"
    assert post.run(at(9, 1)) == Counter(sent=1)
    (sent,) = post.deliveries()
    assert post.box.letters[0]["Message-ID"] == f"<{sent.reference}@liren.example>"


def test_a_server_that_hangs_up_on_one_takes_the_next(post: Post) -> None:
    post.box.hang_up_on.add("first@mail.example")
    for name in ("first", "second"):
        post.tell(post.reader(name, mine=Pace.AT_ONCE), NEWS, at(9))
    assert post.run(at(9)) == Counter(put_off=1, sent=1)
    assert post.box.addressed == ["second@mail.example"]


def test_while_the_server_is_down_nothing_is_counted_against_a_mail(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    with mail_server() as gone:
        pass
    post.tell(post.reader(mine=Pace.AT_ONCE), NEWS, at(9))
    for minute in range(20):
        assert delivery.run(gone.mail(), lambda m=minute: at(9, m)) == Counter()  # type: ignore[misc]
    assert [(one.tries, one.outcome) for one in post.deliveries()] == [(0, None)]
    assert post.run(at(9, 20)) == Counter(sent=1)
    assert "ConnectionRefusedError" in caplog.text


def test_a_letter_that_cannot_be_written_holds_up_no_other(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A message whose words lack a part, as after a careless change of a kind."""
    broken = post.reader("broken", mine=Pace.AT_ONCE)
    post.tell(broken, NEWS, at(9))
    with writing():
        db.session.scalars(select(Message)).one().payload = {}
    post.tell(post.reader("fine", mine=Pace.AT_ONCE), NEWS, at(9))
    assert post.run(at(9)) == Counter(put_off=1, sent=1)
    assert post.box.addressed == ["fine@mail.example"]
    assert "KeyError" in caplog.text


def test_who_dies_after_the_servers_yes_repeats_with_the_same_id(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At least once: mailboxes fold the two by their Message-ID. Not before the lease is over."""
    post.tell(post.reader(mine=Pace.AT_ONCE), NEWS, at(9))

    class Died(BaseException):
        pass

    real = Postman.hand_over

    def hand_over_and_die(self: Postman, letter: object) -> None:
        real(self, letter)  # type: ignore[arg-type]
        raise Died

    monkeypatch.setattr(Postman, "hand_over", hand_over_and_die)
    with pytest.raises(Died):
        post.run(at(9))
    monkeypatch.setattr(Postman, "hand_over", real)
    assert post.run(at(9, 9)) == Counter()
    assert post.run(at(9, 10)) == Counter(sent=1)
    first, second = (letter["Message-ID"] for letter in post.box.letters)
    assert first == second


def test_a_sender_whose_lease_ran_out_settles_nothing(post: Post) -> None:
    post.tell(post.reader(mine=Pace.AT_ONCE), NEWS, at(9))
    delivery.pack(at(9))
    late = delivery.claim(at(9))
    assert late
    assert delivery.claim(at(9, 5)) is None
    taken_over = delivery.claim(at(9, 10))
    assert taken_over
    assert (late.id, late.tries, taken_over.tries) == (taken_over.id, 1, 2)
    delivery._put_off(late, at(9, 11), for_good=True)
    assert [one.outcome for one in post.deliveries()] == [None]


def test_the_clock_of_a_long_run_goes_on() -> None:
    going_on = delivery.going_on_from(at(9))
    first, second = going_on(), going_on()
    assert at(9) <= first <= second < at(9) + MINUTE


def test_one_round_of_tick_gives_the_post_a_while_and_no_more(post: Post) -> None:
    for name in ("one", "two", "three"):
        post.tell(post.reader(name, mine=Pace.AT_ONCE), NEWS, at(9))
    times = iter([at(9)] * 6 + [at(9, 1)] * 9)
    done = delivery.run(post.box.mail(), lambda: next(times), until=at(9) + delivery.TICK_TIME)
    assert 0 < done["sent"] < 3
    assert post.run(at(9, 2)) == Counter(sent=3 - done["sent"])


def test_tick_sends_what_is_due(post: Post) -> None:
    post.tell(post.reader(mine=Pace.AT_ONCE), NEWS, at(9))
    delivery.tick(at(9))
    assert post.box.addressed == ["wang@mail.example"]


def test_many_readers_get_one_each(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than are packed at once, and each with more than one message."""
    monkeypatch.setattr(delivery, "PEOPLE_AT_ONCE", 2)
    for number in range(5):
        post.tell(post.reader(f"reader{number}"), NEWS, at(9), "甲", "乙", "丙")
    assert post.run(at(18)) == Counter(sent=5)
    items = db.session.scalar(select(func.count()).select_from(DeliveryItem))
    assert (items, len(set(post.box.addressed))) == (15, 5)
