"""What somebody posted, as the moderators' queue has it: registered at import.

The words themselves lie in the rooms; each erases or hands over its own.
"""

from collections.abc import Collection

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select, update

from portal.accounts import mine
from portal.accounts.mine import Done, Leaver, Row, Section, carry_out
from portal.core.db import db
from portal.core.words import moment
from portal.moderation import registry, words
from portal.moderation.models import Decision, Item
from portal.moderation.rules import MODERATORS_MOVES, State


def _posts(person_id: int) -> list[Row]:
    own = select(Item).where(Item.author_id == person_id).order_by(Item.id)
    return [
        {
            _("编号"): str(item.id),
            _("种类"): str(registry.labels()[item.kind]),
            _("提交"): moment(item.submitted_at),
            _("状态"): str(words.STATES[State(item.state)][0]),
            _("审核的话"): item.reason or "—",
        }
        for item in db.session.scalars(own)
    ]


def forget(item_ids: Collection[int]) -> None:
    """Posts that nobody but their author and the moderators ever saw, and whose room has let them
    go, vanish with what was decided on them.
    """
    carry_out(delete(Decision).where(Decision.item_id.in_(item_ids)))
    carry_out(delete(Item).where(Item.id.in_(item_ids)))


def _hand_over(leaver: Leaver) -> Done:
    """What stays has an author without a name; so have the author's own moves."""
    own = Item.author_id == leaver.person_id
    if not db.session.scalar(select(func.count()).select_from(Item).where(own)):
        return Done()
    stand_in = leaver.stand_in
    carry_out(
        update(Decision)
        .where(Decision.by == leaver.person_id, Decision.move.not_in(MODERATORS_MOVES))
        .values(by=stand_in)
    )
    carry_out(update(Item).where(own).values(author_id=stand_in))
    return Done()  # counted by the rooms that have the words


mine.register(
    Section(
        "posts",
        _l("交给审核的内容"),
        _l("先审后发：谁交的、审成怎样，要记得住"),
        _l("公开过的一直保存，没公开的到您注销为止"),
        _posts,
        ("moderated.author_id", "moderation_decision.by"),
        erased=_l("从没公开过的内容的审核记录"),
        kept=_l("公开过的内容的审核记录留着，作者写成“已注销的居民”。"),
        erase=_hand_over,
    )
)
mine.apart(mine.OFFICE, "moderated.decided_by")
