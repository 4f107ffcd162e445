"""What the pages of an appraisal need, gathered in a constant number of queries."""

from datetime import datetime, timedelta
from typing import Any

from flask import abort, url_for

from portal.appraisals import promised, queries, results, sheets, words
from portal.appraisals.actions import answering, closing
from portal.appraisals.kinds import POSTING
from portal.appraisals.models import Appraisal
from portal.appraisals.rules import SCALES, Answer, No, Refused, State
from portal.ballots import queries as boxes
from portal.bodies.queries import grids
from portal.core import clock
from portal.core.access import Can, asker_or_none
from portal.core.page import public_url
from portal.core.qr import qr_svg
from portal.core.words import day
from portal.notices import pages as notices
from portal.resolutions.followups import queries as followups

WAY = (State.ANNOUNCED, State.OPEN, State.COUNTING, State.POSTED)


def readable(appraisal_id: int) -> Appraisal:
    """One that was announced; 404 for drafts, and for none."""
    found = queries.appraisal(appraisal_id)
    if found is None or found.stage is State.DRAFT:
        abort(404)
    return found


def shown(found: Appraisal, now: datetime) -> dict[str, Any]:
    """The page of one appraisal, from its announcement to what followed."""
    posted, today = found.stage is State.POSTED, clock.local(now).date()
    section = notices.section(POSTING, found.id, now) if posted else None
    url = public_url("appraisals.show", appraisal_id=found.id)
    until = section["posting"].until if section else None
    return {
        "appraisal": found,
        "own": own(found, now),
        "results": results.of(found) if posted else [],
        "grid_names": grid_names(found),
        "turnout": closing.turnout(found),
        "posted": section,
        "posted_to": _last_day(until) if until else None,
        "files": boxes.files(found.box_id) if posted and found.box_id else [],
        "life": life(found),
        "followups": followups.of_source(promised.SOURCE, found.id, today) if posted else None,
        "promise": _promise(found),
        "may_reply": _may_reply(found),
        "today": today,
        "qr": qr_svg(url),
        "page_url": url,
    }


def _last_day(until: datetime) -> Any:
    """The last whole day before an instant."""
    return (clock.local(until) - timedelta(microseconds=1)).date()


def grid_names(found: Appraisal) -> dict[str, str]:
    """What the grids are called, where the page speaks of some."""
    return {one.code: one.name for one in grids()}


def own(found: Appraisal, now: datetime) -> str | None:
    """How the visitor stands to it: ``may`` answer, or why not; None for a passer-by."""
    me = asker_or_none()
    if me is None or found.stage is not State.OPEN:
        return None
    try:
        answering.to_answer(found, me.person_id, now)
    except Refused as no:
        return no.reason.value
    return "may"


def _may_reply(found: Appraisal) -> bool:
    me = asker_or_none()
    can = me is not None and me.can(Can.REPLY_TO_APPRAISALS)
    return can and found.stage is State.POSTED and found.reply is None


def _promise(found: Appraisal) -> str | None:
    """Where the committee writes down what it promises."""
    me = asker_or_none()
    if me is None or not me.can(Can.CONVENE) or promised.find(found.id) is None:
        return None
    return url_for("followups_desk.new", kind=promised.SOURCE, id=found.id)


def life(found: Appraisal) -> list[dict[str, Any]]:
    """Its steps with their dates."""
    days = {
        State.ANNOUNCED: day(found.announced_at),
        State.OPEN: f"{day(found.opens_on)} — {day(found.closes_on)}",
        State.POSTED: day(found.posted_at),
    }
    if found.stage not in WAY:
        ended = {"label": words.STATES[found.stage], "state": "now", "note": found.ended_why}
        first = {"label": words.STATES[State.ANNOUNCED], "state": "done"}
        return [{**first, "when": days[State.ANNOUNCED]}, {**ended, "when": ""}]
    at = WAY.index(found.stage)
    order = ["done"] * at + ["now"] + ["next"] * (len(WAY) - at - 1)
    return [
        {"label": words.STATES[one], "when": days.get(one, ""), "state": how}
        for one, how in zip(WAY, order, strict=True)
    ]


def sheet(found: Appraisal, person_id: int, given: list[str]) -> list[dict[str, Any]]:
    """The form, subject by subject: each line with its name, its answers, and what was chosen."""
    own_places = answering.own_lines(found, person_id)
    made, place = [], 0
    for subject in found.subjects:
        lines = []
        for question in found.questions:
            chosen = given[place] if place < len(given) else ""
            lines.append(
                {
                    "name": f"line-{place}",
                    "question": question.text,
                    "chosen": chosen,
                    "label": words.ANSWERS[Answer(chosen)] if chosen in list(Answer) else "",
                }
            )
            place += 1
        own_line = place - 1 in own_places
        made.append(
            {"subject": subject, "lines": lines, "own": own_line, "scale": SCALES[subject.scale]}
        )
    return made


def lines_of(found: Appraisal) -> int:
    return len(sheets.lines(found))


TROUBLE = frozenset({No.EMPTY, No.WORDS_TOO_LONG, No.WORDS_IDENTITY, No.OWN_LINE})
"""What somebody can mend on the form itself."""
