"""What becomes of somebody's proposals and words when they have their data erased (PIPL 47).

What nobody but its author has seen goes for good. What was public stays, and stands under nobody's
name: neighbours have endorsed it, answered it, voted on it.
"""

from sqlalchemy import ColumnElement, and_, delete, exists, select, update
from sqlalchemy.orm import InstrumentedAttribute

from portal.accounts.mine import Done, Leaver, carry_out
from portal.core import outbox
from portal.core.db import db
from portal.core.outbox import Message
from portal.moderation.mine import forget
from portal.moderation.models import Item
from portal.proposals import kinds, queries, rules
from portal.proposals.actions.discarding import pictures, unused, vanish
from portal.proposals.actions.writing import withdraw
from portal.proposals.models import (
    Answer,
    Authorship,
    Endorsement,
    Follow,
    Photo,
    Point,
    Proposal,
    Question,
    Revision,
    Wish,
    WishForm,
)
from portal.proposals.rules import State
from portal.proposals.talk import SHOWN
from portal.roster import nameless
from portal.roster.models import Person

WHY_WITHDRAWN = "提案人注销了账号"  # kept with the proposal, whatever the reader's language

# ---- Proposals ----


def proposals(leaver: Leaver) -> Done:
    """Whoever wrote it together goes on with it; else a draft vanishes, and a public one lives on
    without a name as long as anybody stands behind it.
    """
    _leave_others(leaver)
    own = select(Proposal.id).where(Proposal.author_id == leaver.person_id).order_by(Proposal.id)
    done = Done()
    for proposal_id in db.session.scalars(own).all():
        _let_go(queries.locked(proposal_id), leaver, done)
    written = Revision.by_id == leaver.person_id
    if db.session.scalar(select(Revision.id).where(written).limit(1)):
        carry_out(update(Revision).where(written).values(by_id=leaver.stand_in))
    db.session.expire_all()
    return done


def _leave_others(leaver: Leaver) -> None:
    """What others wrote first lives on without the one signature."""
    others = select(Proposal.id).where(Proposal.author_id != leaver.person_id)
    beside = Authorship.person_id == leaver.person_id, Authorship.proposal_id.in_(others)
    carry_out(delete(Authorship).where(*beside))
    its = Message.payload["person"].as_integer() == leaver.person_id
    joined = select(Message).where(Message.kind == kinds.TOLD_JOINED, its)
    for message in db.session.scalars(joined):
        message.payload = {**message.payload, "name": nameless.NAME}
    db.session.flush()


def _let_go(proposal: Proposal, leaver: Leaver, done: Done) -> None:
    heir = _heir(proposal)
    if heir is not None:
        _pass_on(proposal, heir, leaver)
        done.kept += 1
    elif proposal.published_at is None:
        done.pictures |= vanish(proposal)
        done.erased += 1
    else:
        _unname(proposal, leaver)
        done.kept += 1


def _heir(proposal: Proposal) -> Authorship | None:
    """The first of those who have agreed to stand beside the author."""
    beside = queries.authorships(proposal.id)
    agreed = (one for one in beside if one.accepted_at and one.person_id != proposal.author_id)
    return next(agreed, None)


def _pass_on(proposal: Proposal, heir: Authorship, leaver: Leaver) -> None:
    own = Authorship.proposal_id == proposal.id, Authorship.person_id == leaver.person_id
    proposal.author_id, proposal.signs = heir.person_id, heir.signs
    proposal.version += 1
    db.session.flush()
    carry_out(delete(Authorship).where(*own))
    told = {"proposal": proposal.id, "title": proposal.title}
    outbox.tell([heir.person_id], kinds.TOLD_HEIR, leaver.now, **told)


def _unname(proposal: Proposal, leaver: Leaver) -> None:
    """What was prepared and never read by anybody goes; without any support it is withdrawn."""
    stand_in, own = leaver.stand_in, Authorship.proposal_id == proposal.id
    proposal.author_id, proposal.signs = stand_in, True
    proposal.version += 1
    db.session.flush()
    mine = update(Authorship).where(own, Authorship.person_id == leaver.person_id)
    carry_out(mine.values(person_id=stand_in, signs=True))
    unread = Revision.proposal_id == proposal.id, Revision.public_at.is_(None)
    carry_out(delete(Revision).where(*unread))
    if proposal.state == State.COLLECTING and not queries.support_of(proposal.id):
        withdraw(proposal, stand_in, WHY_WITHDRAWN, leaver.now, own_words=False)


# ---- Photos ----


def photos(leaver: Leaver) -> Done:
    """Those that a moderator has let through stay beside their proposals."""
    own = select(Photo).outerjoin(Photo.item).where(Photo.by_id == leaver.person_id)
    unread = list(db.session.scalars(own.where(Item.id.is_(None) | Item.state.not_in(SHOWN))))
    ids, items = [one.id for one in unread], [one.item_id for one in unread if one.item_id]
    digests = pictures(unread)
    carry_out(delete(Photo).where(Photo.id.in_(ids)))
    forget(items)
    kept = _unname_all(Photo.by_id, leaver)
    return Done(len(ids), kept, unused(digests))


# ---- Standing behind, asking, arguing ----


def endorsements(leaver: Leaver) -> Done:
    """Taken back while the proposal is open. A count that something was decided on stays, under
    no name; where the household's paper form wishes for the same, that stands in its place.
    """
    open_ = select(Proposal.id).where(Proposal.state.in_(rules.OPEN))
    mine = Endorsement.person_id == leaver.person_id
    on_paper = and_(mine, _wished_at_home(leaver.person_id))
    gone = carry_out(delete(Endorsement).where(mine, Endorsement.proposal_id.in_(open_)))
    gone += carry_out(delete(Endorsement).where(on_paper))
    return Done(gone, _unname_all(Endorsement.person_id, leaver))


def _wished_at_home(person_id: int) -> ColumnElement[bool]:
    return exists().where(
        Wish.proposal_id == Endorsement.proposal_id,
        WishForm.id == Wish.form_id,
        Person.id == person_id,
        WishForm.household_id == Person.household_id,
        WishForm.withdrawn_at.is_(None),
    )


def follows(leaver: Leaver) -> Done:
    return Done(carry_out(delete(Follow).where(Follow.person_id == leaver.person_id)))


def words(leaver: Leaver) -> Done:
    """Questions, answers and points: what nobody has read goes, the rest loses its name. What was
    said in the committee's name is the committee's.
    """
    total = Done()
    for model in (Question, Answer, Point):
        total.erased += _erase_unread(model, leaver.person_id)
        own = model.by_id == leaver.person_id
        personal = Answer.by_committee.is_(False) if model is Answer else own
        total.kept += _unname_all(model.by_id, leaver, personal)
    return total


def _erase_unread(model: type[Question | Answer | Point], person_id: int) -> int:
    own = select(model.id, model.item_id).join(Item, Item.id == model.item_id)
    unread = own.where(model.by_id == person_id, Item.state.not_in(SHOWN))
    found = db.session.execute(unread).all()
    carry_out(delete(model).where(model.id.in_([one for one, _item in found])))
    forget([item for _one, item in found if item is not None])
    return len(found)


def _unname_all(
    column: InstrumentedAttribute[int], leaver: Leaver, *which: ColumnElement[bool]
) -> int:
    """Hands over to the entry without a name whatever this column still says of the leaver."""
    own = column == leaver.person_id, *which
    if db.session.execute(select(column).where(*own).limit(1)).first() is None:
        return 0
    return carry_out(update(column.class_).where(*own).values({column.key: leaver.stand_in}))
