"""An act upon a meeting that is refused: nothing was changed."""

from flask_babel import LazyString

from portal.meetings import rules
from portal.meetings.models import Meeting
from portal.meetings.rules import Act, Refusal


class Refused(Exception):
    """``said``: the sentence of who hinders it, where the reason alone does not tell."""

    def __init__(self, reason: Refusal, said: LazyString | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.said = said


def ask(refusal: Refusal | None) -> None:
    """Refused with what a rule answered."""
    if refusal is not None:
        raise Refused(refusal)


def demand(meeting: Meeting, act: Act) -> None:
    """Refused where the meeting's state does not allow this act."""
    if not rules.may(act, meeting.state):
        raise Refused(Refusal.NOT_NOW)


def demand_lead(meeting: Meeting, person_id: int) -> None:
    """Refused to everyone but chair and clerk."""
    if not rules.may_lead(person_id, meeting):
        raise Refused(Refusal.NOT_LEADING)
