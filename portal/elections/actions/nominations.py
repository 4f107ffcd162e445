"""Nominating, standing behind, answering, checking."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete

from portal.ballots import roll
from portal.ballots import rules as ballots
from portal.core import clock, outbox
from portal.core.db import db, insert_once
from portal.elections import kinds, nominating, queries, rules
from portal.elections.actions.roll import VOTERS
from portal.elections.actions.steps import named, note
from portal.elections.models import Election, Nomination, NominationSupport
from portal.elections.nominating import Move, Source, State
from portal.elections.rules import Electorate, Refusal, Refused
from portal.moderation import actions as moderation
from portal.moderation.rules import State as Reading
from portal.roster.models import Person

STATEMENT = "election.statement"


def eligible(one: Election, person: Person) -> bool:
    """A resident of 18 or more on the election day; where all voters elect, one on the roll."""
    if one.who_elects is Electorate.VOTERS:
        return queries.stands_on_roll(one.id, person.id)
    everyone = VOTERS[Electorate.VOTERS]
    return ballots.entitled(roll.voter(person), one.day, everyone) is None


def nominate(one: Election, nominee: Person, by: int, now: datetime) -> Nomination:
    """A voter proposes somebody, and is the first of their supporters."""
    _check(one, by, now)
    made = _begin(one, nominee, Source.VOTERS, by, None, now)
    note(one, kinds.NOMINATED, by, now)
    _stand_behind(one, made, by, now)
    return made


def _check(one: Election, person_id: int, now: datetime) -> None:
    rules.check_nominating(queries.facts(one), clock.local(now).date())
    if not queries.stands_on_roll(one.id, person_id):
        raise Refused(Refusal.NOT_ON_ROLL)


def _begin(
    one: Election,
    nominee: Person,
    source: Source,
    nominator: int | None,
    entered_by: int | None,
    now: datetime,
) -> Nomination:
    if not eligible(one, nominee):
        raise Refused(Refusal.NOT_TO_BE_ELECTED)
    made = _blank(one, nominee)
    made.source, made.nominator_id, made.entered_by = source, nominator, entered_by
    made.made_at = now
    db.session.flush()
    outbox.tell([nominee.id], kinds.TELL_NOMINATED, now, **_named(one, made))
    return made


def _blank(one: Election, nominee: Person) -> Nomination:
    """A new nomination; where one was begun and withdrawn before the nominee said anything, it
    begins anew, or whoever withdrew it would have kept a neighbour from standing.
    """
    before = queries.nomination_of(one.id, nominee.id)
    if before is None:
        made = Nomination(election=one, nominee=nominee, state=State.COLLECTING, version=1)
        db.session.add(made)
        return made
    if before.state != State.WITHDRAWN or before.answered_at is not None:
        raise Refused(Refusal.NOMINATED_ALREADY)
    theirs = NominationSupport.nomination_id == before.id
    db.session.execute(delete(NominationSupport).where(theirs))
    before.state, before.version = State.COLLECTING, before.version + 1
    return before


def from_paper(
    one: Election,
    nominee: Person,
    source: Source,
    numbers: Sequence[int],
    by: int,
    now: datetime,
) -> Nomination:
    """A nomination handed in on paper: by the party organization, or signed by voters, who are
    named by their numbers on the roll.
    """
    rules.check_nominating(queries.facts(one), clock.local(now).date())
    signed = queries.numbered_people(one.id, numbers)
    if source is Source.VOTERS and len(signed) < len(set(numbers)):
        raise Refused(Refusal.NOT_ON_ROLL)
    if not nominating.enough(len(signed), source):
        raise Refused(Refusal.TOO_FEW_SUPPORTERS)
    made = _begin(one, nominee, source, None, by, now)
    if source is Source.VOTERS:
        for person_id in signed.values():
            insert_once(NominationSupport, nomination_id=made.id, person_id=person_id, at=now)
    note(one, kinds.NOMINATED, by, now)
    _reach(one, made, now)
    return made


def support(one: Election, nomination: Nomination, person_id: int, now: datetime) -> None:
    """One voter more behind it, once however often it is pressed; with the tenth, the nominee is
    asked.
    """
    _check(one, person_id, now)
    if nomination.state not in (State.COLLECTING, State.SUPPORTED):
        raise Refused(Refusal.MOVE)
    _stand_behind(one, nomination, person_id, now)


def _stand_behind(one: Election, nomination: Nomination, person_id: int, now: datetime) -> None:
    insert_once(NominationSupport, nomination_id=nomination.id, person_id=person_id, at=now)
    number = queries.support([nomination.id])[nomination.id]
    if nomination.state == State.COLLECTING and nominating.enough(number, Source.VOTERS):
        _reach(one, nomination, now)


def _reach(one: Election, nomination: Nomination, now: datetime) -> None:
    _move(nomination, Move.SUPPORT)
    outbox.tell([nomination.nominee_id], kinds.TELL_ASKED, now, **_named(one, nomination))
    note(one, kinds.SUPPORTED, None, now)


def take_back_support(nomination: Nomination, person_id: int) -> None:
    """While supporters are gathered; whoever began it withdraws it instead."""
    if nomination.state != State.COLLECTING or nomination.nominator_id == person_id:
        raise Refused(Refusal.MOVE)
    mine = (
        NominationSupport.nomination_id == nomination.id,
        NominationSupport.person_id == person_id,
    )
    db.session.execute(delete(NominationSupport).where(*mine))


def answer(
    one: Election,
    nomination: Nomination,
    accepts: bool,
    statement: str,
    by: int,
    on_paper: bool,
    now: datetime,
) -> None:
    """The nominee accepts or declines: on the own page, or on paper that the desk enters. What
    they say of themselves is read by a moderator before it appears.
    """
    _still_open(one, now)
    _move(nomination, Move.ACCEPT if accepts else Move.DECLINE)
    nomination.answered_at, nomination.answered_on_paper = now, on_paper
    if accepts and statement:
        nomination.statement = statement
        nomination.item_id = moderation.submit(STATEMENT, nomination.nominee_id, now).id
    tell_supporters(one, nomination, now)
    note(one, kinds.ANSWERED, by, now)


def _still_open(one: Election, now: datetime) -> None:
    facts = queries.facts(one)
    rules.refuse_if_over(facts)
    if facts.candidates_posted or clock.local(now).date() >= one.day:
        raise Refused(Refusal.NOT_NOW)


def reword(one: Election, nomination: Nomination, statement: str, now: datetime) -> None:
    """The nominee writes the statement anew, before the candidates are posted."""
    _still_open(one, now)
    if nomination.state not in nominating.PUBLIC:
        raise Refused(Refusal.MOVE)
    nomination.statement = statement
    item = nomination.item
    if item is None or item.state in (Reading.HIDDEN, Reading.WITHDRAWN):
        nomination.item_id = moderation.submit(STATEMENT, nomination.nominee_id, now).id
    else:
        moderation.resubmit(item, now)


def withdraw(one: Election, nomination: Nomination, person_id: int, now: datetime) -> None:
    """Taken back by who began it, until the nominee has answered; then by the nominee."""
    _still_open(one, now)
    state = State(nomination.state)
    if not nominating.may_withdraw(
        state, person_id, nomination.nominator_id, nomination.nominee_id
    ):
        raise Refused(Refusal.MOVE)
    _move(nomination, Move.WITHDRAW)
    tell_supporters(one, nomination, now)
    note(one, kinds.WITHDRAWN, person_id, now)


def check(
    one: Election, nomination: Nomination, fit: bool, reason: str, by: int, now: datetime
) -> None:
    """The election committee confirms a nominee, or refuses with a reason; never the own case."""
    _still_open(one, now)
    if by in (nomination.nominee_id, nomination.nominator_id):
        raise Refused(Refusal.OWN_NOMINATION)
    if fit and not eligible(one, nomination.nominee):
        raise Refused(Refusal.NOT_TO_BE_ELECTED)
    _move(nomination, Move.CONFIRM if fit else Move.REFUSE)
    nomination.checked_by, nomination.checked_at, nomination.reason = by, now, reason
    told = {**_named(one, nomination), "name": nomination.nominee.name, "reason": reason}
    people = sorted({nomination.nominee_id, *queries.supporters(nomination.id)})
    outbox.tell(people, kinds.TELL_FATE[nomination.state], now, **told)
    note(one, kinds.CONFIRMED if fit else kinds.REFUSED, by, now)


def _move(nomination: Nomination, move: Move) -> None:
    nomination.state = nominating.after(State(nomination.state), move)
    nomination.version += 1


def tell_supporters(one: Election, nomination: Nomination, now: datetime) -> None:
    """What became of it; the name goes with it only where its bearer has consented."""
    told = _named(one, nomination)
    if State(nomination.state) in nominating.PUBLIC:
        told["name"] = nomination.nominee.name
    others = set(queries.supporters(nomination.id)) - {nomination.nominee_id}
    outbox.tell(sorted(others), kinds.TELL_FATE[nomination.state], now, **told)


def _named(one: Election, nomination: Nomination) -> dict[str, object]:
    return {**named(one), "nomination": nomination.id}
