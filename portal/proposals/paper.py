"""Wishes on paper: each household's form (民意征集表), up to three wishes, entered by staff.

A form is never changed. One that was mistyped is withdrawn with a reason and entered anew.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.audit.actions import record
from portal.budget.models import Round
from portal.budget.rules import State as RoundState
from portal.budget.rules import state_at
from portal.core import clock, outbox
from portal.core.db import db
from portal.proposals import kinds, queries, rules
from portal.proposals.actions import writing
from portal.proposals.actions.moving import note
from portal.proposals.actions.supporting import begin_screening
from portal.proposals.models import Proposal, Wish, WishForm
from portal.proposals.rules import MoveRefused, NotInTime, State
from portal.roster.models import Person


class AlreadyEntered(Exception):
    """This household's form of the round is there already."""


class NotTheirs(Exception):
    """The person does not live in the household whose wish it is, or is under age."""


class NotTaken(Exception):
    """The round takes no forms now, or the form has been withdrawn."""


class OwnProposal(Exception):
    """Nobody brings wishes to their own proposal."""


class AlreadyCarried(Exception):
    """A proposal was made of this wish already."""


def takes_forms(round_: Round, now: datetime) -> bool:
    """From the first day of collecting until voting begins: what came in time on paper may be
    entered while the committee screens.
    """
    begun = round_.proposing_from is not None and round_.proposing_from <= now
    state = state_at(round_.timetable, round_.facts, now)
    before_voting = state in (RoundState.PROPOSING, RoundState.SCREENING)
    return begun and before_voting and now < round_.voting_from


def not_in_time(round_: Round, received: date, now: datetime) -> NotInTime | None:
    """Why a form that came in on this day does not count; None if it does."""
    first, last = round_.proposing_from, round_.screening_from or round_.voting_from
    if first is None:
        return NotInTime.TOO_EARLY
    days = clock.local(first).date(), clock.local(last).date()
    return rules.not_in_time(received, *days, clock.local(now).date())


def enter(form: WishForm, wishes: list[tuple[str, str]], now: datetime) -> WishForm:
    """Keeps a household's form with its wishes (what, where). AlreadyEntered."""
    form.entered_at = now
    form.wishes = [
        Wish(position=place, text=text, place=where)
        for place, (text, where) in enumerate(wishes[: rules.WISHES], 1)
    ]
    db.session.add(form)
    try:
        db.session.flush()
    except IntegrityError:
        raise AlreadyEntered from None
    record(kinds.WISHES_ENTERED, form.entered_by, now, form=form.id, count=len(form.wishes))
    return form


def withdraw(form_id: int, reason: str, actor_id: int, now: datetime) -> None:
    """Takes a mistyped form out of every count; it stays on file with its reason. NotTaken."""
    form = _locked(form_id)
    if form.withdrawn_at is not None or not takes_forms(form.round, now):
        raise NotTaken
    form.withdrawn_at, form.withdrawn_by, form.withdrawn_reason = now, actor_id, reason
    db.session.flush()
    record(kinds.WISHES_WITHDRAWN, actor_id, now, form=form.id, reason=reason)


def _locked(form_id: int) -> WishForm:
    """The form under its lock, under which all acts on its wishes stand. LookupError."""
    wanted = select(WishForm).where(WishForm.id == form_id).with_for_update(of=WishForm)
    form = db.session.scalar(wanted.execution_options(populate_existing=True))
    if form is None:
        raise LookupError(form_id)
    return form


def _standing(wish: Wish, now: datetime) -> WishForm:
    form = _locked(wish.form_id)
    db.session.refresh(wish)
    if form.withdrawn_at is not None or not takes_forms(form.round, now):
        raise NotTaken
    return form


def carry(wish: Wish, proposal: Proposal, actor_id: int, now: datetime) -> None:
    """A proposal that exists carries this wish; the household stands behind it from now on.

    ``proposal`` was read under its lock. NotTaken; OwnProposal; AlreadyCarried where another one
    carries it and it was not taken out first; MoveRefused where the proposal is closed or another
    round's, or its days of collecting are over.
    """
    form = _standing(wish, now)
    if wish.proposal_id == proposal.id:
        return
    _check_free(wish)
    written = {one.person_id for one in queries.authorships(proposal.id)}
    if actor_id in written:
        raise OwnProposal
    if proposal.round_id != form.round_id or not _takes_wishes(proposal, now):
        raise MoveRefused
    wish.proposal_id = proposal.id
    db.session.flush()
    begin_screening(proposal, now)
    note(proposal, kinds.WISH_CARRIED, actor_id, now, title=proposal.title, wish=wish.id)


def _check_free(wish: Wish) -> None:
    if wish.proposal is not None and State(wish.proposal.state) not in rules.GIVEN_UP:
        raise AlreadyCarried


def take_out(wish: Wish, actor_id: int, now: datetime) -> None:
    """A wish that was led to the wrong proposal is free again, while that one is open; screening
    that began goes on. NotTaken; MoveRefused.
    """
    _standing(wish, now)
    proposal = wish.proposal
    if proposal is None or State(proposal.state) not in rules.OPEN:
        raise MoveRefused
    wish.proposal_id = None
    note(proposal, kinds.WISH_TAKEN_OUT, actor_id, now, title=proposal.title, wish=wish.id)


def _takes_wishes(proposal: Proposal, now: datetime) -> bool:
    """Where a similar proposal could be merged into it, a wish can be carried by it."""
    state = State(proposal.state)
    if queries.hidden(proposal):
        return False
    if state is State.COLLECTING:
        return queries.collects(proposal.round, now)
    return state in rules.TAKES_OTHERS


def propose(
    wish: Wish, person_id: int, text: dict[str, Any], actor_id: int, now: datetime
) -> Proposal:
    """Makes a proposal of a wish in the name of an adult of the household, who is told. A
    moderator reads it first, and not the one who entered it.

    NotTheirs, AlreadyCarried, NotTaken; RoundClosed and TooMany as for one who writes it oneself.
    """
    form = _standing(wish, now)
    _check_free(wish)
    if not _lives_there(person_id, form.household_id, now):
        raise NotTheirs
    proposal = writing.begin(form.round, person_id, text, now)
    proposal.entered_by = actor_id
    writing.submit(proposal, person_id, False, now, actor_id)
    wish.proposal_id = proposal.id
    told = {"proposal": proposal.id, "title": proposal.title}
    outbox.tell([person_id], kinds.TOLD_ENTERED, now, **told)
    db.session.flush()
    return proposal


def _lives_there(person_id: int, household_id: int, now: datetime) -> bool:
    person = db.session.get(Person, person_id)
    if person is None or person.household_id != household_id:
        return False
    return rules.lives_here_of_age(
        person.birth_year, person.born_on, person.left_on, clock.local(now).date()
    )
