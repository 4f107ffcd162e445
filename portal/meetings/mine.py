"""What one person took part in: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, or_, select, update

from portal.accounts import mine
from portal.accounts.mine import Done, Leaver, Row, Section, carry_out
from portal.core.db import db
from portal.core.words import moment
from portal.meetings.models import AgendaItem, Attendance, Meeting, Paper, PaperRead, Proxy


def _attended(person_id: int) -> list[Row]:
    own = select(Attendance, Meeting).join(Meeting, Meeting.id == Attendance.meeting_id)
    wanted = own.where(Attendance.person_id == person_id).order_by(Meeting.starts_at)
    return [
        {
            _("会议"): meeting.title,
            _("开会时间"): moment(meeting.starts_at),
            _("您是"): _("有表决权") if one.votes else _("列席"),
            _("签到"): moment(one.arrived_at) or "—",
            _("离开"): moment(one.left_at) or "—",
            _("请假原因"): one.excused or "—",
        }
        for one, meeting in db.session.execute(wanted)
    ]


def _forget_excuses(leaver: Leaver) -> Done:
    """Why somebody could not come is theirs; that they were excused is the record's."""
    own = Attendance.person_id == leaver.person_id
    said = update(Attendance).where(own, Attendance.excused.is_not(None))
    return Done(erased=carry_out(said.values(excused="—")))


mine.register(
    Section(
        "attendance",
        _l("参加的会议"),
        _l("会议够不够人数，要有据可查"),
        _l("和会议记录一起保存"),
        _attended,
        ("attendance.person_id",),
        erased=_l("请假的原因删掉，只留“请假”。"),
        kept=_l("签到是会议记录的一部分，留着。"),
        erase=_forget_excuses,
    )
)


def _proxies(person_id: int) -> list[Row]:
    """The other one is not named: what is shown is this person's alone."""
    mine_ = or_(Proxy.giver_id == person_id, Proxy.holder_id == person_id)
    own = select(Proxy, Meeting).join(Meeting, Meeting.id == Proxy.meeting_id).where(mine_)
    return [
        {
            _("会议"): meeting.title,
            _("委托"): _("您委托别人") if one.giver_id == person_id else _("别人委托您"),
            _("时间"): moment(one.given_at),
        }
        for one, meeting in db.session.execute(own.order_by(Proxy.id))
    ]


def _read(person_id: int) -> list[Row]:
    own = (
        select(PaperRead, Paper, Meeting)
        .join(Paper, Paper.id == PaperRead.paper_id)
        .join(AgendaItem, AgendaItem.id == Paper.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(PaperRead.person_id == person_id)
        .order_by(PaperRead.read_at, Paper.id)
    )
    return [
        {_("会议"): meeting.title, _("材料"): paper.title, _("看过"): moment(one.read_at)}
        for one, paper, meeting in db.session.execute(own)
    ]


def _forget_reading(leaver: Leaver) -> Done:
    gone = delete(PaperRead).where(PaperRead.person_id == leaver.person_id)
    return Done(erased=carry_out(gone))


mine.register(
    Section(
        "meeting_proxies",
        _l("会议上的委托"),
        _l("谁替谁表决，要有据可查"),
        _l("和会议记录一起保存"),
        _proxies,
        ("meeting_proxy.giver_id", "meeting_proxy.holder_id"),
        kept=_l("委托是会议记录的一部分，留着。"),
    )
)
mine.register(
    Section(
        "papers_read",
        _l("看过的会议材料"),
        _l("开会前要知道材料看了没有"),
        _l("注销时删除"),
        _read,
        ("meeting_paper_read.person_id",),
        erased=_l("看过材料的记号都删掉。"),
        erase=_forget_reading,
    )
)
mine.apart(
    mine.OFFICE,
    "meeting.chair_id",
    "meeting.clerk_id",
    "meeting.stand_in_id",
    "meeting.drafted_by",
    "meeting.called_by",
    "attendance.signed_in_by",
    "attendance.signed_out_by",
    "meeting_paper.added_by",
)
