"""Nominating, standing behind, answering."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

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
    for before in queries.nominations_of(one.id, nominee.id):
        if before.state == State.DECLINED and before.nominator_id == by:
            raise Refused(Refusal.DECLINED_YOURS)
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
    others = queries.nominations_of(one.id, nominee.id)
    nominating.check_anew([(State(n.state), Source(n.source)) for n in others], source)
    made = Nomination(
        election=one,
        nominee=nominee,
        source=source,
        nominator_id=nominator,
        entered_by=entered_by,
        made_at=now,
        state=State.COLLECTING,
        version=1,
    )
    db.session.add(made)
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(Refusal.NOMINATED_ALREADY) from None
    begun = kinds.TELL_NOMINATED if entered_by is None else kinds.TELL_PAPER
    outbox.tell([nominee.id], begun, now, **naming(one, made))
    return made


def _live(one: Election, nominee_id: int, source: Source) -> Nomination | None:
    """The one that goes on, of those that put somebody up."""
    found = queries.nominations_of(one.id, nominee_id)
    goes_on = (n for n in found if n.source == source and n.state in nominating.LIVE)
    return next(goes_on, None)


def from_paper(
    one: Election,
    nominee: Person,
    source: Source,
    numbers: Sequence[int],
    by: int,
    now: datetime,
) -> Nomination:
    """A nomination handed in on paper: by the party organization, which has to confirm it, or
    signed by voters, who are named by their numbers on the roll and are all told at once; they join
    what neighbours began.
    """
    runners.check(one, by, {nominee.id})
    rules.check_nominating(queries.facts(one), clock.local(now).date())
    signed = queries.numbered_people(one.id, numbers)
    if source is Source.VOTERS and len(signed) < len(set(numbers)):
        raise Refused(Refusal.NOT_ON_ROLL)
    if source is Source.VOTERS and not nominating.enough(len(signed), source, False):
        raise Refused(Refusal.TOO_FEW_SUPPORTERS)
    begun = _begun(one, nominee, source, by)
    if source is Source.VOTERS and _full(one, signed.values(), begun.id if begun else 0):
        raise Refused(Refusal.SIGNER_SUPPORTS_ENOUGH)
    made = begun or _begin(one, nominee, source, None, by, now)
    if source is Source.VOTERS:
        for person_id in signed.values():
            insert_once(NominationSupport, nomination_id=made.id, person_id=person_id, at=now)
        told = sorted(set(signed.values()) - {nominee.id})
        outbox.tell(told, kinds.TELL_SIGNED, now, **naming(one, made))
    note(one, kinds.NOMINATED, by, now)
    if source is Source.PARTY:
        made.state = State.PUT
    elif made.state == State.COLLECTING:
        _reach(one, made, now)
    return made


def _begun(one: Election, nominee: Person, source: Source, by: int) -> Nomination | None:
    """What neighbours began on screen, and signatures on paper now join: nobody keeps ten voters
    from nominating by being the first to press the button.
    """
    found = _live(one, nominee.id, source)
    if source is Source.PARTY or found is None or found.entered_by is not None:
        return None
    if found.state not in nominating.SUPPORTABLE:
        return None
    found.entered_by = by
    return found


def put(one: Election, nominee: Person, by: int, now: datetime) -> Nomination:
    """The party organization itself nominates somebody [art. 18]; where the desk had written that
    down already, it says that it is so.
    """
    before = _live(one, nominee.id, Source.PARTY)
    waits = before if before is not None and before.state == State.PUT else None
    made = waits or from_paper(one, nominee, Source.PARTY, [], by, now)
    endorse(one, made, by, now)
    return made


def endorse(one: Election, nomination: Nomination, by: int, now: datetime) -> None:
    """The party organization says that a nomination which the desk wrote down is its own."""
    runners.check(one, by, {nomination.nominee_id})
    still_open(one, now)
    move(nomination, Move.ENDORSE)
    nomination.endorsed_by, nomination.endorsed_at = by, now
    _ask(one, nomination, now)


def disown(one: Election, nomination: Nomination, by: int, now: datetime) -> None:
    """The party organization says that it nominated nobody of the kind."""
    runners.check(one, by, {nomination.nominee_id})
    still_open(one, now)
    move(nomination, Move.DISOWN)
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
    move(nomination, Move.SUPPORT)
    _ask(one, nomination, now)


def _ask(one: Election, nomination: Nomination, now: datetime) -> None:
    outbox.tell([nomination.nominee_id], kinds.TELL_ASKED, now, **naming(one, nomination))
    note(one, kinds.SUPPORTED, None, now)


def take_back_support(one: Election, nomination: Nomination, person_id: int, now: datetime) -> None:
    """A supporter no longer stands behind it. With fewer than ten left, they are gathered anew, or
    it does not pass the check.
    """
    still_open(one, now)
    if bound(one, nomination, person_id, now):
        raise Refused(Refusal.MOVE)
    mine = (
        NominationSupport.nomination_id == nomination.id,
        NominationSupport.person_id == person_id,
    )
    db.session.execute(delete(NominationSupport).where(*mine))
    if nomination.state == State.SUPPORTED and not enough(nomination):
        move(nomination, Move.FALL_SHORT)


def bound(
    one: Election, nomination: Nomination, person_id: int, now: datetime
) -> nominating.Bound | None:
    """Why a supporter does not take it back; None where they may."""
    over = clock.local(now).date() > queries.dates(one).nominations_until
    alone = nomination.nominator_id == person_id and _alone(nomination)
    state, from_paper = State(nomination.state), nomination.entered_by is not None
    return nominating.bound(state, alone, over, from_paper)


def enough(nomination: Nomination) -> bool:
    """Whether those who put them up suffice for it, by now."""
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
    still_open(one, now)
    if accepts:
        runners.check_may_stand(one, nomination.nominee_id)
        nominating.check_accepting([State(n.state) for n in _others(one, nomination)])
    move(nomination, Move.ACCEPT if accepts else Move.DECLINE)
    nomination.answered_at, nomination.answered_on_paper = now, on_paper
    nomination.answered_by = by if on_paper else None
    if accepts and statement:
        nomination.statement = statement
        nomination.item_id = moderation.submit(STATEMENT, nomination.nominee_id, now).id
    if on_paper:
        told = naming(one, nomination)
        outbox.tell([nomination.nominee_id], kinds.TELL_ENTERED[accepts], now, **told)
    tell_supporters(one, nomination, now)
    note(one, kinds.ANSWERED, by, now)


def _others(one: Election, nomination: Nomination) -> list[Nomination]:
    """By which the same person was put up besides."""
    found = queries.nominations_of(one.id, nomination.nominee_id)
    return [n for n in found if n.id != nomination.id]


def retract(one: Election, nomination: Nomination, by: int, now: datetime) -> None:
    """The nominee says that what the desk entered is not their answer, nor their words: it is
    taken out, with any check that followed, and they are asked anew.
    """
    still_open(one, now)
    if not nominating.may_retract(State(nomination.state), nomination.answered_on_paper):
        raise Refused(Refusal.MOVE)
    if nomination.state == State.DECLINED:
        _join(one, nomination, now)
    move(nomination, Move.RETRACT)
    nomination.answered_at, nomination.answered_on_paper = None, False
    nomination.statement, nomination.answered_by = "", None
    nomination.checked_by, nomination.checked_at, nomination.reason = None, None, ""
    item = nomination.item
    if item is not None and item.state not in (Reading.HIDDEN, Reading.WITHDRAWN):
        moderation.withdraw(item, now)
    if enough(nomination):
        move(nomination, Move.SUPPORT)
    elif nomination.source == Source.PARTY:
        nomination.state = State.PUT
    note(one, kinds.RETRACTED, by, now)


def _join(one: Election, nomination: Nomination, now: datetime) -> None:
    """One that goes on after all takes up what was begun anew in its place, with everyone behind
    it. Refused where the nominee can stand by the new one already.
    """
    anew = _live(one, nomination.nominee_id, Source(nomination.source))
    if anew is None:
        return
    if anew.state not in (State.COLLECTING, State.PUT):
        raise Refused(Refusal.NOMINATED_ALREADY)
    for person_id in queries.supporters(anew.id):
        insert_once(NominationSupport, nomination_id=nomination.id, person_id=person_id, at=now)
    anew.state, anew.version = State.WITHDRAWN, anew.version + 1
    db.session.flush()


def still_open(one: Election, now: datetime) -> None:
    """Refused once the candidates are posted, and from the election day on."""
    facts = queries.facts(one)
    rules.refuse_if_over(facts)
    if facts.candidates_posted or clock.local(now).date() >= one.day:
        raise Refused(Refusal.NOT_NOW)


def reword(one: Election, nomination: Nomination, statement: str, now: datetime) -> None:
    """The nominee writes the statement anew, before the candidates are posted."""
    still_open(one, now)
    if nomination.state not in nominating.PUBLIC:
        raise Refused(Refusal.MOVE)
    nomination.statement = statement
    item = nomination.item
    if item is None or item.state in (Reading.HIDDEN, Reading.WITHDRAWN):
        nomination.item_id = moderation.submit(STATEMENT, nomination.nominee_id, now).id
    else:
        moderation.resubmit(item, now)


def withdraw(one: Election, nomination: Nomination, person_id: int, now: datetime) -> None:
    """Taken back by who began it, while nobody else stands behind it; once the nominee has
    answered, by the nominee. Others may put them up anew.
    """
    still_open(one, now)
    if not may_withdraw(nomination, person_id):
        raise Refused(Refusal.MOVE)
    move(nomination, Move.WITHDRAW)
    tell_supporters(one, nomination, now)
    note(one, kinds.WITHDRAWN, person_id, now)


def may_withdraw(nomination: Nomination, person_id: int) -> bool:
    """Whether it is theirs to take back now."""
    nominator, nominee = nomination.nominator_id, nomination.nominee_id
    if person_id not in (nominator, nominee):
        return False
    state, alone = State(nomination.state), _alone(nomination)
    return nominating.may_withdraw(state, person_id, nominator, nominee, alone)


def _alone(nomination: Nomination) -> bool:
    return set(queries.supporters(nomination.id)) <= {nomination.nominator_id}


def move(nomination: Nomination, made: Move) -> None:
    """Refused where there is no such move from where it stands."""
    nomination.state = nominating.after(State(nomination.state), made)
    nomination.version += 1


def tell_supporters(one: Election, nomination: Nomination, now: datetime) -> None:
    """What became of it; the name goes with it only where its bearer has consented."""
    told = naming(one, nomination)
    if State(nomination.state) in nominating.PUBLIC:
        told["name"] = nomination.nominee.name
    others = set(queries.supporters(nomination.id)) - {nomination.nominee_id}
    outbox.tell(sorted(others), kinds.TELL_FATE[nomination.state], now, **told)


def naming(one: Election, nomination: Nomination) -> dict[str, object]:
    """How messages name it."""
    return {**named(one), "nomination": nomination.id}
