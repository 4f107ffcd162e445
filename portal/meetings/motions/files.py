"""The canonical files that the box of a secret vote posts, and what lies in an envelope."""

from collections.abc import Mapping, Sequence

from portal.audit.chain import canonical_json
from portal.ballots import canon
from portal.ballots.sealing import Opened
from portal.meetings.motions.models import Motion
from portal.meetings.motions.rules import Choice

MOTION = "motion.json"
BALLOTS = "ballots.csv"
SPOILT = "spoilt"
"""What a paper ballot says that says nothing; it speaks for none of the three."""


def content(choice: str) -> str:
    return canonical_json({"choice": choice}).decode()


LONGEST = content(max((*Choice, SPOILT), key=len))


def opening(motion: Motion) -> Mapping[str, bytes]:
    """What is voted on: the words, the sum, and who may vote."""
    facts = {
        "meeting": motion.meeting.title,
        "number": motion.number,
        "title": motion.title,
        "text": motion.text,
        "amount_fen": None if motion.amount_fen is None else str(motion.amount_fen),
        "entitled": motion.entitled,
        "present": motion.present,
        "recused": motion.recused,
    }
    return {MOTION: canon.json_file(facts)}


def ballots(found: Sequence[Opened]) -> Mapping[str, bytes]:
    """Every ballot, sorted and numbered."""
    lines = [f"{number};{one.content}" for number, one in enumerate(found, 1)]
    return {BALLOTS: canon.lines_file(["number;ballot", *lines])}
