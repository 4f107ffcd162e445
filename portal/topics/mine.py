"""The topics that one person raised, stands behind and follows: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts import mine
from portal.accounts.mine import Row, Section
from portal.core.db import db
from portal.core.words import moment
from portal.topics import erasing, queries, words
from portal.topics.models import Endorsement, Follow, Topic
from portal.topics.rules import State


def _topics(person_id: int) -> list[Row]:
    return [
        {
            _("议题"): one.title,
            _("提出"): moment(one.raised_at),
            _("状态"): _state(one),
            _("内容"): one.text,
        }
        for one in queries.mine(person_id)
    ]


def _state(of: Topic) -> str:
    return _("已被隐藏") if queries.hidden(of) else str(words.STATES[State(of.state)])


def _endorsements(person_id: int) -> list[Row]:
    own = select(Topic.title, Endorsement.at).join(Topic, Topic.id == Endorsement.topic_id)
    rows = db.session.execute(own.where(Endorsement.person_id == person_id).order_by(Topic.id))
    return [{_("议题"): title, _("时间"): moment(at)} for title, at in rows]


def _follows(person_id: int) -> list[Row]:
    own = select(Topic.title).join(Follow, Follow.topic_id == Topic.id)
    found = db.session.scalars(own.where(Follow.person_id == person_id).order_by(Topic.id))
    return [{_("议题"): title} for title in found]


mine.register(
    Section(
        "topics",
        _l("议题"),
        _l("让邻居看到、附议，让会议来议"),
        _l("公开过的一直保存，没公开的到您注销为止"),
        _topics,
        ("topic.raised_by",),
        erased=_l("没公开过的议题；没人附议的会撤回"),
        kept=_l("公开过、有人附议的议题留着，署名改成“已注销的居民”。"),
        erase=erasing.topics,
    )
)
mine.register(
    Section(
        "topic_endorsements",
        _l("附议"),
        _l("数一数多少邻居支持，一人只算一次"),
        _l("一直保存"),
        _endorsements,
        ("topic_endorsement.person_id",),
        erased=_l("还在办的议题，您的附议收回"),
        kept=_l("已经有结果的议题，附议的人数不变，名字去掉。"),
        erase=erasing.endorsements,
    )
)
mine.register(
    Section(
        "topic_follows",
        _l("关注的议题"),
        _l("有进展就告诉您"),
        _l("到您不再关注为止"),
        _follows,
        ("topic_follow.person_id",),
        erased=_l("全部关注"),
        erase=erasing.follows,
    )
)
mine.apart(mine.OFFICE, "topic_step.by_id", "delegation.entered_by", "delegation.confirmed_by")
