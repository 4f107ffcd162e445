"""What somebody wrote, asked, argued and stood behind: registered at import."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts import mine
from portal.accounts.mine import Row, Section
from portal.core.db import db
from portal.core.words import moment
from portal.moderation.models import Item
from portal.moderation.words import STATES as READING
from portal.proposals import erasing, queries, words
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
)
from portal.proposals.rules import Side, State


def _proposals(person_id: int) -> list[Row]:
    """Of one that somebody was only invited to write, no more than that it is there."""
    own = select(Authorship).where(Authorship.person_id == person_id)
    parts = {one.proposal_id: one for one in db.session.scalars(own)}
    return [_proposal(one, parts.get(one.id)) for one in queries.mine(person_id)]


def _proposal(proposal: Proposal, part: Authorship | None) -> Row:
    if part is None or part.accepted_at is None:
        return {_("提案"): proposal.title, _("您是"): _("受邀，还没有答应")}
    first = part.person_id == proposal.author_id
    return {
        _("提案"): proposal.title,
        _("第几号"): str(proposal.number or "—"),
        _("您是"): _("提案人") if first else _("共同提案人"),
        _("署名"): _("写全名") if part.signs else _("只写姓"),
        _("状态"): str(words.STATES[State(proposal.state)]),
        _("内容"): words.whole_text(proposal),
        _("开始写"): moment(proposal.created_at),
        _("公开"): moment(proposal.published_at) or _("没有公开"),
        _("撤回的原因"): proposal.ended_reason or "—",
    }


def _versions(person_id: int) -> list[Row]:
    own = select(Revision).where(Revision.by_id == person_id).order_by(Revision.id)
    return [
        {
            _("提案"): one.title,
            _("第几稿"): str(one.number),
            _("时间"): moment(one.at),
            _("为什么改"): one.why or "—",
            _("内容"): words.whole_text(one),
            _("公开"): moment(one.public_at) or _("没有公开"),
        }
        for one in db.session.scalars(own)
    ]


def _photos(person_id: int) -> list[Row]:
    own = select(Photo).options(joinedload(Photo.item)).where(Photo.by_id == person_id)
    return [
        {
            _("提案编号"): str(one.proposal_id),
            _("说明"): one.caption or "—",
            _("时间"): moment(one.added_at),
            _("状态"): _read(one.item),
            _("照片"): f"/proposals/photos/{one.id}/full.jpg",
        }
        for one in db.session.scalars(own.order_by(Photo.id))
    ]


def _read(item: Item | None) -> str:
    return str(READING[item.state][0]) if item else "—"  # type: ignore[index]


def _endorsements(person_id: int) -> list[Row]:
    own = (
        select(Endorsement, Proposal)
        .join(Proposal, Proposal.id == Endorsement.proposal_id)
        .options(joinedload(Proposal.item))
        .where(Endorsement.person_id == person_id)
        .order_by(Endorsement.at)
    )
    return [
        {_("提案"): _title(proposal), _("时间"): moment(one.at)}
        for one, proposal in db.session.execute(own)
    ]


def _follows(person_id: int) -> list[Row]:
    own = (
        select(Proposal)
        .join(Follow, Follow.proposal_id == Proposal.id)
        .options(joinedload(Proposal.item))
        .where(Follow.person_id == person_id)
        .order_by(Proposal.id)
    )
    return [{_("提案"): _title(one)} for one in db.session.scalars(own)]


def _title(proposal: Proposal) -> str:
    if queries.hidden(proposal):
        return _("编号 %(n)s，已隐藏", n=proposal.id)
    return _("%(n)s 号《%(title)s》", n=proposal.number or "—", title=proposal.title)


def _questions(person_id: int) -> list[Row]:
    return [_said(one) for one in _own(Question, person_id)]


def _answers(person_id: int) -> list[Row]:
    return [
        {
            **_said(one),
            _("以谁的名义"): _("居委会") if one.by_committee else _("提案人"),
        }
        for one in _own(Answer, person_id)
    ]


def _points(person_id: int) -> list[Row]:
    return [
        {**_said(one), _("哪一边"): str(words.SIDES[Side(one.side)])}
        for one in _own(Point, person_id)
    ]


def _own(model: Any, person_id: int) -> Sequence[Any]:
    wanted = select(model).options(joinedload(model.item)).where(model.by_id == person_id)
    return db.session.scalars(wanted.order_by(model.id)).all()


def _said(one: Question | Answer | Point) -> Row:
    return {_("内容"): one.text, _("时间"): moment(one.at), _("状态"): _read(one.item)}


_STAYS = _l("公开过的一直保存，没公开的到您注销为止")

_SECTIONS = (
    Section(
        "proposals",
        _l("提案和草稿"),
        _l("让邻居看到、联名，让居委会筛选"),
        _STAYS,
        _proposals,
        ("proposal.author_id", "proposal_author.person_id"),
        erased=_l("没公开过的草稿，连同照片；有共同提案人的，由他们接着写。没人联名的提案会撤回"),
        kept=_l(
            "公开过、有人支持的提案留着，提案人写成“已注销的居民”；有共同提案人的，由他们接着办：邻居在它上面签过名。"
        ),
        erase=erasing.proposals,
    ),
    Section(
        "versions",
        _l("提案的每一稿"),
        _l("公开的文字改过什么，大家查得到"),
        _STAYS,
        _versions,
        ("proposal_revision.by_id",),
        erased=_l("还没公开的修改稿"),
        kept=_l("公开过的每一稿都留着，不写姓名。"),
    ),
    Section(
        "photos",
        _l("照片"),
        _l("让人看清说的是哪里"),
        _STAYS,
        _photos,
        ("proposal_photo.by_id",),
        erased=_l("没公开过的照片，文件一起删掉"),
        kept=_l("公开过的照片和提案一起留着，不写姓名。"),
        erase=erasing.photos,
    ),
    Section(
        "endorsements",
        _l("联名"),
        _l("数一数多少邻居支持，一人只算一次"),
        _STAYS,
        _endorsements,
        ("proposal_endorsement.person_id",),
        erased=_l("还在办的提案，您的联名收回"),
        kept=_l("已经有结论的提案，联名的人数不变，名字去掉。"),
        erase=erasing.endorsements,
    ),
    Section(
        "follows",
        _l("关注"),
        _l("有进展就告诉您"),
        _l("到您不再关注为止"),
        _follows,
        ("proposal_follow.person_id",),
        erased=_l("全部关注"),
        erase=erasing.follows,
    ),
    Section(
        "questions",
        _l("提问"),
        _l("问的和答的放在一起，大家看得到"),
        _STAYS,
        _questions,
        ("proposal_question.by_id",),
        erased=_l("还没公开的提问、回答和看法"),
        kept=_l("公开过的提问、回答和看法留着，本来就不写姓名。"),
        erase=erasing.words,
    ),
    Section(
        "answers",
        _l("回答"),
        _l("问的和答的放在一起，大家看得到"),
        _STAYS,
        _answers,
        ("proposal_answer.by_id",),
    ),
    Section(
        "points",
        _l("看法"),
        _l("赞成的理由、担心的地方，都摆出来"),
        _STAYS,
        _points,
        ("proposal_point.by_id",),
    ),
)
for _section in _SECTIONS:
    mine.register(_section)
mine.apart(mine.OFFICE, "proposal.entered_by", "screening_step.by_id")
mine.apart(mine.OFFICE, "wish_form.entered_by", "wish_form.withdrawn_by")
