"""Motions through the browser, scripts off: pages, forms, buttons."""

from flask.testing import FlaskClient

from portal.meetings.motions import queries
from tests.meetings.motions.room import Room
from tests.world import post

TEXT = {
    "title": "给 3 号楼装扶手",
    "text": "由居委会在两个月内给 3 号楼的楼梯装好扶手。",
    "amount_fen": "12000",
    "form": "usual",
    "majority": "half",
    "annuls_id": "",
    "matter": "ordinary",
}


def html(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def newest(room: Room) -> int:
    return max(one.id for one in queries.of_meeting(room.meeting_id))


def send(client: FlaskClient, motion: int, act: str, page: str = "", **more: object) -> int:
    """Presses a button of the motion's page, or of ``page``; the status of the answer."""
    address = f"/motions/{motion}/"
    return post(client, f"{address}{act}/", f"{address}{page}", **more).status_code
