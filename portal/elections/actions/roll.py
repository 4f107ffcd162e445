"""The roll: posted from the roster, objected to, ruled on."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from portal.ballots import roll
from portal.ballots import rules as ballots
from portal.bodies import queries as bodies
from portal.bodies.rules import Kind
from portal.core import clock, outbox
from portal.core.db import db
from portal.elections import kinds, queries, rules, runners
from portal.elections.actions.steps import named, note, post_notice
from portal.elections.models import Election, ElectionVoter, RollObjection
from portal.elections.rules import Complaint, Electorate, Refusal, Refused
from portal.roster.models import Household, Person
from portal.roster.queries import buildings

VOTERS = {
    Electorate.VOTERS: ballots.Electorate(ballots.Voters.RESIDENTS),
    Electorate.DELEGATES: ballots.Electorate(ballots.Voters.HOUSEHOLDS),
}


# ---- Posting


def post(one: Election, by: int | None, now: datetime) -> int:
    """Takes the roll from the roster, by age and home on the election day, and posts it; how many
    stand on it. Refused too late [art. 17], or where nobody would stand on it.
    """
    rules.check_roll(queries.facts(one), clock.local(now).date())
    rows = _rows(one)
    if not rows:
        raise Refused(Refusal.EMPTY_ROLL)
    db.session.execute(insert(ElectionVoter), rows)
    one.roll_posted_at = now
    dates = queries.dates(one)
    facts = {
        "count": len(rows),
        "buildings": [list(pair) for pair in queries.by_building(one.id)],
        "electorate": one.electorate,
        "objections_until": dates.objections_until.isoformat(),
        "nominations_until": dates.nominations_until.isoformat(),
    }
    post_notice(one, "roll", facts, now)
    note(one, kinds.ROLL_POSTED, by, now, count=len(rows))
    return len(rows)


def _rows(one: Election) -> list[dict[str, object]]:
    """Building by building, as the physical board lists them; then by name."""
    order = {building.id: place for place, building in enumerate(buildings())}
    people = _people(electors(one.who_elects, one.day))
    people.sort(key=lambda p: (_place(p, order), p.name, p.id))
    households = one.who_elects is Electorate.DELEGATES
    return [_row(one.id, number, p, households) for number, p in enumerate(people, 1)]


def electors(who: Electorate, day: date) -> list[int]:
    """Everyone who elects, by the roster and the seats of that day."""
    if who in VOTERS:
        return [voter.person_id for voter in roll.take(VOTERS[who], day).voters]
    assembly = bodies.of_kind(Kind.ASSEMBLY, day)
    seated = bodies.sitting(assembly.id, day) if assembly else []
    return sorted({one.person_id for one in seated if one.seat.represents})


def _people(ids: Iterable[int]) -> list[Person]:
    """With their homes; in portions, as engines take so many parameters at once."""
    wanted = list(ids)
    found: list[Person] = []
    home = joinedload(Person.household).joinedload(Household.building)
    for start in range(0, len(wanted), 500):
        portion = select(Person).where(Person.id.in_(wanted[start : start + 500]))
        found += db.session.scalars(portion.options(home)).all()
    return found


def _place(person: Person, order: dict[int, int]) -> int:
    return order[person.household.building_id] if person.household else len(order)


def _row(election_id: int, number: int, person: Person, households: bool) -> dict[str, object]:
    home = person.household
    return {
        "election_id": election_id,
        "number": number,
        "person_id": person.id,
        "household_id": person.household_id if households else None,
        "name": person.name,
        "building": home.building.address if home else "",
        "grid_id": home.grid_id if home else None,
    }


# ---- Objecting


def object_to(
    one: Election, person_id: int, complaint: Complaint, about: int, text: str, now: datetime
) -> RollObjection:
    """A resident's objection, numbered; ``about``: the number on the roll of who should not be
    there, 0 for none. Refused with its reason.
    """
    today = clock.local(now).date()
    struck = struck_on(one, person_id) if complaint is Complaint.MISSING else None
    rules.check_objecting(queries.facts(one), today, struck)
    home = queries.home_of(person_id)
    if home is None:
        raise Refused(Refusal.NOT_A_RESIDENT)
    if complaint is Complaint.MISSING and queries.stands_on_roll(one.id, person_id):
        raise Refused(Refusal.ON_ROLL)
    row = _meant(one, complaint, about, home)
    last = select(func.max(RollObjection.number)).where(RollObjection.election_id == one.id)
    made = RollObjection(
        election_id=one.id,
        number=(db.session.scalar(last) or 0) + 1,
        person_id=person_id,
        kind=complaint,
        about_id=row.id if row else None,
        text=text,
        made_at=now,
        due_on=rules.ruling_due(today),
    )
    db.session.add(made)
    try:
        db.session.flush()
    except IntegrityError:
        raise Refused(Refusal.OBJECTION_WAITS) from None
    told = {**named(one), "number": made.number, "due": made.due_on.isoformat()}
    outbox.tell([person_id], kinds.TELL_OBJECTION, now, **told)
    note(one, kinds.OBJECTED, None, now, number=made.number)
    return made


def _meant(
    one: Election, complaint: Complaint, about: int, home: Household
) -> ElectionVoter | None:
    """The row of somebody in the own grid: nobody pages through others'."""
    if complaint is not Complaint.WRONG:
        return None
    row = queries.numbered(one.id, about)
    if row is None or row.grid_id != home.grid_id:
        raise Refused(Refusal.NOT_IN_GRID)
    return row


def struck_on(one: Election, person_id: int) -> date | None:
    """The day on which somebody was struck off the roll; None for whoever was not."""
    row = queries.row_of(one.id, person_id)
    return clock.local(row.struck_at).date() if row is not None and row.struck_at else None


# ---- Ruling


def rule_on(
    one: Election, objection: RollObjection, upheld: bool, reason: str, by: int, now: datetime
) -> None:
    """Decides an objection, with a reason; one that is upheld mends the roll at once. Nobody
    decides on their own, or on what was said of them.
    """
    runners.check(one, by)
    rules.refuse_if_over(queries.facts(one))
    if objection.upheld is not None:
        raise Refused(Refusal.RULED_ALREADY)
    if by == objection.person_id or (objection.about and objection.about.person_id == by):
        raise Refused(Refusal.OWN_OBJECTION)
    if _struck_by(one, objection) == by:
        raise Refused(Refusal.STRUCK_BY_YOU)
    if upheld:
        _mend(one, objection, reason, by, now)
    objection.upheld, objection.reason = upheld, reason
    objection.ruled_by, objection.ruled_at = by, now
    told = {**named(one), "number": objection.number, "reason": reason}
    kind = kinds.TELL_UPHELD if upheld else kinds.TELL_DISMISSED
    outbox.tell([objection.person_id], kind, now, **told)
    runners.note_officer(one, by)
    ruling = kinds.UPHELD if upheld else kinds.DISMISSED
    note(one, ruling, by, now, number=objection.number)


def _struck_by(one: Election, objection: RollObjection) -> int | None:
    """Who struck the objector off the roll, where that is what they object to."""
    row = queries.row_of(one.id, objection.person_id)
    return row.struck_by if row is not None and row.struck_at else None


def _strike(one: Election, row: ElectionVoter, reason: str, by: int, now: datetime) -> None:
    """Takes somebody off the roll, and tells them at once why and until when they may object."""
    if row.struck_at is not None:
        return
    row.struck_at, row.struck_by = now, by
    until = rules.struck_until(clock.local(now).date(), one.day)
    told = {**named(one), "reason": reason, "until": until.isoformat()}
    outbox.tell([row.person_id], kinds.TELL_STRUCK, now, **told)


def _mend(one: Election, objection: RollObjection, reason: str, by: int, now: datetime) -> None:
    if clock.local(now).date() >= one.day:
        raise Refused(Refusal.ROLL_FIXED, one.day)
    if objection.kind == Complaint.MISSING:
        objection.about_id = _add(one, objection.person_id, now).id
    elif objection.about is not None:
        _strike(one, objection.about, reason, by, now)
    else:
        _copy_again(one, objection.person_id)


def _copy_again(one: Election, person_id: int) -> None:
    """The objector's own row, as the roster has it by now: it is mended first."""
    row = queries.row_of(one.id, person_id)
    if row is not None:
        (person,) = _people([person_id])
        fresh = _row(one.id, row.number, person, row.household_id is not None)
        row.name, row.building = person.name, str(fresh["building"])


def _add(one: Election, person_id: int, now: datetime) -> ElectionVoter:
    """Somebody whom the roll forgot. Refused where the roster does not entitle them: it is mended
    first.
    """
    (person,) = _people([person_id])
    if not _elects(one, person):
        raise Refused(Refusal.NOT_ENTITLED)
    row = queries.row_of(one.id, person_id)
    if row is not None:
        row.struck_at, row.struck_by = None, None
        return row
    households = one.who_elects is Electorate.DELEGATES
    values = _row(one.id, queries.last_number(one.id) + 1, person, households)
    made = ElectionVoter(**values, added_at=now)
    db.session.add(made)
    try:
        db.session.flush()
    except IntegrityError:  # another member of the household stands there
        raise Refused(Refusal.NOT_ENTITLED) from None
    return made


def _elects(one: Election, person: Person) -> bool:
    """Whether the roster, or a seat, entitles somebody on the election day."""
    if one.who_elects is Electorate.REPRESENTATIVES:
        return person.id in electors(one.who_elects, one.day)
    electorate = VOTERS[one.who_elects]
    if ballots.entitled(roll.voter(person), one.day, electorate) is not None:
        return False
    if not electorate.by_household or person.household_id is None:
        return True
    _members, sole = roll.entitled_members(person.household_id, electorate, one.day)
    return sole == person.id
