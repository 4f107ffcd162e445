"""What a meeting's page, its closing and its minutes ask of its motions."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.core import clock
from portal.core.access import Asker
from portal.core.db import db
from portal.meetings import panels
from portal.meetings.minutes import parts
from portal.meetings.models import Attendance, Meeting
from portal.meetings.motions import entered, naming, pages, queries, rules, waiting, words
from portal.meetings.motions.actions import moving
from portal.meetings.motions.decision import SOURCE
from portal.meetings.motions.models import Motion
from portal.meetings.motions.rules import NOT_VOTED, OVER, State
from portal.meetings.motions.standing import Standing
from portal.resolutions import queries as resolutions
from portal.roster.models import Person


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
    leading = asker is not None and asker.person_id in meeting.leaders
    left = _left(motions) if leading and meeting.closed_at is None else {}
    return {
        "motions_by_item": by_item,
        "may_move": may,
        "leading": leading,
        "left": left,
        **_voting(motions, row),
    }


def _left(motions: list[Motion]) -> dict[str, list[Motion]]:
    """What the end of the meeting would find without a vote, for who leads to read before it."""
    waiting = [one for one in motions if one.stage in NOT_VOTED and one.number is not None]
    return {
        "unread": [one for one in waiting if not one.is_read],
        "ready": [one for one in waiting if one.stage in (State.ADMITTED, State.VOID)],
    }


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


def in_minutes(meeting: Meeting) -> dict[int | None, list[str]]:
    """Agenda item → a paragraph for each motion that came to be put to the vote and is over, in the
    order of their numbers, its amendments after it; under None those of no item.
    """
    moved = [one for one in queries.of_meeting(meeting.id) if one.admitted_at is not None]
    numbers = _numbers(moved)
    told: dict[int | None, list[str]] = defaultdict(list)
    for one in sorted(moved, key=_after_its_main):
        if one.stage in OVER:
            told[one.item_id].append(_told(one, numbers.get(one.id)))
    return told


def _numbers(motions: Iterable[Motion]) -> dict[int, str]:
    """Motion → the number of the resolution that it became."""
    made = resolutions.of_sources(SOURCE, [one.id for one in motions])
    return {source_id: one.number for source_id, one in made.items()}


def _after_its_main(motion: Motion) -> tuple[int, int]:
    own = motion.number or 0
    return (motion.main.number or 0 if motion.main else own), own


def _told(motion: Motion, number: str | None) -> str:
    """Who moved what, named as on the motion's page, and what became of it: with figures where it
    was voted on, and the number of its resolution.
    """
    about = {"n": motion.number, "title": motion.title, "mover": naming.mover(motion)}
    if motion.main is None:
        moved = _("第 %(n)s 号动议《%(title)s》，动议人 %(mover)s", **about)
    else:
        main = motion.main.number
        moved = _(
            "第 %(n)s 号动议《%(title)s》，修正第 %(main)s 号，动议人 %(mover)s", main=main, **about
        )
    sentences = [f"{moved}：{words.STATES[motion.stage]}"]
    if motion.is_decided:
        sentences.append(words.figures(motion.count))
        sentences += _instead(motion)
        denied = entered.result(motion, clock.now()).denied
        if denied:
            sentences.append(_("%(n)s 位代表说登记的不是本人的意思", n=denied))
    if number is not None:
        sentences.append(_("决议 %(number)s", number=number))
    return "".join(f"{one}。" for one in sentences)


def _instead(motion: Motion) -> list[str]:
    """Who chaired the vote instead of the meeting's chair, by name: the seats are public."""
    who = {motion.opened_by, motion.closed_by} - {motion.meeting.chair_id, None}
    people = db.session.scalars(select(Person).where(Person.id.in_(who)).order_by(Person.id))
    names = "、".join(one.name for one in people) if who else ""
    return [_("表决由 %(names)s 代为主持", names=names)] if names else []


def _under_items(meeting: Meeting) -> dict[int, list[str]]:
    return {item: told for item, told in in_minutes(meeting).items() if item is not None}


def _others(meeting: Meeting) -> list[str]:
    told = in_minutes(meeting).get(None, [])
    return ([_("其他动议："), *told] if told else []) + _gaps(meeting)


def _gaps(meeting: Meeting) -> list[str]:
    """Why numbers are missing: of what was handed in and never came to be put to the vote. Of a
    motion that no moderator let through, nothing but its number.
    """
    missing = [
        one
        for one in queries.of_meeting(meeting.id)
        if one.number is not None and one.admitted_at is None and one.stage in OVER
    ]
    if not missing:
        return []
    why = (_("第 %(n)s 号：%(why)s", n=one.number, why=_why_missing(one)) for one in missing)
    return [_("没有列入表决的动议：%(those)s。", those="；".join(why))]


def _why_missing(motion: Motion) -> str:
    if motion.withdrawn_at is not None:
        return _("动议人撤回")
    if not motion.is_read:
        return _("到散会审核人员没有读完")
    return _("到散会联名不够")


def outcomes(meeting: Meeting) -> dict[int, str]:
    """What the main motions of each item came to: the numbers of its resolutions, or that none of
    them was adopted. What hands that were not meant would turn came to nothing.
    """
    now = clock.now()
    decided = [one for one in queries.of_meeting(meeting.id) if one.is_decided]
    numbers = _numbers(decided)
    found: dict[int, list[str]] = defaultdict(list)
    for one in decided:
        if one.item_id is None or one.amends_id is not None:
            continue
        if _came_of(one) and entered.result(one, now).standing is not Standing.TURNED:
            found[one.item_id] += _came_to(one, numbers.get(one.id))
    return {item_id: "、".join(made) or "未通过" for item_id, made in found.items()}


def _came_of(motion: Motion) -> bool:
    """A rejected motion settles its item only where half of those in the room gave their voice: a
    vote that nobody had time for buries no topic and no demand.
    """
    return motion.stage is State.ADOPTED or rules.most_spoke(motion.count)


def _came_to(motion: Motion, number: str | None) -> list[str]:
    """Its resolution; or that it waits for those for whom a hand was entered."""
    if number is not None:
        return [number]
    waits = motion.stage is State.ADOPTED
    return ["通过，等本人确认举手以后形成决议"] if waits else []


panels.register("motions", panel)
panels.register_hindrance("motions", hindrance)
panels.register_outcomes("motions", outcomes)
panels.register_ended("motions", moving.lapse_all)
parts.register_under_items("motions", _under_items)
parts.register("motions", parts.MOTIONS, _others)
