"""What becomes of somebody's topics when they have their data erased (PIPL 47): what nobody has
read goes for good, what was public stays under nobody's name.
"""

from sqlalchemy import delete, select, update

from portal.accounts.mine import Done, Leaver, carry_out
from portal.core.db import db
from portal.moderation.mine import forget
from portal.topics import queries, rules
from portal.topics.actions.raising import withdraw
from portal.topics.models import Endorsement, Follow, Step, Topic
from portal.topics.rules import State

WHY_WITHDRAWN = "提出人注销了账号"  # kept with the topic, whatever the reader's language


def topics(leaver: Leaver) -> Done:
    """A public one lives on without a name as long as a neighbour stands behind it."""
    own = select(Topic.id).where(Topic.raised_by == leaver.person_id).order_by(Topic.id)
    done = Done()
    for topic_id in db.session.scalars(own).all():
        topic = queries.locked(topic_id)
        if topic.published_at is None:
            _vanish(topic)
            done.erased += 1
        else:
            _unname(topic, leaver)
            done.kept += 1
    db.session.expire_all()
    return done


def _vanish(topic: Topic) -> None:
    topic_id, item_id = topic.id, topic.item_id
    for table in (Step, Endorsement, Follow):
        carry_out(delete(table).where(table.topic_id == topic_id))
    carry_out(delete(Topic).where(Topic.id == topic_id))
    forget([item_id] if item_id else [])


def _unname(topic: Topic, leaver: Leaver) -> None:
    stand_in = leaver.stand_in
    topic.raised_by, topic.signs = stand_in, True
    topic.version += 1
    own = Step.topic_id == topic.id, Step.by_id == leaver.person_id
    carry_out(update(Step).where(*own).values(by_id=stand_in))
    db.session.flush()
    if topic.state == State.COLLECTING and not queries.support_of(topic.id):
        withdraw(topic, stand_in, WHY_WITHDRAWN, leaver.now, own_words=False)


def endorsements(leaver: Leaver) -> Done:
    """Taken back while the topic is open; a count that something came of stays, under no name."""
    open_ = select(Topic.id).where(Topic.state.in_(rules.OPEN))
    mine = Endorsement.person_id == leaver.person_id
    gone = carry_out(delete(Endorsement).where(mine, Endorsement.topic_id.in_(open_)))
    if db.session.scalar(select(Endorsement.topic_id).where(mine).limit(1)) is None:
        return Done(gone)
    kept = carry_out(update(Endorsement).where(mine).values(person_id=leaver.stand_in))
    return Done(gone, kept)


def follows(leaver: Leaver) -> Done:
    return Done(carry_out(delete(Follow).where(Follow.person_id == leaver.person_id)))
