"""What the pages of a demand need, gathered in a constant number of queries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.core import clock
from portal.core.access import Asker, Can
from portal.moderation.rules import State as Reading
from portal.proposals.rules import byline
from portal.topics.demands import actions, answers, queries, rules, words
from portal.topics.demands.answers import Answer
from portal.topics.demands.models import Demand
from portal.topics.demands.rules import State


@dataclass(frozen=True)
class Card:
    """A demand in a list."""

    demand: Demand
    signed: int
    hidden: bool
    overdue: bool
    late: bool


def cards(demands: list[Demand], today: date) -> list[Card]:
    ids = [one.id for one in demands]
    counts, called = queries.signed(ids), answers.of(ids)
    return [
        Card(
            one,
            counts[one.id],
            queries.hidden(one),
            overdue(one, today),
            late(one, called.get(one.id)),
        )
        for one in demands
    ]


def overdue(demand: Demand, today: date) -> bool:
    return rules.is_overdue(State(demand.state), demand.due_on, today)


def late(demand: Demand, answer: Answer | None) -> bool:
    """Whether the meeting that was called is later than its day."""
    if demand.state != State.MET or demand.due_on is None or answer is None:
        return False
    return rules.is_late(demand.due_on, answer.on)


def _worded_until(demand: Demand) -> date | None:
    """Until when whoever signed may contradict the words of the meeting that met it."""
    if demand.worded_at is None:
        return None
    return rules.contradicted_until(clock.local(demand.worded_at).date())


def is_inside(demand: Demand, me: Asker | None) -> bool:
    """Whoever started it, or a moderator."""
    return me is not None and (me.can(Can.MODERATE_DEMANDS) or me.person_id == demand.raised_by)


def may_read(demand: Demand, me: Asker | None) -> bool:
    """Everyone reads what was let through, and that and why something was not."""
    return demand.opened_at is not None or queries.hidden(demand) or is_inside(demand, me)


def may_rewrite(demand: Demand, me: Asker) -> bool:
    """Whether a moderator has asked its author to mend it before it appears."""
    asked = demand.item is not None and demand.item.state == Reading.CHANGES_ASKED
    return asked and demand.state == State.SUBMITTED and demand.raised_by == me.person_id


@dataclass(frozen=True)
class Standing:
    """What one visitor has done and may do."""

    is_author: bool
    has_signed: bool
    no_signing: Any
    may_rewrite: bool
    may_withdraw: bool
    may_contradict: bool


def standing(demand: Demand, me: Asker, now: datetime) -> Standing:
    row = queries.signatory(demand.id, me.person_id)
    no = actions.refusal(demand, row, now)
    is_author = demand.raised_by == me.person_id
    return Standing(
        is_author=is_author,
        has_signed=row is not None and row.signed_at is not None,
        no_signing=words.REFUSALS[no] if no else None,
        may_rewrite=may_rewrite(demand, me),
        may_withdraw=is_author and (State(demand.state), rules.Move.WITHDRAW) in rules.MOVES,
        may_contradict=actions.no_contradiction(demand, row, now) is None,
    )


def shown(demand: Demand, me: Asker | None, now: datetime) -> dict[str, Any]:
    """The page of one demand."""
    today, answer = clock.local(now).date(), answers.of([demand.id]).get(demand.id)
    return {
        "demand": demand,
        "hidden": queries.hidden(demand) and not is_inside(demand, me),
        "byline": byline(demand.author.name, False),
        "signed": queries.signed_of(demand.id),
        "article": rules.ARTICLES[rules.Kind(demand.kind)],
        "overdue": overdue(demand, today),
        "answer": answer,
        "late": late(demand, answer),
        "worded_until": _worded_until(demand),
        "standing": standing(demand, me, now) if me else None,
    }
