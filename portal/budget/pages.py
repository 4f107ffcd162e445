"""What the pages of a round need, gathered in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from portal.audit import queries as audit
from portal.ballots import queries as boxes
from portal.ballots import roll
from portal.ballots import rules as box_rules
from portal.ballots.models import Channel
from portal.ballots.rules import Refused
from portal.ballots.words import CHANNELS
from portal.budget import electorate, kinds, points, queries, rules, words
from portal.budget.actions import closing
from portal.budget.actions.voting import Draft
from portal.budget.decision import SOURCE
from portal.budget.models import ListedProject, Round
from portal.budget.rules import Ending, Fault, State, Want
from portal.core.access import Asker
from portal.core.qr import qr_svg
from portal.core.words import moment
from portal.notices import pages as notices
from portal.resolutions import queries as resolutions
from portal.resolutions.models import Resolution

STUCK_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class Row:
    """A round in a list."""

    round: Round
    state: State
    turnout: tuple[int, int] | None


@dataclass(frozen=True)
class Standing:
    """Where one person stands in a round: what the roll says, and why they may not vote."""

    voted: bool
    on_roll: bool
    refusal: Any


def state_of(round_: Round, now: datetime) -> State:
    return rules.state_at(round_.timetable, round_.facts, now)


def rows(rounds: list[Round], turnouts: dict[int, tuple[int, int]], now: datetime) -> list[Row]:
    return [Row(r, state_of(r, now), turnouts.get(r.box_id or 0)) for r in rounds]


def overview(round_: Round, now: datetime) -> dict[str, Any]:
    """The round's page: state, steps, price list, turnout, posted files."""
    projects = queries.listed(round_.id)
    return {
        "state": state_of(round_, now),
        "steps": steps(round_, now),
        "projects": queries.on_ballot(projects),
        "withdrawn": [p for p in projects if p.withdrawn_at is not None],
        "turnout": queries.turnout(round_),
        "files": boxes.files(round_.box_id) if round_.box_id else [],
        "sealed_late": sealed_late(round_),
        "resolution": resolution(round_),
    }


def resolution(round_: Round) -> Resolution | None:
    """What a certified round became; None before, and where there were no numbers yet."""
    return resolutions.of_source(SOURCE, round_.id) if round_.certified_at else None


def steps(round_: Round, now: datetime) -> list[dict[str, Any]]:
    """The phases as a vertical line with dates, the present one marked."""
    state = state_of(round_, now)
    order = [
        State.PROPOSING,
        State.SCREENING,
        State.VOTING,
        State.COUNTING,
        State.POSTED,
        State.CERTIFIED,
    ]
    at = order.index(state) if state in order else -1
    return [
        {
            "label": words.STATES[one],
            "when": _when(round_, one),
            "state": "done" if place < at else "now" if place == at else "next",
        }
        for place, one in enumerate(order)
        if one is not State.PROPOSING or round_.proposing_from
    ]


def _when(round_: Round, state: State) -> str:
    starts = {
        State.PROPOSING: round_.proposing_from,
        State.SCREENING: round_.screening_from,
        State.COUNTING: round_.voting_until,
        State.POSTED: round_.posted_at,
        State.CERTIFIED: round_.certified_at,
    }
    if state is State.VOTING:
        return _("%(a)s 至 %(b)s", a=moment(round_.voting_from), b=moment(round_.voting_until))
    if state is State.POSTED and round_.posted_at:
        return _("%(a)s 至 %(b)s", a=moment(round_.posted_at), b=moment(posted_until(round_)))
    return moment(starts[state])


def posted_until(round_: Round) -> datetime | None:
    """The end of the posting period, None before posting."""
    return round_.posted_at + timedelta(days=round_.posting_days) if round_.posted_at else None


def standing(round_: Round, person_id: int) -> Standing | None:
    """What the roll says of this person; None before sealing."""
    if round_.box is None:
        return None
    try:
        row = roll.own_row(round_.box, person_id)
    except Refused as no:
        return Standing(False, False, electorate.why(round_, no.reason, person_id))
    return Standing(row.marked is not None, True, None)


def standings(rows: list[Row], me: Asker) -> list[tuple[Row, bool]]:
    """(round, has voted) for the rounds on whose rolls this person, or their household, stands, in
    one query.
    """
    marks = boxes.marks(me.person_id, me.household_id)
    return [(row, marks[row.round.box_id]) for row in rows if row.round.box_id in marks]


def _task(label: Any, done: bool) -> dict[str, Any]:
    return {
        "label": label,
        "href": None,
        "status": _("好了") if done else _("还没有"),
        "tone": "good" if done else "waiting",
    }


def before_certifying(ending: Ending, now: datetime) -> list[dict[str, Any]]:
    """What certifying needs, each with what is still to be done and by whom."""
    missing = closing.wants(ending, now)
    to_do = {
        Want.POSTING_PERIOD: _("等到 %(until)s", until=moment(ending.posted_until)),
        Want.WITNESSES: _("已有 %(n)s 名，请监督委员确认", n=ending.witnesses),
        Want.ANSWERS: _("还有 %(n)s 条，请监督委员答复", n=ending.waiting),
        Want.REMEDIES: _("还有 %(n)s 条，请监督委员写明处理结果", n=ending.unsettled),
    }
    rest = {want: f"（{to_do[want]}）" if want in missing else "" for want in Want}
    return [_task(f"{words.WANTS[want]}{rest[want]}", want not in missing) for want in Want]


def possible_acts(round_: Round, ending: Ending, now: datetime) -> dict[str, bool]:
    """Which buttons the desk shows, from the predicates that the actions ask too."""
    return {
        "edit": rules.may_edit(round_.facts),
        "announce": rules.may_edit(round_.facts) and not round_.facts.announced,
        "discard": rules.may_discard(round_.facts),
        "extend": _may_extend(round_, now),
        "void": rules.may_void(round_.facts, ending.upheld > 0),
        "witness": state_of(round_, now) is State.POSTED and not round_.rehearsal_of,
        "certify": rules.may_certify(round_.facts, closing.wants(ending, now)),
    }


def sealed_late(round_: Round) -> bool:
    """Whether the machine had to seal at the opening because nobody had sealed before."""
    return round_.box is not None and round_.box.sealed_at > round_.box.opens_at


def opens_unsealed(round_: Round, now: datetime) -> bool:
    """Whether an announced round should be open for voting and has no box."""
    return round_.facts.announced and rules.may_edit(round_.facts) and round_.voting_from <= now


def is_stuck(round_: Round, now: datetime) -> bool:
    """Whether voting ended a while ago and no count has been posted."""
    counting = state_of(round_, now) is State.COUNTING
    return counting and now > round_.voting_until + STUCK_AFTER


def _may_extend(round_: Round, now: datetime) -> bool:
    box = round_.box
    return box is not None and box.extended_at is None and state_of(round_, now) is State.VOTING


def ballot(round_: Round, choices: tuple[str, ...]) -> dict[str, Any]:
    """The ballot with what is ticked, and its sum in fen as the server counts it."""
    projects = queries.on_ballot(queries.listed(round_.id))
    ticked = [p for p in projects if str(p.id) in choices]
    return {
        "projects": projects,
        "ticked": {p.id for p in ticked},
        "spent_fen": sum(p.cost_fen for p in ticked),
        "prices": queries.price_list(round_, projects),
    }


def shares(round_: Round, draft: Draft) -> dict[str, Any]:
    """The ballot with the points as they were typed, their sum as the server counts it, and which
    fields make no sense.
    """
    projects = queries.on_ballot(queries.listed(round_.id))
    typed = dict(draft.shares)
    asked = {p.id: typed.get(str(p.id), "") for p in projects}
    read = {project_id: points.read(one) for project_id, one in asked.items()}
    return {
        "projects": projects,
        "typed": asked,
        "wrong": {i: words.REFUSALS[one] for i, one in read.items() if isinstance(one, Fault)},
        "given": points.total(draft.shares),
        "supported": sum(one not in (0, Fault.NOT_WHOLE, Fault.NEGATIVE) for one in read.values()),
    }


def result(round_: Round, url: str, now: datetime) -> dict[str, Any]:
    """The posted result: both outcomes, turnout, breakdowns that may be shown, digests, and the
    objections to it.
    """
    projects = {p.code: p for p in queries.listed(round_.id)}
    outcomes = queries.outcomes(round_.id)
    by_channel = boxes.by_channel(round_.box_id or 0)
    return {
        "projects": projects,
        "won": _fates(outcomes[True].body, True),
        "lost": _fates(outcomes[True].body, False),
        "outcome": outcomes[True],
        "other": outcomes.get(False),
        "turnout": queries.turnout(round_),
        "channels": _channels(by_channel),
        "files": boxes.files(round_.box_id or 0),
        "posted_line": audit.line(round_.posted_line) if round_.posted_line else None,
        "posted_until": posted_until(round_),
        "resolution": resolution(round_),
        "posted": notices.section(kinds.RESULT, round_.id, now),
        "qr": qr_svg(url),
        "page_url": url,
    }


def _channels(counted: dict[str, int]) -> list[tuple[Any, int]]:
    """(channel in words, ballots) where the breakdown may be shown, else nothing."""
    if not box_rules.shown(counted) or "" in counted:
        return []
    return [(CHANNELS[Channel(channel)], n) for channel, n in counted.items()]


def _fates(body: dict[str, Any], won: bool) -> list[dict[str, Any]]:
    """Winners in the order they were chosen; the others by points, then by support."""
    fates = [
        {**f, "sentence": words.sentence(f), "support": words.support(f)}
        for f in body["projects"]
        if f["won"] is won
    ]
    if won:
        place = {code: n for n, code in enumerate(body["selected"])}
        return sorted(fates, key=lambda fate: place[fate["code"]])
    return sorted(fates, key=lambda fate: (-_score(fate), -fate["supporters"], fate["number"]))


def _score(fate: dict[str, Any]) -> int:
    """What a project is ranked by: its points where they were shared out, or its supporters."""
    given = fate.get("points")  # outcomes of older rounds have no such figure
    return int(fate["supporters"] if given is None else given)


def fate(round_: Round, project: ListedProject) -> dict[str, Any] | None:
    """What became of one project, None before posting and in a round that was voided."""
    outcome = None if round_.voided_at else queries.outcomes(round_.id).get(True)
    if outcome is None:
        return None
    found = [f for f in outcome.body["projects"] if f["code"] == project.code]
    return {**found[0], "sentence": words.sentence(found[0])} if found else None
