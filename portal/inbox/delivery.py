"""Messages on their way out: laid into mails, claimed by one sender, handed over, settled.

At least once to the server, and never twice while nothing breaks: a message lies in one mail, a
person has one digest of a day, and a mail is claimed by one sender at a time. Who dies between
the server's yes and our note leaves a mail that is sent again when its lease has run out, with
the same Message-ID, so that mailboxes fold the two.
"""

import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.exc import IntegrityError

from portal.config import Mail
from portal.core import clock
from portal.core.db import db, writing
from portal.core.outbox import Group, Message, all_kinds
from portal.inbox import hours, letters, queries, rules
from portal.inbox.models import Delivery, DeliveryItem, MailAddress
from portal.inbox.postman import Postman, Refused, Unreachable
from portal.inbox.rules import KEPT, LEASE, Outcome, Pace
from portal.roster.models import Person
from portal.roster.queries import lives_here

log = logging.getLogger(__name__)

TICK_TIME = timedelta(seconds=20)  # what one round of tick gives the post: rounds must close too
PEOPLE_AT_ONCE = 200

CHOICES = {Group.MINE: MailAddress.mine, Group.ROUNDS: MailAddress.rounds}

# ---- Running ----

Clock = Callable[[], datetime]
PUT_OFF = "put_off"


def tick(now: datetime) -> None:
    """Sends what is due, for a while; the rest in the next round."""
    mail: Mail | None = current_app.config["PORTAL"].mail
    if mail is not None:
        run(mail, going_on_from(now), now + TICK_TIME)


def going_on_from(now: datetime) -> Clock:
    """A clock that shows ``now`` and goes on: leases must not age while a long run sends."""
    began = time.monotonic()
    return lambda: now + timedelta(milliseconds=int((time.monotonic() - began) * 1000))


def run(mail: Mail, clock_: Clock, until: datetime | None = None) -> Counter[str]:
    """Packs and sends all that is due, or what can be until then; how many met which end.

    A server that cannot be reached ends it, and counts as nobody's try.
    """
    done: Counter[str] = Counter()
    pack(clock_())
    with Postman(mail) as postman:
        while until is None or clock_() < until:
            claimed = claim(clock_())
            if claimed is None:
                break
            try:
                done[_deliver(postman, claimed, clock_)] += 1
            except Unreachable as trouble:
                log.error("mail: the server cannot be used: %s", trouble)
                _release(claimed)
                break
    return done


# ---- Packing ----


def pack(now: datetime) -> None:
    """Makes a mail of what waits for one; by night only of what concerns accounts."""
    _pack_all(now, _about_account(), at_any_hour=True)
    if hours.is_quiet(now):
        return
    _pack_all(now, _goes(Pace.AT_ONCE))
    day, before = hours.last_digest(now)
    digest_made = select(Delivery.id).where(
        Delivery.person_id == Message.person_id, Delivery.digest_on == day
    )
    due = and_(_goes(Pace.DAILY), Message.created_at < before, ~digest_made.exists())
    _pack_all(now, due, digest_on=day)


def _pack_all(
    now: datetime,
    which: ColumnElement[bool],
    at_any_hour: bool = False,
    digest_on: date | None = None,
) -> None:
    """A few people at a time; nothing is locked while there is nothing to do."""
    wanted = _waiting(now).where(which)
    while db.session.execute(wanted.limit(1)).first() is not None:
        try:
            with writing():
                _pack_some(wanted, now, at_any_hour, digest_on)
        except IntegrityError:  # another process packs the same
            return
    db.session.rollback()


def _pack_some(
    wanted: Select[int, int], now: datetime, at_any_hour: bool, digest_on: date | None
) -> None:
    people = wanted.with_only_columns(Message.person_id).distinct().limit(PEOPLE_AT_ONCE)
    ids = list(db.session.scalars(people))
    rows = db.session.execute(wanted.where(Message.person_id.in_(ids))).all()
    mails = {person_id: _new_mail(person_id, now, at_any_hour, digest_on) for person_id in ids}
    db.session.add_all(mails.values())
    db.session.flush()
    db.session.add_all(
        DeliveryItem(message_id=message_id, delivery_id=mails[person_id].id)
        for message_id, person_id in rows
    )


def _new_mail(person_id: int, now: datetime, at_any_hour: bool, digest_on: date | None) -> Delivery:
    return Delivery(
        reference=secrets.token_hex(16),
        person_id=person_id,
        digest_on=digest_on,
        at_any_hour=at_any_hour,
        created_at=now,
        due_at=now,
    )


def _waiting(now: datetime) -> Select[int, int]:
    """Messages of people who agreed to mail before, which lie in none yet; not the old ones."""
    return (
        select(Message.id, Message.person_id)
        .join(MailAddress, MailAddress.person_id == Message.person_id)
        .join(Person, Person.id == Message.person_id)
        .outerjoin(DeliveryItem, DeliveryItem.message_id == Message.id)
        .where(
            DeliveryItem.message_id.is_(None),
            Message.created_at >= MailAddress.confirmed_at,
            Message.created_at > now - KEPT,
            lives_here(clock.local(now).date()),
        )
    )


def _about_account() -> ColumnElement[bool]:
    """Told by mail even when it was read: whoever read it may be the thief."""
    return Message.kind.in_(_codes(Group.ACCOUNT))


def _goes(wanted: Pace) -> ColumnElement[bool]:
    """Unread messages that go at this pace, by what each person has chosen."""
    ways = [
        and_(column == chosen, Message.kind.in_(_codes(group, chosen, wanted)))
        for group, column in CHOICES.items()
        for chosen in Pace
    ]
    return and_(Message.read_at.is_(None), or_(*ways))


def _codes(group: Group, chosen: Pace = Pace.NEVER, wanted: Pace = Pace.AT_ONCE) -> list[str]:
    """The kinds of a group that go at the wanted pace where this one is chosen."""
    return [
        code
        for code, kind in all_kinds().items()
        if kind.group is group and rules.pace(group is Group.ACCOUNT, kind.urgent, chosen) is wanted
    ]


# ---- Claiming and settling ----


@dataclass(frozen=True)
class Claimed:
    """A mail that this sender alone may hand over, until the lease runs out."""

    id: int
    reference: str
    person_id: int
    tries: int
    lease: datetime


def claim(now: datetime) -> Claimed | None:
    """The next mail that is due and that nobody holds; at night only what concerns accounts.

    The try is counted before it is made: a mail that kills its sender is given up too.
    """
    due = _due(now)
    if db.session.execute(due.limit(1)).first() is None:
        db.session.rollback()
        return None
    with writing():
        row = db.session.scalars(due.limit(1).with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        row.leased_until, row.tries = now + LEASE, row.tries + 1
        return Claimed(row.id, row.reference, row.person_id, row.tries, now + LEASE)


def _due(now: datetime) -> Select[Delivery]:
    free = or_(Delivery.leased_until.is_(None), Delivery.leased_until <= now)
    due = select(Delivery).where(Delivery.outcome.is_(None), Delivery.due_at <= now, free)
    if hours.is_quiet(now):
        due = due.where(Delivery.at_any_hour)
    return due.order_by(Delivery.at_any_hour.desc(), Delivery.due_at, Delivery.id)


def _deliver(postman: Postman, claimed: Claimed, clock_: Clock) -> str:
    """Hands a mail over; what became of it. Whatever goes wrong with one holds up no other."""
    try:
        letter = _letter(claimed, clock_())
        if letter is None:
            return _close(claimed, Outcome.NEEDLESS, clock_())
        postman.hand_over(letter)
    except Unreachable:
        raise
    except Refused as refusal:
        return _put_off(claimed, clock_(), refusal.for_good)
    except Exception:
        log.exception("mail %s", claimed.id)
        return _put_off(claimed, clock_(), for_good=False)
    return _close(claimed, Outcome.SENT, clock_())


def _letter(claimed: Claimed, now: datetime) -> EmailMessage | None:
    """The mail as it reads now; None where nothing in it need be told by mail any more."""
    try:
        to = queries.address_of(claimed.person_id)
        told = [message for message in _contents(claimed.id) if to and _still_wanted(message, to)]
        return letters.news(to, told, claimed.reference, now) if to and told else None
    finally:
        db.session.rollback()


def _contents(delivery_id: int) -> list[Message]:
    """Newest first."""
    inside = DeliveryItem.message_id == Message.id
    wanted = select(Message).join(DeliveryItem, inside)
    mine = wanted.where(DeliveryItem.delivery_id == delivery_id)
    return list(db.session.scalars(mine.order_by(Message.id.desc())))


def _still_wanted(message: Message, to: MailAddress) -> bool:
    group = all_kinds()[message.kind].group
    if group is Group.ACCOUNT:
        return True
    chosen = {Group.MINE: to.mine, Group.ROUNDS: to.rounds}[group]
    return message.read_at is None and chosen != Pace.NEVER


def _close(claimed: Claimed, outcome: Outcome, now: datetime) -> str:
    _settle(claimed, outcome=outcome, closed_at=now, leased_until=None)
    return outcome


def _put_off(claimed: Claimed, now: datetime, for_good: bool) -> str:
    again = None if for_good else rules.next_try(claimed.tries, now)
    if again is None:
        return _close(claimed, Outcome.GIVEN_UP, now)
    _settle(claimed, due_at=again, leased_until=None)
    return PUT_OFF


def _release(claimed: Claimed) -> None:
    """As if it had not been tried."""
    _settle(claimed, tries=claimed.tries - 1, leased_until=None)


def _settle(claimed: Claimed, **values: object) -> None:
    """Unless the lease ran out and somebody else holds the mail now."""
    held = (Delivery.id == claimed.id, Delivery.leased_until == claimed.lease)
    with writing():
        db.session.execute(update(Delivery).where(*held).values(**values))
