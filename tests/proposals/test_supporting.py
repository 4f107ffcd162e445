"""Standing behind a proposal: who may, once each, and what the last one that was needed begins."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.audit.models import AuditFact
from portal.core import clock
from portal.core.db import db, writing
from portal.proposals import kinds, queries
from portal.proposals.actions import supporting
from portal.proposals.actions.writing import NotAuthor
from portal.proposals.models import Follow
from portal.proposals.rules import State
from portal.roster.models import Person
from tests.budget.conftest import RoundInTest
from tests.proposals import making
from tests.proposals.making import act, collecting_round, endorse, get, published, told
from tests.world import World, post, token


@pytest.fixture
def made(world: World) -> RoundInTest:
    return collecting_round(world, needed=3)


def behind(proposal_id: int) -> list[int]:
    db.session.rollback()
    return queries.endorsers(proposal_id)


def refusal(client: FlaskClient, proposal_id: int) -> str:
    """What somebody reads who presses the button though the page showed them none."""
    page = f"/proposals/{proposal_id}/"
    answer = client.post(f"{page}endorse/", data={"csrf_token": token(client, page)})
    assert answer.status_code == 422
    return answer.get_data(as_text=True)


# ---- Once each


def test_a_neighbour_stands_behind_it_once_and_takes_it_back(
    world: World, made: RoundInTest
) -> None:
    proposal_id, me = published(made, world), world.account()
    client = world.client(me)
    assert act(client, proposal_id, "endorse") == 303
    assert act(client, proposal_id, "endorse") == 303
    assert behind(proposal_id) == [me.person_id]
    assert "您已经联名" in client.get(f"/proposals/{proposal_id}/").get_data(as_text=True)
    assert act(client, proposal_id, "take-back") == 303
    assert act(client, proposal_id, "take-back") == 303
    assert behind(proposal_id) == []
    assert get(proposal_id).state == State.COLLECTING


def test_six_presses_at_once_count_once(world: World, made: RoundInTest) -> None:
    proposal_id, me = published(made, world), world.account()
    client = world.client(me)
    page = f"/proposals/{proposal_id}/"
    data = {"csrf_token": token(client, page)}
    with ThreadPoolExecutor(6) as pool:
        sent = pool.map(lambda _n: client.post(f"{page}endorse/", data=data), range(6))
        assert [one.status_code for one in sent] == [303] * 6
    assert behind(proposal_id) == [me.person_id]


def test_a_passer_by_is_asked_to_sign_in(world: World, made: RoundInTest) -> None:
    proposal_id = published(made, world)
    page = world.app.test_client().get(f"/proposals/{proposal_id}/").get_data(as_text=True)
    assert "登录后联名" in page
    assert "endorse/" not in page


# ---- The threshold


def test_the_last_that_was_needed_begins_screening_and_everyone_is_told_once(
    world: World, made: RoundInTest
) -> None:
    proposal_id = published(made, world)
    follower, *people = [world.person().id for _ in range(4)]
    with writing():
        supporting.follow(queries.locked(proposal_id), follower)
    endorse(proposal_id, *people[:2])
    assert get(proposal_id).state == State.COLLECTING
    assert told(kinds.TOLD_REACHED) == []
    before = clock.now()
    endorse(proposal_id, people[2])
    after = get(proposal_id)
    assert after.state == State.SCREENING
    assert after.reached_at is not None
    assert after.reached_at >= before
    due = clock.local(after.due_at)
    reached_on = clock.local(after.reached_at).date()
    last = clock.local(made.row.voting_from).date() - timedelta(days=1)
    assert due.date() == min(reached_on + timedelta(days=made.row.screening_days), last)
    assert (due.hour, due.minute) == (23, 59)
    assert told(kinds.TOLD_REACHED) == sorted([after.author_id, follower, *people])


def test_one_more_or_one_less_changes_nothing_then(world: World, made: RoundInTest) -> None:
    proposal_id = making.screened(made, world)
    due, everyone = get(proposal_id).due_at, told(kinds.TOLD_REACHED)
    one_more, first = world.person().id, behind(proposal_id)[0]
    endorse(proposal_id, one_more)
    with writing():
        supporting.take_back(queries.locked(proposal_id), first)
        supporting.take_back(queries.locked(proposal_id), one_more)
    assert len(behind(proposal_id)) == 2
    assert (get(proposal_id).state, get(proposal_id).due_at) == (State.SCREENING, due)
    assert told(kinds.TOLD_REACHED) == everyone


def test_a_crowd_at_the_threshold_begins_screening_once(world: World, made: RoundInTest) -> None:
    proposal_id = published(made, world)
    crowd = [world.account() for _ in range(8)]
    clients = [world.client(one) for one in crowd]
    page = f"/proposals/{proposal_id}/"
    tokens = [token(client, page) for client in clients]
    db.session.rollback()
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda pair: pair[0].post(f"{page}endorse/", data={"csrf_token": pair[1]}),
                zip(clients, tokens, strict=True),
            )
        )
    assert Counter(one.status_code for one in answers) == {303: 8}
    assert behind(proposal_id) == sorted(one.person_id for one in crowd)
    assert get(proposal_id).state == State.SCREENING
    heard = told(kinds.TOLD_REACHED)
    assert len(heard) == len(set(heard)) == made.row.endorsements_needed + 1  # and its author
    lines = select(AuditFact).where(AuditFact.kind == kinds.REACHED)
    assert len(db.session.scalars(lines).all()) == 1


# ---- Who may not


def test_nobody_stands_behind_their_own(world: World, made: RoundInTest) -> None:
    author = world.account()
    proposal_id = making.submitted(made, author.person_id)
    making.read(proposal_id, world.person().id)
    client = world.client(author)
    shown = client.get(f"/proposals/{proposal_id}/").get_data(as_text=True)
    assert f"/proposals/{proposal_id}/endorse/" not in shown
    assert "这是您自己的提案" in refusal(client, proposal_id)
    assert behind(proposal_id) == []


@pytest.mark.parametrize(
    ("birth_year", "words"), [(clock.local(clock.now()).year - 16, "年满 18"), (None, "出生年份")]
)
def test_minors_and_those_whose_age_nobody_knows_do_not_count(
    world: World, made: RoundInTest, birth_year: int | None, words: str
) -> None:
    proposal_id = published(made, world)
    young = world.client(world.account(world.person(birth_year=birth_year)))
    assert words in refusal(young, proposal_id)
    assert behind(proposal_id) == []


@pytest.mark.parametrize("left", [0, 30])
def test_who_has_moved_away_does_not_count(world: World, made: RoundInTest, left: int) -> None:
    proposal_id, me = published(made, world), world.account()
    client = world.client(me)
    with writing():
        person = db.session.get_one(Person, me.person_id)
        person.left_on = clock.local(clock.now()).date() - timedelta(days=left)
    page = f"/proposals/{proposal_id}/"
    answer = client.post(f"{page}endorse/", data={"csrf_token": token(client, "/me/inbox/")})
    assert answer.status_code == 403
    assert behind(proposal_id) == []


def test_who_moves_away_tomorrow_still_counts(world: World, made: RoundInTest) -> None:
    proposal_id = published(made, world)
    tomorrow = clock.local(clock.now()).date() + timedelta(days=1)
    endorse(proposal_id, world.person(left_on=tomorrow).id)
    assert len(behind(proposal_id)) == 1


def test_nobody_stands_behind_what_is_over(world: World, made: RoundInTest) -> None:
    proposal_id, late = published(made, world), world.client(world.account())
    making.stop_collecting(made)
    assert "征集已经结束" in refusal(late, proposal_id)
    with writing():
        queries.locked(proposal_id).state = State.REFUSED
    assert "现在不收联名" in refusal(late, proposal_id)
    assert behind(proposal_id) == []


# ---- Following


def test_a_follower_hears_what_becomes_of_it_until_they_stop(
    world: World, made: RoundInTest
) -> None:
    proposal_id, me = published(made, world), world.account()
    client = world.client(me)
    assert act(client, proposal_id, "follow") == 303
    assert act(client, proposal_id, "follow") == 303
    followers = select(Follow.person_id).where(Follow.proposal_id == proposal_id)
    author = get(proposal_id).author_id
    assert sorted(db.session.scalars(followers)) == sorted([author, me.person_id])
    assert me.person_id in queries.concerned(proposal_id)
    assert act(client, proposal_id, "unfollow") == 303
    db.session.rollback()
    assert me.person_id not in queries.concerned(proposal_id)
    assert behind(proposal_id) == []


# ---- Writing it together


def invited(world: World, made: RoundInTest) -> tuple[int, FlaskClient, FlaskClient]:
    """A public proposal, its author's browser, and that of a neighbour who was asked."""
    author, other = world.account(), world.account()
    proposal_id = making.submitted(made, author.person_id)
    making.read(proposal_id, world.person().id)
    client = world.client(author)
    asked = post(client, f"/proposals/{proposal_id}/authors/", phone=other.phone)
    assert asked.status_code == 303
    return proposal_id, client, world.client(other)


def bylines(world: World, proposal_id: int) -> str:
    page = world.app.test_client().get(f"/proposals/{proposal_id}/").get_data(as_text=True)
    return page[page.index("提案人：") :].split("·")[0].strip()


def test_a_neighbour_writes_it_too_once_they_have_said_yes(world: World, made: RoundInTest) -> None:
    proposal_id, client, other = invited(world, made)
    assert bylines(world, proposal_id) == "提案人：王秀英"
    again = post(client, f"/proposals/{proposal_id}/authors/", phone="13900000000")
    assert again.status_code == 303  # a number that nobody has is answered alike
    asked = told(kinds.TOLD_INVITED)
    assert len(asked) == 1
    endorse(proposal_id, asked[0])  # and stood behind it before
    page = f"/proposals/{proposal_id}/authors/"
    assert post(other, f"{page}accept/", page).status_code == 303
    assert bylines(world, proposal_id) == "提案人：王秀英、王＊＊"
    assert told(kinds.TOLD_JOINED) == [get(proposal_id).author_id]
    assert behind(proposal_id) == []  # whoever writes it does not endorse it


def test_an_invitation_shows_the_author_nobodys_name_and_not_whether_the_number_is_known(
    world: World, made: RoundInTest
) -> None:
    author, other = world.account(world.person("陈大为")), world.account(world.person("李建平"))
    proposal_id = making.submitted(made, author.person_id)  # while it waits for its moderator
    client, page = world.client(author), f"/proposals/{proposal_id}/authors/"
    shown = []
    for number in ("13900000000", other.phone):
        assert post(client, page, phone=number).status_code == 303
        shown.append(re.sub('value="[^"]+"', "", client.get(page).get_data(as_text=True)))
    assert shown[0] == shown[1]
    assert "李建平" not in shown[1]
    asked = world.client(other).get(page).get_data(as_text=True)
    assert "陈大为请您一起提出《楼道加装扶手》。" in asked
    assert "电机厂宿舍没有电梯" in asked
    joining = post(world.client(other), f"{page}accept/", page)
    assert joining.status_code == 303
    assert "李建平" in client.get(page).get_data(as_text=True)
    assert "您邀请的李建平成为提案《楼道加装扶手》的共同发起人了。" in client.get(
        "/me/inbox/"
    ).get_data(as_text=True)


def test_the_author_takes_open_invitations_back(world: World, made: RoundInTest) -> None:
    proposal_id, client, other = invited(world, made)
    page = f"/proposals/{proposal_id}/authors/"
    data = {"csrf_token": token(other, page)}
    assert other.post(f"{page}take-back/", data=data).status_code == 404
    assert other.get(page).status_code == 200
    assert post(client, f"{page}take-back/", page).status_code == 303
    assert other.get(page).status_code == 404
    late = other.post(f"{page}accept/", data={"csrf_token": token(other, "/me/inbox/")})
    assert late.status_code == 404
    assert len(queries.authorships(proposal_id)) == 1


def test_a_neighbour_may_say_no_or_leave_later(world: World, made: RoundInTest) -> None:
    proposal_id, client, other = invited(world, made)
    page = f"/proposals/{proposal_id}/authors/"
    assert post(other, f"{page}decline/", page).status_code == 303
    assert other.get(page).status_code == 404
    late = other.post(f"{page}accept/", data={"csrf_token": token(other, "/me/inbox/")})
    assert late.status_code == 404
    assert bylines(world, proposal_id) == "提案人：王秀英"
    author = client.post(f"{page}decline/", data={"csrf_token": token(client, page)})
    assert author.status_code == 303
    assert bylines(world, proposal_id) == "提案人：王秀英"  # the first author stays


def test_only_the_first_author_invites(world: World, made: RoundInTest) -> None:
    proposal_id, _author, other = invited(world, made)
    page = f"/proposals/{proposal_id}/authors/"
    stranger = world.account()
    one, its = get(proposal_id), stranger.person_id
    with pytest.raises(NotAuthor):
        supporting.invite(one, its, its, clock.now())
    data = {"csrf_token": token(other, page), "phone": stranger.phone}
    assert other.post(page, data=data).status_code == 403
    assert other.get(page).status_code == 200


def test_as_many_write_it_together_as_the_community_allows(world: World, made: RoundInTest) -> None:
    author = world.account()
    proposal_id = making.submitted(made, author.person_id)
    making.read(proposal_id, world.person().id)
    client, page = world.client(author), f"/proposals/{proposal_id}/authors/"
    asked = [world.account() for _ in range(6)]
    for one in asked:  # how many of the numbers are a neighbour's is told to nobody
        assert post(client, page, phone=one.phone).status_code == 303
    for one in asked[:5]:
        assert post(world.client(one), f"{page}accept/", page).location.endswith(f"{proposal_id}/")
    late = post(world.client(asked[5]), f"{page}accept/", page)
    assert late.location.endswith("/mine/")
    assert len(queries.authors_of(proposal_id)) == 6
    for number in (world.account().phone, "13900000000"):
        refused = post(client, page, phone=number)
        assert refused.status_code == 422
        assert "共同发起人已经够多了" in refused.get_data(as_text=True)
    assert len(told(kinds.TOLD_INVITED)) == 6


def test_the_day_of_a_birth_counts_where_it_is_known(world: World, made: RoundInTest) -> None:
    proposal_id = published(made, world)
    today = clock.local(clock.now()).date()
    of_age = world.person(birth_year=None)
    with writing():
        born = date(today.year - 18, today.month, min(today.day, 28))
        db.session.get_one(Person, of_age.id).born_on = born
    endorse(proposal_id, of_age.id)
    assert behind(proposal_id) == [of_age.id]
