"""What else keeps a vote from being opened: the body is gone, or too few are left to vote."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from portal.bodies.rules import RANK, Kind
from portal.core import clock, money
from portal.core.db import db
from portal.core.words import moment
from portal.meetings import quorum
from portal.meetings.motions import habits, queries, rules, words
from portal.meetings.motions.models import Motion
from portal.meetings.motions.rules import No, Refused
from portal.topics import handing
from portal.topics import queries as topic_queries
from portal.topics import rules as topic_rules
from portal.topics import words as topic_words
from portal.topics.models import Delegation
from portal.topics.rules import Delegated, Matter


def hindrance(
    motion: Motion,
    voices: Mapping[int, int],
    now: datetime,
    contested: bool = False,
    among: Sequence[Delegation] | None = None,
) -> Refused | None:
    """None where nothing is in the way. ``voices``: those in the room, and who speaks for each;
    ``contested``: as who leads states it (art. 32); ``among``: all delegations, where the caller
    has asked for them already.
    """
    body = motion.meeting.body
    if rules.is_dissolved(body.dissolved_on, clock.local(now).date()):
        return Refused(No.BODY_GONE)
    if now < motion.meeting.starts_at:
        return Refused(No.BEFORE_START, when=moment(motion.meeting.starts_at))
    if motion.post is not None and not motion.is_read:
        return Refused(No.UNREAD)
    if motion.is_stale:
        return Refused(No.STALE)
    return (
        _not_competent(motion, now, contested, among)
        or _too_large(motion, now, among)
        or _cannot_hand_down(motion, now)
        or _just_put(motion, now)
        or _challenged(motion, now, among)
        or _too_few_left(motion, voices)
    )


def matter_of(motion: Motion) -> Matter:
    """What it touches: as who leads named it anew, or screening of the topic that it takes up, else
    as its mover; an amendment touches what its motion does.
    """
    if motion.main is not None:
        return matter_of(motion.main)
    screened = screened_of(motion) if motion.matter_reason is None else None
    return screened or Matter(motion.matter)


def rests_on(
    motion: Motion, on: date, among: Sequence[Delegation] | None = None
) -> Delegation | None:
    """What was handed down to its body that it rests on: as its mover or who leads named it, else
    the latest that covers its matter. What was handed down in part is always named: nobody but
    people can say what falls under its words. None where its body decides by itself.
    """
    if motion.main is not None:
        return rests_on(motion.main, on, among)
    kind, matter = motion.meeting.body.sort, matter_of(motion)
    if rules.cannot_resolve(kind, matter, [], contested=False) is None:
        return None
    if motion.delegation is not None or motion.opened_at is not None:
        return motion.delegation
    return next((one for one in _covering(kind, matter, on, among) if not one.is_part), None)


def _covering(
    kind: Kind, matter: Matter, on: date, among: Sequence[Delegation] | None = None
) -> list[Delegation]:
    return [one for one in topic_queries.handed_to(kind, on, among) if one.matter == matter]


def check_handed(motion: Motion) -> None:
    """What it would hand down is its body's to give; what it rests on was handed down to its body,
    of the matter that it touches (art. 30). Kept; Refused.
    """
    now = clock.now()
    refused = _cannot_hand_down(motion, now)
    if refused:
        raise refused
    db.session.flush()
    db.session.expire(motion, ["main", "item", "delegation"])
    refused = _too_large(motion, now)
    if refused:
        raise refused
    kind, matter, named = motion.meeting.body.sort, matter_of(motion), motion.delegation
    if named is not None and (named.body_kind, named.matter) != (kind, matter):
        raise Refused(No.OTHER_MATTER, matter=str(topic_words.MATTERS[matter]))
    if named is None and motion.main is None:
        covering = _covering(kind, matter, clock.local(now).date())
        if covering and all(one.is_part for one in covering):
            raise Refused(No.NAMES_NOTHING, matter=str(topic_words.MATTERS[matter]))


def _cannot_hand_down(motion: Motion, now: datetime) -> Refused | None:
    found = handing.fault(motion.meeting.body.sort, motion.handing, clock.local(now).date())
    if found is None and motion.amends_id is not None and motion.handing.matters:
        found = handing.Fault.NEVER_THEIRS
    return Refused(No.CANNOT_HAND_DOWN, why=str(topic_words.FAULTS[found])) if found else None


def screened_of(motion: Motion) -> Matter | None:
    """What screening found its topic to touch, also where it was carried away from the topic's
    item; None where it takes up none.
    """
    topic = motion.item.topic if motion.item else None
    found = topic.matter if topic and topic.matter else motion.screened
    return Matter(found) if found else None


def _not_competent(
    motion: Motion, now: datetime, contested: bool, among: Sequence[Delegation] | None
) -> Refused | None:
    """Art. 30, 32: whose matter it is today; where the body decides by what was handed down to it,
    the motion names by what.
    """
    matter, kind, today = matter_of(motion), motion.meeting.body.sort, clock.local(now).date()
    made = topic_queries.delegations() if among is None else among
    every = topic_rules.in_force(topic_queries.facts(made), today)
    found = rules.cannot_resolve(kind, matter, every, contested)
    if found is None:
        on = rests_on(motion, today, made)
        named = topic_rules.in_force(topic_queries.facts([on] if on else []), today)
        rests = rules.cannot_resolve(kind, matter, named, contested) is None
        return None if rests else Refused(No.NAMES_NOTHING, matter=str(topic_words.MATTERS[matter]))
    whose, article = found
    return Refused(
        No.NOT_COMPETENT if article == 30 else No.CONTESTED,
        matter=str(topic_words.MATTERS[matter]),
        whose=str(topic_words.BODIES[whose]),
        article=article,
    )


def is_own_business(motion: Motion) -> bool:
    """Whether its body decides it because it is called ordinary, and nothing was handed down."""
    return motion.meeting.body.sort in rules.OWN_BUSINESS and matter_of(motion) is Matter.ORDINARY


def _too_large(
    motion: Motion, now: datetime, among: Sequence[Delegation] | None = None
) -> Refused | None:
    """Nobody calls a large sum their own business: whose it is, art. 30 says."""
    large_fen = motion.meeting.figures.large_fen
    if not is_own_business(motion) or not rules.is_large(motion.costs_fen, large_fen):
        return None
    whose = topic_rules.competent(Matter.ORDINARY, delegated(now, among), contested=False)
    sum_ = money.short_yuan(large_fen or 0)
    return Refused(No.TOO_LARGE, sum=sum_, whose=str(topic_words.BODIES[whose]))


def delegated(now: datetime, among: Sequence[Delegation] | None = None) -> list[Delegated]:
    """What is handed down today."""
    facts = topic_queries.facts(topic_queries.delegations() if among is None else among)
    return topic_rules.in_force(facts, clock.local(now).date())


def rank(matter: Matter, given: Sequence[Delegated]) -> int:
    """How high the body is whose matter it is; ``given``: what is handed down."""
    return RANK[topic_rules.competent(matter, given, contested=False)]


def _just_put(motion: Motion, now: datetime) -> Refused | None:
    """Who is in the room has some minutes to read what is put to the vote, and to doubt it."""
    put = max(motion.admitted_at or now, motion.meeting.starts_at)
    begins = put + timedelta(minutes=habits.OPEN_MINUTES())
    return Refused(No.JUST_PUT, when=words.hour(begins)) if now < begins else None


def _challenged(
    motion: Motion, now: datetime, among: Sequence[Delegation] | None
) -> Refused | None:
    """Its own, of an amendment its motion's; and those of what its body had before it, unless it is
    named a matter of a higher one: nobody withdraws a doubted motion to have it put anew.
    """
    doubted = queries.doubted(motion)
    if not doubted:
        return None
    given, root = delegated(now, among), motion.amends_id or motion.id
    own = rank(matter_of(motion), given)
    standing = [one for one in doubted if one.id == root or rank(matter_of(one), given) >= own]
    titles = "".join(dict.fromkeys(f"《{one.title}》" for one in standing))
    return Refused(No.CHALLENGED, n=len(standing), where=titles) if standing else None


def _too_few_left(motion: Motion, voices: Mapping[int, int]) -> Refused | None:
    """Whom a leader put down as stepping back may not leave fewer voters than a quorum."""
    recusals = queries.recusals_around(motion)
    if all(one.by_id == one.person_id for one in recusals):
        return None
    away = {one.person_id for one in recusals}
    able = sum(not {who, holder} & away for who, holder in voices.items())
    needed = quorum.quorum_needed(motion.meeting.body.sort, queries.entitled(motion.meeting_id))
    return Refused(No.TOO_FEW_LEFT, able=able, needed=needed) if able < needed else None
