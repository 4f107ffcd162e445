"""A resident raises a topic on one page; a moderator reads it; its author mends or withdraws it."""

import pytest
from sqlalchemy import func, select

from portal.core import clock, settings
from portal.core.access import Role
from portal.core.db import db, writing
from portal.moderation import actions as moderation
from portal.moderation.rules import Move as Reading
from portal.moderation.rules import State as ReadingState
from portal.topics import habits, kinds, queries
from portal.topics.actions import raising
from portal.topics.actions.raising import NotAuthor
from portal.topics.due import tick
from portal.topics.models import Step, Topic
from portal.topics.rules import Move, State
from tests.topics.making import (
    TEXT,
    TITLE,
    TYPED,
    age,
    endorse,
    get,
    moves,
    needing,
    passed,
    published,
    read,
    submitted,
    told,
)
from tests.world import Member, World, fields, post


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Topic)) or 0


def test_written_looked_at_sent_and_public_once_it_was_read(world: World) -> None:
    me = world.client(world.account())
    looked_at = post(me, "/topics/new/", **TYPED)
    assert (looked_at.status_code, count()) == (200, 0)
    assert "还没有提交" in looked_at.get_data(as_text=True)
    sent = me.post("/topics/new/send/", data=fields(looked_at))
    assert (sent.status_code, sent.location) == (303, "/topics/1/sent/")
    assert f"{clock.today().year}-1" in me.get(sent.location).get_data(as_text=True)
    stranger = world.client(world.account())
    assert (stranger.get("/topics/1/").status_code, me.get("/topics/1/").status_code) == (404, 200)
    assert TITLE not in stranger.get("/topics/").get_data(as_text=True)
    read(1, world.person().id)
    shown = stranger.get("/topics/1/").get_data(as_text=True)
    assert TEXT in shown
    assert "王＊＊" in shown  # the surname alone: the full name was not asked for
    assert "王秀英" not in stranger.application.test_client().get("/topics/1/").get_data(
        as_text=True
    )
    assert TITLE in stranger.get("/topics/").get_data(as_text=True)


def test_going_back_keeps_what_was_typed(world: World) -> None:
    me = world.client(world.account())
    again = post(me, "/topics/new/", **TYPED, change="1").get_data(as_text=True)
    assert f'value="{TITLE}"' in again
    assert TEXT in again


def test_the_same_form_sent_twice_is_one_topic(world: World) -> None:
    me = world.client(world.account())
    data = fields(post(me, "/topics/new/", **TYPED))
    assert [me.post("/topics/new/send/", data=data).location for _ in "ab"] == [
        "/topics/1/sent/"
    ] * 2
    assert count() == 1


@pytest.mark.parametrize(
    "typed",
    [{"title": ""}, {"title": "短"}, {"title": "长" * 61}, {"text": "太短"}, {"text": "长" * 2001}],
)
def test_a_form_that_says_too_little_or_too_much_comes_back(
    world: World, typed: dict[str, str]
) -> None:
    me = world.client(world.account())
    for address in ("/topics/new/", "/topics/new/send/"):
        answer = post(me, address, "/topics/new/", **{**TYPED, **typed})
        assert answer.status_code == 422
    assert count() == 0


def test_somebody_has_only_so_many_topics_under_way(world: World) -> None:
    member = world.account()
    with writing():
        settings.change(habits.PER_PERSON, 1, clock.now())
    submitted(member.person_id)
    answer = post(
        world.client(member), "/topics/new/send/", "/topics/new/", title="另一件要议的事", text=TEXT
    )
    assert answer.status_code == 422
    assert "还没有结果" in answer.get_data(as_text=True)
    with writing():
        raising.withdraw(queries.locked(1), member.person_id, "算了", clock.now())
    with writing():
        raising.raise_topic(member.person_id, "另一件要议的事", TEXT, False, clock.now())
    assert count() == 2


def test_topics_are_numbered_in_their_year_without_a_gap(world: World) -> None:
    ids = [submitted(world.person().id) for _ in range(3)]
    year = clock.today().year
    assert [get(one).number for one in ids] == [f"{year}-{n}" for n in (1, 2, 3)]


def test_what_resembles_it_is_shown_while_one_writes(world: World) -> None:
    published(world)
    me = world.client(world.account())
    shown = me.get("/topics/similar/?title=小区封闭管理&text=", headers={"HX-Request": "true"})
    assert TITLE in shown.get_data(as_text=True)
    other = me.get("/topics/similar/?title=重阳节敬老活动&text=", headers={"HX-Request": "true"})
    assert TITLE not in other.get_data(as_text=True)


def test_how_many_neighbours_it_needs_is_frozen_when_it_is_raised(world: World) -> None:
    needing(3)
    topic_id = published(world)
    needing(50)
    assert get(topic_id).needed == 3


# ---- What a moderator asks


def test_its_author_mends_what_a_moderator_sent_back(world: World) -> None:
    author, moderator = world.account(), world.person()
    topic_id = submitted(author.person_id)
    read(topic_id, moderator.id, Reading.ASK, "请去掉门牌号")
    me = world.client(author)
    assert "请去掉门牌号" in me.get(f"/topics/{topic_id}/").get_data(as_text=True)
    mended = post(me, f"/topics/{topic_id}/edit/", title=TITLE, text=TEXT + "请大家定。")
    assert mended.status_code == 303
    assert get(topic_id).text.endswith("请大家定。")
    read(topic_id, moderator.id)
    assert get(topic_id).state == State.COLLECTING


def test_nobody_mends_what_nobody_asked_them_to(world: World) -> None:
    author, other = world.account(), world.account()
    topic_id = submitted(author.person_id)
    page = f"/topics/{topic_id}/edit/"
    assert world.client(author).get(page).status_code == 303
    assert world.client(other).get(page).status_code == 404
    read(topic_id, world.person().id, Reading.ASK, "请改")
    with pytest.raises(NotAuthor), writing():
        raising.rewrite(queries.locked(topic_id), other.person_id, TITLE, TEXT, False, clock.now())
    assert get(topic_id).text == TEXT


def test_what_is_hidden_leaves_its_reason_and_whoever_stands_behind_it_is_told(
    world: World,
) -> None:
    topic_id = published(world)
    neighbour = world.person().id
    endorse(topic_id, neighbour)
    read(topic_id, world.person().id, Reading.HIDE, "写了别人的电话")
    passer_by = world.app.test_client()
    for page in ("/topics/", f"/topics/{topic_id}/"):
        shown = passer_by.get(page).get_data(as_text=True)
        assert "写了别人的电话" in shown
        assert TITLE not in shown
    assert TITLE not in passer_by.get("/topics/?q=封闭").get_data(as_text=True)
    assert told(kinds.TOLD_HIDDEN) == [neighbour]


# ---- Taking it back


def withdraw(world: World, topic_id: int, reason: str = "已经解决了") -> int:
    return withdraw_as(world, world.account(get(topic_id).author), topic_id, reason)


def withdraw_as(world: World, author: Member, topic_id: int, reason: str) -> int:
    page = f"/topics/{topic_id}/withdraw/"
    return post(world.client(author), page, reason=reason).status_code


def test_the_reason_of_a_public_one_appears_once_it_was_read(world: World) -> None:
    topic_id = published(world)
    assert withdraw(world, topic_id) == 303
    assert get(topic_id).state == State.WITHDRAWN
    passer_by = world.app.test_client()
    shown = passer_by.get(f"/topics/{topic_id}/").get_data(as_text=True)
    assert "已经解决了" not in shown
    assert "原因等待审核" in shown
    read_reason(topic_id, world.person().id, Reading.APPROVE)
    assert "已经解决了" in passer_by.get(f"/topics/{topic_id}/").get_data(as_text=True)


def read_reason(topic_id: int, moderator: int, move: Reading, reason: str = "") -> None:
    db.session.rollback()
    item = next(one.item for one in queries.steps(topic_id) if one.item is not None)
    assert item is not None
    item_id, version = item.id, item.version
    with writing():
        moderation.decide(item_id, version, move, reason, moderator, clock.now())


def test_a_reason_that_a_moderator_sent_back_is_written_anew(world: World) -> None:
    topic_id = published(world)
    withdraw(world, topic_id, "都怪张三")
    read_reason(topic_id, world.person().id, Reading.ASK, "请不要点名")
    author_id = get(topic_id).raised_by
    with writing():
        raising.reword(queries.locked(topic_id), author_id, "谈好了", clock.now())
    read_reason(topic_id, world.person().id, Reading.APPROVE)
    shown = world.app.test_client().get(f"/topics/{topic_id}/").get_data(as_text=True)
    assert "谈好了" in shown
    assert "张三" not in shown


def test_an_unread_one_leaves_the_queue_and_stays_out_of_sight(world: World) -> None:
    author = world.account()
    topic_id = submitted(author.person_id)
    assert (
        post(world.client(author), f"/topics/{topic_id}/withdraw/", reason="算了").status_code
        == 303
    )
    item = get(topic_id).item
    assert item is not None
    assert item.state == ReadingState.WITHDRAWN
    assert world.app.test_client().get(f"/topics/{topic_id}/").status_code == 404


def test_nobody_withdraws_anothers(world: World) -> None:
    topic_id = published(world)
    other = world.client(world.account())
    assert other.get(f"/topics/{topic_id}/withdraw/").status_code == 404
    with pytest.raises(NotAuthor), writing():
        raising.withdraw(queries.locked(topic_id), world.person().id, "算了", clock.now())
    assert get(topic_id).state == State.COLLECTING


# ---- Its days


def test_a_topic_with_too_few_neighbours_lapses_after_its_days_and_once(world: World) -> None:
    topic_id = published(world)
    neighbour = world.person().id
    endorse(topic_id, neighbour)
    age(topic_id, 0)
    tick(clock.now())
    assert get(topic_id).state == State.COLLECTING  # the last day counts
    age(topic_id, 1)
    for _ in range(2):
        tick(clock.now())
    assert moves(topic_id) == ["publish", "lapse"]
    assert told(kinds.TOLD[Move.LAPSE]) == sorted([get(topic_id).raised_by, neighbour])


def test_what_is_screened_does_not_lapse(world: World) -> None:
    needing(1)
    topic_id = passed(world)
    age(topic_id, 400)
    tick(clock.now())
    assert get(topic_id).state == State.COMMITTEE


def test_an_overdue_step_is_said_in_public(world: World) -> None:
    needing(1)
    topic_id = passed(world)
    passer_by = world.app.test_client()
    assert "超期" not in passer_by.get(f"/topics/{topic_id}/").get_data(as_text=True)
    published(world, "后来的另一件事")
    age(topic_id, 1)
    listed = passer_by.get("/topics/").get_data(as_text=True)
    assert listed.index(TITLE) < listed.index("后来的另一件事")  # overdue first
    for page in (f"/topics/{topic_id}/", "/topics/"):
        assert "已超期" in passer_by.get(page).get_data(as_text=True).replace("已经超期", "已超期")


def test_those_without_the_key_raise_nothing(world: World) -> None:
    assert world.app.test_client().get("/topics/new/").status_code == 303
    assert world.staff(Role.ADMINISTRATOR).get("/topics/new/").status_code == 200  # a resident too


def test_every_step_is_logged_with_its_office_and_deadline(world: World) -> None:
    needing(1)
    topic_id = passed(world)
    db.session.rollback()
    rows = db.session.execute(
        select(Step.move, Step.office, Step.due_on.is_not(None)).order_by(Step.id)
    ).all()
    assert [tuple(one) for one in rows] == [
        ("publish", "moderator", False),
        ("reach", "neighbours", True),
        ("pass", "party", True),
    ]
    assert get(topic_id).due_on is not None
