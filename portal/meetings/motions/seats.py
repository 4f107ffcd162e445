"""What a motion does to the seats of a body: chosen when it is written, public until the vote, and
the resolution's item for good.
"""

from portal.bodies import queries as bodies
from portal.bodies.mandates import DECIDED, Act, decides
from portal.bodies.models import Body
from portal.bodies.words import act_on
from portal.core import clock
from portal.meetings.motions.models import Motion
from portal.meetings.motions.rules import No, Refused
from portal.resolutions.actions import Item
from portal.resolutions.of_seats import SUBJECTS, act_of, may_decide

Choice = tuple[str, str]
"""A subject as a form sends it, and what it says."""


def offered(body: Body) -> list[Choice]:
    """What a body may decide about seats: of each body that it elects or recalls."""
    today = clock.today()
    found: list[Choice] = []
    for other in bodies.bodies(today):
        is_parent = other.parent_id == body.id
        acts = [act for act in DECIDED if decides(act, body.sort, other.sort, is_parent)]
        whole = [act for act in acts if act is not Act.RECALL]
        found += [(_code(act, other.id), act_on(act, other.name)) for act in whole]
        sits = bodies.sitting(other.id, today) if Act.RECALL in acts else []
        found += [(_code(Act.RECALL, one.id), _recall(other, one.person.name)) for one in sits]
    return found


def _code(act: Act, subject_id: int) -> str:
    return f"{SUBJECTS[act]}:{subject_id}"


def _recall(body: Body, name: str) -> str:
    return act_on(Act.RECALL, body.name, name)


def name(motion: Motion, chosen: str) -> None:
    """Sets what it is about. Refused for what its body does not decide."""
    kind, _colon, number = chosen.partition(":")
    motion.subject_kind, motion.subject_id = (
        (kind, int(number)) if number.isdecimal() else (None, None)
    )
    check(motion)


def check(motion: Motion) -> None:
    """Still its body's to decide. Refused."""
    if motion.subject_id is None:
        return
    act = act_of(motion.subject_kind)
    body = motion.meeting.body
    if act is None or motion.amends_id is not None or not may_decide(body, act, motion.subject_id):
        raise Refused(No.NOT_ITS_SEATS)


def said(motion: Motion) -> str:
    """What it does to seats, for everyone to read; empty for any other motion."""
    act = act_of(motion.subject_kind)
    if act is None or motion.subject_id is None:
        return ""
    if act is not Act.RECALL:
        body = bodies.body(motion.subject_id)
        return act_on(act, body.name) if body else ""
    member = bodies.membership(motion.subject_id)
    return _recall(member.seat.term.body, member.person.name) if member else ""


def items(motion: Motion) -> list[Item]:
    """What the resolution says of seats; in Chinese, whoever closes."""
    if motion.subject_kind is None or motion.subject_id is None:
        return []
    return [Item(said(motion), 0, motion.subject_kind, motion.subject_id)]
