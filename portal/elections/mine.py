"""What elections hold about one person: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import joinedload

from portal.accounts import mine
from portal.accounts.mine import Done, Leaver, Row, Section, carry_out
from portal.core.db import db
from portal.core.words import moment
from portal.elections import words
from portal.elections.models import (
    Election,
    ElectionVoter,
    Nomination,
    NominationSupport,
    RollObjection,
)
from portal.elections.nominating import State
from portal.elections.rules import Complaint
from portal.moderation.mine import forget
from portal.roster.nameless import NAME


def _rolls(person_id: int) -> list[Row]:
    own = (
        select(ElectionVoter, Election.title)
        .join(Election, Election.id == ElectionVoter.election_id)
        .where(ElectionVoter.person_id == person_id)
        .order_by(ElectionVoter.id)
    )
    return [
        {
            _("选举"): title,
            _("序号"): str(one.number),
            _("姓名"): one.name,
            _("楼栋"): one.building or "—",
            _("状态"): _("已移出") if one.struck_at else _("在名单上"),
        }
        for one, title in db.session.execute(own)
    ]


def _leave_rolls(leaver: Leaver) -> Done:
    """The row stays, or the figures of the election would not; whose it was does not."""
    own = ElectionVoter.person_id == leaver.person_id
    if db.session.scalar(select(ElectionVoter.id).where(own).limit(1)) is None:
        return Done()
    nobody = {"person_id": leaver.stand_in, "name": NAME, "household_id": None}
    return Done(kept=carry_out(update(ElectionVoter).where(own).values(**nobody)))


def _objections(person_id: int) -> list[Row]:
    own = select(RollObjection).options(joinedload(RollObjection.election))
    found = db.session.scalars(own.where(RollObjection.person_id == person_id))
    return [
        {
            _("选举"): one.election.title,
            _("第几号"): str(one.number),
            _("提出"): moment(one.made_at),
            _("种类"): str(words.COMPLAINTS[Complaint(one.kind)]),
            _("内容"): one.text,
            _("答复"): one.reason or "—",
        }
        for one in found
    ]


def _hand_over_objections(leaver: Leaver) -> Done:
    own = RollObjection.person_id == leaver.person_id
    if db.session.scalar(select(RollObjection.id).where(own).limit(1)) is None:
        return Done()
    nobody = update(RollObjection).where(own).values(person_id=leaver.stand_in)
    return Done(kept=carry_out(nobody))


def _nominations(person_id: int) -> list[Row]:
    concerned = or_(Nomination.nominee_id == person_id, Nomination.nominator_id == person_id)
    whole = joinedload(Nomination.election), joinedload(Nomination.nominee)
    found = db.session.scalars(select(Nomination).options(*whole).where(concerned))
    return [
        {
            _("选举"): one.election.title,
            _("您是"): _("被提名人") if one.nominee_id == person_id else _("提名人"),
            _("时间"): moment(one.made_at),
            _("状态"): str(words.STATES[State(one.state)]),
            _("您写的话"): (one.statement or "—") if one.nominee_id == person_id else "—",
        }
        for one in found
    ]


def _hand_over_nominations(leaver: Leaver) -> Done:
    """Who stood for the committee is history; a nomination that nobody heard of loses its words."""
    me = leaver.person_id
    concerned = or_(Nomination.nominee_id == me, Nomination.nominator_id == me)
    found = list(db.session.scalars(select(Nomination).where(concerned)))
    if not found:
        return Done()
    silent = [n for n in found if n.nominee_id == me and n.state != State.CANDIDATE]
    items = [n.item_id for n in silent if n.item_id is not None]
    for one in silent:
        one.statement, one.item_id = "", None
        if one.state in (State.COLLECTING, State.PUT, State.SUPPORTED, State.ACCEPTED):
            one.state = State.WITHDRAWN
            one.version += 1
    for one in found:
        one.nominee_id = leaver.stand_in if one.nominee_id == me else one.nominee_id
        one.nominator_id = leaver.stand_in if one.nominator_id == me else one.nominator_id
    db.session.flush()
    forget(items)
    return Done(erased=len(items), kept=len(found))


def _supports(person_id: int) -> list[Row]:
    own = (
        select(Election.title, NominationSupport.at)
        .join(Nomination, Nomination.id == NominationSupport.nomination_id)
        .join(Election, Election.id == Nomination.election_id)
        .where(NominationSupport.person_id == person_id)
        .order_by(NominationSupport.at)
    )
    return [{_("选举"): title, _("时间"): moment(at)} for title, at in db.session.execute(own)]


def _take_back_supports(leaver: Leaver) -> Done:
    """Where supporters are gathered, it is taken back; else the number stays and the name goes."""
    own = NominationSupport.person_id == leaver.person_id
    if db.session.scalar(select(NominationSupport.at).where(own).limit(1)) is None:
        return Done()
    gathering = select(Nomination.id).where(Nomination.state == State.COLLECTING.value)
    gone = delete(NominationSupport).where(own, NominationSupport.nomination_id.in_(gathering))
    erased = carry_out(gone.execution_options(synchronize_session=False))
    kept = update(NominationSupport).where(own).values(person_id=leaver.stand_in)
    return Done(erased=erased, kept=carry_out(kept))


_WITH = _l("和选举的记录一起保存")

for _section in (
    Section(
        "election_rolls",
        _l("居委会选举的选民名单"),
        _l("名单要公布，有错可以申诉"),
        _WITH,
        _rolls,
        ("election_voter.person_id",),
        kept=_l("名单的人数不变，您的姓名去掉。"),
        erase=_leave_rolls,
    ),
    Section(
        "roll_objections",
        _l("对选民名单的申诉"),
        _l("每条申诉都要在 3 天内答复"),
        _WITH,
        _objections,
        ("roll_objection.person_id",),
        kept=_l("申诉和答复留着，署名改成“已注销的居民”。"),
        erase=_hand_over_objections,
    ),
    Section(
        "nominations",
        _l("居委会选举的提名"),
        _l("提名要有人负责，被提名人要本人同意"),
        _WITH,
        _nominations,
        ("nomination.nominee_id", "nomination.nominator_id"),
        erased=_l("没有成为候选人的，您写的话"),
        kept=_l("提名的记录留着，姓名改成“已注销的居民”。"),
        erase=_hand_over_nominations,
    ),
    Section(
        "nomination_supports",
        _l("提名联名"),
        _l("数一数多少选民联名，一人只算一次"),
        _WITH,
        _supports,
        ("nomination_support.person_id",),
        erased=_l("还在联名的提名，您的联名收回"),
        kept=_l("已经够数的提名，联名的人数不变，名字去掉。"),
        erase=_take_back_supports,
    ),
):
    mine.register(_section)
mine.apart(
    mine.OFFICE,
    "election.drafted_by",
    "election.certified_by",
    "election_seating.seated_by",
    "nomination.entered_by",
    "nomination.checked_by",
    "nomination.answered_by",
    "nomination.endorsed_by",
    "nomination.refused_by",
    "election_voter.struck_by",
    "election_officer.person_id",
    "roll_objection.ruled_by",
    "election_count.entered_by",
)
