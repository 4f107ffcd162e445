"""Acts on single people of the roster, each in the caller's transaction, with a reason.

Whoever acts has looked at the person before: ``seen`` is the seal of what was shown. If it is not
so any more, nothing is overwritten, and the other's change is shown. Nobody is ever deleted.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from portal.audit.actions import record
from portal.core import age, clock
from portal.core.db import db
from portal.core.text import match_key
from portal.roster import kinds, rules
from portal.roster.models import Building, Household, Person
from portal.roster.queries import lives_here, residents_of
from portal.roster.reading import key_text
from portal.roster.rules import Act, Leaving, Refusal, Refused, Status


@dataclass(frozen=True)
class By:
    """Who acts, when, and why; and whether offices are theirs to give."""

    actor_id: int
    now: datetime
    reason: str
    gives_offices: bool = False

    @property
    def today(self) -> date:
        return clock.local(self.now).date()


@dataclass(frozen=True)
class Entry:
    """What the desk writes of a person."""

    name: str
    birth_year: int
    born_on: date | None
    phone: str | None
    residence_kind: str


@dataclass(frozen=True)
class Door:
    """A dwelling as somebody names it; ``is_new``: to be entered if the roster has it not."""

    building_id: int
    unit: str
    room: str
    is_new: bool = False


Farewell = Callable[[int, datetime], None]
_FAREWELLS: list[Farewell] = []


def when_gone(act: Farewell) -> None:
    """Names what is done, in the same transaction, when somebody (by id) moved away or died."""
    _FAREWELLS.append(act)


# ---- What stands, and whether it is still as somebody saw it ----


def facts(person: Person) -> dict[str, Any]:
    """Everything that the roster says of somebody, as JSON."""
    home = person.household
    return {
        "name": person.name,
        "birth_year": person.birth_year,
        "born_on": _iso(person.born_on),
        "phone": person.phone,
        "residence_kind": person.residence_kind,
        "is_delegate": person.is_delegate,
        "address": home.address if home else None,
        "left_on": _iso(person.left_on),
        "left_why": person.left_why,
        "missing_since": _iso(person.missing_since),
        "merged_into": person.merged_into_id,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def seen(person: Person) -> str:
    return rules.seal(facts(person))


def status(person: Person, on: date) -> Status:
    return rules.status(
        has_home=person.household_id is not None,
        left_on=person.left_on,
        is_missing=person.missing_since is not None,
        is_merged=person.merged_into_id is not None,
        on=on,
    )


def refusal(act: Act, person: Person, actor_id: int, on: date) -> Refusal | None:
    """Why the act is not the actor's to do to that person; None if it is.

    Nobody keeps their own entry: who stands on a roll, and as whom, hangs on it.
    """
    if person.id == actor_id:
        return Refusal.OWN_ENTRY
    return rules.refusal(act, status(person, on))


def taken(person_id: int, act: Act, seal: str, by: By) -> Person:
    """The person under lock, as they were seen. LookupError for nobody; Refused where the act is
    not open to them or to the actor, or somebody else has changed the entry meanwhile.
    """
    person = db.session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise LookupError(person_id)
    if seen(person) != seal:
        raise Refused(Refusal.CHANGED_MEANWHILE)
    _refuse(refusal(act, person, by.actor_id, by.today))
    return person


def _refuse(reason: Refusal | None) -> None:
    if reason:
        raise Refused(reason)


@contextmanager
def recorded(person: Person, kind: str, by: By, **more: Any) -> Iterator[None]:
    """What is done to the person inside is on record, as it was and as it is."""
    before = facts(person)
    yield
    db.session.flush()
    db.session.expire(person, ["household"])
    was, now_is = rules.changed(before, facts(person))
    if not was:
        raise Refused(Refusal.NOTHING_CHANGED)
    told = {"reason": by.reason, "before": was, "after": now_is, **more}
    record(kind, by.actor_id, by.now, person=person.id, **told)


# ---- Dwellings ----


def dwelling(door: Door, by: By) -> Household:
    """The dwelling under lock, so that nobody else moves in unseen; entered if it is new."""
    key = key_text((match_key(door.unit), match_key(door.room)))
    here = select(Household).where(Household.building_id == door.building_id)
    found = db.session.scalar(here.where(Household.key == key).with_for_update())
    if found is None and not door.is_new:
        raise Refused(Refusal.NO_SUCH_DWELLING)
    return found or _entered(door, key, by)


def _entered(door: Door, key: str, by: By) -> Household:
    building = db.session.get(Building, door.building_id)
    if building is None:
        raise Refused(Refusal.NO_SUCH_DWELLING)
    home = Household(
        building=building, grid_id=building.grid_id, unit=door.unit, room=door.room, key=key
    )
    db.session.add(home)
    db.session.flush()
    told = {"address": home.address, "household": home.id}
    record(kinds.DWELLING_ADDED, by.actor_id, by.now, reason=by.reason, **told)
    return home


def _refuse_double(person: Person, on: date) -> None:
    """Nobody lives in one dwelling twice, under one name and birth year."""
    same = (
        Person.household_id == person.household_id,
        Person.name_key == person.name_key,
        Person.birth_year == person.birth_year,
        Person.id != person.id,
    )
    with db.session.no_autoflush:
        if db.session.scalar(select(Person.id).where(*same, lives_here(on)).limit(1)):
            raise Refused(Refusal.LISTED_ALREADY)


# ---- Acts ----


def add(entry: Entry, door: Door, by: By) -> Person:
    """Enters somebody who lives here and stands in no sheet yet."""
    _refuse(rules.birth_fault(entry.birth_year, entry.born_on, by.today))
    home = dwelling(door, by)
    person = Person(household_id=home.id, is_delegate=False)
    _write(person, entry)
    _refuse_double(person, by.today)
    db.session.add(person)
    db.session.flush()
    told = {"reason": by.reason, "before": {}, "after": facts(person)}
    record(kinds.ADDED, by.actor_id, by.now, person=person.id, **told)
    return person


def correct(person_id: int, seal: str, entry: Entry, by: By) -> None:
    _refuse(rules.birth_fault(entry.birth_year, entry.born_on, by.today))
    person = taken(person_id, Act.CORRECT, seal, by)
    with recorded(person, kinds.CORRECTED, by):
        _write(person, entry)
        if person.household_id and status(person, by.today) is not Status.GONE:
            _refuse_double(person, by.today)


def _write(person: Person, entry: Entry) -> None:
    person.name, person.name_key = entry.name, match_key(entry.name)
    person.birth_year, person.born_on = entry.birth_year, entry.born_on
    person.phone, person.residence_kind = entry.phone, entry.residence_kind


def move(person_id: int, seal: str, door: Door, by: By) -> None:
    """To another dwelling of the community; a household's delegate does not take that along."""
    person = taken(person_id, Act.MOVE, seal, by)
    with recorded(person, kinds.MOVED, by):
        home = dwelling(door, by)
        if home.id == person.household_id:
            raise Refused(Refusal.SAME_DWELLING)
        _settle(person, home, by.today)


def _settle(person: Person, home: Household, today: date) -> None:
    person.household_id, person.is_delegate = home.id, False
    person.left_on = person.left_why = person.missing_since = None
    _refuse_double(person, today)


def leave(person_id: int, seal: str, why: Leaving, day: date, by: By) -> None:
    """Moved away, or died, on that day."""
    person = taken(person_id, Act.LEAVE, seal, by)
    _refuse(rules.day_fault(day, person.birth_year, by.today))
    with recorded(person, kinds.DIED if why is Leaving.DIED else kinds.LEFT, by):
        person.left_on, person.left_why = day, why.value
        person.is_delegate, person.missing_since = False, None
        for act in _FAREWELLS:
            act(person.id, by.now)


def stay(person_id: int, seal: str, by: By) -> None:
    """Somebody missing lives here still, and joins the next roll."""
    person = taken(person_id, Act.STAY, seal, by)
    with recorded(person, kinds.STAYED, by):
        person.missing_since = None


def come_back(person_id: int, seal: str, door: Door, by: By) -> None:
    """Somebody on record as gone lives here, again or after all."""
    person = taken(person_id, Act.RETURN, seal, by)
    with recorded(person, kinds.RETURNED, by):
        _settle(person, dwelling(door, by), by.today)


# ---- The household's delegate ----


def household_seen(people: list[Person]) -> str:
    return rules.seal({str(person.id): facts(person) for person in people})


def name_delegate(household_id: int, seal: str, person_id: int, by: By) -> None:
    """Makes one of the household its delegate, and nobody else of it (居民委员会组织法 art. 26).

    The dwelling's lock makes two who name at once queue; the second is shown the first's choice.
    """
    home = db.session.get(Household, household_id, with_for_update=True)
    if home is None:
        raise LookupError(household_id)
    people = residents_of(home.id, by.today)
    if household_seen(people) != seal:
        raise Refused(Refusal.CHANGED_MEANWHILE)
    chosen = next((one for one in people if one.id == person_id), None)
    if chosen is None:
        raise Refused(Refusal.NOT_OF_HOUSEHOLD)
    _refuse(rules.refusal(Act.REPRESENT, status(chosen, by.today)))
    if not age.is_adult(chosen.birth_year, chosen.born_on, by.today):
        raise Refused(Refusal.UNDER_AGE)
    _make_only_delegate(chosen, people, by)


def _make_only_delegate(chosen: Person, people: list[Person], by: By) -> None:
    others = [one for one in people if one.is_delegate and one is not chosen]
    if by.actor_id in {one.id for one in [chosen, *others]}:
        raise Refused(Refusal.OWN_ENTRY)
    if chosen.is_delegate and not others:
        raise Refused(Refusal.NOTHING_CHANGED)
    for one in others:
        with recorded(one, kinds.REPRESENTS_NO_MORE, by):
            one.is_delegate = False
    if not chosen.is_delegate:
        with recorded(chosen, kinds.REPRESENTS, by):
            chosen.is_delegate = True
