"""Topics in every state, made as people make them."""

from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from portal.bodies.models import Body, Membership, Seat, Term
from portal.bodies.rules import How, Kind, Post
from portal.core import clock, settings
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.moderation import actions as moderation
from portal.moderation.rules import Move as Reading
from portal.roster.models import Grid, Person
from portal.topics import habits, queries
from portal.topics.actions import raising, screening, supporting
from portal.topics.actions.screening import Act
from portal.topics.models import Delegation, Step, Topic
from portal.topics.rules import Matter, Office
from tests.world import World, post

TITLE, TEXT = "小区要不要封闭管理", "外面的车穿行，孩子不安全。想请大家一起议一议要不要装道闸。"
TYPED = {"title": TITLE, "text": TEXT}
FOUNDED = date(2020, 1, 1)


def body(kind: Kind = Kind.COUNCIL, name: str = "里仁社区议事会") -> int:
    """A body of a kind with a term that runs now; the same one when it is asked for again."""
    found = db.session.scalar(select(Body.id).where(Body.name == name))
    if found is not None:
        return found
    with writing():
        made = Body(kind=kind, name=name, founded_on=FOUNDED)
        db.session.add(made)
        db.session.flush()
        db.session.add(
            Term(body_id=made.id, number=1, starts_on=FOUNDED, ends_on=date(2099, 12, 31))
        )
        return made.id


def bodies() -> dict[Kind, int]:
    """One of each that a topic can go to."""
    names = {
        Kind.RESIDENTS_MEETING: "里仁社区居民会议",
        Kind.ASSEMBLY: "里仁社区居民代表会议",
        Kind.COUNCIL: "里仁社区议事会",
    }
    return {kind: body(kind, name) for kind, name in names.items()}


def seat(body_id: int, person_id: int, number: int, label: str = "", votes: bool = True) -> None:
    """Somebody sits on a body since it was founded; without a label, for a grid."""
    with writing():
        term = db.session.scalars(select(Term).where(Term.body_id == body_id)).one()
        grid = db.session.scalar(select(Grid.id).limit(1)) if votes and not label else None
        place = Seat(term_id=term.id, number=number, label=label, votes=votes, grid_id=grid)
        db.session.add(place)
        db.session.flush()
        db.session.add(
            Membership(
                seat_id=place.id,
                person_id=person_id,
                post=Post.MEMBER,
                how=How.ELECTED,
                starts_on=FOUNDED,
                entered_at=clock.now(),
            )
        )


def delegated(
    matter: Matter, to: Kind, by: int, ends_on: date | None = None, scope: str = ""
) -> int:
    """Handed down before this site was begun; a supervisor has seen the original."""
    seen_by = db.session.scalars(select(Person.id).where(Person.id != by)).first()
    with writing():
        other = None if seen_by else Person(name="监督委员", name_key="监督委员")
        db.session.add_all([other] if other else [])
        db.session.flush()
        made = Delegation(
            matter=matter,
            body_kind=to,
            scope=scope or ("环境、秩序方面的事" if matter is Matter.DELEGATED else ""),
            basis="第三届居民代表会议第一次会议",
            resolved_on=FOUNDED,
            scan="0" * 64,
            scan_media="pdf",
            starts_on=FOUNDED,
            ends_on=ends_on,
            entered_by=by,
            entered_at=clock.now(),
            confirmed_by=other.id if other else seen_by,
            confirmed_at=clock.now(),
        )
        db.session.add(made)
        db.session.flush()
        return made.id


def needing(number: int) -> None:
    """From now on a topic needs so many neighbours."""
    with writing():
        settings.change(habits.NEEDED, number, clock.now())


def submitted(author: int, title: str = TITLE, text: str = TEXT) -> int:
    """A topic that waits for its moderator."""
    with writing():
        return raising.raise_topic(author, title, text, False, clock.now()).id


def read(topic_id: int, moderator: int, move: Reading = Reading.APPROVE, reason: str = "") -> None:
    """The moderator decides on the words that wait."""
    item = get(topic_id).item
    assert item is not None
    item_id, version = item.id, item.version
    with writing():
        moderation.decide(item_id, version, move, reason, moderator, clock.now())


def published(world: World, title: str = TITLE, text: str = TEXT) -> int:
    """A public topic by a new neighbour, read by a new moderator."""
    topic_id = submitted(world.person().id, title, text)
    read(topic_id, world.person().id)
    return topic_id


def endorse(topic_id: int, *people: int) -> None:
    for person_id in people:
        with writing():
            supporting.endorse(queries.locked(topic_id), person_id, clock.now())


def reached(world: World, title: str = TITLE) -> int:
    """Enough neighbours stand behind it: the party organization screens it."""
    topic_id = published(world, title)
    endorse(topic_id, *[world.person().id for _ in range(get(topic_id).needed)])
    return topic_id


def act(topic_id: int, by: int, office: Office, reason: str = "看过了") -> Act:
    topic = get(topic_id)
    made = Act(topic_id, topic.version, by, office, reason, clock.now())
    db.session.rollback()
    return made


def passed(world: World, title: str = TITLE) -> int:
    """The party organization has let it go on: the committee screens it."""
    topic_id = reached(world, title)
    made = act(topic_id, world.person().id, Office.PARTY)
    with writing():
        screening.let_pass(made)
    return topic_id


def routed(
    world: World, matter: Matter = Matter.ORDINARY, contested: bool = False, title: str = TITLE
) -> int:
    """With its body; the bodies are there already."""
    topic_id = passed(world, title)
    made = act(topic_id, world.person().id, Office.COMMITTEE)
    with writing():
        screening.route(made, matter, contested)
    return topic_id


def get(topic_id: int) -> Topic:
    db.session.rollback()
    found = queries.topic(topic_id)
    assert found is not None
    return found


def moves(topic_id: int) -> list[str]:
    """Every step so far."""
    db.session.rollback()
    wanted = select(Step.move).where(Step.topic_id == topic_id).order_by(Step.id)
    return list(db.session.scalars(wanted))


def told(kind: str) -> list[int]:
    """Whom a kind of message has reached, by person, once for each message."""
    db.session.rollback()
    return sorted(db.session.scalars(select(Message.person_id).where(Message.kind == kind)))


def age(topic_id: int, days: int) -> None:
    """As if its step had fallen due so many days ago."""
    with writing():
        queries.locked(topic_id).due_on = clock.today() - timedelta(days=days)


def press(client: FlaskClient, topic_id: int, name: str) -> int:
    """Presses a button on the topic's page; the status of the answer."""
    return post(client, f"/topics/{topic_id}/{name}/", f"/topics/{topic_id}/").status_code


def decide(client: FlaskClient, topic_id: int, name: str, **fields: object) -> int:
    """A decision of screening, on the desk; the status of the answer."""
    page = f"/desk/topics/{topic_id}/"
    data = {"version": get(topic_id).version, "reason": "研究过了", **fields}
    return post(client, f"{page}{name}/", page, **data).status_code
