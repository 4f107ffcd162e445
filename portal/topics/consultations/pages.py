"""What the pages of a consultation need, gathered in a constant number of queries."""

from datetime import datetime
from typing import Any

from flask import url_for

from portal.core import clock
from portal.core.access import Can, asker_or_none
from portal.core.words import day
from portal.notices import pages as notices
from portal.resolutions.followups import queries as followups
from portal.story import chain
from portal.topics import queries as topics
from portal.topics.consultations import promised, queries, words
from portal.topics.consultations.kinds import POSTING
from portal.topics.consultations.models import Consultation
from portal.topics.consultations.rules import Move, State

PATH = (
    State.NOTICED,
    State.DELIBERATED,
    State.POSTED,
    State.CARRYING_OUT,
    State.REPORTED,
)
LATE = frozenset({State.CARRYING_OUT})


def shown(found: Consultation, now: datetime) -> dict[str, Any]:
    """The page of one consultation."""
    today = clock.local(now).date()
    late = found.promised_on is not None and today > found.promised_on
    return {
        "consultation": found,
        "topic_hidden": topics.hidden(found.topic),
        "posted": notices.section(POSTING, found.id, now),
        "life": life(found),
        "overdue": late and found.state in LATE,
        "chain": chain.links(chain.Keys(topic_id=found.topic_id), chain.Stage.CONSULTATION),
        "followups": followups.of_source(promised.SOURCE, found.id, today),
        "today": today,
        "promise": _promise(found),
    }


def _promise(found: Consultation) -> str | None:
    """Where the committee writes down what was promised there."""
    me = asker_or_none()
    if me is None or not me.can(Can.CONVENE) or promised.find(found.id) is None:
        return None
    return url_for("followups_desk.new", kind=promised.SOURCE, id=found.id)


def life(found: Consultation) -> list[dict[str, Any]]:
    """Its steps with their dates; an early end in its place."""
    made = queries.steps(found.id)
    done = [
        {
            "label": words.DONE[Move(one.move)],
            "when": day(one.at),
            "state": "done",
            "note": one.reason,
        }
        for one in made
    ]
    state = State(found.state)
    if state in (State.REFERRED, State.CANCELLED, State.REPORTED, State.FRUITLESS):
        return [*done[:-1], {**done[-1], "state": "now"}]
    at = PATH.index(state) if state in PATH else -1
    now = {"label": words.STATES[state], "when": "", "state": "now"}
    later = [{"label": words.STATES[one], "state": "next"} for one in PATH[at + 1 :]]
    return [*done, now, *later]
