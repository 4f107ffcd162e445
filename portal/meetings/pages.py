"""What a meeting's page shows, and what its visitor may do there."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import Asker, Can, asker_or_none
from portal.core.forms import Form
from portal.core.page import page
from portal.meetings import panels, papers, presence, proxies, queries, rules
from portal.meetings.forms import ExcuseForm, ProxyForm
from portal.meetings.models import Attendance, Meeting, Paper
from portal.meetings.presence import Presence
from portal.meetings.rules import Act, Called, State
from portal.roster.models import Person


@dataclass(frozen=True)
class Head:
    """Who came; the rows of who is called where that is public, the members of a body."""

    came: int  # of those with a vote
    guests: int
    voting: list[Attendance] = field(default_factory=list)
    silent: list[Attendance] = field(default_factory=list)


def head(meeting: Meeting) -> Head:
    """Two queries at most, however many residents are called."""
    came, guests = queries.figures(meeting.id)
    if Called(meeting.electorate) is not Called.MEMBERS:
        return Head(came, guests)
    rows = queries.called(meeting.id)
    voting = [row for row in rows if row.votes]
    return Head(came, guests, voting, [row for row in rows if not row.votes])


@dataclass(frozen=True)
class Own:
    """What somebody who is called, or has signed in, sees of their own on a meeting's page."""

    row: Attendance
    read: set[int]
    given_to: Person | None
    held_from: Person | None
    may_excuse: bool
    may_give: bool
    may_take_back: bool
    may_leave: bool


def own(meeting: Meeting, person_id: int, read: set[int]) -> Own | None:
    """None for who is neither called nor signed in; ``read``: the papers that they have read."""
    row = queries.attendance(meeting.id, person_id)
    if row is None:
        return None
    given, held = proxies.both(meeting.id, person_id)
    waits = rules.may(Act.EXCUSE, meeting.state) and row.is_called
    lends = waits and row.votes and proxies.are_known(meeting)
    return Own(
        row,
        read,
        given.holder if given else None,
        held.giver if held else None,
        may_excuse=waits,
        may_give=lends and given is None and held is None,
        may_take_back=waits and given is not None,
        may_leave=row.is_present and rules.may(Act.SIGN_IN, meeting.state),
    )


def view(meeting: Meeting, me: Asker | None, now: datetime) -> dict[str, Any]:
    """A meeting's page, for whoever asks. A constant number of queries."""
    counts, read = papers.readers(meeting.id, me.person_id if me else 0)
    mine = own(meeting, me.person_id, read) if me else None
    there = presence.of(meeting.id, meeting.body.sort)
    convenes = me is not None and me.can(Can.CONVENE)
    return {
        "meeting": meeting,
        "state": meeting.state,
        "items": queries.items(meeting.id),
        "papers": seen(meeting, mine.row if mine else None, convenes),
        "readers": counts,
        "head": head(meeting),
        "names": Called(meeting.electorate) is Called.MEMBERS,
        "presence": there,
        "lacking": lacks_quorum(meeting, there),
        "own": mine,
        "keeps_door": convenes and rules.may(Act.SIGN_IN, meeting.state),
        "leads": may_do(meeting, me, now),
        "signing": rules.signing_refusal(meeting.state, meeting.starts_at, now) is None,
        "admits": rules.admits(meeting.body.sort, meeting.observers),
        "stale": is_stale(meeting, now),
        **panels.context(meeting, me, mine.row if mine else None),
    }


def lacks_quorum(meeting: Meeting, there: Presence) -> bool:
    """Whether it would count as not held if it ended now."""
    if meeting.state is not State.OPEN or there.has_quorum or meeting.quorum_at is not None:
        return False
    return panels.voted(meeting) is None


def seen(
    meeting: Meeting, row: Attendance | None, convenes: bool
) -> dict[int, list[tuple[Paper, bool]]]:
    """Agenda item → its papers, each with whether this visitor may read it."""
    return {
        item_id: [(one, papers.may_see(one, meeting, row, convenes)) for one in some]
        for item_id, some in papers.of_meeting(meeting.id).items()
    }


def may_do(meeting: Meeting, me: Asker | None, now: datetime) -> dict[str, bool]:
    """Which acts of a chair or clerk are drawn, from the predicates that the acts ask."""
    leads = me is not None and rules.may_lead(me.person_id, meeting)
    timely = rules.opening_refusal(meeting.starts_at, meeting.ends_at, now) is None
    return {
        "at_all": leads and meeting.state in (State.CALLED, State.OPEN),
        "open": leads and timely and rules.may(Act.OPEN, meeting.state),
        "close": leads and rules.may(Act.CLOSE, meeting.state),
        "note": leads and rules.may(Act.NOTE, meeting.state),
    }


def is_stale(meeting: Meeting, now: datetime) -> bool:
    """Whether its time is over and it was never opened."""
    return meeting.state is State.CALLED and now >= meeting.ends_at


def answer(
    meeting: Meeting, status: int = 200, trouble: str | None = None, form: Form | None = None
) -> Response:
    """A meeting's page, with what went wrong on it: a sentence, or a form to be mended."""
    me, now = asker_or_none(), clock.now()
    shown = view(meeting, me, now)
    shown |= _forms(meeting, shown["own"], form)
    return page("meetings/show.html", status=status, trouble=trouble, form=form, **shown)


def _forms(meeting: Meeting, mine: Own | None, wrong: Form | None) -> dict[str, Form]:
    """The member's own forms; the one to be mended as it was typed."""
    proxy = ProxyForm(formdata=None)
    if mine is not None and mine.may_give:
        proxy.offer(proxies.possible_holders(meeting.id, mine.row.person_id))
    forms: dict[type[Form], Form] = {ExcuseForm: ExcuseForm(formdata=None), ProxyForm: proxy}
    if wrong is not None:
        forms[type(wrong)] = wrong
    return {"excuse": forms[ExcuseForm], "proxy": forms[ProxyForm]}
