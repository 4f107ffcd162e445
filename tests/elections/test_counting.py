"""The figures: entered twice, by two people, and equal."""

from datetime import date, datetime, time, timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from portal.core import clock, waiting
from portal.core.access import Role
from portal.core.db import db, writing
from portal.core.words import day as words_day
from portal.elections import due, polling, queries
from portal.elections.actions import counting
from portal.elections.outcome import Figures
from portal.roster.models import Person
from tests.elections.conftest import ElectionInTest, committee, send, set_up, text, voter
from tests.world import World


@pytest.fixture
def polled(world: World) -> tuple[ElectionInTest, list[int]]:
    """The day has come; six stand for five seats, twelve are on the roll."""
    made = set_up(world)
    return made, made.to_the_poll(made.voters[:6])


def figures(order: list[int], **more: object) -> dict[str, object]:
    votes = {f"votes_{one}": n for one, n in zip(order, (9, 8, 8, 7, 7, 3), strict=True)}
    typed = {"issued": 12, "returned": 11, "valid": 10, "spoilt": 1, "blank": 0}
    return {**typed, **votes, "signed_by": "张三、李四", **more}


def agreed(order: list[int]) -> Figures:
    return Figures(12, 11, 10, 1, 0, dict(zip(order, (9, 8, 8, 7, 7, 3), strict=True)))


def settled(made: ElectionInTest) -> bool:
    return made.row.polls[-1].settled


def test_two_people_enter_the_same_figures(
    polled: tuple[ElectionInTest, list[int]], world: World, staff: FlaskClient
) -> None:
    made, order = polled
    assert send(staff, f"{made.desk}count/", **figures(order)).status_code == 303
    assert not settled(made)
    second = world.staff(Role.DIRECTOR)
    assert send(second, f"{made.desk}count/", **figures(order)).status_code == 303
    assert settled(made)
    (only,) = counting.counted(made.row, queries.entitled(made.id))
    assert [only.outcome.valid, list(only.outcome.elected), only.run_off] == [True, order[:5], []]


def test_one_person_twice_is_one_entry(
    polled: tuple[ElectionInTest, list[int]], staff: FlaskClient
) -> None:
    made, order = polled
    for _ in range(2):
        assert send(staff, f"{made.desk}count/", **figures(order)).status_code == 303
    assert not settled(made)
    assert len(made.row.polls[-1].counts) == 1


def test_figures_that_differ_are_void_on_the_record_and_both_enter_again(
    polled: tuple[ElectionInTest, list[int]], world: World, staff: FlaskClient
) -> None:
    made, order = polled
    send(staff, f"{made.desk}count/", **figures(order, **{f"votes_{order[0]}": 8}))
    second = world.staff(Role.DIRECTOR)
    answer = send(second, f"{made.desk}count/", **figures(order))
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "和第一次录入的数字不一样" in page
    assert 'value="9"' in page  # what was typed is kept
    assert made.row.polls[-1].counts == []
    _member, resident = voter(world, made, 7)
    assert "两次录入不一致" in text(resident, "/audit/")
    # guessing at the first figures leads nowhere: there are none any more
    send(second, f"{made.desk}count/", **figures(order, **{f"votes_{order[0]}": 8}))
    assert not settled(made)
    send(second, f"{made.desk}count/", **figures(order))
    send(staff, f"{made.desk}count/", **figures(order))
    assert settled(made)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"issued": 13}, "发出的票比名单上的人还多"),
        ({"issued": 10}, "收回的票比发出的多"),
        ({"spoilt": 0}, "加起来，要等于收回的票"),
        ({"valid": -1}, "请填 0 到 999999 之间的数"),
        ({"valid": "十"}, "请填写整数"),
        ({"returned": 10**14}, "请填 0 到 999999 之间的数"),
        ({"signed_by": ""}, "请写签字人的姓名"),
    ],
)
def test_sums_that_cannot_be_right_are_answered_at_their_field(
    polled: tuple[ElectionInTest, list[int]],
    staff: FlaskClient,
    wrong: dict[str, object],
    said: str,
) -> None:
    made, order = polled
    answer = send(staff, f"{made.desk}count/", **figures(order, **wrong))
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert made.row.polls[-1].counts == []


def test_nothing_is_entered_before_the_day(world: World, staff: FlaskClient) -> None:
    made = set_up(world).announce().post_roll()
    order = made.nominate(*made.voters[:6])
    made.pass_days(21)
    made.post_candidates(order)
    answer = send(staff, f"{made.desk}count/", **figures(order))
    assert answer.status_code == 422
    assert "日期不对" in answer.get_data(as_text=True)
    assert send(staff, f"{made.desk}certify/").status_code == 422


def test_figures_are_public_only_when_the_result_is_certified(
    polled: tuple[ElectionInTest, list[int]],
    world: World,
    staff: FlaskClient,
    client: FlaskClient,
) -> None:
    made, order = polled
    second = world.staff(Role.DIRECTOR)
    for clerk in (staff, second):
        send(clerk, f"{made.desk}count/", **figures(order))
    assert "得票" not in text(client, made.address)
    assert send(staff, f"{made.desk}certify/").status_code == 303
    page = text(client, made.address)
    assert "当选 5 人，应选 5 人" in page
    assert "居民委员会组织法第十九条" in page


def test_figures_are_entered_when_the_hours_of_the_poll_are_over(
    polled: tuple[ElectionInTest, list[int]], staff: FlaskClient
) -> None:
    made, order = polled
    with writing():
        queries.locked(made.id).hours = "0:00—23:59"
    answer = send(staff, f"{made.desk}count/", **figures(order))
    assert answer.status_code == 422
    assert "投票还没有结束" in answer.get_data(as_text=True)
    assert f"{made.desk}count/" not in text(staff, made.desk)
    assert made.row.polls[-1].counts == []


@pytest.mark.parametrize(
    ("hours", "moment", "over"),
    [
        ("8:00—16:00", (15, 59), False),
        ("8:00—16:00", (16, 0), True),
        ("8：00至16：00", (16, 0), True),
        ("全天", (23, 59), False),
    ],
)
def test_a_poll_is_over_at_the_hour_that_was_announced(
    hours: str, moment: tuple[int, int], over: bool
) -> None:
    day = date(2026, 5, 30)
    assert polling.voted(day, hours, datetime(2026, 5, 30, *moment, tzinfo=clock.SHANGHAI)) is over
    assert polling.voted(day, hours, datetime(2026, 5, 31, 0, 0, tzinfo=clock.SHANGHAI))


@given(st.times(), st.times())
def test_hours_that_were_written_are_read_again(first: time, last: time) -> None:
    first, last = sorted(one.replace(second=0, microsecond=0) for one in (first, last))
    assert polling.hours_of(polling.written(first, last)) == (first, last)


@pytest.mark.parametrize(
    ("hours", "moment", "begun"),
    [
        ("8:00—16:00", (7, 59), False),
        ("8:00—16:00", (8, 0), True),
        ("8:00—16:00", (16, 30), True),
        ("全天", (0, 0), True),
    ],
)
def test_voting_begins_at_the_hour_that_was_announced_or_with_its_day(
    hours: str, moment: tuple[int, int], begun: bool
) -> None:
    day = date(2026, 5, 30)
    assert polling.begun(day, hours, datetime(2026, 5, 30, *moment, tzinfo=clock.SHANGHAI)) is begun
    assert not polling.begun(day, hours, datetime(2026, 5, 29, 23, 59, tzinfo=clock.SHANGHAI))
    assert polling.begun(day, hours, datetime(2026, 5, 31, 0, 0, tzinfo=clock.SHANGHAI))


@pytest.mark.parametrize(
    ("opens", "closes", "field"),
    [
        ("全天", "16:00", "opens"),
        ("", "16:00", "opens"),
        ("08:00", "", "closes"),
        ("16:00", "08:00", "closes"),
        ("00:00", "00:00", "closes"),
        ("08:00", "25:00", "closes"),
    ],
)
def test_hours_without_beginning_or_end_are_answered_at_their_field(
    world: World, staff: FlaskClient, opens: str, closes: str, field: str
) -> None:
    committee(world)
    day = (clock.today() + timedelta(days=40)).isoformat()
    typed = {"title": "换届", "seats": "5", "electorate": "voters", "place": "活动室", "day": day}
    answer = send(staff, "/desk/elections/new/", **typed, opens=opens, closes=closes, save="1")
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)


def test_settled_figures_ask_for_no_other_entry(
    polled: tuple[ElectionInTest, list[int]], staff: FlaskClient
) -> None:
    made, order = polled
    made.count(agreed(order), (made.voters[10].id, made.voters[11].id))
    page = text(staff, f"{made.desk}count/")
    assert "这一轮的数字两个人已经录得一致" in page
    assert "再录一次" not in page
    assert "存下" not in page


# ---- Once ballots were cast


def counted(made: ElectionInTest, order: list[int]) -> None:
    made.count(agreed(order), (made.voters[10].id, made.voters[11].id))


def test_once_ballots_were_cast_those_who_run_it_do_not_call_it_off(
    polled: tuple[ElectionInTest, list[int]],
    world: World,
    staff: FlaskClient,
    client: FlaskClient,
) -> None:
    """The supervisors do, for a reason that everyone reads, and what was counted stays public."""
    made, order = polled
    counted(made, order)
    for clerk in (staff, world.staff(Role.DIRECTOR)):
        answer = send(clerk, f"{made.desk}call-off/", reason="不喜欢")
        assert answer.status_code == 422
        assert "经办选举的人不能取消" in answer.get_data(as_text=True)
        assert send(clerk, f"{made.desk}stop/", reason="不喜欢").status_code == 403
    supervisor = world.staff(Role.SUPERVISOR)
    assert f"{made.desk}stop/" in text(supervisor, made.address)
    assert f"{made.desk}stop/" not in text(client, made.address)
    assert send(supervisor, f"{made.desk}stop/", reason="").status_code == 422
    assert send(supervisor, f"{made.desk}stop/", reason="票箱没有封").status_code == 303
    page = text(client, made.address)
    assert "票箱没有封" in page
    assert "取消以前计好的票数" in page
    assert "收回选票" in page
    assert "当选 5 人" not in page
    notice = queries.notices(made.id)[-1]
    assert "票数照样公开" in text(client, f"{made.address}notices/{notice.number}/")


@pytest.mark.parametrize("hours", ["0:00—23:59", "全天"])
def test_while_ballots_are_cast_nobody_who_runs_it_calls_it_off(
    polled: tuple[ElectionInTest, list[int]], world: World, staff: FlaskClient, hours: str
) -> None:
    """Nor does somebody with both keys, who runs elections."""
    made, _order = polled
    with writing():
        queries.locked(made.id).hours = hours
    both = world.staff(Role.COMMITTEE_MEMBER, Role.SUPERVISOR)
    ways = ((staff, "call-off/"), (world.staff(Role.DIRECTOR), "call-off/"), (both, "stop/"))
    for clerk, act in ways:
        answer = send(clerk, made.desk + act, reason="眼看要输")
        assert answer.status_code == 422
        assert "经办选举的人不能取消" in answer.get_data(as_text=True)
    assert "这次选举不办了" not in text(staff, made.desk)
    assert made.row.called_off_at is None
    supervisor = world.staff(Role.SUPERVISOR)
    assert send(supervisor, f"{made.desk}stop/", reason="票箱被砸了").status_code == 303


def test_on_the_eve_of_the_poll_the_desk_may_still_call_it_off(
    world: World, staff: FlaskClient
) -> None:
    made = set_up(world)
    made.to_the_poll(made.voters[:6])
    made.pass_days(-1)
    assert "这次选举不办了" in text(staff, made.desk)
    assert send(staff, f"{made.desk}call-off/", reason="台风").status_code == 303


def test_supervisors_call_nothing_off_before_voting_began(
    world: World, election: ElectionInTest
) -> None:
    election.announce().post_roll()
    supervisor = world.staff(Role.SUPERVISOR)
    assert "现在不能在这里取消" in text(supervisor, f"{election.desk}stop/")
    assert send(supervisor, f"{election.desk}stop/", reason="不要").status_code == 422
    assert election.row.called_off_at is None


def test_a_supervisor_who_stands_calls_nothing_off(world: World) -> None:
    made = set_up(world)
    member = world.account(db.session.get_one(Person, made.voters[0].id), Role.SUPERVISOR)
    made.to_the_poll(made.voters[:6])
    answer = send(world.client(member), f"{made.desk}stop/", reason="输了")
    assert answer.status_code == 422
    assert made.row.called_off_at is None


def run_off_due(made: ElectionInTest, order: list[int]) -> None:
    """Four are elected; of the other two one more is."""
    votes = dict(zip(order, (9, 8, 8, 7, 4, 3), strict=True))
    made.count(Figures(12, 11, 10, 1, 0, votes), (made.voters[10].id, made.voters[11].id))


@pytest.mark.parametrize(
    ("days", "status"), [(0, 422), (1, 303), (30, 303), (31, 422), (9999, 422)]
)
def test_a_run_off_is_held_within_thirty_days(
    polled: tuple[ElectionInTest, list[int]], staff: FlaskClient, days: int, status: int
) -> None:
    made, order = polled
    run_off_due(made, order)
    day = (clock.today() + timedelta(days=days)).isoformat()
    assert send(staff, f"{made.desk}run-off/", day=day).status_code == status
    assert len(made.row.polls) == 1 + (status == 303)


def test_during_a_run_off_its_day_and_its_candidates_are_shown(
    polled: tuple[ElectionInTest, list[int]], client: FlaskClient, staff: FlaskClient
) -> None:
    made, order = polled
    run_off_due(made, order)
    day = clock.today() + timedelta(days=7)
    send(staff, f"{made.desk}run-off/", day=day.isoformat())
    page = text(client, made.address)
    assert "什么时候、在哪里另行选举" in page
    assert f"{words_day(day)} {made.row.hours}，社区活动室" in page
    assert "另行选举的候选人" in page
    standing = page.split("另行选举的候选人")[1].split("日程")[0]
    assert [f"选民{n}" in standing for n in range(6)] == [False] * 4 + [True] * 2


def test_a_result_has_a_day_and_is_late_after_it(
    polled: tuple[ElectionInTest, list[int]], client: FlaskClient
) -> None:
    made, order = polled
    counted(made, order)
    last = clock.today() + timedelta(days=3)
    assert f"结果最迟 {words_day(last)} 公布" in text(client, made.address)
    days = [clock.today() + timedelta(days=n) for n in (1, 3, 4)]
    assert [waiting.ask([due.waiting(one)])[0] for one in days] == [(1, 0), (1, 0), (1, 1)]
    with writing():
        for count in queries.locked(made.id).polls[-1].counts:
            count.entered_at -= timedelta(days=4)
    assert "已经过期" in text(client, made.address)
    made.certify()
    assert "已经过期" not in text(client, made.address)
    assert waiting.ask([due.waiting(days[2])])[0] == (0, 0)


def test_a_poll_that_nobody_counts_is_late_too(
    polled: tuple[ElectionInTest, list[int]],
) -> None:
    days = [clock.today() + timedelta(days=n) for n in (0, 1, 3, 4)]
    found = [waiting.ask([due.waiting(one)])[0] for one in days]
    assert found == [(0, 0), (1, 0), (1, 0), (1, 1)]
