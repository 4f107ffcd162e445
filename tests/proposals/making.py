"""Rounds that collect proposals, and proposals in every state, made as people make them."""

import io
from datetime import timedelta

from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from portal.budget.actions import preparing
from portal.budget.models import Round
from portal.core import clock
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.moderation import actions as moderation
from portal.moderation.rules import Move
from portal.proposals import queries
from portal.proposals.actions import supporting
from portal.proposals.actions import writing as acts
from portal.proposals.models import Proposal
from tests.budget.conftest import RoundInTest, make_round
from tests.world import Member, World, post

NEED = {
    "title": "楼道加装扶手",
    "need": "电机厂宿舍没有电梯，老人上下楼没有地方扶。",
    "place": "电机厂宿舍 1—7 号楼",
    "grid": "0",
}
DETAILS = {"kind": "works", "beneficiaries": "六十户老人", "estimate_fen": "46000"}
TEXT = {
    "title": NEED["title"],
    "need": NEED["need"],
    "place": NEED["place"],
    "grid_id": None,
    "kind": "works",
    "beneficiaries": "六十户老人",
    "estimate_fen": 4_600_000,
    "estimate_note": "",
}


def collecting_round(world: World, needed: int = 3, **settings: object) -> RoundInTest:
    """Announced yesterday, collecting for ten days more."""
    now = clock.now()
    times = {
        "proposing_from": now - timedelta(days=1),
        "screening_from": now + timedelta(days=10),
        "voting_from": now + timedelta(days=20),
        "voting_until": now + timedelta(days=30),
    }
    made = make_round(world, endorsements_needed=needed, **{**times, **settings})
    with writing():
        preparing.announce(made.row, None, now)
    return made


def stop_collecting(made: RoundInTest) -> None:
    """As if the days of collecting were over."""
    with writing():
        made.row.screening_from = clock.now() - timedelta(minutes=1)
        made.row.proposing_from = clock.now() - timedelta(days=9)


def submitted(made: RoundInTest, author: int, **text: object) -> int:
    """A proposal that waits for its moderator."""
    with writing():
        one = acts.begin(made.row, author, {**TEXT, **text}, clock.now())
        acts.submit(one, author, True, clock.now())
        return one.id


def read(proposal_id: int, moderator: int, move: Move = Move.APPROVE, reason: str = "") -> None:
    """The moderator decides on the words that wait."""
    item = get(proposal_id).item
    assert item is not None
    version, item_id = item.version, item.id
    with writing():
        moderation.decide(item_id, version, move, reason, moderator, clock.now())


def published(made: RoundInTest, world: World, **text: object) -> int:
    """A public proposal by a new neighbour, read by a new moderator."""
    proposal_id = submitted(made, world.person().id, **text)
    read(proposal_id, world.person().id)
    return proposal_id


def endorse(proposal_id: int, *people: int) -> None:
    for person_id in people:
        with writing():
            supporting.endorse(queries.locked(proposal_id), person_id, clock.now())


def screened(made: RoundInTest, world: World, **text: object) -> int:
    """A proposal that enough neighbours have endorsed."""
    proposal_id = published(made, world, **text)
    endorse(proposal_id, *[world.person().id for _ in range(made.row.endorsements_needed)])
    return proposal_id


def get(proposal_id: int) -> Proposal:
    db.session.rollback()
    found = queries.proposal(proposal_id)
    assert found is not None
    return found


def told(kind: str) -> list[int]:
    """Whom a kind of message has reached, by person, once for each message."""
    db.session.rollback()
    wanted = select(Message.person_id).where(Message.kind == kind)
    return sorted(db.session.scalars(wanted))


def round_of(proposal_id: int) -> Round:
    return get(proposal_id).round


# ---- Through the browser


def propose(client: FlaskClient, **changes: str) -> int:
    """The three pages, as a phone sends them; the proposal's id."""
    begun = post(client, "/proposals/new/", **{**NEED, **changes})
    assert begun.status_code == 303, begun.get_data(as_text=True)
    details = post(client, begun.location, **{**DETAILS, **changes})
    assert details.status_code == 303, details.get_data(as_text=True)
    sent = post(client, details.location, signs="y")
    assert sent.status_code == 303, sent.get_data(as_text=True)
    return int(sent.location.split("/")[2])


def act(client: FlaskClient, proposal_id: int, name: str) -> int:
    """Presses a button on the proposal's page; the status of the answer."""
    return post(
        client, f"/proposals/{proposal_id}/{name}/", f"/proposals/{proposal_id}/"
    ).status_code


def neighbours(world: World, count: int) -> list[Member]:
    return [world.account() for _ in range(count)]


def photo(width: int = 640, height: int = 480) -> io.BytesIO:
    """A picture as a telephone would send it."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (40, 120, 80)).save(out, "JPEG")
    out.seek(0)
    return out
