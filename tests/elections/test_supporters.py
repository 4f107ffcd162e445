"""Ten voters together nominate; each of them counts once [art. 18]."""

from portal.elections import queries
from portal.elections.nominating import State
from tests.elections.conftest import ElectionInTest, send, voter
from tests.elections.nominating import nominate, support, told


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
