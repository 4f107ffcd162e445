"""What a meeting's page, its closing and its minutes ask of its motions."""

from collections import defaultdict
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import clock
from portal.core.access import Asker
from portal.meetings import panels
from portal.meetings.minutes import parts
from portal.meetings.models import Attendance, Meeting
from portal.meetings.motions import pages, queries, waiting, words
from portal.meetings.motions.actions import moving
from portal.meetings.motions.decision import SOURCE
from portal.meetings.motions.models import Motion
from portal.meetings.motions.rules import State
from portal.resolutions import queries as resolutions


def panel(meeting: Meeting, asker: Asker | None, row: Attendance | None) -> dict[str, Any]:
    """The motions that this visitor may read, by agenda item, and whether they may put one; in a
    constant number of queries.
    """
    now = clock.now()
    inside = asker is not None and pages.is_part(meeting, asker, row, now)
    by_item: dict[int | None, list[Motion]] = defaultdict(list)
    motions = queries.of_meeting(meeting.id)
    for one in motions:
        if pages.is_shown(one, asker, inside):
            by_item[one.item_id].append(one)
    may = asker is not None and moving.may_move_as(meeting, asker.person_id, row, now) is not None
    return {"motions_by_item": by_item, "may_move": may, **_voting(motions, row)}


def _voting(motions: list[Motion], row: Attendance | None) -> dict[str, Any]:
    """The motion under vote, and whether this visitor has a voice to give in it yet."""
    voting = next((one for one in motions if one.stage is State.OPEN), None)
    may = voting is not None and row is not None and voting in waiting.for_person(row.person_id)
    return {"voting": voting, "may_vote": may}


def hindrance(meeting: Meeting) -> LazyString | None:
    """No meeting ends while one of its votes is open or being counted."""
    if queries.under_vote(meeting.id) is None:
        return None
    return _l("还有一件动议正在表决或计票。请先结束表决，再结束会议。")


def in_minutes(meeting: Meeting) -> list[str]:
    """A sentence for each motion that was decided, in the order of their numbers."""
    return [_decided(one) for one in queries.of_meeting(meeting.id) if one.is_decided]


def _decided(motion: Motion) -> str:
    return _(
        "第 %(n)s 号动议《%(title)s》：%(state)s。%(figures)s。",
        n=motion.number,
        title=motion.title,
        state=words.STATES[motion.stage],
        figures=words.figures(motion.count),
    )


def outcomes(meeting: Meeting) -> dict[int, str]:
    """What the main motions of each item came to: the numbers of its resolutions, or that none of
    them was adopted.
    """
    found: dict[int, list[str]] = defaultdict(list)
    for one in queries.of_meeting(meeting.id):
        if one.item_id is not None and one.amends_id is None and one.is_decided:
            made = resolutions.of_source(SOURCE, one.id)
            found[one.item_id] += [made.number] if made else []
    return {item_id: "、".join(numbers) or "未通过" for item_id, numbers in found.items()}


panels.register("motions", panel)
panels.register_hindrance("motions", hindrance)
panels.register_outcomes("motions", outcomes)
parts.register("motions", parts.MOTIONS, in_minutes)
