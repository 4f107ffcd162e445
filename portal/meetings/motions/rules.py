"""The life of a motion, who may do what with it, and when a vote may be opened. Pure answers.

DOMAIN §2: in writing, with a named mover and co-sponsors; opened only with a quorum of those signed
in (城市居民委员会组织法 art. 27, art. 29); nothing changes after the close.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.bodies.rules import Kind, is_above
from portal.meetings import quorum
from portal.meetings.quorum import Majority, Outcome
from portal.topics.rules import RESERVED, Delegated, Matter, competent


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"  # co-sponsors sign it
    ADMITTED = "admitted"  # it can be put to the vote
    OPEN = "open"
    COUNTING = "counting"  # stopped; nobody votes any more
    ADOPTED = "adopted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"  # the meeting ended before it was voted on
    VOID = "void"  # its key is lost: the vote is taken again


class Move(StrEnum):
    SUBMIT = "submit"
    ADMIT = "admit"
    OPEN = "open"
    STOP = "stop"
    ADOPT = "adopt"
    REJECT = "reject"
    VOID = "void"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    REWRITE = "rewrite"  # an amendment, against words that changed under it


_S, _M = State, Move

MOVES: dict[tuple[State, Move], State] = {
    (_S.DRAFT, _M.SUBMIT): _S.SUBMITTED,
    (_S.DRAFT, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.DRAFT, _M.LAPSE): _S.LAPSED,
    (_S.SUBMITTED, _M.ADMIT): _S.ADMITTED,
    (_S.SUBMITTED, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.SUBMITTED, _M.LAPSE): _S.LAPSED,
    (_S.SUBMITTED, _M.REWRITE): _S.SUBMITTED,
    (_S.ADMITTED, _M.OPEN): _S.OPEN,
    (_S.ADMITTED, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.ADMITTED, _M.LAPSE): _S.LAPSED,
    (_S.ADMITTED, _M.REWRITE): _S.SUBMITTED,
    (_S.OPEN, _M.STOP): _S.COUNTING,
    (_S.COUNTING, _M.ADOPT): _S.ADOPTED,
    (_S.COUNTING, _M.REJECT): _S.REJECTED,
    (_S.COUNTING, _M.VOID): _S.VOID,
    (_S.VOID, _M.OPEN): _S.OPEN,
    (_S.VOID, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.VOID, _M.LAPSE): _S.LAPSED,
    (_S.VOID, _M.REWRITE): _S.SUBMITTED,
}

UNDER_VOTE = frozenset({State.OPEN, State.COUNTING})
DECIDED = frozenset({State.ADOPTED, State.REJECTED})
OVER = DECIDED | {State.WITHDRAWN, State.LAPSED}
"""States that no move leads out of."""
NOT_VOTED = frozenset({State.DRAFT, State.SUBMITTED, State.ADMITTED, State.VOID})
"""States in which the end of its meeting finds a motion that nobody decided."""
BEFORE_VOTE = frozenset({State.SUBMITTED, State.ADMITTED, State.VOID})
"""States in which a member may still step back."""
AMENDABLE = frozenset({State.SUBMITTED, State.ADMITTED})
PENDING = frozenset({State.SUBMITTED, State.ADMITTED, State.OPEN, State.COUNTING, State.VOID})
"""States of an amendment that keep its main motion waiting."""


class Form(StrEnum):
    NAMED = "named"  # everyone sees who voted how
    SECRET = "secret"  # noqa: S105 - no password


class Choice(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Via(StrEnum):
    PHONE = "phone"
    CLERK = "clerk"


class Entry(StrEnum):
    """What was entered for a voice."""

    HAND = "hand"
    SLIP = "slip"  # handed out
    BACK = "back"  # the slip came back


class No(StrEnum):
    """Why something cannot be done. Each has its own sentence."""

    MOVED_ON = "moved_on"  # the motion is not where this starts
    NOT_LEADING = "not_leading"
    MEETING_NOT_OPEN = "meeting_not_open"
    MEETING_OVER = "meeting_over"
    NO_QUORUM = "no_quorum"
    NOBODY = "nobody"
    OTHER_OPEN = "other_open"
    AMENDMENT_FIRST = "amendment_first"
    MAIN_FIRST = "main_first"
    NOT_MOVER = "not_mover"
    NOT_ENTITLED = "not_entitled"
    OWN = "own"
    CHANGED_SINCE = "changed_since"
    CANNOT_ANNUL = "cannot_annul"
    NO_VOICE = "no_voice"
    RECUSED = "recused"
    ALREADY_VOTED = "already_voted"
    CLOSED = "closed"
    FORGED = "forged"
    NOT_COUNTER = "not_counter"
    PAPER_SUM = "paper_sum"
    KEY_THERE = "key_there"
    KEY_LOST = "key_lost"
    BODY_GONE = "body_gone"
    TOO_FEW_LEFT = "too_few_left"
    NOT_AGREED = "not_agreed"
    OWN_RECUSAL = "own_recusal"
    NEEDS_SIGNATURES = "needs_signatures"
    NO_REASON = "no_reason"
    NOT_COMPETENT = "not_competent"
    TOO_LARGE = "too_large"  # a sum that is nobody's own business
    UNREAD = "unread"
    ALREADY_SECRET = "already_secret"  # noqa: S105 - no password
    NOT_A_HAND = "not_a_hand"
    NO_WORD = "no_word"  # a slip, without the member's word
    ON_PAPER = "on_paper"
    NO_SLIP = "no_slip"
    STALE = "stale"
    NOT_STALE = "not_stale"
    CONTESTED = "contested"
    SCREENED = "screened"
    ASK_MAIN = "ask_main"
    NOT_HERE = "not_here"
    STAYED_BACK = "stayed_back"
    NO_MEETING = "no_meeting"
    CARRIED = "carried"
    NAMES_NOTHING = "names_nothing"  # no delegation that it rests on
    OTHER_MATTER = "other_matter"  # the delegation is of something else
    CANNOT_HAND_DOWN = "cannot_hand_down"
    NOT_CHAIRING = "not_chairing"
    NOT_CLERK = "not_clerk"
    OBJECTED = "objected"  # what was entered was not meant: they give their voice themselves
    CONFIRMED = "confirmed"
    ENTERED = "entered"  # who entered hands or slips closes nothing
    TOO_SOON = "too_soon"
    BEFORE_START = "before_start"  # whoever comes on time has a voice
    JUST_OPENED = "just_opened"  # and not everybody has spoken
    JUST_PUT = "just_put"  # and nobody had time to doubt it
    CHAIR_HERE = "chair_here"
    NOT_SEATED = "not_seated"
    CHALLENGED = "challenged"  # and nobody has answered
    NOT_ASIDE = "not_aside"  # who answers a challenge moved it or leads
    LOWER = "lower"  # a matter that a lower body decides
    NOT_ITS_SEATS = "not_its_seats"


class Refused(Exception):
    """Nothing was done. ``figures`` fill in the sentence."""

    def __init__(self, reason: No, **figures: int | str) -> None:
        super().__init__(reason)
        self.reason, self.figures = reason, figures


def after(state: State, move: Move) -> State:
    """The state after a move. Refused where the table has none."""
    to = MOVES.get((state, move))
    if to is None:
        raise Refused(No.MOVED_ON)
    return to


def allowed(state: State, move: Move) -> bool:
    return (state, move) in MOVES


@dataclass(frozen=True)
class Support:
    """Who stands behind a motion beside its mover: members of the body, and all residents."""

    mover_is_member: bool
    members: int
    everyone: int


def has_support(support: Support, sponsors: int, resident_sponsors: int) -> bool:
    """Whether enough have signed: so many co-sponsors, or so many residents where the body takes
    residents' motions (0 for not at all); either is enough. A member's motion needs nobody more
    where the body asks for no co-sponsors; a resident's never comes that way.
    """
    by_members = support.members >= sponsors and (support.mover_is_member or sponsors > 0)
    by_residents = 0 < resident_sponsors <= support.everyone
    return by_members or by_residents


def chairs(person_id: int, chair_id: int, stand_in_id: int | None) -> bool:
    """Who is in the chair: a member who took it over, as long as they have it, else the chair of
    the meeting. Nobody else opens a vote or closes it.
    """
    return person_id == (chair_id if stand_in_id is None else stand_in_id)


def form_for(chosen: Form | None, about_persons: bool) -> Form:
    """Votes about persons are secret unless the motion says otherwise; others are named."""
    if chosen is not None:
        return chosen
    return Form.SECRET if about_persons else Form.NAMED


def majority_for(
    kind: Kind, asked: Majority, amount_fen: int | None, large_fen: int | None
) -> Majority:
    """Large sums need two thirds, whatever the motion asks for; ``large_fen`` None for never. In
    residents' meeting and assembly it is the law's, neither the motion's nor the body's (art. 27,
    art. 29).
    """
    large = is_large(amount_fen, large_fen)
    return quorum.majority_for(kind, Majority.TWO_THIRDS if large else asked)


def is_large(amount_fen: int | None, large_fen: int | None) -> bool:
    """Whether a sum is a large one for its body; fen, ``large_fen`` None for never."""
    return amount_fen is not None and large_fen is not None and amount_fen >= large_fen


@dataclass(frozen=True)
class Opening:
    """What bears on opening a vote: the meeting under way, those signed in, other motions."""

    state: State
    meeting_open: bool
    kind: Kind
    entitled: int
    present: int
    recused: int
    other_open: bool
    amendments_pending: bool


def cannot_open(now: Opening) -> Refused | None:
    """None where the vote may be opened. No vote opens without a quorum of those signed in
    (art. 27, art. 29), beside another one, or before the motion's amendments are decided.
    """
    if not allowed(now.state, Move.OPEN):
        return Refused(No.MOVED_ON)
    if not now.meeting_open:
        return Refused(No.MEETING_NOT_OPEN)
    if not quorum.quorum_met(now.kind, now.entitled, now.present):
        needed = quorum.quorum_needed(now.kind, now.entitled)
        return Refused(No.NO_QUORUM, present=now.present, needed=needed)
    if now.recused >= now.present:
        return Refused(No.NOBODY)
    if now.other_open:
        return Refused(No.OTHER_OPEN)
    return Refused(No.AMENDMENT_FIRST) if now.amendments_pending else None


def is_dissolved(on: date | None, today: date) -> bool:
    """Whether a body is no more; its last day is the one before."""
    return on is not None and on <= today


OWN_BUSINESS = frozenset({Kind.COMMITTEE, Kind.SUPERVISORS, Kind.JOINT})
"""Bodies whose own daily business nobody handed down to them: of what is ordinary and
not contested they resolve for themselves, up to the sum that is a large one for them.
"""


def cannot_resolve(
    kind: Kind, matter: Matter, delegations: Iterable[Delegated], contested: bool
) -> tuple[Kind, int] | None:
    """None where this kind of body may resolve on a matter: the one whose it is, as a topic's would
    be (art. 30; art. 32 where it is contested), or a higher one; a body of equal rank does not.
    Otherwise whose it is, and the article. ``delegations``: those in force.
    """
    if matter is Matter.ORDINARY and not contested and kind in OWN_BUSINESS:
        return None
    given = list(delegations)
    whose = competent(matter, given, contested)
    if kind is whose or is_above(kind, whose):
        return None
    return whose, 30 if whose is competent(matter, given, contested=False) else 32


def may_name(now: Matter, new: Matter) -> bool:
    """Whether who leads may name a motion's matter anew. What its mover, or screening, or who led
    before, found to be the residents' is not taken from them by whoever leads (art. 30).
    """
    return now not in RESERVED or new in RESERVED


def words_digest(text: str, amount_fen: int | None) -> str:
    """SHA-256, in hexadecimal, of the words of a motion and its sum: what an amendment is of."""
    return hashlib.sha256(f"{amount_fen or ''}\n{text}".encode()).hexdigest()


def may_be_put(mover_id: int, leaders: Collection[int]) -> bool:
    """Whether a motion may go to the vote without more signatures: one that whoever leads moved,
    for the committee or on procedure.
    """
    return mover_id in leaders


def may_amend(main: State) -> bool:
    """A motion is amended before it is voted on, not between two votes on the same words."""
    return main in AMENDABLE


def may_recuse(state: State) -> bool:
    """Who has an interest steps back before the vote is opened, never after."""
    return state in BEFORE_VOTE


@dataclass(frozen=True)
class Tally:
    """How voices were given; voices."""

    for_: int
    against: int
    abstain: int

    @property
    def given(self) -> int:
        return self.for_ + self.against + self.abstain


def tally(choices: Sequence[str | None]) -> Tally:
    """Counts choices; what is none of the three is silent."""
    found = Counter(choices)
    return Tally(found[Choice.FOR], found[Choice.AGAINST], found[Choice.ABSTAIN])


@dataclass(frozen=True)
class PaperCount:
    """One person's count of the paper ballots; ballots. ``spoilt`` ones speak for nothing, and
    ``missing`` ones did not come back: whoever has them has not voted.
    """

    for_: int
    against: int
    abstain: int
    spoilt: int
    missing: int = 0

    @property
    def total(self) -> int:
        return self.for_ + self.against + self.abstain + self.spoilt + self.missing


def agreed(counts: Mapping[int, PaperCount], leaders: Collection[int] = ()) -> PaperCount | None:
    """The count that two different people came to by themselves, of whom at least one is none of
    the ``leaders``; None while no two such agree.
    """
    for found, times in Counter(counts.values()).most_common():
        by = {who for who, counted in counts.items() if counted == found}
        if times >= 2 and by - set(leaders):
            return found
    return None


def most_spoke(count: quorum.Count) -> bool:
    """Whether at least half of those who could gave their voice."""
    return 2 * count.silent <= count.present - count.recused


def move_for(outcome: Outcome) -> Move:
    return Move.ADOPT if outcome is Outcome.ADOPTED else Move.REJECT
