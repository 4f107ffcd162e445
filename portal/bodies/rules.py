"""What the law fixes of each body (居民委员会组织法, in force since 2026-01-01)."""

from enum import StrEnum


class Kind(StrEnum):
    RESIDENTS_MEETING = "residents_meeting"  # 居民会议
    ASSEMBLY = "assembly"  # 居民代表会议
    COUNCIL = "council"  # 议事会
    COMMITTEE = "committee"  # 居委会
    SUPERVISORS = "supervisors"  # 居务监督委员会
    SUBCOMMITTEE = "subcommittee"
    JOINT = "joint"  # a standing joint meeting (联席会议)


class Base(StrEnum):
    """What a majority is a majority of."""

    PRESENT = "present"  # an abstention counts like a no
    YES_NO = "yes_no"


class Post(StrEnum):
    CHAIR = "chair"
    DEPUTY = "deputy"
    MEMBER = "member"


class How(StrEnum):
    """How somebody came to a seat."""

    ELECTED = "elected"
    BY_ELECTION = "by_election"
    EX_OFFICIO = "ex_officio"
    APPOINTED = "appointed"


class WhyEnded(StrEnum):
    TERM_OVER = "term_over"
    RESIGNED = "resigned"
    RECALLED = "recalled"
    MOVED_OUT = "moved_out"
    DIED = "died"
    INCOMPATIBLE = "incompatible"


RANK: dict[Kind, int] = {Kind.COUNCIL: 1, Kind.ASSEMBLY: 2, Kind.RESIDENTS_MEETING: 3}
"""Whose decisions whose may annul: the higher body the lower one's (art. 30)."""
