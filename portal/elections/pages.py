"""What the pages of an election show, put together from its dates, acts and figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import abort
from flask_babel import gettext as _

from portal.core import clock
from portal.core.access import Asker
from portal.core.words import day
from portal.elections import nominating, queries, rules
from portal.elections.actions import counting, seating
from portal.elections.actions.counting import Counted
from portal.elections.models import Election, ElectionVoter, Nomination, PollCandidate
from portal.elections.nominating import State
from portal.elections.rules import ORDER, Calendar, Phase
from portal.moderation.rules import State as Reading


def announced(election_id: int) -> Election:
    """One that is public; a draft is nobody's but the desk's."""
    one = queries.election(election_id)
    if one is None or one.announced_at is None:
        abort(404)
    return one


@dataclass(frozen=True)
class Row:
    election: Election
    phase: Phase


def rows(elections: Sequence[Election], today: date) -> list[Row]:
    return [Row(one, rules.phase_at(queries.facts(one), today)) for one in elections]


def overview(one: Election, now: datetime) -> dict[str, Any]:
    """What every page of one election shows."""
    today, facts = clock.local(now).date(), queries.facts(one)
    phase = rules.phase_at(facts, today)
    entitled = queries.entitled(one.id) if facts.roll_posted else 0
    polls = counting.counted(one, entitled) if facts.settled else []
    return {
        "election": one,
        "dates": facts.dates,
        "phase": phase,
        "steps": _steps(one, facts.dates, phase, today),
        "entitled": entitled,
        "counted": polls if facts.certified or facts.called_off else [],
        "names": {p.nomination_id: p.nomination.nominee.name for p in _standing(one)},
        "elected": counting.elected(polls) if facts.certified else [],
        "today": today,
        "last_poll": one.polls[-1].day if one.polls else one.day,
        "certify_by": queries.certify_by(one) if _awaits_result(facts, today) else None,
    }


def _awaits_result(facts: rules.Facts, today: date) -> bool:
    """Whether the last poll was held or counted, and its result is not certified yet."""
    over = facts.certified or facts.called_off or not facts.polls
    return not over and (facts.settled == len(facts.polls) or today > facts.polls[-1])


def _standing(one: Election) -> list[PollCandidate]:
    return [place for poll in one.polls for place in poll.standing]


def candidates(one: Election) -> list[PollCandidate]:
    """In the order of the ballot paper; of the last poll, until all is over."""
    if not one.polls:
        return []
    over = one.certified_at is not None or one.called_off_at is not None
    return list(one.polls[0 if over else -1].standing)


def statement(nomination: Nomination) -> str | None:
    """Their own words, once a moderator has read them."""
    item = nomination.item
    return nomination.statement if item is not None and item.state == Reading.APPROVED else None


def _steps(one: Election, dates: Calendar, phase: Phase, today: date) -> list[dict[str, str]]:
    """The line of steps; what was not reached in an election that ended early is skipped."""
    planned = [
        (
            Phase.ANNOUNCED,
            _("公布选民名单"),
            day(one.roll_posted_at) or _("最迟 %(day)s", day=day(dates.roll_by)),
            "",
        ),
        (
            Phase.OBJECTIONS,
            _("对名单申诉，也可以提名"),
            _("到 %(day)s，3 天内答复", day=day(dates.objections_until)),
            "",
        ),
        (Phase.NOMINATIONS, _("提名"), _("到 %(day)s", day=day(dates.nominations_until)), ""),
        (
            Phase.CHECKING,
            _("审查资格，公布候选人"),
            day(one.candidates_posted_at) or _("最迟 %(day)s", day=day(dates.candidates_by)),
            "",
        ),
        (Phase.CANDIDATES, _("认识候选人"), _("到 %(day)s", day=day(one.day)), ""),
        (
            Phase.VOTING,
            _("投票"),
            f"{day(one.day)} {one.hours}",
            _("%(place)s，纸质选票，有秘密写票处；网上不投票", place=one.place),
        ),
        (Phase.COUNTING, _("计票"), day(one.day), ""),
    ]
    planned += [
        (Phase.RUN_OFF, _("另行选举"), day(poll.day), "") for poll in one.polls if poll.number > 1
    ]
    planned += [
        (
            Phase.CERTIFIED,
            _("公布结果"),
            day(one.certified_at) or _("最迟 %(day)s", day=day(queries.certify_by(one))),
            "",
        ),
        (
            Phase.HANDED_OVER,
            _("新老居委会移交"),
            day(one.handed_over_on) or _("最迟 %(day)s", day=day(_handover_by(one, dates))),
            "",
        ),
    ]
    return [
        {"label": label, "when": when, "note": note, "state": _state(step, one, phase)}
        for step, label, when, note in planned
    ]


def _handover_by(one: Election, dates: Calendar) -> date:
    last = one.polls[-1].day if one.polls else one.day
    return rules.calendar(last, one.nomination_days, one.candidate_days).handover_by


def _state(step: Phase, one: Election, phase: Phase) -> str:
    if phase is Phase.CERTIFIED:  # the result stands; the handover is what comes
        return "now" if step is Phase.HANDED_OVER else "done"
    if phase is Phase.HANDED_OVER:
        return "done"
    if phase in ORDER:
        place, at = ORDER.index(step), ORDER.index(phase)
        return "done" if place < at else "now" if place == at else "next"
    return "done" if _was_reached(step, one) else "skipped"


def _was_reached(step: Phase, one: Election) -> bool:
    """Of an election that ended early, or was not valid."""
    reached = {
        Phase.VOTING: one.certified_at,
        Phase.COUNTING: one.certified_at,
        Phase.RUN_OFF: one.certified_at,
        Phase.CERTIFIED: one.certified_at,
        Phase.ANNOUNCED: one.roll_posted_at,
        Phase.OBJECTIONS: one.roll_posted_at,
        Phase.NOMINATIONS: one.candidates_posted_at,
        Phase.CHECKING: one.candidates_posted_at,
        Phase.CANDIDATES: one.candidates_posted_at,
    }
    return reached.get(step) is not None


# ---- Residents


@dataclass(frozen=True)
class Standing:
    """What somebody who is signed in may know of the own place on the roll; ``until``: how long
    they may still object to having been struck off it.
    """

    row: ElectionVoter | None
    until: date | None = None

    @property
    def on_roll(self) -> bool:
        return self.row is not None and self.row.struck_at is None


def standing(one: Election, me: Asker | None) -> Standing | None:
    """None for a passer-by, and before the roll is posted."""
    if me is None or one.roll_posted_at is None:
        return None
    row = queries.row_of(one.id, me.person_id)
    if row is None or row.struck_at is None:
        return Standing(row)
    return Standing(row, rules.struck_until(clock.local(row.struck_at).date(), one.day))


def may_nominate(one: Election, today: date) -> bool:
    try:
        rules.check_nominating(queries.facts(one), today)
    except rules.Refused:
        return False
    return True


def may_object(one: Election, today: date, me: Standing | None = None) -> bool:
    """Whether an objection would be taken, of whoever was struck off the roll longer."""
    struck = me.row.struck_at if me is not None and me.row is not None else None
    try:
        on = clock.local(struck).date() if struck else None
        rules.check_objecting(queries.facts(one), today, on)
    except rules.Refused:
        return False
    return True


def may_read(nomination: Nomination, me: Asker | None, on_roll: bool) -> bool:
    """Everyone once its bearer has consented; before that voters on the roll, while it gathers
    supporters; who is concerned, always.
    """
    state = State(nomination.state)
    if state in nominating.PUBLIC:
        return True
    if me is None:
        return False
    if me.person_id in (nomination.nominee_id, nomination.nominator_id):
        return True
    return on_roll and state in (State.COLLECTING, State.SUPPORTED)


# ---- The desk


def possible_acts(
    one: Election, polls: Sequence[Counted], now: datetime, barred: bool
) -> Mapping[str, bool]:
    """Which buttons of the desk are drawn, by the same facts that the acts ask; for a nominee, who
    is ``barred``, none but those that run nothing.
    """
    found = _acts(one, polls, now)
    if not barred:
        return found
    return {name: may and name in _FOR_ALL for name, may in found.items()}


_FOR_ALL = ("announce", "post_roll")
"""Before anybody can be nominated."""


def _acts(one: Election, polls: Sequence[Counted], now: datetime) -> Mapping[str, bool]:
    facts, today = queries.facts(one), clock.local(now).date()
    over = facts.certified or facts.called_off
    last = polls[-1] if polls and len(polls) == len(one.polls) else None
    phase = rules.phase_at(facts, today)
    return {
        "announce": phase is Phase.DRAFT,
        "post_roll": facts.announced and not facts.roll_posted and not over,
        "paper": may_nominate(one, today),
        "post_candidates": facts.roll_posted and not facts.candidates_posted and not over,
        "enter": not over and bool(one.polls) and last is None and queries.may_count(one, now),
        "run_off": not over and last is not None and bool(last.run_off),
        "certify": not over and last is not None and not last.run_off,
        "hand_over": facts.certified
        and facts.valid
        and not facts.handed_over
        and (not one.is_by_election or one.seating is not None),
        "call_off": not over and not queries.voting_begun(one, now),
        "begun": not over and queries.voting_begun(one, now),
        "seat": facts.certified and _may_seat(one, polls),
    }


def _may_seat(one: Election, polls: Sequence[Counted]) -> bool:
    try:
        seating.check(one, len(counting.elected(list(polls))))
    except rules.Refused:
        return False
    return True
