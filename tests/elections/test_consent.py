"""Nobody stands, or is named, without their own yes."""

from flask.testing import FlaskClient

from portal.core import outbox
from portal.elections import queries
from portal.elections.nominating import State
from tests.elections.conftest import ElectionInTest, send, text, voter
from tests.elections.nominating import accepted, nominate, support, told


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


def test_a_no_concerns_that_nomination_alone_and_others_may_ask_anew(
    open_: ElectionInTest,
) -> None:
    """But not whoever was told no: nobody is asked again and again by one neighbour."""
    _m, nominator = voter(open_.world, open_, 0)
    nominate(nominator, open_, "选民12")
    made = open_.nomination(open_.voters[12].id).id
    _n, nominee = voter(open_.world, open_, 12)
    send(nominee, f"{open_.address}nominations/{made}/answer/", answer="decline")
    typed = {"name": "选民12", "building": open_.world.building.id}
    again = send(nominator, f"{open_.address}nominate/", **typed)
    assert again.status_code == 422
    assert "本人谢绝了，您不能再提第二次" in again.get_data(as_text=True)
    _o, other = voter(open_.world, open_, 1)
    assert nominate(other, open_, "选民12") == 303
    anew = open_.nomination(open_.voters[12].id).id
    support(open_, range(2, 11), anew)
    page = f"{open_.address}nominations/{anew}/answer/"
    assert send(nominee, page, answer="accept").status_code == 303
    states = [n.state for n in queries.nominations_of(open_.id, open_.voters[12].id)]
    assert states == [State.DECLINED, State.ACCEPTED]


def test_a_no_that_was_not_their_own_brings_everyone_back_together(
    open_: ElectionInTest, staff: FlaskClient
) -> None:
    """The desk enters a no; neighbours begin anew; the nominee takes that answer out."""
    _m, nominator = voter(open_.world, open_, 0)
    nominate(nominator, open_, "选民12")
    made = open_.nomination(open_.voters[12].id).id
    support(open_, range(1, 6), made)
    answered = send(staff, f"{open_.desk}nominations/{made}/answer/", answer="decline")
    assert answered.status_code == 303
    _o, other = voter(open_.world, open_, 6)
    assert nominate(other, open_, "选民12") == 303
    anew = open_.nomination(open_.voters[12].id).id
    support(open_, range(5, 10), anew)
    _n, nominee = voter(open_.world, open_, 12)
    page = f"{open_.address}nominations/{made}/"
    assert send(nominee, f"{page}retract/").status_code == 303
    states = {n.id: n.state for n in queries.nominations_of(open_.id, open_.voters[12].id)}
    assert states == {made: State.SUPPORTED, anew: State.WITHDRAWN}
    assert queries.support([made])[made] == 10


def test_a_no_is_not_taken_out_once_the_nominee_stands_by_another_nomination(
    open_: ElectionInTest, staff: FlaskClient
) -> None:
    _m, nominator = voter(open_.world, open_, 0)
    nominate(nominator, open_, "选民12")
    made = open_.nomination(open_.voters[12].id).id
    send(staff, f"{open_.desk}nominations/{made}/answer/", answer="decline")
    _o, other = voter(open_.world, open_, 1)
    nominate(other, open_, "选民12")
    support(open_, range(2, 11), open_.nomination(open_.voters[12].id).id)
    _n, nominee = voter(open_.world, open_, 12)
    send(nominee, f"{open_.address}nominations/{made}/retract/")
    states = [n.state for n in queries.nominations_of(open_.id, open_.voters[12].id)]
    assert states == [State.DECLINED, State.SUPPORTED]


def test_a_nominee_who_withdrew_may_be_put_up_anew(open_: ElectionInTest) -> None:
    (made,) = accepted(open_)
    _n, nominee = voter(open_.world, open_, 12)
    assert "这份提名就结束了" in text(nominee, f"{open_.address}nominations/{made}/")
    assert send(nominee, f"{open_.address}nominations/{made}/withdraw/").status_code == 303
    _o, other = voter(open_.world, open_, 1)
    assert nominate(other, open_, "选民12") == 303
