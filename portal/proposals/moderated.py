"""How the moderators' queue reads what is posted about proposals: registered at import."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from portal.core.db import db
from portal.moderation.registry import Kind, Preview, register
from portal.proposals import queries, words
from portal.proposals.actions import reading, talking, writing
from portal.proposals.models import Answer, Authorship, Photo, Point, Proposal, Question, Revision
from portal.proposals.rules import Side, State


def _page(proposal_id: int) -> str:
    """Written out: decisions are made by commands too, where no request gives addresses."""
    return f"/proposals/{proposal_id}/"


def _proposals(ids: Sequence[int]) -> Mapping[int, Preview]:
    """A proposal in the words that wait to be read: the change under way, or its text."""
    wanted = select(Proposal).options(joinedload(Proposal.grid)).where(Proposal.item_id.in_(ids))
    found = list(db.session.scalars(wanted))
    keys = [one.id for one in found]
    authors, waiting = queries.authors(keys), queries.prepared(keys)
    return {
        one.item_id: _withdrawn(one, authors[one.id])
        if one.state == State.WITHDRAWN and one.published_at is not None
        else Preview(
            title=waiting.get(one.id, one).title,
            text=words.whole_text(waiting.get(one.id, one)),
            href=_page(one.id),
            authors=authors[one.id],
            context=_context(one, waiting.get(one.id)),
        )
        for one in found
        if one.item_id is not None
    }


def _withdrawn(proposal: Proposal, authors: frozenset[int]) -> Preview:
    """Its public text was read before: what waits is why its author took it back."""
    return Preview(
        title=_("撤回的原因：%(title)s", title=proposal.title),
        text=f"{proposal.ended_reason}\n\n{words.whole_text(proposal)}",
        href=_page(proposal.id),
        authors=authors,
        context=_("提案人撤回了，第一段是原因。只是原因不合适的，请退回修改：隐藏会隐藏整份提案。"),
    )


def _context(proposal: Proposal, change: Revision | None) -> str:
    if proposal.published_at is None or change is None:
        return ""
    return _("公开后的修改，原因：%(why)s", why=change.why)


def _titles(ids: Sequence[int]) -> dict[int, str]:
    rows = db.session.execute(select(Proposal.id, Proposal.title).where(Proposal.id.in_(ids)))
    return dict(rows.all())


@dataclass(frozen=True)
class Work:
    """A proposal of which others speak: not for those to moderate who wrote it."""

    title: str
    by: frozenset[int]


def _works(ids: Sequence[int]) -> dict[int, Work]:
    """In one question."""
    wrote = and_(Authorship.proposal_id == Proposal.id, Authorship.accepted_at.is_not(None))
    wanted = (
        select(Proposal.id, Proposal.title, Proposal.entered_by, Authorship.person_id)
        .outerjoin(Authorship, wrote)
        .where(Proposal.id.in_(ids))
    )
    found: dict[int, Work] = {}
    for number, title, *people in db.session.execute(wanted):
        before = found[number].by if number in found else frozenset()
        found[number] = Work(title, before | {one for one in people if one is not None})
    return found


def _photos(ids: Sequence[int]) -> Mapping[int, Preview]:
    found = list(db.session.scalars(select(Photo).where(Photo.item_id.in_(ids))))
    keys = [one.proposal_id for one in found]
    titles, authors = _titles(keys), queries.authors(keys)
    return {
        one.item_id: Preview(
            title=_("提案《%(title)s》的照片", title=titles[one.proposal_id]),
            text=one.caption,
            href=_page(one.proposal_id),
            authors=authors[one.proposal_id],
            photo=f"/proposals/photos/{one.id}/full.jpg",
        )
        for one in found
        if one.item_id is not None
    }


def _questions(ids: Sequence[int]) -> Mapping[int, Preview]:
    found = list(db.session.scalars(select(Question).where(Question.item_id.in_(ids))))
    works = _works([one.proposal_id for one in found])
    return {
        one.item_id: Preview(
            title=_("对提案《%(title)s》的提问", title=works[one.proposal_id].title),
            text=one.text,
            href=_page(one.proposal_id),
            authors=works[one.proposal_id].by | {one.by_id},
        )
        for one in found
    }


def _answers(ids: Sequence[int]) -> Mapping[int, Preview]:
    rows = db.session.execute(
        select(Answer, Question)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.item_id.in_(ids))
    )
    found = [(answer, question) for answer, question in rows]
    titles = _titles([question.proposal_id for _answer, question in found])
    return {
        answer.item_id: Preview(
            title=_("提案《%(title)s》提案人的回答", title=titles[question.proposal_id]),
            text=answer.text,
            href=_page(question.proposal_id),
            authors=frozenset({answer.by_id}),
            context=_("问题：%(text)s", text=question.text),
        )
        for answer, question in found
        if answer.item_id is not None
    }


def _points(ids: Sequence[int]) -> Mapping[int, Preview]:
    found = list(db.session.scalars(select(Point).where(Point.item_id.in_(ids))))
    works = _works([one.proposal_id for one in found])
    return {
        one.item_id: Preview(
            title=_("对提案《%(title)s》的看法", title=works[one.proposal_id].title),
            text=one.text,
            href=_page(one.proposal_id),
            authors=works[one.proposal_id].by | {one.by_id},
            context=str(words.SIDES[Side(one.side)]),
        )
        for one in found
    }


register(Kind(writing.KIND, _l("提案"), _proposals, reading.decided, reading.lapsed))
register(Kind(writing.PHOTO, _l("照片"), _photos, talking.nothing_more))
register(Kind(talking.QUESTION, _l("提问"), _questions, talking.question_read))
register(Kind(talking.ANSWER, _l("回答"), _answers, talking.answer_read))
register(Kind(talking.POINT, _l("看法"), _points, talking.nothing_more))
