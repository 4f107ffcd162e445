"""Ten voters together nominate; each of them counts once [art. 18]."""

from flask.testing import FlaskClient

from portal.elections import queries
from portal.elections.nominating import State
from tests.elections.conftest import ElectionInTest, send, text, voter
from tests.elections.nominating import nominate, paper, support, told


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


def test_what_ten_voters_did_no_single_one_undoes(open_: ElectionInTest) -> None:
    _m, nominator = voter(open_.world, open_, 0)
    nominate(nominator, open_, "选民12")
    made = open_.nomination(open_.voters[12].id)
    support(open_, range(1, 10), made.id)
    send(nominator, f"{open_.address}nominations/{made.id}/withdraw/")
    assert open_.nomination(open_.voters[12].id).state == State.SUPPORTED


def test_who_began_it_withdraws_nothing_while_neighbours_stand_behind_it(
    open_: ElectionInTest,
) -> None:
    """Nine supporters are not lost because a tenth changes their mind, or never meant it."""
    _m, rival = voter(open_.world, open_, 0)
    nominate(rival, open_, "选民12")
    made = open_.nomination(open_.voters[12].id).id
    support(open_, range(1, 9), made)
    page = f"{open_.address}nominations/{made}/"
    assert "确定撤回" not in text(rival, page)
    send(rival, f"{page}withdraw/")
    assert open_.nomination(open_.voters[12].id).state == State.COLLECTING
    assert send(rival, f"{page}unsupport/").status_code == 303
    assert queries.support([made])[made] == 8
    support(open_, range(9, 11), made)
    assert open_.nomination(open_.voters[12].id).state == State.SUPPORTED


def test_ten_signatures_on_paper_join_what_one_neighbour_began_on_screen(
    open_: ElectionInTest, staff: FlaskClient
) -> None:
    _m, rival = voter(open_.world, open_, 0)
    nominate(rival, open_, "选民12")
    numbers = "2 3 4 5 6 7 8 9 10 11"
    assert paper(staff, open_, source="voters", numbers=numbers) == 303
    (made,) = queries.nominations_of(open_.id, open_.voters[12].id)
    assert (made.state, made.nominator_id) == (State.SUPPORTED, open_.voters[0].id)
    assert queries.support([made.id])[made.id] == 11
    assert "elections.signed" in told(open_.voters[3].id)
    send(staff, f"{open_.desk}nominations/{made.id}/answer/", answer="accept")
    page = f"{open_.desk}nominations/{made.id}/check/"
    assert send(staff, page, verdict="fit").status_code == 422  # who entered it does not check it
