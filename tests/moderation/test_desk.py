"""The moderators' desk: the queue, the single decision, and what happened meanwhile."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.moderation import actions, queries
from portal.moderation.models import Item
from portal.moderation.rules import Move, State
from tests.moderation.conftest import Notes
from tests.world import Member, World, post

QUEUE = "/desk/moderation/"


@pytest.fixture
def desk(world: World, moderator: Member) -> FlaskClient:
    return world.client(moderator)


@pytest.fixture
def colleague(world: World) -> Member:
    return world.account(world.person(name="孙委员"), Role.DIRECTOR)


def text(answer: TestResponse) -> str:
    """The words of the main part, white space folded."""
    html = answer.get_data(as_text=True)
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def decide(desk: FlaskClient, number: int, move: str, **typed: object) -> TestResponse:
    """As a moderator who looked at the first version sends it."""
    fields = {"version": 1, "move": move, "wish": "", "reason": "", **typed}
    return post(desk, f"{QUEUE}{number}/", f"{QUEUE}{number}/", **fields)


def buttons(desk: FlaskClient, number: int) -> list[str]:
    html = desk.get(f"{QUEUE}{number}/").get_data(as_text=True)
    return re.findall(r'name="move" value="(\w+)"', html)


# ---- The queue


def test_the_queue_shows_each_post_with_its_words_oldest_first(
    desk: FlaskClient, notes: Notes, letters: Notes
) -> None:
    now = clock.now()
    author = notes.world.person(name="李建国").id
    notes.write(author, title="后来的", at=now)
    letters.write(title="先来的", at=now - timedelta(hours=25))
    words = text(desk.get(QUEUE))
    assert words.index("先来的") < words.index("后来的")
    assert "三单元的灯坏了两周。" in words
    assert "李建国" in words
    assert words.count("已超时") == 1
    assert "留言 1 来信 1" in words
    assert "全部 2" in words


def test_the_queue_can_be_narrowed_to_one_kind(
    desk: FlaskClient, notes: Notes, letters: Notes
) -> None:
    notes.write(title="一条留言")
    letters.write(title="一封来信")
    assert "一封来信" not in text(desk.get(f"{QUEUE}?kind=note"))
    assert "一封来信" in text(desk.get(f"{QUEUE}?kind=rumour"))


def test_an_empty_queue_says_so(desk: FlaskClient) -> None:
    assert "没有等待审核的内容" in text(desk.get(QUEUE))


def test_the_desk_tells_how_much_waits_and_that_some_waits_too_long(
    desk: FlaskClient, notes: Notes
) -> None:
    assert "没有在等的" in text(desk.get("/desk/"))
    notes.write(at=clock.now() - timedelta(hours=25))
    html = desk.get("/desk/").get_data(as_text=True)
    assert "1 件在等" in html
    assert "有逾期的" in html


def test_who_does_not_moderate_hears_nothing_of_the_queue(world: World, notes: Notes) -> None:
    notes.write()
    assert "审核" not in text(world.staff(Role.STATION_STAFF).get("/desk/"))


def test_a_long_queue_has_pages(desk: FlaskClient, notes: Notes) -> None:
    for number in range(21):
        notes.write(title=f"第{number}条")
    assert "第20条" not in text(desk.get(QUEUE))
    assert "第20条" in text(desk.get(f"{QUEUE}?page=2"))


# ---- One post


def test_a_post_is_shown_whole_with_its_picture_and_what_happened(
    desk: FlaskClient, notes: Notes, colleague: Member
) -> None:
    number = notes.write(photo="/notes/photo.jpg")
    with writing():
        actions.decide(number, 1, Move.ASK, "几单元？", colleague.person_id, clock.now())
        actions.resubmit(db.session.get_one(Item, number), clock.now())
    answer = desk.get(f"{QUEUE}{number}/")
    words = text(answer)
    assert '<img src="/notes/photo.jpg"' in answer.get_data(as_text=True)
    for part in ("楼道灯坏了", "晚上看不见台阶。", "写在布告栏", "几单元？", "孙委员"):
        assert part in words
    assert "作者改过，重新提交" in words


def test_what_people_wrote_cannot_become_part_of_the_page(desk: FlaskClient, notes: Notes) -> None:
    number = notes.write(title="<b>粗</b>", text="<script>alert(1)</script>")
    for path in (QUEUE, f"{QUEUE}{number}/"):
        html = desk.get(path).get_data(as_text=True)
        assert "<script>alert" not in html
        assert "<b>粗" not in html


@pytest.mark.parametrize(
    ("state", "moves"),
    [
        (State.WAITING, ["approve", "ask", "hide"]),
        (State.CHANGES_ASKED, []),
        (State.APPROVED, ["hide"]),
        (State.HIDDEN, ["approve"]),
        (State.WITHDRAWN, []),
    ],
)
def test_the_buttons_are_what_may_be_decided(
    desk: FlaskClient, notes: Notes, state: State, moves: list[str]
) -> None:
    number = notes.write()
    with writing():
        item = db.session.get_one(Item, number)
        item.state, item.reason = state, "原因"
    assert buttons(desk, number) == moves


def test_ones_own_post_is_shown_without_buttons_and_refused(
    desk: FlaskClient, notes: Notes, moderator: Member
) -> None:
    number = notes.write(moderator.person_id)
    assert buttons(desk, number) == []
    assert "谁也不能审核自己写的" in text(desk.get(f"{QUEUE}{number}/"))
    answer = post(desk, f"{QUEUE}{number}/", QUEUE, version=1, move="approve")
    assert answer.status_code == 403
    assert notes.item(number).state == State.WAITING


def test_a_post_that_is_not_there_is_not_found(desk: FlaskClient, notes: Notes) -> None:
    assert desk.get(f"{QUEUE}999/").status_code == 404
    assert post(desk, f"{QUEUE}999/", QUEUE, version=1, move="approve").status_code == 404


def test_a_post_that_its_room_does_not_know_is_left_out(desk: FlaskClient, notes: Notes) -> None:
    number = notes.write()
    notes.previews.clear()
    assert "没有等待审核的内容" in text(desk.get(QUEUE))
    assert desk.get(f"{QUEUE}{number}/").status_code == 404
    answer = post(desk, f"{QUEUE}{number}/", QUEUE, version=1, move="approve")
    assert answer.status_code == 404


# ---- Deciding


def test_after_a_decision_comes_the_next_post(desk: FlaskClient, notes: Notes) -> None:
    first, second = notes.write(), notes.write(title="下一条")
    answer = decide(desk, first, "approve")
    assert (answer.status_code, answer.location) == (303, f"{QUEUE}{second}/")
    words = text(desk.get(answer.location))
    assert f"第 {first} 号：已公开。" in words
    assert "下一条" in words
    assert decide(desk, second, "approve").location == QUEUE
    assert [notes.item(number).state for number in (first, second)] == ["approved"] * 2


def test_whoever_reads_one_kind_stays_with_it(
    desk: FlaskClient, notes: Notes, letters: Notes
) -> None:
    first = notes.write()
    letters.write()
    second = notes.write()
    at = f"{QUEUE}{first}/?kind=note"
    assert post(desk, at, version=1, move="approve").location == f"{QUEUE}{second}/?kind=note"
    assert decide(desk, second, "approve").location != QUEUE


@pytest.mark.parametrize(
    ("move", "field", "state"), [("ask", "wish", "changes_asked"), ("hide", "reason", "hidden")]
)
def test_words_go_along(desk: FlaskClient, notes: Notes, move: str, field: str, state: str) -> None:
    number = notes.write()
    other = "reason" if field == "wish" else "wish"
    answer = decide(desk, number, move, **{field: "请写清楚几单元", other: "别的话"})
    assert answer.status_code == 303
    item = notes.item(number)
    assert (item.state, item.reason) == (state, "请写清楚几单元")


@pytest.mark.parametrize(
    ("move", "message"), [("ask", "请写明要作者改什么"), ("hide", "请写明原因，原因会公开")]
)
def test_missing_words_are_said_at_the_field(
    desk: FlaskClient, notes: Notes, move: str, message: str
) -> None:
    number = notes.write()
    other = {"wish" if move == "hide" else "reason": "写在别处的话"}
    answer = decide(desk, number, move, **other)
    assert answer.status_code == 422
    assert message in text(answer)
    assert "写在别处的话" in text(answer)
    assert notes.item(number).state == State.WAITING


@pytest.mark.parametrize(
    "nonsense",
    [
        {"move": "burn"},
        {"move": "withdraw"},
        {"move": ""},
        {"version": ""},
        {"version": "x"},
        {"reason": "长" * 501},
    ],
)
def test_a_form_that_makes_no_sense_is_refused(
    desk: FlaskClient, notes: Notes, nonsense: dict[str, str]
) -> None:
    number = notes.write()
    answer = decide(desk, number, **{"move": "hide", **nonsense})  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert notes.item(number).state == State.WAITING


def test_a_number_that_no_version_reaches_is_a_conflict_not_a_failure(
    desk: FlaskClient, notes: Notes
) -> None:
    assert decide(desk, notes.write(), "approve", version="9" * 15).status_code == 409


# ---- Somebody was faster


def test_a_decision_made_meanwhile_is_told_and_ones_own_words_are_kept(
    desk: FlaskClient, notes: Notes, colleague: Member
) -> None:
    number = notes.write()
    with writing():
        actions.decide(number, 1, Move.HIDE, "是广告", colleague.person_id, clock.now())
    answer = decide(desk, number, "ask", wish="请写清楚几单元")
    words = text(answer)
    assert answer.status_code == 409
    for part in ("已经有人处理过", "孙委员", "隐藏", "是广告", "请作者修改", "请写清楚几单元"):
        assert part in words
    assert notes.item(number).state == State.HIDDEN
    assert notes.told == [(number, "hidden", Move.HIDE)]


def test_looking_again_brings_ones_words_along_and_decides_nothing(
    desk: FlaskClient, notes: Notes
) -> None:
    number = notes.write()
    with writing():
        actions.resubmit(db.session.get_one(Item, number), clock.now())
    assert decide(desk, number, "hide", reason="是广告").status_code == 409
    typed = {"again": 1, "wish": "", "reason": "是广告"}
    answer = post(desk, f"{QUEUE}{number}/", QUEUE, **typed)
    assert answer.status_code == 200
    assert "是广告</textarea>" in answer.get_data(as_text=True)
    assert 'name="version" value="2"' in answer.get_data(as_text=True)
    assert notes.item(number).state == State.WAITING
    assert decide(desk, number, "hide", reason="是广告", version=2).status_code == 303


def test_what_the_author_took_back_cannot_be_decided(desk: FlaskClient, notes: Notes) -> None:
    number = notes.write()
    with writing():
        actions.withdraw(db.session.get_one(Item, number), clock.now())
    answer = decide(desk, number, "approve")
    assert answer.status_code == 409
    assert "作者撤回" in text(answer)


def test_a_move_that_the_state_does_not_have_is_answered_with_what_happened(
    desk: FlaskClient, notes: Notes, colleague: Member
) -> None:
    number = notes.write()
    with writing():
        actions.decide(number, 1, Move.APPROVE, "", colleague.person_id, clock.now())
    answer = decide(desk, number, "ask", version=2, wish="改")
    assert answer.status_code == 409
    assert "孙委员" in text(answer)


# ---- What everybody reads


def test_everybody_reads_what_is_hidden_and_why_but_not_what_or_whose(
    client: FlaskClient, notes: Notes, colleague: Member
) -> None:
    author = notes.world.person(name="钱多多").id
    number = notes.write(author, title="便宜手机")
    with writing():
        actions.decide(number, 1, Move.HIDE, "是广告", colleague.person_id, clock.now())
    words = text(client.get("/moderation/"))
    assert f"留言，第 {number} 号" in words
    assert "是广告" in words
    assert "010-55550100" in words
    for secret in ("便宜手机", "钱多多", "孙委员", "三单元"):
        assert secret not in words


def test_nothing_hidden_is_said_too(client: FlaskClient, notes: Notes) -> None:
    notes.write()
    assert "没有隐藏的内容" in text(client.get("/moderation/"))


def test_a_placeholder_tells_the_reason_the_day_and_where_to_complain(
    world: World, client: FlaskClient
) -> None:
    app = world.app
    with app.test_request_context("/"):
        ui = app.jinja_env.globals["ui"]
        html = str(ui.hidden_note("写了<别人>的电话", clock.start_of(clock.today())))  # type: ignore[attr-defined]
    assert "写了&lt;别人&gt;的电话" in html
    assert f'datetime="{clock.today().isoformat()}' in html
    assert 'href="/moderation/"' in html


def test_the_promised_hours_are_a_setting(
    desk: FlaskClient, client: FlaskClient, notes: Notes
) -> None:
    from portal.core import settings

    notes.write(at=clock.now() - timedelta(hours=25))
    with writing():
        settings.change(queries.HOURS, 48, clock.now())
    assert "已超时" not in text(desk.get(QUEUE))
    assert "48 小时" in text(client.get("/moderation/"))


def test_a_room_that_fails_is_no_missing_page(desk: FlaskClient, notes: Notes) -> None:
    number = notes.write()
    notes.fails = True
    assert decide(desk, number, "approve").status_code == 500
    assert notes.item(number).state == State.WAITING
