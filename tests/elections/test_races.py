"""Two tabs, many neighbours, two clerks at once: the database decides, and everyone is answered."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask.testing import FlaskClient

from portal.core.access import Role
from portal.core.db import db
from portal.elections import queries
from portal.elections.nominating import State
from portal.moderation import queries as moderation
from portal.roster.models import Person
from tests.elections.conftest import ElectionInTest, set_up, voter
from tests.world import World, token


def together(acts: list[Callable[[], int]]) -> list[int]:
    db.session.rollback()
    with ThreadPoolExecutor(len(acts)) as pool:
        answers = [pool.submit(act) for act in acts]
        return [one.result() for one in answers]


def sending(client: FlaskClient, address: str, **typed: object) -> Callable[[], int]:
    data = {"csrf_token": token(client, "/me/"), **typed}
    return lambda: client.post(address, data=data).status_code


def nominated(made: ElectionInTest) -> int:
    """The last voter, by the first."""
    _m, first = voter(made.world, made, 0)
    typed = {"name": made.voters[-1].name, "building": made.world.building.id}
    assert sending(first, f"{made.address}nominate/", **typed)() == 303
    return made.nomination(made.voters[-1].id).id


def test_one_neighbour_in_four_tabs_supports_once(world: World) -> None:
    made = set_up(world, voters=4).announce().post_roll()
    nomination = nominated(made)
    _m, neighbour = voter(world, made, 1)
    page = f"{made.address}nominations/{nomination}/support/"
    assert together([sending(neighbour, page) for _ in range(4)]) == [303] * 4
    assert queries.support([nomination])[nomination] == 2


def test_neighbours_at_once_are_all_counted_and_the_nominee_is_asked_once(world: World) -> None:
    made = set_up(world, voters=13).announce().post_roll()
    nomination = nominated(made)
    page = f"{made.address}nominations/{nomination}/support/"
    acts = [sending(voter(world, made, place)[1], page) for place in range(1, 12)]
    assert together(acts) == [303] * 11
    db.session.rollback()
    assert queries.support([nomination])[nomination] == 12
    found = made.nomination(made.voters[-1].id)
    assert (found.state, found.version) == (State.SUPPORTED, 2)


def test_one_person_nominated_by_many_at_once_is_one_nomination(world: World) -> None:
    made = set_up(world, voters=5).announce().post_roll()
    typed = {"name": made.voters[-1].name, "building": world.building.id}
    address = f"{made.address}nominate/"
    acts = [sending(voter(world, made, place)[1], address, **typed) for place in range(4)]
    assert Counter(together(acts)) == {303: 1, 422: 3}
    db.session.rollback()
    assert len(queries.nominations(made.id)) == 1


def test_one_resident_in_four_tabs_makes_one_objection(world: World) -> None:
    made = set_up(world, voters=2).announce().post_roll()
    _m, resident = voter(world, made, 0)
    address = f"{made.address}roll/object/"
    acts = [sending(resident, address, kind="other", text=f"第 {n} 次") for n in range(4)]
    assert Counter(together(acts)) == {303: 1, 422: 3}
    db.session.rollback()
    assert queries.objections(made.id, 1, 10).total == 1


def test_two_who_rule_at_once_give_one_ruling(world: World) -> None:
    made = set_up(world, voters=2).announce().post_roll()
    _m, resident = voter(world, made, 0)
    assert sending(resident, f"{made.address}roll/object/", kind="other", text="错字")() == 303
    clerks = [world.staff(Role.COMMITTEE_MEMBER) for _ in range(4)]
    address = f"{made.desk}objections/1/"
    verdicts = ("upheld", "dismissed") * 2
    acts = [
        sending(clerk, address, verdict=verdict, reason=f"理由{n}")
        for n, (clerk, verdict) in enumerate(zip(clerks, verdicts, strict=True))
    ]
    answers = together(acts)
    assert Counter(answers) == {303: 1, 422: 3}
    assert made.objection().reason == f"理由{answers.index(303)}"


def test_four_clerks_at_once_make_two_equal_entries(world: World) -> None:
    made = set_up(world)
    order = made.to_the_poll(made.voters[:6])
    clerks = [world.staff(Role.COMMITTEE_MEMBER) for _ in range(4)]
    typed = {"issued": 12, "returned": 10, "valid": 10, "spoilt": 0, "blank": 0, "signed_by": "张"}
    typed |= {f"votes_{one}": 8 for one in order}
    acts = [sending(clerk, f"{made.desk}count/", **typed) for clerk in clerks]
    assert Counter(together(acts)) == {303: 2, 422: 2}
    assert len({count.entered_by for count in made.row.polls[0].counts}) == 2


def test_a_roll_posted_twice_at_once_is_one_roll(world: World) -> None:
    made = set_up(world, voters=3).announce()
    clerks = [world.staff(Role.COMMITTEE_MEMBER) for _ in range(3)]
    acts = [sending(clerk, f"{made.desk}roll/post/") for clerk in clerks]
    assert Counter(together(acts)) == {303: 1, 422: 2}
    db.session.rollback()
    assert queries.entitled(made.id) == 6


def test_who_is_nominated_while_hiding_a_rivals_words_does_one_of_the_two(world: World) -> None:
    made = set_up(world, voters=4).announce().post_roll()
    rival = made.put(made.voters[3])
    _r, speaker = voter(world, made, 3)
    answer = sending(
        speaker, f"{made.address}nominations/{rival}/answer/", answer="accept", statement="修路灯"
    )
    assert answer() == 303
    item = moderation.waiting(["election.statement"], 1, 5).items[0].id
    clerk = world.account(db.session.get_one(Person, made.voters[2].id), Role.COMMITTEE_MEMBER)
    hiding = sending(
        world.client(clerk), f"/desk/moderation/{item}/", version=1, move="hide", reason="不好"
    )
    typed = {"name": made.voters[2].name, "building": world.building.id}
    nominating = sending(voter(world, made, 0)[1], f"{made.address}nominate/", **typed)
    assert together([hiding, nominating]) in ([303, 422], [403, 303])


def test_who_accepts_two_nominations_at_once_stands_by_one(world: World) -> None:
    made = set_up(world, voters=12).announce().post_roll()
    by_party, by_voters = made.put(made.voters[-1]), nominated(made)
    for place in range(1, 10):
        page = f"{made.address}nominations/{by_voters}/support/"
        assert sending(voter(world, made, place)[1], page)() == 303
    _n, nominee = voter(world, made, 11)
    pages = [f"{made.address}nominations/{one}/answer/" for one in (by_party, by_voters)]
    assert together([sending(nominee, page, answer="accept") for page in pages * 2]) == [303] * 4
    states = {n.state for n in queries.nominations_of(made.id, made.voters[-1].id)}
    assert states == {State.ACCEPTED, State.SUPPORTED}


def test_the_party_organization_says_one_thing_of_a_nomination(world: World) -> None:
    """Two of it at once, one yes and one no: the first word stands."""
    made = set_up(world, voters=3).announce().post_roll()
    typed = {"name": made.voters[0].name, "building": world.building.id, "source": "party"}
    clerk = world.staff(Role.COMMITTEE_MEMBER)
    assert sending(clerk, f"{made.desk}nominations/new/", **typed)() == 303
    nomination = made.nomination(made.voters[0].id).id
    words = ("endorse", "disown") * 2
    party = [world.staff(Role.PARTY_ORGANIZATION) for _ in words]
    acts = [
        sending(one, f"{made.desk}party/{nomination}/{word}/")
        for one, word in zip(party, words, strict=True)
    ]
    assert together(acts) == [303] * 4
    db.session.rollback()
    found = made.nomination(made.voters[0].id)
    assert found.version == 2
    assert found.state in (State.SUPPORTED, State.WITHDRAWN)
    assert (found.endorsed_by is None) == (found.state == State.WITHDRAWN)
