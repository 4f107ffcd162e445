"""What else keeps a vote from being opened: the body is gone, or too few are left to vote."""

from collections.abc import Mapping
from datetime import datetime

from portal.core import clock
from portal.meetings import quorum
from portal.meetings.motions import queries, rules
from portal.meetings.motions.models import Motion
from portal.meetings.motions.rules import No, Refused
from portal.topics import queries as topic_queries
from portal.topics import rules as topic_rules
from portal.topics import words as topic_words
from portal.topics.rules import Delegated, Matter


def hindrance(
    motion: Motion, voices: Mapping[int, int], now: datetime, contested: bool = False
) -> Refused | None:
    """None where nothing is in the way. ``voices``: those in the room, and who speaks for each;
    ``contested``: as who leads states it (art. 32).
    """
    body = motion.meeting.body
    if rules.is_dissolved(body.dissolved_on, clock.local(now).date()):
        return Refused(No.BODY_GONE)
    if motion.post is not None and not motion.is_read:
        return Refused(No.UNREAD)
    if motion.is_stale:
        return Refused(No.STALE)
    return (
        _not_competent(motion, now, contested)
        or _challenged(motion)
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


def screened_of(motion: Motion) -> Matter | None:
    """What screening found its topic to touch, also where it was carried away from the topic's
    item; None where it takes up none.
    """
    topic = motion.item.topic if motion.item else None
    found = topic.matter if topic and topic.matter else motion.screened
    return Matter(found) if found else None


def _not_competent(motion: Motion, now: datetime, contested: bool) -> Refused | None:
    """Art. 30, 32: whose matter it is today."""
    matter = matter_of(motion)
    found = rules.cannot_resolve(motion.meeting.body.sort, matter, delegated(now), contested)
    if found is None:
        return None
    whose, article = found
    return Refused(
        No.NOT_COMPETENT if article == 30 else No.CONTESTED,
        matter=str(topic_words.MATTERS[matter]),
        whose=str(topic_words.BODIES[whose]),
        article=article,
    )


def delegated(now: datetime) -> list[Delegated]:
    """What is handed down today."""
    facts = topic_queries.facts(topic_queries.delegations())
    return topic_rules.in_force(facts, clock.local(now).date())


def _challenged(motion: Motion) -> Refused | None:
    """Of an amendment, its motion's."""
    standing = sum(one.stands for one in queries.challenges(motion.amends_id or motion.id))
    return Refused(No.CHALLENGED, n=standing) if standing else None


def _too_few_left(motion: Motion, voices: Mapping[int, int]) -> Refused | None:
    """Whom a leader put down as stepping back may not leave fewer voters than a quorum."""
    recusals = queries.recusals_around(motion)
    if all(one.by_id == one.person_id for one in recusals):
        return None
    away = {one.person_id for one in recusals}
    able = sum(not {who, holder} & away for who, holder in voices.items())
    needed = quorum.quorum_needed(motion.meeting.body.sort, queries.entitled(motion.meeting_id))
    return Refused(No.TOO_FEW_LEFT, able=able, needed=needed) if able < needed else None
