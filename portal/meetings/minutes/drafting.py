"""The parts of minutes that every meeting has: registered at import."""

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.core import clock
from portal.core.db import db
from portal.core.words import day, moment
from portal.meetings.minutes import carried, parts
from portal.meetings.models import AgendaItem, Attendance, Meeting, Proxy
from portal.resolutions.followups import queries as followups
from portal.resolutions.followups.models import FollowUp

_AND = "、"


def _head(meeting: Meeting) -> list[str]:
    return [
        _("%(title)s会议记录", title=meeting.title),
        _(
            "时间：%(start)s 至 %(end)s",
            start=moment(meeting.opened_at),
            end=_("没有宣布结束") if meeting.left_open else moment(meeting.closed_at),
        ),
        _("地点：%(place)s", place=meeting.place),
        _(
            "主持人：%(chair)s　记录人：%(clerk)s",
            chair=meeting.chair.name,
            clerk=meeting.clerk.name,
        ),
    ]


def _present(meeting: Meeting) -> list[str]:
    """Numbers; of the members of a body their names too, of residents never."""
    whole = select(Attendance).options(joinedload(Attendance.person)).order_by(Attendance.id)
    rows = list(db.session.scalars(whole.where(Attendance.meeting_id == meeting.id)))
    voting = [row for row in rows if row.votes]
    came = [row for row in voting if row.arrived_at]
    excused = [row for row in voting if not row.arrived_at and row.excused]
    absent = [row for row in voting if not row.arrived_at and not row.excused]
    beside = [row for row in rows if not row.votes and row.arrived_at]
    told = [
        _(
            "应到 %(all)s 人，到会 %(came)s 人，请假 %(excused)s 人，"
            "缺席 %(absent)s 人，列席 %(beside)s 人。",
            all=len(voting),
            came=len(came),
            excused=len(excused),
            absent=len(absent),
            beside=len(beside),
        )
    ]
    told.append(_("人数一直不够，不算开成。") if meeting.lacked_quorum else _("开会时人数够。"))
    proxies = _proxies(meeting)
    if proxies:
        told.append(_("委托别人表决的 %(n)s 人。", n=proxies))
    named = ((_("到会"), came), (_("请假"), excused), (_("缺席"), absent))
    for label, some in named:
        names = [row.person.name for row in some if row.seat_id is not None]
        if names:
            told.append(f"{label}：{_AND.join(names)}")
    return told


def _proxies(meeting: Meeting) -> int:
    given = select(func.count()).select_from(Proxy).where(Proxy.meeting_id == meeting.id)
    return db.session.scalar(given) or 0


def _carried(meeting: Meeting) -> list[str]:
    found = carried.of(meeting, clock.today())
    if not found:
        return []
    lines = [
        _(
            "%(n)s. %(promise)s；%(since)s 答应，已经过了 %(meetings)s 次会议",
            n=n,
            since=day(one.since),
            promise=_in_words(one.followup),
            meetings=one.meetings,
        )
        for n, one in enumerate(found, 1)
    ]
    return [_("上次会议以来还没有办完的事："), *lines]


def _in_words(one: FollowUp) -> str:
    return _(
        "%(what)s（%(who)s负责，%(day)s 以前）",
        what=one.what,
        who=one.responsible,
        day=day(one.due_on),
    )


def _agenda(meeting: Meeting) -> list[str]:
    wanted = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    lines, under = list[str](), parts.under_items(meeting)
    for item in db.session.scalars(wanted.order_by(AgendaItem.position)):
        lines.append(_("议程 %(n)s：%(title)s", n=item.position, title=item.title))
        if item.note:
            lines.append(item.note)
        lines += under.get(item.id, [])
    return lines


def _promised(meeting: Meeting) -> list[str]:
    found = followups.of_source(carried.SOURCE, meeting.id, clock.today())
    if not found:
        return []
    return [_("会后要办的事："), *(f"{n}. {_in_words(one)}" for n, one in enumerate(found, 1))]


parts.register("head", parts.HEAD, _head)
parts.register("present", parts.PRESENT, _present)
parts.register("carried", parts.CARRIED, _carried)
parts.register("agenda", parts.AGENDA, _agenda)
parts.register("promised", parts.PROMISED, _promised)
