"""What the party organization nominates, and what was only written down as its own [art. 18]."""

from flask.testing import FlaskClient

from portal.elections.nominating import State
from tests.elections.conftest import ElectionInTest, send, text, voter
from tests.elections.nominating import nominate, paper, told


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
