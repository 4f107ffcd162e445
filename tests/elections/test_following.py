"""An election from the desk's draft to the handover, as passers-by and residents follow it."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.access import Role
from portal.elections import pages, queries, rules
from portal.elections.outcome import Figures
from portal.elections.rules import Phase
from tests.elections.conftest import ElectionInTest, committee, send, set_up, text, voter
from tests.world import World


def phase(made: ElectionInTest) -> Phase:
    return rules.phase_at(made.facts, clock.today())


def notices(made: ElectionInTest) -> list[tuple[int, str]]:
    return [(one.number, one.kind) for one in queries.notices(made.id)]


TYPED = {
    "title": "第七届居委会选举",
    "seats": "5",
    "electorate": "voters",
    "place": "社区活动室",
    "opens": "08:00",
    "closes": "16:00",
}


def test_the_calendar_is_shown_before_anything_is_saved(world: World, staff: FlaskClient) -> None:
    committee(world)
    day = clock.today() + timedelta(days=40)
    seen = send(staff, "/desk/elections/new/", **TYPED, day=day.isoformat(), preview="1")
    assert seen.status_code == 200
    roll_by = (day - timedelta(days=20)).isoformat()
    assert f'datetime="{roll_by}"' in seen.get_data(as_text=True)
    assert queries.everything() == []
    saved = send(staff, "/desk/elections/new/", **TYPED, day=day.isoformat(), save="1")
    assert saved.status_code == 303
    assert [(one.day, one.seats) for one in queries.everything()] == [(day, 5)]


def test_a_day_too_near_for_the_roll_is_refused_with_the_first_possible_one_art_17(
    world: World, staff: FlaskClient
) -> None:
    committee(world)
    near = (clock.today() + timedelta(days=19)).isoformat()
    answer = send(staff, "/desk/elections/new/", **TYPED, day=near, save="1")
    assert answer.status_code == 422
    assert "选民名单要提前 20 天公布" in answer.get_data(as_text=True)
    assert queries.everything() == []


@pytest.mark.parametrize(
    ("field", "typed"),
    [("seats", "4"), ("seats", "10"), ("seats", "五"), ("day", "31.12."), ("electorate", "dogs")],
)
def test_what_cannot_be_is_answered_at_its_field(
    world: World, staff: FlaskClient, field: str, typed: str
) -> None:
    committee(world)
    day = (clock.today() + timedelta(days=40)).isoformat()
    answer = send(staff, "/desk/elections/new/", **{**TYPED, "day": day, field: typed}, save="1")
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True) or field == "electorate"
    assert queries.everything() == []


def test_a_draft_is_nobodys_but_the_desks(
    election: ElectionInTest, staff: FlaskClient, client: FlaskClient
) -> None:
    assert client.get(election.address).status_code == 404
    assert "第七届" not in text(client, "/elections/")
    assert "发布这次选举" in text(staff, election.desk)


def test_an_election_goes_from_announcement_to_handover(
    world: World, client: FlaskClient, staff: FlaskClient
) -> None:
    made = set_up(world, voters=20)
    assert send(staff, f"{made.desk}announce/").status_code == 303
    assert phase(made) is Phase.ANNOUNCED
    assert send(staff, f"{made.desk}roll/post/").status_code == 303
    assert phase(made) is Phase.OBJECTIONS
    assert "21" in text(client, f"{made.address}roll/")  # twenty, and the member of staff
    made.pass_days(6)
    assert phase(made) is Phase.NOMINATIONS
    order = made.nominate(*made.voters[:7])
    made.pass_days(16)
    assert phase(made) is Phase.CHECKING
    places = {f"place_{one}": n for n, one in enumerate(reversed(order), 1)}
    posted = send(staff, f"{made.desk}candidates/", order_rule="lot", order_note="抽签", **places)
    assert posted.status_code == 303
    assert phase(made) is Phase.CANDIDATES
    shown = text(client, made.address)
    assert shown.index("1. 选民6") < shown.index("7. 选民0")
    made.pass_days(8)
    assert phase(made) is Phase.VOTING
    votes = dict(zip(order, (16, 15, 14, 13, 10, 10, 3), strict=True))
    typed = {"issued": 20, "returned": 18, "valid": 17, "spoilt": 1, "blank": 0}
    typed |= {f"votes_{one}": n for one, n in votes.items()} | {"signed_by": "张三、李四"}
    assert send(staff, f"{made.desk}count/", **typed).status_code == 303
    second = world.staff(Role.DIRECTOR)
    assert send(second, f"{made.desk}count/", **typed).status_code == 303
    refused = send(staff, f"{made.desk}certify/")
    assert refused.status_code == 422
    assert "还有名额没有选出，要先另行选举" in refused.get_data(as_text=True)
    later = (clock.today() + timedelta(days=5)).isoformat()
    assert send(staff, f"{made.desk}run-off/", day=later).status_code == 303
    assert phase(made) is Phase.RUN_OFF
    made.pass_days(5)
    again = {"issued": 18, "returned": 15, "valid": 15, "spoilt": 0, "blank": 0}
    again |= {f"votes_{order[4]}": 6, f"votes_{order[5]}": 5, f"votes_{order[6]}": 1}
    again |= {"signed_by": "张三"}
    for clerk in (staff, second):
        assert send(clerk, f"{made.desk}count/", **again).status_code == 303
    assert send(staff, f"{made.desk}certify/").status_code == 303
    assert phase(made) is Phase.CERTIFIED
    result = text(client, made.address)
    assert "当选 5 人，应选 5 人" in result
    handed = {"on": clock.today().isoformat(), "words": "印章、档案、账目"}
    assert send(staff, f"{made.desk}handover/", **handed).status_code == 303
    assert phase(made) is Phase.HANDED_OVER
    kinds = ["announced", "roll", "candidates", "run_off", "result"]
    assert notices(made) == list(enumerate(kinds, 1))
    sheets = [text(client, f"{made.address}notices/{n}/") for n in range(1, 6)]
    assert all("<svg" in sheet and "号公告" in sheet for sheet in sheets)
    assert "选民4" in sheets[4]


def test_nothing_of_a_certified_election_changes(
    world: World, client: FlaskClient, staff: FlaskClient
) -> None:
    made = set_up(world, voters=12)
    order = made.to_the_poll(made.voters[:6])
    votes = dict(zip(order, (12, 11, 10, 9, 8, 7), strict=True))
    figures = Figures(12, 12, 12, 0, 0, votes)
    made.count(figures, (made.voters[10].id, made.voters[11].id))
    made.certify()
    before = text(client, made.address)
    typed = {"issued": 12, "returned": 12, "valid": 12, "spoilt": 0, "blank": 0}
    typed |= {f"votes_{one}": 1 for one in order} | {"signed_by": "别人"}
    acts = {
        "announce/": {},
        "roll/post/": {},
        "candidates/": {"order_rule": "lot", "order_note": "抽签"}
        | {f"place_{n}": i for i, n in enumerate(order, 1)},
        "count/": typed,
        "run-off/": {"day": (clock.today() + timedelta(days=3)).isoformat()},
        "certify/": {},
        "call-off/": {"reason": "不办了"},
    }
    answers = {act: send(staff, made.desk + act, **more).status_code for act, more in acts.items()}
    assert answers == dict.fromkeys(acts, 422)
    assert text(client, made.address) == before


def test_an_invalid_election_elects_nobody_art_19(world: World, client: FlaskClient) -> None:
    made = set_up(world, voters=20)
    order = made.to_the_poll(made.voters[:6])
    votes = dict.fromkeys(order, 5)
    made.count(Figures(20, 10, 10, 0, 0, votes), (made.voters[10].id, made.voters[11].id))
    made.certify()
    assert "参加投票的人数不够，选举无效" in text(client, f"{made.address}notices/4/")
    page = text(client, made.address)
    assert "当选 0 人，应选 5 人" in page
    assert "这次选举要重新举行" in page
    handover = pages.overview(made.row, clock.now())["steps"][-1]
    assert handover["state"] == "skipped"
    staff = world.staff(Role.DIRECTOR)
    assert "记下移交" not in text(staff, made.desk)
    handed = {"on": clock.today().isoformat(), "words": "印章"}
    answer = send(staff, f"{made.desk}handover/", **handed)
    assert answer.status_code == 422
    assert "选举无效，要重新选举，不能移交" in answer.get_data(as_text=True)
    assert (phase(made), made.row.handed_over_on) == (Phase.INVALID, None)


def test_the_roll_posted_too_late_is_refused_with_the_last_possible_day_art_17(
    election: ElectionInTest, staff: FlaskClient
) -> None:
    election.announce()
    election.pass_days(11)
    answer = send(staff, f"{election.desk}roll/post/")
    assert answer.status_code == 422
    assert "要在选举日 20 天以前" in answer.get_data(as_text=True)
    assert phase(election) is Phase.MISSED
    assert not election.facts.roll_posted


def test_an_election_is_called_off_for_a_reason_that_everyone_reads(
    world: World, election: ElectionInTest, staff: FlaskClient, client: FlaskClient
) -> None:
    election.announce().post_roll()
    bare = send(staff, f"{election.desk}call-off/", reason="")
    assert bare.status_code == 422
    assert send(staff, f"{election.desk}call-off/", reason="台风，改期").status_code == 303
    assert "台风，改期" in text(client, election.address)
    assert notices(election)[-1] == (3, "called_off")
    _member, resident = voter(world, election)
    assert "台风，改期" in text(resident, "/audit/")


def test_a_draft_that_is_dropped_is_told_to_nobody(
    election: ElectionInTest, staff: FlaskClient, client: FlaskClient
) -> None:
    assert send(staff, f"{election.desk}call-off/", reason="日子不合适").status_code == 303
    assert phase(election) is Phase.CALLED_OFF
    assert notices(election) == []
    assert client.get(election.address).status_code == 404
    assert "第七届" not in text(client, "/audit/")
    assert send(staff, f"{election.desk}announce/").status_code == 422


def test_nobody_but_the_election_committee_runs_it(
    world: World, election: ElectionInTest, client: FlaskClient
) -> None:
    for role in (Role.SUPERVISOR, Role.GRID_WORKER, Role.ADMINISTRATOR):
        assert world.staff(role).get(election.desk).status_code == 403
    _member, resident = voter(world, election)
    assert resident.get(election.desk).status_code == 403
    assert send(resident, f"{election.desk}announce/").status_code == 403
    assert client.get(election.desk).status_code == 303


def test_a_notice_that_was_never_posted_is_no_page(
    election: ElectionInTest, client: FlaskClient
) -> None:
    election.announce()
    assert client.get(f"{election.address}notices/1/").status_code == 200
    assert client.get(f"{election.address}notices/2/").status_code == 404
    assert client.get("/elections/999/notices/1/").status_code == 404
