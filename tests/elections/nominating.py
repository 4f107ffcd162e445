"""Steps of a nomination, as those concerned take them."""

from flask.testing import FlaskClient

from portal.core import outbox
from portal.core.db import db
from tests.elections.conftest import ElectionInTest, send, voter

UNFIT = {"verdict": "unfit", "reason": "在居务监督委员会任职"}


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


def accepted(made: ElectionInTest, statement: str = "") -> list[int]:
    """The last voter, nominated by ten and willing."""
    _m, nominator = voter(made.world, made, 0)
    nominate(nominator, made, "选民12")
    found = made.nomination(made.voters[12].id)
    support(made, range(1, 10), found.id)
    _n, nominee = voter(made.world, made, 12)
    page = f"{made.address}nominations/{found.id}/answer/"
    assert send(nominee, page, answer="accept", statement=statement).status_code == 303
    return [found.id]


def paper(client: FlaskClient, made: ElectionInTest, **typed: object) -> int:
    base = {"name": "选民12", "building": made.world.building.id}
    answer = send(client, f"{made.desk}nominations/new/", **{**base, **typed})
    return answer.status_code


def confirmed(staff: FlaskClient, party: FlaskClient, made: ElectionInTest) -> int:
    """The last voter, written down at the desk and confirmed by the party organization."""
    assert paper(staff, made, source="party") == 303
    found = made.nomination(made.voters[12].id).id
    assert send(party, f"{made.desk}party/{found}/endorse/").status_code == 303
    return found
