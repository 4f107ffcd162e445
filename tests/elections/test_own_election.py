"""Nominees and candidates run nothing of their own election; nobody is written down unawares."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from portal.core import clock, outbox
from portal.core.access import Role
from portal.core.db import db, writing
from portal.elections import queries, rules, words
from portal.elections.actions import nominations, roll
from portal.elections.nominating import State
from portal.elections.rules import Complaint, Electorate
from portal.roster.models import Person
from tests.elections.conftest import ElectionInTest, send, set_up, text, voter
from tests.world import World

BARRED = "不能经办这次选举"
TEN = "1 2 3 4 5 6 7 8 9 10"


@pytest.fixture
def open_(world: World) -> ElectionInTest:
    """Nominations are taken; thirteen voters, numbers 1 to 13 on the roll."""
    return set_up(world, voters=13).announce().post_roll()


def official(made: ElectionInTest, place: int) -> FlaskClient:
    """A voter who is on the committee."""
    person = db.session.get_one(Person, made.voters[place].id)
    return made.world.client(made.world.account(person, Role.COMMITTEE_MEMBER))


def paper(client: FlaskClient, made: ElectionInTest, place: int, **typed: object) -> int:
    """Entered at the desk; the status of the answer."""
    base = {"name": made.voters[place].name, "building": made.world.building.id}
    return send(client, f"{made.desk}nominations/new/", **base, **typed).status_code


def told(person_id: int) -> list[str]:
    db.session.rollback()
    return [one.kind for one in outbox.latest(person_id, 10)]


def test_who_is_nominated_may_not_run_the_election() -> None:
    assert not rules.may_run(1, {1, 2})
    assert rules.may_run(3, {1, 2})


def test_a_nominee_runs_nothing_before_the_poll(open_: ElectionInTest, staff: FlaskClient) -> None:
    nominee = official(open_, 12)
    for place in (12, 11):
        open_.put(open_.voters[place])
    with writing():
        one = queries.locked(open_.id)
        roll.object_to(one, open_.voters[3].id, Complaint.OTHER, 0, "姓写错了", clock.now())
    own, rival = (open_.nomination(open_.voters[place].id).id for place in (12, 11))
    desk = f"{open_.desk}nominations/"
    send(staff, f"{desk}{rival}/answer/", answer="accept")
    acts: dict[str, dict[str, object]] = {
        f"{desk}{own}/answer/": {"answer": "accept"},
        f"{desk}{rival}/check/": {"verdict": "unfit", "reason": "不行"},
        f"{open_.desk}objections/1/": {"verdict": "dismissed", "reason": "不对"},
        f"{open_.desk}call-off/": {"reason": "不办了"},
    }
    for address, typed in acts.items():
        answer = send(nominee, address, **typed)
        assert (answer.status_code, BARRED in answer.get_data(as_text=True)) == (422, True), address
    assert paper(nominee, open_, 5, source="party") == 422
    assert open_.nomination(open_.voters[11].id).state == State.ACCEPTED
    assert open_.objection().upheld is None
    for address in (f"{desk}{rival}/", f"{desk}new/", f"{open_.desk}objections/1/"):
        page = text(nominee, address)
        assert BARRED in page
        assert "存下" not in page, address
    assert "取消选举，并公开原因" not in text(nominee, open_.desk)


def test_nobody_enters_the_own_nomination_on_paper(open_: ElectionInTest) -> None:
    assert paper(official(open_, 12), open_, 12, source="party") == 422
    assert queries.nominations(open_.id) == []


def test_who_declined_may_run_it_again(open_: ElectionInTest, staff: FlaskClient) -> None:
    nominee = official(open_, 12)
    paper(staff, open_, 12, source="party")
    made = open_.nomination(open_.voters[12].id).id
    send(nominee, f"{open_.address}nominations/{made}/answer/", answer="decline")
    assert paper(nominee, open_, 5, source="party") == 303


def test_a_candidate_neither_counts_nor_certifies_nor_hands_over(
    world: World, staff: FlaskClient
) -> None:
    made = set_up(world)
    candidate = official(made, 0)
    order = made.to_the_poll(made.voters[:6])
    votes = {f"votes_{one}": n for one, n in zip(order, (9, 8, 8, 7, 7, 3), strict=True)}
    typed = {"issued": 12, "returned": 11, "valid": 10, "spoilt": 1, "blank": 0, **votes}
    typed["signed_by"] = "张三"
    assert send(candidate, f"{made.desk}count/", **typed).status_code == 422
    assert "存下" not in text(candidate, f"{made.desk}count/")
    for clerk in (staff, world.staff(Role.DIRECTOR)):
        assert send(clerk, f"{made.desk}count/", **typed).status_code == 303
    later = (clock.today() + timedelta(days=5)).isoformat()
    for act, more in (("certify/", {}), ("run-off/", {"day": later})):
        answer = send(candidate, made.desk + act, **more)
        assert (answer.status_code, BARRED in answer.get_data(as_text=True)) == (422, True), act
    assert "确认并公布结果" not in text(candidate, made.desk)
    assert send(staff, f"{made.desk}certify/").status_code == 303
    handed = {"on": clock.today().isoformat(), "words": "印章"}
    assert send(candidate, f"{made.desk}handover/", **handed).status_code == 422
    assert send(staff, f"{made.desk}handover/", **handed).status_code == 303


def test_who_was_put_up_and_never_stood_runs_it_once_the_candidates_are_posted(
    world: World, staff: FlaskClient
) -> None:
    """Or whoever puts honest clerks up would keep them from the count."""
    made = set_up(world, voters=12)
    clerk = official(made, 11)
    made.announce().post_roll()
    made.pass_days(6)
    _m, rival = voter(world, made, 0)
    typed = {"name": "选民11", "building": world.building.id}
    assert send(rival, f"{made.address}nominate/", **typed).status_code == 303
    order = made.nominate(*made.voters[1:7])
    assert BARRED in text(clerk, made.desk)
    made.pass_days(16)
    made.post_candidates(order)
    made.pass_days(8)
    assert BARRED not in text(clerk, made.desk)
    figures = {"issued": 12, "returned": 10, "valid": 10, "spoilt": 0, "blank": 0}
    votes = {f"votes_{one}": 8 for one in order}
    counted = send(clerk, f"{made.desk}count/", signed_by="张三", **figures, **votes)
    assert counted.status_code == 303


def test_the_desk_names_who_is_left_or_says_that_nobody_is(open_: ElectionInTest) -> None:
    nominee = official(open_, 12)
    now = clock.now()
    for place in (12, 11):
        with writing():
            one = queries.locked(open_.id)
            person = db.session.get_one(Person, open_.voters[place].id)
            nominations.put(one, person, open_.voters[0].id, now)
    assert "现在都被提名了" in text(nominee, open_.desk)
    official(open_, 11)  # nominated as well
    assert "现在都被提名了" in text(nominee, open_.desk)
    official(open_, 10)
    assert "可以办的人：选民10" in text(nominee, open_.desk)


# ---- Written down from paper


def test_everyone_written_down_from_paper_is_told_and_may_take_it_back(
    open_: ElectionInTest, staff: FlaskClient
) -> None:
    assert paper(staff, open_, 9, source="voters", numbers=TEN) == 303
    made = open_.nomination(open_.voters[9].id)
    assert told(open_.voters[9].id) == ["elections.asked", "elections.paper"]
    signers = queries.supporters(made.id)
    assert len(signers) == 10
    assert all(told(one) == ["elections.signed"] for one in signers)
    place = next(n for n, one in enumerate(open_.voters) if one.id == signers[0])
    _m, signer = voter(open_.world, open_, place)
    page = f"{open_.address}nominations/{made.id}/"
    assert "收回联名" in text(signer, page)
    send(signer, f"{page}unsupport/")
    after = open_.nomination(open_.voters[9].id)
    assert (after.state, len(queries.supporters(made.id))) == (State.COLLECTING, 9)


@pytest.mark.parametrize("entered", ["accept", "decline"])
def test_the_nominee_puts_right_an_answer_that_the_desk_entered(
    open_: ElectionInTest, staff: FlaskClient, entered: str
) -> None:
    made = open_.put(open_.voters[12])
    send(staff, f"{open_.desk}nominations/{made}/answer/", answer=entered, statement="我来")
    assert told(open_.voters[12].id)[0] == f"elections.entered_{entered}"
    _m, nominee = voter(open_.world, open_, 12)
    _n, other = voter(open_.world, open_, 1)
    page = f"{open_.address}nominations/{made}/"
    assert send(other, f"{page}retract/").status_code == 404
    assert "这不是我的答复" in text(nominee, page)
    assert send(nominee, f"{page}retract/").status_code == 303
    after = open_.nomination(open_.voters[12].id)
    assert (after.state, after.answered_at, after.statement) == (State.SUPPORTED, None, "")
    mine = "decline" if entered == "accept" else "accept"
    assert send(nominee, f"{page}answer/", answer=mine).status_code == 303
    wanted = State.DECLINED if mine == "decline" else State.ACCEPTED
    assert open_.nomination(open_.voters[12].id).state == wanted
    assert "这不是我的答复" not in text(nominee, page)  # now it is
    send(nominee, f"{page}retract/")
    assert open_.nomination(open_.voters[12].id).state == wanted


# ---- Supporting


def test_a_supporter_may_take_it_back_until_the_check_and_nine_do_not_pass_art_18(
    open_: ElectionInTest, staff: FlaskClient
) -> None:
    paper(staff, open_, 12, source="voters", numbers=TEN)
    made = open_.nomination(open_.voters[12].id).id
    desk, page = f"{open_.desk}nominations/{made}/", f"{open_.address}nominations/{made}/"
    send(staff, f"{desk}answer/", answer="accept")
    places = [n for n, one in enumerate(open_.voters) if one.id in set(queries.supporters(made))]
    _m, signer = voter(open_.world, open_, places[0])
    send(signer, f"{page}unsupport/")
    other = open_.world.staff(Role.DIRECTOR)
    answer = send(other, f"{desk}check/", verdict="fit")
    assert answer.status_code == 422
    assert "要 10 人以上" in answer.get_data(as_text=True)
    send(signer, f"{page}support/")
    assert send(other, f"{desk}check/", verdict="fit").status_code == 303
    assert "资格审查已经做完，联名不能再收回" in text(signer, page)
    send(signer, f"{page}unsupport/")
    assert len(queries.supporters(made)) == 10


def test_a_voter_supports_as_many_nominees_as_there_are_seats(world: World) -> None:
    made = set_up(world, voters=6, seats=1).announce().post_roll()
    _m, first = voter(world, made, 0)
    _n, second = voter(world, made, 1)
    for client, name in ((first, "选民4"), (second, "选民5")):
        typed = {"name": name, "building": world.building.id}
        assert send(client, f"{made.address}nominate/", **typed).status_code == 303
    rival = made.nomination(made.voters[5].id).id
    page = f"{made.address}nominations/{rival}/"
    assert "每位选民最多联名 1 位" in text(first, page)
    send(first, f"{page}support/")
    assert queries.supporters(rival) == [made.voters[1].id]
    assert "已经和应选名额一样多" in text(first, page)


# ---- The roll, the law


def test_a_search_that_stops_says_so_and_one_link_objects(world: World) -> None:
    made = set_up(world, voters=22).announce().post_roll()
    _m, client = voter(world, made, 0)
    page = text(client, f"{made.address}roll/?q=选民")
    assert "还有更多，请写全姓名" in page
    assert page.count("记下序号，去申诉") == 1
    assert "还有更多" not in text(client, f"{made.address}roll/?q=选民21")


@pytest.mark.parametrize("who", list(Electorate))
def test_no_article_is_cited_for_an_election_before_the_law_was_in_force(who: Electorate) -> None:
    before, after = (words.rule_of(who, day) for day in (date(2025, 12, 31), date(2026, 1, 1)))
    assert "依据当时的法律" in before
    assert "条" not in before
    assert "第十九条" in after
