"""Minutes: who drafts them, who approves them, and who reads them before that."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

TEXT_MAX, NOTE_MAX, TITLE_MAX, MOST_PAPERS = 20_000, 500, 100, 30


class State(StrEnum):
    MISSING = "missing"
    DRAFT = "draft"
    SUBMITTED = "submitted"  # to the chair; waits for the body's next meeting
    APPROVED = "approved"


class Act(StrEnum):
    DRAFT = "draft"
    EDIT = "edit"
    ATTACH = "attach"  # and take away again
    SUBMIT = "submit"
    CORRECT = "correct"
    RETURN = "return"
    APPROVE = "approve"


MOVES: Mapping[tuple[State, Act], State] = {
    (State.MISSING, Act.DRAFT): State.DRAFT,
    (State.DRAFT, Act.EDIT): State.DRAFT,
    (State.DRAFT, Act.ATTACH): State.DRAFT,
    (State.DRAFT, Act.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Act.CORRECT): State.SUBMITTED,
    (State.SUBMITTED, Act.ATTACH): State.SUBMITTED,
    (State.SUBMITTED, Act.RETURN): State.DRAFT,
    (State.SUBMITTED, Act.APPROVE): State.APPROVED,
}


@dataclass(frozen=True)
class Hand:
    """What somebody is to a meeting's minutes. ``chairs_next``: they are in the chair of a later
    meeting of the same body that is open now. ``belongs``: a member, or on its roll.
    """

    is_clerk: bool = False
    is_chair: bool = False
    convenes: bool = False
    chairs_next: bool = False
    belongs: bool = False
    is_staff: bool = False


def may(act: Act, state: State, hand: Hand) -> bool:
    """Whether somebody may do this now: the clerk writes, the meeting's chair sends back, the chair
    of the body's next meeting approves while that is open.
    """
    if (state, act) not in MOVES:
        return False
    if act is Act.APPROVE:
        return hand.chairs_next
    return hand.is_chair if act is Act.RETURN else hand.is_clerk or hand.convenes


def may_read(state: State, hand: Hand) -> bool:
    """Everyone once they are approved; before, members and staff, and who has to do with them."""
    involved = hand.is_clerk or hand.is_chair or hand.chairs_next
    return state is State.APPROVED or hand.belongs or hand.is_staff or involved


def digest(text: str, papers: Iterable[str]) -> str:
    """SHA-256, in hexadecimal, of the text and of the digests of its attachments, one a line."""
    return hashlib.sha256("\n".join([text, *papers]).encode()).hexdigest()
