"""What the pages of a topic need, gathered in a constant number of queries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from portal.core import clock
from portal.core.access import Asker, Can
from portal.core.words import day
from portal.moderation.rules import State as Reading
from portal.proposals.rules import byline
from portal.proposals.similar import nearest
from portal.story import chain
from portal.topics import queries, rules, words
from portal.topics.actions import parting, raising, supporting
from portal.topics.models import Step, Topic
from portal.topics.rules import Ground, Move, Office, State


@dataclass(frozen=True)
class Card:
    """A topic in a list."""

    topic: Topic
    support: int
    hidden: bool
    overdue: bool


def cards(topics: list[Topic], today: date) -> list[Card]:
    counts = queries.support([one.id for one in topics])
    return [Card(one, counts[one.id], queries.hidden(one), _overdue(one, today)) for one in topics]


def _overdue(topic: Topic, today: date) -> bool:
    return rules.is_overdue(State(topic.state), topic.due_on, today)


def may_read(topic: Topic, me: Asker | None) -> bool:
    """Everyone reads what is public; its author and the moderators read the rest."""
    return rules.is_public(State(topic.state), topic.published_at is not None) or is_inside(
        topic, me
    )


def is_inside(topic: Topic, me: Asker | None) -> bool:
    """Its author or a moderator: they see the words behind a placeholder, and what waits."""
    return me is not None and (me.can(Can.MODERATE) or me.person_id == topic.raised_by)


@dataclass(frozen=True)
class Standing:
    """Where one visitor stands towards a topic, and what they may do; buttons come from here."""

    is_author: bool
    endorsed: bool
    follows: bool
    no_endorsing: Any
    may_rewrite: bool
    may_withdraw: bool
    may_part: bool
    reword: Step | None


def standing(topic: Topic, me: Asker, now: datetime) -> Standing:
    ties = queries.ties(topic.id, me.person_id)
    no = supporting.objection(topic, me.person_id, now)
    is_author = me.person_id == topic.raised_by
    return Standing(
        is_author=is_author,
        endorsed=ties.endorsed,
        follows=ties.follows,
        no_endorsing=words.NOT_ENDORSABLE[no] if no else None,
        may_rewrite=raising.may_rewrite(topic, me.person_id),
        may_withdraw=rules.may_withdraw(State(topic.state), is_author),
        may_part=parting.may_part(topic, me.person_id),
        reword=raising.reason_to_reword(topic, me.person_id),
    )


def examined(topic: Topic, me: Asker | None, now: datetime) -> dict[str, Any]:
    """What the public page and the desk both show of a topic."""
    today, inside = clock.local(now).date(), is_inside(topic, me)
    return {
        "topic": topic,
        "inside": inside,
        "hidden": queries.hidden(topic) and not inside,
        "own": me is not None and me.person_id == topic.raised_by,
        "byline": byline(topic.author.name, topic.signs),
        "support": queries.support_of(topic.id),
        "overdue": _overdue(topic, today),
        "life": life(topic, queries.steps(topic.id), inside),
    }


def shown(topic: Topic, me: Asker | None, now: datetime) -> dict[str, Any]:
    """The page of one topic."""
    return {
        **examined(topic, me, now),
        "merged": queries.merged(topic.id),
        "consulted": queries.prepared(topic.id) if topic.state == State.ROUTED else None,
        "standing": standing(topic, me, now) if me else None,
        "chain": chain.links(chain.Keys(topic_id=topic.id), chain.Stage.TOPIC),
    }


# ---- The line of its steps ----

PATH = (
    State.SUBMITTED,
    State.COLLECTING,
    State.PARTY,
    State.COMMITTEE,
    State.ROUTED,
    State.ON_AGENDA,
    State.DECIDED,
)


def life(topic: Topic, steps: list[Step], inside: bool) -> list[dict[str, Any]]:
    """What was done, by which office, why and when; where it stands now; what comes next."""
    done = [_done(step, inside) for step in steps]
    state = State(topic.state)
    if queries.hidden(topic):
        return [*done, {"label": _("已被隐藏"), "when": "", "state": "now"}]
    if state not in PATH or state is State.DECIDED:
        return [*done[:-1], {**done[-1], "state": "now"}]
    due = _("期限 %(day)s", day=day(topic.due_on)) if topic.due_on else ""
    now = {"label": words.STATES[state], "when": due, "state": "now"}
    later = [{"label": words.STATES[one], "state": "next"} for one in PATH[PATH.index(state) + 1 :]]
    return [*done, now, *later]


def _done(step: Step, inside: bool) -> dict[str, Any]:
    """One step that was made, with the day by which it had to be."""
    late = step.due_on is not None and clock.local(step.at).date() > step.due_on
    screened = step.office in (Office.PARTY, Office.COMMITTEE)
    due = _("（期限 %(day)s，超期）", day=day(step.due_on)) if late and screened else ""
    return {
        "label": words.DONE[Move(step.move)],
        "when": f"{day(step.at)} · {words.OFFICES[Office(step.office)]}{due}",
        "state": "done",
        "note": "；".join(_said(step, inside)),
    }


def _said(step: Step, inside: bool) -> list[str]:
    """What belongs to a step in public; a resident's reason only once it was read."""
    unread = step.item is not None and step.item.state != Reading.APPROVED
    reason = _("原因等待审核") if unread and not inside else step.reason
    parts = [
        step.body.name if step.body and step.move != Move.DECIDE else "",
        _("依据：%(ground)s", ground=words.GROUNDS[Ground(step.ground)]) if step.ground else "",
        _("并入 %(n)s 号", n=step.note) if step.move == Move.MERGE else step.note,
        reason,
    ]
    return [part for part in parts if part]


def alike(text: str, most: int, but: int | None = None) -> list[Topic]:
    """Open topics that resemble the words, nearest first."""
    found = {one.id: one for one in queries.texts(sorted(rules.TAKES_OTHERS), but)}
    near = nearest(text, {key: (one.title, one.text) for key, one in found.items()}, most)
    return [found[key] for key in near]
