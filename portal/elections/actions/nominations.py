"""Nominating, standing behind, answering, checking."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete

from portal.ballots import roll
from portal.ballots import rules as ballots
from portal.core import clock, outbox
from portal.core.db import db, insert_once
from portal.elections import kinds, nominating, queries, rules, runners
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
    runners.check_may_stand(one, nominee.id)
    made = _blank(one, nominee)
    made.source, made.nominator_id, made.entered_by = source, nominator, entered_by
    made.made_at = now
    db.session.flush()
    begun = kinds.TELL_NOMINATED if entered_by is None else kinds.TELL_PAPER
    outbox.tell([nominee.id], begun, now, **_named(one, made))
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
    before.endorsed_by, before.endorsed_at = None, None
    return before


def from_paper(
    one: Election,
    nominee: Person,
    source: Source,
    numbers: Sequence[int],
    by: int,
    now: datetime,
) -> Nomination:
    """A nomination handed in on paper: by the party organization, which has to confirm it, or
    signed by voters, who are named by their numbers on the roll and are all told at once.
    """
    runners.check(one, by, {nominee.id})
    rules.check_nominating(queries.facts(one), clock.local(now).date())
    signed = queries.numbered_people(one.id, numbers)
    if source is Source.VOTERS and len(signed) < len(set(numbers)):
        raise Refused(Refusal.NOT_ON_ROLL)
    if source is Source.VOTERS and not nominating.enough(len(signed), source, False):
        raise Refused(Refusal.TOO_FEW_SUPPORTERS)
    if source is Source.VOTERS and _full(one, signed.values()):
        raise Refused(Refusal.SIGNER_SUPPORTS_ENOUGH)
    made = _begin(one, nominee, source, None, by, now)
    if source is Source.VOTERS:
        for person_id in signed.values():
            insert_once(NominationSupport, nomination_id=made.id, person_id=person_id, at=now)
        told = sorted(set(signed.values()) - {nominee.id})
        outbox.tell(told, kinds.TELL_SIGNED, now, **_named(one, made))
    note(one, kinds.NOMINATED, by, now)
    if source is Source.PARTY:
        made.state = State.PUT
    else:
        _reach(one, made, now)
    return made


def put(one: Election, nominee: Person, by: int, now: datetime) -> Nomination:
    """The party organization itself nominates somebody [art. 18]."""
    made = from_paper(one, nominee, Source.PARTY, [], by, now)
    endorse(one, made, by, now)
    return made


def endorse(one: Election, nomination: Nomination, by: int, now: datetime) -> None:
    """The party organization says that a nomination which the desk wrote down is its own."""
    runners.check(one, by, {nomination.nominee_id})
    _still_open(one, now)
    _move(nomination, Move.ENDORSE)
    nomination.endorsed_by, nomination.endorsed_at = by, now
    _ask(one, nomination, now)


def disown(one: Election, nomination: Nomination, by: int, now: datetime) -> None:
    """The party organization says that it nominated nobody of the kind."""
    runners.check(one, by, {nomination.nominee_id})
    _still_open(one, now)
    _move(nomination, Move.DISOWN)
    outbox.tell([nomination.nominee_id], kinds.TELL_DISOWNED, now, **named(one))
    note(one, kinds.DISOWNED, by, now)


def support(one: Election, nomination: Nomination, person_id: int, now: datetime) -> None:
    """One voter more behind it, once however often it is pressed; with the tenth, the nominee is
    asked.
    """
    _check(one, person_id, now)
    if nomination.state not in nominating.SUPPORTABLE:
        raise Refused(Refusal.MOVE)
    _stand_behind(one, nomination, person_id, now)


def _full(one: Election, people: Collection[int], but: int = 0) -> list[int]:
    """Who of them stands behind as many nominees as there are seats, this one not counted."""
    counts = queries.supports_of(one.id, people, but)
    return [person for person in people if not rules.may_support_more(counts[person], one.seats)]


def _stand_behind(one: Election, nomination: Nomination, person_id: int, now: datetime) -> None:
    if _full(one, [person_id], nomination.id):
        raise Refused(Refusal.SUPPORTS_ENOUGH)
    insert_once(NominationSupport, nomination_id=nomination.id, person_id=person_id, at=now)
    number = queries.support([nomination.id])[nomination.id]
    if nomination.state == State.COLLECTING and nominating.enough(number, Source.VOTERS, False):
        _reach(one, nomination, now)


def _reach(one: Election, nomination: Nomination, now: datetime) -> None:
    _move(nomination, Move.SUPPORT)
    _ask(one, nomination, now)


def _ask(one: Election, nomination: Nomination, now: datetime) -> None:
    outbox.tell([nomination.nominee_id], kinds.TELL_ASKED, now, **_named(one, nomination))
    note(one, kinds.SUPPORTED, None, now)


def take_back_support(one: Election, nomination: Nomination, person_id: int, now: datetime) -> None:
    """A supporter no longer stands behind it. With fewer than ten left, they are gathered anew, or
    it does not pass the check.
    """
    _still_open(one, now)
    if bound(one, nomination, person_id, now):
        raise Refused(Refusal.MOVE)
    mine = (
        NominationSupport.nomination_id == nomination.id,
        NominationSupport.person_id == person_id,
    )
    db.session.execute(delete(NominationSupport).where(*mine))
    if nomination.state == State.SUPPORTED and not _enough(nomination):
        _move(nomination, Move.FALL_SHORT)


def bound(
    one: Election, nomination: Nomination, person_id: int, now: datetime
) -> nominating.Bound | None:
    """Why a supporter does not take it back; None where they may."""
    over = clock.local(now).date() > queries.dates(one).nominations_until
    state, began = State(nomination.state), nomination.nominator_id == person_id
    return nominating.bound(state, began, over, nomination.entered_by is not None)


def _enough(nomination: Nomination) -> bool:
    number = queries.support([nomination.id])[nomination.id]
    endorsed = nomination.endorsed_at is not None
    return nominating.enough(number, Source(nomination.source), endorsed)


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
    they say of themselves is read by a moderator before it appears. Of an answer on paper the
    nominee is told at once.
    """
    if on_paper:
        runners.check(one, by, {nomination.nominee_id})
    _still_open(one, now)
    if accepts:
        runners.check_may_stand(one, nomination.nominee_id)
    _move(nomination, Move.ACCEPT if accepts else Move.DECLINE)
    nomination.answered_at, nomination.answered_on_paper = now, on_paper
    nomination.answered_by = by if on_paper else None
    if accepts and statement:
        nomination.statement = statement
        nomination.item_id = moderation.submit(STATEMENT, nomination.nominee_id, now).id
    if on_paper:
        told = _named(one, nomination)
        outbox.tell([nomination.nominee_id], kinds.TELL_ENTERED[accepts], now, **told)
    tell_supporters(one, nomination, now)
    note(one, kinds.ANSWERED, by, now)


def retract(one: Election, nomination: Nomination, by: int, now: datetime) -> None:
    """The nominee says that what the desk entered is not their answer, nor their words: it is
    taken out, with any check that followed, and they are asked anew.
    """
    _still_open(one, now)
    if not nominating.may_retract(State(nomination.state), nomination.answered_on_paper):
        raise Refused(Refusal.MOVE)
    _move(nomination, Move.RETRACT)
    nomination.answered_at, nomination.answered_on_paper = None, False
    nomination.statement, nomination.answered_by = "", None
    nomination.checked_by, nomination.checked_at, nomination.reason = None, None, ""
    item = nomination.item
    if item is not None and item.state not in (Reading.HIDDEN, Reading.WITHDRAWN):
        moderation.withdraw(item, now)
    if _enough(nomination):
        _move(nomination, Move.SUPPORT)
    elif nomination.source == Source.PARTY:
        nomination.state = State.PUT
    note(one, kinds.RETRACTED, by, now)


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
    """The election committee confirms a nominee, or refuses with a reason; nobody who proposed
    them, or entered or confirmed that somebody did. Whoever lost supporters meanwhile does not pass
    [art. 18].
    """
    runners.check(one, by)
    _still_open(one, now)
    check_checker(nomination, by)
    if fit and not _enough(nomination):
        party = nomination.source == Source.PARTY
        raise Refused(Refusal.NOT_ENDORSED if party else Refusal.TOO_FEW_SUPPORTERS)
    if fit and not eligible(one, nomination.nominee):
        raise Refused(Refusal.NOT_TO_BE_ELECTED)
    _move(nomination, Move.CONFIRM if fit else Move.REFUSE)
    nomination.checked_by, nomination.checked_at, nomination.reason = by, now, reason
    if not fit:
        nomination.refused_by = by
    runners.note_officer(one, by)
    _tell_checked(one, nomination, reason, now)
    note(one, kinds.CONFIRMED if fit else kinds.REFUSED, by, now)


def check_checker(nomination: Nomination, by: int) -> None:
    """Refused for whoever has had a hand in it already."""
    entered = (nomination.entered_by, nomination.answered_by, nomination.endorsed_by)
    nominating.check_checker(by, nomination.nominator_id, entered, nomination.refused_by)


def _tell_checked(one: Election, nomination: Nomination, reason: str, now: datetime) -> None:
    """Its supporters, and its nominee: who may ask for a second look, once."""
    told = {**_named(one, nomination), "name": nomination.nominee.name, "reason": reason}
    fate = kinds.TELL_FATE[nomination.state]
    own = kinds.TELL_REFUSED if may_look_again(nomination) else fate
    others = set(queries.supporters(nomination.id)) - {nomination.nominee_id}
    outbox.tell(sorted(others), fate, now, **told)
    outbox.tell([nomination.nominee_id], own, now, **told)


def may_look_again(nomination: Nomination) -> bool:
    """Whether its nominee may still ask for another to check: once."""
    return nomination.state == State.REFUSED and not nomination.second_look


def look_again(one: Election, nomination: Nomination, reason: str, by: int, now: datetime) -> None:
    """The nominee does not agree with a refusal: another checks, once."""
    _still_open(one, now)
    runners.check_may_stand(one, nomination.nominee_id)
    if nomination.state == State.REFUSED and not may_look_again(nomination):
        raise Refused(Refusal.LOOKED_TWICE)
    _move(nomination, Move.LOOK_AGAIN)
    nomination.second_look = reason
    note(one, kinds.LOOK_AGAIN, by, now)


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
