"""Puts the demo community into an empty database: roster, log-ins, four rounds, two elections."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from portal.accounts import passwords
from portal.accounts.actions import HOUSEMATE_JOINED
from portal.accounts.models import Account
from portal.accounts.recovery import actions as recovery
from portal.accounts.recovery.rules import Check, Issuer
from portal.accounts.rules import PRIVACY_VERSION, new_number
from portal.core import outbox
from portal.core.access import Role
from portal.core.db import db, writing
from portal.core.outbox import Message
from portal.demo import (
    appraising,
    boards,
    bodies,
    decisions,
    elections,
    meetings,
    paper,
    people,
    proposals,
    rounds,
    spending,
    topics,
)
from portal.inbox import actions as inbox
from portal.roster import actions as roster
from portal.roster.cells import Field
from portal.roster.models import Grid, Person, RoleTerm
from portal.roster.reading import RawRow, read_rows

PASSWORD = "demo-liren"  # noqa: S105 - announced on every demo page
HOUSEMATES = ("13800000001", "13800000009")
TERM_BEGINS = date(2024, 1, 1)


class NotADemo(Exception):
    """This is, or may be, a real community's portal; nothing was changed."""


def load(keys: Path, now: datetime) -> None:
    """Loads everything into an empty database. NotADemo where somebody lives already."""
    if db.session.scalar(select(Person.id).limit(1)) is not None:
        raise NotADemo
    db.session.rollback()
    hashes = {login.phone: passwords.hashed(PASSWORD) for login in people.LOGINS}
    with writing():
        _settle(now)
        ids = _open_accounts(hashes, now)
        _tell_housemates(ids, now)
        _help_somebody(ids, now - timedelta(days=2))
        supervisors = [ids["13800000004"], _second_supervisor(frozenset(ids.values()))]
    director, objector = ids["13800000008"], ids["13800000001"]
    body_ids = bodies.load(now, ids)
    elections.load_last(now, ids)
    rounds.load_last_year(keys, now, supervisors, director, objector)
    rounds.load_this_year(keys, now, frozenset(ids.values()))
    proposals.load_origins()
    proposals.load_next_year(now, ids)
    paper.load_wishes(now, ids["13800000006"])
    rounds.load_for_households(keys, now, frozenset(ids.values()))
    topics.load(now, ids)
    decisions.load(keys, now, ids, body_ids["assembly"])
    meetings.load(keys, now, ids, body_ids)
    bodies.resign(now, body_ids["committee"])
    spending.load(now, ids)
    boards.load(now, ids)
    appraising.load(keys, now, ids)
    elections.load_coming(now, ids)
    elections.load_draft(now, ids)
    _read_messages(ids, now)


def _settle(now: datetime) -> None:
    """The place, its grids and everyone who lives there, by way of the roster's own import."""
    roster.name_community(
        name="里仁社区",
        subdistrict="和风街道",
        phone="010-55550100",
        complaint_phone="010-55550110",
        counter="里仁里 6 号楼底层，周一至周六 8:30—17:30",
        icp="京ICP备00000000号",
        police_filing="京公网安备00000000000000号",
        is_demo=True,
    )
    report = read_rows(_rows(), this_year=now.year)
    roster.apply(report, "demo", None, now)
    for number, estate in enumerate(people.ESTATES, 1):
        code = people.grid_code(number)
        db.session.execute(update(Grid).where(Grid.code == code).values(name=estate.grid))


def _rows() -> Iterator[RawRow]:
    homes = people.homes()
    families = people.households(len(homes))
    row = 2
    for home, family in zip(homes, people.with_logins(families), strict=True):
        for neighbour in family:
            row += 1
            yield RawRow(row, _cells(home, neighbour))


def _cells(home: people.Home, neighbour: people.Neighbour) -> dict[Field, object]:
    return {
        Field.GRID: home.grid_code,
        Field.ESTATE: home.estate,
        Field.BUILDING: home.building,
        Field.UNIT: home.unit,
        Field.ROOM: home.room,
        Field.NAME: neighbour.name,
        Field.BIRTH_YEAR: neighbour.birth_year,
        Field.PHONE: neighbour.phone,
        Field.RESIDENCE_KIND: neighbour.residence_kind,
        Field.DELEGATE: "是" if neighbour.is_delegate else "",
    }


def _open_accounts(hashes: dict[str, str], now: datetime) -> dict[str, int]:
    """The demo's log-ins with their offices; telephone → person id."""
    phones = select(Person).where(Person.phone.in_(hashes))
    ids = {str(person.phone): person.id for person in db.session.scalars(phones)}
    for login in people.LOGINS:
        person_id = ids[login.phone]
        db.session.add(_account(person_id, login.phone, hashes[login.phone], now))
        for role in login.roles:
            db.session.add(RoleTerm(person_id=person_id, role=role, starts_on=TERM_BEGINS))
    return ids


def _tell_housemates(ids: dict[str, int], now: datetime) -> None:
    """What opening an account tells the household: two of the log-ins live together."""
    one, other = (db.session.get_one(Person, ids[phone]) for phone in HOUSEMATES)
    outbox.tell([one.id], HOUSEMATE_JOINED, now, name=other.name)
    outbox.tell([other.id], HOUSEMATE_JOINED, now, name=one.name)


def _read_messages(ids: dict[str, int], now: datetime) -> None:
    """Those with log-ins here have read what is older than two weeks, each on its evening."""
    old = Message.created_at < now - timedelta(days=14), Message.read_at.is_(None)
    with writing():
        wanted = select(Message).where(Message.person_id.in_(ids.values()), *old)
        for message in db.session.scalars(wanted):
            inbox.mark_read(message, message.created_at + timedelta(hours=9))


def _help_somebody(ids: dict[str, int], then: datetime) -> None:
    """A code that was never used; its household has still to be told on paper."""
    staff = Issuer(ids["13800000005"], None, frozenset({Role.STATION_STAFF}))
    checked = recovery.Checked(Check.DOCUMENT, None, "看了身份证，照片和本人相符")
    recovery.issue(ids["13800000014"], 0, checked, staff, then)


def _account(person_id: int, phone: str, password_hash: str, now: datetime) -> Account:
    return Account(
        person_id=person_id,
        login_number=new_number(),
        phone=phone,
        name_key="",
        password_hash=password_hash,
        privacy_version=PRIVACY_VERSION,
        activated_at=now,
    )


def _second_supervisor(taken: frozenset[int]) -> int:
    """Certifying takes two; the second one needs no log-in here."""
    wanted = select(Person.id).where(Person.birth_year == 1958, Person.id.not_in(taken))
    person_id = db.session.scalars(wanted.order_by(Person.id).limit(1)).one()
    db.session.add(RoleTerm(person_id=person_id, role=Role.SUPERVISOR, starts_on=TERM_BEGINS))
    return person_id
