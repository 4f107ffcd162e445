"""Much of everything that the room keeps, to weigh its pages with."""

from datetime import timedelta

from portal.bodies.models import Seat
from portal.bodies.rules import Kind
from portal.core import clock
from portal.core.db import db, writing
from portal.topics import queries
from portal.topics.consultations import actions as talks
from portal.topics.consultations import queries as consultations
from portal.topics.consultations.actions import By, Plan
from portal.topics.consultations.rules import Form, State
from portal.topics.models import Delegation, Endorsement, Follow, Step, Topic
from portal.topics.rules import Matter, Move, Office
from portal.topics.rules import State as TopicState
from tests.topics import test_demands as demanding
from tests.topics.making import TEXT, bodies, seat
from tests.world import World


def fill(world: World, size: int) -> dict[str, int]:
    """``size`` topics to screen, as many that wait for a body, and as many of everything beside
    one of them; ids by what addresses call them.
    """
    made = bodies()
    people = [world.person().id for _ in range(size)]
    author = world.person().id
    ids = [_topic(author, number, TopicState.COMMITTEE, made) for number in range(size)]
    busy = _topic(author, size, TopicState.ROUTED, made)
    taken = db.session.query(Seat).count()
    for number, person in enumerate(people, taken + 1):
        seat(made[Kind.ASSEMBLY], person, number)
    with writing():
        for number, person in enumerate(people):
            db.session.add(Endorsement(topic_id=busy, person_id=person, at=clock.now()))
            db.session.add(Follow(topic_id=busy, person_id=person))
            db.session.add(_step(busy, author))
            _delegation(number, author)
    merged = [_topic(author, size + 1 + number, TopicState.MERGED, made) for number in range(size)]
    with writing():
        for one in merged:
            queries.locked(one).merged_into_id = busy
    demand = [_demand(one) for one in people][-1]
    talked_over = [_consultation(one, author, size) for one in [*ids, busy]][-1]
    return {"topic": busy, "demand": demand, "consultation": talked_over}


def _topic(author: int, number: int, state: TopicState, made: dict[Kind, int]) -> int:
    """Set down as it stands: nobody could raise so many."""
    now = clock.now()
    with writing():
        topic = Topic(
            year=2020,
            serial=db.session.query(Topic).count() + 1,
            title=f"第{number}件要大家议一议的事",
            text=TEXT,
            search_key=TEXT,
            raised_by=author,
            raised_at=now,
            published_at=now,
            state=state,
            needed=10,
            due_on=clock.today(),
            body_id=made[Kind.ASSEMBLY] if state is TopicState.ROUTED else None,
        )
        db.session.add(topic)
        db.session.flush()
        return topic.id


def _step(topic_id: int, by: int) -> Step:
    return Step(
        topic_id=topic_id,
        move=Move.UNSCHEDULE,
        office=Office.BODY,
        reason="改期",
        by_id=by,
        at=clock.now(),
    )


def _delegation(number: int, by: int) -> None:
    db.session.add(
        Delegation(
            matter=Matter.DELEGATED,
            body_kind=Kind.COUNCIL,
            basis=f"第{number}号决议",
            resolved_on=clock.today(),
            scan="0" * 64,
            scan_media="pdf",
            starts_on=clock.today(),
            entered_by=by,
            entered_at=clock.now(),
        )
    )


def _demand(person_id: int) -> int:
    demand_id = demanding.start(person_id)
    with writing():
        demand = demanding.queries.locked(demand_id)
        demand.entitled, demand.needed, demand.state = 100, 10, "due"
        demand.opened_at = demand.reached_at = clock.now()
        demand.due_on = clock.today()
    return demand_id


def _consultation(topic_id: int, by: int, size: int) -> int:
    """With ``size`` parties."""
    starts = clock.now() + timedelta(days=5)
    with writing():
        topic = queries.locked(topic_id)
        was, topic.state = topic.state, TopicState.ROUTED
        plan = Plan(Form.HEARING, "商量什么", "活动室", starts)
        made = talks.convene(topic_id, plan, by, clock.now())
        number = made.id
        topic.state = was
    for party in range(size):
        with writing():
            version = consultations.locked(number).version
            name = f"第{party}方"
            talks.invite(number, name, "居民", None, By(by, version, clock.now()))
    with writing():
        consultations.locked(number).state = State.NOTICED
    return number
