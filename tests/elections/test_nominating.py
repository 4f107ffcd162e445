"""Nominations: by ten voters or the party organization, with the nominee's consent [art. 18]."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from portal.core import clock, outbox
from portal.core.access import Role
from portal.core.db import db, writing
from portal.elections import queries, runners
from portal.elections.actions import nominations
from portal.elections.models import Nomination
from portal.elections.nominating import State
from portal.elections.rules import Electorate
from portal.moderation import queries as moderation
from portal.roster.models import Person
from tests.elections.conftest import ElectionInTest, send, set_up, text, voter
from tests.world import World


@pytest.fixture
def open_(world: World) -> ElectionInTest:
    """Nominations are taken; thirteen voters."""
    return set_up(world, voters=13).announce().post_roll()


def nominate(client: FlaskClient, made: ElectionInTest, name: str, **more: object) -> int:
    typed = {"name": name, "building": made.world.building.id, **more}
    return send(client, f"{made.address}nominate/", **typed).status_code


def support(made: ElectionInTest, places: range, nomination_id: int) -> list[FlaskClient]:
    clients = [voter(made.world, made, place)[1] for place in places]
    for client in clients:
        page = f"{made.address}nominations/{nomination_id}/"
        assert send(client, f"{page}support/").status_code == 303
    return clients


def told(person_id: int) -> list[str]:
    db.session.rollback()
    return [one.kind for one in outbox.latest(person_id, 10)]


def test_ten_voters_nominate_and_the_nominee_is_asked_art_18(open_: ElectionInTest) -> None:
    _first, nominator = voter(open_.world, open_, 0)
    nominee = open_.voters[12]
    assert nominate(nominator, open_, "选民12") == 303
    made = open_.nomination(nominee.id)
    assert (made.state, queries.support([made.id])[made.id]) == (State.COLLECTING, 1)
    support(open_, range(1, 9), made.id)
    assert open_.nomination(nominee.id).state == State.COLLECTING
    support(open_, range(9, 10), made.id)
    assert open_.nomination(nominee.id).state == State.SUPPORTED
    assert told(nominee.id) == ["elections.asked", "elections.nominated"]


def test_no_name_is_public_before_its_bearer_consents(
    open_: ElectionInTest, client: FlaskClient
) -> None:
    _m, nominator = voter(open_.world, open_, 0)
    nominate(nominator, open_, "选民12")
    made = open_.nomination(open_.voters[12].id)
    page = f"{open_.address}nominations/{made.id}/"
    assert client.get(page).status_code == 404
    assert "选民12" not in text(client, open_.address)
    outsider = open_.world.client(open_.world.account(open_.world.person("外人", 1980)))
    assert outsider.get(page).status_code == 404
    assert send(outsider, f"{page}support/").status_code == 404
    assert "选民12" not in text(outsider, f"{open_.address}nominate/")
    _n, neighbour = voter(open_.world, open_, 1)
    assert "选民12" in text(neighbour, f"{open_.address}nominate/")
    support(open_, range(2, 11), made.id)
    _o, nominee = voter(open_.world, open_, 12)
    assert send(nominee, f"{page}answer/", answer="accept", statement="我来").status_code == 303
    assert "选民12" in text(client, open_.address)
    assert "我来" not in text(client, page)  # nobody has read it yet


def test_a_statement_appears_once_a_moderator_has_read_it(
    open_: ElectionInTest, client: FlaskClient
) -> None:
    (made,) = _accepted(open_, "为大家修电梯")
    page = f"{open_.address}nominations/{made}/"
    assert "为大家修电梯" not in text(client, page)
    moderator = open_.world.staff(Role.COMMITTEE_MEMBER)
    item = moderation.waiting(["election.statement"], 1, 5).items[0]
    desk = f"/desk/moderation/{item.id}/"
    assert "为大家修电梯" in text(moderator, desk)
    assert send(moderator, desk, version=1, move="approve").status_code == 303
    assert "为大家修电梯" in text(client, page)
    _m, nominee = voter(open_.world, open_, 12)
    assert send(nominee, f"{page}statement/", statement="还修路灯").status_code == 303
    assert "还修路灯" not in text(client, page)


def _accepted(made: ElectionInTest, statement: str = "") -> list[int]:
    """The last voter, nominated by ten and willing."""
    _m, nominator = voter(made.world, made, 0)
    nominate(nominator, made, "选民12")
    found = made.nomination(made.voters[12].id)
    support(made, range(1, 10), found.id)
    _n, nominee = voter(made.world, made, 12)
    page = f"{made.address}nominations/{found.id}/answer/"
    assert send(nominee, page, answer="accept", statement=statement).status_code == 303
    return [found.id]


def test_who_declines_is_named_nowhere_and_the_supporters_are_told(
    open_: ElectionInTest, client: FlaskClient
) -> None:
    _m, nominator = voter(open_.world, open_, 0)
    nominate(nominator, open_, "选民12")
    made = open_.nomination(open_.voters[12].id)
    _n, nominee = voter(open_.world, open_, 12)
    page = f"{open_.address}nominations/{made.id}/"
    assert send(nominee, f"{page}answer/", answer="decline").status_code == 303
    assert open_.nomination(open_.voters[12].id).state == State.DECLINED
    assert told(open_.voters[0].id) == ["elections.declined"]
    message = outbox.latest(open_.voters[0].id, 1)[0]
    assert "选民12" not in message.sentence
    assert client.get(page).status_code == 404
    _o, neighbour = voter(open_.world, open_, 1)
    assert "选民12" not in text(neighbour, f"{open_.address}nominate/")


def test_nobody_answers_for_another(open_: ElectionInTest) -> None:
    _m, nominator = voter(open_.world, open_, 0)
    nominate(nominator, open_, "选民12")
    made = open_.nomination(open_.voters[12].id)
    page = f"{open_.address}nominations/{made.id}/"
    for act, typed in (("answer", {"answer": "decline"}), ("statement", {"statement": "我"})):
        assert send(nominator, f"{page}{act}/", **typed).status_code == 404
    _n, neighbour = voter(open_.world, open_, 1)
    send(neighbour, f"{page}withdraw/")
    assert open_.nomination(open_.voters[12].id).state == State.COLLECTING


def test_consent_before_the_tenth_supporter_is_too_early(open_: ElectionInTest) -> None:
    _m, nominator = voter(open_.world, open_, 0)
    nominate(nominator, open_, "选民12")
    made = open_.nomination(open_.voters[12].id)
    _n, nominee = voter(open_.world, open_, 12)
    send(nominee, f"{open_.address}nominations/{made.id}/answer/", answer="accept")
    assert open_.nomination(open_.voters[12].id).state == State.COLLECTING


def test_a_supporter_counts_once_and_may_take_it_back_while_they_are_gathered(
    open_: ElectionInTest,
) -> None:
    _m, nominator = voter(open_.world, open_, 0)
    nominate(nominator, open_, "选民12")
    made = open_.nomination(open_.voters[12].id).id
    (client,) = support(open_, range(1, 2), made)
    page = f"{open_.address}nominations/{made}/"
    send(client, f"{page}support/")
    assert queries.support([made])[made] == 2
    send(client, f"{page}unsupport/")
    assert queries.support([made])[made] == 1
    send(nominator, f"{page}unsupport/")  # who began it withdraws it instead
    assert queries.support([made])[made] == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("选民", "没有找到这个人"),
        ("孩子", "没有找到这个人"),
        ("", "请写姓名"),
        ("字" * 61, "太长了"),
    ],
)
def test_only_somebody_on_the_roll_is_nominated_art_18(
    open_: ElectionInTest, name: str, said: str
) -> None:
    open_.world.person("孩子", 2015)
    _m, nominator = voter(open_.world, open_, 0)
    typed = {"name": name, "building": open_.world.building.id}
    answer = send(nominator, f"{open_.address}nominate/", **typed)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert queries.nominations(open_.id) == []


def test_two_of_one_name_in_one_building_are_told_apart_at_the_counter(world: World) -> None:
    made = set_up(world, voters=3)
    for _ in range(2):
        world.person("王伟", 1970)
    made.announce().post_roll()
    _m, nominator = voter(world, made, 0)
    assert nominate(nominator, made, "王伟") == 422


def test_nobody_is_nominated_twice(open_: ElectionInTest) -> None:
    _m, first = voter(open_.world, open_, 0)
    _n, second = voter(open_.world, open_, 1)
    assert nominate(first, open_, "选民12") == 303
    answer = send(
        second, f"{open_.address}nominate/", name="选民12", building=open_.world.building.id
    )
    assert answer.status_code == 422
    assert "不能重复提名" in answer.get_data(as_text=True)


def test_only_voters_on_the_roll_nominate_art_18(open_: ElectionInTest) -> None:
    outsider = open_.world.client(open_.world.account(open_.world.person("外人", 1980)))
    assert nominate(outsider, open_, "选民12") == 422
    assert queries.nominations(open_.id) == []


def test_after_their_last_day_nominations_are_refused_with_the_date(
    open_: ElectionInTest,
) -> None:
    open_.pass_days(21)
    _m, nominator = voter(open_.world, open_, 0)
    typed = {"name": "选民12", "building": open_.world.building.id}
    answer = send(nominator, f"{open_.address}nominate/", **typed)
    assert answer.status_code == 422
    assert "已经截止" in answer.get_data(as_text=True)


def test_delegates_may_nominate_any_grown_up_resident(world: World) -> None:
    made = set_up(world, voters=0, electorate=Electorate.DELEGATES)
    delegate = world.person("代表", 1970, is_delegate=True)
    world.person("邻居", 1970)
    made.announce().post_roll()
    client = world.client(world.account(db.session.get_one(Person, delegate.id)))
    assert nominate(client, made, "邻居") == 303


def test_a_nomination_that_was_withdrawn_keeps_nobody_from_standing(open_: ElectionInTest) -> None:
    _m, rival = voter(open_.world, open_, 0)
    nominate(rival, open_, "选民12")
    made = open_.nomination(open_.voters[12].id)
    send(rival, f"{open_.address}nominations/{made.id}/withdraw/")
    assert open_.nomination(open_.voters[12].id).state == State.WITHDRAWN
    _n, friend = voter(open_.world, open_, 1)
    assert nominate(friend, open_, "选民12") == 303
    again = open_.nomination(open_.voters[12].id)
    assert (again.state, again.nominator_id) == (State.COLLECTING, open_.voters[1].id)
    assert queries.supporters(again.id) == [open_.voters[1].id]


def test_what_ten_voters_did_no_single_one_undoes(open_: ElectionInTest) -> None:
    _m, nominator = voter(open_.world, open_, 0)
    nominate(nominator, open_, "选民12")
    made = open_.nomination(open_.voters[12].id)
    support(open_, range(1, 10), made.id)
    send(nominator, f"{open_.address}nominations/{made.id}/withdraw/")
    assert open_.nomination(open_.voters[12].id).state == State.SUPPORTED


def test_who_declined_is_not_asked_again(open_: ElectionInTest) -> None:
    _m, nominator = voter(open_.world, open_, 0)
    nominate(nominator, open_, "选民12")
    made = open_.nomination(open_.voters[12].id)
    _n, nominee = voter(open_.world, open_, 12)
    send(nominee, f"{open_.address}nominations/{made.id}/answer/", answer="decline")
    _o, other = voter(open_.world, open_, 1)
    assert nominate(other, open_, "选民12") == 422


# ---- The desk


def paper(client: FlaskClient, made: ElectionInTest, **typed: object) -> int:
    base = {"name": "选民12", "building": made.world.building.id}
    answer = send(client, f"{made.desk}nominations/new/", **{**base, **typed})
    return answer.status_code


@pytest.fixture
def party(world: World) -> FlaskClient:
    return world.staff(Role.PARTY_ORGANIZATION)


def confirmed(staff: FlaskClient, party: FlaskClient, made: ElectionInTest) -> int:
    """The last voter, written down at the desk and confirmed by the party organization."""
    assert paper(staff, made, source="party") == 303
    found = made.nomination(made.voters[12].id).id
    assert send(party, f"{made.desk}party/{found}/endorse/").status_code == 303
    return found


def test_the_party_organizations_nomination_needs_no_supporters_and_its_own_word_art_18(
    open_: ElectionInTest, staff: FlaskClient, party: FlaskClient
) -> None:
    assert paper(staff, open_, source="party") == 303
    made = open_.nomination(open_.voters[12].id)
    assert made.state == State.PUT
    page = f"{open_.desk}nominations/{made.id}/"
    assert send(staff, f"{page}answer/", answer="accept").status_code == 422
    assert send(staff, f"{open_.desk}party/{made.id}/endorse/").status_code == 403
    assert "是党组织提的" in text(party, f"{open_.desk}party/")
    assert send(party, f"{open_.desk}party/{made.id}/endorse/").status_code == 303
    assert open_.nomination(open_.voters[12].id).state == State.SUPPORTED
    assert told(open_.voters[12].id)[0] == "elections.asked"


def test_a_nomination_that_the_party_organization_never_made_goes(
    open_: ElectionInTest, staff: FlaskClient, party: FlaskClient
) -> None:
    paper(staff, open_, source="party")
    made = open_.nomination(open_.voters[12].id).id
    assert send(party, f"{open_.desk}party/{made}/disown/").status_code == 303
    assert open_.nomination(open_.voters[12].id).state == State.WITHDRAWN
    assert told(open_.voters[12].id)[0] == "elections.disowned"
    send(party, f"{open_.desk}party/{made}/endorse/")
    assert open_.nomination(open_.voters[12].id).state == State.WITHDRAWN
    assert "党组织说不是它提的" in text(party, "/audit/")
    assert paper(staff, open_, source="party") == 303  # and may be put anew


def test_the_party_organization_nominates_itself_art_18(
    open_: ElectionInTest, party: FlaskClient
) -> None:
    typed = {"name": "选民12", "building": open_.world.building.id}
    assert open_.row.title in text(party, "/desk/elections/party/")
    nobody = send(party, f"{open_.desk}party/", **{**typed, "name": "没有的人"})
    assert nobody.status_code == 422
    assert "没有找到这个人" in nobody.get_data(as_text=True)
    assert send(party, f"{open_.desk}party/", **typed).status_code == 303
    made = open_.nomination(open_.voters[12].id)
    assert (made.state, made.endorsed_by) == (State.SUPPORTED, made.entered_by)


def test_only_the_party_organizations_own_are_its_to_confirm(
    open_: ElectionInTest, party: FlaskClient
) -> None:
    _m, nominator = voter(open_.world, open_, 0)
    nominate(nominator, open_, "选民12")
    made = open_.nomination(open_.voters[12].id).id
    for act in ("endorse", "disown"):
        assert send(party, f"{open_.desk}party/{made}/{act}/").status_code == 404
    assert open_.nomination(open_.voters[12].id).state == State.COLLECTING


def test_who_entered_a_nomination_or_its_answer_does_not_check_it(
    open_: ElectionInTest, staff: FlaskClient, party: FlaskClient
) -> None:
    made = confirmed(staff, party, open_)
    page = f"{open_.desk}nominations/{made}/"
    second, third = (open_.world.staff(Role.COMMITTEE_MEMBER) for _ in range(2))
    both = open_.world.staff(Role.COMMITTEE_MEMBER, Role.PARTY_ORGANIZATION)
    assert send(second, f"{page}answer/", answer="accept").status_code == 303
    for clerk in (staff, second):
        answer = send(clerk, f"{page}check/", verdict="fit")
        assert answer.status_code == 422
        assert "请由别的工作人员来审查资格" in answer.get_data(as_text=True)
        assert "符合条件，列为候选人" not in text(clerk, page)
    assert open_.nomination(open_.voters[12].id).state == State.ACCEPTED
    assert send(third, f"{page}check/", verdict="fit").status_code == 303
    typed = {"name": "选民11", "building": open_.world.building.id}
    assert send(both, f"{open_.desk}party/", **typed).status_code == 303
    other = f"{open_.desk}nominations/{open_.nomination(open_.voters[11].id).id}/"
    assert send(third, f"{other}answer/", answer="accept").status_code == 303
    assert send(both, f"{other}check/", verdict="fit").status_code == 422


@pytest.mark.parametrize(
    ("numbers", "status"),
    [
        ("1 2 3 4 5 6 7 8 9 10", 303),
        ("1，2、3,4；5 6 7 8 9 １０", 303),
        ("1 2 3 4 5 6 7 8 9", 422),
        ("1 2 3 4 5 6 7 8 9 9", 422),
        ("1 2 3 4 5 6 7 8 9 9999", 422),
        ("张三 李四", 422),
        ("", 422),
    ],
)
def test_ten_signatures_on_paper_are_ten_numbers_on_the_roll_art_18(
    open_: ElectionInTest, staff: FlaskClient, numbers: str, status: int
) -> None:
    assert paper(staff, open_, source="voters", numbers=numbers) == status
    assert len(queries.nominations(open_.id)) == (status == 303)


UNFIT = {"verdict": "unfit", "reason": "在居务监督委员会任职"}


def test_an_answer_on_paper_is_entered_and_the_check_follows(
    open_: ElectionInTest, staff: FlaskClient, party: FlaskClient
) -> None:
    page = f"{open_.desk}nominations/{confirmed(staff, party, open_)}/"
    other = open_.world.staff(Role.DIRECTOR)
    assert send(other, f"{page}check/", verdict="fit").status_code == 422  # nobody has consented
    assert send(staff, f"{page}answer/", answer="accept").status_code == 303
    assert send(other, f"{page}check/", verdict="unfit").status_code == 422  # without a reason
    assert send(other, f"{page}check/", **UNFIT).status_code == 303
    assert open_.nomination(open_.voters[12].id).state == State.REFUSED
    assert told(open_.voters[12].id)[0] == "elections.refused_nominee"


def test_who_was_refused_may_ask_once_for_another_to_look(
    open_: ElectionInTest, staff: FlaskClient, party: FlaskClient
) -> None:
    made = confirmed(staff, party, open_)
    desk, page = f"{open_.desk}nominations/{made}/", f"{open_.address}nominations/{made}/"
    first, second = (open_.world.staff(Role.COMMITTEE_MEMBER) for _ in range(2))
    send(staff, f"{desk}answer/", answer="accept")
    assert send(first, f"{desk}check/", **UNFIT).status_code == 303
    _m, nominee = voter(open_.world, open_, 12)
    _n, other = voter(open_.world, open_, 1)
    assert "换一个人再审查一次" in text(nominee, page)
    assert send(other, f"{page}second-look/", reason="我看行").status_code == 404
    assert send(nominee, f"{page}second-look/", reason="").status_code == 422
    assert send(nominee, f"{page}second-look/", reason="我没有在那里任职").status_code == 303
    assert open_.nomination(open_.voters[12].id).state == State.ACCEPTED
    assert "我没有在那里任职" in text(second, desk)
    again = send(first, f"{desk}check/", verdict="fit")
    assert again.status_code == 422
    assert "上一次是您审查的" in again.get_data(as_text=True)
    assert send(second, f"{desk}check/", **UNFIT).status_code == 303
    assert told(open_.voters[12].id)[0] == "elections.refused"
    send(nominee, f"{page}second-look/", reason="再来")
    assert open_.nomination(open_.voters[12].id).state == State.REFUSED
    assert "再审查一次" not in text(nominee, page).split("您要求再审查一次")[1]


def test_candidates_are_not_posted_on_the_day_of_a_refusal(
    open_: ElectionInTest, staff: FlaskClient
) -> None:
    """Whoever was refused has a day to ask for a second look."""
    order = open_.nominate(*open_.voters[:6])
    made, checker = open_.put(open_.voters[7], accepted=True), open_.world.person("别人").id
    open_.pass_days(21)
    with writing():
        one = queries.locked(open_.id)
        refused = queries.nomination(one.id, made)
        assert refused is not None
        nominations.check(one, refused, False, "不行", checker, clock.now())
    typed = {f"place_{one}": n for n, one in enumerate(order, 1)} | {"order_rule": "lot"}
    answer = send(staff, f"{open_.desk}candidates/", **typed)
    assert answer.status_code == 422
    assert "要留一天让本人要求再审查一次" in answer.get_data(as_text=True)
    with writing():
        db.session.get_one(Nomination, made).checked_at = clock.now() - timedelta(days=1)
    assert send(staff, f"{open_.desk}candidates/", **typed).status_code == 303


# ---- Who decided in an election stands for nothing in it


def test_who_checked_or_refused_a_rival_is_not_nominated_afterwards(
    open_: ElectionInTest, staff: FlaskClient, party: FlaskClient
) -> None:
    clerk = db.session.get_one(Person, open_.voters[11].id)
    rival = open_.world.client(open_.world.account(clerk, Role.COMMITTEE_MEMBER))
    page = f"{open_.desk}nominations/{confirmed(staff, party, open_)}/"
    send(staff, f"{page}answer/", answer="accept")
    assert send(rival, f"{page}check/", **UNFIT).status_code == 303
    _m, neighbour = voter(open_.world, open_, 0)
    typed = {"name": "选民11", "building": open_.world.building.id}
    ways = ((neighbour, f"{open_.address}nominate/"), (party, f"{open_.desk}party/"))
    for client, address in ways:
        answer = send(client, address, **typed)
        assert answer.status_code == 422
        assert "不能再当被提名人" in answer.get_data(as_text=True)
    assert paper(staff, open_, name="选民11", source="party") == 422


def test_who_ruled_on_an_objection_or_entered_figures_is_nobody_to_nominate(
    open_: ElectionInTest,
) -> None:
    """Nor is a nomination accepted that was begun before they did."""
    clerk = db.session.get_one(Person, open_.voters[11].id)
    ruler = open_.world.client(open_.world.account(clerk, Role.COMMITTEE_MEMBER))
    _m, neighbour = voter(open_.world, open_, 0)
    send(neighbour, f"{open_.address}roll/object/", kind="other", text="错字")
    ruling = {"verdict": "dismissed", "reason": "没有错"}
    assert send(ruler, f"{open_.desk}objections/1/", **ruling).status_code == 303
    assert nominate(neighbour, open_, "选民11") == 422
    _n, begun = voter(open_.world, open_, 10)
    page = f"{open_.address}nominations/{open_.put(open_.voters[10])}/"
    with writing():
        runners.note_officer(queries.locked(open_.id), open_.voters[10].id)
    send(begun, f"{page}answer/", answer="accept")
    assert open_.nomination(open_.voters[10].id).state == State.SUPPORTED
    assert "不能再当被提名人" in text(begun, page)


def test_no_nominee_reads_what_a_rival_may_say(open_: ElectionInTest) -> None:
    """Neither before the check nor after it."""
    clerk = db.session.get_one(Person, open_.voters[11].id)
    rival = open_.world.client(open_.world.account(clerk, Role.COMMITTEE_MEMBER))
    _accepted(open_, "为大家修电梯")
    item = moderation.waiting(["election.statement"], 1, 5).items[0].id
    desk = f"/desk/moderation/{item}/"
    _m, neighbour = voter(open_.world, open_, 0)
    assert nominate(neighbour, open_, "选民11") == 303
    send(rival, desk, version=1, move="hide", reason="不好")
    assert moderation.waiting(["election.statement"], 1, 5).total == 1
    other = open_.world.staff(Role.COMMITTEE_MEMBER)
    assert send(other, desk, version=1, move="hide", reason="有电话号码").status_code == 303
    assert moderation.waiting(["election.statement"], 1, 5).total == 0


def test_nobody_checks_the_own_nomination(
    open_: ElectionInTest, staff: FlaskClient, party: FlaskClient
) -> None:
    page = f"{open_.desk}nominations/{confirmed(staff, party, open_)}/"
    send(staff, f"{page}answer/", answer="accept")
    nominee = db.session.get_one(Person, open_.voters[12].id)
    clerk = open_.world.client(open_.world.account(nominee, Role.COMMITTEE_MEMBER))
    assert send(clerk, f"{page}check/", verdict="fit").status_code == 422
    assert open_.nomination(open_.voters[12].id).state == State.ACCEPTED


def test_five_candidates_for_five_seats_are_too_few_art_18(
    open_: ElectionInTest, staff: FlaskClient
) -> None:
    order = open_.nominate(*open_.voters[:5])
    open_.pass_days(21)
    typed = {f"place_{one}": n for n, one in enumerate(order, 1)} | {"order_rule": "strokes"}
    answer = send(staff, f"{open_.desk}candidates/", **typed)
    assert answer.status_code == 422
    assert "候选人要多于应选名额" in answer.get_data(as_text=True)


@pytest.mark.parametrize("places", [(1, 1, 2, 3, 4, 5), (0, 1, 2, 3, 4, 5), (2, 3, 4, 5, 6, 7)])
def test_every_place_on_the_ballot_paper_is_taken_once(
    open_: ElectionInTest, staff: FlaskClient, places: tuple[int, ...]
) -> None:
    order = open_.nominate(*open_.voters[:6])
    open_.pass_days(21)
    typed = {f"place_{one}": n for n, one in zip(places, order, strict=True)}
    answer = send(staff, f"{open_.desk}candidates/", order_rule="lot", **typed)
    assert answer.status_code == 422
    assert not open_.facts.candidates_posted
