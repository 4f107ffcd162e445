"""Those whom a project benefits rate it, and are answered."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.exc import IntegrityError

from portal.accounts import mine
from portal.accounts.mine import Leaver
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, writing
from portal.moderation.models import Item
from portal.moderation.rules import Move
from portal.moderation.rules import State as Reading
from portal.projects import actions
from portal.projects.models import Project
from portal.projects.ratings.models import Rating
from portal.projects.rules import Move as Step
from portal.roster.models import Grid
from portal.story import chain
from portal.story.chain import Keys, Stage
from tests.projects.ratings.making import AFTER, Rated
from tests.world import World, post

WORDS = "顶棚很好，就是灯暗了一点。"


@pytest.fixture
def rated(world: World) -> Rated:
    return Rated(world)


def text(rated: Rated, address: str) -> str:
    answer = rated.world.app.test_client().get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


# ---- who rates, and when


def test_a_resident_rates_once_and_may_think_better_of_it(rated: Rated) -> None:
    who = rated.resident()
    assert rated.rates(who, 2) == 303
    assert rated.rates(who, 4, WORDS) == 303
    (row,) = rated.rows
    assert (row.stars, row.text, row.person_id) == (4, WORDS, who.person_id)


def test_a_rating_sent_many_times_at_once_counts_once(rated: Rated) -> None:
    who = rated.resident()
    clients = [rated.world.client(who) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda one: rated.rates(one, 3), clients))
    assert set(answers) == {303}
    assert [row.stars for row in rated.rows] == [3]


def test_the_database_refuses_a_second_rating_and_six_stars(rated: Rated) -> None:
    who = rated.resident().person_id
    for stars in ([3, 4], [6]):
        rows = [
            Rating(project_id=rated.id, person_id=who, stars=one, rated_at=clock.now())
            for one in stars
        ]
        db.session.add_all(rows)
        with pytest.raises(IntegrityError):
            db.session.commit()
        db.session.rollback()


@pytest.mark.parametrize("stars", ["", "0", "6", "-1", "很好", "5; DROP"])
def test_only_five_answers_count_and_what_was_written_is_kept(rated: Rated, stars: str) -> None:
    answer = post(
        rated.world.client(rated.resident()), f"{rated.page}rate/", stars=stars, text=WORDS
    )
    assert answer.status_code == 422
    assert "请选一个" in answer.text
    assert WORDS in answer.text
    assert rated.rows == []


def test_before_it_is_accepted_there_is_nothing_to_rate(rated: Rated) -> None:
    with writing():
        db.session.get_one(Project, rated.id).rate_until = None
    me = rated.world.client(rated.resident())
    assert me.get(f"{rated.page}rate/").status_code == 404
    assert post(me, f"{rated.page}rate/", "/me/", stars=5, text="").status_code == 404
    assert me.get(f"{rated.page}ratings/").status_code == 404


def test_after_its_last_day_it_is_closed(rated: Rated) -> None:
    with time_machine.travel(clock.now() + AFTER):
        me = rated.world.client(rated.resident())
        assert "现在不能评" in me.get(f"{rated.page}rate/").text
        assert post(me, f"{rated.page}rate/", "/me/", stars=5, text="").status_code == 303
    assert rated.rows == []


def test_it_is_rated_by_those_whom_it_benefits(rated: Rated) -> None:
    elsewhere = Grid(code="B-9", name="别处")
    db.session.add(elsewhere)
    db.session.flush()
    db.session.get_one(Project, rated.id).grids = [elsewhere]
    db.session.commit()
    me = rated.world.client(rated.resident())
    assert "住在受益的网格里的居民" in me.get(f"{rated.page}rate/").text
    assert post(me, f"{rated.page}rate/", "/me/", stars=5, text="").status_code == 422
    assert rated.rows == []


def test_nobody_rates_their_own_work(rated: Rated) -> None:
    assert "不评自己做的项目" in rated.work.desk.get(f"{rated.page}rate/").text
    answer = post(rated.work.desk, f"{rated.page}rate/", "/me/", stars=5, text="")
    assert answer.status_code == 422
    assert rated.rows == []


def test_visitors_log_in_first(rated: Rated) -> None:
    assert rated.world.app.test_client().get(f"{rated.page}rate/").status_code == 303


# ---- what everybody reads


def test_stars_stay_sealed_until_nobody_can_rate_any_more(rated: Rated) -> None:
    rated.rated_by(5, 5, 4, 4, 2)
    open_ = text(rated, rated.page)
    assert "已有 5 人评" in open_
    assert "平均" not in open_
    with time_machine.travel(clock.now() + AFTER):
        assert "平均 4.0 星" in text(rated, rated.page)
        assert "4.0 星（5 人）" in text(rated, "/projects/csv/")


def test_stars_of_few_are_never_shown(rated: Rated) -> None:
    rated.rated_by(1, 1, 1, 1)
    with time_machine.travel(clock.now() + AFTER):
        for page in (rated.page, f"{rated.page}ratings/", "/projects/csv/"):
            shown = text(rated, page)
            assert "平均" not in shown
            assert "1.0 星" not in shown
        assert "评的人不到 5 位" in text(rated, rated.page)


def test_words_are_read_before_they_appear_and_name_nobody(rated: Rated) -> None:
    who = rated.resident("周建国")
    rated.rates(who, 4, WORDS)
    assert WORDS not in text(rated, f"{rated.page}ratings/")
    rated.read()
    shown = text(rated, f"{rated.page}ratings/")
    assert WORDS in shown
    assert "周建国" not in shown


def test_hidden_words_leave_their_reason_and_cannot_be_written_anew(rated: Rated) -> None:
    who = rated.resident()
    rated.rates(who, 4, WORDS)
    rated.read(Move.HIDE, "写了别人的姓名")
    shown = text(rated, f"{rated.page}ratings/")
    assert "写了别人的姓名" in shown
    assert WORDS not in shown
    assert rated.rates(who, 1, "再写一遍") == 422
    assert rated.rates(who, 1, WORDS) == 303  # the stars alone
    assert rated.rows[0].stars == 1


def test_words_that_are_struck_out_are_taken_back_for_good(rated: Rated) -> None:
    who = rated.resident()
    rated.rates(who, 4, WORDS)
    rated.read()
    assert rated.rates(who, 4, "") == 303
    assert WORDS not in text(rated, f"{rated.page}ratings/")
    assert WORDS not in rated.world.client(who).get(f"{rated.page}rate/").text
    assert rated.rates(who, 5, "又想写了") == 422
    assert rated.rates(who, 5, "") == 303
    assert [row.stars for row in rated.rows] == [5]


def test_the_manager_does_not_judge_what_is_said_of_their_work(rated: Rated) -> None:
    rated.rates(rated.resident(), 1, WORDS)
    item = rated.rows[-1].item
    assert item is not None
    answer = post(
        rated.work.desk,
        f"/desk/moderation/{item.id}/",
        "/me/",
        version=item.version,
        move="hide",
        reason="不好听",
    )
    assert answer.status_code in (403, 404, 422)
    db.session.rollback()
    assert db.session.get_one(Item, item.id).state == Reading.WAITING


# ---- answers


def test_words_are_answered_in_public_and_their_author_is_told(rated: Rated) -> None:
    who = rated.resident()
    rated.rates(who, 3, WORDS)
    rated.read()
    assert "要答复的评价" in rated.work.desk.get("/desk/").text
    assert "等答复" in rated.work.desk.get("/desk/ratings/").text
    assert rated.answers(0, "下月换灯。") == 303
    assert "下月换灯。" in text(rated, f"{rated.page}ratings/")
    assert "居委会答复了" in rated.world.client(who).get("/me/").text
    assert "等答复" not in rated.work.desk.get("/desk/ratings/").text


def test_changed_words_ask_for_a_new_answer(rated: Rated) -> None:
    who = rated.resident()
    rated.rates(who, 3, WORDS)
    rated.read()
    rated.answers(0, "下月换灯。")
    rated.rates(who, 3, "灯还没换。")
    rated.read()
    assert rated.rows[0].reply == ""
    assert "等答复" in rated.work.desk.get("/desk/ratings/").text


def test_low_stars_ask_for_an_answer_to_all(rated: Rated) -> None:
    rated.rated_by(1, 2, 2, 3, 3)
    assert post(rated.work.desk, f"{rated.desk}answer/", "/me/", text="会改。").status_code == 303
    assert "会改。" not in text(rated, rated.page)  # nothing is answered before it is known
    with time_machine.travel(clock.now() + AFTER):
        desk = rated.world.client(rated.work.manager)
        assert "居委会应当在" in text(rated, rated.page)
        assert "等答复" in desk.get("/desk/ratings/").text
        assert post(desk, f"{rated.desk}answer/", rated.desk, text="会改。").status_code == 303
        shown = text(rated, rated.page)
        assert "会改。" in shown
        assert "居委会应当在" not in shown
        assert "等答复" not in desk.get("/desk/ratings/").text


def test_an_answer_that_is_late_is_said_to_be(rated: Rated) -> None:
    rated.rated_by(1, 1, 1, 1, 1)
    with time_machine.travel(clock.now() + AFTER + timedelta(days=16)):
        late = rated.world.client(rated.work.manager)
        queue = late.get("/desk/").text.split("要答复的评价")[1][:400]
        assert "1 件在等" in queue
        assert "有逾期的" in queue


@pytest.mark.parametrize("words", ["", " \n"])
def test_an_answer_has_words(rated: Rated, words: str) -> None:
    rated.rates(rated.resident(), 3, WORDS)
    rated.read()
    answer = post(rated.work.desk, f"{rated.desk}{rated.rows[0].id}/", rated.desk, text=words)
    assert (answer.status_code, "请写明答复" in answer.text) == (422, True)


def test_only_who_keeps_projects_answers(rated: Rated) -> None:
    rated.rates(rated.resident(), 3, WORDS)
    rated.read()
    for who in (rated.world.staff(Role.SUPERVISOR), rated.world.client(rated.resident("别人"))):
        assert who.get("/desk/ratings/").status_code == 403
        assert who.get(rated.desk).status_code == 403
        address = f"{rated.desk}{rated.rows[0].id}/"
        assert post(who, address, "/me/", text="好").status_code == 403


def test_what_nobody_has_read_is_not_answered(rated: Rated) -> None:
    rated.rates(rated.resident(), 3, WORDS)
    address = f"{rated.desk}{rated.rows[0].id}/"
    post(rated.work.desk, address, "/me/", text="好")
    assert rated.rows[0].reply == ""
    assert post(rated.work.desk, f"{rated.desk}999/", "/me/", text="好").status_code == 404


# ---- the end of the story, and of what is kept


def test_the_story_of_a_project_ends_with_its_rating(rated: Rated) -> None:
    with rated.world.app.test_request_context():
        links = chain.links(Keys(project_id=rated.id), Stage.PROJECT, rated.page)
    assert str(links[-1]["kind"]) == "评价"
    assert links[-1]["href"] == f"{rated.page}ratings/"


def test_whoever_leaves_takes_what_nobody_counted_and_leaves_public_words_without_a_name(
    rated: Rated,
) -> None:
    first, second, third = (rated.resident(name) for name in ("甲一", "乙二", "丙三"))
    rated.rates(first, 4, WORDS)
    rated.read()
    rated.rates(second, 1, "没人读过")
    rated.rates(third, 2)
    for who in (first, second, third):
        with writing():
            mine.erase(Leaver(who.person_id, clock.now()))
    assert [(row.stars, row.text, row.person_id) for row in rated.rows] == [(4, WORDS, None)]
    assert db.session.query(Item).count() == 1


def test_what_was_counted_stays_when_somebody_leaves_later(rated: Rated) -> None:
    them = rated.rated_by(5, 5, 5, 5, 5)
    with time_machine.travel(clock.now() + AFTER):
        with writing():
            mine.erase(Leaver(them[0].person_id, clock.now()))
        assert "平均 5.0 星" in text(rated, rated.page)
    assert [row.person_id is None for row in rated.rows].count(True) == 1


def test_while_an_acceptance_is_taken_back_nothing_is_rated(rated: Rated) -> None:
    who = rated.resident()
    rated.rates(who, 2)
    with writing():
        actions.step(actions.held(rated.id), Step.REOPEN, "", None, clock.now(), clock.today())
    assert rated.world.client(who).get(f"{rated.page}rate/").status_code == 404
    assert "居民评价" not in text(rated, rated.page)
    assert [row.stars for row in rated.rows] == [2]
