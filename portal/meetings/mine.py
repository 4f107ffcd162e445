"""What one person took part in: registered at import."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts import mine
from portal.accounts.mine import Row, Section
from portal.core.db import db
from portal.core.words import moment
from portal.meetings.models import Attendance, Meeting


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
        }
        for one, meeting in db.session.execute(wanted)
    ]


mine.register(
    Section(
        "attendance",
        _l("参加的会议"),
        _l("会议够不够人数，要有据可查"),
        _l("和会议记录一起保存"),
        _attended,
        ("attendance.person_id", "meeting_proxy.giver_id", "meeting_proxy.holder_id"),
        kept=_l("签到是会议记录的一部分，留着。"),
    )
)
mine.apart(
    mine.OFFICE,
    "meeting.chair_id",
    "meeting.clerk_id",
    "meeting.drafted_by",
    "meeting.called_by",
    "attendance.signed_in_by",
)
