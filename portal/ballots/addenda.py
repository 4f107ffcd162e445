"""Addenda: what the supervisors change of a roll between sealing and the end, in public, without
names. A marked row never changes.
"""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from portal.audit.actions import record
from portal.audit.kinds import kind as name_kind
from portal.ballots import actions as boxes
from portal.ballots import queries, roll, rules
from portal.ballots.actions import Entitled
from portal.ballots.models import Box
from portal.ballots.rules import Refusal, Refused

ADDED = name_kind("roll.added", _l("选民名册补登一人，原因：%(reason)s"), public=True)
REMOVED = name_kind("roll.removed", _l("选民名册移出一人，原因：%(reason)s"), public=True)
REPLACED = name_kind("roll.replaced", _l("选民名册更换一户的代表，原因：%(reason)s"), public=True)


def add(box: Box, person_id: int, reason: str, actor_id: int, now: datetime) -> None:
    """Someone whom the roll forgot; where households vote, the household with who casts for it.

    ``box`` is read under its lock. The reason is public, the name is not. Refused for someone
    whom the roster does not entitle (mend the roster first), or too late; IntegrityError where
    the person, or the household, is on the roll already.
    """
    boxes.add_to_roll(box, _may_be_added(box, person_id), now)
    record(ADDED, actor_id, now, box=box.id, reason=reason)


def remove(box: Box, person_id: int, reason: str, actor_id: int, now: datetime) -> None:
    """Someone who does not belong. Refused for someone who has voted, or too late."""
    boxes.remove_from_roll(box, person_id, now)
    record(REMOVED, actor_id, now, box=box.id, reason=reason)


def replace(box: Box, person_id: int, reason: str, actor_id: int, now: datetime) -> None:
    """Another member casts the household's ballot from now on, as long as nobody has cast it.

    The old row is struck and the new one added in one transaction; Refused with HOUSEHOLD_VOTED
    where the ballot was faster.
    """
    new = _may_be_added(box, person_id)
    old = queries.household_row(box.id, new.household_id)
    if old is None:
        raise Refused(Refusal.NO_DELEGATE)
    if old.person_id == person_id:
        raise Refused(Refusal.ON_ROLL)
    try:
        boxes.remove_from_roll(box, old.person_id, now)
    except Refused as no:
        voted = no.reason is Refusal.ALREADY_VOTED
        raise Refused(Refusal.HOUSEHOLD_VOTED if voted else no.reason) from None
    boxes.add_to_roll(box, new, now)
    record(REPLACED, actor_id, now, box=box.id, reason=reason)


def _may_be_added(box: Box, person_id: int) -> Entitled:
    voter = roll.entitled_person(box, person_id)
    if voter.household_id is None:
        return voter
    day = roll.opening_day(box)
    _members, sole = roll.entitled_members(voter.household_id, box.electorate, day)
    if not rules.may_cast_for_household(person_id, sole):
        raise Refused(Refusal.OTHER_DELEGATE)
    return voter
