"""What the party organization nominates, and what was only written down as its own [art. 18]."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from portal.core.access import Role
from portal.core.db import db
from portal.elections import queries
from portal.elections.models import Nomination
from portal.elections.nominating import State
from portal.roster.models import Person
from tests.elections.conftest import ElectionInTest, send, text, voter
from tests.elections.nominating import UNFIT, confirmed, nominate, paper, support, told


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


# ---- What nobody confirmed bars nobody


def test_who_is_only_written_down_as_the_party_organizations_is_nominated_by_voters_and_stands(
    open_: ElectionInTest, staff: FlaskClient
) -> None:
    assert paper(staff, open_, source="party") == 303
    _m, nominator = voter(open_.world, open_, 0)
    assert nominate(nominator, open_, "选民12") == 303
    made = open_.nomination(open_.voters[12].id).id
    support(open_, range(1, 10), made)
    _n, nominee = voter(open_.world, open_, 12)
    page = f"{open_.address}nominations/{made}/answer/"
    assert send(nominee, page, answer="accept").status_code == 303
    checker = open_.world.staff(Role.COMMITTEE_MEMBER)
    checked = send(checker, f"{open_.desk}nominations/{made}/check/", verdict="fit")
    assert checked.status_code == 303
    states = [n.state for n in queries.nominations_of(open_.id, open_.voters[12].id)]
    assert states == [State.PUT, State.CANDIDATE]


def test_who_declined_what_the_party_organization_never_said_is_nominated_by_voters_and_stands(
    open_: ElectionInTest, staff: FlaskClient
) -> None:
    paper(staff, open_, source="party")
    written = open_.nomination(open_.voters[12].id).id
    _n, nominee = voter(open_.world, open_, 12)
    send(nominee, f"{open_.address}nominations/{written}/answer/", answer="decline")
    numbers = "1 2 3 4 5 6 7 8 9 10"
    assert paper(staff, open_, source="voters", numbers=numbers) == 303
    made = open_.nomination(open_.voters[12].id)
    assert (made.state, made.source) == (State.SUPPORTED, "voters")
    page = f"{open_.address}nominations/{made.id}/answer/"
    assert send(nominee, page, answer="accept").status_code == 303
    states = [n.state for n in queries.nominations_of(open_.id, open_.voters[12].id)]
    assert states == [State.DECLINED, State.ACCEPTED]


def test_who_is_only_written_down_still_runs_the_election(
    open_: ElectionInTest, staff: FlaskClient, party: FlaskClient
) -> None:
    """Or honest clerks would be written down one after the other, until none is left."""
    clerk = db.session.get_one(Person, open_.voters[11].id)
    honest = open_.world.client(open_.world.account(clerk, Role.COMMITTEE_MEMBER))
    paper(staff, open_, name="选民11", source="party")
    made = confirmed(staff, party, open_)
    send(staff, f"{open_.desk}nominations/{made}/answer/", answer="accept")
    page = f"{open_.desk}nominations/{made}/check/"
    assert send(honest, page, verdict="fit").status_code == 303
    written = open_.nomination(open_.voters[11].id).id
    send(party, f"{open_.desk}party/{written}/endorse/")
    assert open_.nomination(open_.voters[11].id).state == State.SUPPORTED
    send(honest, f"{open_.address}nominations/{written}/answer/", answer="accept")
    assert open_.nomination(open_.voters[11].id).state == State.SUPPORTED  # who checked, stands not


def test_the_party_organization_nominates_whom_a_voter_put_up_first(
    open_: ElectionInTest, party: FlaskClient
) -> None:
    """A neighbour who pressed the button first keeps nobody's nomination from being made."""
    _m, rival = voter(open_.world, open_, 0)
    nominate(rival, open_, "选民12")
    typed = {"name": "选民12", "building": open_.world.building.id}
    assert send(party, f"{open_.desk}party/", **typed).status_code == 303
    states = [n.state for n in queries.nominations_of(open_.id, open_.voters[12].id)]
    assert states == [State.COLLECTING, State.SUPPORTED]
    again = send(party, f"{open_.desk}party/", **typed)
    assert again.status_code == 422
    assert "这个人已经有人提名" in again.get_data(as_text=True)


def test_the_party_organization_that_nominates_who_was_written_down_confirms_it(
    open_: ElectionInTest, staff: FlaskClient, party: FlaskClient
) -> None:
    paper(staff, open_, source="party")
    typed = {"name": "选民12", "building": open_.world.building.id}
    assert send(party, f"{open_.desk}party/", **typed).status_code == 303
    (made,) = queries.nominations_of(open_.id, open_.voters[12].id)
    assert (made.state, made.endorsed_by is None) == (State.SUPPORTED, False)


def test_nobody_stands_by_two_nominations(open_: ElectionInTest) -> None:
    made = open_.put(open_.voters[12], accepted=False)
    _m, nominator = voter(open_.world, open_, 0)
    nominate(nominator, open_, "选民12")
    second = open_.nomination(open_.voters[12].id).id
    support(open_, range(1, 10), second)
    _n, nominee = voter(open_.world, open_, 12)
    for one in (made, second):
        send(nominee, f"{open_.address}nominations/{one}/answer/", answer="accept")
    states = [n.state for n in queries.nominations_of(open_.id, open_.voters[12].id)]
    assert states == [State.ACCEPTED, State.SUPPORTED]
    assert "您已经接受了另一份提名" in text(nominee, f"{open_.address}nominations/{second}/")
    db.session.get_one(Nomination, second).state = State.CANDIDATE
    with pytest.raises(IntegrityError, match="nomination"):
        db.session.flush()


def test_a_refusal_holds_for_every_nomination_of_the_same_person(
    open_: ElectionInTest, staff: FlaskClient, party: FlaskClient
) -> None:
    """The way back is the second look, not another nomination."""
    made = confirmed(staff, party, open_)
    _m, nominator = voter(open_.world, open_, 0)
    nominate(nominator, open_, "选民12")
    second = open_.nomination(open_.voters[12].id).id
    support(open_, range(1, 10), second)
    send(staff, f"{open_.desk}nominations/{made}/answer/", answer="accept")
    checker = open_.world.staff(Role.COMMITTEE_MEMBER)
    assert send(checker, f"{open_.desk}nominations/{made}/check/", **UNFIT).status_code == 303
    _n, nominee = voter(open_.world, open_, 12)
    send(nominee, f"{open_.address}nominations/{second}/answer/", answer="accept")
    assert open_.nomination(open_.voters[12].id).state == State.SUPPORTED
    assert "没有通过资格审查" in text(nominee, f"{open_.address}nominations/{second}/")
    assert paper(staff, open_, source="party") == 422
