"""Who is fit to stand: the check, and the second look that a nominee may ask for."""

from datetime import datetime

from portal.core import outbox
from portal.elections import kinds, nominating, queries, runners
from portal.elections.actions.nominations import eligible, enough, move, naming, still_open
from portal.elections.actions.steps import note
from portal.elections.models import Election, Nomination
from portal.elections.nominating import Move, Source, State
from portal.elections.rules import Refusal, Refused


def check(
    one: Election, nomination: Nomination, fit: bool, reason: str, by: int, now: datetime
) -> None:
    """The election committee confirms a nominee, or refuses with a reason; nobody who proposed
    them, or entered or confirmed that somebody did. Whoever lost supporters meanwhile does not pass
    [art. 18].
    """
    runners.check(one, by)
    still_open(one, now)
    check_checker(nomination, by)
    if fit and not enough(nomination):
        party = nomination.source == Source.PARTY
        raise Refused(Refusal.NOT_ENDORSED if party else Refusal.TOO_FEW_SUPPORTERS)
    if fit and not eligible(one, nomination.nominee):
        raise Refused(Refusal.NOT_TO_BE_ELECTED)
    move(nomination, Move.CONFIRM if fit else Move.REFUSE)
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
    told = {**naming(one, nomination), "name": nomination.nominee.name, "reason": reason}
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
    still_open(one, now)
    runners.check_may_stand(one, nomination.nominee_id)
    if nomination.state == State.REFUSED and not may_look_again(nomination):
        raise Refused(Refusal.LOOKED_TWICE)
    move(nomination, Move.LOOK_AGAIN)
    nomination.second_look = reason
    note(one, kinds.LOOK_AGAIN, by, now)
