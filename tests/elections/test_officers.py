"""Who decided something in an election stands for nothing in it."""

import pytest
from flask.testing import FlaskClient

from portal.core.access import Role
from portal.core.db import db, writing
from portal.elections import queries, runners
from portal.elections.nominating import State
from portal.moderation import queries as moderation
from portal.roster.models import Person
from tests.elections.conftest import ElectionInTest, send, text, voter
from tests.elections.nominating import UNFIT, accepted, confirmed, nominate, paper


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


WORDS = "/desk/moderation/"


@pytest.mark.parametrize("move", ["approve", "ask", "hide"])
def test_who_decided_what_a_rival_may_say_is_not_nominated_afterwards(
    open_: ElectionInTest, staff: FlaskClient, party: FlaskClient, move: str
) -> None:
    clerk = db.session.get_one(Person, open_.voters[11].id)
    reader = open_.world.client(open_.world.account(clerk, Role.COMMITTEE_MEMBER))
    accepted(open_, "为大家修电梯")
    item = moderation.waiting(["election.statement"], 1, 5).items[0].id
    assert "谁来决定，谁在这次选举里就不能再被提名" in text(reader, f"{WORDS}{item}/")
    decided = send(reader, f"{WORDS}{item}/", version=1, move=move, reason="不好", wish="短一点")
    assert decided.status_code == 303
    _m, neighbour = voter(open_.world, open_, 0)
    typed = {"name": "选民11", "building": open_.world.building.id}
    ways = ((neighbour, f"{open_.address}nominate/"), (party, f"{open_.desk}party/"))
    for client, address in ways:
        answer = send(client, address, **typed)
        assert answer.status_code == 422
        assert "审核过被提名人的话" in answer.get_data(as_text=True)
    assert paper(staff, open_, name="选民11", source="party") == 422


def test_who_brought_back_a_rivals_hidden_words_is_not_nominated_either(
    open_: ElectionInTest,
) -> None:
    clerk = db.session.get_one(Person, open_.voters[11].id)
    reader = open_.world.client(open_.world.account(clerk, Role.COMMITTEE_MEMBER))
    accepted(open_, "为大家修电梯")
    item = moderation.waiting(["election.statement"], 1, 5).items[0].id
    other = open_.world.staff(Role.COMMITTEE_MEMBER)
    send(other, f"{WORDS}{item}/", version=1, move="hide", reason="不好")
    back = send(reader, f"{WORDS}{item}/", version=2, move="approve", reason="没有不好")
    assert back.status_code == 303
    _m, neighbour = voter(open_.world, open_, 0)
    assert nominate(neighbour, open_, "选民11") == 422


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
